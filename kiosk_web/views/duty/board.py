"""The duty board on the idle kiosk: who is on duty now at each post, and who is next."""

from dataclasses import dataclass

from gateway.domain.duty import words
from gateway.domain.duty.now import Is, OnPost, on_duty
from kiosk_web.ports import Snapshot
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue

MOST_POSTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyGlance:
    """One post on the board; `mark` says so when nobody is there, or one is missing."""

    post: str
    people: str
    next: str
    mark: Mark | None


def duty_board(snapshot: Snapshot, tongue: Tongue) -> tuple[DutyGlance, ...]:
    """Return the posts that have a duty now or within a day, at most three; empty posts first."""
    now = snapshot.now.at
    posts = on_duty(snapshot.office, snapshot.rules, now)
    shown = [each for each in posts if each.now is not None or _is_soon(snapshot, each)]
    shown.sort(key=lambda each: (not each.is_empty, each.now is None))
    return tuple(_glance(snapshot, each, tongue) for each in shown[:MOST_POSTS])


def _is_soon(snapshot: Snapshot, post: OnPost) -> bool:
    if post.next is None:
        return False
    return (post.next.slot.start - snapshot.now.at).total_seconds() < 24 * 3600


def _glance(snapshot: Snapshot, found: OnPost, tongue: Tongue) -> DutyGlance:
    _, rules = tongue._, snapshot.rules
    names = tongue.comma.join(words.name_of(rules, person) for person, _is in found.people)
    later = ""
    if found.next is not None:
        start = found.next.slot.start.astimezone(rules.timezone)
        who = tongue.comma.join(words.name_of(rules, p) for p in found.next.people)
        later = _("next %(time)s %(names)s", time=f"{start:%H:%M}", names=who)
    mark = None
    if found.is_empty:
        mark = Mark("warn", _("Nobody there"), "bad")
    elif any(is_ in (Is.MISSING, Is.OFF_POST) for _name, is_ in found.people):
        mark = Mark("warn", _("One is missing"), "warn")
    name = words.post_name(rules, found.post).in_(tongue.language)
    return DutyGlance(post=name, people=names, next=later, mark=mark)
