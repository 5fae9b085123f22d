"""What a paired tap means to the person: the verdict, the time worked, the words."""

from collections.abc import Sequence
from datetime import datetime

from gateway.domain import words
from gateway.domain.attendance import Verdict, Word, verdict_in, verdict_out
from gateway.domain.attendance.day import Away
from gateway.domain.effects import Light, Result
from gateway.domain.events import Correction
from gateway.domain.presence.pairing import Step, tapped_before, zones_of
from gateway.domain.presence.shown import OFFERS, OFFERS_OUTING
from gateway.domain.presence.state import Presence, TapShown, key_of
from gateway.domain.rules import Rules
from gateway.domain.text import Json


def judge(
    presence: Presence, rules: Rules, step: Step, aways: Sequence[Away] = ()
) -> Verdict | None:
    """Return the verdict of a step before it is folded; None where no shift is about it.

    A wrong clock judges nobody; nor does the door of a room inside a zone the
    person is in. What is approved (`aways`) is neither late nor early.
    """
    elsewhere = {*zones_of(presence, rules, step.person)} - {step.zone, *step.ends}
    if elsewhere or not step.trusted:
        return None
    if step.direction == "in":
        if step.outing:
            return Verdict(word=Word.BACK)
        prior = tapped_before(presence.last.get(key_of(step.person, step.zone)))
        return verdict_in(rules, step.person, step.at, prior, aways)
    if step.outing:
        return Verdict(word=Word.GOODBYE)
    session = presence.sessions.get(key_of(step.person, step.zone))
    return verdict_out(rules, step.person, step.at, session.in_at if session else None, aways)


def worked(presence: Presence, step: Step) -> int | None:
    """Return the whole seconds of the session a step ends; None without one, or undatable."""
    session = presence.sessions.get(key_of(step.person, step.zone))
    if step.direction != "out" or session is None or session.clock_trusted != step.trusted:
        return None
    return max(0, int((step.at - session.in_at).total_seconds()))


def verdict_json(verdict: Verdict | None) -> dict[str, Json]:
    """Return a verdict as it is kept with its tap."""
    if verdict is None:
        return {"verdict": None}
    body: dict[str, Json] = {"verdict": verdict.word.value, "shift": verdict.shift}
    if verdict.late_s:
        body["late_s"] = verdict.late_s
    if verdict.early_s:
        body["early_s"] = verdict.early_s
    return body


def shown_step(
    name: str,
    step: Step,
    verdict: Verdict | None,
    worked_s: int | None,
    *,
    is_last: bool,
    back_by: datetime | None = None,
) -> TapShown:
    """Return what the kiosk says of a paired tap.

    Args:
        name: The person's.
        step: The tap.
        verdict: Its verdict.
        worked_s: Since when they were in, if it ends a session.
        is_last: Nobody is left in its zone.
        back_by: When an approved outing ends.
    """
    is_outing = step.outing == Correction.GOING_OUT
    if is_outing:
        local = back_by.astimezone(step.at.tzinfo) if back_by is not None else None
        said = words.going_out(name, local)
    elif step.direction == "in":
        said = words.signed_in(name, step.at, verdict)
    else:
        said = words.signed_out(name, verdict, worked_s, is_last=is_last)
    return TapShown(
        tap_id=step.tap_id,
        reader=step.reader,
        result=Result.ACCEPTED if step.trusted else Result.CLOCK_UNTRUSTED,
        person=step.person,
        direction=step.outing or step.direction,
        message=said if step.trusted else words.dated_later(said),
        at=step.at,
        verdict=verdict.word.value if verdict else None,
        late_s=(verdict.late_s or verdict.early_s) if verdict else 0,
        worked_s=worked_s,
        shift=verdict.shift if verdict else None,
        until=back_by if is_outing else verdict.until if verdict else None,
        offers=OFFERS_OUTING if is_outing else OFFERS.get(step.direction, ()),
    )


def light_of(verdict: Verdict | None, *, is_last: bool) -> Light:
    """Green = done; amber = please look: late, early, a tap missing, the last one out."""
    looks = {Word.LATE, Word.EARLY, Word.MISSING_IN}
    if is_last or (verdict is not None and verdict.word in looks):
        return Light.AMBER
    return Light.GREEN
