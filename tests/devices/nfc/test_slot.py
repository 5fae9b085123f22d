"""What counts as one tap: the reader's card as a small state, without any reader."""

import pytest

from devices.nfc.slot import RETRY_AFTER_S, SETTLE_S, Slot
from devices.nfc.wire import LOST, PRESENT, ReaderState

A, B = b"AAAA", b"BBBB"


def card(events: int) -> ReaderState:
    return ReaderState("r", events << 16 | PRESENT)


def empty(events: int) -> ReaderState:
    return ReaderState("r", events << 16)


@pytest.fixture
def slot() -> Slot:
    """A reader that has been there and empty for long."""
    slot = Slot()
    slot.seen(empty(0), 0.0)
    return slot


def test_a_card_that_came_is_asked_at_once_and_counts_once(slot):
    """Later words about the same card (in use, not in use) ask nothing."""
    slot.seen(card(1), 10.0)
    assert slot.due_s == 10.0
    assert slot.read(A)

    slot.seen(ReaderState("r", card(1).word | 0x100), 10.5)

    assert slot.due_s is None


def test_the_event_counter_tells_a_swap_from_a_stay(slot):
    """Removed and another laid between two looks: no empty reader was ever seen."""
    slot.seen(card(1), 10.0)
    slot.read(A)

    slot.seen(card(3), 10.5)

    assert slot.due_s == 10.5
    assert slot.read(B)


def test_the_counter_may_run_over(slot):
    """It has 16 bits."""
    slot.seen(card(0xFFFF), 10.0)
    slot.read(A)
    slot.seen(empty(0), 10.5)

    slot.seen(card(1), 11.0)

    assert slot.read(A)


def test_the_same_card_without_an_empty_reader_between_is_a_wobble(slot):
    """At the edge of the field a card goes and comes within a moment."""
    slot.seen(card(1), 10.0)
    slot.read(A)

    slot.seen(card(3), 10.5)

    assert not slot.read(A)


def test_the_same_card_after_an_empty_reader_is_a_tap(slot):
    """The rules decide whether it is a bounce; the driver drops nothing."""
    slot.seen(card(1), 10.0)
    slot.read(A)
    slot.seen(empty(2), 10.5)
    slot.seen(card(3), 11.0)

    assert slot.read(A)


def test_a_card_read_before_its_swap_was_seen_is_not_doubled(slot):
    """A came and went, B was read under A's number; then the word about B arrives."""
    slot.seen(card(1), 10.0)
    assert slot.read(B)

    slot.seen(card(3), 10.5)

    assert not slot.read(B)


def test_a_silent_card_is_asked_again_and_then_counts_as_one_without_a_number(slot):
    """In under a second: the hand still holds it, and red is an honest answer."""
    slot.seen(card(1), 10.0)
    now_s = 10.0
    for after_s in RETRY_AFTER_S:
        assert not slot.unread(now_s)
        assert slot.due_s == now_s + after_s
        now_s = slot.due_s

    assert slot.unread(now_s)
    assert slot.due_s is None
    assert now_s < 11.0


def test_a_pulled_card_is_no_tap_however_often_it_is_asked(slot):
    """PC/SC notices up to half a second late that it has gone."""
    slot.seen(card(1), 10.0)

    assert not any(slot.unread(10.0, pulled=True) for _ in range(20))
    assert slot.due_s is None


def test_a_pulled_card_that_is_back_is_read(slot):
    """With the empty reader seen, or only the counter."""
    slot.seen(card(1), 10.0)
    slot.unread(10.0, pulled=True)

    slot.seen(card(3), 10.5)

    assert slot.due_s == 10.5
    assert slot.read(A)


def test_taking_the_card_away_ends_the_asking(slot):
    """No red light for a card that is not there."""
    slot.seen(card(1), 10.0)
    slot.unread(10.0)

    slot.seen(empty(2), 10.25)

    assert slot.due_s is None


def test_a_card_left_lying_over_an_outage_is_not_tapped_again(slot):
    """A reader that is back says "empty" first, and finds the card a moment later."""
    slot.seen(card(1), 10.0)
    slot.read(A)
    slot.forget()

    slot.seen(empty(0), 20.0)
    slot.seen(card(1), 20.5)

    assert not slot.read(A)


def test_the_same_card_some_time_after_an_outage_is_a_tap(slot):
    """The reader has had its time to settle: it really was empty."""
    slot.seen(card(1), 10.0)
    slot.read(A)
    slot.forget()
    slot.seen(empty(0), 20.0)

    slot.seen(card(1), 20.0 + SETTLE_S)

    assert slot.read(A)


def test_two_taps_of_one_card_right_after_the_start_are_two(slot):
    """Nothing lay there before: a reader that is just back loses no tap."""
    slot.forget()
    slot.seen(empty(0), 20.0)
    slot.seen(card(1), 20.25)
    assert slot.read(A)
    slot.seen(empty(2), 20.5)

    slot.seen(card(3), 20.75)

    assert slot.read(A)


def test_another_card_right_after_an_outage_is_a_tap(slot):
    """Only the very card that lay there is let off."""
    slot.seen(card(1), 10.0)
    slot.read(A)
    slot.forget()

    slot.seen(card(1), 20.0)

    assert slot.read(B)


def test_a_card_laid_during_an_outage_is_a_tap(slot):
    """Whoever waits at the door while the reader restarts is seen."""
    slot.forget()

    slot.seen(card(1), 20.0)

    assert slot.read(A)


def test_a_lost_reader_asks_nothing_and_waits_for_news(slot):
    """Its word is kept, or the wait for a change would return at once for ever."""
    slot.seen(card(1), 10.0)

    slot.seen(ReaderState("r", LOST), 10.5)

    assert (slot.due_s, slot.word) == (None, LOST)


def test_a_number_is_not_in_the_slots_text(slot):
    """What is logged must not hold it."""
    slot.seen(card(1), 10.0)
    slot.read(A)

    assert "AAAA" not in repr(slot)
