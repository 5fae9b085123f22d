"""Report a fault: a thing of the room or a few words becomes a ticket: open → taken → done."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from gateway.domain.effects import Answer
from gateway.domain.events import FaultReported, TicketAnswered
from gateway.domain.service import Progress, tickets_of
from gateway.domain.service.tickets import MOST_OPEN, MOST_TEXT, tidy
from tests.domain.scene import FakeClock, Scene, sample_rules
from tests.domain.service_desk import RESTART, answer_to, take
from tests.domain.talk import read_back


def report(scene: Scene, channel: str | None = None, text: str = "", **more: str) -> Answer:
    """Report a fault in room A."""
    fault = FaultReported(**{"room": "room-a", "channel": channel, "text": text, **more})
    return answer_to(scene, fault)


def answer(scene: Scene, choice: str, ticket: str = "t1", by: str = "p002") -> Answer:
    """Answer a ticket."""
    return answer_to(scene, TicketAnswered(ticket=ticket, choice=choice, by=by))


def test_a_fault_becomes_a_ticket_and_is_taken_and_done(scene: Scene):
    """With who took it and who did it; the room shows it until then."""
    assert report(scene, "spot-1", "闪烁").ok
    (ticket,) = tickets_of(scene.office, "room-a")
    assert (ticket.channel, ticket.text, ticket.by) == ("room-a.spot-1", "闪烁", "")

    answer(scene, "take")
    (ticket,) = tickets_of(scene.office, "room-a")
    assert (ticket.progress, ticket.by) == (Progress.TAKEN, "p002")

    answer(scene, "done", by="p003")
    assert tickets_of(scene.office, "room-a") == ()
    assert scene.office.service.closed[-1].by == "p003"


def test_a_ticket_can_be_given_back_and_taken_over(scene: Scene):
    """Given back it is nobody's; who takes what another has, has it."""
    report(scene, text="椅子坏了")
    answer(scene, "take", by="p002")
    assert answer(scene, "take", by="p002").code == "already"
    assert answer(scene, "take", by="p003").code == "done"
    assert scene.office.service.tickets["t1"].by == "p003"

    answer(scene, "give_back", by="p003")
    assert scene.office.service.tickets["t1"].by == ""


def test_a_fault_reported_twice_is_one_ticket(scene: Scene):
    """The same thing without new words, or the same words without a thing."""
    report(scene, "spot-1", "闪烁")
    assert report(scene, "spot-1").code == "already"
    assert report(scene, "room-a.spot-1", "闪烁").code == "already"
    assert report(scene, "spot-1", "不亮了").code == "done"
    report(scene, text="椅子坏了")
    assert report(scene, text=" 椅子坏了 ").code == "already"
    assert len(tickets_of(scene.office, "room-a")) == 3


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"room": "kitchen", "text": "x"}, "unknown_room"),
        ({"channel": "spot-9"}, "unknown_channel"),
        ({"channel": "room-b.ac"}, "unknown_channel"),
        ({}, "words_missing"),
        ({"text": " \n\t\x00 "}, "words_missing"),
    ],
)
def test_a_report_that_says_nothing_is_refused(scene: Scene, fault, code):
    """With words; nothing is kept."""
    answered = report(scene, **fault)
    assert (answered.ok, answered.code) == (False, code)
    assert scene.kept == []


def test_a_room_has_only_so_many_open_tickets(scene: Scene):
    """A bored finger fills no disk."""
    for n in range(MOST_OPEN):
        assert report(scene, text=f"{n}").ok
    assert report(scene, text="one more").code == "too_many"
    answer(scene, "done")
    assert report(scene, text="one more").ok


@given(st.text(max_size=600))
def test_what_is_written_is_kept_short_and_printable(text):
    """One line of at most 200 characters, nothing that moves a cursor or turns the writing."""
    kept = tidy(text)
    assert len(kept) <= MOST_TEXT
    assert kept.isprintable()
    assert kept == tidy(kept)


RULES = sample_rules()
steps = st.lists(
    st.one_of(
        st.builds(
            FaultReported,
            room=st.sampled_from(["room-a", "room-b"]),
            channel=st.sampled_from([None, "spot-1", "ac"]),
            text=st.sampled_from(["", "a", "b"]),
        ),
        st.builds(
            TicketAnswered,
            ticket=st.sampled_from(["t1", "t2", "t3"]),
            choice=st.sampled_from(["take", "give_back", "done"]),
            by=st.sampled_from(["p001", "facilities"]),
        ),
        st.just(RESTART),
    ),
    max_size=30,
)


@settings(deadline=None, max_examples=100)
@given(steps)
def test_each_ticket_is_done_once(sequence):
    """In any order, over restarts."""
    scene = Scene(RULES, FakeClock())
    for step in sequence:
        take(scene, step)
        scene.clock.advance(1.0)
    opened = [f.subject for f in scene.records("ticket.opened")]
    done = [f.subject for f in scene.records("ticket.answered") if f.body["progress"] == "done"]
    assert len(set(opened)) == len(opened)
    assert len(set(done)) == len(done)
    assert set(scene.office.service.tickets) == set(opened) - set(done)
    for ticket in scene.office.service.tickets.values():
        assert (ticket.by == "") is (ticket.progress is Progress.OPEN)


def test_tickets_are_in_the_checkpoint(scene: Scene):
    """Written and read back, they are the same."""
    report(scene, "spot-1")
    answer(scene, "take")
    assert read_back(scene).service == scene.office.service
