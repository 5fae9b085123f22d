"""One touch on "not right?": the tap stays, the correction is a new fact beside it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from gateway.domain import words
from gateway.domain.effects import Light, Result
from gateway.domain.events import Correction, TapCorrected, ZoneEntered
from gateway.domain.now import Now
from gateway.domain.presence.approved import aways_of, outing_until
from gateway.domain.presence.meaning import judge, shown_step, verdict_json, worked
from gateway.domain.presence.pairing import Step, pair, plan_step, read_step, revert
from gateway.domain.presence.shown import show
from gateway.domain.presence.state import LastTap, Presence, TapShown, asks_to_undo
from gateway.domain.presence.taps import DIRECTIONS
from gateway.domain.presence.zones import tell_zones
from gateway.domain.text import Json, Text
from gateway.domain.turn import Fact, Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a correction does to a person's last tap.

    Attributes:
        undo: The last paired tap is taken back first.
        direction: Then a tap in this direction is paired; empty for none.
    """

    undo: bool
    direction: str = ""
    outing: str | None = None


NOTHING = Change(undo=False)


def change_of(
    correction: Correction, last: LastTap, *, answers: bool, is_out: bool = False
) -> Change:
    """Return what a correction changes.

    Args:
        correction: What was touched.
        last: The last paired tap.
        answers: It answers "undo?" of a second tap: then another direction is
            a tap of its own after the first. Otherwise it replaces the first.
        is_out: The person is on an outing since that tap.
    """
    if correction is Correction.UNDO:
        return Change(undo=True) if last.direction else NOTHING
    direction = DIRECTIONS[correction]
    outing = Correction.GOING_OUT.value if correction is Correction.GOING_OUT else None
    if direction == last.direction and correction is Correction.LEAVING and is_out:
        return Change(undo=True, direction=direction)
    if direction == last.direction:
        return Change(undo=True, direction=direction, outing=outing) if outing else NOTHING
    return Change(undo=bool(last.direction) and not answers, direction=direction, outing=outing)


def on_corrected(turn: Turn, event: TapCorrected) -> None:
    """Correct the tap a kiosk still shows; refuse in words what is over.

    Told by another subject (`by="last-out"`: "I am staying"), it answers
    nobody: that subject does.
    """
    presence = turn.office.presence
    key = presence.ids.get(event.tap_id, "")
    last = presence.last.get(key)
    if last is None or not _is_open(turn, last, event.tap_id):
        _reply(turn, event, ok=False, code="too_late", said=words.UNKNOWN_TAP)
        return
    answers = event.tap_id == last.asked
    undoes = event.correction is Correction.UNDO
    if answers and undoes and not asks_to_undo(last, turn.rules.durations.undo_window_s):
        _reply(turn, event, ok=False, code="too_late", said=words.UNKNOWN_TAP)
        return
    is_out = key.rpartition("@")[0] in presence.out
    change = change_of(event.correction, last, answers=answers, is_out=is_out)
    if change == NOTHING and not answers:
        _reply(turn, event, ok=True, code="unchanged", said=words.UNCHANGED)
        return
    _carry_out(turn, event, key, change)


def _is_open(turn: Turn, last: LastTap, tap_id: str) -> bool:
    if tap_id not in {last.tap_id, last.asked}:
        return False
    since_s = last.asked_since_s if tap_id == last.asked else last.paired_since_s
    return turn.now.mono_s - since_s <= turn.rules.durations.undo_window_s


