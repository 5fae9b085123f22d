"""Mail and webhook away for an hour, the program killed in between: nothing lost or doubled.

The whole program as a process, a real broker, a real SMTP server, a real
webhook; only the office's clock is moved.
"""

import json
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.office import ROOT, command, english
from tests.patience import PATIENCE_S
from tests.shell.test_notify import (
    free_port,
    hook_url,
    mail_server,
    mail_url,
    silent_server,
    webhook,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE_S = 60.0
LOOKS = 5
"""Into the ledger, by a program of its own: a row is there within milliseconds."""
CONTACTS = ("facilities", "manager", "director")
SITE = """
[site]
id = "outage"
name = {{ zh = "客服中心", en = "Service centre" }}
timezone = "Asia/Shanghai"
country = "DE"

[broker]
url = "{broker}"

[[zones]]
id = "office"
name = {{ zh = "办公区", en = "Office" }}

[[contacts]]
id = "facilities"
name = {{ zh = "物业", en = "Facilities" }}
language = "en"

[[contacts]]
id = "manager"
name = {{ zh = "经理", en = "Manager" }}
language = "en"

[[contacts]]
id = "director"
name = {{ zh = "总监", en = "Director" }}
language = "en"

[alerts]
facilities = ["facilities", "manager", "director"]

[web]
port = {port}
"""


class Moved:
    """The program under `tests.e2e.moved`; its clock goes on over kills."""

    def __init__(self, folder, broker, addresses) -> None:
        self.data = folder / "data"
        self._site = folder / "site.toml"
        self._site.write_text(SITE.format(broker=broker.url, port=free_port()), "utf-8")
        secrets = folder / "secrets.toml"
        lines = [
            f"[contacts.{who}]\nurls = {json.dumps(urls)}\n" for who, urls in addresses.items()
        ]
        secrets.write_text("".join(lines), "utf-8")
        secrets.chmod(0o600)
        now = datetime.now(SHANGHAI)
        ten = now.replace(hour=10, minute=0, second=0, microsecond=0)
        self.ahead_s = ((ten - now) % timedelta(days=1)).total_seconds()
        self._process = None

    def start(self) -> None:
        """Start it, and return once it runs."""
        words = ["-W", "ignore", "-m", "tests.e2e.moved", self._site, self.data, self.ahead_s]
        self._process = subprocess.Popen(
            [sys.executable, *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=english(),
        )
        assert self._process.stdout.readline() == "ready\n"

    def tell(self, *words: object) -> str:
        """Give an order and return its answer."""
        self.order(*words)
        said = self._process.stdout.readline().strip()
        assert said, "it died"
        return said

    def order(self, *words: object) -> None:
        """Give an order; it may take a while."""
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()

    def minutes(self, count: float) -> None:
        """Let time pass in the office."""
        self.ahead_s += count * MINUTE_S
        self.tell("pass", count * MINUTE_S)

    def state(self):
        """Return what is open and what waits."""
        return json.loads(self.tell("state"))

    def sees_no_broker(self, within_s: float = PATIENCE_S) -> None:
        """Return once it knows that the broker is gone."""
        pause = threading.Event()
        for _ in range(int(within_s / 0.05)):
            if self.state()["broker"] is False:
                return
            pause.wait(0.05)
        raise AssertionError("it never noticed that the broker is gone")

    def kill(self) -> None:
        """Kill -9; safe when it does not run."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process.stdin.close()
            self._process.stdout.close()
            self._process = None

    def rows(self):
        """Return the ledger's rows, asked beside the program."""
        done = command("ledger", "export", "--data", self.data)
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def ports():
    """Two free ports: of the mail server, of the webhook."""
    return free_port(), free_port()


@pytest.fixture
def program(tmp_path, broker, ports):
    """The program; everybody has mail, facilities a webhook as well."""
    smtp, hook = ports
    addresses = {c: [mail_url(smtp).replace("to=who", f"to={c}")] for c in CONTACTS}
    addresses["facilities"].append(hook_url(hook))
    one = Moved(tmp_path, broker, addresses)
    one.start()
    yield one
    one.kill()


def about(titles) -> list[str]:
    """Return what messages are about, without the office's name."""
    return [str(title).partition("] ")[2] for title in titles]


@pytest.mark.timeout(300)  # three programs are started: a busy machine takes its time
def test_an_hour_without_mail_and_webhook_and_kills_in_between(program, broker, ports):
    """Each message once on each channel, in order; escalated to the minute, over a kill."""
    broker.stop()
    program.sees_no_broker()
    program.minutes(3)  # the first trouble is a real one: no broker for two minutes
    program.tell("trouble", "leak:lab", "critical")
    program.minutes(5)
    program.tell("trouble", "over:meanwhile", "warning")
    program.minutes(2)
    program.tell("gone", "over:meanwhile")
    before = program.state()
    program.kill()

    program.ahead_s += 4 * MINUTE_S  # nobody was there for so long
    program.start()
    assert program.state()["outbox"] == before["outbox"]
    program.minutes(21)  # both have been open for a half hour: all three levels are told
    assert program.state()["open"] == {"part:broker": 2, "leak:lab": 2}
    program.tell("trouble", "late:one", "warning")
    program.minutes(25)
    waiting = program.state()
    assert waiting["undelivered"] == 0

    with mail_server(ports[0]) as mails, webhook(port=ports[1]) as (_, hooked):
        program.minutes(31)
        after = program.state()
        program.kill()  # with nothing under way: nothing is sent a second time
        program.start()
        program.minutes(1)

    assert (after["outbox"], after["undelivered"]) == (0, 0)
    written = {contact: [] for contact in CONTACTS}
    rows = program.rows()
    for row in rows:
        if row["kind"] == "notify.queued" and row["subject"] != "over:meanwhile":
            written[row["body"]["to"]].append(row["body"]["title"]["en"])
    for contact in CONTACTS:
        mine = [m["Subject"] for m in mails if m["To"] == f"{contact}@example.com"]
        assert about(mine) == written[contact]
    assert about(h["title"] for h in hooked) == written["facilities"]
    assert written["facilities"][1:] == written["manager"][1:] == ["leak:lab en", "late:one en"]
    assert written["director"].count("leak:lab en") > 1, "what is critical is repeated"
    every_15_minutes(rows)


@pytest.mark.timeout(120)
def test_a_kill_while_the_second_channel_hangs_sends_nothing_twice_to_the_first(tmp_path, broker):
    """What the webhook took is a row before the mail server, which says nothing, is through."""
    with webhook() as (hook, hooked), silent_server() as (port, asked):
        mail = mail_url(port).replace("cto=2", "cto=60")
        program = Moved(tmp_path, broker, {"facilities": [hook_url(hook), mail]})
        try:
            program.start()
            program.order("trouble", "leak:lab", "critical")
            assert asked.wait(PATIENCE_S)
            kept = (row["kind"] for _ in range(LOOKS) for row in program.rows())
            assert "notify.taken" in kept, "while the mail server hangs"
        finally:
            program.kill()
        asked.clear()
        try:
            program.start()
            assert asked.wait(PATIENCE_S), "the mail is tried again"
        finally:
            program.kill()
    assert about(h["title"] for h in hooked) == ["leak:lab en"]


def every_15_minutes(rows) -> None:
    """Each alert went up a level 15 minutes after the step before, dead or alive."""
    steps = [row for row in rows if row["kind"] in {"alert.raised", "alert.escalated"}]
    for key in ("part:broker", "leak:lab", "late:one"):
        at = [datetime.fromisoformat(r["at"]) for r in steps if r["subject"] == key]
        levels = [r["body"].get("level", 0) for r in steps if r["subject"] == key]
        assert levels[:3] == [0, 1, 2]
        for earlier, later in pairwise(at[:3]):
            assert 15.0 <= (later - earlier).total_seconds() / MINUTE_S < 17.0
