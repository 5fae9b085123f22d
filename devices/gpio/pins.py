"""Which pins there are: a Pi's, or imaginary ones; chosen by the site file."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gpiozero import Device, GPIOZeroError, PinFactoryFallback
from gpiozero.pins.mock import MockFactory

from gateway.errors import DeviceUnavailable

PinFactory = Any
"""gpiozero's factory; it has no types."""


def pin_factory(kind: str) -> PinFactory:
    """Return gpiozero's pins: `auto`, `mock` or `lgpio`; make one and share it.

    Raises:
        DeviceUnavailable: This machine has no such pins, or not for this user.
        ValueError: There is no such kind.
    """
    if kind not in ("auto", "mock", "lgpio"):
        raise ValueError(f"gpio factory must be auto, mock or lgpio, not {kind!r}")
    with unavailable("the GPIO pins"):
        if kind == "mock":
            return MockFactory()
        if kind == "lgpio":
            from gpiozero.pins.lgpio import LGPIOFactory

            return LGPIOFactory()
        with warnings.catch_warnings():  # each back end that was tried and is not there
            warnings.simplefilter("ignore", PinFactoryFallback)
            Device.ensure_pin_factory()
        return Device.pin_factory


@contextmanager
def unavailable(thing: str) -> Iterator[None]:
    """Turn whatever gpiozero and its back ends raise into DeviceUnavailable.

    lgpio's own errors are plain exceptions with no class to name here.
    """
    try:
        yield
    except (GPIOZeroError, OSError, ImportError) as error:
        raise DeviceUnavailable(f"{thing} cannot be used: {error}") from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] != "lgpio":
            raise
        raise DeviceUnavailable(f"{thing} cannot be used: {error}") from error
