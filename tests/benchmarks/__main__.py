"""`python -m tests.benchmarks [P1 P2 ...]`: run them, print a table, write build/bench.json.

Ends with 1 when a target was missed. `BENCH=short` runs a tenth, for a first look.
"""

import os
import sys
import time
from pathlib import Path

from tests.benchmarks.figures import Figure, table, write
from tests.benchmarks.run import BENCHMARKS, Share

OUT = Path("build/bench.json")


def main(names: list[str]) -> int:
    """Run the benchmarks named, or all."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
        return 2
    share = Share(0.1 if os.environ.get("BENCH") == "short" else 1.0)
    figures: list[Figure] = []
    for name in names or BENCHMARKS:
        began_s = time.perf_counter()
        print(f"{name} …", end="", file=sys.stderr, flush=True)
        figures += BENCHMARKS[name](share)
        print(f" {time.perf_counter() - began_s:.0f} s", file=sys.stderr, flush=True)
        write(figures, OUT)
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"\n{table(figures)}\n\nload of the machine (1, 5, 15 min): {load}; kept in {OUT}")
    return 0 if all(figure.ok for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
