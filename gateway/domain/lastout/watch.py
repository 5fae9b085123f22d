"""What a check under way listens to: time, reports, people who come back."""

from typing import Any

from gateway.domain.effects import Prompt
from gateway.domain.events import (
    ChannelWanted,
    CommandNotSent,
    DeviceReported,
    EvidenceSeen,
    InputChanged,
    MinuteBegan,
    PartChanged,
    PromptAnswered,
    TimePassed,
    TroubleGone,
    ZoneEmptied,
    ZoneEntered,
)
from gateway.domain.expected import expected_in
from gateway.domain.lastout import resume
from gateway.domain.lastout.answers import on_prompt_answered
from gateway.domain.lastout.begin import head_count_in, on_zone_emptied
from gateway.domain.lastout.course import (
    DEFAULT,
    LATE_S,
    conclude,
    loads_of,
    look,
    read_meter,
    stop,
    switch_off,
    want_again,
)
from gateway.domain.lastout.resume import EXPECTED, stop_for
from gateway.domain.lastout.state import Check, Outcome, Stage
from gateway.domain.meters import meter_parts, proof_w
from gateway.domain.rooms.survey import (
    is_assumed_off,
    is_proven_off,
    open_inputs,
    state_of,
)
from gateway.domain.rules import Zone
from gateway.domain.text import Json
from gateway.domain.turn import Turn

OWN = frozenset({"door", "motion"})
"""Evidence that the leaver makes as well, on the way out."""

HEAR_S = 60.0
"""After a start devices have been heard by then; the meter's quiet time comes on top."""

MISSED_S = 2.0
"""A deadline that is looked at so late fell due before this start; the loop is never so slow."""


def on_time_passed(turn: Turn, event: TimePassed) -> None:
    """Look at every check whose deadline has come, and at wishes that have ended."""
    resume.on_time_passed(turn, event)
    for zone, check in turn.office.lastout.checks.items():
        if check.stage is Stage.SWITCHING:
            look(turn, zone)
        now = turn.office.lastout.checks[zone]
        if now.due_s is None or now.due_s > turn.now.mono_s:
            continue
        if now.stage is Stage.DONE:
            turn.record("lastout.cleared", zone, {"id": now.id}, vital=False)
        elif now.stage is Stage.ASKED:
            _unanswered(turn, now)
        elif turn.now.mono_s - now.due_s > MISSED_S and not now.only_looks:
            _only_look(turn, now)
        else:
            conclude(turn, zone)


def _unanswered(turn: Turn, check: Check) -> None:
    """Nobody answered: off by itself, unless somebody may be there or comes for it."""
    late_s = turn.now.mono_s - check.answer_due_s
    if late_s > LATE_S:
        _only_look(turn, check)
    elif late_s > MISSED_S:
        _ask_anew(turn, check)
    elif head_count_in(turn, check.zone):
        stop(turn, check, Outcome.RETURNED, "entered")
    elif check.evidence:
        stop(turn, check, Outcome.SOMEONE_INSIDE, "evidence", inside=True)
    elif expected := expected_in(turn.office, turn.rules, check.zone, turn.now):
        why = f"{EXPECTED}{expected[0].kind}"
        stop(turn, check, Outcome.SOMEONE_INSIDE, why, inside=True)
    else:
        switch_off(turn, check.zone, DEFAULT)


def _ask_anew(turn: Turn, check: Check) -> None:
    """The question ran out while the gateway was away: its silence means nothing.

    Nobody could answer or be noticed meanwhile, so it has its time once more.
    """
    body: dict[str, Json] = {"id": check.id}
    body["answer_s"] = turn.rules.durations.lastout_answer_s
    turn.record("lastout.waited", check.zone, body)
    turn.do(Prompt(prompt="last-out", zone=check.zone, items=check.items))


def _only_look(turn: Turn, check: Check) -> None:
    """The time of a check ran out while the gateway was away: nothing is switched so late.

    No device has said a word yet: they are heard first, so that what is told is true.
    """
    body: dict[str, Json] = {"id": check.id, "look_s": check.quiet_s + HEAR_S}
    turn.record("lastout.missed", check.zone, body)


def on_device_reported(turn: Turn, event: DeviceReported) -> None:
    """See a commanded channel confirm, or the meter come down."""
    checks = turn.office.lastout.checks
    if not checks:
        return
    channel = turn.rules.wired.get((event.device, event.channel))
    for zone, check in checks.items():
        if check.stage is Stage.SWITCHING and channel in check.waiting:
            look(turn, zone)
        if check.stage in (Stage.SWITCHING, Stage.VERIFYING):
            meter = turn.rules.zones[zone].meter
            if meter is not None and meter_parts(meter)[0] == event.device:
                _meter_said(turn, zone)


def _meter_said(turn: Turn, zone: str) -> None:
    check = turn.office.lastout.checks[zone]
    if not check.is_running:
        return
    read_meter(turn, zone)
    now = turn.office.lastout.checks[zone]
    if now.due_s is not None and now.due_s <= turn.now.mono_s:
        conclude(turn, zone)


