"""Energy by wire: quarters of an hour for two months, hours for good; and what was not wasted.

Read from `energy.slots` and `energy.avoided` rows, in the row's own
transaction. A wire is written as the site file writes a meter: `device` or
`device:channel`.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import cast

from gateway.domain.snapshot import Avoided, Used
from gateway.domain.text import Json
from gateway.ledger.rows import from_us, to_us

TABLES = ("energy_slots", "energy_hours", "energy_avoided")

SLOTS_KEPT_US = 60 * 24 * 3600 * 1_000_000
"""Quarters of an hour are dropped after so long; their hours stay."""

_ADD_SLOT = """
    INSERT INTO energy_slots (wire, from_us, seconds, wh, late_wh, covered_s, peak_w, off)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (wire, from_us) DO UPDATE SET seconds = max(seconds, excluded.seconds),
        wh = wh + excluded.wh, late_wh = late_wh + excluded.late_wh,
        covered_s = covered_s + excluded.covered_s,
        peak_w = max(coalesce(peak_w, excluded.peak_w), coalesce(excluded.peak_w, peak_w))
"""

_ADD_HOUR = """
    INSERT INTO energy_hours
        (wire, hour_us, wh, off_wh, hours_wh, late_wh, covered_s, peak_w)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (wire, hour_us) DO UPDATE SET
        wh = wh + excluded.wh, off_wh = off_wh + excluded.off_wh,
        hours_wh = hours_wh + excluded.hours_wh, late_wh = late_wh + excluded.late_wh,
        covered_s = covered_s + excluded.covered_s,
        peak_w = max(coalesce(peak_w, excluded.peak_w), coalesce(excluded.peak_w, peak_w))
"""

_FORGET = "DELETE FROM energy_slots WHERE wire = ? AND from_us < ?"


def add_slots(conn: sqlite3.Connection, body: Mapping[str, Json]) -> None:
    """Keep a slot wire by wire, and add it to the hour, of the site's clock, in which it began."""
    wires, began, seconds = body.get("wires"), body.get("from"), _number(body, "seconds")
    if not isinstance(wires, Mapping) or not isinstance(began, str) or seconds is None:
        return
    at = datetime.fromisoformat(began)
    from_us, hour_us = to_us(at), to_us(at.replace(minute=0, second=0, microsecond=0))
    for wire, entry in cast(Mapping[str, Mapping[str, Json]], wires).items():
        wh, late_wh = _number(entry, "wh") or 0.0, _number(entry, "late") or 0.0
        covered_s, peak_w = _number(entry, "s") or 0.0, _number(entry, "peak")
        off = entry.get("off")
        is_off = off if isinstance(off, bool) else None
        conn.execute(_ADD_SLOT, (wire, from_us, seconds, wh, late_wh, covered_s, peak_w, is_off))
        off_wh = wh if is_off is True else 0.0
        hours_wh = wh if is_off is not None else 0.0
        conn.execute(_ADD_HOUR, (wire, hour_us, wh, off_wh, hours_wh, late_wh, covered_s, peak_w))
        conn.execute(_FORGET, (wire, from_us - SLOTS_KEPT_US))


def add_avoided(conn: sqlite3.Connection, seq: int, zone: str, body: Mapping[str, Json]) -> None:
    """Keep what a last-out check has spared."""
    since, until, wh = body.get("since"), body.get("until"), _number(body, "wh")
    if not isinstance(since, str) or not isinstance(until, str) or wh is None:
        return
    span_us = (to_us(datetime.fromisoformat(each)) for each in (since, until))
    conn.execute(
        "INSERT INTO energy_avoided (seq, zone, from_us, until_us, wh, measured)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (seq, zone, *span_us, wh, body.get("measured") is True),
    )


def hours(
    conn: sqlite3.Connection, span_us: tuple[int, int], wires: Sequence[str], zone: tzinfo
) -> list[Used]:
    """Return the hours of some wires that begin in a span, oldest first."""
    ask = (
        "SELECT wire, hour_us, 3600, wh, off_wh, hours_wh, late_wh, covered_s, peak_w"
        " FROM energy_hours WHERE wire = ? AND hour_us >= ? AND hour_us < ?"
    )
    return _told(conn, ask, span_us, wires, zone)


def slots(
    conn: sqlite3.Connection, span_us: tuple[int, int], wires: Sequence[str], zone: tzinfo
) -> list[Used]:
    """Return the slots of some wires that begin in a span, oldest first."""
    ask = (
        "SELECT wire, from_us, seconds, wh, iif(off = 1, wh, 0.0), iif(off IS NULL, 0.0, wh),"
        " late_wh, covered_s, peak_w"
        " FROM energy_slots WHERE wire = ? AND from_us >= ? AND from_us < ?"
    )
    return _told(conn, ask, span_us, wires, zone)


def _told(
    conn: sqlite3.Connection,
    ask: str,
    span_us: tuple[int, int],
    wires: Sequence[str],
    zone: tzinfo,
) -> list[Used]:
    found = [row for wire in dict.fromkeys(wires) for row in conn.execute(ask, (wire, *span_us))]
    return [
        Used(wire, from_us(begin_us, zone), seconds, *rest)
        for wire, begin_us, seconds, *rest in sorted(found, key=lambda row: (row[1], row[0]))
    ]


def avoided(conn: sqlite3.Connection, span_us: tuple[int, int], zone: tzinfo) -> list[Avoided]:
    """Return what was spared and ended in a span, oldest first."""
    ask = (
        "SELECT zone, from_us, until_us, wh, measured FROM energy_avoided"
        " WHERE until_us >= ? AND until_us < ? ORDER BY until_us, seq"
    )
    return [
        Avoided(where, from_us(since_us, zone), from_us(until_us, zone), wh, bool(measured))
        for where, since_us, until_us, wh, measured in conn.execute(ask, span_us)
    ]


def _number(body: Mapping[str, Json], key: str) -> float | None:
    value = body.get(key)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
