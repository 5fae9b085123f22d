"""A finished plan explains itself: each place, each gap, each share that is not even."""

from collections import Counter

from gateway.domain.duty.board import Board
from gateway.domain.duty.fitting import WORDS, Hindrance, beside
from gateway.domain.duty.plan import Gap, Place, Plan, Share, Uneven
from gateway.domain.duty.slots import Slot
from gateway.domain.text import Text

MOST_NAMED = 3


def told(board: Board) -> Plan:
    """Return a board as a plan, with the reason of everything in it."""
    slots = sorted(board.ask.slots, key=lambda s: (s.start, s.id))
    return Plan(
        places=tuple(_place(board, slot, p) for slot in slots for p in board.on[slot.id]),
        gaps=tuple(_gap(board, slot) for slot in slots if board.missing(slot)),
        shares=_shares(board),
        uneven=tuple(_unevens(board)),
    )


def _hindrance(board: Board, person: str, slot: Slot) -> Hindrance | None:
    if person in board.on[slot.id]:
        return Hindrance.ON_IT
    never = board.never(person, slot)
    return never or beside(board.ask.rules, slot, board.duties(person))


def _place(board: Board, slot: Slot, person: str) -> Place:
    published = (slot.id, person) in board.fixed
    if published:
        aways = board.never(person, slot)
        return Place(slot=slot, person=person, published=True, against=aways, why=_PUBLISHED)
    wish = Hindrance.WISH if board.has_wish(person, slot) else None
    return Place(slot=slot, person=person, against=wish, why=_why(board, slot, person))


_PUBLISHED = Text("已经公布，保持不变", "Published before: it stays")


def _why(board: Board, slot: Slot, person: str) -> Text:
    """Say the share, and who has fewer and why it is not theirs."""
    kind = board.ask.rules.duty.kinds[slot.kind].name
    counts = [board.count(p, slot.kind) for p in board.everybody()]
    mine = board.count(person, slot.kind)
    zh = f"本期{kind.zh} {mine} 次（各人 {min(counts)}–{max(counts)} 次）"
    en = f"{mine} × {kind.en} in this plan (everybody {min(counts)}–{max(counts)})"
    passed = [
        (p, found)
        for p in board.everybody()
        if p != person
        and board.count(p, slot.kind) < mine
        and (found := _hindrance(board, p, slot) or _wish(board, p, slot)) is not None
    ]
    said = [_said(board, p, found) for p, found in passed[:MOST_NAMED]]
    more = Text("，等", ", and others") if len(passed) > MOST_NAMED else Text("", "")
    if said:
        zh += "；" + "，".join(s.zh for s in said) + more.zh
        en += "; " + ", ".join(s.en for s in said) + more.en
    return Text(zh, en)


def _wish(board: Board, person: str, slot: Slot) -> Hindrance | None:
    return Hindrance.WISH if board.has_wish(person, slot) else None


def _said(board: Board, person: str, found: Hindrance) -> Text:
    known = board.ask.rules.people.get(person)
    name = known.name if known else person
    return Text(f"{name}{WORDS[found].zh}", f"{name} {WORDS[found].en}")


def _gap(board: Board, slot: Slot) -> Gap:
    hindered = tuple(
        (p, found)
        for p in board.everybody()
        if (found := _hindrance(board, p, slot)) is not None and found is not Hindrance.OTHER_POST
    )
    return Gap(slot=slot, missing=board.missing(slot), hindered=hindered)


def _kinds(board: Board) -> tuple[str, ...]:
    return tuple(dict.fromkeys(slot.kind for slot in board.ask.slots))


def _shares(board: Board) -> tuple[Share, ...]:
    return tuple(
        Share(
            person=person,
            kind=kind,
            count=board.count(person, kind),
            before=board.ask.before.get((person, kind), 0),
        )
        for kind in _kinds(board)
        for person in board.everybody()
    )


def _unevens(board: Board) -> list[Uneven]:
    found = []
    for kind in _kinds(board):
        counts = {p: board.count(p, kind) for p in board.everybody()}
        if not counts or max(counts.values()) - min(counts.values()) <= 1:
            continue
        few, most = min(counts.values()), max(counts.values())
        low = [p for p, n in counts.items() if n + 1 < most]
        said = [_why_few(board, p, kind) for p in low[:MOST_NAMED]]
        name = board.ask.rules.duty.kinds[kind].name
        text = Text(
            f"{name.zh}各人 {few}–{most} 次：" + "；".join(s.zh for s in said),
            f"{name.en}: {few}–{most} each. " + "; ".join(s.en for s in said),
        )
        found.append(Uneven(kind=kind, fewest=few, most=most, text=text))
    return found


def _why_few(board: Board, person: str, kind: str) -> Text:
    """Say why somebody has few duties of a kind: what stood in the way, how often."""
    slots = [s for s in board.ask.slots if s.kind == kind and person not in board.on[s.id]]
    reasons = Counter(found for s in slots if (found := _hindrance(board, person, s)))
    fixed = sum(
        len(board.on[s.id]) and all((s.id, p) in board.fixed for p in board.on[s.id]) for s in slots
    )
    zh = [f"{WORDS[r].zh} {n} 次" for r, n in reasons.most_common()]
    en = [f"{WORDS[r].en} ({n})" for r, n in reasons.most_common()]
    if fixed:
        zh.append(f"已公布 {fixed} 次")
        en.append(f"published before ({fixed})")
    known = board.ask.rules.people.get(person)
    name = known.name if known else person
    count = board.count(person, kind)
    return Text(f"{name} {count} 次（{'，'.join(zh)}）", f"{name} {count} ({', '.join(en)})")
