"""Facilities: what needs somebody now, where on the floor it is, and whether everything answers."""

from collections.abc import Mapping

from kiosk_web.ports import Snapshot
from kiosk_web.views.facilities.alerts import (
    AlertCard,
    AlertsView,
    alert_card,
    alerts_view,
)
from kiosk_web.views.facilities.figures import Figures, figures
from kiosk_web.views.facilities.health import Health, health_view
from kiosk_web.views.facilities.place import PlaceView, place_view
from kiosk_web.views.facilities.places import alerts_by_place, keys_in, place_of
from kiosk_web.views.facilities.plan import floors_view, spots_in
from kiosk_web.views.facilities.seen import seen
from kiosk_web.views.facilities.work import works_view
from kiosk_web.views.service import desk_view
from kiosk_web.views.words import Tongue

__all__ = [
    "AlertCard",
    "AlertsView",
    "Figures",
    "Health",
    "PlaceView",
    "alert_card",
    "alerts_view",
    "fragments",
    "health_view",
    "places_view",
]


def fragments(snapshot: Snapshot, target: str, tongue: Tongue) -> Mapping[str, object]:
    """Return the page's fragments; `target` is a zone's id, or empty for the whole site."""
    alerts = alerts_view(snapshot, tongue, target)
    health = health_view(snapshot, target, tongue)
    places = places_view(snapshot, target, tongue)
    by_key = {place.key: place for place in places}
    return {
        "figures": figures(snapshot, target, places, len(alerts.open), health.away, tongue),
        "service": desk_view(snapshot, target, tongue),
        "alerts": alerts,
        "work": works_view(snapshot, target, tongue),
        "floors": floors_view(snapshot, target, by_key, tongue),
        "places": places,
        "health": health,
    }


def places_view(snapshot: Snapshot, target: str, tongue: Tongue) -> tuple[PlaceView, ...]:
    """Return zones and rooms in the site file's order, rooms after their zone."""
    rules = snapshot.rules
    alerts, at = alerts_by_place(snapshot), spots_in(rules)
    found = []
    for key in keys_in(rules, target):
        place = place_of(rules, key, tongue)
        assert place is not None, key
        told = seen(snapshot, place, alerts.get(key, ()), at, tongue)
        found.append(place_view(snapshot, told, tongue))
    return tuple(found)
