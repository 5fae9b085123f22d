"""Duty as the administration sets it up: the tables in words, and what a change does. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gateway.domain.attendance.patterns import NAMES
from gateway.domain.duty.rules import Checkpoint, DutyKind, Group, Limits, Post
from gateway.domain.duty.state import Planned
from gateway.domain.rules import DayKind, Rules
from kiosk_web.i18n import language, say
from kiosk_web.ports import Snapshot
from kiosk_web.views.admin.here import _, n
from kiosk_web.views.admin.plan import kind_words, weekdays
from kiosk_web.views.admin.shift import times
from kiosk_web.views.words import Tongue

NAMED = 8
"""So many members stand on the overview by name; more are counted."""
DAYS = ("workday", "makeup", "rest", "holiday")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the duty rules: its name, what may be typed (the registry decides)."""

    name: str
    least: int
    most: int
    step: str = "1"


NUMBERS = (
    Number("rest_h", 0, 48, "0.5"),
    Number("swaps_a_month", 0, 31),
    Number("grace_min", 0, 720),
    Number("missing_min", 0, 720),
    Number("escalate_min", 0, 720),
    Number("off_post_min", 0, 720),
    Number("confirm_min", 0, 720),
    Number("handover_from_min", 0, 720),
    Number("handover_until_min", 0, 720),
    Number("meet_min", 0, 720),
    Number("absent_a_year", 1, 366),
    Number("late_early_a_year", 1, 366),
    Number("withheld_pct", 0, 100, "0.5"),
)
PARTS = (
    ("plan", ("rest_h", "swaps_a_month")),
    ("post", ("grace_min", "missing_min", "escalate_min", "off_post_min", "confirm_min")),
    ("handover", ("handover_from_min", "handover_until_min", "meet_min")),
    ("year", ("absent_a_year", "late_early_a_year")),
)
"""How the numbers stand together on the page; the rest belongs to money."""


def kind_fields() -> dict[str, str]:
    """Return what the form of a kind calls its fields."""
    return {
        "start": _("Begins"),
        "end": _("Ends; at or before the start is the next day"),
        "days": _("On these days of the calendar"),
        "weekdays": _("Only on these weekdays (none: on all)"),
        "within_shift": _("Beside ordinary work: the person's own shift does not stand in its way"),
    }


def post_fields() -> dict[str, str]:
    """Return what the form of a post calls its fields."""
    return {
        "zone": _("Zone where one has to be"),
        "kinds": _("Kinds of duty"),
        "heads": _("People on each duty"),
        "checkpoints": _("Checkpoints of its rounds (none: no rounds)"),
        "rounds": _("Rounds in each duty"),
    }


def group_fields() -> dict[str, str]:
    """Return what the form of a group calls its fields."""
    return {
        "leader": _("Leader: approves swaps, is told who is missing"),
        "members": _("Members: share the duties"),
        "posts": _("At these posts (none: at all)"),
    }


def point_fields() -> dict[str, str]:
    """Return what the form of a checkpoint calls its fields."""
    return {
        "reader": _("Its own reader"),
        "room": _("Room: what is amiss there becomes a fault of it"),
    }


def rule_fields() -> dict[str, str]:
    """Return what the form of the rules calls its fields."""
    return {
        "rest_h": _("Rest between a duty and other work (hours)"),
        "swaps_a_month": _("Swaps a person and month, at most"),
        "grace_min": _("Minutes late or early that do not count"),
        "missing_min": _("The leader is told who is missing after (minutes)"),
        "escalate_min": _("It is told further after (minutes)"),
        "off_post_min": _("Off post after (minutes away)"),
        "confirm_min": _("A sign is due every (minutes; 0: none is asked for)"),
        "handover_from_min": _("Hand-over is signed from (minutes before)"),
        "handover_until_min": _("Hand-over is in good time until (minutes before)"),
        "meet_min": _("A duty that begins this soon after is the relief (minutes)"),
        "absent_a_year": _("The leader is told from so many absences a year"),
        "late_early_a_year": _("The leader is told from so many late or early a year"),
        "empty_is_all_absent": _("A post that stood empty is an absence of all on it"),
        "currency": _("Currency"),
        "withheld_pct": _("Part of the year's bonus that a threshold touches (percent)"),
        "money": _("Money for each miss"),
        **misses(),
    }


