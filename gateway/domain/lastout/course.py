"""The course of a check after the question: switch off, confirm, verify, end.

Each step is a recorded fact, so a restart goes on where it was. A check always
ends: every stage has a deadline. Nothing is switched late: a check whose
time ran out while the gateway was away only looks how things are, and tells it.
"""

from typing import TYPE_CHECKING

from gateway.domain.devices import poll_at
from gateway.domain.effects import PromptItem
from gateway.domain.events import ChannelWanted, LastOutEnded, TroubleGone
from gateway.domain.lastout.state import Check, Outcome, Stage
from gateway.domain.lastout.words import failed_trouble, open_trouble
from gateway.domain.maintenance import work_on_channel
from gateway.domain.meters import meter_parts, proof_w
from gateway.domain.rooms.grammar import LIGHTS, SWITCHED
from gateway.domain.rooms.players.state import running_in
from gateway.domain.rooms.state import NO_ANSWER, NOT_SENT, says_on
from gateway.domain.rooms.survey import (
    OFF,
    ON,
    is_assumed_off,
    is_proven_off,
    loads_in,
    off_takes_s,
    open_inputs,
    state_of,
    takes_its_time,
    unheard_inputs,
    watts_of,
)
from gateway.domain.rules import Channel, ChannelKind, Rules
from gateway.domain.text import Json
from gateway.domain.turn import Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office

ASK_SOON_S = 0.02
"""A check goes on by its deadlines: what it asks then is due a moment later, not at the same."""

LOOK_AGAIN_S = 2.0
"""The meter is asked so long before its quiet time is over, for a fresh figure."""

DEFAULT = "default"
"""Who switches when nobody answered."""

LATE_S = 300.0
"""What was due so long ago was missed while the gateway was away: nothing is switched."""

CAN_BE_OFF = SWITCHED | {ChannelKind.PROJECTOR}
"""Kinds that have an "off"; a projector's takes until it has cooled."""

SHOWN_STEP_W = 10.0
"""The ledger keeps the meter's way down in steps of this, not each report."""

SLOW_W = 0.05
"""... or of this part of what it was at the start."""


def switch_off(turn: Turn, zone: str, by: str) -> None:
    """Command off all that is not proven off, by the rooms' safe controls."""
    check = turn.office.lastout.checks[zone]
    chosen = _chosen_inside(turn, zone) if by == DEFAULT else []
    kept = {*check.kept, *chosen}
    loads = [
        c
        for c in loads_of(turn.office, turn.rules, zone)
        if c.kind in CAN_BE_OFF and c.id not in kept and state_of(turn.office, c) != OFF
    ]
    lit = [c.id for c in loads if c.kind in LIGHTS and says_on(turn.office, c)]
    channels = [c.id for c in loads]
    body: dict[str, Json] = {"id": check.id, "channels": channels, "restore": lit, "by": by}
    body["kept"] = [c for c in chosen if c not in check.kept]
    body["wait_s"] = max((off_takes_s(c) for c in loads), default=0.0)
    turn.record("lastout.switched", zone, body)
    for player in running_in(turn.office, turn.rules, zone):
        if player.id not in kept:
            turn.tell(ChannelWanted(channel=player.id, verb="stop", why="last-out"))
    for channel in channels:
        turn.tell(ChannelWanted(channel=channel, verb="off", why="last-out"))
    if not channels:
        start_verifying(turn, zone)


def loads_of(office: "Office", rules: Rules, zone: str) -> tuple[Channel, ...]:
    """Return what a check of a zone is about: not the exception list, nor where somebody works."""
    loads = loads_in(rules, zone)
    if not office.maintenance.works:
        return loads
    return tuple(c for c in loads if work_on_channel(office, rules, c.id) is None)


def _chosen_inside(turn: Turn, zone: str) -> list[str]:
    """Return what a leaver of a zone inside chose to leave on, and is on still.

    Whoever reads the list may switch it off all the same; the default does not.
    """
    lastout = turn.office.lastout
    return [
        c.id
        for c in loads_of(turn.office, turn.rules, zone)
        if lastout.is_left_on(c.id, turn.now.at) and state_of(turn.office, c) != OFF
    ]


