"""Call service: asked → seen → coming → done, withdrawn, told to facilities when nobody answers."""

import hypothesis.strategies as st
from hypothesis import given, settings

from gateway.domain.decide import next_due_s
from gateway.domain.effects import Answer, Notify
from gateway.domain.events import AlertAnswered, CallAnswered, ServiceAsked
from gateway.domain.service import Progress, calls_of
from tests.domain.scene import FakeClock, Scene, every, only, sample_rules
from tests.domain.service_desk import RESTART, answer_to, take
from tests.domain.talk import read_back
from tests.domain.trouble import changes

WAIT_S = 180.0


def call(scene: Scene, kind: str = "tea", room: str = "room-a") -> Answer:
    """Call for something; return the answer."""
    return answer_to(scene, ServiceAsked(room=room, kind=kind))


def answer(scene: Scene, choice: str, call_id: str = "c1", by: str = "p002") -> Answer:
    """Answer a call."""
    return answer_to(scene, CallAnswered(call=call_id, choice=choice, by=by))


def test_a_call_goes_from_asked_over_seen_and_coming_to_done(scene: Scene):
    """Each step is kept with who and when; done, it is open no more."""
    assert call(scene).code == "asked"
    (one,) = calls_of(scene.office, "room-a")
    assert (one.kind, one.progress, one.by) == ("tea", Progress.ASKED, "")

    for choice in ("seen", "coming"):
        scene.advance(30.0)
        assert answer(scene, choice).ok
        (one,) = calls_of(scene.office, "room-a")
        assert (one.progress, one.by, one.since) == (choice, "p002", scene.clock.at)

    assert answer(scene, "done").ok
    assert calls_of(scene.office, "room-a") == ()
    assert scene.office.service.ended[-1].progress is Progress.DONE


def test_the_same_call_twice_is_one_call(scene: Scene):
    """It says how far it is; another kind, and another room, are calls of their own."""
    call(scene)
    answer(scene, "coming")
    again = call(scene)
    assert (again.ok, again.code, again.data["call"]) == (True, "already", "c1")
    assert "过来" in again.text.zh

    assert call(scene, "clean").data["call"] == "c2"
    assert call(scene, "tea", "room-b").data["call"] == "c3"


def test_a_call_never_goes_back(scene: Scene):
    """Who says "seen" after somebody is coming changes nothing."""
    call(scene)
    answer(scene, "coming", by="p002")

    late = answer(scene, "seen", by="p003")

    assert late.code == "already"
    (one,) = calls_of(scene.office, "room-a")
    assert (one.progress, one.by) == (Progress.COMING, "p002")


def test_who_called_may_withdraw(scene: Scene):
    """At any time before it is done; then it is over."""
    call(scene)
    assert answer(scene, "withdraw", by="panel").ok
    assert scene.office.service.ended[-1].progress is Progress.WITHDRAWN
    assert answer(scene, "done").code == "unknown_call"
    assert scene.advance(WAIT_S) == []


def test_unanswered_for_three_minutes_it_goes_to_the_alert_engine_once(scene: Scene):
    """To the second; facilities get the room and what is called for."""
    call(scene, "technician")
    assert scene.advance(WAIT_S - 0.5) == []

    effects = scene.advance(0.5)

    assert changes(effects) == ["raised"]
    message = only(Notify, effects)
    assert (message.to, message.alert) == ("facilities", "call:c1")
    assert message.title.zh == "会议室 A呼叫技术支持，没人应答"
    assert "3 min" in message.body.en
    assert len(scene.records("call.escalated")) == 1
    assert next_due_s(scene.office) is not None  # of the alert: it goes on to the next contact
    assert scene.office.service.calls["c1"].escalate_due_s is None


def test_a_call_that_is_answered_at_last_ends_its_alert(scene: Scene):
    """Seen is enough: somebody has it."""
    call(scene)
    scene.advance(WAIT_S)

    effects = scene.feed(CallAnswered(call="c1", choice="seen", by="p002"))

    assert changes(effects) == ["resolved"]
    assert changes(scene.feed(CallAnswered(call="c1", choice="done", by="p002"))) == []


