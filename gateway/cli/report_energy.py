"""`report energy`: what each zone and thing used, by days or hours, out of the ledger."""

import argparse
import csv
import io
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from gateway.cli import DONE, report
from gateway.domain.decide import fold_all
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.rules import Rules
from gateway.domain.snapshot import Snapshot
from gateway.domain.text import Json
from gateway.domain.turn import Fact
from gateway.ledger import LedgerReader
from kiosk_web.views.energy import series
from kiosk_web.views.energy.places import Place, site_place, thing_places, zone_places
from kiosk_web.views.energy.sheet import ALL, BOM, sheet
from kiosk_web.views.words import Tongue

SLOTS = "energy.slots"
"""What tells which wires a meter has."""


def add(
    reports: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the report."""
    energy = reports.add_parser("energy", parents=[common], help="what each zone and thing used")
    energy.add_argument("--from", dest="first", type=date.fromisoformat, required=True, metavar="D")
    energy.add_argument("--to", dest="last", type=date.fromisoformat, required=True, metavar="D")
    energy.add_argument("--zone", default="", metavar="ID", help="only this zone and those in it")
    energy.add_argument("--by", choices=("day", "hour"), default="day")
    energy.add_argument("--format", choices=("json", "csv", "text"), default="json")
    energy.add_argument("--language", choices=("zh", "en"), help="of csv and text: the site's")
    energy.add_argument(
        "--config", type=Path, metavar="SITE.toml", help="the one the folder was last used with"
    )
    energy.set_defaults(run=run_energy)


def run_energy(args: argparse.Namespace) -> int:
    """Print the report; 2 for dates that do not fit or a zone nobody knows."""
    if args.last < args.first:
        return report.wrong(f"--to {args.last} lies before --from {args.first}")
    asked = report.opened_folder(args)
    try:
        if args.zone and args.zone not in asked.rules.zones:
            return report.wrong(f"no zone has the id {args.zone}")
        snapshot = _snapshot(asked.rules, asked.reader, args.first, args.last)
        if args.format == "json":
            report.print_json(list(_told(snapshot, asked.reader, args)))
            return DONE
        tongue = Tongue(args.language or asked.language[:2])
        span, by_hour = (args.first, args.last), args.by == "hour"
        lines = sheet(snapshot, asked.reader, args.zone, span, tongue, by_hour=by_hour)
        if args.format == "csv":
            sys.stdout.writelines(lines)
        else:
            text = "".join(lines).removeprefix(BOM)
            report.print_table(list(csv.reader(io.StringIO(text))))
    finally:
        asked.reader.close()
    return DONE


def _snapshot(rules: Rules, reader: LedgerReader, first: date, last: date) -> Snapshot:
    """Return the office as far as energy is concerned: which wires were heard of in those days."""
    newest = reader.latest(limit=1)
    ends = series.midnight(last + timedelta(days=1), rules.timezone)
    now = Now(0.0, newest[0].at if newest else ends)
    begins = series.midnight(first, rules.timezone)
    rows = reader.between(begins, ends, kinds=(SLOTS,))
    facts = (Fact(r.kind, r.subject, r.body, r.at) for r in rows if r.body)
    return Snapshot(0, fold_all(Office(), facts, now), rules, now)


def _told(
    snapshot: Snapshot, reader: LedgerReader, args: argparse.Namespace
) -> Iterator[dict[str, Json]]:
    """Yield a line for each place and time, energy in kWh; None where nothing was measured."""
    zone = snapshot.rules.timezone
    places = _places(snapshot, args.zone)
    wires = series.wires_to_ask(snapshot, [s for p in places for s in p.sources])
    day: date = args.first
    while day <= args.last and (begin := series.midnight(day, zone)) <= snapshot.now.at:
        end = series.midnight(day + timedelta(days=1), zone)
        rows = series.used_between(snapshot, reader, begin, end, wires)
        by_hour = args.by == "hour"
        spans = series.hours_of(day, zone) if by_hour else series.days_from(day, 1, zone)
        for place in places:
            for bucket in series.buckets(rows, place.sources, spans):
                if bucket.at <= snapshot.now.at:
                    yield _line(place, bucket)
        day += timedelta(days=1)


def _places(snapshot: Snapshot, target: str) -> list[Place]:
    zones = zone_places(snapshot, target)
    whole = [] if target else [site_place(snapshot.rules, "")]
    return [*whole, *zones, *thing_places(snapshot, target, ALL)]


def _line(place: Place, bucket: series.Bucket) -> dict[str, Json]:
    known, told = bucket.wh is not None, bucket.hours_wh > 0
    return {
        "from": bucket.at.isoformat(),
        "to": bucket.until.isoformat(),
        "place": place.key or None,
        "name": place.name.as_json(),
        "kwh": round((bucket.wh or 0.0) / 1000, 3) if known else None,
        "off_hours_kwh": round(bucket.off_wh / 1000, 3) if known and told else None,
        "late_kwh": round(bucket.late_wh / 1000, 3),
        "measured_share": round(bucket.share, 3),
        "peak_w": bucket.peak_w,
    }
