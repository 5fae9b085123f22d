"""What is wrong with a request, in clear words, before anything is kept (spec 02 §8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.domain.events import RequestFiled
from gateway.domain.requests import words
from gateway.domain.requests.length import Length, length_of
from gateway.domain.requests.locks import locked_in
from gateway.domain.requests.state import WAITING, Asked, overlapping
from gateway.domain.rules import LeaveKind, Rules
from gateway.domain.service.tickets import tidy
from gateway.domain.staff import EVERYBODYS
from gateway.domain.text import Text
from gateway.domain.turn import Turn

DAY = timedelta(days=1)
LONGEST = {
    Asked.LEAVE: 366 * DAY,
    Asked.OUTING: 31 * DAY,
    Asked.OVERTIME: DAY,
}
"""The longest time one request is for."""
MOST_BACK = 62 * DAY
"""Nothing is asked for that began longer ago: the state remembers no further back."""
MOST_AHEAD = 400 * DAY
MOST_WAITING = 50
"""Requests of one person that wait."""
SAME_TAP = timedelta(minutes=1)
WAYS = frozenset({"in", "out"})
YEARS = range(1970, 9000)
"""Beyond these there is not always a day before and after to reckon with."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not taken; `code` is stable for programs."""

    code: str
    said: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A request that was read: what is asked for, when, in tidy words."""

    asked: Asked
    person: str
    by: str
    since: datetime
    until: datetime
    what: str
    reason: str
    kind: LeaveKind | None
    length: Length


def read(turn: Turn, event: RequestFiled) -> Wish | Refusal:
    """Return what is asked for, or why it cannot be."""
    rules = turn.rules
    if not turn.now.trusted:
        return Refusal("clock_untrusted", words.CLOCK)
    if event.asked not in {each.value for each in Asked}:
        return Refusal("unknown_asked", words.UNKNOWN_ASKED)
    asked = Asked(event.asked)
    kind = rules.leave_kinds.get(event.what) if asked is Asked.LEAVE else None
    if (refusal := _people(rules, event, asked, kind)) is not None:
        return refusal
    since = _instant(event.since)
    until = since if asked is Asked.CORRECTION else _instant(event.until or "")
    if since is None or until is None:
        return Refusal("bad_times", words.BAD_TIMES)
    length = Length()
    if asked is Asked.LEAVE and since < until <= since + LONGEST[asked]:
        length = length_of(rules, event.person, since, until)
    return Wish(
        asked=asked,
        person=event.person,
        by=event.by,
        since=since.astimezone(rules.timezone),
        until=until.astimezone(rules.timezone),
        what=tidy(event.what),
        reason=tidy(event.reason),
        kind=kind,
        length=length,
    )


def refused(turn: Turn, wish: Wish) -> Refusal | None:
    """Return why a request that was read is not taken, or None."""
    return _times(turn, wish) or _words(wish) or _others(turn, wish)


def _people(
    rules: Rules, event: RequestFiled, asked: Asked, kind: LeaveKind | None
) -> Refusal | None:
    """Return who is not known, has left, or may not ask for this."""
    person, by = rules.people.get(event.person), rules.people.get(event.by)
    for somebody in (person, by):
        if somebody is None or not somebody.active:
            code = "unknown_person" if somebody is None else "person_left"
            return Refusal(code, words.of_person(somebody))
    if asked is Asked.LEAVE and kind is None:
        return Refusal("unknown_kind", words.UNKNOWN_KIND)
    if asked is Asked.CORRECTION and event.what not in WAYS:
        return Refusal("unknown_way", words.UNKNOWN_WAY)
    others = kind is not None and kind.others_may_file
    is_hr = by is not None and not EVERYBODYS.isdisjoint(by.roles)
    if event.by != event.person and not others and not is_hr:
        return Refusal("not_yours", words.ONLY_ONESELF)
    return None


def _instant(text: str) -> datetime | None:
    """Return an ISO instant with an offset, to the second; None for anything else."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if at.tzinfo is None or at.year not in YEARS:
        return None
    return at.replace(microsecond=0)


def _times(turn: Turn, wish: Wish) -> Refusal | None:
    now, is_tap = turn.now.at, wish.asked is Asked.CORRECTION
    if not is_tap and wish.until <= wish.since:
        return Refusal("ends_first", words.ENDS_FIRST)
    if not is_tap and wish.until - wish.since > LONGEST[wish.asked]:
        return Refusal("too_long", words.too_long(wish.asked, LONGEST[wish.asked]))
    if is_tap and wish.since > now:
        return Refusal("in_future", words.IN_FUTURE)
    if wish.since < now - MOST_BACK:
        return Refusal("too_early", words.too_early(MOST_BACK))
    if wish.until > now + MOST_AHEAD:
        return Refusal("too_far", words.too_far(MOST_AHEAD))
    day = locked_in(turn.office, turn.rules, wish.person, wish.since, wish.until)
    return None if day is None else Refusal("month_closed", words.month_closed(day))


def _words(wish: Wish) -> Refusal | None:
    if wish.asked is Asked.OUTING and not wish.what:
        return Refusal("place_missing", words.NO_PLACE)
    if wish.asked is not Asked.LEAVE and not wish.reason:
        return Refusal("words_missing", words.NO_REASON)
    return None


def _others(turn: Turn, wish: Wish) -> Refusal | None:
    """Return what of the office stands in a request's way."""
    office = turn.office
    other = overlapping(office, wish.asked, wish.person, wish.since, wish.until)
    if other is not None:
        return Refusal("overlaps", words.overlaps(turn.rules, other))
    if wish.asked is Asked.LEAVE and not wish.length.days:
        return Refusal("no_work", words.NO_WORK)
    if wish.asked is Asked.CORRECTION and (at := _tap_near(turn, wish)) is not None:
        return Refusal("tap_exists", words.tap_exists(at.astimezone(turn.rules.timezone)))
    waiting = [r for r in office.requests.open.values() if r.person == wish.person]
    if sum(r.step in WAITING for r in waiting) >= MOST_WAITING:
        return Refusal("too_many", words.TOO_MANY)
    return None


def _tap_near(turn: Turn, wish: Wish) -> datetime | None:
    """Return a tap of that way within the minute, as far as the office remembers taps."""
    presence = turn.office.presence
    lasts = [last for key, last in presence.last.items() if key.rpartition("@")[0] == wish.person]
    taps = [last.at for last in lasts if last.direction == wish.what]
    if wish.what == "in":
        taps += [s.in_at for s in presence.sessions.values() if s.person == wish.person]
    return next((at for at in taps if abs(at - wish.since) < SAME_TAP), None)
