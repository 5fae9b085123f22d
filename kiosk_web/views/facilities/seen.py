"""What is the matter in a zone or room, as figures; its picture, table and card are made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gateway.domain.alerts import Alert
from gateway.domain.devices import Known
from gateway.domain.expected import is_expected
from gateway.domain.maintenance import Work
from gateway.domain.presence import head_count, is_uncertain
from gateway.domain.rooms.controls import ChannelNow, channel_now
from gateway.domain.rooms.dnd.state import dnd_now
from gateway.domain.rooms.meeting import meeting_in
from gateway.domain.rooms.survey import never_off
from gateway.domain.rules import Channel
from gateway.domain.service import calls_of
from kiosk_web.ports import Snapshot
from kiosk_web.views.facilities.places import (
    Place,
    channels_of,
    load_w,
    openings_of,
    works_on,
)
from kiosk_web.views.loads import room_w
from kiosk_web.views.marks import LIGHTS, power_of
from kiosk_web.views.words import Tongue

LOST = (Known.UNKNOWN, Known.UNREACHABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Things:
    """The things of a place: how many are on, and of how many nobody can say.

    Attributes:
        staying: How many of those on are on the exception list.
        names: What is on.
        lost: How many do not answer.
        unknown: Of how many nothing was heard, though their device is not gone.
    """

    lights: int
    others: int
    staying: int
    names: tuple[str, ...]
    total: int
    lost: int
    unknown: int

    @property
    def on(self) -> int:
        """How many things are on."""
        return self.lights + self.others


@dataclass(frozen=True, slots=True, kw_only=True)
class Guests:
    """What people in a room do and ask for; a zone has none of it.

    Attributes:
        meeting: Until when one is checked in, or None.
        quiet: Whether they do not want to be disturbed.
    """

    meeting: datetime | None = None
    quiet: bool = False
    calls: int = 0
    tickets: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is the matter in a place, as figures.

    Attributes:
        people: How many count as in; None for a room.
        uncertain: Whether they have most likely all forgotten to tap out.
        watts: Its load; None when nobody measured it.
        most_w: What it may draw when it is empty; None without a meter.
        open: Names of the windows and doors that stand open.
        expected: Whether somebody is expected there now.
    """

    place: Place
    now: datetime
    alerts: tuple[Alert, ...]
    work: Work | None
    guests: Guests = field(default_factory=Guests)
    things: Things
    people: int | None
    uncertain: bool
    watts: float | None
    most_w: float | None
    open: tuple[str, ...]
    expected: bool


def seen(
    snapshot: Snapshot,
    place: Place,
    alerts: tuple[Alert, ...],
    at: Mapping[str, str],
    tongue: Tongue,
) -> Seen:
    """Return what is the matter in a place; `at` as for `openings_of`."""
    office, rules, now = snapshot.office, snapshot.rules, snapshot.now
    mine = channels_of(rules, place)
    is_room = place.kind == "room"
    people = None if is_room else head_count(office, rules, place.id)
    return Seen(
        place=place,
        now=now.at,
        alerts=alerts,
        work=works_on(snapshot, place),
        guests=_guests(snapshot, place.id) if is_room else Guests(),
        things=_things(snapshot, mine, tongue),
        people=people,
        uncertain=bool(people) and is_uncertain(office, rules, place.id, now),
        watts=room_w(office, mine) if is_room else load_w(snapshot, place.id),
        most_w=None if is_room else _most_w(snapshot, place.id),
        open=tuple(i.name.in_(tongue.language) for i in openings_of(snapshot, place, at)),
        expected=is_expected(office, rules, place.zone, now),
    )


def _guests(snapshot: Snapshot, room: str) -> Guests:
    office = snapshot.office
    meeting = meeting_in(office, room)
    return Guests(
        meeting=meeting.until if meeting else None,
        quiet=dnd_now(office, room) is not None,
        calls=len(calls_of(office, room)),
        tickets=sum(ticket.room == room for ticket in office.service.tickets.values()),
    )


def _things(snapshot: Snapshot, mine: tuple[Channel, ...], tongue: Tongue) -> Things:
    rules, spared = snapshot.rules, never_off(snapshot.rules)
    nows = {c.id: channel_now(snapshot.office, rules, c.id) for c in mine}
    on = [c for c in mine if is_on(nows[c.id])]
    return Things(
        lights=sum(c.kind in LIGHTS for c in on),
        others=sum(c.kind not in LIGHTS for c in on),
        staying=sum(c.id in spared for c in on),
        names=tuple(c.name.in_(tongue.language) for c in on),
        total=len(mine),
        lost=sum(now.known is Known.UNREACHABLE for now in nows.values()),
        unknown=sum(is_unknown(now) for now in nows.values()),
    )


def _most_w(snapshot: Snapshot, zone_id: str) -> float | None:
    zone = snapshot.rules.zones[zone_id]
    if zone.meter is None:
        return None
    return zone.standby_w + snapshot.rules.durations.hysteresis_w


def is_on(now: ChannelNow) -> bool:
    """Tell whether a channel is on, as far as is known."""
    return now.known not in LOST and power_of(now) is True


def is_unknown(now: ChannelNow) -> bool:
    """Tell whether nobody can say what a channel does, though its device is not gone."""
    return now.known is Known.UNKNOWN
