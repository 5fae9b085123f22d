"""An office with three teams and a month of days, as the attendance pages show it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache

from gateway.domain.attendance.day import Away, Case, Day
from gateway.domain.attendance.marks import Mark
from gateway.domain.attendance.sheet import timesheet
from gateway.domain.events import RequestAnswered, RequestFiled
from gateway.domain.rules import Assignment, DayKind, Person, Rules, Shift, Team
from gateway.domain.text import Text
from tests.kiosk_web.fake_gateway import START, ZONE, FakeOffice, sample_rules

FIRST = date(2026, 11, 1)
TODAY = START.date()
NOW = START.replace(hour=9, minute=20)

PEOPLE = (
    ("p001", "1001", "陈静", "management", {"staff", "admin"}),
    ("p002", "1002", "周敏", "service", {"staff"}),
    ("p017", "1017", "李伟", "service", {"staff"}),
    ("p021", "1021", "Alexandra Oyelaran", "service", {"staff"}),
    ("p022", "1022", "黄婷", "service", {"staff"}),
    ("p023", "1023", "何俊", "service", {"staff"}),
    ("p018", "1018", "王芳", "building", {"staff", "facilities"}),
    ("p024", "1024", "欧阳文轩", "building", {"staff"}),
    ("p025", "1025", "赵强", "building", {"staff", "manager"}),
    ("p030", "1030", "孙丽", "hr", {"staff", "hr"}),
    ("p031", "1031", "郑浩", "", {"staff"}),
)
"""Zhou Min manages the service team without any role; Zhao Qiang has the role and a team."""

DAY = Shift(
    id="day",
    name=Text("日班", "Day"),
    start=time(9),
    end=time(17, 30),
    breaks=((time(12), time(13)),),
)
NIGHT = Shift(id="night", name=Text("夜班", "Night"), start=time(22), end=time(6))


def rules() -> Rules:
    """Return the office's rules."""
    people = {
        key: Person(id=key, number=number, name=name, team=team, roles=frozenset(roles))
        for key, number, name, team, roles in PEOPLE
    }
    planned = [key for key in people if key not in ("p024", "p031")]
    return replace(
        sample_rules(),
        people=people,
        teams={
            t.id: t
            for t in (
                Team(id="management", name=Text("管理层", "Management"), managers=("p001",)),
                Team(
                    id="service",
                    name=Text("客服一部", "Service"),
                    managers=("p002",),
                    stand_ins=("p023",),
                    parent="management",
                ),
                Team(
                    id="building",
                    name=Text("物业", "Building"),
                    managers=("p025",),
                    parent="management",
                ),
                Team(id="hr", name=Text("人事", "HR"), managers=("p030",)),
            )
        },
        shifts={"day": DAY, "night": NIGHT},
        assignments=(
            *(Assignment(person=p, shift="day", from_=date(2026, 1, 1)) for p in planned),
            Assignment(person="p024", shift="night", from_=date(2026, 1, 1), pattern="every:2"),
        ),
        calendar={date(2026, 11, 12): DayKind.HOLIDAY, date(2026, 11, 14): DayKind.MAKEUP},
    )


def at(day: date, clock: str, seconds: int = 0) -> datetime:
    """Return a local time of a day."""
    return datetime.combine(day, time.fromisoformat(clock), ZONE) + timedelta(seconds=seconds)


def taps_of(person: str, day: date) -> list[tuple[str, int]]:
    """Return when somebody taps on a working day: a clock and seconds; made up, the same always."""
    n = sum(map(ord, person)) * 31 + day.toordinal() * 17
    if day == TODAY:
        soon = {
            "p001": "08:31",
            "p002": "08:44",
            "p017": "09:17",
            "p018": "08:58",
            "p025": "08:12",
            "p030": "08:55",
        }
        return [(soon[person], n % 60)] if person in soon else []
    came = "09:24" if n % 13 == 0 else f"08:{35 + n % 24:02}"
    left = "16:40" if n % 29 == 0 else f"17:{32 + n % 27:02}"
    if n % 41 == 0:
        return []
    return [(came, n % 60)] if n % 23 == 0 else [(came, n % 60), (left, n % 53)]


