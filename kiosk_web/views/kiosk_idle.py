"""The kiosk at rest: clock, day, who is in, rooms at a glance, what calls wait."""

from dataclasses import dataclass

from gateway.domain.calendar import day_kind
from gateway.domain.duty.handover import due_at
from gateway.domain.presence import head_count
from gateway.domain.rules import DayKind, Room
from kiosk_web.ports import Snapshot
from kiosk_web.views.duty.board import DutyGlance, duty_board
from kiosk_web.views.greeting import greeting
from kiosk_web.views.marks import Mark, lights_on, zone_name
from kiosk_web.views.service import CallCard, call_card
from kiosk_web.views.troubles import Trouble, troubles
from kiosk_web.views.words import Tongue, hhmm

MOST_CALLS = 3
"""Open calls that stand on the idle kiosk; the oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomGlance:
    """One room on the kiosk's board."""

    plate: str
    name: str
    sub: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """What stands there when nobody has tapped.

    `missing` is how many a running roll-call has not found; None while none runs.
    """

    site: str
    place: str
    clock: str
    date: str
    day: str
    in_count: int
    zone: str
    rooms: tuple[RoomGlance, ...]
    calls: tuple[CallCard, ...]
    notice: str
    trouble: Trouble | None
    missing: int | None = None
    duty: tuple[DutyGlance, ...] = ()
    handover: bool = False


def idle_view(snapshot: Snapshot, reader: str, tongue: Tongue) -> Idle:
    """Return the kiosk at rest."""
    office, rules, now = snapshot.office, snapshot.rules, snapshot.now
    here = rules.readers.get(reader)
    zone = here.zone if here else next(iter(rules.zones), "")
    found = troubles(office, tongue, reader)
    return Idle(
        site=rules.name.in_(tongue.language),
        place=here.name.in_(tongue.language) if here else reader,
        clock=hhmm(now.at),
        date=tongue.date(now.at.date()),
        day=tongue.dot.join(
            (_day_word(day_kind(rules, now.at.date()), tongue), greeting(now.at, tongue))
        ),
        in_count=head_count(office, rules, zone) if zone in rules.zones else 0,
        zone=zone_name(rules, zone, tongue),
        rooms=tuple(_glance(snapshot, room, tongue) for room in rules.rooms.values()),
        calls=tuple(
            call_card(snapshot, call, tongue)
            for call in tuple(office.service.calls.values())[:MOST_CALLS]
        ),
        duty=duty_board(snapshot, tongue),
        handover=due_at(office, rules, reader, now.at) is not None,
        notice=rules.notice.in_(tongue.language) if rules.notice else "",
        trouble=found[0] if found else None,
        missing=_missing(snapshot),
    )


def _missing(snapshot: Snapshot) -> int | None:
    running = snapshot.office.rollcall.running
    if running is None:
        return None
    tally = running.tally()
    return tally.open + tally.missing


def _day_word(kind: DayKind, tongue: Tongue) -> str:
    _ = tongue._
    return {
        DayKind.WORKDAY: _("Workday"),
        DayKind.MAKEUP: _("Make-up workday"),
        DayKind.REST: _("Rest day"),
        DayKind.HOLIDAY: _("Holiday"),
        DayKind.UNKNOWN: _("Calendar not set"),
    }[kind]


def _glance(snapshot: Snapshot, room: Room, tongue: Tongue) -> RoomGlance:
    _ = tongue._
    on, total, unknown = lights_on(snapshot.office, snapshot.rules, room.channels)
    if on:
        mark = Mark("light", _("Lights on"))
    elif unknown and unknown == total:
        mark = Mark("k-unknown", _("Unknown"), "")
    elif unknown:
        mark = Mark("k-noanswer", _("No answer"), "bad")
    else:
        mark = Mark("power", _("Lights off")) if total else Mark("free", "", "")
    seats = _("%(n)s seats", n=room.seats) if room.seats else ""
    return RoomGlance(plate=room.plate, name=room.name.in_(tongue.language), sub=seats, mark=mark)
