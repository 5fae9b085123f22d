"""Tallies by wire, cheap to change one of: a thousand meters may report each second."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from zlib import crc32

from gateway.domain.energy.tally import Tally
from gateway.domain.reports import Wire

SHELVES = 32


class Tallies(Mapping[Wire, Tally]):
    """Immutable; `put` shares all that it does not change with the old one."""

    __slots__ = ("_shelves",)

    def __init__(self, tallies: Mapping[Wire, Tally] | None = None) -> None:
        self._shelves: list[dict[Wire, Tally]] = [{} for _ in range(SHELVES)]
        for wire, tally in (tallies or {}).items():
            self._shelves[_shelf(wire[0])][wire] = tally

    def __getitem__(self, wire: Wire) -> Tally:
        return self._shelves[_shelf(wire[0])][wire]

    def __iter__(self) -> Iterator[Wire]:
        return (wire for shelf in self._shelves for wire in shelf)

    def __len__(self) -> int:
        return sum(map(len, self._shelves))

    def __repr__(self) -> str:
        return f"Tallies({dict(self)!r})"

    def device(self, device: str) -> Iterator[Wire]:
        """Yield the wires of one device; all of them stand on the same shelf."""
        return (wire for wire in self._shelves[_shelf(device)] if wire[0] == device)

    def put(self, wire: Wire, tally: Tally) -> "Tallies":
        """Return the tallies with one replaced."""
        place = _shelf(wire[0])
        new = Tallies.__new__(Tallies)
        new._shelves = self._shelves.copy()
        new._shelves[place] = {**self._shelves[place], wire: tally}
        return new


@lru_cache(maxsize=10_000)
def _shelf(device: str) -> int:
    """Return where a device's wires stand: the same in every run, unlike `hash`."""
    return crc32(device.encode()) % SHELVES
