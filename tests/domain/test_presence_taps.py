"""From a tap to an open session: direction, bounce, question, unknown and blocked cards."""

import pytest

from gateway.domain.effects import Answer, Feedback, Light, Record, Result
from gateway.domain.events import BadgeTapped, Correction, SignedIn, ZoneEmptied, ZoneEntered
from gateway.domain.presence import head_count, people_in
from gateway.domain.presence import taps as rule
from gateway.domain.presence import zones as zone_rule
from tests.domain.scene import Scene, card, every, only


@pytest.fixture
def said(monkeypatch):
    """Return what presence tells other subjects about zones."""
    heard = []
    tell = zone_rule.Turn.tell

    def listen(turn, event):
        heard.append(event)
        tell(turn, event)

    monkeypatch.setattr(zone_rule.Turn, "tell", listen)
    return heard


def test_a_first_tap_signs_in_with_a_green_light_and_a_greeting(scene: Scene):
    """Green, the name, the direction; on disk before anything is shown."""
    answer = scene.tap("p001")

    assert answer == Feedback(
        reader="front-door",
        result=Result.ACCEPTED,
        person="p001",
        direction="in",
        message=answer.message,
        light=Light.GREEN,
        beeps=1,
    )
    assert answer.message.as_json() == {"zh": "早上好，李伟", "en": "Good morning, 李伟"}
    assert isinstance(scene.done[0], Record)
    body = scene.records("tap")[0].body
    assert (body["person"], body["direction"], body["verdict"]) == ("p001", "in", "on_time")
    assert head_count(scene.office, scene.rules, "office") == 1


def test_the_open_session_decides_the_direction_not_the_count_of_taps(scene: Scene):
    """In, hours later out, and in again."""
    ways = []
    for local in ("08:50", "12:05", "12:55", "17:31"):
        scene.until(local)
        ways.append(scene.tap("p001").direction)

    assert ways == ["in", "out", "in", "out"]


@pytest.mark.parametrize(
    ("after_s", "result", "direction"),
    [
        (0.5, Result.BOUNCE, None),
        (10.0, Result.BOUNCE, None),
        (10.5, Result.UNDO_OFFERED, None),
        (120.0, Result.UNDO_OFFERED, None),
        (120.5, Result.ACCEPTED, "out"),
    ],
)
def test_a_second_tap_is_a_bounce_a_question_or_a_way_out(scene: Scene, after_s, result, direction):
    """Up to and with 10 s bounce; up to and with 2 min "undo?"; both kept, neither paired."""
    scene.tap("p001")
    scene.advance(after_s)

    answer = scene.tap("p001")

    assert (answer.result, answer.direction) == (result, direction)
    assert len(scene.records("tap")) == 2
    assert head_count(scene.office, scene.rules, "office") == (0 if direction else 1)


def test_a_card_left_lying_on_the_reader_never_signs_out(scene: Scene):
    """Each read counts the ten seconds anew."""
    scene.tap("p001")
    for _ in range(60):
        scene.advance(5.0)
        assert scene.tap("p001").result is Result.BOUNCE

    assert head_count(scene.office, scene.rules, "office") == 1


def test_a_bounce_after_a_restart_is_still_a_bounce(scene: Scene):
    """A card that lies on the reader while the gateway restarts signs nobody out."""
    scene.tap("p001")
    scene.advance(4.0)
    scene.restart()

    assert scene.tap("p001").result is Result.BOUNCE


def test_another_reader_of_the_same_zone_counts_for_the_bounce(scene: Scene):
    """The zone, not the reader: two doors read one card through a thin wall."""
    scene.tap("p001", "front-door")
    scene.advance(2.0)

    assert scene.tap("p001", "back-door").result is Result.BOUNCE


def test_an_out_gate_soon_after_the_in_gate_needs_no_question(scene: Scene):
    """A reader that only lets out says what is meant."""
    scene.tap("p001", "gate-in")
    scene.advance(60.0)

    assert scene.tap("p001", "gate-out").direction == "out"


def test_a_tap_at_the_out_gate_without_a_session_is_kept_as_missing_in(scene: Scene):
    """Accepted, said so, and nothing is paired."""
    answer = scene.tap("p001", "gate-out")

    assert (answer.result, answer.direction, answer.light) == (
        Result.ACCEPTED,
        "out",
        Light.AMBER,
    )
    assert scene.records("tap")[0].body["verdict"] == "missing_in"
    assert scene.records("tap")[0].body["session"] == ""


