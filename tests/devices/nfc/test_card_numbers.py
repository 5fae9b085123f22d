"""What counts as a card's number, and what a tap says of it."""

import pytest

from devices.nfc.config import SimReaderConfig
from devices.nfc.sim import SimReader
from devices.nfc.uid import is_random, tail, uid_of
from gateway.domain.events import BadgeTapped

OK = "9000"


@pytest.mark.parametrize(
    "uid",
    ["04A1B2C3", "04A1B2C3D4E580", "04A1B2C3D4E5F60718AA", "0123456789ABCDEF"],
    ids=["single", "double", "triple", "felica"],
)
def test_a_number_of_a_length_that_cards_have_is_taken(uid):
    """ISO 14443-3: 4, 7 or 10 bytes; FeliCa and ISO 15693: 8."""
    assert uid_of(bytes.fromhex(uid + OK)) == bytes.fromhex(uid)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "90",
        OK,
        "6A81",
        "04A1B2C36300",
        "04A1B2" + OK,
        "04A1B2C3D4" + OK,
        "00000000" + OK,
        "FFFFFFFFFFFFFF" + OK,
        "04" * 300 + OK,
    ],
)
def test_anything_else_is_no_number(answer):
    """A wrong status, a wrong length, all zeros or all ones."""
    assert uid_of(bytes.fromhex(answer)) is None


@pytest.mark.parametrize(
    ("uid", "random"), [("08A1B2C3", True), ("04A1B2C3", False), ("08A1B2C3D4E5F6", False)]
)
def test_four_bytes_beginning_with_08_are_random(uid, random):
    """Longer numbers are fixed whatever they begin with."""
    assert is_random(bytes.fromhex(uid)) is random


def test_of_a_number_the_last_two_bytes_are_shown():
    """Enough for people to compare, not enough to copy the card."""
    assert tail(bytes.fromhex("04A1B2C3D4E580")) == "E580"


def test_a_simulated_reader_says_what_a_real_one_would():
    """Hashed, numbered, and without a badge for what no card has."""
    events = []
    reader = SimReader(SimReaderConfig(id="desk"), events.append, lambda uid: uid.hex(), "b1")

    first = reader.tap(bytes.fromhex("04A1B2C3"))
    reader.tap(b"")

    assert events == [
        BadgeTapped(tap_id=first, reader="desk", badge="04a1b2c3", uid_tail="B2C3"),
        BadgeTapped(tap_id="desk:b1:2", reader="desk", badge=""),
    ]


def test_the_log_shows_the_tail_and_nothing_else_of_the_number(caplog):
    """Journals are read by many."""
    reader = SimReader(SimReaderConfig(id="desk"), lambda event: None, lambda uid: "h", "b1")

    with caplog.at_level("DEBUG"):
        reader.tap(bytes.fromhex("04A1B2C3D4E580"))

    assert "E580" in caplog.text
    assert "A1B2" not in caplog.text.upper()
    assert "D4E5" not in caplog.text.upper()
