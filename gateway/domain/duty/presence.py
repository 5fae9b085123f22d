"""Who is at their post: come, missing, off post, a post that nobody covers (spec 02 §5).

Looked at as minutes begin and as people come and go. On duty is who is signed in
where the post is; a tap says so, no plan does. Nothing is judged while the clock
is not to be trusted.
"""

from datetime import datetime, timedelta

from gateway.domain.duty import words
from gateway.domain.duty.asking import bound, leaders_of, left_at, since_at
from gateway.domain.duty.ending import LONGEST, end_what_is_over
from gateway.domain.duty.fitting import employed
from gateway.domain.duty.folds import BACK, CAME, CONFIRMED, EMPTY, OFF_POST, STAFFED, TOLD
from gateway.domain.duty.rounds import look_at_rounds
from gateway.domain.duty.state import Planned, Told, relief_of, running
from gateway.domain.duty.watching import note_sleep, watched
from gateway.domain.events import BadgeShown, Event, TroubleFound, TroubleGone
from gateway.domain.requests import away_now
from gateway.domain.text import Json, Text
from gateway.domain.turn import Turn

Words = tuple[Text, Text]

UNSEEN = timedelta(minutes=2)
"""Whoever has not come is told of within so long of the time; else nobody looked (no power)."""


def on_look(turn: Turn, _event: Event) -> None:
    """Look at every duty that is under way."""
    if not turn.now.trusted:
        return
    note_sleep(turn)
    for name in [duty.slot.id for duty in running(turn.office, turn.now.at)]:
        if turn.office.duties.planned[name].slot.post not in turn.rules.duty.posts:
            end_what_is_over(turn, turn.office.duties.planned[name])
            continue
        _note_who_came(turn, turn.office.duties.planned[name])
        _tell_missing(turn, turn.office.duties.planned[name])
        _note_who_left(turn, turn.office.duties.planned[name])
        _watch_the_post(turn, turn.office.duties.planned[name])
        look_at_rounds(turn, turn.office.duties.planned[name])
        end_what_is_over(turn, turn.office.duties.planned[name])


def _note_who_came(turn: Turn, duty: Planned) -> None:
    """Keep when each was there for it first; who was there before is there at its start."""
    slot = duty.slot
    if turn.now.at >= slot.end:
        return
    for person in duty.people:
        since = since_at(turn.office, turn.rules, slot.post, person)
        if since is None or duty.standing(person).came_at is not None:
            continue
        came = max(since, slot.start)
        late_s = _late_s(turn, duty, person, came)
        body: dict[str, Json] = {"person": person, "at": came.isoformat(), "late_s": late_s}
        turn.record(CAME, slot.id, body)


def _late_s(turn: Turn, duty: Planned, person: str, came: datetime) -> int:
    """Return how late somebody came, beyond the grace; 0 where no door could have seen them.

    Who was put there after the start is not late.
    """
    limits = turn.rules.duty.limits
    bound_since = (bound(turn.office, duty.slot, person) or (came, came))[0]
    since = watched(turn.office, bound_since, timedelta(minutes=limits.missing_min))
    looked_until = since + timedelta(minutes=limits.missing_min) + UNSEEN
    if person in duty.joined or came <= since + timedelta(minutes=limits.grace_min):
        return 0
    if duty.told is Told.NOBODY and came > looked_until:
        return 0
    return int((came - since).total_seconds())


def _tell_missing(turn: Turn, duty: Planned) -> None:
    """Tell the leader, then further, while somebody has not come; take it back once all have."""
    slot, limits = duty.slot, turn.rules.duty.limits
    absent = tuple(p for p in duty.people if _is_awaited(turn, duty, p))
    key = f"duty-missing:{slot.id}"
    if not absent or turn.now.at >= slot.end:
        if key in turn.office.alerts.open:
            turn.tell(TroubleGone(key=key))
        return
    minutes = int((turn.now.at - slot.start).total_seconds()) // 60
    if duty.told is Told.NOBODY and _is_over(turn, slot.start, limits.missing_min):
        turn.record(TOLD, slot.id, {"to": Told.LEADER.value, "people": absent})
        _find(turn, key, duty, "warning", words.missing(turn.rules, duty, absent, minutes))
    elif duty.told is Told.LEADER and _is_over(turn, slot.start, limits.escalate_min):
        turn.record(TOLD, slot.id, {"to": Told.FURTHER.value, "people": absent})
        _find(turn, key, duty, "critical", words.missing(turn.rules, duty, absent, minutes))
    elif (alert := turn.office.alerts.open.get(key)) is not None:
        said = words.missing(turn.rules, duty, absent, minutes)
        if alert.title != said[0]:
            _find(turn, key, duty, alert.severity, said)


