"""A Tasmota meter in the distribution box: what all simulated loads draw together."""

from collections.abc import Callable, Mapping

from devices.sim.tasmota import SimSpec, SimTasmota

LOOK_S = 0.25
DELTA_W = 1.0


class SimMeter(SimTasmota):
    """Reports each change of the sum, as a small PowerDelta makes it, and every `tele_s`.

    Args:
        topic: Its topic.
        loads: What is asked for watts: `thing.watts` of each load behind it.
        standby_w: What flows with everything off.
        branches: Parts of it that are measured apart, from channel 2: the rest is channel 1.
    """

    def __init__(
        self,
        topic: str,
        loads: Callable[[], float],
        standby_w: float = 40.0,
        *,
        tele_s: float = 10.0,
        branches: Mapping[int, Callable[[], float]] | None = None,
    ) -> None:
        spec = SimSpec(relays=0, metered=True, tele_s=tele_s, first_tele_s=0.2)
        super().__init__(topic, spec)
        self._loads = loads
        self._branches = branches or {}
        self._standby_w = standby_w
        self._told_w: float | None = None
        self._looking = False

    def watts(self) -> float:
        """Return what flows through it, in watts."""
        return self._standby_w + self._loads()

    def _sensors(self) -> dict[str, object]:
        said = super()._sensors()
        if self._branches:
            parts = {n: watts() for n, watts in self._branches.items()}
            parts[1] = max(0.0, self.watts() - sum(parts.values()))
            power = [round(parts.get(n, 0.0)) for n in range(1, max(parts) + 1)]
            said["ENERGY"] = {"Power": power}
        return said

    def connected(self) -> None:
        """Say hello and begin to look."""
        super().connected()
        if not self._looking:
            self._looking = True
            self._look()

    def _look(self) -> None:
        now_w = self.watts()
        if self._told_w is None or abs(now_w - self._told_w) >= DELTA_W:
            self._told_w = now_w
            self.load_changed()
        self.later(LOOK_S, self._look)
