"""What a day and a month of people look like: pure, from days the evaluator made."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from gateway.domain.attendance.day import Day, Flag, Span, Status, UsedTap, Why
from gateway.domain.rules import Rules
from gateway.domain.text import Text
from kiosk_web.views.attendance.day_page import DayRow, day_shown
from kiosk_web.views.attendance.explain import explained
from kiosk_web.views.attendance.month_page import MonthRow, MonthShown, month_of, month_shown
from kiosk_web.views.attendance.standing import Standing, standing
from kiosk_web.views.attendance.timeline import timeline
from kiosk_web.views.words import Tongue
from tests.kiosk_web import attendance_scene as scene
from tests.kiosk_web.attendance_scene import NOW, TODAY, at

EN, ZH = Tongue.of("en"), Tongue.of("zh")
RULES = scene.rules()
DAYS = scene.days()


def shift(status: Status, **more: object) -> Day:
    """Return an entry of the day shift of today."""
    start, end = at(TODAY, "09:00"), at(TODAY, "17:30")
    words = {"shift": "day", "start": start, "end": end, **more}
    return Day(person="p017", date=TODAY, status=status, **words)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("clock", "day", "expected"),
    [
        ("08:40", shift(Status.ABSENT), Standing.NOT_YET),
        ("09:05", shift(Status.ABSENT), Standing.NOT_YET),
        ("09:06", shift(Status.ABSENT), Standing.OVERDUE),
        ("17:31", shift(Status.ABSENT), Standing.ABSENT),
        ("10:00", shift(Status.INCOMPLETE, came=at(TODAY, "08:55")), Standing.IN),
        ("18:20", shift(Status.INCOMPLETE, came=at(TODAY, "08:55")), Standing.IN),
        ("18:31", shift(Status.INCOMPLETE, came=at(TODAY, "08:55")), Standing.INCOMPLETE),
        (
            "12:30",
            shift(Status.HALF_DAY, came=at(TODAY, "08:55"), left=at(TODAY, "12:01")),
            Standing.OUT,
        ),
        (
            "17:40",
            shift(Status.PRESENT, came=at(TODAY, "08:55"), left=at(TODAY, "17:31")),
            Standing.PRESENT,
        ),
        ("10:00", shift(Status.ON_LEAVE), Standing.ON_LEAVE),
        ("10:00", shift(Status.ABSENT, final=True), Standing.ABSENT),
        ("10:00", Day(person="p017", date=TODAY, status=Status.REST_DAY), Standing.REST_DAY),
    ],
)
def test_before_a_shift_is_over_it_is_told_how_things_stand(
    clock: str, day: Day, expected: Standing
) -> None:
    """Nobody is absent at nine, nor misses a tap while at work."""
    assert standing(RULES, day, at(TODAY, clock)) is expected


def rows(language: Tongue = EN, now: datetime = NOW, **more: bool) -> dict[str, DayRow]:
    """Return today's rows by person."""
    people = list(RULES.people.values())
    today = [d for d in DAYS if d.date == now.date()]
    shown = day_shown(RULES, people, today, now, language, **more)
    return {row.person: row for team in shown.teams for row in team.rows}


def test_a_row_says_when_who_came_and_what_it_is() -> None:
    """In, late, not in yet, on leave, nothing planned: each with a word."""
    found = rows()

    assert (found["p001"].mark.word, found["p001"].came.text) == ("Is in", "08:31")
    assert [m.word for m in found["p017"].flags] == ["Late 17 min"]
    assert found["p021"].mark.word == "Not in yet"
    assert found["p021"].why == "Due 20 min ago, no tap yet"
    assert found["p022"].mark.word == "On leave"
    assert found["p031"].mark.word == "No shift planned"


def test_nobody_at_work_is_said_to_miss_a_tap() -> None:
    """What is not true yet, and what to do about it, is not in the row."""
    assert rows()["p001"].why == ""
    assert rows(ZH)["p001"].why == ""


def test_only_what_needs_a_look_leaves_out_the_rest() -> None:
    """Late, not in; not who is in, on leave or free."""
    assert sorted(rows(only_look=True)) == ["p017", "p021", "p023"]


