"""Which benchmarks there are, and how much of each is run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.benchmarks import p9_card, taps
from tests.benchmarks.figures import Figure
from tests.benchmarks.p3_press import p3
from tests.benchmarks.p4_panels import p4
from tests.benchmarks.p5_reports import p5
from tests.benchmarks.p6_start import p6
from tests.benchmarks.p7_memory import p7
from tests.benchmarks.p8_timesheet import p8
from tests.parts.pcscd import missing


@dataclass(frozen=True)
class Share:
    """How much of the full count to run; 1.0 is all of it."""

    of_all: float = 1.0

    def __call__(self, count: int, least: int = 1) -> int:
        """Return a share of a count."""
        return max(least, round(count * self.of_all))


def p9(cards: int) -> list[Figure]:
    """Return the figure of a card laid, or none where there is no pcscd to try it on."""
    if missing():
        return []
    found = p9_card.main(cards)
    return [
        Figure(
            id="P9",
            what="card in the field → its number known",
            ours=f"{found['ours_ms']} ms",
            floor=f"{found['floor_ms']} ms",
            value=float(str(found["ratio"])),
            limit=1.2,
        )
    ]


Benchmark = Callable[[Share], list[Figure]]

BENCHMARKS: Mapping[str, Benchmark] = {
    "P1": lambda share: taps.p1(taps=share(1500, 10)),
    "P2": lambda share: taps.p2(rounds=share(8), taps=share(640, 64), commits=share(200, 20)),
    "P3": lambda share: p3(presses=share(600, 20)),
    "P4": lambda share: p4(reports=share(400, 20), panels=share(64, 20)),
    "P5": lambda share: p5(
        devices=share(1000, 20), seconds=share(20), messages=share(5_000), runs=share(5)
    ),
    "P6": lambda share: p6(starts=share(7), rows=share(1_000_000, 1000)),
    "P7": lambda share: p7(seconds=share(120)),
    "P8": lambda share: p8(people=share(500, 5), taps=share(1_000_000, 2000), runs=share(5)),
    "P9": lambda share: p9(cards=share(24, 4)),
}
