"""One zone or room at a glance: its sign, its figures, and the small badges beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.alerts import Alert
from gateway.domain.devices import Known
from gateway.domain.expected import is_expected
from gateway.domain.maintenance import Work
from gateway.domain.presence import head_count
from gateway.domain.rooms.controls import ChannelNow, channel_now
from gateway.domain.rooms.dnd.state import dnd_now
from gateway.domain.rooms.meeting import meeting_in
from gateway.domain.service import calls_of
from kiosk_web.ports import Snapshot
from kiosk_web.views.facilities.badges import badges_of, sentence
from kiosk_web.views.facilities.places import (
    WAITING,
    Place,
    channels_of,
    load_w,
    openings_of,
    room_w,
    works_on,
)
from kiosk_web.views.marks import LIGHTS, Mark, power_of
from kiosk_web.views.words import Tongue, hhmm

LOST = (Known.UNKNOWN, Known.UNREACHABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """What a floor's picture and its table show of one place.

    Attributes:
        state: `alert`, `work`, `seen`, `called`, `use`, `waste`, `rest`, `unknown`:
            how it is drawn; `mark` says the same by sign and word.
        watts: `—` when nobody measured it.
        things: Names of what is on.
        badges: What else there is, each a sign and a number or time.
        said: All of it in one sentence, for ears.
    """

    key: str
    kind: str
    id: str
    name: str
    plate: str
    depth: int
    state: str
    mark: Mark
    watts: str
    standby: str
    people: int | None
    on: int
    of: int
    open: int
    lost: int
    unknown: int
    things: tuple[str, ...]
    badges: tuple[Mark, ...]
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is the matter in a place, as figures."""

    place: Place
    now: datetime
    alerts: tuple[Alert, ...]
    work: Work | None
    meeting: datetime | None
    quiet: bool
    calls: int
    tickets: int
    people: int | None
    watts: float | None
    most_w: float | None
    lights: int
    others: int
    staying: int
    names: tuple[str, ...]
    total: int
    lost: int
    unknown: int
    open: tuple[str, ...]
    expected: bool

    @property
    def on(self) -> int:
        """How many things are on."""
        return self.lights + self.others


def seen(
    snapshot: Snapshot,
    place: Place,
    alerts: tuple[Alert, ...],
    at: Mapping[str, str],
    tongue: Tongue,
) -> Seen:
    """Return what is the matter in a place; `at` as for `openings_of`."""
    office, rules = snapshot.office, snapshot.rules
    mine = channels_of(rules, place)
    nows = {c.id: channel_now(office, rules, c.id) for c in mine}
    on = [c for c in mine if is_on(nows[c.id])]
    spared = {c for zone in rules.zones.values() for c in zone.never_off}
    zone = rules.zones[place.zone]
    is_room = place.kind == "room"
    meeting = meeting_in(office, place.id) if is_room else None
    tickets = office.service.tickets.values()
    return Seen(
        place=place,
        now=snapshot.now.at,
        alerts=alerts,
        work=works_on(snapshot, place),
        meeting=meeting.until if meeting else None,
        quiet=is_room and dnd_now(office, place.id) is not None,
        calls=len(calls_of(office, place.id)) if is_room else 0,
        tickets=sum(ticket.room == place.id for ticket in tickets) if is_room else 0,
        people=None if is_room else head_count(office, rules, place.id),
        watts=room_w(snapshot, mine) if is_room else load_w(snapshot, place.id),
        most_w=zone.standby_w + rules.durations.hysteresis_w
        if zone.meter is not None and not is_room
        else None,
        lights=sum(c.kind in LIGHTS for c in on),
        others=sum(c.kind not in LIGHTS for c in on),
        staying=sum(c.id in spared for c in on),
        names=tuple(c.name.in_(tongue.language) for c in on),
        total=len(mine),
        lost=sum(now.known is Known.UNREACHABLE for now in nows.values()),
        unknown=sum(is_unknown(now) for now in nows.values()),
        open=tuple(i.name.in_(tongue.language) for i in openings_of(snapshot, place, at)),
        expected=is_expected(office, rules, place.zone, snapshot.now),
    )


def is_on(now: ChannelNow) -> bool:
    """Tell whether a channel is on, as far as is known."""
    return now.known not in LOST and power_of(now) is True


def is_unknown(now: ChannelNow) -> bool:
    """Tell whether nobody can say what a channel does, though its device is not gone."""
    return now.known is Known.UNKNOWN


def place_view(snapshot: Snapshot, found: Seen, tongue: Tongue) -> PlaceView:
    """Return a place as its picture and table show it."""
    place = found.place
    state, mark = _state(found, tongue)
    zone = snapshot.rules.zones[place.zone]
    path = len(snapshot.rules.zone_path(place.zone))
    badges = badges_of(found, tongue)
    watts = tongue.watts(found.watts)
    return PlaceView(
        key=place.key,
        kind=place.kind,
        id=place.id,
        name=place.name,
        plate=place.plate,
        depth=path if place.kind == "room" else path - 1,
        state=state,
        mark=mark,
        watts=watts,
        standby=tongue.watts(zone.standby_w) if place.kind == "zone" and zone.meter else "",
        people=found.people,
        on=found.on,
        of=found.total,
        open=len(found.open),
        lost=found.lost,
        unknown=found.unknown,
        things=found.names,
        badges=tuple(Mark(icon, short, tone) for icon, short, tone, _long in badges),
        said=sentence(found, mark, watts, [long for *_, long in badges], tongue),
    )


def _state(found: Seen, tongue: Tongue) -> tuple[str, Mark]:
    """Return how a place is drawn, the worst first, and the sign that says so."""
    _ = tongue._
    waiting = {a.severity for a in found.alerts if a.state in WAITING and not a.maintenance}
    if waiting - {"info"}:
        return "alert", Mark("bad", _("Alert"), "bad")
    if found.work is not None:
        return "work", Mark("wrench", _("In maintenance"), "info")
    if found.calls:
        return "called", Mark("bell", _("Somebody has called"), "warn")
    if waiting:
        return "called", Mark("info", _("To be seen to"), "warn")
    if found.alerts:
        return "seen", Mark("check", _("Somebody has it"), "info")
    if found.meeting is not None:
        return "use", Mark("people", _("Meeting until %(time)s", time=hhmm(found.meeting)), "info")
    if found.people:
        return "use", Mark("people", _("In use"), "info")
    return _without_people(found, tongue)


def _without_people(found: Seen, tongue: Tongue) -> tuple[str, Mark]:
    """Return how a place is that nobody is counted in."""
    _ = tongue._
    wasted = found.on > found.staying
    if wasted and found.expected:
        return "use", Mark("light", _("Switched on"), "info")
    if found.watts is not None and found.most_w is not None and found.watts > found.most_w:
        return "waste", Mark("warn", _("Empty, but drawing power"), "warn")
    if wasted:
        return "waste", Mark("warn", _("Empty, but on"), "warn")
    if found.open and not found.expected:
        return "waste", Mark("window", _("Empty, window open"), "warn")
    if found.total and found.lost == found.total:
        return "unknown", Mark("k-noanswer", _("No answer"), "bad")
    if found.lost:
        return "unknown", Mark("k-noanswer", _("Partly no answer"), "bad")
    if found.unknown == found.total and found.watts is None:
        word = _("Not known yet") if found.total else _("No meter")
        return "unknown", Mark("k-unknown", word)
    if found.staying:
        return "rest", Mark("lock", _("Only what stays on"))
    return "rest", Mark("k-confirmed", _("At rest"), "ok")
