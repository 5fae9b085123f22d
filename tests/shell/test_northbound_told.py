"""When what is told: differences only, measured out, again after a return, cleared for good."""

import json
import random
import threading

import pytest

from gateway.domain.effects import Answer
from gateway.domain.events import (
    ControlPressed,
    DeviceReported,
    PartChanged,
    ProgramStarted,
    Reading,
)
from gateway.domain.text import Text
from gateway.errors import GatewayBusy
from gateway.northbound import (
    AT_ONCE,
    EVERY_S,
    FIGURE_S,
    MOST_WAITING,
    SETTLED_S,
    Memory,
    Northbound,
    Office,
    Words,
)
from tests.patience import PATIENCE_S

CAME, WENT = (PartChanged(part="broker", ok=ok) for ok in (True, False))
PRESS = ControlPressed(room="room-a", control="ac.on", by="ha")


class Snapshot:
    """As much of one as is looked at."""

    rules = "rules"


class World:
    """A clock that is set, a broker that remembers, and the publisher stepped by hand."""

    def __init__(self, folder):
        self.now_s = 1_000.0
        self.said = {"a": "1", "b": {"x": 2}}
        self.described = {"config": {"dev": 1}}
        self.sent = []
        self.emitted = []
        self.answer = Answer(ok=True, code="asked", text=Text("好", "ok"))
        self.folder = folder
        self.begin()

    def begin(self):
        """Start the gateway afresh, on the same data folder."""
        words = Words(
            said=lambda snapshot: dict(self.said),
            described=lambda rules: dict(self.described),
            result=lambda rules, press: "result" if press.room == "room-a" else None,
            is_figure=lambda topic: topic.endswith("power_w"),
            as_payload=lambda value: json.dumps(value).encode(),
        )
        office = Office(
            look=Snapshot, ask=self._ask, emit=self.emitted.append, mono_s=lambda: self.now_s
        )
        self.north = Northbound(words, office, Memory(self.folder / "n.json"), random.Random(1))
        self.north.speak_on(self)

    def _ask(self, event, timeout_s):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def publish(self, message, *, retain=False):
        self.sent.append((message.topic, message.payload, retain))

    def step(self, seconds=EVERY_S):
        """Let time pass and the thread look once; return what was sent."""
        self.now_s += seconds
        self.sent.clear()
        self.north._step()
        return {topic: payload for topic, payload, _ in self.sent}


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def up(world):
    world.north.hear(CAME)
    return world.step()


def test_nothing_is_said_before_the_broker_is_there(world):
    """What would be said into the void would only expire."""
    assert world.step() == {}
    assert set(up(world)) == {"config", "a", "b"}
    assert all(retain for _, _, retain in world.sent)


def test_only_what_changed_is_said(world):
    """A report that changes nothing for others costs no message."""
    up(world)
    world.north.changed()
    assert world.step() == {}

    world.said["b"] = {"x": 3}
    world.north.changed()

    assert world.step() == {"b": b'{"x": 3}'}


def test_a_measurement_is_said_at_most_every_ten_seconds(world):
    """The first at once, then the newest when its time has come; a state is never held up."""
    world.said["power_w"] = "1"
    up(world)
    world.said["power_w"] = "2"
    world.north.changed()
    assert world.step(1.0) == {}
    world.said |= {"power_w": "3", "a": "2"}
    world.north.changed()
    assert world.step(1.0) == {"a": b'"2"'}

    assert world.step(FIGURE_S) == {"power_w": b'"3"'}


def test_a_large_office_is_told_in_portions(world):
    """No burst that would hold up a command."""
    world.said = {f"t{n}": n for n in range(3 * AT_ONCE)}

    portions = [up(world), world.step(), world.step(), world.step(), world.step()]

    assert [len(p) for p in portions] == [AT_ONCE, AT_ONCE, AT_ONCE, 1, 0]


def test_after_the_brokers_return_everything_is_said_again(world):
    """It may have lost all; a short absence that nobody looked at counts too."""
    up(world)
    world.north.hear(WENT)
    world.north.hear(CAME)
    assert set(world.step()) == {"config", "a", "b"}


def test_home_assistants_start_is_answered_after_a_random_delay(world):
    """Hundreds of devices answer it; not all in the same instant."""
    up(world)
    world.north.hear(ProgramStarted(program="home_assistant"))
    assert world.step(0.4) == {}
    assert set(world.step(5.0)) == {"config", "a", "b"}


def test_what_is_gone_is_cleared_and_forgotten_once_it_held(world):
    """Empty and retained; cleared again if the broker went before it can be sure."""
    up(world)
    del world.said["a"]
    world.north.changed()
    assert world.step() == {"a": b""}

    world.north.hear(WENT)
    world.north.hear(CAME)
    assert world.step()["a"] == b""
    world.step(SETTLED_S)
    world.north.hear(CAME)
    assert "a" not in world.step()


def test_what_comes_back_after_it_was_cleared_is_said_and_can_go_again(world):
    """An alert that is raised, over, raised and over."""
    up(world)
    for _ in range(2):
        value = world.said.pop("a")
        world.north.changed()
        assert world.step() == {"a": b""}
        world.said["a"] = value
        world.north.changed()
        assert world.step() == {"a": b'"1"'}


def test_a_room_taken_out_while_the_gateway_was_down_is_cleared(world):
    """The topics are remembered over a restart, in the data folder."""
    up(world)
    del world.said["b"]
    world.described = {}
    world.begin()

    said = up(world)

    assert (said["b"], said["config"]) == (b"", b"")
    world.step(SETTLED_S)
    world.begin()
    assert set(up(world)) == {"a"}


def test_a_broken_memory_is_only_forgotten(world):
    """Nothing is worth not starting for."""
    (world.folder / "n.json").write_text("{")
    world.begin()
    assert set(up(world)) == {"config", "a", "b"}


def test_a_press_is_asked_and_its_answer_said(world):
    """Not retained: it is about this once."""
    up(world)
    world.north.hear(PRESS)
    world.step()
    ((topic, payload, retain),) = world.sent
    assert (topic, json.loads(payload)["code"], retain) == ("result", "asked", False)
    assert PRESS not in world.emitted


def test_a_press_without_an_answer_or_a_place_says_nothing(world):
    """A busy gateway promises nothing; an unknown room has no topic."""
    up(world)
    world.north.hear(ControlPressed(room="nowhere", control="ac.on", by="ha"))
    assert world.step() == {}
    world.answer = GatewayBusy("no answer within 3 s")
    world.north.hear(PRESS)
    assert world.step() == {}


def test_a_flood_of_presses_is_bounded(world):
    """A loop in somebody's automation must not fill the memory."""
    for _ in range(MOST_WAITING + 5):
        world.north.hear(PRESS)
    assert world.north.dropped == 5


def test_everything_else_goes_to_the_inbox(world):
    """Reports and the broker's comings and goings pass through, in order."""
    report = DeviceReported(device="a", channel=1, reading=Reading(power=True))
    for event in (report, CAME, WENT):
        world.north.hear(event)
    assert world.emitted == [report, CAME, WENT]


def test_the_thread_says_changes_by_itself_and_ends_when_told(world):
    """Woken by a change, not by a clock."""
    came = threading.Event()
    world.publish = lambda message, *, retain=False: came.set()
    world.north.start()
    try:
        world.north.hear(CAME)
        assert came.wait(PATIENCE_S)
    finally:
        world.north.stop()
        world.north.stop()
    assert not world.north._thread.is_alive()