def want_again(turn: Turn, check: Check) -> None:
    """After a restart, want again what was commanded and is not known to have come true."""
    if check.only_looks:
        return
    for channel in check.waiting:
        if channel not in turn.office.controls.wishes:
            turn.tell(ChannelWanted(channel=channel, verb="off", why="last-out"))


def look(turn: Turn, zone: str) -> None:
    """See which commanded channels have confirmed or given up."""
    check = turn.office.lastout.checks[zone]
    for channel_id in check.waiting:
        channel = turn.rules.channels.get(channel_id)
        wish = turn.office.controls.wishes.get(channel_id)
        waits = channel is not None and takes_its_time(turn.rules, channel)
        if wish is not None and waits and wish.since < check.asked_at:
            wish = None  # of another time
        if channel is not None and is_proven_off(turn.office, channel):
            turn.record("lastout.confirmed", zone, {"id": check.id, "channel": channel_id})
        elif channel is not None and is_assumed_off(turn.office, channel):
            assumed: dict[str, Json] = {"id": check.id, "channel": channel_id, "assumed": True}
            turn.record("lastout.confirmed", zone, assumed)
        elif channel is None or (wish is not None and wish.state in (NO_ANSWER, NOT_SENT)):
            why = wish.state if wish is not None else "gone"
            body: dict[str, Json] = {"id": check.id, "channel": channel_id, "why": why}
            turn.record("lastout.unconfirmed", zone, body)
    now = turn.office.lastout.checks[zone]
    if check.stage is Stage.SWITCHING and now.stage is Stage.VERIFYING:
        start_verifying(turn, zone)


def start_verifying(turn: Turn, zone: str) -> None:
    """All channels have settled: end what is decided, else let the meter prove it."""
    check = turn.office.lastout.checks[zone]
    meter = turn.rules.zones[zone].meter
    if check.failed:
        finish(turn, zone, Outcome.FAILED)
    elif check.kept:
        finish(turn, zone, Outcome.LEFT_ON)
    elif meter is None:
        finish(turn, zone, Outcome.COMMANDED_ONLY)
    else:
        poll_at(turn, meter_parts(meter)[0], turn.now.mono_s + ASK_SOON_S)
        read_meter(turn, zone)


def read_meter(turn: Turn, zone: str) -> None:
    """Keep what the meter says, when it matters; being quiet counts once all is off."""
    check = turn.office.lastout.checks[zone]
    rules = turn.rules.zones[zone]
    now_w = proof_w(turn, rules)
    quiet = check.stage is Stage.VERIFYING and now_w is not None and now_w <= rules.standby_w
    was_quiet = check.quiet_since_s is not None
    if quiet is was_quiet and not _moved(check, now_w):
        return
    body: dict[str, Json] = {"id": check.id, "w": now_w, "quiet": quiet}
    turn.record("lastout.metered", zone, body, vital=quiet is not was_quiet)
    if quiet and not was_quiet and rules.meter is not None:
        again_s = turn.now.mono_s + max(0.0, check.quiet_s - LOOK_AGAIN_S)
        poll_at(turn, meter_parts(rules.meter)[0], again_s)


def _moved(check: Check, now_w: float | None) -> bool:
    if now_w is None or check.now_w is None:
        return now_w is not check.now_w
    return abs(now_w - check.now_w) >= max(SHOWN_STEP_W, SLOW_W * (check.start_w or 0.0))


def conclude(turn: Turn, zone: str) -> None:
    """The time to verify is over: it was quiet long enough, or it has failed."""
    read_meter(turn, zone)
    check = turn.office.lastout.checks[zone]
    due_s = check.due_s
    if due_s is None or due_s > turn.now.mono_s:
        return
    if check.stage is Stage.SWITCHING:
        for channel in check.waiting:
            body: dict[str, Json] = {"id": check.id, "channel": channel, "why": "time"}
            turn.record("lastout.unconfirmed", zone, body)
        finish(turn, zone, Outcome.FAILED)
    elif check.quiet_since_s is not None and unheard_inputs(turn.office, turn.rules, zone):
        finish(turn, zone, Outcome.COMMANDED_ONLY, "contacts")  # nobody knows that they are closed
    elif check.quiet_since_s is not None:
        finish(turn, zone, Outcome.VERIFIED)
    elif check.now_w is None:
        finish(turn, zone, Outcome.COMMANDED_ONLY)
    else:
        finish(turn, zone, Outcome.FAILED)


