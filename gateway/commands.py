"""Each command goes the way its device is reached: over the broker, or straight to it."""

from collections.abc import Mapping
from typing import Protocol

from gateway.domain.effects import Command


class Taker(Protocol):
    """What carries out commands: the bus, or one device's own driver."""

    def send(self, command: Command) -> None:
        """Carry it out soon or say that it was not (`CommandNotSent`); returns at once."""


class Devices:
    """All devices of a site, as something commands are sent to.

    Args:
        bus: Takes the commands of everything on MQTT.
        direct: Takers of devices that have a line of their own, by device.
    """

    def __init__(self, bus: Taker, direct: Mapping[str, Taker]) -> None:
        self._bus = bus
        self._direct = direct

    def send(self, command: Command) -> None:
        """Hand a command to whoever reaches its device."""
        self._direct.get(command.device, self._bus).send(command)
