"""Days of attendance, as they travel over the API (`interfaces.md`, timesheet)."""

from datetime import date, datetime

from pydantic import ConfigDict, Field, RootModel

from gateway.domain.attendance.day import Flag, Status
from kiosk_web.api.models import Asked, Key, Out


class TimesheetQuery(Asked):
    """What is asked for."""

    from_: date = Field(alias="from", description="The first day, in the site's time")
    to: date = Field(description="The last day, itself included; at most 366 days after the first")
    person: Key | None = Field(None, description="A person's id; left out: everybody")


class TapOut(Out):
    """A tap of the day."""

    tap_id: str
    at: datetime
    direction: str | None = Field(description="`in`, `out`; null: it did not count, `why` says why")
    why: str
    by: str | None = Field(description="Who declared it; null: it was a card")
    witness: str | None = Field(
        default=None, description="Whose badge it was when theirs was forgotten; null: their own"
    )


class WhyOut(Out):
    """A sentence of how it came about; `code` is stable."""

    code: str
    zh: str
    en: str


class DayOut(Out):
    """One shift of one person, or a day without any."""

    person: str
    date: date
    shift: str | None
    shift_start: datetime | None
    shift_end: datetime | None
    status: Status
    flags: list[Flag]
    late_s: int
    early_s: int
    in_: datetime | None = Field(alias="in")
    out: datetime | None
    worked_s: int | None = Field(description="Null: not known, a tap is missing")
    break_s: int | None
    gap_s: int | None
    overtime_s: int | None
    before_s: int | None
    overtime_counted_s: int = Field(description="What of the time outside the shift is approved")
    overtime_class: str | None
    leave_s: int
    outing_s: int
    final: bool
    taps: list[TapOut]
    why: list[WhyOut]


class Timesheet(RootModel[list[DayOut]]):
    """Days by person, then time."""

    model_config = ConfigDict(frozen=True)
