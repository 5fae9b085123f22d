"""The lamp and the buzzer beside a reader: did it count?

green, 1 beep = done; amber, 2 short = look at the screen; red, 3 = not done.

Wiring: each pin through a resistor to an LED (or an RGB lamp's green and red
legs: amber is then both), the buzzer through a transistor. Safe state: dark
and silent; a pull-down at each transistor keeps it so while the Pi boots.
Tried with gpiozero's mock pins.
"""

import logging
from dataclasses import dataclass

from gpiozero import DigitalOutputDevice

from devices.gpio.pins import PinFactory, unavailable
from gateway.domain.effects import Feedback, Light
from gateway.errors import DeviceUnavailable

log = logging.getLogger(__name__)

PINS = range(2, 28)
BEEP_S = {Light.GREEN: (0.15, 0.1), Light.AMBER: (0.07, 0.07), Light.RED: (0.15, 0.1)}
"""How long a beep and the pause after it last, in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalConfig:
    """Pins in Broadcom (BCM) order, 2 to 27; None = that part is not there.

    Attributes:
        amber: May be left out where green and red shine through one lens.
        active_high: False where 0 V on the pin switches the part on.
        show_s: How long the lamp shines.
    """

    green: int | None = None
    amber: int | None = None
    red: int | None = None
    buzzer: int | None = None
    active_high: bool = True
    show_s: float = 4.0

    def __post_init__(self) -> None:
        used = [p for p in (self.green, self.amber, self.red, self.buzzer) if p is not None]
        for pin in used:
            if pin not in PINS:
                raise ValueError(f"pin must be 2 to 27 (BCM), not {pin}")
        if len(set(used)) != len(used):
            raise ValueError(f"one pin cannot be two parts: {sorted(used)}")
        if not 0.5 <= self.show_s <= 60:
            raise ValueError(f"show_s must be 0.5 to 60, not {self.show_s:g}")


class LampAndBuzzer:
    """`ReaderFeedback` over gpiozero; a new feedback replaces the old one at once.

    Blinking and beeping run in gpiozero's own threads, at most one for each
    pin; `close` ends them.

    Args:
        config: See there.
        pins: From `pin_factory`.

    Raises:
        DeviceUnavailable: A pin is not there or in use.
    """

    def __init__(self, config: SignalConfig, pins: PinFactory) -> None:
        self._config = config
        self._parts: dict[str, DigitalOutputDevice] = {}
        self._failing = False
        try:
            for name in ("green", "amber", "red", "buzzer"):
                pin = getattr(config, name)
                if pin is not None:
                    with unavailable(f"the {name} pin {pin}"):
                        self._parts[name] = DigitalOutputDevice(
                            pin, active_high=config.active_high, pin_factory=pins
                        )
        except DeviceUnavailable:
            self.close()
            raise

    def show(self, feedback: Feedback) -> None:
        """Show it and return at once; a broken lamp is logged once and stops nothing."""
        try:
            with unavailable("the lamp"):
                self._show(feedback.light, feedback.beeps)
        except DeviceUnavailable as trouble:
            if not self._failing:
                log.warning("%s: %s", feedback.reader, trouble)
            self._failing = True
        else:
            self._failing = False

    def close(self) -> None:
        """Let go of the pins, lamp off; safe to call twice."""
        for name, part in self._parts.items():
            try:
                with unavailable(name):
                    part.off()
                    part.close()
            except DeviceUnavailable as trouble:
                log.warning("%s", trouble)
        self._parts = {}

    def _show(self, light: Light, beeps: int) -> None:
        shining = self._shining(light)
        for name, part in self._parts.items():
            if name not in shining:
                part.off()
        for name in shining:
            self._parts[name].blink(on_time=self._config.show_s, off_time=0, n=1)
        if beeps > 0 and "buzzer" in self._parts:
            on_s, off_s = BEEP_S[light]
            self._parts["buzzer"].blink(on_time=on_s, off_time=off_s, n=beeps)

    def _shining(self, light: Light) -> tuple[str, ...]:
        """Return which parts make this light, as far as they are there."""
        wanted: tuple[str, ...] = (light.value,)
        if light is Light.AMBER and "amber" not in self._parts:
            wanted = ("green", "red")
        return wanted if all(name in self._parts for name in wanted) else ()
