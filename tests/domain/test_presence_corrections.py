""" "Not right?": undo, leaving, arrived, going out, back."""

import pytest

from gateway.domain.effects import Answer, Feedback, Result
from gateway.domain.events import Correction, TapCorrected, ZoneEmptied, ZoneEntered
from gateway.domain.presence import head_count
from gateway.domain.presence import zones as zone_rule
from tests.domain.scene import Scene, every, only


@pytest.fixture
def said(monkeypatch):
    """Return what presence tells other subjects."""
    heard = []
    tell = zone_rule.Turn.tell

    def listen(turn, event):
        heard.append(event)
        tell(turn, event)

    monkeypatch.setattr(zone_rule.Turn, "tell", listen)
    return heard


def inside(scene: Scene) -> int:
    return head_count(scene.office, scene.rules, "office")


def test_undo_takes_a_tap_in_back_and_keeps_the_tap(scene: Scene):
    """The raw tap stays; the correction is a new row that points at it."""
    scene.tap("p001")

    effects = scene.correct("undo")

    assert only(Answer, effects).ok
    assert inside(scene) == 0
    assert len(scene.records("tap")) == 1
    body = scene.records("tap.corrected")[0].body
    assert (body["of"], body["correction"], body["undo"]) == ("front-door:1:1", "undo", True)


def test_undo_of_a_tap_out_brings_the_same_session_back(scene: Scene, said):
    """The time of the morning is not lost; a last-out check hears of it."""
    scene.tap("p001")
    before = scene.office.presence.sessions
    scene.until("17:31")
    scene.tap("p001")
    said.clear()

    scene.correct("undo")

    assert scene.office.presence.sessions == before
    entered = [e for e in said if isinstance(e, ZoneEntered)]
    assert entered == [ZoneEntered(zone="office", tap_id="front-door:1:2", person="p001")]


def test_undo_of_a_tap_in_empties_the_zone_again(scene: Scene, said):
    """Somebody who tapped by mistake leaves nobody behind."""
    scene.tap("p001")
    said.clear()

    scene.correct("undo")

    assert [e.zone for e in said if isinstance(e, ZoneEmptied)] == ["office"]


def test_undo_of_leaving_with_a_room_brings_both_back(scene: Scene):
    """The sessions of the rooms inside end and return with the zone's."""
    scene.tap("p001")
    scene.tap("p001", "lab-door")
    before = scene.office.presence.sessions
    scene.until("17:31")
    scene.tap("p001")

    scene.correct("undo")

    assert scene.office.presence.sessions == before


def test_leaving_turns_a_wrong_in_round(scene: Scene):
    """Who forgot to tap in this morning and goes home now: out, the tap in missing."""
    scene.until("17:31")
    scene.tap("p001")

    effects = scene.correct("leaving")

    assert only(Answer, effects).data["direction"] == "out"
    assert inside(scene) == 0
    assert scene.records("tap.corrected")[0].body["verdict"] == "missing_in"


def test_arrived_turns_a_wrong_out_round(scene: Scene):
    """The session that the tap ended goes on."""
    scene.tap("p001")
    scene.until("12:55")
    scene.tap("p001")

    scene.correct("arrived")

    assert inside(scene) == 1
    assert scene.office.presence.sessions["p001@office"].id == "front-door:1:1"


def test_going_out_marks_an_outing_with_its_reason_and_back_ends_it(scene: Scene):
    """One touch after the tap out; the next tap in is "back"."""
    scene.tap("p001")
    scene.until("10:00")
    scene.tap("p001")

    scene.correct("going_out", reason="去银行")

    assert set(scene.office.presence.out) == {"p001"}
    assert scene.records("tap.corrected")[0].body["reason"] == "去银行"
    assert scene.office.taps.shown["front-door"].direction == "going_out"
    scene.correct("back")
    assert scene.office.presence.out == {}
    assert inside(scene) == 1


def test_going_out_after_a_tap_in_signs_out_for_the_outing(scene: Scene):
    """The toggle took it for coming in; the person meant an errand."""
    scene.tap("p004")

    scene.correct("going_out")

    assert inside(scene) == 0
    assert set(scene.office.presence.out) == {"p004"}


def test_undo_of_a_tap_in_from_an_outing_brings_the_outing_back(scene: Scene):
    """All that the tap changed is taken back."""
    scene.tap("p001")
    scene.until("10:00")
    scene.tap("p001", wanted=Correction.GOING_OUT)
    out = scene.office.presence.out
    scene.until("11:00")
    scene.tap("p001")

    scene.correct("undo")

    assert scene.office.presence.out == out


def test_undo_offered_and_answered_cancels_the_first_tap(scene: Scene):
    """The second tap asks; "undo" means that the first was a mistake."""
    scene.tap("p001")
    scene.advance(60.0)
    asked = scene.tap("p001")
    assert asked.result is Result.UNDO_OFFERED
    assert scene.office.taps.shown["front-door"].offers[0] is Correction.UNDO

    scene.correct("undo")

    assert inside(scene) == 0


