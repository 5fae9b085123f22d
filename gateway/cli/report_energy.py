"""`report energy`: what each zone and thing used, by days or hours, out of the ledger."""

import argparse
import csv
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gateway.cli import DONE, report
from gateway.domain.attendance.columns import Kind
from gateway.domain.decide import fold_all
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.rules import Rules
from gateway.domain.snapshot import Snapshot
from gateway.domain.text import Json, Text
from gateway.domain.turn import Fact
from gateway.ledger import LedgerReader
from gateway.sheets import Column, Sheet
from kiosk_web.views.energy import series
from kiosk_web.views.energy.places import Place, site_place, thing_places, zone_places
from kiosk_web.views.energy.sheet import ALL, BOM, sheet
from kiosk_web.views.words import Tongue

SLOTS = "energy.slots"
"""What tells which wires a meter has."""
TITLE = Text("能耗", "Energy")


@dataclass(frozen=True, slots=True)
class Used:
    """What a place used in a while; its figures are None where nothing was measured."""

    place: Place
    bucket: series.Bucket

    @property
    def kwh(self) -> float | None:
        """Energy in kWh."""
        return None if self.bucket.wh is None else _kwh(self.bucket.wh)

    @property
    def off_kwh(self) -> float | None:
        """The part of it outside hours, where there are hours."""
        is_told = self.bucket.wh is not None and self.bucket.hours_wh > 0
        return _kwh(self.bucket.off_wh) if is_told else None


COLUMNS: tuple[Column[Used], ...] = (
    Column("date", Text("日期", "Date"), Kind.DATE, 12, lambda u: u.bucket.at.date()),
    Column("from", Text("从", "From"), Kind.CLOCK, 8, lambda u: u.bucket.at),
    Column("to", Text("到", "To"), Kind.CLOCK, 12, lambda u: u.bucket.until),
    Column("name", Text("位置", "Place"), Kind.TEXT, 20, lambda u: u.place.name),
    Column("place", Text("编号", "Id"), Kind.TEXT, 20, lambda u: u.place.key),
    Column("kwh", Text("用电 kWh", "kWh"), Kind.NUMBER, 10, lambda u: u.kwh),
    Column(
        "off_hours_kwh",
        Text("营业时间外 kWh", "outside hours, kWh"),
        Kind.NUMBER,
        18,
        lambda u: u.off_kwh,
    ),
    Column(
        "late_kwh",
        Text("中断后补记 kWh", "of a gap before, kWh"),
        Kind.NUMBER,
        18,
        lambda u: _kwh(u.bucket.late_wh) or None,
    ),
    Column(
        "measured_share",
        Text("测到的时间 %", "measured share, percent"),
        Kind.NUMBER,
        20,
        lambda u: round(u.bucket.share * 100),
    ),
    Column("peak_w", Text("最大 W", "peak, W"), Kind.NUMBER, 10, lambda u: u.bucket.peak_w),
)


def add(
    reports: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the report."""
    energy = reports.add_parser("energy", parents=[common], help="what each zone and thing used")
    report.add_days(energy)
    energy.add_argument("--zone", default="", metavar="ID", help="only this zone and those in it")
    energy.add_argument("--by", choices=("day", "hour"), default="day")
    energy.add_argument("--person", help=argparse.SUPPRESS)
    report.add_output(energy, "of csv, xlsx and text; else the site's")
    energy.set_defaults(run=run_energy)


def run_energy(args: argparse.Namespace) -> int:
    """Print the report; 2 for dates that do not fit or a zone nobody knows."""
    if (refused := report.misfit(args, "energy")) is not None:
        return report.wrong(refused)
    if args.person is not None:
        return report.wrong("energy is counted by zones and things: --zone ID in place of --person")
    asked = report.opened_folder(args)
    try:
        if args.zone and args.zone not in asked.rules.zones:
            return report.wrong(f"no zone has the id {args.zone}")
        snapshot = _snapshot(asked.rules, asked.reader, args.first, args.last)
        language = args.language or asked.language[:2]
        if args.format in ("json", "xlsx"):
            found = list(_used(snapshot, asked.reader, args))
            book = Sheet(TITLE, COLUMNS, found, lambda used: used.bucket.at.date())
            report.print_sheet(args, book, _line, language)
            return DONE
        tongue = Tongue(language)
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


def _used(snapshot: Snapshot, reader: LedgerReader, args: argparse.Namespace) -> Iterator[Used]:
    """Yield each place and time, what is ahead left out."""
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
                    yield Used(place, bucket)
        day += timedelta(days=1)


def _places(snapshot: Snapshot, target: str) -> list[Place]:
    zones = zone_places(snapshot, target)
    whole = [] if target else [site_place(snapshot.rules, "")]
    return [*whole, *zones, *thing_places(snapshot, target, ALL)]


def _kwh(wh: float) -> float:
    return round(wh / 1000, 3)


def _line(used: Used) -> dict[str, Json]:
    """Return a line for programs: energy in kWh; None where nothing was measured."""
    place, bucket = used.place, used.bucket
    return {
        "from": bucket.at.isoformat(),
        "to": bucket.until.isoformat(),
        "place": place.key or None,
        "name": place.name.as_json(),
        "kwh": used.kwh,
        "off_hours_kwh": used.off_kwh,
        "late_kwh": _kwh(bucket.late_wh),
        "measured_share": round(bucket.share, 3),
        "peak_w": bucket.peak_w,
    }
