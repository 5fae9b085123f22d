"""Motion sensors, door and window contacts, and buttons on the Pi's pins.

Wiring: a contact or button between the pin and ground (pull-up, active low); a
PIR sensor's output to the pin (no pull-up, active high). Debounced for 50 ms.
Tried with gpiozero's mock pins.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from gpiozero import DigitalInputDevice

from devices.base import Emit
from devices.gpio.pins import PinFactory, unavailable
from devices.gpio.signal import PINS
from gateway.domain.events import InputChanged, PartChanged
from gateway.errors import DeviceUnavailable

log = logging.getLogger(__name__)

BOUNCE_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class InputConfig:
    """One input.

    Attributes:
        id: Its id in the site file.
        pin: In Broadcom (BCM) order, 2 to 27.
        pull_up: The Pi holds the pin at 3.3 V; False: at 0 V.
        active_low: 0 V means motion, open or pressed.
    """

    id: str
    pin: int
    pull_up: bool = True
    active_low: bool = True

    def __post_init__(self) -> None:
        if self.pin not in PINS:
            raise ValueError(f"pin must be 2 to 27 (BCM), not {self.pin}")


class GpioInputs:
    """Emits `InputChanged` for the level at the start and for each change after it.

    Has no thread of its own: gpiozero's back end calls. One input that cannot
    be opened is told as a part that is gone and leaves the others alone.
    """

    name = "gpio"

    def __init__(self, inputs: Sequence[InputConfig], emit: Emit, pins: PinFactory) -> None:
        self._configs = tuple(inputs)
        self._emit = emit
        self._pins = pins
        self._open: list[DigitalInputDevice] = []
        self._started = False

    def start(self) -> None:
        """Open the pins and tell each level."""
        self._started = True
        for config in self._configs:
            part = f"input:{config.id}"
            try:
                with unavailable(f"pin {config.pin} of {config.id}"):
                    self._follow(config)
            except DeviceUnavailable as trouble:
                log.warning("%s", trouble)
                self._guarded(PartChanged(part=part, ok=False, detail=str(trouble)))

    def stop(self) -> None:
        """Let go of the pins; safe to call twice."""
        self._started = False
        for device in self._open:
            device.when_activated = device.when_deactivated = None
            device.close()
        self._open = []

    def is_alive(self) -> bool:
        """Return True from start to stop: there is no thread of ours that could die."""
        return self._started

    def _follow(self, config: InputConfig) -> None:
        device = DigitalInputDevice(
            config.pin, pull_up=config.pull_up, bounce_time=BOUNCE_S, pin_factory=self._pins
        )
        self._open.append(device)  # gpiozero forgets the handlers of a device nobody holds
        # gpiozero calls a pulled-up pin active when it is low; the wiring may differ.
        upright = config.active_low == config.pull_up

        def tell(value: bool) -> None:
            self._guarded(InputChanged(input=config.id, value=value is upright))

        device.when_activated = lambda: tell(True)
        device.when_deactivated = lambda: tell(False)
        tell(bool(device.is_active))

    def _guarded(self, event: InputChanged | PartChanged) -> None:
        """A bug behind `emit` costs this one event, not gpiozero's thread."""
        try:
            self._emit(event)
        except Exception:
            log.exception("%s could not be told", event)
