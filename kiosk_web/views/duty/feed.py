"""A person's duties as iCalendar (RFC 5545): lines folded at 75 octets, text escaped, UTC."""

from collections.abc import Iterator
from datetime import UTC, datetime

from gateway.domain.duty import words
from gateway.domain.duty.state import Planned
from kiosk_web.ports import Snapshot
from kiosk_web.views.words import Tongue

OCTETS = 75


def calendar(snapshot: Snapshot, person: str, tongue: Tongue) -> str:
    """Return somebody's published duties, with reminders the evening before and 30 min before."""
    mine = [d for d in snapshot.office.duties.planned.values() if person in d.people]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//office-gateway//duty//EN",
        "METHOD:PUBLISH",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        f"X-WR-CALNAME:{_text(tongue._('Duty'))}",
        *(line for duty in mine for line in _event(snapshot, duty, tongue)),
        "END:VCALENDAR",
    ]
    return "".join(_folded(line) for line in lines)


def _event(snapshot: Snapshot, duty: Planned, tongue: Tongue) -> Iterator[str]:
    rules, slot = snapshot.rules, duty.slot
    kind = words.kind_name(rules, slot.kind).in_(tongue.language)
    post = words.post_name(rules, slot.post).in_(tongue.language)
    names = tongue.comma.join(words.name_of(rules, p) for p in duty.people)
    yield "BEGIN:VEVENT"
    yield f"UID:{slot.id}@{rules.site}"
    yield f"DTSTAMP:{_utc(snapshot.now.at)}"
    yield f"DTSTART:{_utc(slot.start)}"
    yield f"DTEND:{_utc(slot.end)}"
    yield f"SUMMARY:{_text(kind)}"
    yield f"LOCATION:{_text(post)}"
    yield f"DESCRIPTION:{_text(names)}"
    for before in ("-PT30M", "-P1D"):
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{_text(kind)}"
        yield f"TRIGGER:{before}"
        yield "END:VALARM"
    yield "END:VEVENT"


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(said: str) -> str:
    """Return a text as RFC 5545 has it."""
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