def test_teams_come_in_the_registry_s_order_and_who_has_none_last() -> None:
    """A team that nobody is in is not shown."""
    shown = day_shown(RULES, list(RULES.people.values()), [], NOW, EN)

    assert [t.name for t in shown.teams] == [
        "Management", "Service", "Building", "HR", "Without a team",
    ]  # fmt: skip


def test_counts_are_of_people() -> None:
    """Who came late is here and late; two shifts are one person."""
    people = [RULES.people["p017"]]
    came = shift(Status.INCOMPLETE, came=at(TODAY, "09:17"), flags=(Flag.LATE,), late_s=1020)
    later = shift(Status.ABSENT, start=at(TODAY, "18:00"), end=at(TODAY, "21:00"))
    counts = day_shown(RULES, people, [came, later], NOW, EN).counts

    assert (counts.here, counts.late, counts.not_yet, counts.overdue) == (1, 1, 1, 0)


def test_a_night_shift_shows_that_it_ended_on_the_next_day() -> None:
    """06:03 with a +1."""
    day = date(2026, 11, 19)
    found = (
        day_shown(RULES, [RULES.people["p024"]], [d for d in DAYS if d.date == day], NOW, EN)
        .teams[0]
        .rows[0]
    )

    assert (found.came.text, found.came.more) == ("21:50", "")
    assert (found.left.text, found.left.more) == ("06:03", "+1")


def month(language: Tongue = EN) -> MonthShown:
    """Return the month of everybody."""
    return month_shown(RULES, list(RULES.people.values()), DAYS, scene.FIRST, NOW, language)


def row_of(shown: MonthShown, person: str) -> MonthRow:
    """Return somebody's row."""
    return next(row for team in shown.teams for row in team.rows if row.person == person)


def symbols(shown: MonthShown, person: str) -> str:
    """Return somebody's month as a line."""
    return " ".join(cell.symbol or "_" if cell else "#" for cell in row_of(shown, person).cells)


def test_a_month_is_a_line_of_symbols() -> None:
    """Late, a tap missing, leave, holidays, a make-up Saturday; what is to come is empty."""
    line = symbols(month(), "p022")

    assert line == "· ✓ ✓ ✓ ✓ ✓ · · ✓ E ✓ H ✓ L · ✓ ✓ ✓ V V · · _ _ _ _ _ · · _"
    assert symbols(month(ZH), "p022").startswith("· ✓ ✓ ✓ ✓ ✓ · · ✓ 早 ✓ 节 ✓ 迟")


def test_each_cell_says_in_words_what_its_colour_says() -> None:
    """Status, how late, how long."""
    words = row_of(month(), "p022").cells[13]

    assert words is not None
    assert words.words == "Was there, Late 24 min, 7 h 5 min"
    assert all(cell.words for row in month().teams[1].rows for cell in row.cells if cell)


def test_the_head_names_holidays_and_make_up_days() -> None:
    """In sight a letter, to hear in words."""
    heads = {h.number: h for h in month().heads}

    assert (heads[12].mark, heads[14].mark, heads[13].mark) == ("H", "W", "")
    assert heads[14].words == "Saturday 14 November, Make-up workday"
    assert [h.number for h in month().heads if h.is_today] == [20]


def test_totals_are_the_domain_s_with_today_as_it_stands() -> None:
    """Who is in counts as there; who is not due is not absent."""
    shown = month()

    assert row_of(shown, "p022").sums[:6] == ("13", "1", "1", "–", "–", "2")
    assert row_of(shown, "p021").totals.absent_days == 1
    assert len(shown.sums) == len(row_of(shown, "p022").sums)


def test_the_late_ranking_goes_by_how_often_then_how_long() -> None:
    """Everybody in it came late at least once."""
    late = month().late

    often = [entry[1] for entry in late]
    assert often == sorted(often, key=lambda words: -1 if words == "once" else -2)
    assert "Wang" not in str(late)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "26-11", "x-y", "2026-1", "٢٠٢٦-11"]
)
def test_what_is_no_month_is_none(text: str) -> None:
    """The page answers 422."""
    assert month_of(text) is None


