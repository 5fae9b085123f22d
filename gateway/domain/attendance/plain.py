"""Ordinary days, judged quickly: one coming and one leaving on time, or a day without a shift.

Most days of most people are alike, and a month of an office has 15,000 of them. What is said of
such a day (status, flags, sentences) is taken from the evaluator itself, asked once for a day on
which somebody came and left to the second; only the figures are worked out here, in microseconds.
Whatever is not plainly ordinary is left to `timesheet`: tests hold both to the same answer.

Why a day can be judged alone: only one shift touches its date, its first tap comes after the
office's day has begun (04:00), so no session of before is open, and none taps before 04:00 of the
next.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Generic, TypeVar

from gateway.domain.attendance import overtime, sheet
from gateway.domain.attendance.day import Away, Case, Day, Span, Status, UsedTap
from gateway.domain.attendance.judging import judge
from gateway.domain.attendance.marks import is_inner
from gateway.domain.attendance.placing import Placed, Way
from gateway.domain.attendance.shifts import DAY, Window, instant, windows_on
from gateway.domain.attendance.spending import breaks_of
from gateway.domain.calendar import DAY_CLOSES, day_kind
from gateway.domain.rules import ReaderDirection, Rules
from gateway.domain.snapshot import How, Tapped

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND_US = 1_000_000
SHOWN = timedelta(hours=2)
"""Taps so long after a shift's end are shown with its day."""
TWO = 2
"""Coming and leaving."""
NEAR_DAYS = 4
"""Days between two that are not ordinary, up to which all are judged in one go."""

T = TypeVar("T", Day, UsedTap, Span)

Key = tuple[object, ...]
"""What of a person decides which days they work."""


class _Like(Generic[T]):
    """Makes values of a frozen, slotted class like another but for some fields.

    Three times quicker than its constructor, and 15,000 days have 60,000 of them.
    """

    __slots__ = ("_class", "_other", "_same")

    def __init__(self, like: T, *names: str) -> None:
        self._class: type[T] = type(like)
        put = {each.name: getattr(self._class, each.name).__set__ for each in fields(like)}
        self._same = [(put[n], getattr(like, n)) for n in put if n not in names]
        self._other = [put[n] for n in names]

    def __call__(self, *values: object) -> T:
        """Return one with these values of the named fields, in their order."""
        made: T = object.__new__(self._class)
        for put, value in self._same:
            put(made, value)
        for put, value in zip(self._other, values, strict=True):
            put(made, value)
        return made


_CAME = _Like(UsedTap(id="", at=EPOCH, way="in"), "id", "at")
_LEFT = _Like(UsedTap(id="", at=EPOCH, way="out"), "id", "at")
_SPAN = _Like(Span(), "worked_s", "break_s", "gap_s", "overtime_s", "before_s")


@dataclass(slots=True)
class _Template:
    """One date of all who are planned alike; instants in microseconds.

    Attributes:
        told: Makes such a day, as the evaluator tells it, for a person (and, of a shift, with
            what `_of_pair` and `_on_time` work out); None: no entry without taps.
        window: The only shift that touches the date, or None.
        worked_off: By seconds of work on a day without a shift: makes that day.
    """

    told: _Like[Day] | None
    final: bool
    overtime_class: str
    window: Window | None = None
    opens: int = 0
    latest_in: int = 0
    start: int = 0
    end: int = 0
    earliest_out: int = 0
    closes: int = 0
    breaks: tuple[tuple[int, int], ...] = ()
    least_s: int = 0
    early_counts: bool = False
    worked_off: dict[int, _Like[Day]] = field(default_factory=dict)


