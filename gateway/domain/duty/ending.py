"""A duty ends: handed over, or by itself where nobody takes over; then it is judged.

Who is relieved stays until the page is signed, or the relief has come, or the
leader has signed as witness: a post is never empty because of a hand-over (S19).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from gateway.domain.duty import words
from gateway.domain.duty.asking import bound, leaders_of, left_at, since_at
from gateway.domain.duty.counting import reached
from gateway.domain.duty.fitting import employed
from gateway.domain.duty.folds import ENDED
from gateway.domain.duty.state import Planned, Told, relief_of
from gateway.domain.duty.watching import watched
from gateway.domain.events import TroubleFound, TroubleGone
from gateway.domain.notice import notice
from gateway.domain.text import Json, Text
from gateway.domain.turn import Turn

UNSIGNED_KEPT = timedelta(hours=1)
"""So long after the change, and after the relief has come, a page may still be signed; then it is
a bad hand-over."""
LONGEST = timedelta(hours=4)
"""Nobody is bound longer, whoever has not come."""


def end_what_is_over(turn: Turn, duty: Planned) -> None:
    """Judge a duty once it is over; tell while its page is not signed in time."""
    at, slot = turn.now.at, duty.slot
    if duty.ended or at < slot.end:
        return
    relief = relief_of(turn.office, duty, turn.rules.duty.limits.meet_min)
    if relief is None or duty.handed:
        _end(turn, duty)
        return
    relieved_at = _relieved_at(relief)
    signed_from = max(slot.end, relieved_at or slot.end)
    signed_until = watched(turn.office, signed_from, UNSIGNED_KEPT) + UNSIGNED_KEPT
    is_unsigned = relieved_at is not None and at >= signed_until
    if is_unsigned or at >= slot.end + LONGEST:
        _end(turn, duty, not_signed=_not_signed(duty, relief) if is_unsigned else ())
        return
    late = timedelta(minutes=turn.rules.duty.limits.escalate_min)
    if (
        at >= watched(turn.office, slot.end, late) + late
        and handover_key(duty) not in turn.office.alerts.open
    ):
        _tell_unsigned(turn, duty, relief)


def _relieved_at(relief: Planned) -> datetime | None:
    """Return when the first of the relief was there for it, or None."""
    return min((s.came_at for s in relief.here.values() if s.came_at is not None), default=None)


def _not_signed(duty: Planned, relief: Planned) -> tuple[str, ...]:
    """Return whose signature a page lacks: of who goes, or where one of them has signed, comes."""
    if not duty.signer("out"):
        return duty.people
    return tuple(p for p in relief.people if relief.standing(p).came_at is not None)


def handover_key(duty: Planned) -> str:
    """Return the key of the alert that a duty is not handed over."""
    return f"duty-handover:{duty.slot.id}"


def _tell_unsigned(turn: Turn, duty: Planned, relief: Planned) -> None:
    title, body = words.not_handed(turn.rules, duty, relief)
    post = turn.rules.duty.posts.get(duty.slot.post)
    turn.tell(
        TroubleFound(
            key=handover_key(duty),
            severity="warning",
            zone=post.zone if post else None,
            title=title,
            body=body,
            first=leaders_of(turn.rules, *duty.people),
        )
    )


def _end(turn: Turn, duty: Planned, *, not_signed: tuple[str, ...] = ()) -> None:
    slot = duty.slot
    is_known = slot.post in turn.rules.duty.posts
    missed = _marks(turn, duty, not_signed) if is_known else ()
    marks: list[Json] = [
        {"id": f"{slot.id}:{person}:{kind}", "person": person, "kind": kind, "seconds": seconds}
        for person, kind, seconds in missed
    ]
    before = turn.office.duties.marks
    turn.record(ENDED, slot.id, {"marks": marks, "handed": duty.handed})
    for key in tuple(turn.office.alerts.open):
        about, _, rest = key.partition(":")
        if (
            about.startswith("duty-")
            and about != "duty-round"
            and slot.id == rest.partition(":")[0]
        ):
            turn.tell(TroubleGone(key=key))
    for person in dict.fromkeys((*duty.people, *duty.gone, *not_signed)):
        _tell_reached(turn, person, slot.day.year, before_len=len(before))


def _marks(
    turn: Turn, duty: Planned, not_signed: tuple[str, ...]
) -> Iterator[tuple[str, str, int]]:
    """Yield what each of a duty missed: who, what, how many seconds.

    Absent is only who was told of as missing: where the gateway did not run, nobody is.
    """
    all_absent = turn.rules.duty.consequences.empty_is_all_absent and duty.was_empty
    yield from _marks_of_gone(duty)
    for person in duty.people:
        standing = duty.standing(person)
        if not _is_bound(turn, duty, person):
            continue
        if standing.came_at is None or all_absent:
            is_missed = duty.told is not Told.NOBODY and person not in duty.joined
            if is_missed or all_absent:
                yield person, "absent", 0
            continue
        if standing.late_s:
            yield person, "late", standing.late_s
        if standing.off_posts:
            yield person, "off_post", 0
        if early_s := _early_s(turn, duty, person):
            yield person, "early", early_s
    for person in not_signed:
        if duty.standing(person).came_at is not None or person not in duty.people:
            yield person, "bad_handover", 0


def _is_bound(turn: Turn, duty: Planned, person: str) -> bool:
    """Tell whether a duty was somebody's to do: they work here, and were not on leave."""
    found = turn.rules.people.get(person)
    works = found is not None and employed(found, duty.slot.day)
    return works and bound(turn.office, duty.slot, person) is not None


def _marks_of_gone(duty: Planned) -> Iterator[tuple[str, str, int]]:
    """Yield what those missed in whose place somebody else was put while it ran."""
    for person, standing in duty.gone.items():
        if standing.came_at is None:
            yield person, "absent", 0
        elif standing.late_s:
            yield person, "late", standing.late_s
        if standing.off_posts:
            yield person, "off_post", 0


def _early_s(turn: Turn, duty: Planned, person: str) -> int:
    """Return how much too early somebody left for good, beyond the grace; else 0."""
    slot, grace_s = duty.slot, turn.rules.duty.limits.grace_min * 60
    span = bound(turn.office, slot, person)
    if duty.standing(person).released:
        return 0
    if since_at(turn.office, turn.rules, slot.post, person) is not None:
        return 0
    left = left_at(turn.office, turn.rules, slot.post, person)
    if left is None or span is None or person in turn.office.presence.out:
        return 0
    came = duty.standing(person).came_at
    if came is not None and left < came:
        return 0  # their last way out is of an earlier stay: nobody knows when they went
    early_s = int((span[1] - left).total_seconds())
    return early_s if early_s > grace_s else 0


def _tell_reached(turn: Turn, person: str, year: int, *, before_len: int) -> None:
    """Tell, once, of a year that has reached a threshold by this duty."""
    marks, rules = turn.office.duties.marks, turn.rules.duty
    old = reached(rules, marks[:before_len], person, year)
    for kind, times in reached(rules, marks, person, year).items():
        if kind not in old:
            _tell_count(turn, person, kind, times, year)


NAMES = {
    "absent": Text("缺席值班", "absent from duty"),
    "late_early": Text("值班迟到早退", "late for or early from duty"),
}


def _tell_count(turn: Turn, person: str, kind: str, times: int, year: int) -> None:
    title, body = words.counted(turn.rules, person, NAMES[kind], times, year)
    turn.tell(
        notice(
            f"duty-count:{person}:{year}:{kind}", title, body, first=leaders_of(turn.rules, person)
        )
    )
