"""A person's duties as iCalendar (RFC 5545)."""

from collections.abc import Iterator

from gateway.domain.duty import words
from gateway.domain.duty.state import Planned
from kiosk_web.ports import Snapshot
from kiosk_web.views.ical import escaped, folded, utc
from kiosk_web.views.words import Tongue


def calendar(snapshot: Snapshot, person: str, tongue: Tongue) -> str:
    """Return somebody's published duties, with reminders the evening before and 30 min before."""
    mine = [d for d in snapshot.office.duties.planned.values() if person in d.people]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//office-gateway//duty//EN",
        "METHOD:PUBLISH",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        f"X-WR-CALNAME:{escaped(tongue._('Duty'))}",
        *(line for duty in mine for line in _event(snapshot, duty, tongue)),
        "END:VCALENDAR",
    ]
    return folded(lines)


def _event(snapshot: Snapshot, duty: Planned, tongue: Tongue) -> Iterator[str]:
    rules, slot = snapshot.rules, duty.slot
    kind = words.kind_name(rules, slot.kind).in_(tongue.language)
    post = words.post_name(rules, slot.post).in_(tongue.language)
    names = tongue.comma.join(words.name_of(rules, p) for p in duty.people)
    yield "BEGIN:VEVENT"
    yield f"UID:{slot.id}@{rules.site}"
    yield f"DTSTAMP:{utc(snapshot.now.at)}"
    yield f"DTSTART:{utc(slot.start)}"
    yield f"DTEND:{utc(slot.end)}"
    yield f"SUMMARY:{escaped(kind)}"
    yield f"LOCATION:{escaped(post)}"
    yield f"DESCRIPTION:{escaped(names)}"
    for before in ("-PT30M", "-P1D"):
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{escaped(kind)}"
        yield f"TRIGGER:{before}"
        yield "END:VALARM"
    yield "END:VEVENT"
