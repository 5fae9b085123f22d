"""What is known of off-hours loads ahead of time, and the choices of the form."""

from dataclasses import dataclass
from datetime import timedelta

from gateway.domain.alerts.answers import LONGEST_KNOWN
from gateway.domain.maintenance import name_of
from kiosk_web.ports import Snapshot
from kiosk_web.views.alert import Until, known_choices
from kiosk_web.views.facilities.work import scopes_in
from kiosk_web.views.service import who
from kiosk_web.views.words import Tongue


@dataclass(frozen=True, slots=True)
class Scope:
    """One zone, room or device to choose."""

    scope: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRow:
    """One thing that is known."""

    scope: str
    name: str
    until: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """The page: what is known now; what may be chosen, by kind; until when."""

    rows: tuple[KnownRow, ...]
    scopes: tuple[tuple[str, tuple[Scope, ...]], ...]
    until: tuple[Until, ...]
    until_min: str
    until_max: str


def known_page(snapshot: Snapshot, target: str, tongue: Tongue) -> KnownPage:
    """Return the page for a zone, "" for the site."""
    _, at = tongue._, snapshot.now.at
    scopes = scopes_in(snapshot, target)
    known = snapshot.office.offhours.known
    zones = snapshot.rules.zones
    first = target or next((z for z in zones if zones[z].opening.spans), next(iter(zones), ""))
    kinds = (("zone", _("Zones")), ("room", _("Rooms")), ("device", _("Devices")))
    minute = at.replace(tzinfo=None, second=0, microsecond=0)
    return KnownPage(
        rows=tuple(
            KnownRow(
                scope=scope,
                name=_name(snapshot, scope, tongue),
                until=tongue.when(known[scope].until, at),
                by=who(snapshot.rules, known[scope].by, tongue),
                reason=known[scope].reason,
            )
            for scope in scopes
            if scope in known
        ),
        scopes=tuple(
            (word, tuple(Scope(s, _name(snapshot, s, tongue)) for s in found))
            for kind, word in kinds
            if (found := [s for s in scopes if s.startswith(f"{kind}:")])
        ),
        until=known_choices(snapshot, first or None, tongue),
        until_min=(minute + timedelta(minutes=1)).isoformat(timespec="minutes"),
        until_max=(minute + LONGEST_KNOWN).isoformat(timespec="minutes"),
    )


def _name(snapshot: Snapshot, scope: str, tongue: Tongue) -> str:
    name = name_of(snapshot.rules, scope)
    return name.in_(tongue.language) if name else scope
