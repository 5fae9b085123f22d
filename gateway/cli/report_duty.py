"""`report duty` and `report consequences`: duties kept and missed, out of the ledger."""

import argparse
import csv
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from gateway.cli import DONE, report
from gateway.domain.duty import words
from gateway.domain.duty.adherence import KINDS, Attended, attended, remembered, swaps_of
from gateway.domain.duty.counting import Consequence, consequence
from gateway.domain.duty.state import Mark
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.rules import Rules
from gateway.domain.text import Json, cell
from gateway.domain.turn import Fact

FORMATS = ("json", "csv", "text")
MISSES = ("absent", "late", "early", "off_post", "bad_handover")
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""Before any ledger: a duty may have been published long before it was due."""
DUTY_HEAD = (
    *("day", "kind", "post", "from", "to", "person", "name", "state"),
    *("came", "late_min", "off_posts", "handed", "marks", "taken_back"),
)
YEAR_HEAD = ("person", "name", "year", *MISSES, "swaps", "money", "reached")

Lines = Iterator[dict[str, Json]]


def add(
    reports: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the reports."""
    duty = reports.add_parser("duty", parents=[common], help="who was on duty, and what was missed")
    duty.add_argument("--from", dest="first", type=date.fromisoformat, required=True, metavar="D")
    duty.add_argument("--to", dest="last", type=date.fromisoformat, required=True, metavar="D")
    duty.set_defaults(run=run_duty)
    year = reports.add_parser(
        "consequences", parents=[common], help="what missed duties of a year come to"
    )
    year.add_argument("--year", type=_year, required=True, metavar="YYYY")
    year.set_defaults(run=run_consequences)
    for each in (duty, year):
        each.add_argument("--person", metavar="ID", help="only this person's")
        each.add_argument("--format", choices=FORMATS, default="json")
        each.add_argument(
            "--config", type=Path, metavar="SITE.toml", help="the one the folder was last used with"
        )


def _year(text: str) -> int:
    return date.fromisoformat(f"{text}-01-01").year


def run_duty(args: argparse.Namespace) -> int:
    """Print a line for each person on each duty; 2 for dates that do not fit."""
    if args.last < args.first:
        return report.wrong(f"--to {args.last} lies before --from {args.first}")

    def lines(office: Office, rules: Rules, now: Now) -> Lines:
        for one in attended(office, args.first, args.last, now):
            if args.person in (None, one.person):
                yield _duty_line(one, rules)

    return _print(args, lines, _duty_row, DUTY_HEAD)


def run_consequences(args: argparse.Namespace) -> int:
    """Print a line for each person that had a duty, a mark or a swap in a year."""

    def lines(office: Office, rules: Rules, _now: Now) -> Lines:
        for person in _people_of(office, args.year):
            if args.person in (None, person):
                yield _year_line(office, rules, person, args.year)

    return _print(args, lines, _year_row, YEAR_HEAD)


def _print(
    args: argparse.Namespace,
    lines: Callable[[Office, Rules, Now], Lines],
    row: Callable[[Mapping[str, Json]], list[str]],
    head: tuple[str, ...],
) -> int:
    asked = report.opened_folder(args)
    try:
        now = Now(0.0, asked.now() or BEGINNING)
        rows = asked.reader.between(BEGINNING, now.at + timedelta(seconds=1), kinds=KINDS)
    finally:
        asked.reader.close()
    facts = (Fact(r.kind, r.subject, r.body, r.at) for r in rows if r.body is not None)
    told = list(lines(remembered(Office(), facts, now), asked.rules, now))
    if args.format == "json":
        report.print_json(told)
        return DONE
    table = [list(head), *map(row, told)]
    if args.format == "csv":
        csv.writer(sys.stdout).writerows(map(cell, line) for line in table)
    else:
        report.print_table(table)
    return DONE


def _duty_line(one: Attended, rules: Rules) -> dict[str, Json]:
    slot, zone, came = one.duty.slot, rules.timezone, one.standing.came_at
    return {
        "slot": slot.id,
        "day": slot.day.isoformat(),
        "kind": slot.kind,
        "post": slot.post,
        "from": slot.start.astimezone(zone).isoformat(),
        "to": slot.end.astimezone(zone).isoformat(),
        "person": one.person,
        "name": words.name_of(rules, one.person),
        "state": one.state,
        "came": came.astimezone(zone).isoformat() if came else None,
        "late_s": one.standing.late_s,
        "off_posts": one.standing.off_posts,
        "handed": one.duty.handed or None,
        "marks": [_mark(mark) for mark in one.marks],
    }


def _mark(mark: Mark) -> dict[str, Json]:
    return {
        "kind": mark.kind,
        "slot": mark.slot,
        "day": mark.day.isoformat(),
        "seconds": mark.seconds,
        "lifted_by": mark.lifted_by or None,
    }


def _duty_row(line: Mapping[str, Json]) -> list[str]:
    marks = _marks_in(line)
    return [
        *(str(line[key]) for key in ("day", "kind", "post")),
        *(str(line[key])[11:16] for key in ("from", "to")),
        *(str(line[key]) for key in ("person", "name", "state")),
        str(line["came"] or "")[11:16],
        str(int(str(line["late_s"])) // 60),
        str(line["off_posts"]),
        str(line["handed"] or ""),
        " ".join(str(m["kind"]) for m in marks if not m["lifted_by"]),
        " ".join(str(m["kind"]) for m in marks if m["lifted_by"]),
    ]


def _marks_in(line: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    marks = line["marks"]
    return [m for m in marks if isinstance(m, Mapping)] if isinstance(marks, list) else []


def _people_of(office: Office, year: int) -> list[str]:
    duties = office.duties
    on = (p for d in duties.planned.values() if d.slot.day.year == year for p in d.people)
    marked = (m.person for m in duties.marks if m.day.year == year)
    swapped = (p for s in duties.swaps.values() if s.day.year == year for p in (s.by, s.with_))
    return sorted({*on, *marked, *swapped})


def _year_line(office: Office, rules: Rules, person: str, year: int) -> dict[str, Json]:
    marks = office.duties.marks
    whole = consequence(rules.duty, marks, person, year)
    months = {m.day.month for m in whole.marks}
    by_month: dict[str, Json] = {
        f"{year}-{n:02}": _counts(consequence(rules.duty, marks, person, year, n))
        for n in sorted(months)
    }
    return {
        "person": person,
        "name": words.name_of(rules, person),
        "year": year,
        **_counts(whole),
        "swaps": swaps_of(office, person, year),
        "money": whole.money,
        "currency": rules.duty.consequences.currency if whole.money is not None else None,
        "reached": dict(whole.reached),
        "months": by_month,
        "marks": [_mark(mark) for mark in whole.marks],
    }


def _counts(found: Consequence) -> dict[str, Json]:
    return {kind: found.counts.get(kind, 0) for kind in MISSES}


def _year_row(line: Mapping[str, Json]) -> list[str]:
    money, reached = line["money"], line["reached"]
    return [
        *(str(line[key]) for key in ("person", "name", "year", *MISSES, "swaps")),
        f"{money:.2f} {line['currency']}" if isinstance(money, float) else "",
        " ".join(reached) if isinstance(reached, Mapping) else "",
    ]
