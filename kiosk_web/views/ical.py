"""What every iCalendar file of ours has (RFC 5545): folded at 75 octets, text escaped, UTC."""

from collections.abc import Iterable
from datetime import UTC, datetime

OCTETS = 75


def folded(lines: Iterable[str]) -> str:
    """Return a file of these lines, each in pieces that end in CRLF."""
    return "".join(_folded(line) for line in lines)


def utc(at: datetime) -> str:
    """Return an instant."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(said: str) -> str:
    """Return a text as the value of a property."""
    for mark in ("\\", ";", ","):
        said = said.replace(mark, f"\\{mark}")
    return said.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets, never in the middle of a character."""
    pieces, piece, size = [], "", 0
    for mark in line:
        octets = len(mark.encode())
        if size + octets > OCTETS:
            pieces.append(piece)
            piece, size = "", 1
        piece += mark
        size += octets
    return "\r\n ".join([*pieces, piece]) + "\r\n"
