"""The pool of visitors' cards as a list: each card, and what it is now. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from gateway.domain.rules import VisitorCard
from gateway.domain.visitors.state import carrier_of
from kiosk_web.ports import Snapshot
from kiosk_web.views.admin.here import _
from kiosk_web.views.marks import Mark

LONGEST = 12
"""The registry's limit for a label; it has to fit on a card."""


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card of the pool; `lent_since` is a local time, or empty. Nobody's name is in it."""

    card: VisitorCard
    mark: Mark
    lent_since: str

    @property
    def is_lent(self) -> bool:
        """Whether a visitor carries it, or somebody who forgot their badge."""
        return bool(self.lent_since)


def rows_of(snapshot: Snapshot) -> tuple[CardRow, ...]:
    """Return the pool by label: those in use first."""
    cards = sorted(
        snapshot.rules.visitor_cards.values(), key=lambda c: (not c.active, in_order(c.label))
    )
    return tuple(row_of(snapshot, card) for card in cards)


def row_of(snapshot: Snapshot, card: VisitorCard) -> CardRow:
    """Return one card and what it is now."""
    visit = carrier_of(snapshot.office, card.label)
    since = ""
    lent = snapshot.office.forgotten.lent.get(card.label)
    if lent is not None:
        since = f"{lent.since.astimezone(snapshot.rules.timezone):%H:%M}"
    if visit is not None:
        at = (visit.card_at or visit.arrived_at).astimezone(snapshot.rules.timezone)
        since = f"{at:%H:%M}"
    return CardRow(card, _mark(card, since), since)


def next_label(labels: Collection[str]) -> str:
    """Return a label for the next card: one more than the highest number there is."""
    numbered = [m for label in labels if (m := re.fullmatch(r"(.*?)([0-9]{1,6})", label))]
    if not numbered:
        return "" if labels else "V-01"
    last = max(numbered, key=lambda m: in_order(m[0]))
    proposed = f"{last[1]}{int(last[2]) + 1:0{len(last[2])}d}"
    return proposed if len(proposed) <= LONGEST else ""


def in_order(label: str) -> tuple[str, int]:
    """Return what sorts V-2 before V-10."""
    found = re.fullmatch(r"(.*?)([0-9]{1,12})", label)
    return (found[1], int(found[2])) if found else (label, -1)


def _mark(card: VisitorCard, since: str) -> Mark:
    if card.lost:
        return Mark("bad", _("lost"), "bad")
    if since:
        return Mark("visitor", _("lent since %(time)s", time=since), "" if card.active else "warn")
    if not card.active:
        return Mark("stop", _("out of use"))
    return Mark("ok", _("free"), "ok")
