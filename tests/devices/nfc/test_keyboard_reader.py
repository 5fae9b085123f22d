"""Readers that type: from keys to a tap, and what may go wrong on the way."""

import os
import queue
import threading
import time

import pytest
from evdev import ecodes
from hypothesis import given
from hypothesis import strategies as st

from devices.nfc import keys
from devices.nfc.config import KeyboardReaderConfig, NumberFormat
from devices.nfc.keyboard import KeyboardReader
from devices.nfc.keys import EvdevKeys, chars
from devices.nfc.typed import Line, Typed, number
from gateway.errors import DeviceUnavailable

UID = bytes.fromhex("04A1B2C3")


def config(**parts) -> KeyboardReaderConfig:
    return KeyboardReaderConfig(id="desk", match="Sycreader", **parts)


def typed(line: Line, text: str, now_s: float = 0.0):
    """Type a text at one instant; return what the last key gave."""
    return [line.key(char, now_s) for char in text][-1]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (NumberFormat.DECIMAL, "0077705923"),
        (NumberFormat.DECIMAL_REVERSED, "3283263748"),
        (NumberFormat.HEX, "04A1B2C3"),
        (NumberFormat.HEX, "04a1b2c3"),
        (NumberFormat.HEX_REVERSED, "C3B2A104"),
    ],
)
def test_a_number_is_read_in_the_form_the_reader_types_it(form, text):
    """One card, four ways to type it; the badge must be the same everywhere."""
    assert typed(Line(config(format=form)), text + "\n") == UID


@pytest.mark.parametrize(
    "text", ["12?4", "4294967296", "0", "99999999999999999999999999999999999999", "A1", "٣"]
)
def test_a_line_that_is_no_number_is_told_from_no_line(text):
    """Wrong keys, too large for the UID's length, zero, far too long, other digits."""
    assert typed(Line(config()), text + "\n") is Typed.NO_NUMBER


def test_enter_alone_says_nothing():
    """Some readers send it twice."""
    assert Line(config()).key("\n", 0.0) is None


def test_digits_too_far_apart_do_not_belong_together():
    """Half a number from a reader unplugged in the middle never joins the next card's."""
    line = Line(config(key_timeout_s=1.0))
    typed(line, "999", 10.0)

    assert typed(line, "0077705923\n", 11.5) == UID


def test_digits_within_the_time_out_belong_together():
    """Slow readers take their time."""
    line = Line(config(key_timeout_s=1.0))
    typed(line, "00777", 10.0)

    assert typed(line, "05923\n", 11.0) == UID


def test_a_seven_byte_number_in_decimal_keeps_its_leading_zeros():
    """The length is the site file's, not the number's."""
    assert number("1", config(uid_bytes=7)) == bytes(6) + b"\x01"


@given(st.text(max_size=80))
def test_nothing_that_is_typed_raises(text):
    """The decoder is total, in each form."""
    for form in NumberFormat:
        found = number(text, config(format=form))
        assert found is None or len(found) in (4, 7, 8, 10)


def test_only_keys_going_down_count():
    """Release, repeat, shift and the scan codes beside them are no characters."""
    key, misc = ecodes.EV_KEY, ecodes.EV_MSC
    events = [
        (misc, 4, 458756),
        (key, ecodes.KEY_LEFTSHIFT, 1),
        (key, ecodes.KEY_A, 1),
        (key, ecodes.KEY_A, 2),
        (key, ecodes.KEY_A, 0),
        (key, ecodes.KEY_KP4, 1),
        (key, ecodes.KEY_X, 1),
        (key, ecodes.KEY_KPENTER, 1),
    ]

    assert chars(events) == ["A", "4", "?", "\n"]


class FakeKeys:
    """An input device that the test types on."""

    name = "Sycreader RFID"

    def __init__(self) -> None:
        self._typed: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.open = True

    def type(self, text: str | None) -> None:
        """Type a text; None unplugs."""
        self._typed.put(text)

    def wait(self, timeout_s: float) -> list[str]:
        try:
            text = self._typed.get(timeout=timeout_s)
        except queue.Empty:
            return []
        if text is None:
            raise DeviceUnavailable("unplugged")
        return list(text)

    def close(self) -> None:
        self.open = False


