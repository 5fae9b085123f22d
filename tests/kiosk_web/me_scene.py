"""November of Li Wei up to Friday the 20th, 14:20: judged by the real rules from his taps.

Late on the 6th, on leave on the 10th and 11th, a make-up Saturday on the 14th, the tap for
leaving forgotten on the 17th, in since 08:57 today.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from gateway.domain.attendance.day import Away, Case, Day
from gateway.domain.attendance.marks import Mark
from gateway.domain.attendance.sheet import timesheet
from gateway.domain.effects import Answer
from gateway.domain.events import PersonalSeen, RequestAnswered, RequestFiled
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.presence import Presence, Session
from gateway.domain.rules import Assignment, DayKind, Person, Rules, Shift, Team
from gateway.domain.text import Text
from tests.kiosk_web.fake_gateway import ZONE, FakeOffice, office, sample_rules

NOW = datetime(2026, 11, 20, 14, 20, tzinfo=ZONE)
TODAY = NOW.date()
ME, MANAGER, HR, COLLEAGUE = "p017", "p020", "p030", "p018"
TAPS = {6: ("09:23", "17:40"), 13: ("08:57", "17:02"), 14: ("09:00", "17:31"), 17: ("08:58",)}
FREE = frozenset({1, 7, 8, 10, 11, 15})


def rules() -> Rules:
    """Return the sample office with a shift for everybody, a team and its manager."""
    base = sample_rules()
    people = {
        **base.people,
        COLLEAGUE: replace(base.people[COLLEAGUE], team="service"),
        MANAGER: Person(
            id=MANAGER, number="1020", name="张敏", team="service", roles=frozenset({"manager"})
        ),
        HR: Person(id=HR, number="1030", name="周琳", roles=frozenset({"hr"})),
    }
    day = Shift(
        id="day",
        name=Text("白班", "Day shift"),
        start=time(9),
        end=time(17, 30),
        breaks=((time(12), time(13)),),
    )
    plans = [Assignment(person=p, shift="day", from_=date(2026, 1, 1)) for p in people]
    team = Team(id="service", name=Text("客服一部", "Service team 1"), managers=(MANAGER,))
    return replace(
        base,
        people=people,
        shifts={"day": day},
        assignments=tuple(plans),
        teams={"service": team},
        calendar={date(2026, 11, 14): DayKind.WORKDAY},
    )


def days(watermark: datetime = NOW) -> list[Day]:
    """Return Li Wei's November as the rules judge it at an instant."""
    since = datetime(2026, 11, 10, tzinfo=ZONE)
    away = Away(
        id="leave", kind="leave", since=since, until=since + timedelta(days=2), what="annual"
    )
    case = Case(rules=rules(), person=ME, aways=(away,), watermark=watermark)
    return timesheet(case, date(2026, 11, 1), date(2026, 11, 30), marks())


def marks() -> list[Mark]:
    """Return his taps."""
    found = [_mark(20, "08:57")]
    for day in range(1, 20):
        if day not in FREE:
            found += [_mark(day, at) for at in TAPS.get(day, ("08:55", "17:36"))]
    return found


def _mark(day: int, clock: str) -> Mark:
    at = datetime.combine(date(2026, 11, day), time.fromisoformat(clock), ZONE)
    return Mark(id=f"{day}-{clock}", at=at, zone="office")


def me_office(there: FakeOffice | None = None) -> FakeOffice:
    """Return an office on that afternoon, with what he has asked for and who looked."""
    there = there or office()
    here = Session(
        id="t1",
        person=ME,
        zone="office",
        reader="front-door",
        in_at=NOW.replace(hour=8, minute=57),
    )
    gateway = there.gateway
    gateway.records.clear()
    gateway.clock = Now(1000.0, NOW)
    gateway.change(Office(presence=Presence(sessions={f"{ME}@office": here})), rules())
    there.sheets.kept = days()
    asked(there, "leave", "2026-12-04T00:00", "2026-12-05T00:00", "annual", "陪家人去医院")
    out = asked(there, "outing", "2026-11-20T15:00", "2026-11-20T16:30", "客户现场", "装机验收")
    gateway.ask(RequestAnswered(request=out, choice="approve", by=MANAGER))
    gateway.ask(PersonalSeen(by=MANAGER, what="month", about="service", span="2026-11"))
    gateway.ask(PersonalSeen(by=HR, what="export", about="all", span="2026-10"))
    gateway.ask(PersonalSeen(by=MANAGER, what="person", about=COLLEAGUE))
    return there


def asked(
    there: FakeOffice, what: str, since: str, until: str | None, kind: str, reason: str
) -> str:
    """File a request of his and return its id."""
    before = set(there.gateway.office.requests.open)
    answer = there.gateway.ask(
        RequestFiled(
            asked=what,
            person=ME,
            by=ME,
            since=f"{since}+08:00",
            until=None if until is None else f"{until}+08:00",
            what=kind,
            reason=reason,
        )
    )
    assert isinstance(answer, Answer)
    assert answer.ok, answer
    return next(iter(set(there.gateway.office.requests.open) - before))
