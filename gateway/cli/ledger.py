"""`ledger verify|export|anchor|rebuild`: prove the chain, take it out, read it again."""

import argparse
import sys
from pathlib import Path

from gateway.cli import DONE, FAILED, WRONG_WORDS
from gateway.errors import StoreUnavailable
from gateway.files import why
from gateway.keys import Keys
from gateway.ledger import Anchor, Ledger, Verdict, anchor_now, export_lines, verify
from gateway.registry import FolderLock


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the command."""
    top = commands.add_parser("ledger", help="prove or export what happened")
    actions = top.add_subparsers(title="actions", metavar="ACTION", required=True)
    prove = actions.add_parser("verify", parents=[common], help="walk the whole chain")
    prove.add_argument(
        "--anchor", metavar="LINE|FILE", help="an anchor kept elsewhere, or a file with anchors"
    )
    prove.set_defaults(run=run_verify)
    export = actions.add_parser("export", parents=[common], help="every row as JSON lines")
    export.set_defaults(run=run_export)
    anchor = actions.add_parser("anchor", parents=[common], help="print the end of the chain")
    anchor.set_defaults(run=run_anchor)
    rebuild = actions.add_parser(
        "rebuild", parents=[common], help="read the tables of taps, sessions and alerts again"
    )
    rebuild.set_defaults(run=run_rebuild)


def run_verify(args: argparse.Namespace) -> int:
    """Print how far the chain holds; FAILED names the first row that does not."""
    anchor = None
    if args.anchor:
        try:
            anchor = Anchor.read(_anchor_text(args.anchor))
        except ValueError as error:
            print(f"--anchor: {error}", file=sys.stderr)  # noqa: T201
            return WRONG_WORDS
    verdict = verify(_path(args), Keys.load(args.data).ledger, anchor)
    if verdict.finding is None:
        print(_intact(verdict, anchor))  # noqa: T201
        return DONE
    seq, breach = verdict.finding.seq, verdict.finding.breach
    print(f"broken at row {seq}: {breach}")  # noqa: T201
    print(f"{verdict.rows} rows before it hold", file=sys.stderr)  # noqa: T201
    return FAILED


def _intact(verdict: Verdict, anchor: Anchor | None) -> str:
    blanked = f", {verdict.blanked} of them blanked by retention" if verdict.blanked else ""
    pinned = f"; the anchor at row {anchor.seq} fits" if anchor else ""
    return f"intact: {verdict.rows} rows{blanked}{pinned}"


def _anchor_text(given: str) -> str:
    path = Path(given)
    try:
        return path.read_text() if path.is_file() else given
    except OSError as error:
        raise ValueError(f"{given} cannot be read: {why(error)}") from error


def run_export(args: argparse.Namespace) -> int:
    """Print every row."""
    for line in export_lines(_path(args)):
        sys.stdout.write(line + "\n")
    return DONE


def run_anchor(args: argparse.Namespace) -> int:
    """Print one line to keep where nobody who can write the ledger can reach it."""
    print(anchor_now(_path(args)).line())  # noqa: T201
    return DONE


def run_rebuild(args: argparse.Namespace) -> int:
    """Rebuild the projections while no gateway runs."""
    gateway = anchor_now(_path(args)).gateway
    with FolderLock(args.data):
        ledger = Ledger.open(_path(args), Keys.load(args.data).ledger, gateway)
        try:
            rows = ledger.rebuild()
        finally:
            ledger.close()
    print(f"{rows} rows read again", file=sys.stderr)  # noqa: T201
    return DONE


def _path(args: argparse.Namespace) -> Path:
    path = Path(args.data) / "ledger.db"
    if not path.exists():
        raise StoreUnavailable(f"there is no ledger at {path}; name its folder with --data")
    return path
