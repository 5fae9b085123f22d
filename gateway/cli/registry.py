"""`registry import|export`: people, badges, shifts, plans, calendar in one JSON document."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from gateway.cli import DONE, FAILED
from gateway.config.problems import Problem, system_language
from gateway.errors import StoreUnavailable
from gateway.files import why
from gateway.keys import Keys
from gateway.registry import FILE, Registry


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the command."""
    top = commands.add_parser("registry", help="people, badges, shifts, plans, calendar")
    actions = top.add_subparsers(title="actions", metavar="ACTION", required=True)
    take = actions.add_parser(
        "import",
        parents=[common],
        help="add or replace what a document lists; all of it or nothing",
    )
    take.add_argument("file", type=Path, metavar="FILE.json", help="the document; - for stdin")
    take.set_defaults(run=run_import)
    give = actions.add_parser("export", parents=[common], help="print the document")
    give.set_defaults(run=run_export)


def opened(data: Path) -> Registry:
    """Return the registry of a data folder, for a command that changes it; made at first use."""
    return Registry(data / FILE, Keys.load_or_create(data))


def existing(data: Path) -> Registry:
    """Return the registry of a data folder, for a command that only reads; nothing is made.

    Raises:
        StoreUnavailable: There is no such folder.
    """
    if not data.is_dir():
        raise StoreUnavailable(f"there is no data folder {data}; name one with --data")
    keys = Keys.load(data) if (data / FILE).exists() else Keys.new()
    return Registry(data / FILE, keys)


def say(problems: Sequence[Problem]) -> None:
    """Print problems to stderr, one a line."""
    for problem in problems:
        print(problem.line(system_language()), file=sys.stderr)  # noqa: T201


def run_import(args: argparse.Namespace) -> int:
    """Import a document; every problem is said, and then nothing was imported."""
    try:
        text = sys.stdin.read() if str(args.file) == "-" else args.file.read_text("utf-8-sig")
        said = json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        print(f"{args.file} cannot be read: {why(error)}", file=sys.stderr)  # noqa: T201
        return FAILED
    problems = opened(args.data).import_document(said)
    if problems:
        say(problems)
        print("nothing was imported", file=sys.stderr)  # noqa: T201
        return FAILED
    counts = ", ".join(f"{len(rows)} {table}" for table, rows in said.items())
    print(f"imported {counts or 'nothing: the document is empty'}", file=sys.stderr)  # noqa: T201
    return DONE


def run_export(args: argparse.Namespace) -> int:
    """Print the registry as a document."""
    document = existing(args.data).export_document()
    print(json.dumps(document, ensure_ascii=False, indent=1))  # noqa: T201
    return DONE
