"""The figures at the top of the page: power, people, what is on, what needs somebody."""

from dataclasses import dataclass

from gateway.domain.presence import head_count
from kiosk_web.ports import Snapshot
from kiosk_web.views.facilities.place import PlaceView
from kiosk_web.views.facilities.places import load_w
from kiosk_web.views.loads import total_w
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The four figures at the top; `doubt`: why the people cannot all be believed, or None."""

    watts: str
    watts_unit: str
    metered: bool
    people: int
    doubt: Mark | None
    alerts: int
    lost: int
    lights_on: int


def figures(
    snapshot: Snapshot,
    target: str,
    places: tuple[PlaceView, ...],
    alerts: int,
    lost: int,
    tongue: Tongue,
) -> Figures:
    """Return the figures of a zone, "" for the site.

    Args:
        snapshot: The office now.
        target: A zone's id, or empty.
        places: What is in it.
        alerts: How many alerts are open.
        lost: How many devices do not answer.
        tongue: The language.
    """
    rules = snapshot.rules
    roots = [target] if target else [z.id for z in rules.zones.values() if z.parent is None]
    load = total_w(load_w(snapshot, zone) for zone in roots)
    watts, unit = tongue.watts_parts(load)
    return Figures(
        watts=watts,
        watts_unit=unit,
        metered=load is not None,
        people=sum(head_count(snapshot.office, rules, zone) for zone in roots),
        doubt=next((place.doubt for place in places if place.doubt), None),
        alerts=alerts,
        lost=lost,
        lights_on=sum(place.on for place in places),
    )
