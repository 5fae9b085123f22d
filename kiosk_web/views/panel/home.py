"""The start page: the clock, the room, what is on in it, and its scenes."""

from dataclasses import dataclass

from gateway.domain.meters import fresh_w, meter_parts
from gateway.domain.office import Office
from gateway.domain.presence import head_count
from gateway.domain.reports import Reports
from gateway.domain.rules import Channel, Room, Rules
from kiosk_web.views.loads import room_w
from kiosk_web.views.marks import Mark, zone_name
from kiosk_web.views.panel.base import Look
from kiosk_web.views.panel.scenes import ScenesView, scenes_view
from kiosk_web.views.words import hhmm


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fact of the room: what it is about, the page that it leads to, how it stands."""

    page: str
    icon: str
    title: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """The start page of one room."""

    plate: str
    name: str
    seats: str
    zone: str
    in_count: int
    zone_watts: str
    watts: str
    clock: str
    date: str
    lines: tuple[Line, ...]
    scenes: ScenesView


def home_view(look: Look, lines: tuple[Line, ...]) -> HomeView:
    """Return the start page; `lines` are what the other pages say of themselves."""
    room, tongue, now = look.room, look.tongue, look.snapshot.now
    watts = room_w(look.office, look.mine)
    zone_w = fresh_w(look.office, look.rules, look.rules.zones.get(room.zone), now)
    return HomeView(
        plate=room.plate,
        name=room.name.in_(tongue.language),
        seats=tongue._("%(n)s seats", n=room.seats) if room.seats else "",
        zone=zone_name(look.rules, room.zone, tongue),
        in_count=head_count(look.office, look.rules, room.zone),
        zone_watts="" if zone_w is None else tongue.watts(zone_w),
        watts="" if watts is None else tongue.watts(watts),
        clock=hhmm(now.at),
        date=tongue.date(now.at.date()),
        lines=lines,
        scenes=scenes_view(look),
    )


def home_reads(office: Office, rules: Rules, room: Room, mine: tuple[Channel, ...]) -> object:
    """Return what the start page takes besides its channels: people, the meter, the last scene."""
    zone = rules.zones.get(room.zone)
    meter = meter_parts(zone.meter)[0] if zone is not None and zone.meter is not None else ""
    return (
        office.presence.sessions,
        Reports.of(office.devices.reports).device(meter),
        office.runs.scenes.by_place.get(room.id),
    )