def _carry_out(turn: Turn, event: TapCorrected, key: str, change: Change) -> None:
    before = turn.office.presence
    last = before.last[key]
    base = revert(before, key) if change.undo else before
    # Judged and timed on what the correction starts from, not on what it takes back.
    step = plan_step(base, turn.rules, _step(turn, event, key, last, change))
    aways = aways_of(turn.office, step.person)
    verdict = judge(base, turn.rules, step, aways) if change.direction else None
    worked_s = worked(base, step)
    body: dict[str, Json] = {
        "tap_id": step.tap_id,
        "of": last.tap_id,
        "person": step.person,
        "zone": step.zone,
        "reader": step.reader,
        "correction": event.correction.value,
        "reason": event.reason,
        "by": event.by,
        "undo": change.undo,
        "tapped_at": step.at.isoformat(),
        "worked_s": worked_s,
    }
    body |= {**step.as_json(), **verdict_json(verdict)}
    turn.record("tap.corrected", step.person, body)
    gone = _tell(turn, before, step, change)
    person = turn.rules.people.get(step.person)
    name = person.name if person else ""
    back_by = outing_until(turn.office, step.person, step.at)
    is_last = step.zone in gone
    shown = shown_step(name, step, verdict, worked_s, is_last=is_last, back_by=back_by)
    if not change.direction:
        shown = _shown_without(shown, last, change)
    _show(turn, event, shown, Light.AMBER if gone else Light.GREEN)
    _reply(turn, event, ok=True, code="done", said=shown.message, shown=shown)


def _step(turn: Turn, event: TapCorrected, key: str, last: LastTap, change: Change) -> Step:
    person, _, zone = key.rpartition("@")
    # An answer to "undo?" that takes nothing back is a tap of its own, at the second's time.
    is_second = event.tap_id == last.asked and not change.undo
    at = last.asked_at if is_second and last.asked_at else last.at
    return Step(
        tap_id=event.tap_id,
        person=person,
        zone=zone,
        reader=_reader(turn, event.tap_id) or last.reader,
        direction=change.direction,
        at=at,
        trusted=last.clock_trusted,
        since_s=turn.now.mono_s,
        session="",
        outing=change.outing,
    )


def _reader(turn: Turn, tap_id: str) -> str | None:
    shown = turn.office.taps.shown.values()
    return next((s.reader for s in shown if s.tap_id == tap_id), None)


def _tell(turn: Turn, before: Presence, step: Step, change: Change) -> tuple[str, ...]:
    """Tell the zones; a tap-out taken back is somebody who is here after all."""
    gone = tell_zones(turn, before, step)
    returned = set(turn.office.presence.sessions) - set(before.sessions)
    if not change.direction and returned:
        turn.tell(ZoneEntered(zone=step.zone, tap_id=step.tap_id, person=step.person))
    return gone


def _shown_without(shown: TapShown, last: LastTap, change: Change) -> TapShown:
    """Return what is shown when a tap is gone, or a question answered with "as it is"."""
    return replace(
        shown,
        result=Result.ACCEPTED,
        direction=None if change.undo else (last.direction or None),
        message=words.UNDONE if change.undo else words.UNCHANGED,
        worked_s=None,
        offers=(),
    )


def _show(turn: Turn, event: TapCorrected, shown: TapShown, light: Light) -> None:
    """Renew what the kiosk shows, if it still shows this tap; nothing sounds at the reader."""
    if _reader(turn, event.tap_id) is not None:
        show(turn, shown, light, said=False)


def _reply(
    turn: Turn,
    event: TapCorrected,
    *,
    ok: bool,
    code: str,
    said: Text,
    shown: TapShown | None = None,
) -> None:
    if event.by == "last-out":
        return
    direction = shown.direction if shown else None
    turn.reply(code, said, ok=ok, tap_id=event.tap_id, direction=direction)


def fold_corrected(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office after a correction: the last tap taken back, another one paired."""
    body = fact.body
    presence = office.presence
    key = f"{body['person']}@{body['zone']}"
    last = presence.last[key]
    # Counted from the tap, so that corrections of corrections end two minutes after it.
    since_s = last.asked_since_s if body["tap_id"] == last.asked else last.paired_since_s
    seen_s = last.seen_since_s
    presence = revert(presence, key) if body["undo"] else presence
    if body["direction"]:
        at = datetime.fromisoformat(str(body["tapped_at"])).astimezone(fact.at.tzinfo)
        presence = pair(presence, read_step(body, at, since_s))
    settled = replace(presence.last[key], asked=None, seen_since_s=seen_s)
    presence = replace(presence, last={**presence.last, key: settled})
    return replace(office, presence=presence)
