"""A small working Shelly of the second generation: RPC, and news that say only what changed.

An answer to a command says what was before; the state comes as a notification
of its own. A whole status comes only after connecting and when asked. Nothing
is retained, its last will neither.
"""

import json
from collections.abc import Callable, Mapping

from devices.mqtt.link import Will
from devices.sim.board import Board, SimSpec

Params = Mapping[str, object]
TRAVEL = {1: "opening", -1: "closing"}
NO_HANDLER, NO_ARGUMENT, UNAUTHORIZED = 404, -105, 401


class SimShelly(Board):
    """See the module. Channels count from 0.

    Args:
        topic: Its MQTT prefix.
        calibrated: False for a cover that does not know where it is.
        password: True for one that wants a digest with each call.
    """

    first = 0

    def __init__(
        self,
        topic: str,
        spec: SimSpec | None = None,
        *,
        late_s: float = 3.0,
        calibrated: bool = True,
        password: bool = False,
    ) -> None:
        super().__init__(topic, spec, late_s=late_s)
        self.calibrated = calibrated
        self.password = password
        self.will = Will(f"{topic}/online", b"false", retain=False)
        self.filters = [f"{topic}/rpc"]

    def connected(self) -> None:
        """Listen, say that it is there, and its whole status."""
        self.subscribe()
        self.say(f"{self.topic}/online", "true")
        self._notify("NotifyFullStatus", self._status())
        self.first_words()

    def obey(self, topic: str, payload: bytes) -> None:
        """Answer a call; what is no call gets no answer."""
        try:
            frame = json.loads(payload)
            number, src, method = frame["id"], frame["src"], frame["method"]
            params = frame.get("params") or {}
        except (ValueError, KeyError, TypeError):
            return
        code: int | None = UNAUTHORIZED if self.password else None
        result: object = None
        if code is None:
            call = self._calls().get(method)
            code = NO_HANDLER if call is None else None
            result = call(params) if call is not None else None
            if result is False:
                code = NO_ARGUMENT
        answer: dict[str, object] = {"id": number, "src": self.topic, "dst": src}
        if code is None:
            answer["result"] = result
        else:
            answer["error"] = {"code": code, "message": f"{method} failed"}
        self.say(f"{src}/rpc", self.garbled(json.dumps(answer)))

    def say_channel(self, n: int) -> None:
        """Tell what changed, and a moment later what it draws."""
        channel = self._state.channels[n]
        said: dict[str, object] = {"id": n, "output": channel.says_on, "source": "MQTT"}
        if n in self.spec.dimmers:
            said["brightness"] = channel.level_pct
        self._notify("NotifyStatus", {self._name(n): said})
        if self.spec.metered:
            self._notify("NotifyStatus", {self._name(n): {"id": n, "apower": self.watts_of(n)}})

    def say_shutter(self, n: int) -> None:
        """Tell where a cover is; one that is not calibrated does not know."""
        self._notify("NotifyStatus", {f"cover:{n}": self._cover(n)})

    def telemetry(self) -> None:
        """Tell the energy counter, as it does each minute."""
        if self.spec.metered and self._state.channels:
            n = min(self._state.channels)
            self.count_energy()
            total = self._total_wh(n)
            self._notify("NotifyStatus", {self._name(n): {"id": n, "aenergy": {"total": total}}})

    def _total_wh(self, n: int) -> float:
        """Return a channel's counter; the first one's counts for all."""
        return round(self._state.energy_wh, 3) if n == min(self._state.channels) else 0.0

    def _calls(self) -> Mapping[str, Callable[[Params], object]]:
        return {
            "Shelly.GetStatus": lambda p: self._status(),
            "Switch.Set": self._switch,
            "Light.Set": self._light,
            "Cover.Open": lambda p: self._move(p, 100.0),
            "Cover.Close": lambda p: self._move(p, 0.0),
            "Cover.Stop": lambda p: self._move(p, None),
            "Cover.GoToPosition": self._go_to,
        }

    def _switch(self, params: Params) -> object:
        n, on = params.get("id"), params.get("on")
        was = self._state.channels.get(n) if isinstance(n, int) else None
        if not isinstance(n, int) or was is None or not isinstance(on, bool):
            return False
        self.turn(n, on)
        return {"was_on": was.says_on}

    def _light(self, params: Params) -> object:
        n, on, level = params.get("id"), params.get("on"), params.get("brightness")
        if not isinstance(n, int) or n not in self.spec.dimmers:
            return False
        done = self.dim(n, level) if isinstance(level, int) else self.turn(n, on is True)
        return None if done else False

    def _move(self, params: Params, target: float | None) -> object:
        n = params.get("id")
        return None if isinstance(n, int) and self.move(n, target) else False

    def _go_to(self, params: Params) -> object:
        position = params.get("pos")
        if not self.calibrated or not isinstance(position, int) or not 0 <= position <= 100:
            return False
        return self._move(params, float(position))

    def _status(self) -> dict[str, object]:
        said: dict[str, object] = {"sys": {"uptime": 10}, "mqtt": {"connected": True}}
        for n, channel in self._state.channels.items():
            part: dict[str, object] = {"id": n, "source": "init", "output": channel.says_on}
            if n in self.spec.dimmers:
                part["brightness"] = channel.level_pct
            if self.spec.metered:
                part |= {"apower": self.watts_of(n), "aenergy": {"total": self._total_wh(n)}}
            said[self._name(n)] = part
        return said | {f"cover:{n}": self._cover(n) for n in self._state.shutters}

    def _cover(self, n: int) -> dict[str, object]:
        shutter = self._state.shutters[n]
        ends = {0.0: "closed", 100.0: "open"}
        rests = ends.get(shutter.position_pct, "stopped")
        at = round(shutter.position_pct) if self.calibrated else None
        state = TRAVEL.get(shutter.direction, rests)
        return {"id": n, "state": state, "current_pos": at, "pos_control": self.calibrated}

    def _name(self, n: int) -> str:
        return f"light:{n}" if n in self.spec.dimmers else f"switch:{n}"

    def _notify(self, method: str, components: Mapping[str, object]) -> None:
        frame = {
            "src": self.topic,
            "dst": f"{self.topic}/events",
            "method": method,
            "params": {"ts": 1.0, **components},
        }
        self.say(f"{self.topic}/events/rpc", self.garbled(json.dumps(frame)))
