"""`run`: the gateway itself, until it is told to stop."""

import argparse
import logging
import signal
import socket
import sys
from pathlib import Path

from gateway.broker import HOST, LocalBroker

FAILED = 1
EMBEDDED = "embedded"
USUAL_PORT = 1883


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the command."""
    p = commands.add_parser("run", parents=[common], help="run the gateway")
    p.add_argument("--config", type=Path, required=True, metavar="SITE.toml")
    p.add_argument("--log-json", action="store_true", help="one JSON object a log line")
    p.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run until SIGTERM or Ctrl-C; 1 when a part died, so that systemd starts it afresh."""
    from gateway.app import App, Options
    from gateway.config import load
    from gateway.logs import set_up_logs
    from gateway.process import settle

    set_up_logs(as_json=args.log_json)
    site, secrets = load(args.config)
    own = _own_broker(str(site.broker.url))
    app = App(site, secrets, Options(data=args.data, broker_url=own.url if own else None))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: app.stop())
    try:
        if own is not None:
            own.start()
        app.start()
        _keep_site(args.config, args.data)
        settle()
        _greet(app.web.port, app.setup_code, own.url if own else None)
        return 0 if app.run() else FAILED
    finally:
        app.close()
        if own is not None:
            own.stop()


def _own_broker(url: str) -> LocalBroker | None:
    """Return a broker of ours where the site file asks for one, at the usual port if that is free.

    Only this machine reaches it: for a first try, or a site whose devices are all simulated.
    """
    if url != EMBEDDED:
        return None
    try:
        socket.create_server((HOST, USUAL_PORT)).close()
    except OSError:
        return LocalBroker()
    return LocalBroker(USUAL_PORT)


def _keep_site(config: Path, data: Path) -> None:
    """Keep the site file for reports; a disk that refuses it stops no gateway."""
    from gateway.sitecopy import keep_site

    try:
        keep_site(config, data)
    except OSError as error:
        logging.getLogger(__name__).warning("reports will need --config: %s", error)


def _greet(port: int, setup_code: str | None, broker: str | None) -> None:
    words = [f"office-gateway: http://127.0.0.1:{port}"]
    if broker is not None:
        words.append(f"broker, for this machine alone: {broker}")
    if setup_code is not None:
        words.append(f"first administrator: /setup with the one-time code {setup_code}")
    # One write: `print` adds its line's end in a second one, and a log line may come between.
    sys.stderr.write("".join(f"{line}\n" for line in words))
    sys.stderr.flush()
