"""The shapes of what people maintain: one frozen model a table.

The words are those of the registry document (`registry import`). A table that
only programs write (accounts, screens ...) may hold more than is named here.
"""

import re
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)

from gateway.config.words import Name, complain
from gateway.domain.rules import DayKind
from gateway.domain.text import Text

Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=64)]
Words = Annotated[Name, PlainSerializer(Text.as_json)]
Minutes = Annotated[int, Field(ge=0, le=720)]
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d"


def _clock(value: object) -> time:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and re.fullmatch(_CLOCK, value):
        return time.fromisoformat(value)
    return complain(
        f'时间应写成 "00:00" 到 "23:59"，不能是 {value!r}',
        f'a time is written "00:00" to "23:59", not {value!r}',
    )


Clock = Annotated[
    time,
    PlainValidator(_clock),
    PlainSerializer(lambda value: value.strftime("%H:%M")),
    WithJsonSchema({"type": "string", "pattern": f"^{_CLOCK}$"}),
]


class Role(StrEnum):
    """What a person may be (spec 05, who may do what)."""

    STAFF = "staff"
    ATTENDANT = "attendant"
    DUTY_LEADER = "duty_leader"
    MANAGER = "manager"
    RECEPTION = "reception"
    FACILITIES = "facilities"
    HR = "hr"
    ADMIN = "admin"


class BadgeStatus(StrEnum):
    """Whether a card opens anything; a lost one is reported when it is used."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    LOST = "lost"
    RETURNED = "returned"


class Pairing(StrEnum):
    """Which taps of a day make working time (spec 02 §2)."""

    FIRST_LAST = "first_last"
    EVERY_PAIR = "every_pair"
    BY_DIRECTION = "by_direction"


class Document(BaseModel):
    """One document; `KEY` is the field that names it within its table."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)
    KEY: ClassVar[str] = "id"

    @property
    def key(self) -> str:
        """Return what the document is called in its table."""
        return str(getattr(self, self.KEY))

    def as_json(self) -> dict[str, Any]:
        """Return the document as it is kept and exported."""
        return self.model_dump(mode="json", by_alias=True)


class PersonDoc(Document):
    """Somebody who works here."""

    id: Key
    number: Annotated[str, Field(min_length=1, max_length=32)]
    """Staff number, unique among active people."""
    name: Annotated[str, Field(min_length=1, max_length=80)]
    team: Annotated[str, Field(max_length=80)] = ""
    roles: tuple[Role, ...] = (Role.STAFF,)
    active: bool = True
    """False for who has left: nothing is forgotten, no badge works."""

    model_config = ConfigDict(coerce_numbers_to_str=True)


class TeamDoc(Document):
    """People who work together, and who answers for them; `PersonDoc.team` is its id."""

    id: Key
    name: Words
    managers: tuple[Key, ...] = ()
    stand_ins: tuple[Key, ...] = ()
    parent: Key | None = None
    ignores_makeup: bool = False
    """Make-up workdays are not worked: its weekdays are the week's."""


class LeaveKindDoc(Document):
    """A kind of leave; once one is kept, only those kept are there."""

    id: Key
    name: Words
    paid: bool = False
    days_a_year: Annotated[float, Field(ge=0, le=366)] | None = None
    others_may_file: bool = False
    first_level_days: Annotated[float, Field(ge=0, le=366)] = 1.0


class BadgeDoc(Document):
    """A card: the keyed hash of its UID, never the UID."""

    KEY = "badge"
    badge: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    person: Key
    status: BadgeStatus = BadgeStatus.ACTIVE
    uid_tail: Annotated[str, Field(pattern=r"^([0-9A-F]{4})?$")] = ""
    """The UID's last 2 bytes, for people to tell cards apart."""
    note: Annotated[str, Field(max_length=200)] = ""


class BadgeRow(Document):
    """A card as a registry document lists it: by its UID, or by the hash once exported."""

    uid: Annotated[str, Field(pattern=r"^[0-9A-Fa-f :-]{8,40}$")] | None = None
    badge: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    person: Key
    status: BadgeStatus = BadgeStatus.ACTIVE
    uid_tail: str = ""
    note: str = ""


class BreakDoc(Document):
    """A planned pause inside a shift."""

    start: Clock
    end: Clock


class ShiftDoc(Document):
    """Planned hours of a day; an end before the start is on the next day."""

    id: Key
    name: Words
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
    def _makes_sense(self) -> "ShiftDoc":
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


class AssignmentDoc(Document):
    """Who works which shift, from when to when, on which days."""

    id: Annotated[str, Field(max_length=200)] = ""
    """Made of the rest when not given."""
    person: Key
    shift: Key
    from_: Annotated[date, Field(alias="from")]
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
    date: date
    kind: DayKind
    name: Words | None = None


class _ByPrograms(Document):
    """A document that only programs write: it may hold more than is named here."""

    model_config = ConfigDict(extra="allow")


class AccountDoc(_ByPrograms):
    """How a person signs in; secrets are argon2 hashes, roles are the person's."""

    KEY = "person"
    person: Key
    password: Annotated[str, Field(pattern=r"^\$argon2")] | None = None
    pin: Annotated[str, Field(pattern=r"^\$argon2")] | None = None
    totp: str | None = None
    totp_step: int | None = None
    epoch: int = 0
    disabled: bool = False


class ScreenDoc(_ByPrograms):
    """A paired screen; `token` is the SHA-256 of its secret."""

    id: Key
    name: str = ""
    role: Annotated[str, Field(min_length=1)]
    target: str = ""
    token: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    language: str | None = None
    paired_at: datetime | None = None


class TokenDoc(_ByPrograms):
    """A program's token for the API; `token` is the SHA-256 of its secret."""

    id: Key
    token: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class LockoutDoc(_ByPrograms):
    """Wrong tries of a person or at a screen."""

    KEY = "subject"
    subject: str


class SettingDoc(Document):
    """One thing edited on screen: `notice`, ..."""

    KEY = "name"
    name: Key
    value: JsonValue


TABLES: dict[str, type[Document]] = {
    "people": PersonDoc,
    "teams": TeamDoc,
    "leave_kinds": LeaveKindDoc,
    "badges": BadgeDoc,
    "shifts": ShiftDoc,
    "assignments": AssignmentDoc,
    "calendar": CalendarDoc,
    "accounts": AccountDoc,
    "screens": ScreenDoc,
    "tokens": TokenDoc,
    "lockouts": LockoutDoc,
    "settings": SettingDoc,
}
"""Every table, in the order in which a document lists them."""

EXCHANGED = (
    "people",
    "teams",
    "leave_kinds",
    "badges",
    "shifts",
    "assignments",
    "calendar",
    "settings",
)
"""What `registry export` gives and `registry import` takes; sign-in secrets stay here."""
