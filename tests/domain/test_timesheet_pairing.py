"""Every pair counted: a tap that was forgotten on the way, and a declared one beside a real one."""

from gateway.domain.attendance.day import Status
from tests.domain.judged import codes, judged, rules_with, shift, taps

EVERY = rules_with(shift(pairing="every_pair"))


def test_a_declared_tap_beside_a_real_one_is_of_the_same_leaving():
    """Who declares 17:30 and did tap at 17:31 left once, and did not come back."""
    declared = taps("17:30 out", by="p020")

    day = judged([*taps("09:00", "17:31"), *declared], rules=EVERY)

    assert day.status is Status.PRESENT
    assert day.span.worked_s == 7.5 * 3600


def test_a_declared_tap_beside_a_real_one_is_of_the_same_coming():
    """The tap at 09:01 is no leaving of who declares to have come at 09:00."""
    declared = taps("09:00 in", by="p020")

    day = judged([*taps("09:01", "17:31"), *declared], rules=EVERY)

    assert day.status is Status.PRESENT
    assert [(tap.way, tap.why) for tap in day.taps] == [("in", ""), ("in", "again"), ("out", "")]


def test_what_somebody_said_of_a_tap_stands_beside_a_declared_one():
    """One way gates know better than a memory: out at 12:00, and back at once."""
    declared = taps("12:00 out", by="p020")

    day = judged([*taps("09:00", "12:02 in", "17:30"), *declared], rules=EVERY)

    assert [tap.way for tap in day.taps] == ["in", "out", "in", "out"]
    assert day.status is Status.PRESENT


def test_out_twice_with_hours_between_lacks_a_tap_and_is_not_leaving_at_noon():
    """Hours are unknown: neither early, nor half a day, nor present."""
    day = judged(taps("09:00 in", "12:00 out", "17:30 out"), rules=EVERY)

    assert day.status is Status.INCOMPLETE
    assert day.span is None
    assert (day.late_s, day.early_s) == (0, 0)
    assert codes(day)[-2:] == ["missing_between", "could_declare"]


def test_in_twice_with_hours_between_lacks_a_tap():
    """The gate for going out stood open: nobody knows for how long they were out."""
    day = judged(taps("09:00 in", "13:00 in", "17:30 out"), rules=EVERY)

    assert day.status is Status.INCOMPLETE
    assert "missing_between" in codes(day)


def test_the_same_gate_twice_within_minutes_lacks_nothing():
    """The gate did not turn at first."""
    day = judged(taps("09:00 in", "09:04 in", "17:30 out", "17:34 out"), rules=EVERY)

    assert day.status is Status.PRESENT


def test_a_tap_forgotten_at_noon_is_asked_for_and_not_the_leaving_that_is_there():
    """09:00, 13:00, 17:31: the last was leaving, what is missing lies between."""
    taps_there = taps("09:00", "13:00", "17:31")

    day = judged(taps_there, rules=EVERY)
    whole = judged([*taps_there, *taps("12:00 out", by="p020")], rules=EVERY)

    assert (day.status, day.left) == (Status.INCOMPLETE, taps_there[-1].at)
    assert "missing_between" in codes(day)
    assert whole.status is Status.PRESENT
    assert whole.span.worked_s == 7.5 * 3600


def test_a_leaving_of_the_night_before_is_no_missing_tap_of_the_day():
    """What comes before coming says nothing of the stay."""
    day = judged(taps("08:20 out", "09:00 in", "17:30 out"), rules=EVERY)

    assert day.status is Status.PRESENT
