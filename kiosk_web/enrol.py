"""A new card, a person's or the visitors': the next unknown tap at any reader of the office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gateway.domain.text import Json
from kiosk_web.context import snapshot, web
from kiosk_web.ports import Kept
from kiosk_web.views.admin.here import _

FRESH = timedelta(minutes=10)
LOOKED_AT = 20
SHOWN = ("tap", "visit.card_refused", "visit.ended")
"""The rows that tell which card was laid on a reader."""


@dataclass(frozen=True, slots=True)
class UnknownTap:
    """A tap of a badge that nobody has: `seq` names it in the ledger."""

    seq: int
    at: datetime
    badge: str
    uid_tail: str
    reader: str


@dataclass(frozen=True, slots=True)
class KnownTap:
    """A tap of a card that has a place already: somebody's badge, or a card of the pool."""

    person: str = ""
    label: str = ""


def newest_seq() -> int:
    """Return the ledger's last sequence number, 0 when it is empty."""
    return max((row.seq for row in web().history.latest(limit=1)), default=0)


def next_tap(after: int) -> UnknownTap | None:
    """Return the first unknown tap after a sequence number, if there was one lately."""
    rows = web().history.latest(kinds=("tap",), limit=LOOKED_AT)
    found = [tap for row in rows if row.seq > after and (tap := _unknown(row)) is not None]
    return found[-1] if found else None


def known_tap(after: int) -> KnownTap | None:
    """Return the newest tap after a sequence number, if it is of a card that has a place."""
    rows = web().history.latest(kinds=SHOWN, limit=LOOKED_AT)
    return next((tap for row in rows if row.seq > after and (tap := _known(row))), None)


def tap_of(seq: str) -> UnknownTap | None:
    """Return the unknown tap with a sequence number, if it is one and not long ago."""
    if not (seq.isascii() and seq.isdigit()):
        return None
    rows = web().history.after(int(seq) - 1, limit=1)
    return _unknown(rows[0]) if rows and rows[0].seq == int(seq) else None


def too_late() -> str:
    """Return why a tap is none that can be enrolled, and what to do."""
    return _(
        "That tap is more than ten minutes ago, or the card has a place by now. "
        "Hold the card to a reader again."
    )


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
    if row.kind != "tap" or row.body.get("result") != "unknown_badge" or not _is_fresh(row):
        return None
    rules = snapshot().rules
    if not isinstance(badge, str) or not badge or badge in {*rules.badges, *rules.visitor_cards}:
        return None
    tail, reader = str(row.body.get("uid_tail", "")), str(row.body.get("reader", ""))
    return UnknownTap(row.seq, row.at, badge, tail, reader)


def _known(row: Kept) -> KnownTap | None:
    if not _is_fresh(row):
        return None
    badge = snapshot().rules.badges.get(str(row.body.get("badge") or ""))
    if row.kind == "tap":
        return KnownTap(person=badge.person) if badge else None
    is_shown = row.kind != "visit.ended" or row.body.get("how") == "card"
    return KnownTap(label=str(row.body.get("card") or "")) if is_shown else None


def _is_fresh(row: Kept) -> bool:
    return abs(web().gateway.now().at - row.at) <= FRESH
