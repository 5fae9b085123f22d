"""`report timesheet`: who worked when, out of the ledger of a data folder; the door to reports.

What all reports share is here: the words they are asked with, how those are
refused, and how a table is printed.
"""

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from rich.cells import cell_len

from gateway.cli import DONE, WRONG_WORDS
from gateway.domain.attendance.day import Day
from gateway.domain.closing import Difference
from gateway.domain.rules import Rules
from gateway.domain.text import Json, cell
from gateway.ledger import LedgerReader
from gateway.replay.span import Span, span_of
from gateway.sheets import Sheet, csv_text, text_lines, workbook

T = TypeVar("T")

FORMATS = ("json", "csv", "xlsx", "text")


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the command."""
    from gateway.cli import report_consequences, report_duty, report_energy, report_visitors

    top = commands.add_parser("report", help="reports out of the ledger")
    actions = top.add_subparsers(title="reports", metavar="REPORT", required=True)
    sheet = actions.add_parser("timesheet", parents=[common], help="who worked when, and why")
    add_days(sheet)
    sheet.add_argument("--person", metavar="ID", help="only this person's")
    add_output(sheet, IN_WORDS)
    sheet.add_argument(
        "--changes",
        action="store_true",
        help="what a re-computation of closed months would say otherwise today",
    )
    sheet.set_defaults(run=run_timesheet)
    report_energy.add(actions, common)
    report_duty.add(actions, common)
    report_consequences.add(actions, common)
    report_visitors.add(actions, common)


IN_WORDS = "csv and text for people, in this language; else in the stable words of programs"


def add_days(report: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Add the days that a report is about."""
    report.add_argument("--from", dest="first", type=day, required=required, metavar="D")
    report.add_argument("--to", dest="last", type=day, required=required, metavar="D")


def add_output(report: argparse.ArgumentParser, language: str) -> None:
    """Add in which form and language a report is printed, and by which site file."""
    report.add_argument("--format", choices=FORMATS, default="json")
    report.add_argument("--language", choices=("zh", "en"), help=language)
    report.add_argument(
        "--config", type=Path, metavar="SITE.toml", help="the one the folder was last used with"
    )


def day(text: str) -> date:
    """Return a day as it was typed; argparse says what is wrong with it."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"a day is written 2026-11-20, not {text!r}") from error


OLDEST, NEWEST = date(1970, 1, 3), date(2999, 12, 31)
"""Beyond these there is not always a day before and after to reckon with."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A data folder that can be asked: its rules, its language, its ledger."""

    rules: Rules
    language: str
    reader: LedgerReader
    told: Span | None = None

    def now(self) -> datetime | None:
        """Return when the last row was kept, or how far a replayed file told."""
        newest = self.reader.latest(limit=1)
        known = [*(row.at for row in newest), *([self.told.until] if self.told else [])]
        return max(known, default=None)


def run_timesheet(args: argparse.Namespace) -> int:
    """Print the days, or what is different; 2 for dates that do not fit or somebody unknown."""
    from gateway.timesheets import Timesheets

    if args.format == "xlsx" and args.changes:
        return wrong("--changes are told as json, csv or text")
    if (refused := misfit(args, "timesheet")) is not None:
        return wrong(refused)
    asked = opened_folder(args)
    if args.person is not None and args.person not in asked.rules.people:
        asked.reader.close()
        return wrong(nobody(args.person))
    try:
        since = asked.told.since if asked.told else None
        sheets = Timesheets(asked.rules, asked.reader, asked.now(), since=since)
        if args.changes:
            changes = sheets.changes(args.first, args.last, args.person)
        else:
            days = sheets.days(args.first, args.last, args.person)
    finally:
        asked.reader.close()
    if args.changes:
        _print_changes(changes, args.format)
    else:
        _print_days(asked, days, args.format, args.language)
    return DONE


