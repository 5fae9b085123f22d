"""The demo's people in the month before today: taps and requests that could have happened.

Made up, the same for the same days, and decided by the real rules; only what
tells of people is kept, so that nothing is alight, alarmed or waited for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import blake2b

from gateway.domain import requests
from gateway.domain.attendance.shifts import Window, windows_on
from gateway.domain.decide import decide
from gateway.domain.effects import Record
from gateway.domain.events import (
    BadgeTapped,
    Event,
    MinuteBegan,
    RequestAnswered,
    RequestFiled,
)
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.rules import Reader, Rules

DAYS = 31
DAY = timedelta(days=1)
NIGHT_ENDS = time(4, 1)
"""By then it is noticed who forgot to tap out."""
KINDS = frozenset({"tap", "session.missing_out", *requests.KINDS})
"""What is kept of what the rules decide; alerts and switched lights are not."""

FORGETS, LATE, EARLY, ABSENT, LUNCH = 3, 7, 3, 2, 35
"""Of a hundred days: a tap out forgotten, late, early, away without a word, tapping at noon."""


@dataclass(frozen=True, slots=True)
class _Dice:
    """Chances that fall the same way for the same person and day."""

    name: str

    def of(self, what: str, sides: int) -> int:
        """Return a whole number from 0 to less than `sides`."""
        found = blake2b(f"{self.name}/{what}".encode(), digest_size=8).digest()
        return int.from_bytes(found, "big") % sides


def past_of_people(rules: Rules, now: datetime) -> Iterator[tuple[Now, Sequence[Record]]]:
    """Yield what was kept in the days before an instant's, oldest first: when, and what."""
    reader = next((r for r in rules.readers.values() if r.is_door), None)
    if reader is None:
        return
    office, begins = Office(), _midnight(rules, now.date() - DAYS * DAY)
    ends = _midnight(rules, now.date()) + timedelta(hours=NIGHT_ENDS.hour, minutes=1)
    events = sorted(_events(rules, reader, begins, now), key=lambda pair: pair[0])
    for at, event in events:
        if at > ends:
            break
        moment = Now((at - begins).total_seconds(), at)
        office, effects = decide(office, event, moment, rules)
        kept = [e for e in effects if isinstance(e, Record) and e.kind in KINDS]
        if kept:
            yield moment, kept


def _events(
    rules: Rules, reader: Reader, begins: datetime, now: datetime
) -> Iterator[tuple[datetime, Event]]:
    badges = {badge.person: badge.badge for badge in rules.badges.values()}
    asked = list(_asked(rules, now))
    yield from asked
    ill = {(e.person, e.since[:10]) for _, e in asked if isinstance(e, RequestFiled)}
    for n in range(DAYS + 1):
        day = begins.date() + n * DAY
        yield datetime.combine(day, NIGHT_ENDS, rules.timezone), MinuteBegan()
        if day >= now.date():
            continue
        for person, badge in badges.items():
            for window in windows_on(rules, person, day):
                if (person, day.isoformat()) in ill:
                    continue
                for count, at in enumerate(_taps(rules, window, _Dice(f"{person}/{day}"))):
                    name = f"past-{person}-{day}-{window.shift.id}-{count}"
                    yield at, BadgeTapped(tap_id=name, reader=reader.id, badge=badge)


def _taps(rules: Rules, window: Window, dice: _Dice) -> Iterator[datetime]:
    """Yield when somebody taps for one shift, in order."""
    day = dice.of("day", 100)
    if day < ABSENT:
        return
    late = dice.of("late", 100) < LATE
    came = window.start + _minutes(6 + dice.of("by", 40) if late else -3 - dice.of("before", 22))
    yield _local(rules, came, dice.of("s1", 60))
    if dice.of("lunch", 100) < LUNCH and window.shift.breaks:
        begins, ends = window.shift.breaks[0]
        for word, clock, minutes in (
            ("s2", begins, dice.of("out", 6)),
            ("s3", ends, -1 - dice.of("back", 7)),
        ):
            noon = datetime.combine(window.day, clock, rules.timezone) + _minutes(minutes)
            yield noon + timedelta(seconds=dice.of(word, 60))
    if day < ABSENT + FORGETS:
        return
    early = dice.of("early", 100) < EARLY
    left = window.end + _minutes(-15 - dice.of("early by", 50) if early else 1 + dice.of("on", 35))
    yield _local(rules, left, dice.of("s4", 60))


def _asked(rules: Rules, now: datetime) -> Iterator[tuple[datetime, Event]]:
    """Yield what people asked for: one approved last week, some that wait today."""
    staff = [p.id for p in rules.people.values() if rules.plans.get(p.id)]
    leads = next((t.managers[0] for t in rules.teams.values() if t.parent and t.managers), "")
    team = [p for p in staff if rules.people[p].team == "service" and p != leads]
    if len(team) < 3:
        return
    last_week = _worked(rules, team[0], now.date() - 6 * DAY)
    next_week = _worked(rules, team[1], now.date() + 4 * DAY)
    yield _evening(rules, now, 8), _leave(rules, team[0], last_week, "sick", "发烧，去医院")
    yield (
        _evening(rules, now, 8) + _minutes(20),
        RequestAnswered(request="r1", choice="approve", by=leads, note="好好休息"),
    )
    yield _evening(rules, now, 2), _leave(rules, team[1], next_week, "personal", "搬家")
    if leads:  # who leads a team asks the next level: something for the administrator to decide
        in_a_week = _worked(rules, leads, now.date() + 7 * DAY)
        asked_at = _evening(rules, now, 2) + _minutes(5)
        yield asked_at, _leave(rules, leads, in_a_week, "annual", "探亲")
    yield _evening(rules, now, 1), _outing(rules, team[2], now.date() + DAY)


def _leave(rules: Rules, person: str, day: date, kind: str, reason: str) -> RequestFiled:
    return RequestFiled(
        asked="leave",
        person=person,
        by=person,
        since=_midnight(rules, day).isoformat(),
        until=_midnight(rules, day + DAY).isoformat(),
        what=kind,
        reason=reason,
    )


def _outing(rules: Rules, person: str, day: date) -> RequestFiled:
    since = _midnight(rules, day) + timedelta(hours=14)
    return RequestFiled(
        asked="outing",
        person=person,
        by=person,
        since=since.isoformat(),
        until=(since + timedelta(hours=2)).isoformat(),
        what="电力公司",
        reason="办理增容",
    )


def _worked(rules: Rules, person: str, day: date) -> date:
    """Return the first day from one on that somebody works."""
    return next((d for n in range(14) if windows_on(rules, person, d := day + n * DAY)), day)


def _evening(rules: Rules, now: datetime, days_ago: int) -> datetime:
    return _midnight(rules, now.date() - days_ago * DAY) + timedelta(hours=16)


def _midnight(rules: Rules, day: date) -> datetime:
    return datetime.combine(day, time(), rules.timezone)


def _local(rules: Rules, at: datetime, seconds: int) -> datetime:
    return at.astimezone(rules.timezone) + timedelta(seconds=seconds)


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)