def test_a_month_has_its_days() -> None:
    """February of a leap year too."""
    assert month_of("2028-02") == (date(2028, 2, 1), date(2028, 2, 29))


def entry(day: date, person: str, language: Tongue = EN, now: datetime = NOW):  # type: ignore[no-untyped-def]
    """Return the explanation of a day."""
    found = [d for d in DAYS if d.date == day]
    return explained(RULES, RULES.people[person], found, (), now, language)[0]


def test_an_explanation_tells_taps_time_and_rules() -> None:
    """Each tap with what it counted as; worked and breaks are the whole stay in the shift."""
    found = entry(date(2026, 11, 18), "p017")

    assert [t.mark.word for t in found.taps] == [
        "counts as coming", "counts as leaving", "counts as coming", "does not count",
        "counts as leaving",
    ]  # fmt: skip
    assert found.taps[3].why == "The card was still at the reader"
    assert dict(found.spent)["Worked"] == "7 h 30 min"
    assert dict(found.rules)["Grace for coming late"] == "5 min"
    assert found.changes == ("Nothing by itself: every reader has delivered.",)


def test_while_a_shift_goes_on_nothing_is_said_to_be_missing() -> None:
    """The tap for leaving is still to come."""
    found = entry(TODAY, "p017")

    assert found.mark.word == "Is in"
    assert not any("missing" in words for words in found.why)
    assert found.changes == ("The tap for leaving, when it comes.",)


def test_what_the_evaluator_would_change_is_told_apart() -> None:
    """Its sentences of what could be done are not among the reasons."""
    absent = next(d for d in DAYS if d.person == "p023" and d.status is Status.ABSENT)
    found = entry(absent.date, "p023")

    assert any("declare" in words for words in found.changes)
    assert not any("declare" in words for words in found.why)


def test_a_drawing_holds_the_shift_its_breaks_and_the_stays() -> None:
    """All within its width, in order."""
    day = next(d for d in DAYS if d.person == "p017" and d.date == date(2026, 11, 18))
    drawn = timeline(RULES, day, NOW, EN, 1000)

    assert drawn is not None
    assert drawn.shift is not None
    assert len(drawn.breaks) == 1
    assert [b.words for b in drawn.there] == ["There 08:53–12:03", "There 12:51–17:32"]
    assert all(b.x >= 0 and b.x + b.w <= 1000 for b in (drawn.shift, *drawn.breaks, *drawn.there))
    assert [t.way for t in drawn.taps] == ["in", "out", "in", "", "out"]


def test_a_drawing_of_a_day_with_taps_only_has_no_shift() -> None:
    """And none where there is nothing at all."""
    tap = UsedTap(id="t", at=at(TODAY, "10:00"), way="in")
    day = Day(person="p017", date=TODAY, status=Status.OFF_SHIFT, taps=(tap,))
    drawn = timeline(RULES, day, NOW, EN, 1000)

    assert drawn is not None
    assert (drawn.shift, drawn.breaks, drawn.there) == (None, (), ())
    assert timeline(RULES, replace(day, taps=()), NOW, EN, 1000) is None


def test_a_stay_that_goes_on_is_drawn_up_to_now() -> None:
    """Not into the future, and not for ever."""
    day = next(d for d in DAYS if d.person == "p001" and d.date == TODAY)
    drawn = timeline(RULES, day, NOW, EN, 1000)
    later = timeline(RULES, day, NOW + timedelta(days=2), EN, 1000)

    assert drawn is not None
    assert [b.words for b in drawn.there] == ["There 08:31–09:20"]
    assert later is not None
    assert later.there == ()


def test_a_worked_day_off_counts_its_time_as_after_the_shift() -> None:
    """Off shift, with the time that the taps say."""
    rules: Rules = RULES
    day = Day(
        person="p017",
        date=date(2026, 11, 15),
        status=Status.OFF_SHIFT,
        span=Span(overtime_s=7200),
        why=(Why("off_shift", Text("没有排班", "No shift at this time")),),
    )
    shown = day_shown(rules, [rules.people["p017"]], [day], NOW, EN)
    row = shown.teams[0].rows[0]

    assert (row.mark.word, row.worked, row.why) == ("Off shift", "2 h", "No shift at this time")
