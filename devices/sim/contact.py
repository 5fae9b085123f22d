"""A window contact or motion sensor that speaks MQTT."""

from devices.sim.office import Thing


class SimContact(Thing):
    """Says its state when it connects and when it changes.

    Args:
        topic: Where it speaks.
        on, off: Its words.
        retain: True for a contact; a motion sensor's past is not kept.
    """

    def __init__(
        self, topic: str, *, on: str = "ON", off: str = "OFF", retain: bool = True
    ) -> None:
        super().__init__(topic)
        self._words = {True: on, False: off}
        self._retain = retain
        self._value = False

    def state(self) -> bool:
        """Return True for open, or motion; from any thread."""
        return self._value

    def set(self, value: bool) -> None:
        """Open or close it, move or rest; from any thread."""
        self.do(lambda: self._set(value))

    def connected(self) -> None:
        """Say how things are."""
        self.say(self.topic, self._words[self._value], retain=self._retain)

    def _set(self, value: bool) -> None:
        self._value = value
        self.say(self.topic, self._words[value], retain=self._retain)
