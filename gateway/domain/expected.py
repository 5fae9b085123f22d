"""Is anything expected in a zone now? The one place that knows every reason.

A zone in which something is expected is neither switched off by itself nor in
breach off-hours: people signed in, visitors, a meeting that is checked in, somebody said
to be inside, work under way. Asked by the last-out check, the setback and the
off-hours watch, so that they cannot differ.

To add a reason (a booking, a duty slot): a word in `Why`, a function from the
office to what it expects, and that function in `SOURCES`. Nobody who asks has
to change.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from gateway.domain.duty.state import running
from gateway.domain.now import Now
from gateway.domain.presence import counted_zone, is_uncertain, people_in
from gateway.domain.rules import Rules
from gateway.domain.text import Text

if TYPE_CHECKING:
    from gateway.domain.office import Office


class Why(StrEnum):
    """Why something is expected."""

    PEOPLE = "people"
    MEETING = "meeting"
    SAID_INSIDE = "said_inside"
    VISITORS = "visitors"
    MAINTENANCE = "maintenance"
    DUTY = "duty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One reason why something may be on in a zone.

    Attributes:
        kind: Why.
        zone: The zone it was found in: the one asked about, one inside it, or
            one around it that speaks for it.
        words: For people, without names of persons.
        until: When it is over by itself, or None: nobody can say.
        sure: False for people who have most likely forgotten to tap out; they count
            as in until 04:00 all the same.
    """

    kind: Why
    zone: str
    words: Text
    until: datetime | None = None
    sure: bool = True


Source = Callable[["Office", Rules, str, Now], Iterator[Expected]]


def expected_in(office: "Office", rules: Rules, zone: str, now: Now) -> tuple[Expected, ...]:
    """Return every reason why something may be on in a zone; empty: nothing is expected there.

    Args:
        office: The state.
        rules: The rules.
        zone: Its id; one that is not configured expects nothing.
        now: The present.
    """
    if zone not in rules.zones:
        return ()
    return tuple(found for source in SOURCES for found in source(office, rules, zone, now))


def is_expected(office: "Office", rules: Rules, zone: str, now: Now) -> bool:
    """Tell whether anything is expected in a zone; cheaper than to name it all."""
    if zone not in rules.zones:
        return False
    return any(True for source in SOURCES for _ in source(office, rules, zone, now))


def _people(office: "Office", rules: Rules, zone: str, now: Now) -> Iterator[Expected]:
    """People signed in there or inside it; where nobody can sign in, those of the zone around."""
    counted = counted_zone(rules, zone)
    count = len({session.person for session in people_in(office, rules, counted)})
    if count:
        words = Text(f"{count} 人在里面", f"{count} signed in")
        sure = not is_uncertain(office, rules, counted, now)
        yield Expected(kind=Why.PEOPLE, zone=counted, words=words, sure=sure)


def _visitors(office: "Office", rules: Rules, zone: str, _now: Now) -> Iterator[Expected]:
    """Visitors who have not signed out, there or inside it; as with people, of the zone around."""
    if not office.visits.open:
        return
    counted = counted_zone(rules, zone)
    count = office.visits.count_in(rules.zones_below(counted))
    if count:
        words = Text(f"{count} 位访客在里面", f"{count} visiting")
        yield Expected(kind=Why.VISITORS, zone=counted, words=words)


def _meetings(office: "Office", rules: Rules, zone: str, now: Now) -> Iterator[Expected]:
    """Meetings that are checked in in a room of the zone or inside it."""
    below: tuple[str, ...] = ()
    for room_id, meeting in office.meetings.by_room.items():
        room = rules.rooms.get(room_id)
        below = below or rules.zones_below(zone)
        if room is not None and room.zone in below and meeting.until > now.at:
            zh, en = f"{room.name.zh}开会到", f"Meeting in {room.name.en} until"
            clock = f"{meeting.until.astimezone(rules.timezone):%H:%M}"
            words = Text(f"{zh} {clock}", f"{en} {clock}")
            yield Expected(kind=Why.MEETING, zone=room.zone, words=words, until=meeting.until)


def _said_inside(office: "Office", rules: Rules, zone: str, now: Now) -> Iterator[Expected]:
    """Zones in or around it in which somebody is said to be although nobody is signed in."""
    path: tuple[str, ...] = ()
    for where, inside in office.lastout.inside.items():
        left_s = inside.occupied_until_s - now.mono_s
        path = path or rules.zone_path(zone)
        if left_s > 0 and (where in path or zone in rules.zone_path(where)):
            words = Text("有人说里面还有人", "Somebody is said to be inside")
            until = now.at + timedelta(seconds=left_s)
            yield Expected(kind=Why.SAID_INSIDE, zone=where, words=words, until=until)


def _maintenance(office: "Office", rules: Rules, zone: str, now: Now) -> Iterator[Expected]:
    """Work on the zone or one around it; work on a room or a device speaks for that alone."""
    if not office.maintenance.works:
        return
    for around in rules.zone_path(zone):
        work = office.maintenance.works.get(f"zone:{around}")
        if work is not None and work.end_due_s > now.mono_s:
            words = Text(
                f"维护中，到 {work.until:%H:%M}", f"In maintenance until {work.until:%H:%M}"
            )
            yield Expected(kind=Why.MAINTENANCE, zone=around, words=words, until=work.until)


def _duty(office: "Office", rules: Rules, zone: str, now: Now) -> Iterator[Expected]:
    """Duties that run at a post in the zone or inside it, whoever is there."""
    if not office.duties.planned or not now.trusted:
        return
    below = rules.zones_below(zone)
    for duty in running(office, now.at):
        post = rules.duty.posts.get(duty.slot.post)
        if post is not None and post.zone in below and now.at < duty.slot.end:
            until = duty.slot.end.astimezone(rules.timezone)
            words = Text(
                f"{post.name.zh}值班到 {until:%H:%M}", f"Duty at {post.name.en} until {until:%H:%M}"
            )
            yield Expected(kind=Why.DUTY, zone=post.zone, words=words, until=until)


SOURCES: tuple[Source, ...] = (_people, _visitors, _meetings, _said_inside, _maintenance, _duty)
"""Everything that can expect something, asked in this order. Bookings and duty slots go here."""
