"""A small working Zigbee2MQTT with one device: switch, dimmer, cover, plug or infrared.

Says its bridge online before it listens; says the whole cache each time, also
right after its own start, when the cache may be old; answers a failed command
only in its log, after a while. Its connection is the bridge's: the device
itself goes `offline` in `availability` alone.
"""

import json
from collections.abc import Mapping, Sequence

from devices.mqtt.link import Will
from devices.sim.board import Board, Fault, SimSpec

BRIGHTEST = 254
MOVES = {1: "opening", -1: "closing", 0: "stopped"}
TARGETS = {"OPEN": 100.0, "CLOSE": 0.0, "STOP": None}


class SimZigbee2mqtt(Board):
    """See the module. `reboot` restarts the bridge.

    Args:
        topic: The device's friendly name.
        endpoints: Names of its gangs; empty for one.
        availability: Whether that feature is on.
        timeout_s: After which a failed command is logged; 10 s in truth.
    """

    behind_bridge = True

    def __init__(
        self,
        topic: str,
        spec: SimSpec | None = None,
        *,
        late_s: float = 3.0,
        base: str = "zigbee2mqtt",
        endpoints: Sequence[str] = (),
        availability: bool = True,
        timeout_s: float = 1.0,
    ) -> None:
        super().__init__(topic, spec, late_s=late_s)
        self._base, self._own = base, f"{base}/{topic}"
        self._suffixes = [f"_{name}" for name in endpoints] or [""]
        self._availability = availability
        self._timeout_s = timeout_s
        self._cache: dict[str, object] = {}
        self.will = Will(f"{base}/bridge/state", b'{"state":"offline"}')
        self.filters = [f"{self._own}/set", f"{self._own}/get"]

    def connected(self) -> None:
        """Say that the bridge is there, then listen; after a start the cache is said as it is."""
        self.say(f"{self._base}/bridge/state", '{"state":"online"}', retain=True)
        self.subscribe()
        self._say_available()
        if self.first_words() and self._cache:
            self._say_cache()

    def heard(self, topic: str, payload: bytes) -> None:
        """Pass a command on by radio; one that is not answered is an error in the log."""
        super().heard(topic, payload)
        if self._state.fault in (Fault.SILENT, Fault.OFFLINE) and topic.endswith("/set"):
            self.later(self._timeout_s, self._say_failed)

    def obey(self, topic: str, payload: bytes) -> None:
        """Carry out a command, or read the device."""
        if topic.endswith("/get"):
            return self._say_device()
        try:
            wanted = json.loads(payload)
        except ValueError:
            wanted = {"state": payload.decode(errors="replace")}
        if isinstance(wanted, Mapping):
            for key, value in wanted.items():
                self._set(str(key), value)
        return None

    def say_channel(self, n: int) -> None:
        """The device tells the bridge, and the bridge everybody."""
        self._say_device()

    def say_shutter(self, n: int) -> None:
        """The same for a cover."""
        self._say_device()

    def telemetry(self) -> None:
        """Report as the device's reporting interval says."""
        if self._state.channels or self._state.shutters:
            self.count_energy()
            self._say_device()

    def go_offline(self) -> None:
        """Out of radio range: the bridge notices after a while; at once here."""
        self._say_available()

    def come_back(self) -> None:
        """In range again."""
        self._say_available()

    def _set(self, key: str, value: object) -> None:
        word, n = self._gang(key)
        if word == "ir_code_to_send":
            self.send_infrared(str(value))
        elif word == "state" and value in TARGETS and self._state.shutters:
            self.move(n, TARGETS[str(value)])
        elif word == "state" and value in ("ON", "OFF", "TOGGLE"):
            self.turn(n, {"ON": True, "OFF": False}.get(str(value)))
        elif word == "brightness" and isinstance(value, int):
            self.dim(n, round(value * 100 / BRIGHTEST))
        elif word == "position" and isinstance(value, int) and 0 <= value <= 100:
            self.move(n, float(value))

    def _gang(self, key: str) -> tuple[str, int]:
        for n, suffix in enumerate(self._suffixes, start=1):
            if suffix and key.endswith(suffix):
                return key.removesuffix(suffix), n
        return key, 1

    def _say_device(self) -> None:
        """Take the device's state into the cache and say the whole of it."""
        for n, channel in self._state.channels.items():
            suffix = self._suffixes[n - 1]
            self._cache[f"state{suffix}"] = "ON" if channel.says_on else "OFF"
            if n in self.spec.dimmers:
                self._cache[f"brightness{suffix}"] = round(channel.level_pct * BRIGHTEST / 100)
        for n, shutter in self._state.shutters.items():
            suffix = self._suffixes[n - 1]
            at = round(shutter.position_pct)
            self._cache |= {f"position{suffix}": at, f"state{suffix}": "OPEN" if at else "CLOSE"}
            self._cache[f"running{suffix}"] = shutter.direction != 0
            self._cache[f"motor_state{suffix}"] = MOVES[shutter.direction]
        if self.spec.metered:
            kwh = round(self._state.energy_wh / 1000, 3)
            self._cache |= {"power": round(self.watts(), 1), "energy": kwh}
        if self._state.fault is not Fault.OFFLINE:
            self._say_cache()

    def _say_cache(self) -> None:
        self.say(self._own, self.garbled(json.dumps({**self._cache, "linkquality": 120})))

    def _say_available(self) -> None:
        if self._availability:
            state = "offline" if self._state.fault is Fault.OFFLINE else "online"
            self.say(f"{self._own}/availability", json.dumps({"state": state}), retain=True)

    def _say_failed(self) -> None:
        why = "Error: ZCL command failed (no response received)"
        line = f"z2m: Publish 'set' 'state' to '{self.topic}' failed: '{why}'"
        error = {"level": "error", "message": line, "namespace": "z2m"}
        self.say(f"{self._base}/bridge/logging", json.dumps(error))
