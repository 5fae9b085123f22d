"""`demo`: the demo office on this machine; `--once` plays a day and proves each step."""

import argparse
import logging
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gateway.errors import GatewayError

if TYPE_CHECKING:
    from gateway.demo.office import DemoOffice

FAILED = 1
LAST_PORT = 65_535


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the command."""
    p = commands.add_parser("demo", parents=[common], help="the demo office, or a scripted day")
    p.add_argument(
        "--port", type=_port, metavar="PORT", default=8080, help="where the screens listen"
    )
    p.add_argument("--host", default="127.0.0.1", help="on which address")
    p.add_argument(
        "--config",
        type=Path,
        metavar="SITE.toml",
        help="another site file, with everything in it imaginary",
    )
    p.add_argument("--once", action="store_true", help="play a day, print each step, end")
    p.add_argument("--verbose", action="store_true", help="print what the gateway logs")
    p.set_defaults(run=run)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"must be 0 (any free one) to {LAST_PORT}, not {text!r}")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Run the demo until Ctrl-C, or one scripted day; 1 when a step did not come true."""
    from gateway.logs import set_up_logs

    set_up_logs(level=logging.INFO if args.verbose else logging.ERROR)
    if args.once and args.config is not None:
        raise GatewayError("--once plays the demo office's own day: leave out --config")
    return _once() if args.once else _stay(args)


def _once() -> int:
    from gateway.demo.office import DemoOptions
    from gateway.demo.story import tell

    with tempfile.TemporaryDirectory(prefix="office-demo-") as folder:
        return 0 if tell(DemoOptions(data=Path(folder), port=0, vpcd=None)) else FAILED


def _stay(args: argparse.Namespace) -> int:
    from gateway.demo.office import DemoOffice, DemoOptions

    office = DemoOffice(
        DemoOptions(data=args.data, port=args.port, host=args.host, config=args.config)
    )
    try:
        office.start()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: office.app.stop())
        _greet(office)
        return 0 if office.app.run() else FAILED
    finally:
        office.stop()


def _greet(office: "DemoOffice") -> None:
    base = f"http://{office.host}:{office.app.web.port}"
    rooms = "  ".join(f"{base}/room/{room.id}" for room in office.site.rooms)
    lines = [
        "",
        f"  {office.site.site.name.en} is open: {base}/demo",
        "",
        f"  entry kiosk   {base}/kiosk",
        f"  room panels   {rooms}",
        f"  facilities    {base}/facilities",
        f"  admin         {base}/admin",
        f"  API           {base}/api/v1/openapi.json",
        f"  broker        {office.broker.url} ({office.broker.kind})",
    ]
    if office.cards is not None:
        lines.append(
            "  card reader   PC/SC, virtual: /demo lays cards on it, and so may you (vpcd)"
        )
    if office.app.setup_code:
        lines.append(f"  first admin   {base}/setup with the one-time code {office.app.setup_code}")
    lines += ["", "  Ctrl-C stops it.", ""]
    print("\n".join(lines), file=sys.stderr, flush=True)  # noqa: T201
