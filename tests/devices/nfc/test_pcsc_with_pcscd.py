"""PC/SC readers against the real pcscd and its virtual reader."""

import time

from gateway.domain.events import BadgeTapped
from tests.parts.vcard import NOT_SUPPORTED, OK, Pulled, saying

CLASSIC = "04A1B2C3"
OTHER_CLASSIC = "14A1B2C4"
SEVEN_BYTES = "04A1B2C3D4E580"


def test_a_card_gives_one_tap_with_its_keyed_hash_and_the_tail(office, slot):
    """The UID itself leaves the driver nowhere but into the hash."""
    slot.lay_uid(SEVEN_BYTES)

    assert office.next_tap() == BadgeTapped(
        tap_id="front-door:boot7:1",
        reader="front-door",
        badge="h-04a1b2c3d4e580",
        uid_tail="E580",
    )


def test_a_card_that_lies_there_counts_once(office, slot):
    """However often pcscd looks at it."""
    slot.lay_uid(CLASSIC)
    office.next_tap()

    slot.wait_polls(5)

    assert office.taps() == []


def test_each_lay_of_the_same_card_is_a_tap_with_a_new_id(office, slot):
    """`tap_id` is never used twice."""
    ids = []
    for _ in range(3):
        slot.lay_uid(CLASSIC)
        ids.append(office.next_tap().tap_id)
        slot.take()

    assert ids == ["front-door:boot7:1", "front-door:boot7:2", "front-door:boot7:3"]


def test_two_alike_cards_swapped_quickly_are_two_taps(office, slot):
    """They have the same answer to reset; the event counter tells them apart."""
    slot.lay_uid(CLASSIC)
    first = office.next_tap()

    slot.take()
    slot.lay_uid(OTHER_CLASSIC)

    assert (first.uid_tail, office.next_tap().uid_tail) == ("B2C3", "B2C4")


def test_a_card_laid_before_the_start_is_read(pcscd, slot, readers, arrivals):
    """Somebody waits at the door while the gateway boots."""
    slot.lay_uid(CLASSIC)

    pcscd.start()

    assert arrivals.next_tap().uid_tail == "B2C3"


def test_two_cards_on_two_readers_at_once_are_both_read(office, slots):
    """Readers do not wait for each other."""
    slots[0].lay_uid(CLASSIC)
    slots[1].lay_uid(OTHER_CLASSIC)

    seen = {(t.reader, t.uid_tail) for t in (office.next_tap(), office.next_tap())}

    assert seen == {("front-door", "B2C3"), ("back-door", "B2C4")}


def test_a_card_pulled_in_the_middle_of_its_answer_is_no_tap_and_read_when_it_is_back(office, slot):
    """Nothing lost, nothing doubled, no false red light."""
    slot.lay(saying(Pulled(bytes.fromhex(CLASSIC) + OK)))
    slot.wait_pulled()

    slot.lay_uid(CLASSIC)

    tap = office.next_tap()
    assert (tap.uid_tail, tap.tap_id) == ("B2C3", "front-door:boot7:1")
    slot.wait_polls(4)
    assert office.taps() == []


def test_a_card_without_a_number_is_one_tap_without_a_badge(office, slot):
    """A card was really there: the person must see that it did not count."""
    slot.lay(saying(NOT_SUPPORTED))

    tap = office.next_tap()

    assert (tap.badge, tap.uid_tail) == ("", "")
    slot.wait_polls(4)
    assert office.taps() == []


def test_garbage_first_and_then_a_number_is_one_tap_with_the_number(office, slot):
    """A misread is tried again while the card lies there."""
    slot.lay(saying(b"\x90", b"\x01\x02" + OK, b"\x00" * 300, bytes.fromhex(CLASSIC) + OK))

    assert office.next_tap().uid_tail == "B2C3"
    slot.wait_polls(3)
    assert office.taps() == []


def test_a_number_of_a_phone_is_marked_as_random(office, slot):
    """It is another one next time: never to be bound to a person."""
    slot.lay_uid("08A1B2C3")

    assert office.next_tap().random_id


def test_pcscd_stopped_and_started_recovers_by_itself(office, pcscd, slot):
    """`systemctl restart pcscd`: people are told, taps come again, no restart of ours."""
    slot.lay_uid(CLASSIC)
    office.next_tap()
    slot.take()

    pcscd.stop()
    office.wait_part("pcscd", ok=False)
    office.wait_part("reader:back-door", ok=False)
    pcscd.start()

    office.wait_part("reader:back-door", ok=True)
    slot.lay_uid(OTHER_CLASSIC)
    assert office.next_tap().uid_tail == "B2C4"


def test_pcscd_killed_recovers_by_itself(office, pcscd, slot):
    """A crash leaves the socket's file behind, which leads nowhere."""
    pcscd.kill()
    office.wait_part("pcscd", ok=False)
    pcscd.start()

    office.wait_part("pcscd", ok=True)
    slot.lay_uid(CLASSIC)
    assert office.next_tap().uid_tail == "B2C3"


def test_a_card_that_lies_there_while_pcscd_restarts_is_not_counted_again(office, pcscd, slots):
    """Nobody tapped: whoever left the card there must not be signed out by a restart."""
    slots[0].lay_uid(CLASSIC)
    office.next_tap()

    pcscd.stop()
    office.wait_part("pcscd", ok=False)
    pcscd.start()
    slots[0].wait_polls(6)

    assert office.taps() == []
    slots[1].lay_uid(OTHER_CLASSIC)
    assert office.next_tap().reader == "back-door"


def test_a_reader_unplugged_and_plugged_in_is_told_and_works_again(office, pcscd, slot):
    """pcscd without a reader is not a pcscd that is gone."""
    pcscd.stop()
    pcscd.start(readers=False)
    office.wait_part("pcscd", ok=False)
    office.wait_part("pcscd", ok=True)

    pcscd.stop()
    pcscd.start()
    office.wait_part("reader:front-door", ok=True)

    slot.lay_uid(CLASSIC)
    assert office.next_tap().uid_tail == "B2C3"


def test_absent_at_start_is_told_and_found_later(pcscd, readers, arrivals, slot):
    """The gateway may boot before pcscd does."""
    arrivals.wait_part("pcscd", ok=False)
    arrivals.wait_part("reader:front-door", ok=False)

    pcscd.start()

    arrivals.wait_part("reader:front-door", ok=True)
    slot.lay_uid(CLASSIC)
    assert arrivals.next_tap().uid_tail == "B2C3"


def test_a_card_that_hangs_the_reader_is_told_and_forgiven(office, slots, readers, monkeypatch):
    """A reader nobody can hear must not look healthy; when it lets go all is well again."""
    ahead_s = 0.0
    monkeypatch.setattr(readers, "_now_s", lambda: time.monotonic() + ahead_s)
    slots[0].lay(saying(b""))  # vpcd waits for more, for ever
    slots[0].wait_asked()

    ahead_s = 60.0
    assert readers.is_alive()
    assert "has not answered for" in office.wait_part("pcscd", ok=False).detail

    slots[0].take()
    office.wait_part("pcscd", ok=True)
    slots[1].lay_uid(CLASSIC)
    assert office.next_tap().uid_tail == "B2C3"
