"""People, teams, leave, badges."""

from dataclasses import dataclass
from datetime import date

from gateway.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a badge; `roles` as in spec 05.

    Attributes:
        since, until: First and last day of work, as far as they are known; what the team
            works binds between them.
    """

    id: str
    number: str
    name: str
    team: str = ""
    roles: frozenset[str] = frozenset({"staff"})
    active: bool = True
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamShift:
    """What a team works from a day on, up to the next one; an empty shift ends it."""

    from_: date
    shift: str
    pattern: str = "weekdays"


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """People who work together (`Person.team` is its id) and who answers for them.

    Attributes:
        managers: People's ids: each of them may decide, and sees the team's attendance.
        stand_ins: Who decides while all managers are away.
        parent: The team around it: the next level up.
        ignores_makeup: Its weekdays are the week's: make-up workdays are not worked.
        shifts: What its people work on days for which they have no assignment, oldest first.
    """

    id: str
    name: Text
    managers: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    parent: str | None = None
    ignores_makeup: bool = False
    shifts: tuple[TeamShift, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveKind:
    """A kind of leave (S4).

    Attributes:
        paid: Whether the time counts as worked for pay; told in reports, decides nothing.
        days_a_year: How many working days a person has of it in a calendar year; None = no limit.
        others_may_file: Somebody else may ask for it (sick leave).
        first_level_days: Up to so many days the first level decides alone; longer goes one up.
    """

    id: str
    name: Text
    paid: bool = False
    days_a_year: float | None = None
    others_may_file: bool = False
    first_level_days: float = 1.0


LEAVE_KINDS = (
    LeaveKind(id="personal", name=Text("事假", "Personal leave")),
    LeaveKind(id="sick", name=Text("病假", "Sick leave"), paid=True, others_may_file=True),
    LeaveKind(id="marriage", name=Text("婚假", "Marriage leave"), paid=True),
    LeaveKind(id="maternity", name=Text("产假", "Maternity leave"), paid=True),
    LeaveKind(id="bereavement", name=Text("丧假", "Bereavement leave"), paid=True),
    LeaveKind(id="time_off", name=Text("换休", "Time off in lieu"), paid=True),
    LeaveKind(id="paid", name=Text("带薪假", "Paid leave"), paid=True),
    LeaveKind(
        id="injury", name=Text("工伤假", "Work injury leave"), paid=True, others_may_file=True
    ),
    LeaveKind(id="annual", name=Text("年假", "Annual leave"), paid=True, days_a_year=5.0),
    LeaveKind(id="field_work", name=Text("外勤", "Field work"), paid=True, first_level_days=0.0),
)
"""The kinds of the client's rulebook, where the office keeps no table of its own.

`field_work` is asked for like leave and is none: attendance has a status of its own for it.
However short, it goes to the next level (the rulebook's 因公事及外出学习).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A card known here, by the keyed hash of its UID.

    Attributes:
        until: The last day on which a temporary card works; None: it is not temporary.
    """

    badge: str
    person: str
    status: str = "active"
    until: date | None = None

    def has_ended(self, today: date) -> bool:
        """Tell whether a temporary card's last day is over."""
        return self.until is not None and today > self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorCard:
    """A card that is lent to visitors, by the keyed hash of its UID; `label` is printed on it.

    One that is not `active` is lent no more; of a `lost` one, facilities hear when it turns up.
    """

    badge: str
    label: str
    active: bool = True
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenRules:
    """What becomes of who left the badge at home (spec 02 §6).

    Attributes:
        witness: Whether a colleague's badge may be the witness; else only number and PIN.
        days_a_month: On more days of a month who answers for the person is told; nothing
            is refused.
    """

    witness: bool = True
    days_a_month: int = 3
