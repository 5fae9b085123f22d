"""The gateway as a process of its own whose clock a test moves: to be killed and started again.

    python -m tests.e2e.moved SITE.toml DATA AHEAD_S

Reads one order a line and answers each with one line once it is carried out:
`pass S` (seconds of the office's clock, deadlines met, messages answered),
`trouble KEY SEVERITY`, `gone KEY`, `state` (broker, open alerts and the outbox as JSON).
"""

import json
import logging
import sys
import threading
from pathlib import Path

from gateway.app import App, Options
from gateway.clock import MovableClock, uptime_s
from gateway.config import load
from gateway.domain.events import Event, TimePassed, TroubleFound, TroubleGone
from gateway.domain.text import Text
from gateway.notify import channels
from tests.patience import PATIENCE_S

STEP_S = 60.0


def settle(app: App) -> None:
    """Return once no message is under way."""
    app.door.ask(TimePassed(), PATIENCE_S)
    until_s = uptime_s() + PATIENCE_S
    snapshot = app.door.snapshot()
    while any(o.try_due_s is None for o in snapshot.office.alerts.outbox.values()):
        assert uptime_s() < until_s, snapshot.office.alerts.outbox
        snapshot = app.door.wait_newer(snapshot.version, PATIENCE_S)


def event_of(words: list[str]) -> Event:
    """Return what a line says has happened."""
    if words[0] == "gone":
        return TroubleGone(key=words[1])
    key, severity = words[1:]
    return TroubleFound(
        key=key, severity=severity, zone="office", title=Text(f"{key} zh", f"{key} en")
    )


def state(app: App) -> str:
    """Return what is open and what waits, as JSON."""
    office = app.door.snapshot().office
    alerts, broker = office.alerts, office.health.parts.get("broker")
    return json.dumps(
        {
            "broker": broker.ok if broker is not None else None,
            "open": {key: alert.level for key, alert in alerts.open.items()},
            "outbox": len(alerts.outbox),
            "undelivered": len(alerts.undelivered),
        }
    )


def obey(app: App, clock: MovableClock) -> None:
    """Carry out one line after the other until there are no more."""
    for line in sys.stdin:
        words = line.split()
        said = "done"
        if words[0] == "pass":
            for _ in range(int(float(words[1]) / STEP_S)):
                clock.advance(STEP_S)
                settle(app)
        elif words[0] == "state":
            said = state(app)
        else:
            app.door.ask(event_of(words), PATIENCE_S)
            settle(app)
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()
    app.stop()


def main(config: Path, data: Path, ahead_s: float) -> None:
    """Run until the orders end, or until killed."""
    logging.basicConfig(level=logging.ERROR)
    channels.PAUSE_S = 0.02  # nobody on loopback has to be spared
    site, secrets = load(config)
    clock = MovableClock(site.site.timezone)
    clock.advance(ahead_s)
    app = App(site, secrets, Options(data=data, port=0, clock=clock))
    app.start()
    threading.Thread(target=obey, args=(app, clock), daemon=True).start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    try:
        app.run()
    finally:
        app.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