def test_undo_offered_and_leaving_signs_out_at_the_second_tap(scene: Scene, said):
    """In at 08:30, out a minute later: both count."""
    scene.tap("p001")
    scene.advance(60.0)
    second = scene.clock.at
    scene.tap("p001")
    scene.advance(5.0)
    said.clear()

    scene.correct("leaving")

    assert inside(scene) == 0
    body = scene.records("tap.corrected")[0].body
    assert (body["undo"], body["worked_s"]) == (False, 60)
    assert body["tapped_at"] == second.isoformat()
    assert [e.zone for e in said if isinstance(e, ZoneEmptied)] == ["office"]


def test_undo_offered_and_left_unanswered_changes_nothing(scene: Scene):
    """Silence is no answer; after the two minutes a tap is a tap again."""
    scene.tap("p001")
    scene.advance(60.0)
    scene.tap("p001")
    scene.advance(61.0)
    assert inside(scene) == 1

    assert scene.tap("p001").direction == "out"


def test_a_question_answered_with_what_already_is_changes_nothing(scene: Scene):
    """ "I have arrived" after two taps in: fine, and the question is over."""
    scene.tap("p001")
    scene.advance(60.0)
    scene.tap("p001")

    effects = scene.correct("arrived")

    assert only(Answer, effects).ok
    assert inside(scene) == 1
    assert scene.office.presence.last["p001@office"].asked is None


def test_a_correction_to_what_already_is_keeps_nothing(scene: Scene):
    """Answered kindly, no row."""
    scene.tap("p001")

    effects = scene.correct("arrived")

    assert only(Answer, effects).code == "unchanged"
    assert scene.records("tap.corrected") == []


def test_a_bounce_is_corrected_as_the_tap_it_repeats(scene: Scene):
    """The keys on the screen are about the first tap."""
    scene.tap("p001")
    scene.advance(2.0)
    scene.tap("p001")

    scene.correct("undo")

    assert inside(scene) == 0


@pytest.mark.parametrize(("after_s", "ok"), [(120.0, True), (120.5, False)])
def test_a_correction_is_taken_for_two_minutes(scene: Scene, after_s, ok):
    """Up to and with 120 s; later a request for a correction is the way."""
    scene.tap("p001")
    scene.advance(after_s)

    effects = scene.feed(TapCorrected(tap_id="front-door:1:1", correction=Correction.UNDO))

    assert only(Answer, effects).ok is ok
    assert inside(scene) == (0 if ok else 1)


@pytest.mark.parametrize("tap_id", ["never", "front-door:1:1"])
def test_a_correction_of_an_unknown_or_older_tap_is_refused(scene: Scene, tap_id):
    """Only the last tap of a person can be corrected here."""
    scene.tap("p001")
    scene.advance(5.0)
    scene.tap("p001", wanted=Correction.LEAVING)

    effects = scene.feed(TapCorrected(tap_id=tap_id, correction=Correction.UNDO))

    assert (only(Answer, effects).ok, only(Answer, effects).code) == (False, "too_late")
    assert inside(scene) == 0


def test_undo_twice_changes_nothing_the_second_time(scene: Scene):
    """A double touch on the key does no harm."""
    scene.tap("p001")
    scene.correct("undo")

    assert only(Answer, scene.correct("undo", "front-door:1:1")).code == "unchanged"
    assert inside(scene) == 0


def test_a_tap_after_an_undo_signs_in_again_without_a_question(scene: Scene):
    """What was undone is nothing to undo."""
    scene.tap("p001")
    scene.correct("undo")
    scene.advance(20.0)

    assert scene.tap("p001").direction == "in"


def test_coming_in_again_after_an_undo_is_judged_by_the_tap_before(scene: Scene):
    """In the morning on time, undone at noon: nobody came "for half a day"."""
    scene.tap("p001")
    scene.until("12:05")
    scene.tap("p001")
    scene.until("12:55")
    scene.tap("p001")
    scene.correct("undo")
    scene.advance(20.0)

    scene.tap("p001")

    assert scene.records("tap")[-1].body["verdict"] == "back"


def test_a_correction_is_silent_at_the_reader_and_renews_the_screen(scene: Scene):
    """No lamp, no beep; ten more seconds on the kiosk."""
    scene.tap("p001")
    scene.advance(5.0)

    effects = scene.correct("leaving")

    assert every(Feedback, effects) == []
    assert scene.office.taps.shown["front-door"].until_s == scene.clock.mono_s + 10.0


def test_a_correction_told_by_another_subject_answers_nobody(scene: Scene):
    """ "I am staying" is answered by the last-out check."""
    scene.tap("p001")

    assert every(Answer, scene.correct("undo", by="last-out")) == []


def test_a_correction_after_the_screen_went_on_still_counts(scene: Scene):
    """The kiosk is idle again; a phone may still send it."""
    scene.tap("p001")
    scene.advance(30.0)

    effects = scene.feed(TapCorrected(tap_id="front-door:1:1", correction=Correction.LEAVING))

    assert only(Answer, effects).ok
    assert scene.office.taps.shown == {}


def test_somebody_deleted_meanwhile_can_still_be_corrected(scene: Scene):
    """The rules may be swapped between a tap and its correction."""
    from dataclasses import replace

    scene.tap("p001")
    scene.rules = replace(scene.rules, people={})

    scene.correct("leaving")

    assert inside(scene) == 0
