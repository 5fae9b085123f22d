"""Requests, months, and who looks at whose."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFiled:
    """Somebody asks for leave, an outing, overtime, or declares a tap that is missing (S4, S5).

    Attributes:
        asked: `leave`, `outing`, `overtime` or `correction`.
        person: Whom it is about.
        by: Who files it.
        since, until: ISO 8601 with offset; the second not included, None for a correction.
        what: The leave's kind; the outing's place; of a correction `in` or `out`.
        reason: In their words.
        emergency: Told afterwards (within 24 h), regularised by this.
        via: Through which program, when it was not the person's own screen.
    """

    asked: str
    person: str
    by: str
    since: str
    until: str | None = None
    what: str = ""
    reason: str = ""
    emergency: bool = False
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAnswered:
    """Somebody decides about a request, withdraws it, or asks to cancel it.

    Attributes:
        choice: `approve`, `refuse` (both also of a cancellation that is asked for),
            `withdraw`, `cancel`.
        note: Why; a refusal needs one.
        via: Through which program, when it was not the person's own screen.
    """

    request: str
    choice: str
    by: str
    note: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSigned:
    """Somebody signs a person's month: the person, or who answers for them.

    Attributes:
        month: `2026-11`.
        digest: Of what was on the screen (`attendance.kept.digest_of`), so that nobody
            signs what they have not seen.
        days: The days as they are now, each a line (`attendance.kept.line_of`).
    """

    month: str
    person: str
    by: str
    digest: str
    days: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthClosed:
    """A month of one person is closed: from now on its days are what they are.

    Attributes:
        digest: Of what was on the screen; `days` the days as they are now: as `MonthSigned`.
        reason: Why it is closed without signatures (HR only).
    """

    month: str
    person: str
    by: str
    digest: str
    days: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReopened:
    """HR opens a closed month of one person again, and says why."""

    month: str
    person: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalSeen:
    """Somebody looked at or took away others' attendance: kept for the access log (S26).

    Attributes:
        what: `day`, `month`, `person`, `export`, ...
        about: A person's id, a team's, or `all`.
    """

    by: str
    what: str
    about: str
    span: str = ""


AttendanceEvent = (
    RequestFiled | RequestAnswered | MonthSigned | MonthClosed | MonthReopened | PersonalSeen
)
