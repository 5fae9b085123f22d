"""What comes next today for who taps: another shift, or a duty."""

from datetime import UTC, datetime

from gateway.domain.attendance.shifts import next_window
from gateway.domain.duty.state import duties_of
from gateway.domain.presence import TapShown
from gateway.domain.text import Text
from kiosk_web.ports import Snapshot

HERE = frozenset({"on_time", "late", "half_day", "back"})
"""Verdicts of who begins now what was planned: what comes later can wait."""

Next = tuple[Text, datetime]
"""What it is, and when it begins."""


def next_today(snapshot: Snapshot, shown: TapShown) -> Next | None:
    """Return the shift or duty that somebody begins later on the same day, or None."""
    person, rules = shown.person, snapshot.rules
    if person is None or shown.direction == "going_out" or shown.verdict in HERE:
        return None
    found: list[Next] = []
    window = next_window(rules, person, shown.at)
    if window is not None:
        found.append((window.shift.name, window.start))
    moment, today = shown.at.astimezone(UTC), shown.at.astimezone(rules.timezone).date()
    for slot in duties_of(snapshot.office, person):
        kind = rules.duty.kinds.get(slot.kind)
        if slot.day == today and slot.start > moment and kind is not None:
            found.append((kind.name, slot.start))
    return min(found, key=lambda each: each[1], default=None)
