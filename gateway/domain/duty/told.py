"""Duties as JSON: what facts hold of a slot, and back."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from gateway.domain.duty.slots import Slot
from gateway.domain.text import Json


def slot_json(slot: Slot) -> dict[str, Json]:
    """Return a slot as a fact holds it."""
    return {
        "id": slot.id,
        "day": slot.day.isoformat(),
        "kind": slot.kind,
        "post": slot.post,
        "start": slot.start.isoformat(),
        "end": slot.end.isoformat(),
        "heads": slot.heads,
        "within_shift": slot.within_shift,
    }


def slot_of(said: Mapping[str, Json]) -> Slot:
    """Return the slot that a fact holds."""
    return Slot(
        id=str(said["id"]),
        day=date.fromisoformat(str(said["day"])),
        kind=str(said["kind"]),
        post=str(said["post"]),
        start=instant_of(said["start"]),
        end=instant_of(said["end"]),
        heads=int(str(said["heads"])),
        within_shift=said["within_shift"] is True,
    )


def instant_of(value: Json) -> datetime:
    """Return an instant of a fact, in UTC."""
    return datetime.fromisoformat(str(value)).astimezone(UTC)
