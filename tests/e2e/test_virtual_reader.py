"""The demo's virtual PC/SC reader, on a real pcscd with vpcd."""

import json
import threading
from contextlib import contextmanager

import pytest

from gateway.config import load_site
from gateway.config.examples import example
from gateway.demo.cards import READER, virtual_reader
from gateway.demo.office import DemoOffice, DemoOptions
from tests.parts import pcscd as parts_pcscd
from tests.parts.mosquitto import free_port
from tests.parts.pcscd import Pcscd
from tests.parts.vcard import CardSlot
from tests.patience import PATIENCE_S

LI, WANG = "p002", "p003"


@pytest.fixture
def site():
    """The demo's site as it is written."""
    return load_site(example("demo.toml"))


@pytest.fixture
def pcscd(tmp_path):
    """A pcscd with vpcd, started or about to be."""
    if why := parts_pcscd.missing():
        pytest.skip(why)
    daemon = Pcscd(tmp_path)
    daemon.start()
    yield daemon
    daemon.stop()


@contextmanager
def demo(folder, vpcd):
    """Run the demo office; gives it."""
    office = DemoOffice(DemoOptions(data=folder / "data", port=0, vpcd=vpcd))
    office.start()
    loop = threading.Thread(target=office.app.run, name="loop")
    loop.start()
    try:
        yield office
    finally:
        office.app.stop()
        loop.join()
        office.stop()


def see(office, fits):
    """Return when the office is so."""
    board = office.app.loop.board
    snapshot, pauses = board.latest(), 0
    while not fits(snapshot):
        assert pauses < PATIENCE_S * 10, dict(snapshot.office.health.parts)
        snapshot, pauses = board.wait_newer(snapshot.version, 0.1), pauses + 1


def is_ready(snapshot):
    """Tell whether the gateway has the virtual reader."""
    part = snapshot.office.health.parts.get(f"reader:{READER}")
    return part is not None and part.ok


def is_in(person):
    """Return a question to a snapshot: is somebody in?"""
    return lambda s: person in {one.person for one in s.office.presence.sessions.values()}


def offered(site, port):
    """Return the virtual reader once pcscd has it; it begins by itself."""
    pause = threading.Event()
    for _ in range(100):
        if (found := virtual_reader(site, port)) is not None:
            return found
        pause.wait(0.05)
    return None


def test_where_pcscd_and_vpcd_run_the_demo_has_a_reader_more(site, pcscd, tmp_path):
    """`/demo` lays cards on it; so may any program that speaks to vpcd, with any known badge."""
    reader = offered(site, pcscd.port)
    assert reader is not None
    assert reader.match == "Virtual PCD 00 00"

    with demo(tmp_path, pcscd.port) as office:
        assert READER in office.app.loop.board.latest().rules.readers
        see(office, is_ready)

        office.strings.tap(READER, LI)
        see(office, is_in(LI))

        badges = json.loads(example("demo-registry.json").read_text("utf-8"))["badges"]
        outside = CardSlot(pcscd.port)
        outside.lay_uid(next(row["uid"] for row in badges if row["person"] == WANG))
        try:
            see(office, is_in(WANG))
        finally:
            outside.take()

        office.strings.tap("front-door", "p004")
        see(office, is_in("p004"))


def test_two_cards_in_a_row_are_two_taps(site, pcscd, tmp_path):
    """Each lies there until it was read; the next waits."""
    assert offered(site, pcscd.port)
    with demo(tmp_path, pcscd.port) as office:
        see(office, is_ready)

        office.strings.tap(READER, LI)
        office.strings.tap(READER, WANG)

        see(office, is_in(LI))
        see(office, is_in(WANG))


def test_without_pcscd_the_demo_is_as_ever(site, tmp_path):
    """No reader is offered that nobody could use, and cards are tapped on the page."""
    assert virtual_reader(site, free_port()) is None
    with demo(tmp_path, free_port()) as office:
        assert office.cards is None
        assert set(office.app.loop.board.latest().rules.readers) == {"front-door", "back-door"}
        office.strings.tap("front-door", LI)
        see(office, is_in(LI))


def test_a_vpcd_out_of_reach_is_not_offered(site, pcscd):
    """pcscd may be passed in from elsewhere: the reader is seen, and nobody could lay a card."""
    assert offered(site, pcscd.port)
    assert virtual_reader(site, free_port()) is None
