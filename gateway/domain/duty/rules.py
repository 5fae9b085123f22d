"""What an office says of its duties: kinds over the calendar, posts, groups, limits.

Days are the calendar's words (`DayKind`), so that a make-up Saturday has weekday
duty and a Wednesday that is a holiday has holiday duty (S23).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from gateway.domain.text import Text

WORKED = frozenset({"workday", "makeup"})
FREE = frozenset({"rest", "holiday"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyKind:
    """A kind of duty; end before start = next day, end equal to start = 24 h.

    Attributes:
        days: On which of the calendar's days it starts (`DayKind` words); a day of which
            nothing is published is taken by the week.
        weekdays: Only on these (0 = Monday); empty: on all.
        within_shift: It is done beside ordinary work (noon at the desk): the person's own
            shift does not stand in its way.
    """

    id: str
    name: Text
    start: time
    end: time
    days: frozenset[str] = WORKED
    weekdays: frozenset[int] = frozenset()
    within_shift: bool = False


USUAL_KINDS = (
    DutyKind(id="evening", name=Text("晚间值班", "Evening duty"), start=time(18), end=time(21)),
    DutyKind(
        id="day_off",
        name=Text("休息日值班", "Weekend and holiday duty"),
        start=time(8),
        end=time(21),
        days=FREE,
    ),
    DutyKind(
        id="noon",
        name=Text("午间值班", "Noon duty"),
        start=time(12),
        end=time(15),
        within_shift=True,
    ),
)
"""The kinds of the client's rulebook (S23), where the office keeps none of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A place that a round passes: `reader` is the badge reader there, or None (a phone, a panel).

    `room` is where an anomaly is reported as a fault; None: it becomes an open item.
    """

    id: str
    name: Text
    reader: str | None = None
    room: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A place where somebody has to be.

    Attributes:
        zone: Who is signed in there (or inside it) is at the post.
        kinds: The kinds of duty it has.
        heads: How many people each duty needs.
        checkpoints: What each of its rounds passes; empty: no rounds.
        rounds: How many rounds a duty has, evenly spread over it.
    """

    id: str
    name: Text
    zone: str
    kinds: tuple[str, ...]
    heads: int = 1
    checkpoints: tuple[str, ...] = ()
    rounds: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People who share duties, and their leader; the leader takes duties when a member.

    Attributes:
        posts: At which posts they stand; empty: at all.
    """

    id: str
    name: Text
    leader: str
    members: tuple[str, ...]
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The numbers of the duty rules; the office may change each.

    Attributes:
        rest_h: Between a duty and the work of another day.
        swaps_a_month: The most a person may be part of, by the month of the original duty.
        grace_min: Later or earlier than this is late or early; exactly at it is in time.
        missing_min: So long after the start the leader is told.
        escalate_min: So long after the start it is told further.
        off_post_min: So long away from the post is off post.
        confirm_min: Somebody on duty shows a sign at least so often; 0: nobody has to.
        handover_from_min, handover_until_min: When a page is signed in good time, before
            the change.
        meet_min: A duty that begins at most so long after another is its relief.
    """

    rest_h: float = 11.0
    swaps_a_month: int = 2
    grace_min: int = 5
    missing_min: int = 5
    escalate_min: int = 15
    off_post_min: int = 10
    confirm_min: int = 0
    handover_from_min: int = 30
    handover_until_min: int = 10
    meet_min: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What misses come to (S24).

    Attributes:
        absent_a_year, late_early_a_year: From so many in a year on it is told.
        empty_is_all_absent: A post that stood empty counts as absent for all of the duty.
        money: By kind of miss, in `currency`; empty: no money is told of.
        withheld_pct: What of the year's bonus a threshold touches; only told with `money`.
    """

    absent_a_year: int = 3
    late_early_a_year: int = 6
    empty_is_all_absent: bool = False
    money: Mapping[str, float] = field(default_factory=dict)
    currency: str = "CNY"
    withheld_pct: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRules:
    """Everything the office says of its duties, by id; without posts there is no duty."""

    kinds: Mapping[str, DutyKind] = field(
        default_factory=lambda: {kind.id: kind for kind in USUAL_KINDS}
    )
    posts: Mapping[str, Post] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    checkpoints: Mapping[str, Checkpoint] = field(default_factory=dict)
    limits: Limits = Limits()
    consequences: Consequences = Consequences()

    def groups_at(self, post: str) -> tuple[Group, ...]:
        """Return the groups that stand at a post."""
        return tuple(g for g in self.groups.values() if not g.posts or post in g.posts)

    def members_at(self, post: str) -> tuple[str, ...]:
        """Return who may be put at a post, in the order of the groups; everybody once."""
        return tuple(dict.fromkeys(m for g in self.groups_at(post) for m in g.members))
