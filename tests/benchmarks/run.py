"""Which benchmarks there are, and how much of each is run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.benchmarks import taps
from tests.benchmarks.figures import Figure


@dataclass(frozen=True)
class Share:
    """How much of the full count to run; 1.0 is all of it."""

    of_all: float = 1.0

    def __call__(self, count: int, least: int = 1) -> int:
        """Return a share of a count."""
        return max(least, round(count * self.of_all))


Benchmark = Callable[[Share], list[Figure]]

BENCHMARKS: Mapping[str, Benchmark] = {
    "P1": lambda share: taps.p1(taps=share(1500, 10)),
    "P2": lambda share: taps.p2(rounds=share(8), taps=share(640, 64), commits=share(200, 20)),
}