def _is_over(turn: Turn, since: datetime, minutes: int) -> bool:
    """Tell whether so long has passed; what the gateway slept through counts anew."""
    wait = timedelta(minutes=minutes)
    return turn.now.at >= watched(turn.office, since, wait) + wait


def _is_awaited(turn: Turn, duty: Planned, person: str) -> bool:
    """Tell whether somebody should be there by now and has not come.

    Who is on leave need not be, nor who works here no more: that is told ahead (`notices`).
    """
    span, found = bound(turn.office, duty.slot, person), turn.rules.people.get(person)
    works = found is not None and employed(found, duty.slot.day)
    is_due = works and span is not None and span[0] <= turn.now.at
    return is_due and duty.standing(person).came_at is None


def _note_who_left(turn: Turn, duty: Planned) -> None:
    """Note who is off post, and who is back."""
    slot = duty.slot
    off_min = turn.rules.duty.limits.off_post_min
    for person in duty.people:
        standing = duty.standing(person)
        if standing.came_at is None:
            continue
        is_signed_in = since_at(turn.office, turn.rules, slot.post, person) is not None
        left = sign_due(turn, duty, person) if is_signed_in else _left(turn, duty, person)
        is_here = is_signed_in and (left is None or turn.now.at < left)
        if is_here and standing.off_since is not None:
            turn.record(BACK, slot.id, {"person": person})
            turn.tell(TroubleGone(key=_off_key(slot.id, person)))
        if is_here or standing.off_since is not None or not _must_stay(turn, duty, person):
            continue
        if left is not None and _is_over(turn, left, off_min):
            turn.record(OFF_POST, slot.id, {"person": person, "since": left.isoformat()})
            say = words.unconfirmed if is_signed_in else words.off_post
            said = say(turn.rules, duty, person, left)
            _find(turn, _off_key(slot.id, person), duty, "warning", said)


def on_badge_shown(turn: Turn, event: BadgeShown) -> None:
    """Keep a badge that somebody on duty shows at a reader of their post as a sign of them."""
    if not turn.rules.duty.limits.confirm_min or not turn.now.trusted:
        return
    for duty in tuple(running(turn.office, turn.now.at)):
        if event.person in duty.people and turn.now.at < duty.slot.end:
            turn.record(CONFIRMED, duty.slot.id, {"person": event.person, "reader": event.reader})
    on_look(turn, event)


def sign_due(turn: Turn, duty: Planned, person: str) -> datetime | None:
    """Return until when somebody at their post has to show a sign; None: they need not.

    A sign is their coming, a badge shown at a reader that signs nobody out, a line or an
    item in the log, a checkpoint.
    """
    period, slot, office = turn.rules.duty.limits.confirm_min, duty.slot, turn.office
    if not period or turn.now.at >= slot.end:
        return None
    standing, since = duty.standing(person), since_at(office, turn.rules, slot.post, person)
    signs = [at for at in (since, standing.came_at, standing.seen_at) if at is not None]
    signs += [walk.at for walk in duty.walks if walk.person == person]
    signs += [line.at for line in office.duties.log if line.by == person]
    signs += [item.at for item in office.duties.items.values() if item.by == person]
    wait = timedelta(minutes=period)
    return watched(office, max(slot.start, *signs), wait) + wait


def _must_stay(turn: Turn, duty: Planned, person: str) -> bool:
    """Tell whether somebody has to be at a post now: not released, not out with leave.

    Past its end a duty binds only while nobody of the relief has come and nobody has signed.
    """
    if duty.standing(person).released or _is_out(turn, person):
        return False
    if turn.now.at < duty.slot.end:
        return True
    relief = relief_of(turn.office, duty, turn.rules.duty.limits.meet_min)
    return relief is not None and not _covered(turn, relief)


