"""The loop: kept before shown, one commit a batch, and what happens when the disk refuses."""

import threading

import pytest

from gateway.domain.effects import Feedback, Record, Result
from gateway.domain.events import BadgeTapped, Correction, MinuteBegan, PartChanged, TapCorrected
from gateway.domain.office import Office
from gateway.errors import StoreUnavailable
from gateway.inbox import Asked, Reply
from gateway.loop import Hooks, Loop
from tests.domain.scene import FakeClock, card, sample_rules
from tests.domain.talk import said


class Shelf:
    """A keeper that remembers each commit, and refuses when told to."""

    def __init__(self):
        self.commits = []
        self.full = False

    def append(self, records, now):
        if self.full:
            raise StoreUnavailable("the disk is full")
        self.commits.append(tuple(records))


class LoopClock(FakeClock):
    """The scene's clock, as the shell asks for it."""

    def monotonic(self):
        return self.mono_s


class Stage:
    """A loop with everything at hand."""

    def __init__(self):
        self.clock = LoopClock()
        self.shelf = Shelf()
        self.seen = []
        self.alive = True
        self.pause = threading.Event()
        sinks = {Feedback: self._feedback}
        hooks = Hooks(alive=lambda: self.alive)
        self.loop = Loop(Office(), sample_rules(), self.clock, self.shelf, sinks, hooks)

    def _feedback(self, feedback):
        self.seen.append((feedback, len(self.shelf.commits)))

    def pass_time_until(self, is_so):
        """Let the fake clock run, and the loop look up, until something is so."""
        for _ in range(2_000):
            if is_so():
                return
            self.clock.advance(0.5)
            self.loop.inbox.wake()
            self.pause.wait(0.002)
        pytest.fail("it never came about")

    def turn(self, *events):
        asked = [Asked(e) for e in events]
        self.loop.turn(asked)


@pytest.fixture
def stage():
    return Stage()


def tap(number, person="p001", reader="front-door"):
    return BadgeTapped(tap_id=f"{reader}:b:{number}", reader=reader, badge=card(person))


class Told(Reply):
    """An answer that notes which snapshot was there when it was given."""

    def __init__(self, board):
        super().__init__()
        self.board = board
        self.version = None

    def give(self, answer):
        self.version = self.board.latest().version
        super().give(answer)


@pytest.mark.parametrize("full", [False, True])
def test_who_was_answered_reads_the_office_as_it_is(stage, full):
    """The page that follows an answer shows what was done; also when the disk refuses."""
    stage.shelf.full = full
    reply = Told(stage.loop.board)
    before = stage.loop.board.latest().version

    stage.loop.turn([Asked(tap(1), reply)])

    assert reply.wait(0).ok is not full
    assert reply.version > before


def test_a_batch_is_one_commit_and_is_kept_before_anything_is_shown(stage):
    """Thirty-two readers share one fsync; no lamp turns green before it."""
    stage.turn(tap(1, "p001"), tap(2, "p002"), tap(3, "p003"))

    assert len(stage.shelf.commits) == 1
    assert [f.result for f, _ in stage.seen] == [Result.ACCEPTED] * 3
    assert {commits for _, commits in stage.seen} == {1}


def test_a_full_disk_gives_red_and_plain_words_and_leaves_the_state_alone(stage):
    """A tap that is not on disk gets no green, and did not happen."""
    stage.shelf.full = True
    stage.turn(tap(1))

    ((feedback, _),) = stage.seen
    assert feedback.result is Result.STORE_FAILED
    assert "没有记下" in feedback.message.zh
    assert stage.loop.office.presence.sessions == {}
    (reported,) = stage.loop.inbox.take(0)
    assert reported.event == PartChanged(part="store", ok=False, detail="the disk is full")


def test_who_asked_hears_that_nothing_was_kept(stage):
    """A kiosk's correction is refused in words while the disk is full."""
    stage.turn(tap(1))
    stage.shelf.full = True
    reply = Reply()
    asked = Asked(TapCorrected(tap_id="front-door:b:1", correction=Correction.UNDO), reply)
    stage.loop.turn([asked])

    answer = reply.wait(0.1)
    assert not answer.ok
    assert answer.code == "store_failed"
    assert len(stage.loop.office.presence.sessions) == 1


def test_in_a_batch_the_disk_refused_what_needs_no_keeping_goes_on(stage):
    """A full disk stops taps; it does not stop what is not kept."""
    stage.shelf.full = True
    stage.turn(tap(1), PartChanged(part="broker", ok=False, detail="gone"))

    assert stage.loop.office.health.parts["broker"].ok is False
    assert stage.loop.office.presence.sessions == {}


def test_with_a_full_disk_one_deadline_that_needs_a_record_holds_up_no_other(stage):
    """What may be done without a record is done in time: a curtain stops, a tap is put away.

    The question to the last one out stays open: its end has to be kept.
    """
    stage.turn(tap(1), PartChanged(part="broker", ok=True))
    light = stage.loop.board.latest().rules.channels["office.hall-light"]
    stage.turn(said(light.device, light.number, power=True))
    stage.clock.advance(600.0)
    stage.turn(tap(2))
    assert stage.loop.office.lastout.checks
    stage.clock.advance(56.0)
    stage.turn(tap(3, "nobody"))
    assert stage.loop.office.taps.shown

    stage.shelf.full = True
    stage.clock.advance(11.0)
    stage.turn()

    assert not stage.loop.office.taps.shown
    assert stage.loop.office.lastout.checks["office"].answer_due_s < stage.clock.mono_s


def test_the_store_comes_back_by_itself(stage):
    """Space was made: the next look writes again and says so."""
    stage.shelf.full = True
    stage.turn(tap(1))
    stage.loop.inbox.take(0)

    stage.shelf.full = False
    thread = threading.Thread(target=stage.loop.run)
    thread.start()
    stage.pass_time_until(lambda: "store" in stage.loop.board.latest().office.health.parts)
    stage.loop.stop()
    thread.join()
    assert any(r.kind == "store.back" for commit in stage.shelf.commits for r in commit)


def test_a_past_deadline_goes_before_the_inbox(stage):
    """A shown tap is put away even while others chatter."""
    stage.turn(tap(1))
    assert stage.loop.office.taps.shown
    stage.clock.advance(11.0)
    stage.turn(PartChanged(part="broker", ok=True))
    assert not stage.loop.office.taps.shown


def test_a_sink_that_raises_costs_only_its_own_effect(stage):
    """A broken lamp never stops a tap, nor the answer to it."""

    def broken(feedback):
        raise OSError("lamp on fire")

    stage.loop._sinks = {Feedback: broken}
    stage.turn(tap(1))
    assert len(stage.loop.office.presence.sessions) == 1


def test_an_answer_is_given_even_when_a_rule_gave_none(stage):
    """Nobody waits for ever."""
    reply = Reply()
    stage.loop.turn([Asked(MinuteBegan(), reply)])
    assert reply.wait(0.1).code == "done"


def test_a_dead_thread_ends_the_loop(stage):
    """The process then ends and systemd starts it again."""
    stage.alive = False
    results = []
    thread = threading.Thread(target=lambda: results.append(stage.loop.run()))
    thread.start()
    stage.pass_time_until(lambda: not thread.is_alive())
    thread.join()
    assert results == [False]


def test_records_are_in_the_order_things_happened(stage):
    """The ledger tells the story as it was."""
    stage.turn(tap(1, "p001"), tap(2, "p002"))
    taps = [r.subject for r in stage.shelf.commits[0] if isinstance(r, Record) and r.kind == "tap"]
    assert taps == ["p001", "p002"]
