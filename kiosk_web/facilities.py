"""What the facilities pages share: whom they are for, which part is whose, what else there is."""

from dataclasses import dataclass

from flask import abort, current_app, url_for

from kiosk_web.context import snapshot
from kiosk_web.i18n import language
from kiosk_web.ports import Snapshot
from kiosk_web.security import Role, ScreenRole, access
from kiosk_web.sessions import current_person, current_screen
from kiosk_web.views.facilities.alerts import is_about
from kiosk_web.views.facilities.devices import devices_in
from kiosk_web.views.facilities.places import keys_in
from kiosk_web.views.facilities.work import scopes_in
from kiosk_web.views.words import Tongue

FACILITIES = access(ScreenRole.FACILITIES, Role.FACILITIES, Role.ADMIN)
ALLOWED = (ScreenRole.FACILITIES, Role.FACILITIES, Role.ADMIN)

SCREEN = "facilities"
"""How the ledger names a paired screen that nobody has signed in at."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of facilities: its key, its word, where it is."""

    key: str
    word: str
    url: str


def sections() -> list[Section]:
    """Return the parts there are, in the order of the board's keys."""
    _ = Tongue.of(language())._
    parts = (
        ("now", _("Now"), "facilities.page"),
        ("energy", _("Energy"), "energy.page"),
        ("night", _("Night"), "energy.night"),
        ("devices", _("Devices"), "facilities_devices.page"),
        ("known", _("Known"), "known.page"),
    )
    views = current_app.view_functions
    return [Section(key, word, url_for(at)) for key, word, at in parts if at in views]


def exists(snapshot: Snapshot, target: str) -> bool:
    """Return whether the target is a zone, or empty for the whole site."""
    return target == "" or target in snapshot.rules.zones


def bound() -> str:
    """Return the zone that the screen is bound to; empty for the site, and for people."""
    screen = current_screen()
    return screen.target if screen and screen.role == ScreenRole.FACILITIES else ""


def who() -> str:
    """Return who asks, as the ledger names it."""
    person = current_person()
    return person.id if person else SCREEN


def place_here(kind: str, which: str) -> str:
    """Return the key of a place; 404 if there is none, or it is not this screen's."""
    key = f"{kind}:{which}"
    if key not in (*keys_in(snapshot().rules, bound()), *_zones()):
        abort(404)
    return key


def _zones() -> tuple[str, ...]:
    """Return the keys of zones that only hold others: they have a card, too."""
    rules, zone = snapshot().rules, bound()
    return tuple(f"zone:{z}" for z in (rules.zones_below(zone) if zone else rules.zones))


def device_here(which: str) -> str:
    """Return a device's id; 404 if there is none, or it is not this screen's."""
    if which not in devices_in(snapshot(), bound()):
        abort(404)
    return which


def alert_here(key: str) -> str:
    """Return an alert's key; 403 if a screen of one zone asks for another's."""
    alert = snapshot().office.alerts.open.get(key)
    if alert is not None and not is_about(snapshot().rules, alert, bound()):
        abort(403)
    return key


def call_here(call: str) -> str:
    """Return a call's id; 403 if a screen of one zone asks for another's."""
    known = snapshot().office.service.calls.get(call)
    if known is not None:
        _room_here(known.room)
    return call


def ticket_here(ticket: str) -> str:
    """Return a ticket's id; 403 if a screen of one zone asks for another's."""
    known = snapshot().office.service.tickets.get(ticket)
    if known is not None:
        _room_here(known.room)
    return ticket


def _room_here(room: str) -> None:
    if f"room:{room}" not in keys_in(snapshot().rules, bound()):
        abort(403)


def scope_here(scope: str) -> str:
    """Return what maintenance is about; 403 if a screen of one zone asks for another's."""
    if bound() and scope not in scopes_in(snapshot(), bound()):
        abort(403)
    return scope