def opened_folder(args: argparse.Namespace) -> Folder:
    """Return the data folder that the words name."""
    from gateway.cli.registry import existing
    from gateway.config import load_alone
    from gateway.rules import build_rules
    from gateway.sitecopy import site_of

    site = load_alone(args.config or site_of(args.data))
    rules = build_rules(site, existing(args.data).view, 0)
    reader = LedgerReader(args.data / "ledger.db", rules.timezone)
    return Folder(rules, site.site.language, reader, span_of(args.data))


def _print_days(asked: Folder, days: Sequence[Day], form: str, language: str | None) -> None:
    from gateway import exports
    from gateway.domain.attendance.told import as_json, lines

    rules = asked.rules
    if form == "json":
        print_json([as_json(rules, d) for d in days])
    elif form == "xlsx":
        sys.stdout.buffer.write(exports.workbook(rules, days, language or asked.language))
    elif form == "csv" and language is not None:
        sys.stdout.write(exports.csv_text(rules, days, language))
    elif form == "csv":
        csv.writer(sys.stdout).writerows(map(cell, line) for line in lines(rules, days))
    elif language is not None:
        print_table(list(exports.table(rules, days, language)))
    else:
        print_table(list(lines(rules, days)))


def _print_changes(changes: Iterable[Difference], form: str) -> None:
    if form == "json":
        print_json([_as_json(each) for each in changes])
    elif form == "csv":
        csv.writer(sys.stdout).writerows(map(cell, line) for line in _lines(changes))
    else:
        print_table(list(_lines(changes)))


def _as_json(change: Difference) -> dict[str, Json]:
    return {
        "person": change.person,
        "date": change.date.isoformat(),
        "shift": change.shift or None,
        "field": change.field,
        "was": change.was,
        "now": change.now,
    }


def _lines(changes: Iterable[Difference]) -> Iterator[list[str]]:
    yield ["person", "date", "shift", "field", "was", "now"]
    for each in changes:
        was, now = (_short(value) for value in (each.was, each.now))
        yield [each.person, each.date.isoformat(), each.shift, each.field, was, now]


def _short(value: Json) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def misfit(args: argparse.Namespace, name: str) -> str | None:
    """Return why a report cannot be made of these words, or None; `name` is the report's."""
    if args.last < args.first:
        return f"--to {args.last} lies before --from {args.first}"
    if args.first < OLDEST or args.last > NEWEST:
        return f"days lie between {OLDEST} and {NEWEST}"
    if args.format == "xlsx" and sys.stdout.isatty():
        return f"xlsx is for a file: add > {name}.xlsx"
    return None


def nobody(person: str) -> str:
    """Return the refusal of a person nobody is."""
    return f"nobody has the id {person}"


def print_sheet(
    args: argparse.Namespace, sheet: Sheet[T], as_json: Callable[[T], Json], spoken: str
) -> None:
    """Print a report as it was asked for.

    Args:
        args: With `format` and `language`.
        sheet: The report as a table.
        as_json: A line of it for programs.
        spoken: The site's language: of XLSX, unless another one is asked for.
    """
    if args.format == "json":
        print_json([as_json(line) for line in sheet.lines])
    elif args.format == "xlsx":
        sys.stdout.buffer.write(workbook(sheet, args.language or spoken))
    elif args.format == "csv":
        sys.stdout.write(csv_text(sheet, args.language))
    else:
        print_table(list(text_lines(sheet, args.language)))


def wrong(what: str) -> int:
    """Say what is wrong with the words, and return the exit code for it."""
    print(f"office-gateway: {what}", file=sys.stderr)  # noqa: T201
    return WRONG_WORDS


def print_json(found: Json) -> None:
    """Print JSON for programs and people."""
    print(json.dumps(found, ensure_ascii=False, indent=1))  # noqa: T201


def print_table(table: Sequence[Sequence[str]]) -> None:
    """Print columns that line up on a terminal, where a Chinese character is two wide."""
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    for line in table:
        cells = (c + " " * (w - cell_len(c)) for c, w in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())  # noqa: T201
