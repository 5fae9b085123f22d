"""The plainest thing on MQTT: one relay that says ON or OFF and is set to it."""

from devices.mqtt.link import Will
from devices.sim.board import Board, SimSpec

WORDS = {"ON": True, "OFF": False}


class SimGeneric(Board):
    """Says its state when it connects and when it is switched; retained if so set."""

    def __init__(
        self,
        topic: str,
        spec: SimSpec | None = None,
        *,
        late_s: float = 3.0,
        retain: bool = False,
    ) -> None:
        super().__init__(topic, spec, late_s=late_s)
        self._retain = retain
        self.will = Will(f"{topic}/lwt", b"down")
        self.filters = [f"{topic}/set"]

    def connected(self) -> None:
        """Listen, say that it is there, and how it is."""
        self.subscribe()
        self.say(f"{self.topic}/lwt", "up", retain=True)
        for n in self._state.channels:
            self.say_channel(n)
        self.first_words()

    def obey(self, topic: str, payload: bytes) -> None:
        """Switch."""
        word = payload.decode(errors="replace").strip()
        if word in WORDS:
            self.turn(1, WORDS[word])

    def say_channel(self, n: int) -> None:
        """Say how it is."""
        word = "ON" if self._state.channels[n].says_on else "OFF"
        self.say(f"{self.topic}/state", self.garbled(word), retain=self._retain)
