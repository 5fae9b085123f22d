"""Ordinary days judged quickly are what the evaluator says of them, to the last word."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.attendance.day import Away, Case, Day
from gateway.domain.attendance.plain import EPOCH, MICROSECOND, Ordinary
from gateway.domain.attendance.sheet import timesheet
from gateway.domain.rules import Assignment, DayKind, Reader, ReaderDirection, Rules, Shift
from gateway.domain.snapshot import How, Tapped
from gateway.domain.text import Text
from gateway.marks import marks_of
from tests.domain.scene import SHANGHAI, sample_rules

FIRST, LAST = date(2026, 11, 16), date(2026, 11, 24)
ME = "p004"
PLAIN = How("office", "front-door", "accepted")
WATERMARK = datetime(2026, 11, 22, 12, tzinfo=SHANGHAI)


def shift(hours: tuple[str, str], *, early: bool = False, half_min: int | None = None) -> Shift:
    return Shift(
        id=hours[0],
        name=Text("班", "Shift"),
        start=time.fromisoformat(hours[0]),
        end=time.fromisoformat(hours[1]),
        breaks=((time(12), time(13)),) if hours[0] == "09:00" else (),
        early_counts=early,
        half_day_min=half_min,
    )


HOURS = [("09:00", "17:30"), ("18:00", "21:00"), ("22:00", "06:00"), ("00:30", "08:00")]
PLANS = st.lists(
    st.tuples(st.sampled_from(HOURS), st.sampled_from(["weekdays", "daily", "every:2", "mon,wed"])),
    max_size=2,
    unique_by=lambda plan: plan[0],
)


def rules_of(plans, *, early: bool = False, half_min: int | None = None) -> Rules:
    """Return the sample office with these plans of mine, a holiday, and a one-way door."""
    rules = sample_rules()
    door = Reader(
        id="door-in",
        kind="sim",
        zone="office",
        name=Text("门", "Door"),
        direction=ReaderDirection.IN,
    )
    return replace(
        rules,
        readers={**rules.readers, "door-in": door},
        shifts={h[0]: shift(h, early=early, half_min=half_min) for h in HOURS},
        assignments=tuple(
            Assignment(person=ME, shift=h[0], from_=date(2026, 1, 1), pattern=pattern)
            for h, pattern in plans
        ),
        calendar={date(2026, 11, 19): DayKind.HOLIDAY, date(2026, 11, 21): DayKind.MAKEUP},
    )


def at_us(day: date, seconds: float) -> int:
    begins = datetime.combine(day, time(), SHANGHAI)
    return (begins - EPOCH) // MICROSECOND + round(seconds * 1_000_000)


@st.composite
def any_taps(draw) -> list[Tapped]:
    """Return taps of some days: mostly one coming and one leaving about the usual hours."""
    found: list[tuple[int, How]] = []
    hows = st.sampled_from(
        [
            *[PLAIN] * 12,
            How("office", "door-in", "accepted"),
            How("office", "front-door", "accepted", "leaving"),
            How("office", "front-door", "accepted", "", False),
        ]
    )
    coming = st.one_of(st.floats(-3_700, 400), st.floats(-3_700, 0), st.floats(-9_000, 9_000))
    leaving = st.one_of(st.floats(-400, 3_700), st.floats(0, 1_700), st.floats(-9_000, 9_000))
    for n in range(-1, (LAST - FIRST).days + 2):
        day = FIRST + timedelta(days=n)
        usual = draw(st.sampled_from([(), (9, 17.5), (9, 17.5), (9, 17.5), (18, 21), (22, 30)]))
        for hour, near in zip(usual, (coming, leaving), strict=False):
            found.append((at_us(day, hour * 3600 + round(draw(near), 3)), draw(hows)))
        if draw(st.integers(0, 9)) == 0:
            found.append((at_us(day, draw(st.integers(0, 86_399))), draw(hows)))
    return [Tapped(n, at, ME, f"t{n}", how) for n, (at, how) in enumerate(sorted(found))]


def both(rules: Rules, taps, watermark=WATERMARK, aways: tuple[Away, ...] = ()):
    """Return the days as the evaluator judges them all, and as the two of them do."""
    case = Case(rules=rules, person=ME, watermark=watermark, aways=aways)
    marks = list(marks_of(rules, taps, []).get(ME, {}).values())
    ordinary, spans = Ordinary(rules, FIRST, LAST, watermark).days(ME, taps, aways)
    days: list[Day] = [*ordinary]
    for first, last in spans:
        days += timesheet(case, first, last, marks)
    return timesheet(case, FIRST, LAST, marks), sorted(days, key=lambda d: d.date), ordinary


@given(taps=any_taps(), plans=PLANS, early=st.booleans(), half_min=st.sampled_from([None, 60, 420]))
def test_whatever_the_taps_both_ways_give_the_same_days(taps, plans, early, half_min):
    """Same statuses, figures, sentences, taps: nobody can tell which way a day was judged."""
    judged, quick, _ = both(rules_of(plans, early=early, half_min=half_min), taps)

    assert quick == judged


def day_taps(day: date, *hours: float) -> list[Tapped]:
    return [Tapped(n, at_us(day, h * 3600), ME, f"{day}{n}", PLAIN) for n, h in enumerate(hours)]


_AT = attrgetter("at_us")


@pytest.mark.parametrize(
    ("hours", "is_quick"),
    [
        ((8.9, 17.6), True),
        ((8.9, 17.4), False),  # more than the grace early: what to say of it is the evaluator's
        ((9.2, 17.6), False),
        ((8.9, 12.0, 13.0, 17.6), False),
        ((8.9,), False),
        ((8.9, 18.2), False),  # long enough over to be spoken of
        ((7.5, 17.6), False),  # before the time for taps
    ],
)
def test_only_days_on_time_are_ordinary(hours, is_quick):
    """Everything else goes through the whole evaluator."""
    rules = rules_of([(("09:00", "17:30"), "weekdays")])
    wednesday = date(2026, 11, 18)
    others = [day for n in range(9) if (day := FIRST + timedelta(days=n)) != wednesday]
    taps = [tap for day in others for tap in day_taps(day, 8.9, 17.6)]

    judged, quick, ordinary = both(rules, sorted([*taps, *day_taps(wednesday, *hours)], key=_AT))

    assert quick == judged
    assert (wednesday in {day.date for day in ordinary}) is is_quick
    assert FIRST in {day.date for day in ordinary}


def test_a_day_that_leave_touches_is_left_to_the_evaluator():
    """Half a day off in the afternoon: leaving at noon is not early."""
    rules = rules_of([(("09:00", "17:30"), "weekdays")])
    day = date(2026, 11, 18)
    leave = Away(
        id="r1",
        kind="leave",
        since=datetime.combine(day, time(13), SHANGHAI),
        until=datetime.combine(day, time(17, 30), SHANGHAI),
    )

    judged, quick, ordinary = both(rules, day_taps(day, 8.9, 17.6), aways=(leave,))

    assert quick == judged
    assert day not in {d.date for d in ordinary}