def marks_of(person: str) -> Iterator[Mark]:
    """Yield somebody's taps of the month so far."""
    for n in range((TODAY - FIRST).days + 1):
        day = FIRST + timedelta(days=n)
        works = (day.weekday() < 5 and day != date(2026, 11, 12)) or day == date(2026, 11, 14)
        if person == "p031" or (not works and person != "p024"):
            continue
        if person == "p024":
            if n % 2 == 0 and day < TODAY:
                yield mark(person, at(day, "21:50"))
                yield mark(person, at(day + timedelta(days=1), "06:03"))
            continue
        for clock, seconds in taps_of(person, day):
            yield mark(person, at(day, clock, seconds))
        if person == "p017" and day == date(2026, 11, 18):
            yield mark(person, at(day, "12:03"))
            yield mark(person, at(day, "12:51"))
            yield mark(person, at(day, "12:51", 4))


def mark(person: str, when: datetime) -> Mark:
    """Return a tap at the front door."""
    return Mark(id=f"{person}-{when:%m%d%H%M%S}", at=when, zone="office")


@cache
def days(now: datetime = NOW) -> tuple[Day, ...]:
    """Return everybody's days of the month, as the evaluator judges them."""
    found = rules()
    leave = Away(
        id="l1",
        kind="leave",
        since=at(date(2026, 11, 19), "00:00"),
        until=at(date(2026, 11, 21), "00:00"),
        what="年假",
    )
    last = date(2026, 11, 30)
    return tuple(
        day
        for person in found.people
        for day in timesheet(
            Case(
                rules=found,
                person=person,
                aways=(leave,) if person == "p022" else (),
                watermark=now,
            ),
            FIRST,
            last,
            marks_of(person),
        )
    )


def furnish(built: FakeOffice) -> FakeOffice:
    """Make an office one with teams and a month of days, at 09:20; nothing is asked for yet."""
    built.gateway.clock = replace(built.gateway.clock, at=NOW)
    built.gateway.change(rules=rules())
    built.registry.tables["people"] = {
        key: {"id": key, "number": number, "name": name, "team": team, "roles": sorted(roles)}
        for key, number, name, team, roles in PEOPLE
    }
    built.sheets.kept = list(days())
    return built


def ask_for_things(built: FakeOffice) -> None:
    """Have people ask for leave, an outing and a tap; one is decided already."""
    filed = (
        ("leave", "p017", "2026-11-24T00:00", "2026-11-26T00:00", "personal", "回老家办事"),
        ("correction", "p021", "2026-11-19T17:35", None, "out", "The reader was dark when I left"),
        ("outing", "p018", "2026-11-20T14:00", "2026-11-20T16:00", "电力公司", "换表"),
        ("leave", "p023", "2026-11-20T09:00", "2026-11-20T12:00", "sick", ""),
        ("leave", "p022", "2026-11-19T00:00", "2026-11-21T00:00", "paid", ""),
    )  # fmt: skip
    for asked, person, since, until, what, reason in filed:
        built.gateway.tell(
            RequestFiled(
                asked=asked,
                person=person,
                by=person,
                since=f"{since}+08:00",
                until=f"{until}+08:00" if until else None,
                what=what,
                reason=reason,
                emergency=person == "p023",
            )
        )
    ids = list(built.gateway.office.requests.open)
    built.gateway.tell(RequestAnswered(request=ids[-1], choice="approve", by="p002"))


DECEMBER = datetime(2026, 12, 3, 9, 20, tzinfo=ZONE)


def month_over(built: FakeOffice) -> FakeOffice:
    """Make it the third of December: November is over, its days are final."""
    built.gateway.clock = replace(built.gateway.clock, at=DECEMBER)
    built.sheets.kept = list(days(DECEMBER))
    return built
