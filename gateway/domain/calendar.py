"""What kind of day a date is: the office's own table, the almanac, else the week.

A year of which nothing is published yet is unknown, and said to be so: from
November on facilities hear that the next year's days are missing.
"""

from collections.abc import Iterator
from datetime import date, time
from typing import TYPE_CHECKING, Any

from gateway.domain.events import MinuteBegan, TroubleFound, TroubleGone
from gateway.domain.rules import DayKind, Opening, Rules
from gateway.domain.text import Text
from gateway.domain.turn import Fold, Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office

SATURDAY = 5
WARN_FROM = (11, 1)
"""From this day on the next year should be known (spec 02 §3)."""
DAY_CLOSES = time(4)
"""When a day ends for who forgot to tap out, local time (spec 04 §1)."""
URGENT_FROM = (12, 15)
"""From this day on it is more than a line on a page."""

Spans = tuple[tuple[time, time], ...]


def day_kind(rules: Rules, day: date) -> DayKind:
    """Return what the calendar says of a date.

    The office's own table wins, then what is published; UNKNOWN for a year of
    which nothing is published. Without an almanac the week decides.
    """
    told = rules.calendar.get(day, DayKind.UNKNOWN)
    if told is not DayKind.UNKNOWN:
        return told
    almanac = rules.almanac
    if almanac is not None and (day in almanac.days or day.year not in almanac.years):
        return almanac.days.get(day, DayKind.UNKNOWN)
    return DayKind.WORKDAY if day.weekday() < SATURDAY else DayKind.REST


def is_worked(rules: Rules, day: date) -> bool:
    """Return whether people with a weekday pattern work on a date.

    A make-up Saturday (调休) is worked. An unknown day is taken by the week;
    whoever judges by it has to say so (`day_kind` is UNKNOWN).
    """
    kind = day_kind(rules, day)
    if kind is DayKind.UNKNOWN:
        return day.weekday() < SATURDAY
    return kind in (DayKind.WORKDAY, DayKind.MAKEUP)


def spans_on(rules: Rules, opening: Opening, day: date) -> Spans:
    """Return a table's spans of local time on a date.

    A holiday, and a weekday made a rest day, has those of `holiday`; a weekend
    day that is worked has a working day's (those of the first weekday with any).
    """
    kind, weekday = day_kind(rules, day), day.weekday()
    if kind is DayKind.HOLIDAY or (kind is DayKind.REST and weekday < SATURDAY):
        return opening.holiday
    if kind is DayKind.MAKEUP and weekday >= SATURDAY:
        worked = (opening.spans.get(each, ()) for each in range(SATURDAY))
        return next((spans for spans in worked if spans), opening.spans.get(weekday, ()))
    return opening.spans.get(weekday, ())


def on_minute_began(turn: Turn, _event: MinuteBegan) -> None:
    """Tell facilities of a year that is not known; take it back once it is."""
    almanac = turn.rules.almanac
    if almanac is None or not turn.now.trusted:
        return
    missing = dict(_missing(turn))
    opened = turn.office.alerts.open
    for year, severity in missing.items():
        alert = opened.get(_key(year))
        if alert is None or alert.severity != severity:
            title, body = _words(year)
            turn.tell(
                TroubleFound(
                    key=_key(year),
                    severity=severity,
                    zone=None,
                    title=title,
                    body=body,
                )
            )
    year = turn.now.at.year
    for known in (year - 1, year, year + 1):
        if known not in missing and _key(known) in opened:
            turn.tell(TroubleGone(key=_key(known)))


def _missing(turn: Turn) -> Iterator[tuple[int, str]]:
    almanac, today = turn.rules.almanac, turn.now.at
    years = almanac.years if almanac is not None else frozenset()
    day = (today.month, today.day)
    if today.year not in years:
        yield today.year, "warning"
    if today.year + 1 not in years and day >= WARN_FROM:
        yield today.year + 1, "warning" if day >= URGENT_FROM else "info"


def _key(year: int) -> str:
    return f"calendar:{year}"


def _words(year: int) -> tuple[Text, Text]:
    """Return what is said of a year whose holidays are not known."""
    return (
        Text(f"还没有 {year} 年的放假安排", f"The holidays of {year} are not known yet"),
        Text(
            f"{year} 年的每一天先按平常的星期算，节假日和调休会算错。"
            "公布后请更新网关，或在日历里填好这一年。",
            f"Until then each day of {year} is taken by the week: holidays and make-up workdays "
            "will be wrong. Please update the gateway once they are published, or fill in the year "
            "in the calendar.",
        ),
    )


def next_due_s(_office: "Office") -> None:
    """Return None: the calendar is looked at as minutes begin."""
    return


ON: dict[type, Any] = {MinuteBegan: on_minute_began}
FOLDS: dict[str, Fold] = {}
