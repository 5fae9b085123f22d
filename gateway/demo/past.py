"""The demo's days before today: what its metered zones would have used, so that charts have a past.

Made up, and marked so (`demo`): people by day, standby by night, a quieter
week before, a last-one-out check each evening.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import pi, sin

from gateway.domain.effects import Record
from gateway.domain.opening import is_closed, next_opening
from gateway.domain.rules import Rules, Zone
from gateway.domain.text import Json

QUARTER = timedelta(minutes=15)
DAYS = 12
"""This week and some of the one before."""

GONE_HOUR = 19.25
"""When the last one leaves; what was on until then goes off."""


def past(rules: Rules, now: datetime) -> Iterator[Record]:
    """Yield the rows of the days before an instant, oldest first."""
    zones = [zone for zone in rules.zones.values() if zone.meter is not None]
    if not zones:
        return
    at = (now - timedelta(days=DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    while at + QUARTER <= now:
        wires: dict[str, Json] = {str(zone.meter): _used(rules, zone, at, now) for zone in zones}
        body: dict[str, Json] = {"from": at.isoformat(), "seconds": 900, "wires": wires}
        body["demo"] = True
        yield Record(kind="energy.slots", subject=rules.site, body=body)
        for zone in zones:
            yield from _avoided(rules, zone, at, now)
        at += QUARTER


def _used(rules: Rules, zone: Zone, at: datetime, now: datetime) -> dict[str, Json]:
    watts = _watts(rules, zone, at, now)
    used: dict[str, Json] = {
        "wh": round(watts / 4, 1),
        "s": 900,
        "peak": round(watts * 1.2),
    }
    off = is_closed(rules, zone.id, at)
    if off is not None:
        used["off"] = off
    return used


def _watts(rules: Rules, zone: Zone, at: datetime, now: datetime) -> float:
    """Return what a zone draws: half of what is in it at noon, its standby when nobody is there."""
    standby_w = zone.standby_w * (0.6 + 0.1 * sin(at.hour + at.day))
    hour = at.hour + at.minute / 60
    if is_closed(rules, zone.id, at) or not 8.0 <= hour < GONE_HOUR:
        return standby_w
    full_w = sum(c.watts or 0.0 for c in rules.channels_in(zone.id)) or 1000.0
    share = 0.2 + 0.3 * sin(pi * (hour - 7.5) / 12.5)
    quiet = 0.85 if at.date() < now.date() - timedelta(days=now.weekday()) else 1.0
    return standby_w + full_w * share * quiet * (1.0 + 0.08 * sin(at.day * 2.0))


def _avoided(rules: Rules, zone: Zone, at: datetime, now: datetime) -> Iterator[Record]:
    """Yield what the evening's check has spared, until the zone opens again."""
    hour = at.hour + at.minute / 60
    if hour != GONE_HOUR or is_closed(rules, zone.id, at):
        return
    until = next_opening(rules, zone.id, at)
    if until is None or until > now:
        return
    watts = round(_watts(rules, zone, at - QUARTER, now) - zone.standby_w * 0.6)
    wh = round(watts * (until - at).total_seconds() / 3600)
    body: dict[str, Json] = {
        "since": at.isoformat(),
        "until": until.isoformat(),
        "wh": wh,
        "watts": watts,
        "measured": True,
        "why": "opened",
        "demo": True,
    }
    yield Record(kind="energy.avoided", subject=zone.id, body=body)
