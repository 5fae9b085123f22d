"""What air conditioners listen to: reports, time, bad ends of wishes; and how they are kept."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gateway.domain.events import CommandNotSent, DeviceReported, PartChanged, TimePassed
from gateway.domain.now import Now
from gateway.domain.rooms.climate import course
from gateway.domain.rooms.climate import heard as reports
from gateway.domain.rooms.climate.setting import Setting, options_of
from gateway.domain.rooms.climate.state import Ac, Acs, kept
from gateway.domain.rules import Channel, ChannelKind, Rules
from gateway.domain.turn import Fact, Fold, Turn, due_s, number_in

if TYPE_CHECKING:
    from gateway.domain.office import Office

REFUSED_WITHIN_S = 10.0
"""A blaster that did not send says so within this."""


def on_device_reported(turn: Turn, event: DeviceReported) -> None:
    """Hand a report to its air conditioner; a device that comes or goes to all of its."""
    online = event.reading.online
    if event.channel is None and online is not None:
        for channel in _on_device(turn.rules, event.device):
            if not online:
                reports.went_away(turn, channel)
            else:
                reports.came_back(turn, channel)
    one = turn.rules.channels.get(turn.rules.wired.get((event.device, event.channel), ""))
    if one is not None and one.kind is ChannelKind.AC and not event.stale and online is not False:
        reports.heard(turn, one, event)
    if turn.office.runs.acs.asked:
        _look_at_wishes(turn)


def _on_device(rules: Rules, device: str) -> Iterator[Channel]:
    for channel in rules.channels.values():
        if channel.kind is ChannelKind.AC and channel.device == device:
            yield channel


def on_time_passed(turn: Turn, _event: TimePassed) -> None:
    """Note who has rested, and switch on who waited for it; see which wishes have ended."""
    for channel_id, ac in turn.office.machines.acs.by_id.items():
        if not _has_rested(ac, turn.now.mono_s):
            continue
        channel = turn.rules.channels.get(channel_id)
        if channel is None or channel.kind is not ChannelKind.AC:
            turn.record("ac.gone", channel_id, vital=False)
            continue
        course.look(turn, channel)
        if _has_rested(kept(turn.office, channel_id), turn.now.mono_s):
            turn.record("ac.rested", channel_id, vital=False)
    _look_at_wishes(turn)


def _has_rested(ac: Ac, now_s: float) -> bool:
    return ac.rest_until_s is not None and ac.rest_until_s <= now_s


def on_command_not_sent(turn: Turn, event: CommandNotSent) -> None:
    """See a command that could not leave, or that a blaster refused."""
    _look_at_wishes(turn)
    for channel in _on_device(turn.rules, event.device):
        sent_s = turn.office.runs.acs.sent_s.get(channel.id)
        mine = event.channel in (None, channel.number)
        if options_of(channel).feedback or sent_s is None or not mine:
            continue
        if turn.now.mono_s - sent_s < REFUSED_WITHIN_S:
            reports.not_sent(turn, channel)


def on_part_changed(turn: Turn, _event: PartChanged) -> None:
    """See commands that the broker took with it."""
    _look_at_wishes(turn)


def _look_at_wishes(turn: Turn) -> None:
    for channel_id, power in turn.office.runs.acs.asked.items():
        channel = turn.rules.channels.get(channel_id)
        if channel is not None:
            course.look_at_wish(turn, channel, power=power)


def next_due_s(office: "Office") -> float | None:
    """Return when the next one has rested."""
    acs = office.machines.acs.by_id.values()
    dues = (ac.rest_until_s for ac in acs if ac.rest_until_s is not None)
    return min(dues, default=None)


def fold_told(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with an air conditioner that was told to go on or off."""
    old, body = kept(office, fact.subject), fact.body
    power, assumed, rest_s = bool(body["power"]), bool(body["assumed"]), number_in(body, "rest_s")
    new = replace(
        old,
        power=power if assumed else old.power,
        ran=power or (not assumed and (old.ran or rest_s is not None)),
        rest_until_s=old.rest_until_s if rest_s is None else due_s(fact, now, rest_s),
        queued=False,
        by=str(body["by"]),
    )
    return _with(office, fact, new)


def fold_said(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with what an air conditioner said of itself."""
    old, body = kept(office, fact.subject), fact.body
    power, rests, rest_s = body["power"], body["rests"], number_in(body, "rest_s") or 0.0
    rest_until_s = old.rest_until_s
    if rests is not None:
        rest_until_s = due_s(fact, now, rest_s) if rests else None
    new = replace(
        old,
        power=power if isinstance(power, bool) else None,
        ran=bool(body["ran"]),
        rest_until_s=rest_until_s,
        queued=old.queued and power is not True,
    )
    return _with(office, fact, new)


def fold_queued(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with an air conditioner that goes on after its rest, or does not."""
    queued, by = bool(fact.body["queued"]), str(fact.body["by"])
    return _with(office, fact, replace(kept(office, fact.subject), queued=queued, by=by))


def fold_rests(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with a compressor whose rest begins."""
    old, rest_s = kept(office, fact.subject), number_in(fact.body, "rest_s") or 0.0
    ran = old.ran or bool(fact.body["ran"])
    return _with(office, fact, replace(old, ran=ran, rest_until_s=due_s(fact, now, rest_s)))


def fold_rested(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a compressor that may start."""
    return _with(office, fact, replace(kept(office, fact.subject), rest_until_s=None))


def fold_set(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with an air conditioner's mode, set-point and fan."""
    body = fact.body
    setting = Setting(str(body["mode"]), number_in(body, "target_c"), str(body["fan"]))
    return _with(office, fact, replace(kept(office, fact.subject), setting=setting))


def fold_gone(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office without an air conditioner that is no longer configured."""
    by_id = {c: ac for c, ac in office.machines.acs.by_id.items() if c != fact.subject}
    return replace(office, machines=replace(office.machines, acs=Acs(by_id)))


def _with(office: "Office", fact: Fact, ac: Ac) -> "Office":
    old = kept(office, fact.subject)
    if ac.power is not old.power:
        ac = replace(ac, since=fact.at)
    by_id = {**office.machines.acs.by_id, fact.subject: ac}
    return replace(office, machines=replace(office.machines, acs=Acs(by_id)))


ON: dict[type, Any] = {
    DeviceReported: on_device_reported,
    TimePassed: on_time_passed,
    CommandNotSent: on_command_not_sent,
    PartChanged: on_part_changed,
}
FOLDS: dict[str, Fold] = {
    "ac.told": fold_told,
    "ac.said": fold_said,
    "ac.queued": fold_queued,
    "ac.rests": fold_rests,
    "ac.rested": fold_rested,
    "ac.set": fold_set,
    "ac.gone": fold_gone,
}