def test_a_tap_at_the_in_gate_while_in_goes_on_with_the_session(scene: Scene):
    """The first time in stays; nobody is counted twice."""
    scene.tap("p001", "gate-in")
    first = people_in(scene.office, scene.rules, "office")
    scene.advance(3600.0)

    assert scene.tap("p001", "gate-in").direction == "in"
    assert people_in(scene.office, scene.rules, "office") == first


def test_a_wish_said_beforehand_goes_over_the_toggle_and_the_question(scene: Scene):
    """ "I'm going out" on the kiosk, then the badge."""
    scene.tap("p001")
    scene.advance(5.0)

    answer = scene.tap("p001", wanted=Correction.GOING_OUT)

    assert (answer.result, answer.direction) == (Result.ACCEPTED, "out")
    assert set(scene.office.presence.out) == {"p001"}
    assert scene.office.taps.shown["front-door"].direction == "going_out"


def test_who_comes_in_from_an_outing_is_back_and_not_late(scene: Scene):
    """A tap-in ends the outing by itself."""
    scene.tap("p001")
    scene.until("10:00")
    scene.tap("p001", wanted=Correction.GOING_OUT)
    scene.until("11:00")

    answer = scene.tap("p001")

    assert (answer.direction, answer.light) == ("in", Light.GREEN)
    assert answer.message.zh == "欢迎回来，李伟"
    assert scene.office.presence.out == {}


def test_a_late_tap_is_amber_and_says_how_late(scene: Scene):
    """Strictly more than the grace of five minutes is late."""
    scene.until("09:05:01")

    answer = scene.tap("p001")

    assert (answer.light, answer.beeps) == (Light.AMBER, 2)
    assert answer.message.zh == "早上好，李伟，迟到 5 分钟"
    body = scene.records("tap")[0].body
    assert (body["verdict"], body["late_s"]) == ("late", 301)


def test_an_unknown_badge_is_kept_with_its_hash_and_names_nobody(scene: Scene):
    """Amber, two beeps, and a way on: sign in by number."""
    answer = scene.tap("", badge="hash-new", uid_tail="C3D4")

    assert (answer.result, answer.light, answer.person) == (
        Result.UNKNOWN_BADGE,
        Light.AMBER,
        None,
    )
    body = scene.records("tap")[0].body
    assert (body["badge"], body["uid_tail"], body["person"]) == ("hash-new", "C3D4", None)


def test_a_card_without_a_number_is_told_to_try_again(scene: Scene):
    """Unreadable is not the same words as unknown."""
    unreadable = scene.tap("", badge="")

    assert unreadable.result is Result.UNKNOWN_BADGE
    assert unreadable.message.en.startswith("This card gave no number")


@pytest.mark.parametrize(
    ("badge", "severity"), [("hash-blocked", "info"), ("hash-lost", "warning")]
)
def test_a_blocked_badge_signs_nobody_in_and_tells_facilities(scene: Scene, said, badge, severity):
    """Red at the reader, a quiet alert; a lost badge is the graver."""
    answer = scene.tap("", badge=badge)

    assert (answer.result, answer.light, answer.beeps) == (Result.BLOCKED, Light.RED, 3)
    assert [e.severity for e in said] == [severity]
    assert scene.office.presence.sessions == {}


def test_who_left_the_company_is_not_let_in(scene: Scene):
    """The badge still works, the account does not."""
    assert scene.tap("p009").result is Result.BLOCKED


def test_a_tap_at_a_reader_nobody_set_up_is_kept_and_red(scene: Scene):
    """A tap is never lost, even one that means nothing."""
    answer = scene.tap("p001", "no-such-door")

    assert answer.light is Light.RED
    assert len(scene.records("tap")) == 1


def test_a_tap_delivered_twice_counts_once_and_is_answered_as_before(scene: Scene):
    """Reader, boot and sequence make a tap unique, over restarts too."""
    event = BadgeTapped(tap_id="gate:7:1", reader="front-door", badge=card("p001"))
    first = scene.feed(event)
    again = scene.feed(event)

    assert every(Record, again) == []
    assert only(Feedback, again) == only(Feedback, first)
    scene.restart()
    scene.advance(3600.0)
    assert scene.feed(event) == []


def test_a_sign_in_by_number_takes_the_way_of_a_badge_and_is_answered(scene: Scene):
    """The web view gets its words; the kiosk shows them."""
    effects = scene.sign_in("p002")

    assert only(Answer, effects).ok
    assert only(Answer, effects).data["direction"] == "in"
    assert only(Feedback, effects).person == "p002"
    scene.advance(5.0)
    assert only(Feedback, [scene.tap("p002")]).result is Result.BOUNCE


