"""The inbox and the board: how threads hand things to the loop and read from it."""

import threading
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from gateway.board import Board
from gateway.clock import SystemClock
from gateway.domain.effects import Answer
from gateway.domain.events import MinuteBegan
from gateway.domain.office import Office
from gateway.domain.rules import Rules
from gateway.domain.snapshot import Snapshot
from gateway.domain.text import Text
from gateway.errors import GatewayBusy
from gateway.inbox import MOST_AT_ONCE, Inbox, Reply

ZONE = ZoneInfo("Asia/Shanghai")
NOW = SystemClock(ZONE).now()
RULES = Rules(site="s", name=Text("一", "one"), timezone=ZONE)


def test_a_batch_is_bounded_and_in_order():
    """A flood is taken in bites, so that a deadline is looked at between them."""
    inbox = Inbox()
    events = [MinuteBegan() for _ in range(MOST_AT_ONCE + 10)]
    for event in events:
        inbox.put(event)

    first = inbox.take(0)
    second = inbox.take(0)

    assert len(first) == MOST_AT_ONCE
    assert len(second) == 10
    assert inbox.take(0) == []


def test_asking_waits_for_the_answer_and_no_longer_than_said():
    """A view gets its answer, or hears that there was none in time."""
    inbox = Inbox()
    done = Answer(ok=True, code="done", text=Text("好", "ok"))

    with pytest.raises(GatewayBusy, match=r"0\.01 s"):
        inbox.ask(MinuteBegan(), timeout_s=0.01)
    inbox.take(0)

    def loop():
        (asked,) = inbox.take(5)
        asked.reply.give(done)

    thread = threading.Thread(target=loop)
    thread.start()
    assert inbox.ask(MinuteBegan(), timeout_s=5) is done
    thread.join()


def test_a_second_answer_is_ignored():
    """The first answer is the one that was on disk."""
    reply = Reply()
    first = Answer(ok=True, code="a", text=Text("", ""))
    reply.give(first)
    reply.give(Answer(ok=False, code="b", text=Text("", "")))
    assert reply.wait(0.1) is first


def test_a_wake_is_no_event():
    """A wake only makes the loop look up."""
    inbox = Inbox()
    inbox.wake()
    assert inbox.take(1) == []


def test_the_board_wakes_who_waits_and_only_for_something_new():
    """An unchanged office makes no new version; a changed one wakes the waiting."""
    office = Office()
    board = Board(Snapshot(0, office, RULES, NOW))

    board.show(office, RULES, NOW)
    assert board.latest().version == 0

    got = []
    thread = threading.Thread(target=lambda: got.append(board.wait_newer(0, 5)))
    thread.start()
    board.show(replace(office), RULES, NOW)
    thread.join()

    assert got[0].version == 1
    assert board.wait_newer(1, 0.01).version == 1
