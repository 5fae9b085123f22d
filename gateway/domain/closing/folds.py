"""How the facts of closing change the state: live and after a restart alike."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gateway.domain.closing.state import KEPT, Closing, Signature, Signed, key_of, month_of
from gateway.domain.now import Now
from gateway.domain.turn import Fact, Fold, without

if TYPE_CHECKING:
    from gateway.domain.office import Office

SIGNED, CLOSED, REOPENED = "month.signed", "month.closed", "month.reopened"
BLANKED = "retention.blanked"
"""The row by which the ledger says what it has blanked."""


def _fold_signed(office: "Office", fact: Fact, _now: Now) -> "Office":
    closing, key = office.closing, _key(fact)
    name = Signature(by=_word(fact, "by"), at=fact.at, digest=_word(fact, "digest"))
    old = closing.signed.get(key, Signed())
    new = replace(old, own=name) if fact.body.get("own") is True else replace(old, other=name)
    signed = {**_recent(closing.signed, fact.at), key: new}
    return office.changed(closing=replace(closing, signed=signed))


def _fold_closed(office: "Office", fact: Fact, _now: Now) -> "Office":
    closing, month, person = office.closing, _word(fact, "month"), _word(fact, "person")
    closed = {**closing.closed, month: closing.closed.get(month, frozenset()) | {person}}
    signed = without(closing.signed, _key(fact))
    return office.changed(closing=replace(closing, signed=signed, closed=closed))


def _fold_reopened(office: "Office", fact: Fact, _now: Now) -> "Office":
    closing, month, person = office.closing, _word(fact, "month"), _word(fact, "person")
    rest = closing.closed.get(month, frozenset()) - {person}
    others = without(closing.closed, month)
    closed = {**others, month: rest} if rest else others
    signed = without(closing.signed, _key(fact))
    return office.changed(closing=replace(closing, signed=signed, closed=closed))


def _fold_blanked(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Forget the months that retention has blanked; what a start cannot read, no state knows."""
    closing, kinds, before_us = office.closing, fact.body.get("kinds"), fact.body.get("before_us")
    if not isinstance(kinds, list | tuple) or CLOSED not in kinds or not isinstance(before_us, int):
        return office
    before = datetime.fromtimestamp(before_us / 1e6, fact.at.tzinfo)
    gone = max(closing.gone, month_of(before.date().replace(day=1) - timedelta(days=1)))
    signed = {key: each for key, each in closing.signed.items() if key.rpartition("/")[2] > gone}
    closed = {month: each for month, each in closing.closed.items() if month > gone}
    return office.changed(closing=Closing(signed, closed, gone))


def _recent(signed: Mapping[str, Signed], at: datetime) -> Mapping[str, Signed]:
    return {
        key: each
        for key, each in signed.items()
        if any(name and at - name.at < KEPT for name in (each.own, each.other))
    }


def _key(fact: Fact) -> str:
    return key_of(_word(fact, "person"), _word(fact, "month"))


def _word(fact: Fact, key: str) -> str:
    value = fact.body.get(key)
    return value if isinstance(value, str) else ""


FOLDS: dict[str, Fold] = {
    SIGNED: _fold_signed,
    CLOSED: _fold_closed,
    REOPENED: _fold_reopened,
    BLANKED: _fold_blanked,
}
