"""The generator: rotation, fair shares by kind, rest, wishes, leave (spec 02 §5).

Scarce duties are filled first, each by whom it is the turn of. Then chains of
moves (A gives a duty to B, who gives one to C) fill what stayed empty and even
out shares: without rest times in the way, a plan that no such chain betters
has the fairest shares there are.
"""

from collections import deque
from collections.abc import Iterator

from gateway.domain.duty.board import Board
from gateway.domain.duty.plan import Ask, Plan
from gateway.domain.duty.slots import Slot
from gateway.domain.duty.telling import told

Move = tuple[Slot, str | None, str]
"""A duty, who gives it (None: it was nobody's), who takes it."""


def planned(ask: Ask) -> Plan:
    """Return a fair plan; every published place is in it unchanged.

    Args:
        ask: What shall be planned. Places of people who no longer exist, or of duties that the
            calendar does not ask for, are left out of a draft, and kept when published.
    """
    board = Board(ask)
    board.put_draft()
    for slot in sorted(ask.slots, key=lambda s: (len(board.able(s)), s.start, s.id)):
        _fill(board, slot)
    for gentle in (True, False):
        _fill_by_chains(board, gentle=gentle)
        _even_out(board, gentle=gentle)
    return told(board)


def _fill(board: Board, slot: Slot) -> None:
    """Put whom it is the turn of on a duty until it has enough people."""
    while board.missing(slot):
        can = [p for p in board.able(slot) if board.fits(p, slot)]
        if not can:
            return
        board.put(slot, min(can, key=lambda p: board.turn_of(p, slot)))


def _fill_by_chains(board: Board, *, gentle: bool) -> None:
    for slot in board.ask.slots:
        while board.missing(slot):
            chain = _chain(board, slot, None, gentle=gentle)
            if chain is None:
                break
            _move(board, chain)


def _even_out(board: Board, *, gentle: bool) -> None:
    """Better the shares until no chain does; each step makes them more even, so it ends."""
    while True:
        chain = next(_bettering(board, gentle=gentle), None)
        if chain is None:
            return
        _move(board, chain)


def _bettering(board: Board, *, gentle: bool) -> Iterator[list[Move]]:
    for person, kind in board.by_most():
        if board.count(person, kind) <= board.least(kind) + 1:
            continue
        for slot in board.movable(person, kind):
            chain = _chain(board, slot, person, gentle=gentle)
            if chain is not None:
                yield chain


def _chain(board: Board, slot: Slot, giver: str | None, *, gentle: bool) -> list[Move] | None:
    """Return the shortest chain that takes a duty from `giver` and betters the plan, or None.

    Args:
        board: The plan so far.
        slot: The duty.
        giver: Whose share is too large; None: the duty lacks somebody.
        gentle: Nobody is put where they asked to be free.
    """
    limit = board.count(giver, slot.kind) - 2 if giver is not None else None
    seen: set[tuple[str, str]] = set()
    ways: deque[tuple[Slot, str | None, list[Move]]] = deque([(slot, giver, [])])
    while ways:
        given, by, moves = ways.popleft()
        busy = {person for _, *pair in moves for person in pair} | {by, giver}
        for taker in sorted(board.able(given), key=lambda p: board.turn_of(p, given)):
            if taker in busy or (gentle and board.has_wish(taker, given)):
                continue
            way = [*moves, (given, by, taker)]
            is_better = limit is None or board.count(taker, slot.kind) <= limit
            if is_better and board.fits(taker, given):
                return way
            for instead in board.movable(taker, slot.kind):
                if (taker, instead.id) in seen or not board.fits(taker, given, without=instead):
                    continue
                seen.add((taker, instead.id))
                ways.append((instead, taker, way))
    return None


def _move(board: Board, chain: list[Move]) -> None:
    for slot, giver, _ in chain:
        if giver is not None:
            board.take(slot, giver)
    for slot, _, taker in chain:
        board.put(slot, taker)
