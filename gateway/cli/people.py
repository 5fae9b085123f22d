"""`people import FILE.csv`: people and badge numbers, errors by line."""

import argparse
import sys
from pathlib import Path

from gateway.cli import DONE, FAILED
from gateway.cli.registry import opened, say
from gateway.keys import Keys
from gateway.registry.people_csv import read_people, text_of


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the command."""
    top = commands.add_parser("people", help="people from a spreadsheet")
    actions = top.add_subparsers(title="actions", metavar="ACTION", required=True)
    take = actions.add_parser(
        "import",
        parents=[common],
        help="a CSV with the columns number, name, team, roles, uid; nothing if a line is bad",
    )
    take.add_argument("file", type=Path, metavar="FILE.csv")
    take.add_argument("--good-only", action="store_true", help="import the good lines all the same")
    take.set_defaults(run=run_import)


def run_import(args: argparse.Namespace) -> int:
    """Import people; every bad line is said."""
    try:
        text = text_of(args.file.read_bytes())
    except (OSError, ValueError) as error:
        print(f"{args.file} cannot be read: {error}", file=sys.stderr)  # noqa: T201
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
