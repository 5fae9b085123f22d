"""A new badge for a person: the next unknown tap at any reader of the office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gateway.domain.text import Json
from kiosk_web.context import web
from kiosk_web.ports import Kept

FRESH = timedelta(minutes=10)
LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class UnknownTap:
    """A tap of a badge that nobody has: `seq` names it in the ledger."""

    seq: int
    at: datetime
    badge: str
    uid_tail: str
    reader: str


def newest_seq() -> int:
    """Return the ledger's last sequence number, 0 when it is empty."""
    return max((row.seq for row in web().history.latest(limit=1)), default=0)


def next_tap(after: int) -> UnknownTap | None:
    """Return the first unknown tap after a sequence number, if there was one lately."""
    rows = web().history.latest(kinds=("tap",), limit=LOOKED_AT)
    found = [tap for row in rows if row.seq > after and (tap := _unknown(row)) is not None]
    return found[-1] if found else None


def tap_of(seq: int) -> UnknownTap | None:
    """Return the unknown tap with a sequence number, if it is one and not long ago."""
    rows = web().history.after(seq - 1, limit=1)
    return _unknown(rows[0]) if rows and rows[0].seq == seq else None


def give(
    tap: UnknownTap,
    person: str,
    *,
    by: str,
    until: date | None = None,
    replaces: tuple[str, str] | None = None,
) -> None:
    """Give the badge to a person.

    Args:
        tap: Of the badge.
        person: Whose it is from now on.
        by: Who gives it.
        until: A temporary badge's last day.
        replaces: Another badge and what it becomes, in the same step.

    Raises:
        RegistryProblem: Somebody has it by now, or the person has left.
    """
    kept: Mapping[str, Json] = {
        "badge": tap.badge,
        "person": person,
        "status": "active",
        "uid_tail": tap.uid_tail,
        "until": until.isoformat() if until else None,
    }
    changes: dict[str, Mapping[str, Json] | None] = {tap.badge: kept}
    if replaces is not None:
        old, status = replaces
        changes[old] = {**(web().registry.get("badges", old) or {}), "status": status}
    web().registry.save_all({"badges": changes}, by=by)


def _unknown(row: Kept) -> UnknownTap | None:
    badge = row.body.get("badge")
    fresh = abs(web().gateway.now().at - row.at) <= FRESH
    known = web().gateway.snapshot().rules.badges
    if row.kind != "tap" or row.body.get("result") != "unknown_badge" or not fresh:
        return None
    if not isinstance(badge, str) or not badge or badge in known:
        return None
    tail, reader = str(row.body.get("uid_tail", "")), str(row.body.get("reader", ""))
    return UnknownTap(row.seq, row.at, badge, tail, reader)
