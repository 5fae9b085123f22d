"""Hours and days as a table that a spreadsheet opens: safe, with units, gaps said."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from io import StringIO

from gateway.domain.text import cell
from kiosk_web.ports import History, Snapshot
from kiosk_web.views.energy import series
from kiosk_web.views.energy.places import Place, site_place, thing_places, zone_places
from kiosk_web.views.words import Tongue, hhmm

BOM = "\ufeff"
"""Tells a spreadsheet that it is UTF-8; without it Chinese names are mangled."""

ALL = 10_000


def sheet(
    snapshot: Snapshot,
    history: History,
    target: str,
    span: tuple[date, date],
    tongue: Tongue,
    *,
    by_hour: bool,
) -> Iterator[str]:
    """Yield the lines of a CSV of a target's zones and things, both days included.

    A place that was not measured at a time has a line that says so: 0 % and no figure.
    """
    yield BOM + _line(_head(tongue, by_hour=by_hour))
    places = [*_zones(snapshot, target), *thing_places(snapshot, target, ALL)]
    wires = series.wires_to_ask(snapshot, [s for p in places for s in p.sources])
    zone = snapshot.rules.timezone
    first, last = span
    day = first
    while day <= last:
        begin = series.midnight(day, zone)
        end = series.midnight(day + timedelta(days=1), zone)
        if begin > snapshot.now.at:
            return
        rows = series.used_between(snapshot, history, begin, end, wires)
        spans = series.hours_of(day, zone) if by_hour else series.days_from(day, 1, zone)
        for place in places:
            for bucket in series.buckets(rows, place.sources, spans):
                if bucket.at <= snapshot.now.at:
                    yield _line(_row(place, bucket, tongue, by_hour=by_hour))
        day += timedelta(days=1)


def _zones(snapshot: Snapshot, target: str) -> list[Place]:
    found = zone_places(snapshot, target)
    return found if target else [site_place(snapshot.rules, ""), *found]


def _head(tongue: Tongue, *, by_hour: bool) -> Sequence[str]:
    _ = tongue._
    clock = (_("From"), _("To")) if by_hour else ()
    return (
        _("Date"),
        *clock,
        _("Place"),
        _("Id"),
        "kWh",
        _("outside hours, kWh"),
        _("of a gap before, kWh"),
        _("measured share, percent"),
        _("peak, W"),
    )


def _row(place: Place, bucket: series.Bucket, tongue: Tongue, *, by_hour: bool) -> Sequence[str]:
    at = bucket.at
    clock = (hhmm(at), hhmm(bucket.until)) if by_hour else ()
    known = bucket.wh is not None
    return (
        f"{at:%Y-%m-%d}",
        *clock,
        cell(place.name.in_(tongue.language)),
        cell(place.key),
        f"{(bucket.wh or 0.0) / 1000:.3f}" if known else "",
        f"{bucket.off_wh / 1000:.3f}" if known and bucket.hours_wh > 0 else "",
        f"{bucket.late_wh / 1000:.3f}" if bucket.late_wh else "",
        f"{bucket.share * 100:.0f}",
        f"{bucket.peak_w:.0f}" if bucket.peak_w is not None else "",
    )


def _line(cells: Sequence[str]) -> str:
    out = StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
