"""The lines of a replay that tell of a badge left at home: waiting for a witness, and no longer."""

from gateway.domain.events import BadgeForgotten, Event, WitnessCancelled
from gateway.replay.said import Said

TYPES = ("forgot", "forgot_stop")


def event_of(kind: str, said: Said) -> Event:
    """Return the event of one line of these types.

    Raises:
        BadLine: A field is missing or of the wrong type.
    """
    reader = said.text("reader")
    wait = f"replay:{reader}"
    if kind == "forgot":
        return BadgeForgotten(wait=wait, reader=reader, number=said.text("number"))
    return WitnessCancelled(wait=wait, reader=reader)
