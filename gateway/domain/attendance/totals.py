"""What some days of one person come to, for the foot of a month (spec 02 §7)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gateway.domain.attendance.day import Day, Flag, Span, Status

PLANNED = frozenset(Status) - {Status.HOLIDAY, Status.REST_DAY, Status.OFF_SHIFT}
"""What a shift can come to; the others are days without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The sums of some days of one person.

    A day with two shifts is shared between them: present for one, absent from
    the other is half a day each. What is not known yet (`incomplete`) counts
    as neither. Hours are whole seconds; `late_min` and the like are for people.

    Attributes:
        days_planned: Days with a shift.
        days_present: Days of work; half a day counts 0.5.
        half_days: How many of them were half ones.
        absent_days, leave_days, outing_days, field_days, incomplete_days: By status.
        rest_days, holidays: Days without a shift.
        off_shift_times: How often somebody worked without a plan.
        late_times, early_times: How often; `late_s` and `early_s` how long in all.
        overtime_s, before_s: After the shift's end and on days without a shift, and before
            its start, as the taps say; `counted_s` is what of it is approved overtime,
            `counted_on` the same by class (`workday`, `rest_day`, `holiday`).
        leave_s, outing_s: Planned working time under approved leave, and out on business.
        not_final: Entries that may still change.
    """

    days_planned: float = 0.0
    days_present: float = 0.0
    half_days: float = 0.0
    absent_days: float = 0.0
    leave_days: float = 0.0
    outing_days: float = 0.0
    field_days: float = 0.0
    incomplete_days: float = 0.0
    rest_days: int = 0
    holidays: int = 0
    off_shift_times: int = 0
    late_times: int = 0
    late_s: int = 0
    early_times: int = 0
    early_s: int = 0
    worked_s: int = 0
    break_s: int = 0
    overtime_s: int = 0
    before_s: int = 0
    counted_s: int = 0
    counted_on: Mapping[str, int] = field(default_factory=dict)
    leave_s: int = 0
    outing_s: int = 0
    not_final: int = 0

    @property
    def out_days(self) -> float:
        """Return the days out on business: outings and work elsewhere."""
        return round(self.outing_days + self.field_days, 2)

    @property
    def outside_s(self) -> int:
        """Return the time outside the shifts, approved or not."""
        return self.overtime_s + self.before_s

    @property
    def late_min(self) -> int:
        """Return how late in all, in whole minutes."""
        return self.late_s // 60

    @property
    def early_min(self) -> int:
        """Return how early in all, in whole minutes."""
        return self.early_s // 60

    @property
    def worked_h(self) -> float:
        """Return the hours worked, by hundredths."""
        return round(self.worked_s / 3600, 2)

    @property
    def overtime_h(self) -> float:
        """Return the hours of overtime, by hundredths."""
        return round(self.overtime_s / 3600, 2)


def totals(days: Iterable[Day]) -> Totals:
    """Return what some days of one person come to, in whatever order they are given."""
    entries = list(days)
    shifts = Counter(day.date for day in entries if day.status in PLANNED)
    by_status: dict[Status, float] = defaultdict(float)
    for day in entries:
        by_status[day.status] += 1 / shifts[day.date] if day.status in PLANNED else 1
    late = [day.late_s for day in entries if Flag.LATE in day.flags]
    early = [day.early_s for day in entries if Flag.EARLY in day.flags]
    spans = [day.span or Span() for day in entries]
    counted: Counter[str] = Counter()
    for day in entries:
        if day.overtime_counted_s:
            counted[day.overtime_class] += day.overtime_counted_s
    half = by_status[Status.HALF_DAY] / 2
    return Totals(
        days_planned=float(len(shifts)),
        days_present=_days(by_status[Status.PRESENT] + half),
        half_days=_days(by_status[Status.HALF_DAY]),
        absent_days=_days(by_status[Status.ABSENT]),
        leave_days=_days(by_status[Status.ON_LEAVE]),
        outing_days=_days(by_status[Status.OUTING]),
        field_days=_days(by_status[Status.FIELD_WORK]),
        incomplete_days=_days(by_status[Status.INCOMPLETE]),
        rest_days=int(by_status[Status.REST_DAY]),
        holidays=int(by_status[Status.HOLIDAY]),
        off_shift_times=int(by_status[Status.OFF_SHIFT]),
        late_times=len(late),
        late_s=sum(late),
        early_times=len(early),
        early_s=sum(early),
        worked_s=sum(span.worked_s for span in spans),
        break_s=sum(span.break_s for span in spans),
        overtime_s=sum(span.overtime_s for span in spans),
        before_s=sum(span.before_s for span in spans),
        counted_s=sum(counted.values()),
        counted_on=counted,
        leave_s=sum(day.leave_s for day in entries),
        outing_s=sum(day.outing_s for day in entries),
        not_final=sum(not day.final for day in entries),
    )


def by_person(days: Iterable[Day]) -> dict[str, Totals]:
    """Return everybody's totals, by person in the order in which they come."""
    sorted_out: dict[str, list[Day]] = {}
    for day in days:
        sorted_out.setdefault(day.person, []).append(day)
    return {person: totals(theirs) for person, theirs in sorted_out.items()}


def _days(count: float) -> float:
    return round(count, 2)