def misses() -> dict[str, str]:
    """Return what each kind of miss is called."""
    return {
        "absent": _("Absent"),
        "late": _("Late"),
        "early": _("Left too early"),
        "off_post": _("Off post"),
        "bad_handover": _("Bad hand-over"),
    }


def day_choices() -> list[tuple[str, str, str]]:
    """Return the calendar's days as choices."""
    return [(day, say(kind_words(DayKind(day))), "") for day in DAYS]


def weekday_choices() -> list[tuple[str, str, str]]:
    """Return the week's days as choices."""
    return [(key, word, "") for key, word in zip(NAMES, weekdays(), strict=True)]


def kind_line(kind: DutyKind) -> str:
    """Return a kind of duty in one line."""
    parts = [times(kind), _join(say(kind_words(DayKind(d))) for d in DAYS if d in kind.days)]
    if kind.weekdays:
        words = weekdays()
        parts.append(_join(words[day] for day in sorted(kind.weekdays)))
    if kind.within_shift:
        parts.append(_("beside ordinary work"))
    return " · ".join(parts)


def post_line(rules: Rules, post: Post) -> str:
    """Return a post in one line."""
    duty, zone = rules.duty, rules.zones.get(post.zone)
    parts = [
        say(zone.name) if zone else post.zone,
        _join(say(duty.kinds[k].name) for k in post.kinds if k in duty.kinds),
        n("%(num)s person", "%(num)s people", post.heads),
    ]
    if post.checkpoints:
        parts.append(n("%(num)s round", "%(num)s rounds", post.rounds))
        names = (duty.checkpoints[p].name for p in post.checkpoints if p in duty.checkpoints)
        parts.append(_join(map(say, names)))
    return " · ".join(parts)


def group_line(rules: Rules, group: Group) -> str:
    """Return a group in one line."""
    posts = [say(rules.duty.posts[p].name) for p in group.posts if p in rules.duty.posts]
    return " · ".join(
        (
            _("leader: %(name)s", name=_name(rules, group.leader)),
            _members(rules, group),
            _join(posts) if posts else _("at all posts"),
        )
    )


def _members(rules: Rules, group: Group) -> str:
    """Return who is in a group: by name, or how many where they are many."""
    if len(group.members) > NAMED:
        return n("%(num)s person", "%(num)s people", len(group.members))
    return _join(_name(rules, person) for person in group.members)


def point_line(rules: Rules, point: Checkpoint) -> str:
    """Return a checkpoint in one line."""
    reader = rules.readers.get(point.reader or "")
    room = rules.rooms.get(point.room or "")
    parts = [_("reader: %(name)s", name=say(reader.name)) if reader else _("by phone")]
    if room is not None:
        parts.append(say(room.name))
    return " · ".join(parts)


def left(number: str) -> str:
    """Return the remark beside somebody who has left."""
    return _("%(number)s, left", number=number)


def ahead(snapshot: Snapshot) -> tuple[Planned, ...]:
    """Return the published duties that run or are still to come, by their start."""
    found = (
        duty
        for duty in snapshot.office.duties.planned.values()
        if not duty.ended and duty.slot.end > snapshot.now.at
    )
    return tuple(sorted(found, key=lambda duty: (duty.slot.start, duty.slot.id)))