def _still_on(turn: Turn, check: Check, *, late: bool) -> list[str]:
    """Return what is on; where nothing was switched, also what was on and is not proven off."""
    was_on = {item.channel for item in check.items if late and item.state == ON}
    chosen = _chosen_inside(turn, check.zone) if late else []
    spared = {*check.kept, *check.failed, *chosen}
    return [
        c.id
        for c in loads_of(turn.office, turn.rules, check.zone)
        if c.id not in spared
        and (state_of(turn.office, c) == ON or (c.id in was_on and not _is_off(turn, c)))
    ]


def _is_off(turn: Turn, channel: Channel) -> bool:
    return is_proven_off(turn.office, channel) or is_assumed_off(turn.office, channel)


def finish(turn: Turn, zone: str, outcome: Outcome, why: str = "") -> None:
    """End a check by itself; what is still on makes it failed, and facilities are told."""
    check = turn.office.lastout.checks[zone]
    late = check.only_looks and not check.switched
    failed = (*check.failed, *_still_on(turn, check, late=late))
    outcome = Outcome.FAILED if failed else outcome
    left_open = open_inputs(turn.office, turn.rules, zone)
    end(turn, check, outcome, why or ("late" if late else ""), failed=failed, left_open=left_open)
    if outcome is Outcome.FAILED:
        items = [_as_item(turn, channel) for channel in failed]
        now_w = proof_w(turn, turn.rules.zones[zone])
        turn.tell(failed_trouble(turn.rules, check, items, now_w, late=late))
    if left_open:
        turn.tell(open_trouble(turn.rules, check, left_open))


def _as_item(turn: Turn, channel_id: str) -> PromptItem:
    channel = turn.rules.channels.get(channel_id)
    if channel is None:
        return PromptItem(channel=channel_id, state="unknown")
    state = state_of(turn.office, channel)
    watts = watts_of(turn.office, channel) if state == ON else None
    return PromptItem(channel=channel_id, state=state, watts=watts)


def end(
    turn: Turn,
    check: Check,
    outcome: Outcome,
    why: str = "",
    *,
    failed: tuple[str, ...] = (),
    left_open: tuple[str, ...] = (),
    inside: bool = False,
    shown: bool = True,
) -> None:
    """Keep how a check ended; `shown` False takes it off the screens at once."""
    end_w = proof_w(turn, turn.rules.zones.get(check.zone))
    body: dict[str, Json] = {
        "id": check.id,
        "outcome": outcome.value,
        "why": why,
        "failed": list(failed),
        "kept": list(check.kept),
        "confirmed": list(check.confirmed),
        "start_w": check.start_w,
        "w": end_w,
        "inside": inside,
        "shown": shown,
        "open": list(left_open),
    }
    turn.record("lastout.ended", check.zone, body)
    turn.tell(_as_event(check, outcome, end_w))


def _as_event(check: Check, outcome: Outcome, end_w: float | None) -> LastOutEnded:
    """Return what other subjects are told: how it ended, and what it took away."""
    off = [i.watts for i in check.items if i.channel in check.confirmed and i.watts is not None]
    return LastOutEnded(
        zone=check.zone,
        outcome=outcome.value,
        start_w=check.start_w,
        end_w=end_w,
        off_w=sum(off) if off else None,
    )


def stop(
    turn: Turn,
    check: Check,
    outcome: Outcome,
    why: str,
    *,
    inside: bool = False,
    spared: frozenset[str] = frozenset(),
) -> None:
    """Somebody is here: end a check and give the zone the lights back that it switched off.

    Zones in `spared` stay dark: they are empty still.
    """
    end(turn, check, outcome, why, failed=check.failed, inside=inside)
    for channel_id in check.restore:
        channel = turn.rules.channels.get(channel_id)
        if channel is not None and channel.zone not in spared:
            turn.tell(ChannelWanted(channel=channel_id, verb="on", why="returned"))
    key = f"lastout:{check.zone}"
    if key in turn.office.alerts.open:
        turn.tell(TroubleGone(key=key))
