"""What people say of a draft before it is published (spec 02 §5: draft → comments → published).

Whoever has a duty in a month's draft may say something of any duty in it, once for each;
said again it replaces what was not answered yet. Who leads them sees it beside the duty, and
answers it or takes note of it. Seen by those two sides only: it may hold a reason of
somebody's. Gone with the draft.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from gateway.domain.duty.asking import may_lead
from gateway.domain.duty.plan import Places
from gateway.domain.duty.slots import slot_named
from gateway.domain.rules import Rules
from gateway.domain.service.tickets import tidy
from gateway.domain.text import Json, Text

if TYPE_CHECKING:
    from gateway.domain.office import Office

MOST = 300
"""So many remarks a month's draft keeps."""

NO_DRAFT = Text(
    "这一班不在草稿里，不能提意见了", "This duty is in no draft: it is too late for remarks"
)
NOT_IN_IT = Text(
    "草稿里有您值班的月份才能提意见", "Only who has a duty in this draft can say something of it"
)
NO_WORDS = Text("请写几个字", "Please write a few words")
FULL = Text("意见已经太多，请直接找组长", "There are too many remarks: please ask the leader")
NO_REMARK = Text("没有这条意见，或已经回复", "There is no such remark, or it is answered already")
NOT_LEADER = Text("只有值班组长可以回复", "Only a duty leader may answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One remark.

    Attributes:
        slot: The duty it is about; empty: the whole draft.
        seen_by: The leader who took note of it, or empty.
        answer: What they said, or empty.
    """

    by: str
    slot: str
    text: str
    at: datetime
    seen_by: str = ""
    answer: str = ""


Remarks = tuple[Remark, ...]


def read_remarks(rows: Json) -> Remarks:
    """Return the remarks of a draft as it is kept."""
    listed = rows if isinstance(rows, list | tuple) else ()
    return tuple(
        Remark(
            by=str(row["by"]),
            slot=str(row.get("slot", "")),
            text=str(row["text"]),
            at=datetime.fromisoformat(str(row["at"])),
            seen_by=str(row.get("seen_by") or ""),
            answer=str(row.get("answer", "")),
        )
        for row in listed
        if isinstance(row, Mapping)
    )


def remarks_json(remarks: Iterable[Remark]) -> list[Json]:
    """Return remarks as a draft keeps them."""
    return [
        {
            "by": remark.by,
            "slot": remark.slot,
            "text": remark.text,
            "at": remark.at.isoformat(),
            "seen_by": remark.seen_by,
            "answer": remark.answer,
        }
        for remark in remarks
    ]


def may_remark(
    office: "Office", rules: Rules, draft: Places, slot: str, who: str, at: datetime
) -> Text | None:
    """Return why somebody may say nothing of a duty of a draft, or None: they may."""
    found = slot_named(rules, slot)
    is_open = found is not None and slot not in office.duties.planned and at < found.start
    if not is_open or not draft.get(slot):
        return NO_DRAFT
    return None if any(who in people for people in draft.values()) else NOT_IN_IT


def said(remarks: Remarks, remark: Remark) -> Remarks | Text:
    """Return the remarks with one more, or why not; an open one of the same duty is replaced."""
    kept = tuple(r for r in remarks if not _is_open_of(r, remark.slot, remark.by))
    text = tidy(remark.text)
    if not text:
        return NO_WORDS
    return FULL if len(kept) >= MOST else (*kept, replace(remark, text=text))


def taken_back(remarks: Remarks, slot: str, by: str) -> Remarks | Text:
    """Return the remarks without somebody's own, as long as nobody has seen it; or why not."""
    kept = tuple(r for r in remarks if not _is_open_of(r, slot, by))
    return kept if len(kept) < len(remarks) else NO_REMARK


def answered(
    rules: Rules, remarks: Remarks, slot: str, of: str, who: str, answer: str
) -> Remarks | Text:
    """Return the remarks with one seen, and answered if there are words; or why not."""
    if not may_lead(rules, who, of):
        return NOT_LEADER
    if not any(_is_open_of(r, slot, of) for r in remarks):
        return NO_REMARK
    return tuple(
        replace(r, seen_by=who, answer=tidy(answer)) if _is_open_of(r, slot, of) else r
        for r in remarks
    )


def shown_to(rules: Rules, remarks: Iterable[Remark], who: str) -> Remarks:
    """Return what somebody may read: their own, and of those whom they lead."""
    return tuple(r for r in remarks if who == r.by or may_lead(rules, who, r.by))


def waiting_for(rules: Rules, remarks: Iterable[Remark], who: str) -> Remarks:
    """Return what waits for somebody to see or answer."""
    return tuple(r for r in remarks if not r.seen_by and may_lead(rules, who, r.by))


def _is_open_of(remark: Remark, slot: str, by: str) -> bool:
    return (remark.slot, remark.by) == (slot, by) and not remark.seen_by
