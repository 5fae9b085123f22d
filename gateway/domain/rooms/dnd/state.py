"""Rooms that are not to be disturbed, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.domain.office import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Dnd:
    """Nobody shall come in until then, at the latest."""

    since: datetime
    until: datetime
    off_due_s: float


@dataclass(frozen=True, slots=True)
class Quiet:
    """Durable: rooms that are not to be disturbed."""

    by_room: Mapping[str, Dnd] = field(default_factory=dict)


def dnd_now(office: "Office", room: str) -> Dnd | None:
    """Return a room's "do not disturb", or None; what panel, API and other programs show."""
    return office.quiet.by_room.get(room)
