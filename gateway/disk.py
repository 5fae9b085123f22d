"""Tells the rules when the data folder's disk runs low, while there is still time to make room."""

from collections.abc import Callable
from pathlib import Path

from gateway.domain.events import Event, PartChanged
from gateway.domain.now import Now
from gateway.ledger import DiskState, look_at_disk
from gateway.ledger.health import LOW_BYTES

LOOK_EVERY_S = 60.0
ENOUGH = 1.25
"""Low is over with a quarter more than the limit: room made and filled again is one alert."""


class DiskWatch:
    """Looked at by the loop once a second; looks at the disk once a minute.

    Args:
        folder: The data folder.
        emit: Puts `PartChanged` in the inbox; the first look always does.
        disk: Looks at the disk.
    """

    def __init__(
        self,
        folder: Path,
        emit: Callable[[Event], None],
        disk: Callable[[Path], DiskState] = look_at_disk,
    ) -> None:
        self._folder = folder
        self._emit = emit
        self._disk = disk
        self._low: bool | None = None
        self._look_at_s = 0.0

    def look(self, now: Now) -> None:
        """Look at the disk if a minute has passed.

        One that takes nothing at all is the ledger's to tell (`store`).
        """
        if now.mono_s < self._look_at_s:
            return
        self._look_at_s = now.mono_s + LOOK_EVERY_S
        state = self._disk(self._folder)
        low = state.low or bool(self._low and state.free_bytes < LOW_BYTES * ENOUGH)
        if state.writable and low is not self._low:
            self._low = low
            self._emit(PartChanged(part="disk", ok=not low, detail=size_of(state.free_bytes)))


def size_of(free_bytes: int) -> str:
    """Return room on a disk as people read it: in MB where it is short, else in GB."""
    megabytes = free_bytes >> 20
    return f"{megabytes} MB" if megabytes < 10_240 else f"{megabytes >> 10} GB"