def test_taking_the_alert_is_seeing_the_call(scene: Scene):
    """From the message on a phone: the room sees that somebody has seen it."""
    call(scene)
    scene.advance(WAIT_S)

    effects = scene.feed(AlertAnswered(key="call:c1", choice="acknowledge", by="facilities"))

    assert only(Answer, effects).ok
    assert changes(effects) == ["acknowledged", "resolved"]
    (one,) = calls_of(scene.office, "room-a")
    assert (one.progress, one.by) == (Progress.SEEN, "facilities")


def test_a_call_outlives_a_restart_and_waits_no_longer_for_it(scene: Scene):
    """The three minutes count from when it was asked."""
    call(scene)
    scene.advance(100.0)
    before = scene.durable()

    scene.restart()

    assert scene.durable() == before
    assert scene.advance(79.5) == []
    assert changes(scene.advance(0.5)) == ["raised"]


def test_what_cannot_be_called_for_is_refused(scene: Scene):
    """A room, a service, a call, an answer that is none: words, and nothing kept."""
    assert call(scene, "massage").code == "unknown_service"
    assert call(scene, room="kitchen").code == "unknown_room"
    assert answer(scene, "done").code == "unknown_call"
    call(scene)
    assert answer(scene, "maybe").code == "unknown_choice"
    assert len(scene.kept) == 1


RULES = sample_rules()
steps = st.lists(
    st.one_of(
        st.builds(
            ServiceAsked,
            room=st.sampled_from(["room-a", "room-b"]),
            kind=st.sampled_from(["tea", "clean"]),
        ),
        st.builds(
            CallAnswered,
            call=st.sampled_from(["c1", "c2", "c3", "c4"]),
            choice=st.sampled_from(["seen", "coming", "done", "withdraw"]),
            by=st.sampled_from(["p001", "kiosk", "panel"]),
        ),
        st.builds(
            AlertAnswered,
            key=st.sampled_from(["call:c1", "call:c2"]),
            choice=st.sampled_from(["acknowledge", "switch_off"]),
            by=st.just("facilities"),
        ),
        st.sampled_from([0.5, 90.0, 179.5, 180.0, 1000.0]),
        st.just(RESTART),
    ),
    max_size=30,
)


@settings(deadline=None, max_examples=120)
@given(steps)
def test_each_call_ends_once_and_is_escalated_at_most_once(sequence):
    """Whatever is pressed, in whatever order, and however often the gateway restarts."""
    scene = Scene(RULES, FakeClock())
    for step in sequence:
        take(scene, step)
        _check(scene)


def _check(scene: Scene) -> None:
    asked = [f.subject for f in scene.records("call.asked")]
    ended = [
        f.subject
        for f in scene.records("call.answered")
        if f.body["progress"] in ("done", "withdrawn")
    ]
    escalated = [f.subject for f in scene.records("call.escalated")]
    assert len(set(asked)) == len(asked)
    assert len(set(ended)) == len(ended)
    assert len(set(escalated)) == len(escalated)
    assert set(scene.office.service.calls) == set(asked) - set(ended)
    places = [(c.room, c.kind) for c in scene.office.service.calls.values()]
    assert len(set(places)) == len(places)
    for one in scene.office.service.calls.values():
        waited_s = (scene.clock.at - one.asked_at).total_seconds()
        if one.progress is Progress.ASKED:
            assert one.escalated is (waited_s >= WAIT_S)
        assert (one.alert in scene.office.alerts.open) is (
            one.escalated and one.progress is Progress.ASKED
        )


def test_calls_are_in_the_checkpoint(scene: Scene):
    """Written and read back, they are the same."""
    call(scene)
    scene.advance(10.0)
    assert read_back(scene).service == scene.office.service


def test_an_alert_is_raised_for_each_call(scene: Scene):
    """Two rooms that wait are two alerts."""
    call(scene)
    call(scene, room="room-b")
    assert {n.alert for n in every(Notify, scene.advance(WAIT_S))} == {"call:c1", "call:c2"}
