"""Remarks on a draft, as rows: whose, what, how far they have come, what may be said to them."""

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.domain.duty import words
from gateway.domain.duty.asking import may_lead
from gateway.domain.duty.remarks import Remark, shown_to
from kiosk_web.ports import Snapshot
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkRow:
    """One remark on a duty.

    Attributes:
        by: Whose id.
        answer: What the leader said, or empty.
        mine: It may be taken back by who looks.
        may_answer: Who looks may answer it.
    """

    by: str
    name: str
    text: str
    at: str
    answer: str
    mark: Mark
    mine: bool
    may_answer: bool


def remark_rows(
    snapshot: Snapshot, remarks: Iterable[Remark], slot: str, who: str, tongue: Tongue
) -> tuple[RemarkRow, ...]:
    """Return what somebody may read of the remarks on a duty, the oldest first."""
    shown = shown_to(snapshot.rules, remarks, who)
    return tuple(_row(snapshot, r, who, tongue) for r in shown if r.slot == slot)


def _row(snapshot: Snapshot, remark: Remark, who: str, tongue: Tongue) -> RemarkRow:
    _, rules = tongue._, snapshot.rules
    mark = Mark("clock", _("Waits for an answer"), "warn")
    if remark.seen_by:
        name = words.name_of(rules, remark.seen_by)
        answered, seen = _("Answered by %(name)s", name=name), _("Seen by %(name)s", name=name)
        mark = Mark("check", answered if remark.answer else seen, "ok")
    return RemarkRow(
        by=remark.by,
        name=words.name_of(rules, remark.by),
        text=remark.text,
        at=tongue.when(remark.at, snapshot.now.at),
        answer=remark.answer,
        mark=mark,
        mine=remark.by == who and not remark.seen_by,
        may_answer=not remark.seen_by and may_lead(rules, who, remark.by),
    )