def touched(snapshot: Snapshot, what: str, key: str) -> tuple[Planned, ...]:
    """Return the published duties that a kind, post, group or checkpoint has to do with."""
    duty, found = snapshot.rules.duty, ahead(snapshot)
    if what == "kinds":
        return tuple(one for one in found if one.slot.kind == key)
    if what == "posts":
        return tuple(one for one in found if one.slot.post == key)
    if what == "checkpoints":
        posts = {post.id for post in duty.posts.values() if key in post.checkpoints}
        return tuple(one for one in found if one.slot.post in posts)
    members = set(duty.groups[key].members if key in duty.groups else ())
    return tuple(one for one in found if members.intersection(one.people))


def said_before(snapshot: Snapshot, what: str, key: str) -> list[str]:
    """Return what a change would do to duties that are published, before it is made."""
    found = touched(snapshot, what, key)
    if not found:
        return []
    count = n(
        "%(num)s published duty is ahead, on %(day)s.",
        "%(num)s published duties are ahead, the last on %(day)s.",
        len(found),
        day=found[-1].slot.day.isoformat(),
    )
    return [count, *_stays(snapshot, what, key, found)]


def _stays(snapshot: Snapshot, what: str, key: str, found: tuple[Planned, ...]) -> list[str]:
    if what == "kinds":
        return [_("They keep the hours they were published with. Drafts follow a change.")]
    if what == "checkpoints":
        return [_("A change holds at once, also for rounds that are under way.")]
    if what == "posts":
        return [
            _("They keep their hours and how many they need."),
            _("Zone, checkpoints and rounds change for them at once."),
        ]
    group = snapshot.rules.duty.groups[key]
    have = {p: sum(p in one.people for one in found) for p in group.members}
    listed = _join(f"{_name(snapshot.rules, p)} {count}" for p, count in have.items() if count)
    return [
        _("They stay with who has them, whoever comes or goes here: %(people)s.", people=listed),
        _("To change one, swap it or give it to somebody on its own page."),
        _("A new leader is told and decides from now on, also about them."),
    ]


def in_use(snapshot: Snapshot, what: str, key: str) -> list[str]:
    """Return why something cannot be deleted now, and what to do; empty: it can."""
    duty = snapshot.rules.duty
    posts, groups = duty.posts.values(), duty.groups.values()
    by: Mapping[str, Iterable[Post | Group]] = {
        "kinds": [post for post in posts if key in post.kinds],
        "checkpoints": [post for post in posts if key in post.checkpoints],
        "posts": [group for group in groups if key in group.posts],
    }
    names = _join(say(each.name) for each in by.get(what, ()))
    if names:
        return [_("It is in use: %(names)s. Take it away there first.", names=names)]
    found = touched(snapshot, what, key) if what in ("kinds", "posts") else ()
    if not found:
        return []
    return [
        n(
            "%(num)s published duty needs it, on %(day)s. Delete it after that.",
            "%(num)s published duties need it, the last on %(day)s. Delete it after that.",
            len(found),
            day=found[-1].slot.day.isoformat(),
        )
    ]


def rules_said() -> list[str]:
    """Return what a change of the rules does, before it is made."""
    return [
        _("Duties that are published stay as they are."),
        _("Rest and swaps hold for what is planned, asked or approved from now on."),
        _("Minutes hold at once, also for duties that run."),
        _("Thresholds and money hold for the whole year as it is counted then."),
    ]


def rules_lines(limits: Limits) -> list[str]:
    """Return the rules in a few lines."""
    return [
        _(
            "Rest %(rest)s h; swaps a person and month: %(swaps)s.",
            rest=f"{limits.rest_h:g}",
            swaps=limits.swaps_a_month,
        ),
        _(
            "Who is missing is told after %(first)s min, further after %(then)s min; off post "
            "after %(away)s min.",
            first=limits.missing_min,
            then=limits.escalate_min,
            away=limits.off_post_min,
        ),
    ]


def _name(rules: Rules, person: str) -> str:
    found = rules.people.get(person)
    return found.name if found else person


def _join(words: Iterable[str]) -> str:
    return Tongue.of(language()).comma.join(words)
