"""What a month of days comes to."""

from datetime import UTC, date, datetime

from gateway.domain.attendance.day import Day, Flag, Span, Status, UsedTap
from gateway.domain.attendance.told import by_person, due, totals


def day(number: int, status: Status = Status.PRESENT, **more) -> Day:
    return Day(
        person=more.pop("person", "p001"), date=date(2026, 11, number), status=status, **more
    )


def test_each_status_is_counted_and_hours_are_summed():
    """Half a day is half a day of work; what is not known is neither present nor absent."""
    found = totals(
        [
            day(2, span=Span(worked_s=27_000, break_s=3600, overtime_s=600), final=True),
            day(3, Status.HALF_DAY, span=Span(worked_s=9000), final=True),
            day(4, Status.ABSENT, final=True),
            day(5, Status.ON_LEAVE, final=True),
            day(6, Status.INCOMPLETE),
            day(7, Status.REST_DAY, final=True),
            day(8, Status.OFF_SHIFT, span=Span(overtime_s=3600), final=True),
        ]
    )

    assert (found.days_planned, found.days_present, found.half_days) == (5.0, 1.5, 1.0)
    assert (found.absent_days, found.leave_days, found.incomplete_days) == (1.0, 1.0, 1.0)
    assert (found.rest_days, found.off_shift_times, found.not_final) == (1, 1, 1)
    assert (found.worked_h, found.break_s, found.overtime_h) == (10.0, 3600, 1.17)


def test_late_and_early_are_times_and_minutes():
    """Three times two minutes are six minutes, not three times none."""
    late = (Flag.LATE,)

    found = totals(
        [
            *(day(n, flags=late, late_s=420) for n in (2, 3, 4)),
            day(5, flags=(Flag.EARLY,), early_s=600),
        ]
    )

    assert (found.late_times, found.late_min) == (3, 21)
    assert (found.early_times, found.early_min) == (1, 10)


def test_two_shifts_share_their_day():
    """Present for one and absent from the other is half a day each."""
    found = totals([day(2, shift="day"), day(2, Status.ABSENT, shift="duty")])

    assert (found.days_planned, found.days_present, found.absent_days) == (1.0, 0.5, 0.5)


def test_everybodys_totals_apart():
    """One person's days never count for another."""
    found = by_person([day(2), day(2, person="p002"), day(3)])

    assert {person: each.days_present for person, each in found.items()} == {"p001": 2, "p002": 1}


def test_nothing_comes_to_nothing():
    """An empty month has a foot too."""
    assert totals([]).days_planned == 0


def test_nobody_is_absent_in_a_table_from_a_shift_that_is_not_over():
    """The rest of the month lies ahead; who was there too short a time is told all the same."""
    now = datetime(2026, 11, 4, 10, tzinfo=UTC)
    ends = {n: datetime(2026, 11, n, 9, 30, tzinfo=UTC) for n in (3, 4, 5)}
    tap = UsedTap(id="t1", at=now, way="in")
    days = [
        day(3, Status.ABSENT, end=ends[3]),
        day(4, Status.ABSENT, end=ends[4]),
        day(5, Status.ABSENT, end=ends[5]),
        day(5, Status.ABSENT, end=ends[5], taps=(tap,)),
        day(6, Status.ON_LEAVE, end=ends[5]),
        day(7, Status.REST_DAY),
    ]

    assert due(days, now) == [*days[:2], *days[3:]]
