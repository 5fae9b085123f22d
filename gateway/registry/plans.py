"""Shifts, who works them, the office's own days, and drafts of who shall work when."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from gateway.config.words import complain
from gateway.domain.rules import DayKind
from gateway.registry.base import Begin, Clock, Document, Key, Minutes, Words


class Pairing(StrEnum):
    """Which taps of a day make working time (spec 02 §2)."""

    FIRST_LAST = "first_last"
    EVERY_PAIR = "every_pair"
    BY_DIRECTION = "by_direction"


class BreakDoc(Document):
    """A planned pause inside a shift."""

    start: Clock
    end: Clock


class Hours(Document):
    """The hours of a shift and what is made of taps about them."""

    start: Clock
    end: Clock
    breaks: tuple[BreakDoc, ...] = ()
    before_min: Minutes = 60
    after_min: Minutes = 60
    late_grace_min: Minutes = 5
    early_grace_min: Minutes = 5
    pairing: Pairing = Pairing.FIRST_LAST
    watch_min: Minutes = 120
    half_day_min: Minutes | None = None
    absent_min: Minutes | None = None
    early_counts: bool = False

    @model_validator(mode="after")
    def _makes_sense(self) -> "Hours":
        if self.start == self.end:
            complain(
                "上班和下班时间相同（不支持 24 小时班次）；请改其中一个",
                "start and end are the same (a shift of 24 h is refused); change one of them",
            )
        for pause in self.breaks:
            if not 0 < self._into(pause.start) < self._into(pause.end) < self._into(self.end):
                complain(
                    f"休息 {pause.start:%H:%M}-{pause.end:%H:%M} 不在班次之内",
                    f"the break {pause.start:%H:%M}-{pause.end:%H:%M} is not inside the shift",
                )
        return self

    def _into(self, at: time) -> int:
        """Return how many minutes after the shift's start a time of day comes."""
        return ((at.hour - self.start.hour) * 60 + at.minute - self.start.minute) % 1440


class EarlierHours(Hours):
    """What a shift was before it was changed: up to and with a day."""

    KEY = "until"
    until: Begin


class ShiftDoc(Hours):
    """Planned hours of a day; an end before the start is on the next day."""

    id: Key
    name: Words
    earlier: tuple[EarlierHours, ...] = ()
    """What it was before, oldest first: a change never alters a day that was before it."""

    @model_validator(mode="after")
    def _in_order(self) -> "ShiftDoc":
        days = [each.until for each in self.earlier]
        if days != sorted(set(days)):
            complain(
                "earlier 应按 until 从早到晚排列，且不重复",
                "earlier is listed by until, oldest first, each day once",
            )
        return self


class AssignmentDoc(Document):
    """Who works which shift, from when to when, on which days."""

    id: Annotated[str, Field(max_length=200)] = ""
    """Made of the rest when not given."""
    person: Key
    shift: Key
    from_: Annotated[Begin, Field(alias="from")]
    to: date | None = None
    pattern: Annotated[str, Field(min_length=1, max_length=64)] = "weekdays"

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    @model_validator(mode="before")
    @classmethod
    def _named(cls, said: Any) -> Any:
        if isinstance(said, dict) and not said.get("id"):
            parts = (said.get("person"), said.get("shift"), said.get("from"))
            return {**said, "id": ":".join(map(str, parts))}
        return said

    @model_validator(mode="after")
    def _makes_sense(self) -> "AssignmentDoc":
        if self.to is not None and self.to < self.from_:
            complain(
                f"结束日期 {self.to} 早于开始日期 {self.from_}",
                f"ends on {self.to}, before it begins on {self.from_}",
            )
        return self


class CalendarDoc(Document):
    """What the office itself says of a date; it beats the published calendar."""

    KEY = "date"
    date: Begin
    kind: DayKind
    name: Words | None = None


RosterState = Literal["draft", "published"]
Note = Annotated[str, Field(min_length=1, max_length=500)]


class CommentDoc(Document):
    """What somebody said of a draft."""

    KEY = "at"
    by: Key
    at: datetime
    text: Note


class WishDoc(Document):
    """A day somebody would like to have free."""

    KEY = "on"
    by: Key
    on: date


class ChangeDoc(Document):
    """A change asked for after publication: another shift on a day, or rest (`""`)."""

    id: Key
    by: Key
    at: datetime
    on: date
    shift: Annotated[str, Field(max_length=64)] = ""
    reason: Note
    state: Literal["asked", "agreed", "refused"] = "asked"
    decided_by: Key | None = None
    decided_at: datetime | None = None


class RosterDoc(Document):
    """Who works what on each day of a month, for one team; only a published one counts."""

    id: Annotated[str, Field(max_length=80)] = ""
    """`<team>:<month>`; made of both when not given."""
    team: Key
    month: Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
    state: RosterState = "draft"
    needs: dict[Key, Annotated[int, Field(ge=0, le=999)]] = Field(default_factory=dict)
    """How many people each shift needs on a day."""
    rest_a_week: Annotated[int, Field(ge=0, le=6)] = 1
    days: dict[Key, dict[date, Annotated[str, Field(max_length=64)]]] = Field(default_factory=dict)
    """By person and day the shift's id; empty for a rest day."""
    comments: tuple[CommentDoc, ...] = ()
    wishes: tuple[WishDoc, ...] = ()
    changes: tuple[ChangeDoc, ...] = ()
    version: Annotated[int, Field(ge=1)] = 1

    @model_validator(mode="before")
    @classmethod
    def _named(cls, said: Any) -> Any:
        if isinstance(said, dict) and not said.get("id"):
            return {**said, "id": f"{said.get('team')}:{said.get('month')}"}
        return said

    @model_validator(mode="after")
    def _makes_sense(self) -> "RosterDoc":
        if self.id != f"{self.team}:{self.month}":
            complain(
                f"编号应为 {self.team}:{self.month}",
                f"its id has to be {self.team}:{self.month}",
            )
        for person, days in self.days.items():
            for day in days:
                if f"{day:%Y-%m}" != self.month:
                    complain(
                        f"{person} 的 {day} 不在 {self.month} 之内",
                        f"{day} of {person} is not in {self.month}",
                    )
        return self
