"""What each zone has used since midnight, beside what it draws now; more is on the energy page."""

from dataclasses import dataclass

from kiosk_web.ports import History, Snapshot
from kiosk_web.views.energy import series
from kiosk_web.views.energy.figures import kwh
from kiosk_web.views.energy.places import Place, now_w, site_place, zone_places
from kiosk_web.views.words import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayRow:
    """One zone since midnight; `zone` is empty for the whole site."""

    zone: str
    name: str
    depth: int
    now: str
    used: str
    off: str


def today_view(
    snapshot: Snapshot, history: History, target: str, tongue: Tongue
) -> tuple[TodayRow, ...]:
    """Return what was used today in a zone and those inside it; nothing before a meter spoke.

    Args:
        snapshot: The office now.
        history: What was kept, by hours.
        target: A zone's id, or empty for the whole site.
        tongue: The language.
    """
    zones = zone_places(snapshot, target)
    if not zones:
        return ()
    whole = [] if target or len(zones) == 1 else [site_place(snapshot.rules, "")]
    places = [*whole, *zones]
    zone, now = snapshot.rules.timezone, snapshot.now.at
    hours = series.hours_of(now.astimezone(zone).date(), zone)
    wires = series.wires_to_ask(snapshot, [s for place in places for s in place.sources])
    used = series.used_between(snapshot, history, hours[0].at, hours[-1].until, wires)

    def row(place: Place) -> TodayRow:
        sofar = [h for h in series.buckets(used, place.sources, hours) if h.at <= now]
        total = series.total(sofar)
        off = ""
        if total is not None and total.hours_wh > 0:
            off = tongue.percent(total.off_wh / total.hours_wh * 100)
        return TodayRow(
            zone=place.key,
            name=place.name.in_(tongue.language) if place.key else tongue._("Whole site"),
            depth=min(place.depth, 3),
            now=tongue.watts(now_w(snapshot, place)),
            used=kwh(total),
            off=off,
        )

    return tuple(row(place) for place in places)
