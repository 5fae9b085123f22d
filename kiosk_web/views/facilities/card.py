"""The card of one zone or room: what is the matter there, and what can be done about it."""

from dataclasses import dataclass

from gateway.domain.options import RackOptions
from gateway.domain.rooms.controls import channel_now
from gateway.domain.rooms.grammar import SWITCHED
from gateway.domain.rooms.survey import never_off
from gateway.domain.rules import Channel
from kiosk_web.ports import Snapshot
from kiosk_web.views.facilities.alerts import AlertCard, alert_card
from kiosk_web.views.facilities.devices import DeviceRow, device_row
from kiosk_web.views.facilities.place import PlaceView, place_view
from kiosk_web.views.facilities.places import (
    Place,
    alerts_by_place,
    channels_of,
    place_of,
    works_on,
)
from kiosk_web.views.facilities.plan import spots_in
from kiosk_web.views.facilities.seen import is_on, seen
from kiosk_web.views.facilities.work import WorkRow, work_row
from kiosk_web.views.marks import ICONS, Mark, state_mark
from kiosk_web.views.service import DeskView, call_card, ticket_card
from kiosk_web.views.words import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One thing of a place: how it is, and the control that switches it off, if one does."""

    id: str
    name: str
    icon: str
    mark: Mark
    watts: str
    off: str
    stays: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCard:
    """All there is to know of one place.

    Attributes:
        on: What is on; what may be switched off has its control.
        quiet: Names of what is off.
        lost: Things of which nobody can say.
        can_all_off: Whether something is on that may be switched off.
        work: The work under way there or on a zone around it.
        is_own_work: Whether it can be ended here.
    """

    place: PlaceView
    alerts: tuple[AlertCard, ...]
    desk: DeskView
    on: tuple[Thing, ...]
    quiet: tuple[str, ...]
    lost: tuple[Thing, ...]
    open: tuple[str, ...]
    devices: tuple[DeviceRow, ...]
    work: WorkRow | None
    is_own_work: bool
    can_all_off: bool


def place_card(snapshot: Snapshot, key: str, tongue: Tongue) -> PlaceCard | None:
    """Return the card of a place; None if there is no such place."""
    rules = snapshot.rules
    place = place_of(rules, key, tongue)
    if place is None:
        return None
    alerts = alerts_by_place(snapshot).get(key, ())
    found = seen(snapshot, place, alerts, spots_in(rules), tongue)
    mine = channels_of(rules, place)
    things = [(c, _thing(snapshot, c, tongue)) for c in mine]
    on = tuple(t for c, t in things if is_on(channel_now(snapshot.office, rules, c.id)))
    lost = tuple(t for _, t in things if t.mark.tone in ("bad", "warn"))
    devices = dict.fromkeys(c.device for c in mine)
    rows = (device_row(snapshot, device, tongue) for device in devices)
    return PlaceCard(
        place=place_view(snapshot, found, tongue),
        alerts=tuple(alert_card(snapshot, alert, tongue) for alert in alerts),
        desk=_desk(snapshot, place, tongue),
        on=on,
        quiet=tuple(t.name for _, t in things if t not in on and t not in lost),
        lost=lost,
        open=found.open,
        devices=tuple(rows),
        work=work_row(snapshot, found.work, tongue) if found.work else None,
        is_own_work=found.work is not None and found.work.scope == key,
        can_all_off=any(not thing.stays for thing in on),
    )


def _thing(snapshot: Snapshot, channel: Channel, tongue: Tongue) -> Thing:
    rules = snapshot.rules
    now = channel_now(snapshot.office, rules, channel.id)
    stays = channel.id in never_off(rules)
    return Thing(
        id=channel.id,
        name=channel.name.in_(tongue.language),
        icon=ICONS.get(channel.kind, "bolt"),
        mark=state_mark(now, tongue),
        watts="" if now.reported.power_w is None else tongue.watts(now.reported.power_w),
        off="" if stays else off_of(channel),
        stays=stays,
    )


def off_of(channel: Channel) -> str:
    """Return the control that simply switches a channel off; empty where a sequence has to."""
    in_rack = isinstance(channel.options, RackOptions)
    name = channel.id.removeprefix(f"{channel.owner}.")
    return f"{name}.off" if channel.kind in SWITCHED and not in_rack else ""


def offs_of(snapshot: Snapshot, place: Place) -> tuple[str, ...]:
    """Return the controls that switch off what is on in a place and may be."""
    office, rules = snapshot.office, snapshot.rules
    if works_on(snapshot, place) is not None:
        return ()
    spared = never_off(rules)
    return tuple(
        off
        for channel in channels_of(rules, place)
        if channel.id not in spared
        and is_on(channel_now(office, rules, channel.id))
        and (off := off_of(channel))
    )


def _desk(snapshot: Snapshot, place: Place, tongue: Tongue) -> DeskView:
    if place.kind != "room":
        return DeskView((), (), ())
    service = snapshot.office.service
    calls = [c for c in service.calls.values() if c.room == place.id]
    tickets = [t for t in service.tickets.values() if t.room == place.id]
    return DeskView(
        tuple(call_card(snapshot, call, tongue) for call in calls),
        tuple(ticket_card(snapshot, ticket, tongue) for ticket in tickets),
        (),
    )
