"""What draws more than it may: the ten minutes of a channel or a meter begin and end."""

from dataclasses import replace

from gateway.domain.energy import channel_total_wh, zone_total_wh
from gateway.domain.meters import proof_w
from gateway.domain.power.find import is_above, unexplained_w
from gateway.domain.power.look import look
from gateway.domain.power.state import Power
from gateway.domain.power.watching import index, is_left_to_lastout, is_watched
from gateway.domain.rules import Channel
from gateway.domain.turn import Turn, without


def read_channel(turn: Turn, channel: Channel) -> None:
    """Begin or end the ten minutes of a channel that measures more than it may."""
    known, what = index(turn), channel.id
    was_over = what in turn.office.power.over_since_s
    is_over = is_above(turn, known, channel) and is_watched(turn, channel.zone)
    if is_over and not was_over:
        total = channel_total_wh(turn.office, turn.rules, what)
        turn.change(power=_begun(turn, what, total))
    elif was_over and not is_over:
        turn.change(power=_ended(turn.office.power, what))
        look(turn, channel.owner)


def read_meter(turn: Turn, zone: str) -> None:
    """Begin or end the ten minutes of a meter that is too high for a closed, empty zone."""
    rules, power = turn.rules.zones[zone], turn.office.power
    now_w = proof_w(turn, rules)
    was_over = zone in power.over_since_s
    limit_w = rules.standby_w + turn.rules.durations.hysteresis_w
    if not was_over and (now_w is None or now_w <= limit_w):
        return
    rest_w = unexplained_w(turn, index(turn), zone)
    if not is_watched(turn, zone) or rest_w is None or rest_w <= rules.standby_w:
        if was_over:
            turn.change(power=_ended(turn.office.power, zone))
            look(turn, zone)
    elif not was_over and rest_w > limit_w and not is_left_to_lastout(turn, zone):
        total = zone_total_wh(turn.office, turn.rules, zone)
        turn.change(power=_begun(turn, zone, total))


def _begun(turn: Turn, what: str, total_wh: float | None) -> Power:
    power, now_s = turn.office.power, turn.now.mono_s
    return replace(
        power,
        over_since_s={**power.over_since_s, what: now_s},
        since={**power.since, what: turn.now.at},
        due_s={**power.due_s, what: now_s + turn.rules.durations.offhours_s},
        base_wh=power.base_wh if total_wh is None else {**power.base_wh, what: total_wh},
    )


def _ended(power: Power, what: str) -> Power:
    return replace(
        power,
        over_since_s=without(power.over_since_s, what),
        since=without(power.since, what),
        due_s=without(power.due_s, what),
        base_wh=without(power.base_wh, what),
    )
