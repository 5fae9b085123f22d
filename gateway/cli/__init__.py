"""`office-gateway`: one module per command; each adds itself and returns an exit code.

0 done, 1 failed, 2 wrong words, 78 configuration. Data goes to stdout, messages to stderr.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from gateway import __version__
from gateway.errors import ConfigError, GatewayError
from gateway.files import why

COMMANDS = (
    "demo",
    "run",
    "check",
    "doctor",
    "schema",
    "registry",
    "people",
    "replay",
    "report",
    "ledger",
    "backup",
    "alerts",
)
DONE, FAILED, WRONG_WORDS, CONFIGURATION = 0, 1, 2, 78
DEFAULT_DATA = Path("data")


def parser() -> argparse.ArgumentParser:
    """Return the whole command line's grammar."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data",
        type=_folder,
        default=DEFAULT_DATA,
        metavar="DIR",
        help="data folder (default: data)",
    )
    top = argparse.ArgumentParser(
        prog="office-gateway",
        description="Badges, meeting rooms and the last light switch: one gateway for an office.",
    )
    top.add_argument("--version", action="version", version=f"office-gateway {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in COMMANDS:
        importlib.import_module(f"gateway.cli.{name}").add(commands, common)
    return top


def _folder(text: str) -> Path:
    path = Path(text)
    if path.exists() and not path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a file; name a folder")
    return path


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit code; no traceback for an expected trouble."""
    args = parser().parse_args(argv)
    try:
        return int(args.run(args))
    except ConfigError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)  # noqa: T201
        return CONFIGURATION
    except GatewayError as error:
        print(f"office-gateway: {error}", file=sys.stderr)  # noqa: T201
        return FAILED
    except BrokenPipeError:
        return FAILED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"office-gateway: {where}{why(error)}", file=sys.stderr)  # noqa: T201
        return FAILED
    except KeyboardInterrupt:
        return FAILED
