"""What one's own pages show, as pure functions: typed fields, halves of a day, words for days."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.attendance.day import Status
from gateway.domain.decide import decide
from gateway.domain.events import RequestFiled
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.requests import Asked, Request, Step
from gateway.domain.rules import Assignment, Shift
from gateway.domain.snapshot import Snapshot
from gateway.domain.text import Text
from kiosk_web.views.me.meaning import Meaning, meaning
from kiosk_web.views.me.month import first_of, last_of, month_view
from kiosk_web.views.me.requests import when
from kiosk_web.views.me.today import today_view
from kiosk_web.views.me.typed import Typed, Unclear, filed, midday, whole_days
from kiosk_web.views.words import Tongue
from tests.kiosk_web.fake_gateway import ZONE
from tests.kiosk_web.me_scene import ME, NOW, TODAY, days, rules

EN, ZH = Tongue.of("en"), Tongue.of("zh")
RULES = rules()
LI_WEI = RULES.people[ME]


def at(day: int, clock: str) -> datetime:
    return datetime.combine(date(2026, 12, day), time.fromisoformat(clock), ZONE)


def leave(**fields: str) -> Typed:
    known = {"kind": "annual", "first": "2026-12-07", "reason": "rest", **fields}
    return Typed.of(Asked.LEAVE, known)


def event(typed: Typed) -> RequestFiled:
    return filed(RULES, LI_WEI, TODAY, typed, EN)


def span(typed: Typed) -> tuple[str, str | None]:
    found = event(typed)
    return found.since, found.until


def test_whole_days_are_whole():
    """From midnight to midnight; the last day is included, one day needs no last."""
    assert span(leave()) == ("2026-12-07T00:00:00+08:00", "2026-12-08T00:00:00+08:00")
    two = leave(last="2026-12-08")
    assert span(two) == ("2026-12-07T00:00:00+08:00", "2026-12-09T00:00:00+08:00")


def test_half_a_day_ends_and_begins_at_the_break():
    """The morning up to the longest break, the afternoon from its end."""
    morning, afternoon = leave(part="morning"), leave(part="afternoon")

    assert span(morning) == ("2026-12-07T00:00:00+08:00", "2026-12-07T12:00:00+08:00")
    assert span(afternoon) == ("2026-12-07T13:00:00+08:00", "2026-12-08T00:00:00+08:00")


def test_half_a_day_counts_half():
    """What the form makes of it is what the rules take for half a day."""
    snapshot = Snapshot(1, Office(), RULES, Now(1000.0, NOW))
    for part in ("morning", "afternoon"):
        found = meaning(snapshot, event(leave(part=part)), EN)
        assert isinstance(found, Meaning)
        assert found.title == "Annual leave, 0.5 days"


def night_rules():
    night = Shift(id="night", name=Text("夜班", "Night"), start=time(22), end=time(6))
    plan = Assignment(person=ME, shift="night", from_=date(2026, 1, 1), pattern="daily")
    return replace(RULES, shifts={"night": night}, assignments=(plan,))


def test_a_night_shift_is_whole_and_the_night_before_is_not_touched():
    """Leave on the 7th: the night that begins on the 7th, not the one that ends on it."""
    since, until = whole_days(night_rules(), ME, date(2026, 12, 7), date(2026, 12, 7))

    assert (since, until) == (at(7, "06:00"), at(8, "06:00"))


def test_without_a_break_the_middle_of_the_shift_halves_it():
    """And without a shift noon does."""
    assert midday(night_rules(), ME, date(2026, 12, 7)) == (at(8, "02:00"), at(8, "02:00"))
    free = replace(RULES, assignments=())
    assert midday(free, ME, date(2026, 12, 7)) == (at(7, "12:00"), at(7, "12:00"))


def test_hours_that_end_before_they_begin_end_on_the_next_day():
    """Overtime from 22:00 to 01:00."""
    typed = Typed.of(
        Asked.OVERTIME,
        {"first": "2026-12-07", "since": "22:00", "until": "01:00", "reason": "release"},
    )

    assert span(typed) == ("2026-12-07T22:00:00+08:00", "2026-12-08T01:00:00+08:00")


def test_a_missing_tap_has_a_way_and_no_end():
    """`what` is in or out, the instant is `since`."""
    typed = Typed.of(
        Asked.CORRECTION,
        {"first": "2026-11-17", "since": "17:30", "way": "out", "reason": "phone"},
    )
    found = event(typed)

    assert (found.since, found.until, found.what) == ("2026-11-17T17:30:00+08:00", None, "out")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "golden"}, "kind"),
        ({"first": ""}, "first"),
        ({"first": "7.12."}, "first"),
        ({"first": "2036-12-07"}, "first"),
        ({"last": "2026-12-01"}, "last"),
        ({"last": "2026-12-08", "part": "morning"}, "last"),
        ({"part": "hours"}, "since"),
        ({"part": "hours", "since": "09:00"}, "until"),
        ({"part": "hours", "since": "09:00", "until": "09:00"}, "until"),
        ({"part": "hours", "since": "25:00", "until": "09:00"}, "since"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 201}, "reason"),
        ({"number": "1018"}, "number"),
        ({"number": "9999", "kind": "sick"}, "number"),
    ],
)
def test_the_field_that_is_not_right_is_named(fields, field):
    """With words that say what to do."""
    with pytest.raises(Unclear) as unclear:
        event(leave(**fields))

    assert unclear.value.field == field
    assert unclear.value.words.endswith((".", "?"))


@given(
    fields=st.dictionaries(
        st.sampled_from(
            ["kind", "part", "first", "last", "since", "until", "place", "way", "reason", "number"]
        ),
        st.one_of(
            st.text(max_size=30),
            st.sampled_from(
                ["annual", "sick", "morning", "hours", "2026-12-07", "0001-01-01", "9999-12-31"]
            ),
            st.dates().map(str),
            st.times().map(str),
        ),
    ),
    what=st.sampled_from(Asked),
)
def test_whatever_is_typed_is_an_event_or_a_field_that_is_not_clear(fields, what):
    """Nothing else; and what is an event, the rules answer in words."""
    try:
        found = filed(RULES, LI_WEI, TODAY, Typed.of(what, fields), EN)
    except Unclear:
        return
    assert found.person
    _, effects = decide(Office(), found, Now(1000.0, NOW), RULES)
    assert effects


def test_what_is_shown_before_sending_is_what_is_filed():
    """The same rules: same days, same notes; and nothing is kept by looking."""
    office = Office()
    snapshot = Snapshot(1, office, RULES, Now(1000.0, NOW))
    found = meaning(snapshot, event(leave(last="2026-12-08")), EN)
    after, _ = decide(office, event(leave(last="2026-12-08")), snapshot.now, RULES)
    request = next(iter(after.requests.open.values()))

    assert isinstance(found, Meaning)
    assert found.title == "Annual leave, 2 days"
    assert request.days == 2.0
    assert office == Office()


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (at(7, "00:00"), at(8, "00:00"), "7 December"),
        (at(7, "00:00"), at(9, "00:00"), "7 December – 8 December"),
        (at(7, "09:00"), at(7, "11:00"), "7 December 09:00–11:00"),
        (at(7, "13:00"), at(8, "00:00"), "7 December 13:00–24:00"),
        (at(7, "22:00"), at(8, "01:00"), "7 December 22:00 – 8 December 01:00"),
        (at(7, "09:00"), at(7, "09:00"), "7 December 09:00"),
    ],
)
def test_a_span_is_said_as_short_as_it_can_be(since, until, words):
    """Days without times, times once."""
    request = Request(
        id="r1", asked=Asked.LEAVE, person=ME, by=ME, since=since, until=until, filed_at=NOW,
        step=Step.ASKED,
    )  # fmt: skip

    assert when(RULES, request, EN) == words


def test_a_month_has_all_its_days_and_says_each():
    """Thirty cells after six blanks; each has words beside its colour, a sign or a short word."""
    month = month_view(RULES, days(), TODAY, NOW, EN)

    assert (len(month.cells), month.blanks) == (30, 6)
    assert all(cell.said for cell in month.cells)
    judged = [c for c in month.cells if c.look in ("full", "part", "gap", "away")]
    assert judged
    assert all(c.icon or c.short for c in judged)
    assert {c.number: c.short or c.icon for c in judged if c.number in (5, 6, 10, 17)} == {
        5: "check",
        6: "late",
        10: "leave",
        17: "tap?",
    }


def test_days_that_are_not_over_are_not_counted():
    """On the 20th nobody is absent from the 23rd on; the figures are of what was."""
    month = month_view(RULES, days(), TODAY, NOW, ZH)

    assert [number for _, number, _ in month.figures] == ["12", "1", "1"]
    assert not any(cell.short == "旷工" for cell in month.cells)


def test_what_is_amiss_is_only_what_is_over():
    """The 17th; not today, where the tap for leaving is still to come."""
    month = month_view(RULES, days(), TODAY, NOW, EN)

    assert [(one.day.day, one.way) for one in month.amiss] == [(17, "out")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_status_has_its_cell_in_both_languages(language):
    """No status is without a look, and no short word is wider than its cell."""
    tongue = Tongue.of(language)
    sample = next(d for d in days() if d.status is Status.PRESENT)
    for status in Status:
        month = month_view(RULES, [replace(sample, status=status)], TODAY, NOW, tongue)
        cell = month.cells[sample.date.day - 1]
        assert cell.look
        assert len(cell.short) <= (2 if language == "zh" else 6), cell.short


@given(st.dates(min_value=date(2001, 1, 1), max_value=date(2100, 1, 1)))
def test_a_month_is_from_its_first_to_its_last_day(day):
    """Whatever month, leap years too."""
    first, last = first_of(day), last_of(day)

    assert first.day == 1
    assert first <= day <= last
    assert (last + timedelta(days=1)).day == 1


def test_today_says_where_i_am_and_my_hours():
    """Not in, and nothing judged, before anything happened."""
    snapshot = Snapshot(1, Office(), RULES, Now(1000.0, NOW))
    found = today_view(snapshot, ME, EN)

    assert (found.head, found.shift, found.marks) == ("Not in", "Day shift 09:00–17:30", ())