def on_wish_ended(turn: Turn, _event: CommandNotSent | ChannelWanted) -> None:
    """See a command that could not leave."""
    for zone, check in turn.office.lastout.checks.items():
        if check.stage is Stage.SWITCHING:
            look(turn, zone)


def on_part_changed(turn: Turn, event: PartChanged) -> None:
    """The broker went: what was not confirmed has failed. It is back: go on after a restart."""
    if event.part != "broker":
        return
    for zone, check in turn.office.lastout.checks.items():
        if check.stage is not Stage.SWITCHING:
            continue
        if event.ok:
            want_again(turn, check)
        else:
            look(turn, zone)


def on_zone_entered(turn: Turn, event: ZoneEntered) -> None:
    """Somebody came: every check around stops, its alert is moot, and what waited for them ends."""
    path = turn.rules.zone_path(event.zone)
    resume.on_zone_entered(turn, event)
    for zone in path:
        check = turn.office.lastout.checks.get(zone)
        if check is not None and check.is_running:
            stop_for(turn, check, event.zone)
        for key in (f"lastout:{zone}", f"windows:{zone}"):
            if key in turn.office.alerts.open:
                turn.tell(TroubleGone(key=key))


def on_evidence_seen(turn: Turn, event: EvidenceSeen) -> None:
    """Something says that somebody is there.

    While the question is open it only keeps the default from switching. Once
    switching has begun it stops the check, unless it may be the leaver walking out.
    """
    resume.on_evidence_seen(turn, event)
    for zone in turn.rules.zone_path(event.zone):
        check = turn.office.lastout.checks.get(zone)
        if check is None or not check.is_running or _is_own(turn, check, event.what):
            continue
        if check.stage is not Stage.ASKED:
            stop(turn, check, Outcome.RETURNED, event.what, inside=True)
        elif not check.evidence:
            turn.record("lastout.evidence", zone, {"id": check.id, "what": event.what})


def _is_own(turn: Turn, check: Check, what: str) -> bool:
    """Tell whether evidence may come from the leaver: never motion before an answer."""
    kind = what.partition(":")[0]
    if kind not in OWN or (kind == "motion" and check.stage is Stage.ASKED):
        return False
    return check.leaving_until_s is not None and turn.now.mono_s < check.leaving_until_s


def on_input_changed(turn: Turn, _event: InputChanged) -> None:
    """The last open window was closed, and said so: its alert is over."""
    for key in _open_keys(turn, "windows:"):
        zone = key.partition(":")[2]
        named = turn.office.lastout.left_open.get(zone, ())
        health = turn.office.health
        closed = all(health.level_of(i) is False for i in named if i in turn.rules.inputs)
        if closed and not open_inputs(turn.office, turn.rules, zone):
            turn.tell(TroubleGone(key=key))


def on_minute_began(turn: Turn, event: MinuteBegan) -> None:
    """What was left on for a time is due; what had failed is off by now: its alert is over."""
    resume.on_minute_began(turn, event)
    for key in _open_keys(turn, "lastout:"):
        zone = turn.rules.zones.get(key.partition(":")[2])
        if zone is None:
            turn.tell(TroubleGone(key=key))
            continue
        if _is_off_by_now(turn, zone, frozenset(turn.office.alerts.open[key].channels)):
            turn.tell(TroubleGone(key=key))


def _is_off_by_now(turn: Turn, zone: Zone, named: frozenset[str]) -> bool:
    """Tell whether all that an alert named is off, and nothing else on but by choice.

    What was left on by choice draws as well, so then the meter proves nothing.
    """
    loads = loads_of(turn.office, turn.rules, zone.id)
    on = {c.id for c in loads if state_of(turn.office, c) == "on"}
    chosen = on.intersection(turn.office.lastout.left_on) - named
    if on - chosen:
        return False
    now_w = proof_w(turn, zone)
    low = zone.meter is None or bool(chosen) or (now_w is not None and now_w <= zone.standby_w)
    return low and all(
        is_proven_off(turn.office, c) or is_assumed_off(turn.office, c)
        for c in loads
        if c.id in named
    )


def _open_keys(turn: Turn, prefix: str) -> list[str]:
    return [key for key in turn.office.alerts.open if key.startswith(prefix)]


ON: dict[type, Any] = {
    ZoneEmptied: on_zone_emptied,
    ZoneEntered: on_zone_entered,
    EvidenceSeen: on_evidence_seen,
    PromptAnswered: on_prompt_answered,
    DeviceReported: on_device_reported,
    CommandNotSent: on_wish_ended,
    ChannelWanted: on_wish_ended,
    PartChanged: on_part_changed,
    InputChanged: on_input_changed,
    MinuteBegan: on_minute_began,
    TimePassed: on_time_passed,
}
