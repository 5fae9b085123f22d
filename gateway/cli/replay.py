"""`replay`: the rules on a file of events, effects as JSON lines on stdout."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

STDIN = Path("-")


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
        type=Path,
        default=STDIN,
        metavar="EVENTS.jsonl",
        help="one event a line, sorted by time; stdin if left out",
    )
    p.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Play the file; 1 with the line's number for a line that means nothing."""
    from gateway.replay.office import open_replay

    with ExitStack() as stack:
        events = _opened(args.events, stack)
        office = stack.enter_context(open_replay(args.config, args.registry, args.into))
        _print(office.play_lines(_texts(events)))
    return 0


def _opened(path: Path, stack: ExitStack) -> BinaryIO:
    """Return the events as bytes, before anything is played.

    Raises:
        GatewayError: They cannot be read.
    """
    from gateway.errors import GatewayError

    if path == STDIN:
        return sys.stdin.buffer
    try:
        return stack.enter_context(path.open("rb"))
    except OSError as error:
        raise GatewayError(f"{path} can't be read: {error.strerror}") from error


def _texts(lines: Iterable[bytes]) -> Iterator[str]:
    """Yield lines as text; a byte order mark at the beginning is no part of it.

    Raises:
        GatewayError: A line is not UTF-8; its number is in the words.
    """
    from gateway.errors import GatewayError

    for number, line in enumerate(lines, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise GatewayError(
                f"line {number}: not UTF-8 (byte {error.start + 1}); save the file as UTF-8"
            ) from error


def _print(lines: Iterable[Mapping[str, object]]) -> None:
    for line in lines:
        text = json.dumps(line, ensure_ascii=False) + "\n"
        sys.stdout.write(text.encode(errors="replace").decode())
