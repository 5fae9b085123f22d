"""`people import FILE.csv`, `people export ID`: from a spreadsheet; all that is kept about one."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from gateway.cli import DONE, FAILED, WRONG_WORDS
from gateway.cli.registry import existing, opened, say
from gateway.files import why
from gateway.keys import Keys
from gateway.registry.people_csv import read_people, text_of

EMPTY = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the time of the newest row, where there is none."""


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the command."""
    top = commands.add_parser("people", help="people from a spreadsheet; what is kept about one")
    actions = top.add_subparsers(title="actions", metavar="ACTION", required=True)
    take = actions.add_parser(
        "import",
        parents=[common],
        help="a CSV with the columns number, name, team, roles, uid; nothing if a line is bad",
    )
    take.add_argument("file", type=Path, metavar="FILE.csv")
    take.add_argument("--good-only", action="store_true", help="import the good lines all the same")
    take.set_defaults(run=run_import)
    give = actions.add_parser(
        "export", parents=[common], help="everything kept about one person, as JSON, for them"
    )
    give.add_argument("person", metavar="ID")
    give.set_defaults(run=run_export)


def run_import(args: argparse.Namespace) -> int:
    """Import people; every bad line is said."""
    try:
        text = text_of(args.file.read_bytes())
    except (OSError, ValueError) as error:
        print(f"{args.file} cannot be read: {why(error)}", file=sys.stderr)  # noqa: T201
        return FAILED
    registry = opened(args.data)
    keys = Keys.load(args.data)
    found = read_people(text, registry.view, keys.hash_uid)
    problems, imported = list(found.problems), 0
    if not problems or (args.good_only and found.people):
        refused = registry.import_document(found.document, by="people import")
        problems += refused
        imported = 0 if refused else found.people
    say(problems)
    print(f"{imported or 'no'} people imported", file=sys.stderr)  # noqa: T201
    return FAILED if problems else DONE


def run_export(args: argparse.Namespace) -> int:
    """Print everything kept about one person; 2 for an id that nobody has."""
    from gateway.config import load_alone
    from gateway.ledger import LedgerReader
    from gateway.privacy import PersonalData
    from gateway.rules import build_rules
    from gateway.sitecopy import site_of
    from gateway.timesheets import Timesheets

    registry = existing(args.data)
    rules = build_rules(load_alone(site_of(args.data)), registry.view, 0)
    if args.person not in rules.people:
        print(f"office-gateway: nobody has the id {args.person}", file=sys.stderr)  # noqa: T201
        return WRONG_WORDS
    reader = LedgerReader(args.data / "ledger.db", rules.timezone)
    try:
        newest = reader.latest(limit=1)
        until = newest[0].at if newest else EMPTY
        data = PersonalData(
            rules=lambda: rules,
            registry=registry,
            rows=reader,
            days=Timesheets(rules, reader, until).days,
            now=lambda: until,
        ).of(args.person)
    finally:
        reader.close()
    print(json.dumps(data, ensure_ascii=False, indent=1))  # noqa: T201
    return DONE
