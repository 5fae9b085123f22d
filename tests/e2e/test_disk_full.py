"""The disk is full: a red light and plain words, said everywhere; it mends itself with space."""

import subprocess
import uuid
from collections import Counter
from contextlib import suppress

import pytest

from gateway.domain.effects import Light, Result
from gateway.domain.events import BadgeTapped
from gateway.ledger import verify
from tests.e2e.office import DOOR, LIGHT, SITE, ZHOU, Office

ENOUGH = 3_000
"""More taps than any of the small disks here can take."""


class PageLimit:
    """A ledger that may not grow: works everywhere, also without root."""

    def __init__(self, office: Office) -> None:
        self._ledger = office.app.ledger

    def fill(self) -> None:
        (pages,) = self._ask("PRAGMA page_count")
        self._ask(f"PRAGMA max_page_count = {pages}")

    def make_space(self) -> None:
        self._ask("PRAGMA max_page_count = 1000000")

    def _ask(self, words: str):
        return self._ledger._conn.execute(words).fetchone()


class Ballast:
    """A real small disk, filled up by somebody else's file."""

    def __init__(self, office: Office) -> None:
        self._file = office.app.options.data.parent / "ballast"

    def fill(self) -> None:
        with suppress(OSError), self._file.open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)

    def make_space(self) -> None:
        self._file.unlink()


class ListeningLamp:
    """The reader's lamp, and what it was told."""

    def __init__(self, lamp) -> None:
        self._lamp = lamp
        self.shown = []

    def show(self, feedback) -> None:
        self.shown.append(feedback)
        self._lamp.show(feedback)

    def close(self) -> None:
        self._lamp.close()


@pytest.fixture(params=["real", "limited"])
def disk(request, tmp_path):
    """A folder for the data and what makes its disk full."""
    if request.param == "limited":
        yield tmp_path, PageLimit
        return
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk of our own needs root; the other case tries the same")
    try:
        yield folder, Ballast
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def told(disk, broker, devices, tmp_path):
    """The gateway on a small disk; what its lamps were told, by tap in order.

    A full ledger may still take a small row, so its alert can go and come again: here
    that counts as the same one for a second, not for ten minutes.
    """
    folder, _ = disk
    site = tmp_path / "site.toml"
    site.write_text(SITE.read_text("utf-8") + "\n[durations]\nsettle_s = 1\n", "utf-8")
    with Office(folder / "data", broker, site=site) as office:
        office.ready()
        lamp = ListeningLamp(office.app.pins.lamps[DOOR])
        office.app.pins.lamps[DOOR] = lamp
        yield office, lamp.shown


def tap_once(office: Office) -> str:
    """Lay Zhou's card on the reader, and wait until it is answered; return the tap's id."""
    tap_id = f"{DOOR}:test:{uuid.uuid4().hex}"
    badge = office.app.keys.hash_uid(ZHOU)
    office.ask(BadgeTapped(tap_id=tap_id, reader=DOOR, badge=badge, uid_tail="C325"))
    return tap_id


def test_a_full_disk_gives_red_and_words_and_mends_itself_when_there_is_space(disk, told):
    """No false green; every screen and /healthz say it; nothing half-kept; taps go on after."""
    office, lamps = told
    trouble = disk[1](office)
    admin, kiosk = office.admin(), office.visitor()
    kiosk.pair(admin, f"kiosk:{DOOR}")
    greens = [tap_once(office)]

    trouble.fill()
    for _ in range(ENOUGH):
        tap = tap_once(office)
        if lamps[-1].result is Result.STORE_FAILED:
            break
        greens.append(tap)
    refused = [tap, tap_once(office)]

    assert [f.result for f in lamps[-2:]] == [Result.STORE_FAILED] * 2
    assert lamps[-1].light is Light.RED
    assert lamps[-1].beeps == 3
    assert lamps[-1].message.en == "Not recorded. Please sign at reception."
    full = office.see(lambda s: "part:store" in s.office.alerts.open)
    assert full.office.health.parts["store"].ok is False
    health = admin.get("/healthz")
    assert (health.status, health.json()["parts"]["store"]) == (200, "gone")
    assert "Nothing can be kept: taps are refused" in admin.get("/facilities").text
    assert "Nothing was kept. Write your name and the time on paper" in kiosk.get("/kiosk").text

    assert office.press("door-light.on").ok, "a light needs no disk"
    office.see_channel(LIGHT, lambda c: c.wish.state == "done")

    trouble.make_space()
    office.see(lambda s: s.office.health.parts["store"].ok)
    office.see(lambda s: "part:store" not in s.office.alerts.open)
    greens.append(tap_once(office))

    assert lamps[-1].result is not Result.STORE_FAILED
    kept = Counter(f.body["tap_id"] for _, f in office.app.ledger.since(0) if f.kind == "tap")
    assert [t for t in greens if kept[t] != 1] == []
    assert [t for t in refused if kept[t]] == []
    assert verify(office.app.ledger.path, office.app.keys.ledger).finding is None
    assert admin.get("/healthz").json()["parts"]["store"] == "ok"


@pytest.mark.parametrize("disk", ["real"], indirect=True)
def test_on_a_full_disk_an_administrator_hears_that_nothing_was_saved(disk, told):
    """A change on screen is refused with words, not with a traceback, and is not half there."""
    office, _ = told
    trouble = disk[1](office)
    admin = office.admin()
    trouble.fill()

    refused = admin.post("/admin/notice", "/admin", zh="停电通知", en="Power cut")

    assert refused.status == 503
    assert "Nothing can be kept now" in refused.text
    assert office.app.registry.get("settings", "notice") is None
    trouble.make_space()
    office.see(lambda s: "store" not in s.office.health.parts or s.office.health.parts["store"].ok)
    assert admin.post("/admin/notice", "/admin", zh="停电通知", en="Power cut").status == 303


@pytest.mark.parametrize("disk", ["real"], indirect=True)
def test_a_gateway_that_stops_and_starts_on_a_full_disk_still_knows_who_is_in(
    disk, broker, devices
):
    """It ends in good order, comes up all the same, says what is wrong, and mends itself."""
    folder, kind = disk
    with Office(folder / "data", broker) as office:
        office.ready()
        tap_once(office)
        trouble = kind(office)
        trouble.fill()

    with Office(folder / "data", broker) as office:
        office.ready()
        office.see(lambda s: s.office.health.parts["store"].ok is False)
        assert office.people_in() == {"p001"}
        assert office.visitor().get("/healthz").json()["parts"]["store"] == "gone"
        trouble.make_space()
        office.see(lambda s: s.office.health.parts["store"].ok)
