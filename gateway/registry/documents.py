"""The shapes of what people maintain: one frozen model a table.

The words are those of the registry document (`registry import`). A table that
only programs write (accounts, screens ...) may hold more than is named here.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue, model_validator

from gateway.config.words import complain
from gateway.registry.base import Begin, Document, Key, Words
from gateway.registry.duty_documents import DUTY_TABLES
from gateway.registry.plans import AssignmentDoc, CalendarDoc, RosterDoc, ShiftDoc

__all__ = [
    "EXCHANGED",
    "TABLES",
    "AccountDoc",
    "AssignmentDoc",
    "BadgeDoc",
    "BadgeRow",
    "BadgeStatus",
    "CalendarDoc",
    "Document",
    "LeaveKindDoc",
    "LockoutDoc",
    "PersonDoc",
    "Role",
    "RosterDoc",
    "ScreenDoc",
    "SettingDoc",
    "ShiftDoc",
    "TeamDoc",
    "TokenDoc",
    "VisitorCardDoc",
    "VisitorCardRow",
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
    since: Begin | None = None
    until: date | None = None
    """First and last day of work; what the team works binds between them."""

    model_config = ConfigDict(coerce_numbers_to_str=True)


class TeamShiftDoc(Document):
    """What a team works from a day on, up to the next one; no shift ends it."""

    KEY = "from_"
    from_: Annotated[Begin, Field(alias="from")]
    shift: Key | None = None
    pattern: Annotated[str, Field(pattern=r"^[a-z,-]+$", max_length=64)] = "weekdays"
    """No rotation: it begins on a day of somebody, not of a team."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)


class TeamDoc(Document):
    """People who work together, and who answers for them; `PersonDoc.team` is its id."""

    id: Key
    name: Words
    managers: tuple[Key, ...] = ()
    stand_ins: tuple[Key, ...] = ()
    parent: Key | None = None
    ignores_makeup: bool = False
    """Make-up workdays are not worked: its weekdays are the week's."""
    shifts: tuple[TeamShiftDoc, ...] = ()
    """What its people work on days for which they have no assignment; one from each day."""

    @model_validator(mode="after")
    def _one_a_day(self) -> "TeamDoc":
        days = [each.from_ for each in self.shifts]
        for day in sorted({day for day in days if days.count(day) > 1}):
            complain(
                f"从 {day} 起写了两个部门班次；只留一个",
                f"two shifts of the team from {day}; keep one",
            )
        return self


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
    until: date | None = None
    """The last day on which a temporary card works; None: it is not temporary."""


class BadgeRow(Document):
    """A card as a registry document lists it: by its UID, or by the hash once exported."""

    uid: Annotated[str, Field(pattern=r"^[0-9A-Fa-f :-]{8,40}$")] | None = None
    badge: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    person: Key
    status: BadgeStatus = BadgeStatus.ACTIVE
    uid_tail: str = ""
    note: str = ""
    until: date | None = None


class VisitorCardDoc(Document):
    """A card that is lent to visitors: nobody's own; `label` is printed on it."""

    KEY = "badge"
    badge: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    label: Annotated[str, Field(min_length=1, max_length=12)]
    active: bool = True
    lost: bool = False
    uid_tail: Annotated[str, Field(pattern=r"^([0-9A-F]{4})?$")] = ""

    @model_validator(mode="after")
    def _lost_is_not_lent(self) -> "VisitorCardDoc":
        if self.lost and self.active:
            complain(
                f"{self.label} 已挂失，不能再借出；请写 active: false",
                f"{self.label} is lost and cannot be lent; write active: false with it",
            )
        return self


class VisitorCardRow(Document):
    """The same as a registry document lists it: by its UID, or by the hash once exported."""

    uid: Annotated[str, Field(pattern=r"^[0-9A-Fa-f :-]{8,40}$")] | None = None
    badge: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    label: str
    active: bool = True
    lost: bool = False
    uid_tail: str = ""


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
    "visitor_cards": VisitorCardDoc,
    "shifts": ShiftDoc,
    "assignments": AssignmentDoc,
    "calendar": CalendarDoc,
    "rosters": RosterDoc,
    **DUTY_TABLES,
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
    "visitor_cards",
    "shifts",
    "assignments",
    "calendar",
    "rosters",
    *DUTY_TABLES,
    "settings",
)
"""What `registry export` gives and `registry import` takes; sign-in secrets stay here."""
