"""P6: from the command to ready, with 200 people, 20 rooms and a million rows in the ledger.

The process is killed each time, so each start also folds what came after the
last checkpoint (2,000 rows, the most there can be). The data is made once and
kept under build/. Both sides have their bytecode, as where a program is installed.
Floor: Python importing the same libraries, found by asking a started gateway
which it has loaded.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from gateway.codec import dump_durable
from gateway.config import load
from gateway.domain.decide import decide
from gateway.domain.effects import Record
from gateway.domain.events import BadgeTapped
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.rules import Badge
from gateway.domain.text import Json
from gateway.keys import Keys
from gateway.ledger import Ledger
from gateway.recovery import CHECKPOINT_ROWS
from gateway.registry import FILE, Registry
from gateway.rules import build_rules
from tests.benchmarks.figures import Figure, quantile
from tests.benchmarks.scene import Size, broker, furnish, site_text
from tests.parts.mosquitto import free_port

CACHE = Path("build/bench")
PATTERN = 1_000
BATCH = 5_000
TAP_EVERY_S = 40

LOADED = """
import json, sys, threading
from pathlib import Path
from gateway.app import App, Options
from gateway.config import load
ours = ("gateway", "devices", "kiosk_web", "__main__")
app = App(*load(Path(sys.argv[1])), Options(data=Path(sys.argv[2]), port=0))
app.start()
app.close()
libraries = sorted(
    name for name, module in sys.modules.items()
    if name.partition(".")[0] not in (*sys.stdlib_module_names, *ours)
    and getattr(module, "__spec__", None) and module.__spec__.origin
    and "site-packages" in module.__spec__.origin and not name.startswith("_")
)
print(json.dumps(libraries))
"""


def p6(starts: int = 7, rows: int = 1_000_000, cache: Path = CACHE) -> list[Figure]:
    """Start the gateway and import its libraries, in turn; the first of each does not count."""
    with broker() as mqtt, _bytecode():
        port = free_port()
        folder = _office(cache / f"p6-{rows}", rows, mqtt.url, port)
        imports = _imports(folder)
        ours: list[float] = []
        floor: list[float] = []
        for _ in range(starts + 1):
            ours.append(_start_s(folder, port))
            floor.append(_run_s([sys.executable, "-c", imports]))
    started, imported = quantile(ours[1:], 0.5), quantile(floor[1:], 0.5)
    return [
        Figure(
            id="P6",
            what=f"start to ready, {rows:,} rows",
            ours=f"{started:.2f} s",
            floor=f"{imported:.2f} s",
            value=started / imported,
            limit=2.5,
        )
    ]


@contextmanager
def _bytecode() -> Iterator[None]:
    """Let the programs that are started keep their bytecode, whatever this one may."""
    name = "PYTHONDONTWRITEBYTECODE"
    before = os.environ.get(name, "")
    os.environ[name] = ""
    try:
        yield
    finally:
        os.environ[name] = before


def _office(folder: Path, rows: int, broker_url: str, port: int) -> Path:
    """Return the folder with a site file and data in it; the data is made once."""
    if not (folder / "made").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        site = furnish(folder, Size(panels=20), broker_url, port)
        _fill(folder / "data", site, rows)
        (folder / "made").touch()
    (folder / "site.toml").write_text(site_text(Size(), broker_url, port), "utf-8")
    return folder


def _fill(data: Path, site_file: Path, rows: int) -> None:
    """Write so many taps of 200 people, in and out in turn; the newest as the rules decide them."""
    site, _ = load(site_file)
    keys = Keys.load(data)
    rules = build_rules(site, Registry(data / FILE, keys).view, 0)
    badges = sorted(rules.badges.values(), key=lambda badge: badge.person)
    begins = datetime.now(site.site.timezone) - timedelta(seconds=TAP_EVERY_S * rows)
    ledger = Ledger.open(data / "ledger.db", keys.ledger, site.site.id, site.site.timezone)
    told = max(0, rows - CHECKPOINT_ROWS - PATTERN) // (2 * len(badges)) * 2 * len(badges)
    office, waiting = Office(), list[Record]()
    for n in range(rows):
        at = begins + timedelta(seconds=TAP_EVERY_S * n)
        now = Now(at.timestamp(), at)
        badge = badges[n % len(badges)]
        if n < told:
            waiting.append(_told(n, badge, out=n // len(badges) % 2 == 1))
        else:
            tap_id = f"reader-00:bench:{n}"
            event = BadgeTapped(tap_id=tap_id, reader="reader-00", badge=badge.badge)
            office, effects = decide(office, event, now, rules)
            waiting += [e for e in effects if isinstance(e, Record)]
        is_checkpoint = n == max(0, rows - CHECKPOINT_ROWS)
        if len(waiting) >= BATCH or is_checkpoint or n == rows - 1:
            ledger.append(waiting, now)
            waiting = []
        if is_checkpoint:
            ledger.save_checkpoint(ledger.last_seq(), dump_durable(office, now))
    ledger.close()


def _told(number: int, badge: Badge, *, out: bool) -> Record:
    """Return a tap of long ago: what the rules would have kept, without asking them."""
    tap_id = f"reader-00:bench:{number}"
    body: dict[str, Json] = {
        "tap_id": tap_id,
        "reader": "reader-00",
        "zone": "office",
        "badge": badge.badge,
        "uid_tail": "0080",
        "person": badge.person,
        "result": "accepted",
        "wanted": None,
        "clock_trusted": True,
        "direction": "out" if out else "in",
        "session": tap_id,
        "ends": ["office"] if out else [],
        "outing": None,
        "verdict": None,
        "worked_s": 8000 if out else None,
    }
    return Record(kind="tap", subject=badge.person, body=body)


def _imports(folder: Path) -> str:
    """Return a program that imports what a started gateway has loaded of others' code."""
    asked = [sys.executable, "-c", LOADED, str(folder / "site.toml"), str(folder / "data")]
    found = subprocess.run(asked, capture_output=True, text=True, check=True)
    return "import " + ", ".join(json.loads(found.stdout.splitlines()[-1]))


def _run_s(words: list[str]) -> float:
    began_s = time.perf_counter()
    subprocess.run(words, check=True, capture_output=True)
    return time.perf_counter() - began_s


def _start_s(folder: Path, port: int) -> float:
    """Start `office-gateway run`, return the seconds until it says it is ready, kill it."""
    words = ["run", "--config", str(folder / "site.toml"), "--data", str(folder / "data")]
    began_s = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "gateway", *words], stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr
        said = ""
        while "office-gateway: http" not in said:
            said = process.stderr.readline()
            assert said, "the gateway has ended"
        took_s = time.perf_counter() - began_s
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            assert json.loads(answer.read())["ready"] is True
        return took_s
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
        process.stderr.close()
