"""`report timesheet`: who worked when, out of the ledger of a data folder."""

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from gateway.cli import DONE, WRONG_WORDS
from gateway.domain.text import cell


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the command."""
    top = commands.add_parser("report", help="reports out of the ledger")
    actions = top.add_subparsers(title="reports", metavar="REPORT", required=True)
    sheet = actions.add_parser("timesheet", parents=[common], help="who worked when, and why")
    sheet.add_argument("--from", dest="first", type=date.fromisoformat, required=True, metavar="D")
    sheet.add_argument("--to", dest="last", type=date.fromisoformat, required=True, metavar="D")
    sheet.add_argument("--person", metavar="ID", help="only this person's")
    sheet.add_argument("--format", choices=("json", "csv", "text"), default="json")
    sheet.add_argument(
        "--config", type=Path, metavar="SITE.toml", help="the one the folder was last used with"
    )
    sheet.set_defaults(run=run_timesheet)


def run_timesheet(args: argparse.Namespace) -> int:
    """Print the days; 2 for dates that do not fit or somebody unknown."""
    from gateway.cli.registry import opened
    from gateway.config import load_alone
    from gateway.domain.attendance.told import as_json, lines
    from gateway.ledger import LedgerReader
    from gateway.rules import build_rules
    from gateway.sitecopy import site_of
    from gateway.timesheets import Timesheets

    if args.last < args.first:
        return _wrong(f"--to {args.last} lies before --from {args.first}")
    site = load_alone(args.config or site_of(args.data))
    rules = build_rules(site, opened(args.data).view, 0)
    if args.person is not None and args.person not in rules.people:
        return _wrong(f"nobody has the id {args.person}")
    reader = LedgerReader(args.data / "ledger.db", rules.timezone)
    try:
        newest = reader.latest(limit=1)
        until = newest[0].at if newest else None
        days = Timesheets(rules, reader, until).days(args.first, args.last, args.person)
    finally:
        reader.close()
    if args.format == "json":
        print(json.dumps([as_json(rules, d) for d in days], ensure_ascii=False, indent=1))  # noqa: T201
    elif args.format == "csv":
        csv.writer(sys.stdout).writerows(map(cell, line) for line in lines(rules, days))
    else:
        _print_table(list(lines(rules, days)))
    return DONE


def _wrong(what: str) -> int:
    print(f"office-gateway: {what}", file=sys.stderr)  # noqa: T201
    return WRONG_WORDS


def _print_table(table: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for line in table:
        cells: Iterable[str] = (c.ljust(w) for c, w in zip(line, widths, strict=True))
        print("  ".join(cells).rstrip())  # noqa: T201
