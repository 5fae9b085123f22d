"""What was used, for programs: the figures of the energy page."""

from datetime import date, timedelta

from flask import Response

from gateway.domain.text import Text
from kiosk_web.api import energy_models as models
from kiosk_web.api.base import get, not_found
from kiosk_web.api.read import sent, words
from kiosk_web.context import snapshot, web
from kiosk_web.ports import Snapshot
from kiosk_web.problems import problem
from kiosk_web.tokens import Scope
from kiosk_web.views.energy import series
from kiosk_web.views.energy.page import spared_between
from kiosk_web.views.energy.places import Place, now_w, site_place, thing_places, zone_places
from kiosk_web.views.energy.series import Bucket

NO_ZONE = Text("没有这个区域。", "There is no such zone.")
MOST_DAYS = {
    models.Step.HOUR: series.MOST_DAYS_BY_HOUR,
    models.Step.DAY: series.MOST_DAYS,
}


@get(
    "/energy",
    Scope.READ,
    summary="What zones and things used, by hours or days",
    responses={200: models.EnergyOut, 404: not_found("No such zone")},
)
def energy(query: models.EnergyQuery) -> Response:
    """Return a zone, what is in it, and what was not wasted; both days included."""
    now = snapshot()
    if query.zone is not None and query.zone not in now.rules.zones:
        return problem(404, "unknown_zone", NO_ZONE)
    days = _days(query)
    target = query.zone or ""
    places = [*zone_places(now, target), *thing_places(now, target)]
    if not target:
        places = [site_place(now.rules, ""), *places]
    zone = now.rules.timezone
    since = series.midnight(days[0], zone)
    until = series.midnight(days[1] + timedelta(days=1), zone)
    wires = series.wires_to_ask(now, [s for p in places for s in p.sources])
    rows = series.used_between(now, web().history, since, until, wires)
    spans = _spans(days, query.step, now)
    own = site_place(now.rules, target).zones
    spared = spared_between(now, web().history, since, until)
    return sent(
        models.EnergyOut(
            first=days[0],
            last=days[1],
            places=[_place(now, p, series.buckets(rows, p.sources, spans)) for p in places],
            avoided=[
                models.EnergyAvoided(
                    zone=a.zone, since=a.since, until=a.until, wh=a.wh, measured=a.measured
                )
                for a in spared
                if a.zone in own
            ],
        )
    )


def _days(query: models.EnergyQuery) -> tuple[date, date]:
    """Return the first and last day that are answered."""
    first = min(max(query.from_, series.OLDEST), series.NEWEST)
    longest = first + timedelta(days=MOST_DAYS[query.step] - 1)
    return first, max(first, min(query.to, longest, series.NEWEST))


def _spans(days: tuple[date, date], step: models.Step, now: Snapshot) -> list[Bucket]:
    zone, count = now.rules.timezone, (days[1] - days[0]).days + 1
    found = series.days_from(days[0], count, zone)
    if step is models.Step.HOUR:
        found = [hour for day in found for hour in series.hours_of(day.at.date(), zone)]
    return [each for each in found if each.at <= now.now.at]


def _place(now: Snapshot, place: Place, found: list[Bucket]) -> models.EnergyPlace:
    return models.EnergyPlace(
        id=place.key,
        name=words(place.name),
        power_w=now_w(now, place),
        buckets=[
            models.EnergyBucket(
                at=b.at,
                until=b.until,
                wh=None if b.wh is None else round(b.wh, 3),
                off_hours_wh=round(b.off_wh, 3) if b.hours_wh > 0 else None,
                late_wh=round(b.late_wh, 3),
                share=round(b.share, 4),
                peak_w=b.peak_w,
            )
            for b in found
        ],
    )
