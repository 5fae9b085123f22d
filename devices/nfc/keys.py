"""An input device that only we read: found, grabbed, followed. The only file that knows evdev.

Grabbed (EVIOCGRAB), because otherwise a reader's digits land in whatever has
the focus: the kiosk's PIN field.
"""

import contextlib
import select
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import evdev
from evdev import ecodes

from devices.nfc.typed import ENTER
from gateway.errors import DeviceUnavailable

INPUT = Path("/dev/input")

_CHARS: dict[int, str] = {
    **{getattr(ecodes, f"KEY_{c}"): c for c in "0123456789ABCDEF"},
    **{getattr(ecodes, f"KEY_KP{d}"): d for d in "0123456789"},
    ecodes.KEY_ENTER: ENTER,
    ecodes.KEY_KPENTER: ENTER,
}
_SILENT = {ecodes.KEY_LEFTSHIFT, ecodes.KEY_RIGHTSHIFT, ecodes.KEY_CAPSLOCK, ecodes.KEY_NUMLOCK}
_DOWN = 1
OTHER = "?"
"""Stands for a key that no number has, so that its line is refused."""


class Keys(Protocol):
    """A grabbed input device; a test may give another."""

    name: str

    def wait(self, timeout_s: float) -> list[str]:
        """Return the characters typed, empty after the timeout; DeviceUnavailable if unplugged."""

    def close(self) -> None:
        """Let go; never raises."""


def grab(match: str) -> Keys:
    """Return the input device that matches, grabbed.

    Args:
        match: A path under `/dev/input`, or part of the device's name, any case.

    Raises:
        DeviceUnavailable: It is not plugged in, not ours to open, or grabbed
            by somebody else.
    """
    path = find(match)
    try:
        device = evdev.InputDevice(str(path))
    except OSError as error:
        raise DeviceUnavailable(f"{path} cannot be opened: {error}") from error
    try:
        device.grab()
    except OSError as error:
        device.close()
        raise DeviceUnavailable(f"{path} is in use by another program: {error}") from error
    return EvdevKeys(device)


class EvdevKeys:
    """`Keys` over one evdev device, already grabbed."""

    def __init__(self, device: "evdev.InputDevice[str]") -> None:
        self._device = device
        self.name = device.name

    def wait(self, timeout_s: float) -> list[str]:
        """See `Keys`."""
        try:
            ready, _, _ = select.select([self._device.fd], [], [], timeout_s)
            events = list(self._device.read()) if ready else []
        except (OSError, ValueError) as error:
            raise DeviceUnavailable(f"{self.name} was unplugged: {error}") from error
        return chars((e.type, e.code, e.value) for e in events)

    def close(self) -> None:
        """See `Keys`."""
        with contextlib.suppress(OSError):
            self._device.ungrab()
        with contextlib.suppress(OSError):
            self._device.close()


def chars(events: Iterable[tuple[int, int, int]]) -> list[str]:
    """Return the characters of (type, code, value) events; a held key counts once."""
    return [
        _CHARS.get(code, OTHER)
        for kind, code, value in events
        if kind == ecodes.EV_KEY and value == _DOWN and code not in _SILENT
    ]


def find(match: str) -> Path:
    """Return the path of the input device that matches, as `grab` would; takes nothing.

    Raises:
        DeviceUnavailable: None does, or none that we may open.
    """
    if match.startswith("/"):
        path = Path(match)
        if not path.exists():
            raise DeviceUnavailable(f"{match} is not there")
        return path
    for path in sorted(INPUT.glob("event*")):
        try:
            device = evdev.InputDevice(str(path))
        except OSError:  # not ours to open, or gone meanwhile
            continue
        with contextlib.closing(device):
            if match.casefold() in device.name.casefold():
                return path
    raise DeviceUnavailable(f"no input device is called {match!r}, or none that we may open")
