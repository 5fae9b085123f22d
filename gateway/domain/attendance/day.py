"""What a day of attendance comes to, as frozen values (spec 02 §3; `interfaces.md`, timesheet)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from gateway.domain.rules import Rules
from gateway.domain.text import Text


class Status(StrEnum):
    """The verdict of a day; late and early stand beside it."""

    PRESENT = "present"
    HALF_DAY = "half_day"
    ABSENT = "absent"
    INCOMPLETE = "incomplete"
    ON_LEAVE = "on_leave"
    OUTING = "outing"
    FIELD_WORK = "field_work"
    HOLIDAY = "holiday"
    REST_DAY = "rest_day"
    OFF_SHIFT = "off_shift"


class Flag(StrEnum):
    """What is remarkable about a day, whatever its status."""

    LATE = "late"
    EARLY = "early"
    UNKNOWN_CALENDAR = "unknown_calendar"
    LATE_OUT = "late_out"
    EARLY_IN = "early_in"
    DECLARED = "declared"
    READER_DOWN = "reader_down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """An approved absence (a leave, an outing, work elsewhere) or approved overtime.

    Leave of the kind `field_work` is work elsewhere, not leave.

    Attributes:
        kind: `leave`, `outing`, `field_work` or `overtime`.
        since, until: Aware; the second not included.
        what: The leave's kind or the outing's reason, as approved.
    """

    id: str
    kind: str
    since: datetime
    until: datetime
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A time in which a tap may have been lost: nothing kept it.

    Attributes:
        since, until: Aware; of one that still lasts the second is the present.
        reader: Which reader was gone; empty: the gateway itself.
    """

    since: datetime
    until: datetime
    reader: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Whose attendance is judged, and by what.

    Attributes:
        aways: Their approved absences (`requests.aways`).
        overtime: Their approved overtime; what lies outside it is shown, not counted.
        outages: When taps may have been lost (`watermark.outages`).
        watermark: Up to when every reader has delivered (`watermark.watermark`); None: no day
            is final.
        since: When recording began: a shift before it that nobody tapped for is no absence.
        strict: As systems that know no sessions: each tap belongs to the window it lies in,
            or to none, and IN and OUT alternate within it; otherwise the open session comes
            first, and leaving late and coming early belong to the shift.
    """

    rules: Rules
    person: str
    aways: tuple[Away, ...] = ()
    overtime: tuple[Away, ...] = ()
    outages: tuple[Outage, ...] = ()
    watermark: datetime | None = None
    since: datetime | None = None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """One sentence of how a verdict came about; `code` is stable for programs."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedTap:
    """One tap of a day: `way` is `in`, `out`, or empty when it did not count, `why` says why.

    `by` is who declared it (an approved correction), empty for a card; `witness` is whose
    badge it was when the person had none with them, or empty.
    """

    id: str
    at: datetime
    way: str = ""
    why: str = ""
    by: str = ""
    witness: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How the time between coming and leaving was spent, in whole seconds.

    Attributes:
        worked_s, break_s, gap_s: Together the time from the first IN to the last
            OUT, as far as it lies within the shift. An approved outing between them is
            worked, approved leave between them is a break.
        overtime_s: After the shift's end.
        before_s: Before its start.
    """

    worked_s: int = 0
    break_s: int = 0
    gap_s: int = 0
    overtime_s: int = 0
    before_s: int = 0

    @property
    def whole_s(self) -> int:
        """Return the time from coming to leaving within the shift."""
        return self.worked_s + self.break_s + self.gap_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The verdict of one person's one shift (or of a day without any).

    Attributes:
        date: The day on which the shift starts.
        shift: Its id, or None; `start` and `end` as instants.
        late_s, early_s: Beyond the grace only, else 0.
        came, left: The IN and OUT that count.
        span: None while it is not known (one tap is missing).
        leave_s, outing_s: Planned working time under approved leave, and under approved
            outings or work elsewhere, whether the taps show it or not.
        overtime_counted_s: What of the time outside the shift lies in approved overtime.
        overtime_class: `workday`, `rest_day` or `holiday` where there is any, else empty.
        final: Nothing that could change it is still under way.
    """

    person: str
    date: date
    status: Status
    shift: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    flags: tuple[Flag, ...] = ()
    late_s: int = 0
    early_s: int = 0
    came: datetime | None = None
    left: datetime | None = None
    span: Span | None = None
    leave_s: int = 0
    outing_s: int = 0
    overtime_counted_s: int = 0
    overtime_class: str = ""
    final: bool = False
    taps: tuple[UsedTap, ...] = ()
    why: tuple[Why, ...] = field(default=())
