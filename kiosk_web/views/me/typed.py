"""What a person types to ask for something, and the event it makes; or which field is not clear."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from gateway.domain.attendance.shifts import Window, windows_on
from gateway.domain.attendance.spending import breaks_of
from gateway.domain.events import RequestFiled
from gateway.domain.requests import Asked
from gateway.domain.rules import Person, Rules
from kiosk_web.views.words import Tongue

DAY = timedelta(days=1)
MOST_WORDS = 200
FARTHEST = 2 * 366 * DAY
"""What lies farther from today is a slip of the finger."""

PARTS = ("whole", "morning", "afternoon", "hours")
WAYS = ("in", "out")


class Unclear(Exception):
    """A field cannot be read; `field` is its name, the message says what to do."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field, self.words = field, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The fields as they were typed; kept when something is not right.

    Attributes:
        what: `leave`, `outing`, `overtime` or `correction`.
        kind: Of leave: its kind.
        part: Of leave: `whole`, `morning`, `afternoon` or `hours`.
        first, last: Days, `YYYY-MM-DD`; one day where only `first` is said.
        since, until: Times of day, `HH:MM`; of a correction `since` is the tap's.
        place: Of an outing.
        way: Of a correction: `in` or `out`.
        number: Whose staff number, if it is for somebody else.
        emergency: Told afterwards.
    """

    what: Asked
    kind: str = ""
    part: str = "whole"
    first: str = ""
    last: str = ""
    since: str = ""
    until: str = ""
    place: str = ""
    way: str = ""
    reason: str = ""
    number: str = ""
    emergency: bool = False

    @classmethod
    def of(cls, what: Asked, fields: Mapping[str, str]) -> "Typed":
        """Return the fields of a form or a query, each cut to what can be read."""

        def word(name: str, default: str = "") -> str:
            return fields.get(name, default).strip()[: MOST_WORDS + 1]

        names = (
            "kind", "first", "last", "since", "until", "place", "way", "reason", "number",
        )  # fmt: skip
        said = {name: word(name) for name in names}
        part = word("part", "whole")
        emergency = word("emergency") == "yes"
        return cls(what=what, part=part, emergency=emergency, **said)


def filed(rules: Rules, me: Person, today: date, typed: Typed, tongue: Tongue) -> RequestFiled:
    """Return the event that the fields make.

    Raises:
        Unclear: The first field that is not right.
    """
    reason = _words(typed.reason, "reason", tongue)
    if typed.what is Asked.CORRECTION:
        since, until, what = _at(rules, today, typed, tongue), None, _way(typed, tongue)
    else:
        since, until = _span(rules, me, today, typed, tongue)
        what = typed.kind if typed.what is Asked.LEAVE else ""
    if typed.what is Asked.OUTING:
        what = _words(typed.place, "place", tongue)
    if typed.what is Asked.LEAVE and typed.kind not in rules.leave_kinds:
        raise Unclear("kind", tongue._("Choose what kind of leave it is."))
    return RequestFiled(
        asked=typed.what.value,
        person=whom(rules, me, typed, tongue).id,
        by=me.id,
        since=since.isoformat(),
        until=None if until is None else until.isoformat(),
        what=what,
        reason=reason,
        emergency=typed.emergency,
    )


def whom(rules: Rules, me: Person, typed: Typed, tongue: Tongue) -> Person:
    """Return whom it is for: the person, or a colleague where the kind of leave allows it.

    Raises:
        Unclear: Nobody has that number, or it may not be filed for others.
    """
    kind = rules.leave_kinds.get(typed.kind) if typed.what is Asked.LEAVE else None
    if not typed.number or typed.number == me.number or kind is None:
        return me
    if not kind.others_may_file:
        words = tongue._("%(kind)s is asked for by oneself.", kind=kind.name.in_(tongue.language))
        raise Unclear("number", words)
    people = rules.people.values()
    found = next((p for p in people if p.active and p.number == typed.number), None)
    if found is None:
        raise Unclear("number", tongue._("Nobody here has that staff number."))
    return found


def _span(
    rules: Rules, me: Person, today: date, typed: Typed, tongue: Tongue
) -> tuple[datetime, datetime]:
    first = _day(typed.first, "first", today, tongue)
    if typed.what is not Asked.LEAVE or typed.part == "hours":
        return _hours(rules, first, typed, tongue)
    person = whom(rules, me, typed, tongue).id
    last = _day(typed.last or typed.first, "last", today, tongue)
    if last < first:
        raise Unclear("last", tongue._("The last day is before the first."))
    since, until = whole_days(rules, person, first, last)
    if typed.part == "whole":
        return since, until
    if last != first:
        raise Unclear("last", tongue._("Half a day is of one day: choose the same day twice."))
    noon = midday(rules, person, first)
    return (since, noon[0]) if typed.part == "morning" else (noon[1], until)


def whole_days(rules: Rules, person: str, first: date, last: date) -> tuple[datetime, datetime]:
    """Return from when to when some days are, with the shifts that start on them.

    A night shift ends on the next day and is whole; the night before is not touched.
    """
    since = [_midnight(rules, first), *(w.end for w in windows_on(rules, person, first - DAY))]
    until = [_midnight(rules, last + DAY), *(w.end for w in windows_on(rules, person, last))]
    return max(since).astimezone(rules.timezone), max(until).astimezone(rules.timezone)


def midday(rules: Rules, person: str, day: date) -> tuple[datetime, datetime]:
    """Return when the first half of a day ends and the second begins: its longest break.

    Without a break the middle of the shift is both; without a shift it is noon.
    """
    zone, windows = rules.timezone, windows_on(rules, person, day)
    if not windows:
        noon = datetime.combine(day, time(12), zone)
        return noon, noon
    window: Window = windows[0]
    pauses = breaks_of(rules, window)
    if pauses:
        begins, ends = max(pauses, key=lambda p: (p[1] - p[0], p[0]))
    else:
        begins = ends = window.start + (window.end - window.start) / 2
    return begins.astimezone(zone), ends.astimezone(zone)


def _hours(rules: Rules, day: date, typed: Typed, tongue: Tongue) -> tuple[datetime, datetime]:
    """Return the hours of a day; an end before the beginning is of the next day."""
    since = datetime.combine(day, _time(typed.since, "since", tongue), rules.timezone)
    until = datetime.combine(day, _time(typed.until, "until", tongue), rules.timezone)
    if since == until:
        raise Unclear("until", tongue._("It ends when it begins: change one of the times."))
    return since, until if until > since else datetime.combine(
        day + DAY, until.time(), rules.timezone
    )


def _at(rules: Rules, today: date, typed: Typed, tongue: Tongue) -> datetime:
    day = _day(typed.first, "first", today, tongue)
    return datetime.combine(day, _time(typed.since, "since", tongue), rules.timezone)


def _way(typed: Typed, tongue: Tongue) -> str:
    if typed.way not in WAYS:
        raise Unclear("way", tongue._("Say whether you came or left."))
    return typed.way


def _day(text: str, field: str, today: date, tongue: Tongue) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Unclear(field, tongue._("Choose a day.")) from None
    if abs(day - today) > FARTHEST:
        raise Unclear(field, tongue._("That day is too far away. Is the year right?"))
    return day


def _time(text: str, field: str, tongue: Tongue) -> time:
    try:
        found = time.fromisoformat(text)
    except ValueError:
        raise Unclear(field, tongue._("Choose a time, like 09:00.")) from None
    return found.replace(second=0, microsecond=0, tzinfo=None)


def _words(text: str, field: str, tongue: Tongue) -> str:
    if not text:
        missing = {
            "reason": tongue._("Say why, in a few words."),
            "place": tongue._("Say where you are going."),
        }
        raise Unclear(field, missing[field])
    if len(text) > MOST_WORDS:
        raise Unclear(field, tongue._("That is too long: %(n)s characters at most.", n=MOST_WORDS))
    return text


def _midnight(rules: Rules, day: date) -> datetime:
    return datetime.combine(day, time(), rules.timezone)