def _is_out(turn: Turn, person: str) -> bool:
    declared = person in turn.office.presence.out
    return declared or away_now(turn.office, person, turn.now.at) is not None


def _left(turn: Turn, duty: Planned, person: str) -> datetime:
    """Return when somebody left a post: their last tap out, or its start if that was before."""
    left = left_at(turn.office, turn.rules, duty.slot.post, person) or turn.now.at
    return max(left, duty.standing(person).came_at or left)


def _covered(turn: Turn, duty: Planned) -> bool:
    post = duty.slot.post
    return any(since_at(turn.office, turn.rules, post, p) is not None for p in duty.people)


def _watch_the_post(turn: Turn, duty: Planned) -> None:
    """Note a post that nobody is at, louder than one who is missing; and when it is not so."""
    slot, limits, at = duty.slot, turn.rules.duty.limits, turn.now.at
    if at >= slot.end:
        return
    others = [d for d in running(turn.office, at) if d.slot.post == slot.post]
    relief = _relief_soon(turn, duty)
    every = (*others, *relief)
    if any(_answers(turn, each, person) for each in every for person in each.people):
        if duty.empty_since is not None:
            turn.record(STAFFED, slot.id)
            turn.tell(TroubleGone(key=f"duty-empty:{slot.id}"))
        return
    if duty.empty_since is not None:
        return
    left = _since_empty(turn, duty)
    wait = timedelta(minutes=limits.off_post_min if left > slot.start else limits.missing_min)
    since = watched(turn.office, left, wait)
    if at >= since + wait:
        is_silent = any(_covered(turn, each) for each in every)
        turn.record(EMPTY, slot.id, {"since": since.isoformat(), "silent": is_silent})
        said = (words.silent if is_silent else words.empty)(turn.rules, duty, since)
        _find(turn, f"duty-empty:{slot.id}", duty, "critical", said)


def _relief_soon(turn: Turn, duty: Planned) -> tuple[Planned, ...]:
    """Return who takes over, once it is time to: from then on they cover the post too."""
    limits = turn.rules.duty.limits
    relief = relief_of(turn.office, duty, limits.meet_min)
    soon = duty.slot.end - timedelta(minutes=limits.handover_from_min)
    return (relief,) if relief is not None and turn.now.at >= soon else ()


def _since_empty(turn: Turn, duty: Planned) -> datetime:
    """Return since when nobody is at a post: its start, or when the last one left it after that.

    Who is signed in and shows no sign is there until the sign they owed was due.
    """
    slot = duty.slot
    near = (
        each
        for each in turn.office.duties.planned.values()
        if each.slot.post == slot.post and slot.start - LONGEST < each.slot.end
    )
    came = ((each, p) for each in near for p, s in each.here.items() if s.came_at is not None)
    soon = (p for each in _relief_soon(turn, duty) for p in each.people)
    relieved = (left_at(turn.office, turn.rules, slot.post, p) for p in soon)
    there = (_last_there(turn, each, p) for each, p in came)
    return max((slot.start, *there, *(at for at in relieved if at is not None)))


def _last_there(turn: Turn, duty: Planned, person: str) -> datetime:
    is_in = since_at(turn.office, turn.rules, duty.slot.post, person) is not None
    due = sign_due(turn, duty, person) if is_in else None
    return due or _left(turn, duty, person)


def _answers(turn: Turn, duty: Planned, person: str) -> bool:
    """Tell whether somebody is at the post of a duty, and owes it no sign."""
    if since_at(turn.office, turn.rules, duty.slot.post, person) is None:
        return False
    due = sign_due(turn, duty, person)
    return due is None or turn.now.at < due


def _off_key(slot: str, person: str) -> str:
    return f"duty-off:{slot}:{person}"


def _find(turn: Turn, key: str, duty: Planned, severity: str, said: Words) -> None:
    title, body = said
    post = turn.rules.duty.posts.get(duty.slot.post)
    leaders = leaders_of(turn.rules, *duty.people)
    turn.tell(
        TroubleFound(
            key=key,
            severity=severity,
            zone=post.zone if post else None,
            title=title,
            body=body,
            first=leaders if severity == "warning" else (),
        )
    )