@pytest.fixture
def plugged() -> queue.SimpleQueue[FakeKeys]:
    """Devices there to be found, one after another."""
    return queue.SimpleQueue()


@pytest.fixture
def reader(plugged, arrivals, monkeypatch):
    monkeypatch.setattr("devices.nfc.keyboard.LOOK_AGAIN_S", 0.05)

    def grab(match: str) -> FakeKeys:
        try:
            return plugged.get_nowait()
        except queue.Empty:
            raise DeviceUnavailable(f"no input device is called {match!r}") from None

    running = KeyboardReader(
        config(), arrivals, lambda uid: uid.hex(), "b", time.monotonic, keys=grab
    )
    running.start()
    yield running
    assert running.is_alive()
    running.stop()
    assert not running.is_alive()


def test_a_typed_number_is_a_tap(plugged, reader, arrivals):
    """Hashed and numbered like any other reader's."""
    device = FakeKeys()
    plugged.put(device)
    arrivals.wait_part("reader:desk", ok=True)

    device.type("0077705923\n")

    tap = arrivals.next_tap()
    assert (tap.tap_id, tap.badge, tap.uid_tail) == ("desk:b:1", "04a1b2c3", "B2C3")


def test_garbage_is_ignored_and_the_next_card_read(plugged, reader, arrivals, caplog):
    """A line that is no number is logged, without its text."""
    device = FakeKeys()
    plugged.put(device)

    device.type("12?34\n0077705923\n")

    assert arrivals.next_tap().tap_id == "desk:b:1"
    assert "no card's number" in caplog.text
    assert "12?34" not in caplog.text


def test_a_reader_unplugged_and_plugged_in_again_is_grabbed_again(plugged, reader, arrivals):
    """What it had typed so far is forgotten; the old device is let go."""
    first, second = FakeKeys(), FakeKeys()
    plugged.put(first)
    arrivals.wait_part("reader:desk", ok=True)

    first.type("00777")
    first.type(None)
    arrivals.wait_part("reader:desk", ok=False)
    plugged.put(second)
    arrivals.wait_part("reader:desk", ok=True)
    second.type("0077705923\n")

    assert arrivals.next_tap().uid_tail == "B2C3"
    assert not first.open


def test_a_bug_behind_one_tap_costs_that_tap_only(plugged, reader, arrivals, monkeypatch):
    """The thread lives on."""
    failed = threading.Event()
    say = reader._taps.say

    def failing(uid):
        if not failed.is_set():
            failed.set()
            raise RuntimeError("a bug")
        return say(uid)

    monkeypatch.setattr(reader._taps, "say", failing)
    device = FakeKeys()
    plugged.put(device)

    device.type("0077705923\n0077705924\n")

    assert arrivals.next_tap().uid_tail == "B2C4"


class PipeDevice:
    """evdev's InputDevice over a pipe: the lowest seam where there is no /dev/uinput."""

    name = "Sycreader RFID"

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.grabbed = False

    def read(self):
        if not os.read(self.fd, 1):
            raise OSError(19, "No such device")
        return []

    def grab(self) -> None:
        self.grabbed = True

    def ungrab(self) -> None:
        raise OSError(19, "No such device")

    def close(self) -> None:
        os.close(self.fd)


def test_a_device_that_vanishes_under_the_wait_is_unavailable():
    """The kernel says ENODEV; letting go of it then must not fail either."""
    ours, theirs = os.pipe()
    device = EvdevKeys(PipeDevice(ours))
    assert device.wait(0.0) == []

    os.close(theirs)

    with pytest.raises(DeviceUnavailable, match="unplugged"):
        device.wait(1.0)
    device.close()


def test_what_is_not_plugged_in_is_unavailable_and_says_what_was_looked_for():
    """By path or by name."""
    with pytest.raises(DeviceUnavailable, match="/dev/input/by-id/none is not there"):
        keys.grab("/dev/input/by-id/none")
    with pytest.raises(DeviceUnavailable, match="no-such-reader"):
        keys.grab("no-such-reader")
