"""`replay`: the rules on a file of events, effects as JSON lines on stdout."""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the command."""
    p = commands.add_parser("replay", parents=[common], help="play a file of events by the rules")
    p.add_argument("--config", type=Path, required=True, metavar="SITE.toml")
    p.add_argument("--registry", type=Path, metavar="R.json", help="people, badges, shifts")
    p.add_argument("--into", type=Path, metavar="DIR", help="also keep the records in a new folder")
    p.add_argument(
        "events",
        nargs="?",
        type=argparse.FileType(encoding="utf-8"),
        default=sys.stdin,
        metavar="EVENTS.jsonl",
        help="one event a line, sorted by time; stdin if left out",
    )
    p.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Play the file; 1 with the line's number for a line that means nothing."""
    from gateway.replay.office import open_replay

    with ExitStack() as stack:
        office = stack.enter_context(open_replay(args.config, args.registry, args.into))
        _print(office.play_lines(args.events))
    return 0


def _print(lines: Iterable[Mapping[str, object]]) -> None:
    for line in lines:
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
