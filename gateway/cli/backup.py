"""`backup` and `restore FILE`: both stores and the keys, in one file and back."""

import argparse
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from gateway.backup import KEEP, make_backup, restore
from gateway.cli import DONE
from gateway.clock import SystemClock


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add both commands."""
    save = commands.add_parser("backup", parents=[common], help="write a backup, prune old ones")
    save.add_argument("--to", type=Path, metavar="DIR", help="folder (default: DATA/backups)")
    save.add_argument(
        "--keep", type=_count, default=KEEP, metavar="N", help=f"how many to keep (default: {KEEP})"
    )
    save.set_defaults(run=run_backup)
    back = commands.add_parser(
        "restore", parents=[common], help="put a backup into an empty data folder"
    )
    back.add_argument("file", type=Path, metavar="FILE")
    back.add_argument("--force", action="store_true", help="move what is in the folder aside")
    back.set_defaults(run=run_restore)


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return count


def run_backup(args: argparse.Namespace) -> int:
    """Write a backup and print its path."""
    at = SystemClock(ZoneInfo("UTC")).now().at
    print(make_backup(args.data, args.to or args.data / "backups", at, args.keep))  # noqa: T201
    return DONE


def run_restore(args: argparse.Namespace) -> int:
    """Restore a backup; the chain has been proven by then."""
    done = restore(args.file, args.data, SystemClock(ZoneInfo("UTC")).now().at, force=args.force)
    if done.moved_to is not None:
        print(f"what was there is now in {done.moved_to}", file=sys.stderr)  # noqa: T201
    print(f"restored {done.rows} ledger rows to {args.data}", file=sys.stderr)  # noqa: T201
    return DONE
