"""What a benchmark hands back, and how it is shown: one figure, its floor, its target."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured value beside what it may be.

    Attributes:
        id: `P1 p50`.
        what: In words.
        ours, floor: As measured, with their unit, for people.
        value: What is compared: mostly ours / floor.
        unit: `x` for a ratio, else a unit.
        limit: The target.
        at_least: True when more is better.
    """

    id: str
    what: str
    ours: str
    floor: str
    value: float
    limit: float
    unit: str = "x"
    at_least: bool = False

    @property
    def ok(self) -> bool:
        """Return whether the target is met."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def row(self) -> tuple[str, ...]:
        """Return the line of the table."""
        sign = ">=" if self.at_least else "<="
        target = f"{sign} {self.limit:g} {self.unit}"
        verdict = "ok" if self.ok else "MISSED"
        value = f"{self.value:.3g} {self.unit}"
        return (self.id, self.what, self.ours, self.floor, value, target, verdict)


HEAD = ("id", "what", "ours", "floor", "value", "target", "")


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of all values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ms(seconds: float) -> str:
    """Return seconds as milliseconds for the table."""
    return f"{seconds * 1e3:.2f} ms"


def table(figures: Sequence[Figure]) -> str:
    """Return all figures as aligned text."""
    rows = [HEAD, *(figure.row() for figure in figures)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEAD))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def write(figures: Sequence[Figure], path: Path) -> None:
    """Keep the figures as JSON, with what a reader must know of the machine."""
    machine = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load_1min": round(os.getloadavg()[0], 2),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    said = {"machine": machine, "figures": [{**asdict(f), "ok": f.ok} for f in figures]}
    path.write_text(json.dumps(said, indent=1) + "\n", "utf-8")
