"""Two hundred visitors at two kiosks at once, over HTTP: none lost, and no host told twice.

The whole program in this process, its real ledger, a real webhook for the hosts.
"""

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.e2e.office import DOOR, SITE, NoBroker, Office
from tests.e2e.web import Visitor
from tests.shell.test_notify import hook_url, webhook

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
"""Apprise's mail plug-in asks for a module that Python 3.13 drops, and can do without."""

BACK = "back-door"
EACH = 100
HOSTS = ("p001", "p002")
MORE = f"""
[[readers]]
id = "{BACK}"
name = {{ zh = "后门", en = "Back door" }}
kind = "sim"
zone = "office"
""" + "".join(
    f"""
[[contacts]]
id = "{host}"
name = {{ zh = "{host}", en = "{host}" }}
language = "en"
"""
    for host in HOSTS
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The small office with a second door, whose people can be written to."""
    file = tmp_path / "site.toml"
    file.write_text(SITE.read_text("utf-8") + MORE, "utf-8")
    return file


def register(kiosk: Visitor, door: str, first: int) -> None:
    """Register every second visitor; each press is sent twice, as a finger that bounces does."""
    csrf = kiosk.csrf("/kiosk")
    headers = {"Content-Type": "application/json", "X-CSRFToken": csrf}
    for n in range(first, 2 * EACH, 2):
        said = {"arrival": f"k{n}", "name": f"Guest {n}", "host": HOSTS[n // 2 % 2]}
        body = json.dumps({**said, "consents": True}).encode()
        for _ in range(2):
            answer = kiosk.ask("POST", f"/kiosk/{door}/visitor", body, headers)
            while answer.status == 429:  # an hour's visitors in seconds: a screen may ask so often
                threading.Event().wait(0.2)
                answer = kiosk.ask("POST", f"/kiosk/{door}/visitor", body, headers)
            assert answer.status == 200, answer.text


def test_two_hundred_visitors_at_two_kiosks_none_lost_and_no_host_told_twice(tmp_path, site):
    """Registered at both doors at once; all are there after a restart."""
    with webhook() as (port, hooked):
        urls = tuple((host, (hook_url(port),)) for host in HOSTS)
        with Office(tmp_path / "data", NoBroker(), urls=urls, site=site) as office:
            admin, kiosks = office.admin(), [office.visitor(), office.visitor()]
            for kiosk, door in zip(kiosks, (DOOR, BACK), strict=True):
                kiosk.pair(admin, f"kiosk:{door}")

            with ThreadPoolExecutor(2) as pool:
                jobs = [pool.submit(register, kiosks[n], (DOOR, BACK)[n], n) for n in range(2)]
                for job in jobs:
                    job.result()

            office.see(lambda s: not s.office.alerts.outbox, 60)
            names = {v.name for v in office.look().office.visits.open.values()}
        with Office(tmp_path / "data", NoBroker(), site=site) as office:
            kept = [v.name for v in office.look().office.visits.open.values()]

    assert len(kept) == 2 * EACH
    assert set(kept) == names == {f"Guest {n}" for n in range(2 * EACH)}
    links = Counter(str(one["message"]) for one in hooked)
    assert len(links) == 2 * EACH
    assert set(links.values()) == {1}