@pytest.mark.parametrize(
    ("reader", "person", "code"),
    [
        ("no-such-door", "p001", "unknown_reader"),
        ("front-door", "p777", "unknown_person"),
        ("front-door", "p009", "blocked"),
    ],
)
def test_a_sign_in_that_cannot_be_is_refused_in_words(scene: Scene, reader, person, code):
    """Nothing half-done, and the screen can say why."""
    effects = scene.feed(SignedIn(tap_id="k:1:1", reader=reader, person=person))

    assert (only(Answer, effects).ok, only(Answer, effects).code) == (False, code)
    assert scene.office.presence.sessions == {}


def test_a_repeated_sign_in_is_answered_again(scene: Scene):
    """A web request sent twice hears the same, now and later."""
    event = SignedIn(tap_id="k:1:1", reader="front-door", person="p001")
    first = only(Answer, scene.feed(event))

    assert only(Answer, scene.feed(event)) == first
    scene.advance(60.0)
    assert only(Answer, scene.feed(event)).ok


def test_the_kiosk_shows_a_tap_for_ten_seconds_and_the_name_for_six(scene: Scene):
    """The next tap replaces it at once; then the kiosk is idle again."""
    scene.tap("p001")
    shown = scene.office.taps.shown["front-door"]
    assert shown.offers == (Correction.LEAVING, Correction.GOING_OUT, Correction.UNDO)
    assert shown.name_until_s - scene.clock.mono_s == 6.0

    scene.advance(9.5)
    assert "front-door" in scene.office.taps.shown
    scene.advance(0.5)
    assert scene.office.taps.shown == {}


def test_the_last_one_out_is_told_in_amber_and_the_zone_is_empty(scene: Scene, said):
    """Exactly one word per zone that became empty, by this tap."""
    scene.tap("p001")
    scene.tap("p002")
    scene.until("17:31")
    assert scene.tap("p001").light is Light.GREEN

    answer = scene.tap("p002")

    assert answer.light is Light.AMBER
    assert "最后" in answer.message.zh
    assert [e for e in said if isinstance(e, ZoneEmptied)] == [
        ZoneEmptied(zone="office", tap_id="front-door:1:4", person="p002", reader="front-door")
    ]


def test_leaving_the_office_leaves_the_rooms_inside_it_too(scene: Scene, said):
    """Innermost first; who is out of the office is not in its lab."""
    scene.tap("p001")
    scene.tap("p001", "lab-door")
    assert head_count(scene.office, scene.rules, "office") == 1
    scene.until("17:31")

    scene.tap("p001")

    gone = [e.zone for e in said if isinstance(e, ZoneEmptied)]
    assert gone == ["lab", "office"]
    assert scene.office.presence.sessions == {}


def test_a_room_inside_counts_for_the_zone_around_it(scene: Scene, said):
    """Somebody in the lab keeps the office from being empty."""
    scene.tap("p001")
    scene.tap("p002", "lab-door")
    scene.until("17:31")

    scene.tap("p001")

    assert not [e for e in said if isinstance(e, ZoneEmptied)]
    assert head_count(scene.office, scene.rules, "office") == 1


def test_everybody_who_comes_in_is_announced(scene: Scene, said):
    """A last-out check under way has to stop when somebody is here."""
    scene.tap("p004", "lab-door")

    assert said == [ZoneEntered(zone="lab", tap_id="lab-door:1:1", person="p004")]


def test_the_door_of_a_room_judges_nobody(scene: Scene):
    """Coming to the lab at 10:00 is not being late for work."""
    scene.until("08:50")
    scene.tap("p001")
    scene.until("10:00")

    scene.tap("p001", "lab-door")

    assert scene.records("tap")[-1].body["verdict"] is None


def test_a_tap_out_says_how_long_it_was(scene: Scene):
    """Time worked is seconds since the session began."""
    scene.until("09:00")
    scene.tap("p001")
    scene.tap("p002")
    scene.until("17:30")

    answer = scene.tap("p001")

    assert answer.message.zh == "再见，李伟，在岗 8 小时 30 分钟"
    assert scene.records("tap")[-1].body["worked_s"] == 8.5 * 3600


def test_only_the_latest_ids_are_remembered(scene: Scene):
    """The memory of doubled deliveries is bounded."""
    for n in range(600):
        scene.feed(BadgeTapped(tap_id=f"t{n}", reader="front-door", badge="?"))

    ids = list(scene.office.presence.ids)
    assert 256 <= len(ids) <= 512
    assert ids == [f"t{n}" for n in range(600 - len(ids), 600)]


def test_the_wishes_that_mean_a_direction_are_all_but_undo():
    """`undo` said beforehand has nothing to undo: the toggle decides."""
    assert set(rule.DIRECTIONS) == set(Correction) - {Correction.UNDO}