class Ordinary:
    """Judges the ordinary days of a range, for one person after the other.

    Args:
        rules: Shifts, plans, calendar, readers.
        first: The first day.
        last: The last one.
        watermark: Up to when every reader has delivered; None: no day is final.
    """

    def __init__(self, rules: Rules, first: date, last: date, watermark: datetime | None) -> None:
        self._rules = rules
        self._watermark = watermark
        self._days = [first + n * DAY for n in range((last - first).days + 2)]
        zone = rules.timezone
        self._begins = [_us(instant(zone, day, time())) for day in self._days]
        self._wakes = [_us(instant(zone, day, DAY_CLOSES)) for day in self._days]
        self._templates: dict[Key, list[_Template | None]] = {}
        self._toggles = {
            reader.id
            for reader in rules.readers.values()
            if reader.direction is ReaderDirection.TOGGLE
        }
        self._plain: dict[How, bool] = {}
        limits = rules.durations
        self._long = int(max(limits.bounce_s, limits.undo_window_s) * SECOND_US)

    def days(
        self, person: str, taps: Sequence[Tapped], aways: Iterable[Away] = ()
    ) -> tuple[list[Day], list[tuple[date, date]]]:
        """Return a person's ordinary days, by time, and the spans of days that are left.

        Args:
            person: Whose.
            taps: All their taps from the day before the range to the day after, by time.
            aways: Approved absences and overtime: the days they touch are left.
        """
        begins, wakes, count = self._begins, self._wakes, len(taps)
        blocked = _touched(self._rules, aways)
        found: list[Day] = []
        left: list[date] = []
        at = 0
        for place, template in enumerate(self._of(person)):
            begin, ends = begins[place], begins[place + 1]
            while at < count and taps[at].at_us < begin:
                at += 1
            ahead = at
            while ahead < count and taps[ahead].at_us < ends:
                ahead += 1
            # A tap before 04:00 of the next day may belong to this one.
            is_left = ahead < count and taps[ahead].at_us < wakes[place + 1]
            day: Day | None = None
            if template is None or is_left or (blocked and self._days[place] in blocked):
                left.append(self._days[place])
            elif ahead == at and template.window is None:
                found += self._without_taps(template, person)
            else:
                if ahead - at == TWO and taps[at].at_us >= wakes[place]:
                    day = self._of_two(template, person, taps[at], taps[at + 1])
                if day is None:
                    left.append(self._days[place])
                else:
                    found.append(day)
            at = ahead
        spans = _spans(left)
        return [day for day in found if not _is_in(day.date, spans)] if spans else found, spans

    def _without_taps(self, template: _Template, person: str) -> list[Day]:
        return [] if template.told is None else [template.told(person)]

    def _of_two(self, template: _Template, person: str, came: Tapped, left: Tapped) -> Day | None:
        """Return the day of one coming and one leaving, or None: it is not an ordinary one."""
        plain = self._plain
        if not (plain.get(came.how) or self._is_plain(came.how)):
            return None
        if not (plain.get(left.how) or self._is_plain(left.how)):
            return None
        if left.at_us - came.at_us <= self._long or not came.tap_id or not left.tap_id:
            return None
        if came.tap_id == left.tap_id:
            return None
        if template.window is None:
            return self._free(template, person, came, left)
        return self._on_time(template, person, came, left)

    def _is_plain(self, how: How) -> bool:
        """Tell whether nobody said anything of a tap, and it was at a door of the office."""
        is_plain = how.trusted and not how.wanted and not how.witness
        is_plain = is_plain and how.reader in self._toggles
        self._plain[how] = is_plain and not is_inner(self._rules, how.zone)
        return self._plain[how]

    def _on_time(self, template: _Template, person: str, came: Tapped, left: Tapped) -> Day | None:
        t, in_us, out_us = template, came.at_us, left.at_us
        if not (t.opens <= in_us <= t.latest_in and t.earliest_out <= out_us <= t.closes):
            return None
        begins = in_us if t.early_counts or in_us > t.start else t.start
        ends = out_us if out_us < t.end else t.end
        pause = 0
        for since, until in t.breaks:
            if since < ends and until > begins:
                pause += min(until, ends) - max(since, begins)
        whole_s = (ends - begins) // SECOND_US
        worked_s, break_s = (ends - begins - pause) // SECOND_US, pause // SECOND_US
        if ends <= begins or worked_s < t.least_s:
            return None
        over = out_us - t.end if out_us > t.end else 0
        before = t.start - in_us if in_us < t.start else 0
        shown_s = (over + (0 if t.early_counts else before)) // SECOND_US
        if shown_s >= overtime.TOLD_S or t.told is None:
            return None
        over_s, before_s = over // SECOND_US, before // SECOND_US
        span = _SPAN(worked_s, break_s, whole_s - worked_s - break_s, over_s, before_s)
        kind = t.overtime_class if shown_s and (over_s or before_s) else ""
        return t.told(*_of_pair(person, came, left), span, kind)

    def _free(self, template: _Template, person: str, came: Tapped, left: Tapped) -> Day:
        shown_s = (left.at_us - came.at_us) // SECOND_US
        told = template.worked_off.get(shown_s)
        if told is None:
            day = self._worked_off(person, came, left)
            told = _Like(replace(day, final=template.final), *OF_PAIR)
            template.worked_off[shown_s] = told
        return told(*_of_pair(person, came, left))

    def _worked_off(self, person: str, came: Tapped, left: Tapped) -> Day:
        into, out = (EPOCH + MICROSECOND * tap.at_us for tap in (came, left))
        day = into.astimezone(self._rules.timezone).date()
        taps = [Placed(way=Way.IN, at=into, window=None), Placed(way=Way.OUT, at=out, window=None)]
        case = Case(rules=self._rules, person=person)
        return sheet.without_shift(case, day, taps, planned=False)[0]

    def _of(self, person: str) -> list[_Template | None]:
        """Return a person's templates: shared by all who are planned alike."""
        rules = self._rules
        known = rules.people.get(person)
        plans = [(p.shift, p.pattern, p.from_, p.to) for p in rules.plans.get(person, ())]
        own = person if person in rules.roster else ""
        key = (own, known.team if known else "", *plans)
        found = self._templates.get(key)
        if found is None:
            places = range(len(self._days) - 1)
            found = self._templates[key] = [self._template(person, place) for place in places]
        return found

    def _template(self, person: str, place: int) -> _Template | None:
        rules, day = self._rules, self._days[place]
        begins, ends = (EPOCH + MICROSECOND * self._begins[n] for n in (place, place + 1))
        near = [w for n in range(-2, 3) for w in windows_on(rules, person, day + n * DAY)]
        touching = [w for w in near if w.opens < ends and w.closes >= begins]
        own = [w for w in near if w.day == day]
        case, kind = Case(rules=rules, person=person), day_kind(rules, day)
        if not own and not touching:
            entries = sheet.without_shift(case, day, [], planned=False)
            wakes = EPOCH + MICROSECOND * self._wakes[place + 1]
            final = self._watermark is not None and wakes < self._watermark
            told = _Like(replace(entries[0], final=final), "person") if entries else None
            return _Template(told=told, final=final, overtime_class="")
        wakes = EPOCH + MICROSECOND * self._wakes[place]
        if len(own) != 1 or touching != own:
            return None
        window = own[0]
        if window.opens < wakes or max(window.closes, window.end + SHOWN) >= ends:
            return None
        pair = [
            Placed(way=Way.IN, at=window.start, window=window),
            Placed(way=Way.OUT, at=window.end, window=window),
        ]
        judged, shift = judge(case, window, pair), window.shift
        if judged.status is not Status.PRESENT:
            return None
        final = self._watermark is not None and window.closes < self._watermark
        return _Template(
            told=_Like(replace(judged, final=final), *OF_PAIR, "span", "overtime_class"),
            final=final,
            overtime_class=overtime.class_of(kind, is_free=False),
            window=window,
            opens=_us(window.opens),
            latest_in=_us(window.start) + shift.late_grace_min * 60 * SECOND_US,
            start=_us(window.start),
            end=_us(window.end),
            earliest_out=_us(window.end) - shift.early_grace_min * 60 * SECOND_US,
            closes=_us(window.closes),
            breaks=tuple((_us(a), _us(b)) for a, b in breaks_of(rules, window)),
            least_s=max(shift.absent_min or 0, shift.half_day_min or 0) * 60,
            early_counts=shift.early_counts,
        )


OF_PAIR = ("person", "came", "left", "taps")


def _of_pair(
    person: str, into: Tapped, out: Tapped
) -> tuple[str, datetime, datetime, tuple[UsedTap, UsedTap]]:
    """Return the fields `OF_PAIR` of a day of one coming and one leaving."""
    came, left = EPOCH + MICROSECOND * into.at_us, EPOCH + MICROSECOND * out.at_us
    return person, came, left, (_CAME(into.tap_id, came), _LEFT(out.tap_id, left))


def _us(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def _touched(rules: Rules, aways: Iterable[Away]) -> set[date]:
    """Return the dates that absences touch."""
    found: set[date] = set()
    for away in aways:
        day = away.since.astimezone(rules.timezone).date()
        last = away.until.astimezone(rules.timezone).date()
        while day <= last:
            found.add(day)
            day += DAY
    return found


def _spans(days: Iterable[date]) -> list[tuple[date, date]]:
    """Return the spans that hold some days, with the few between them."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and (day - found[-1][1]).days <= NEAR_DAYS:
            found[-1] = found[-1][0], day
        else:
            found.append((day, day))
    return found


def _is_in(day: date, spans: Iterable[tuple[date, date]]) -> bool:
    return any(first <= day <= last for first, last in spans)
