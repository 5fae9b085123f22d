"""Two badges sign one page; a post is never empty because of a hand-over (S19). Rounds, log."""

from dataclasses import replace

import pytest

from gateway.domain.duty.handover import due_at, page_of
from gateway.domain.effects import Answer, Light
from gateway.domain.events import (
    BadgeTapped,
    CheckpointPassed,
    DutyItemClosed,
    DutyNoted,
    HandoverOpened,
    HandoverSigned,
    SignedIn,
    TroubleFound,
)
from gateway.domain.privacy import is_personal
from gateway.domain.text import Text
from tests.domain.duty_desk import MORNING, alerts, duty_rules, marks, published, to, with_kind
from tests.domain.scene import Scene, card
from tests.domain.service_desk import answer_to

DAY, NIGHT = "2026-11-20.morning.desk", "2026-11-20.evening.desk"


@pytest.fixture
def scene() -> Scene:
    """Friday: p002 until 18:00 (in since 08:30), p003 from 18:00; p001 leads."""
    rules = with_kind(duty_rules(people=6), MORNING)
    scene = published((DAY, ("p002",)), (NIGHT, ("p003",)), rules=rules)
    scene.tap("p002")
    return scene


def sign(scene: Scene, by: str, note: str = "") -> Answer:
    """Sign the day's page by number."""
    return answer_to(scene, HandoverSigned(slot=DAY, by=by, note=note))


def test_two_signatures_hand_the_post_over(scene: Scene):
    """From half an hour before; who goes is free to go, and nothing is told of them."""
    to(scene, "17:29")
    assert sign(scene, "p002").code == "too_early"
    to(scene, "17:40")
    scene.tap("p003")

    assert sign(scene, "p002", note="The lift is being mended").code == "signed"
    assert sign(scene, "p002").code == "signed_before"
    assert sign(scene, "p003").code == "handed_over"
    assert sign(scene, "p003").code == "handed_before"

    scene.tap("p002")
    to(scene, "21:00")
    assert marks(scene) == set()
    assert [line.text for line in scene.office.duties.log] == ["The lift is being mended"]
    (row,) = scene.records("duty.handed_over")
    assert (row.body["how"], row.body["late"]) == ("signed", False)


def test_a_hand_over_that_would_leave_the_post_empty_is_refused(scene: Scene):
    """The relief has to be there: signed in, not only by name."""
    to(scene, "17:45")
    assert sign(scene, "p002").code == "signed"
    assert sign(scene, "p003").code == "nobody_there"

    scene.tap("p003")
    assert sign(scene, "p003").code == "handed_over"


def test_who_goes_before_the_relief_is_there_leaves_the_post_empty(scene: Scene):
    """Past the end of the duty too: ten minutes later it is off post."""
    to(scene, "18:01")
    scene.tap("p002")
    to(scene, "18:12")

    assert alerts(scene)["duty-off"] == "warning"
    assert alerts(scene)["duty-empty"] == "critical"


def test_the_leader_signs_as_witness_where_nobody_comes(scene: Scene):
    """No deadlock; but not before the relief is late, and not if they have come."""
    to(scene, "18:00")
    sign(scene, "p002")
    assert sign(scene, "p001").code == "witness_early"
    to(scene, "18:05")
    done = sign(scene, "p001")

    assert (done.code, done.ok) == ("handed_over", True)
    (row,) = scene.records("duty.handed_over")
    assert (row.body["how"], row.body["witness"], row.body["in"]) == ("witnessed", "p001", "")
    scene.tap("p002")
    to(scene, "21:00")
    assert marks(scene) == {("p003", "absent")}


def test_somebody_else_signs_nothing(scene: Scene):
    """Neither of the two duties, nor a leader."""
    to(scene, "17:45")

    assert sign(scene, "p005").code == "not_yours"


def test_a_page_that_nobody_signs_is_told_and_counts_as_a_bad_hand_over(scene: Scene):
    """Told a quarter of an hour after the change; an hour after it, whoever goes has the mark."""
    to(scene, "17:50")
    scene.tap("p003")
    to(scene, "18:14")
    assert "duty-handover" not in alerts(scene)
    to(scene, "18:15")
    assert alerts(scene)["duty-handover"] == "warning"

    to(scene, "19:00")
    assert marks(scene) == {("p002", "bad_handover")}
    assert alerts(scene) == {}


def test_a_badge_at_a_kiosk_that_shows_the_page_signs_it_and_signs_nobody_out(scene: Scene):
    """Two badges, one page; once it is put away the same badge goes home again."""
    to(scene, "17:40")
    scene.tap("p003")
    assert answer_to(scene, HandoverOpened(slot=DAY, reader="front-door")).code == "open"

    one = scene.tap("p002")
    two = scene.tap("p003")

    assert ("另一方" in one.message.zh, "交接完成" in two.message.zh) == (True, True)
    assert {s.person for s in scene.office.presence.sessions.values()} == {"p002", "p003"}
    scene.advance(15.0)
    out = scene.tap("p002")
    assert out.direction == "out"


def test_who_takes_over_and_has_just_come_signs_in_with_the_first_badge_and_then_the_page(
    scene: Scene,
):
    """The page is open already: the badge that is laid on first is their coming."""
    to(scene, "17:50")
    answer_to(scene, HandoverOpened(slot=DAY, reader="front-door"))
    scene.tap("p002")

    assert scene.tap("p003").direction == "in"
    assert "交接完成" in scene.tap("p003").message.zh
    assert {s.person for s in scene.office.presence.sessions.values()} == {"p002", "p003"}


def test_who_has_nothing_to_sign_comes_and_goes_as_ever(scene: Scene):
    """A page that is shown holds nobody else up, and is put away when nobody touches it."""
    to(scene, "17:40")
    assert due_at(scene.office, scene.rules, "front-door", scene.clock.at) is not None
    answer_to(scene, HandoverOpened(slot=DAY, reader="front-door"))

    assert scene.tap("p005").direction == "in"
    scene.advance(121.0)
    assert scene.office.pages.by_reader == {}
    assert scene.tap("p002").direction == "out"


def test_the_gateway_fills_the_page_in(scene: Scene):
    """What it does not know it says; what is open at the post is named until it is done."""
    to(scene, "09:30")
    opened = answer_to(
        scene, DutyNoted(post="desk", kind="key", text="Key 3 is lent", by="p002", is_open=True)
    )
    to(scene, "17:40")
    scene.tap("p003")
    sign(scene, "p002")
    sign(scene, "p003")

    (row,) = scene.records("duty.handed_over")
    assert {"id": "room-b.ac", "state": "unknown"} in row.body["things"]
    assert list(row.body["items"]) == [opened.data["item"]]
    item = scene.office.duties.items[str(opened.data["item"])]
    assert (item.text, item.slot) == ("Key 3 is lent", DAY)

    assert answer_to(scene, DutyItemClosed(item=item.id, by="p003", note="back")).ok
    assert scene.office.duties.items == {}
    assert answer_to(scene, DutyItemClosed(item=item.id, by="p003")).code == "unknown_item"


def test_the_page_tells_nothing_of_people(scene: Scene):
    """It stands on a kiosk: a leave that waits and somebody off post are not on it."""
    to(scene, "17:30")
    for key in ("request:r1", "duty-missing:x", "window:lab"):
        said = Text("x", "x")
        scene.feed(TroubleFound(key=key, severity="warning", zone="office", title=said, body=said))

    keys = page_of(scene.office, scene.rules, "desk").alerts
    assert "window:lab" in keys
    assert not any(is_personal(key) for key in keys)


def test_what_arises_before_both_have_signed_is_the_outgoings(scene: Scene):
    """After it, it is the incoming's."""
    to(scene, "18:01")
    scene.tap("p003")
    said = DutyNoted(post="desk", kind="incident", text="Alarm", by="p003", is_open=True)
    before = answer_to(scene, said).data["item"]
    sign(scene, "p002")
    sign(scene, "p003")
    after = answer_to(scene, said).data["item"]

    items = scene.office.duties.items
    assert (items[str(before)].slot, items[str(after)].slot) == (DAY, NIGHT)


def test_a_line_needs_words_and_a_post(scene: Scene):
    """Nothing empty is written into the log."""
    empty = answer_to(scene, DutyNoted(post="desk", kind="call", text="  ", by="p002"))
    nowhere = answer_to(scene, DutyNoted(post="roof", kind="call", text="x", by="p002"))
    odd = answer_to(scene, DutyNoted(post="desk", kind="gossip", text="x", by="p002"))

    assert [a.code for a in (empty, nowhere, odd)] == [
        "words_missing",
        "unknown_post",
        "unknown_kind",
    ]


@pytest.fixture
def rounds() -> Scene:
    """An evening with two rounds past two checkpoints; one of them has a reader of its own."""
    rules = duty_rules(people=6)
    desk = replace(rules.duty.posts["desk"], checkpoints=("hall", "roof"))
    roof = replace(rules.duty.checkpoints["roof"], reader="roof-reader")
    points = {**rules.duty.checkpoints, "roof": roof}
    duty = replace(rules.duty, posts={"desk": desk}, checkpoints=points)
    reader = replace(rules.readers["lab-door"], id="roof-reader", room="room-a")
    rules = replace(rules, duty=duty, readers={**rules.readers, "roof-reader": reader})
    scene = published((NIGHT, ("p002",)), rules=rules)
    scene.tap("p002")
    to(scene, "18:30")
    return scene


def walk(scene: Scene, point: str, by: str = "p002", note: str = "") -> Answer:
    """Pass a checkpoint with a phone."""
    return answer_to(scene, CheckpointPassed(checkpoint=point, by=by, note=note))


def test_a_round_in_each_half_of_the_duty_is_enough(rounds: Scene):
    """By phone, or by the badge at the checkpoint's reader."""
    assert walk(rounds, "hall").ok
    rounds.feed(BadgeTapped(tap_id="roof:1:1", reader="roof-reader", badge=card("p002")))
    to(rounds, "20:00")
    walk(rounds, "hall")
    walk(rounds, "roof")
    to(rounds, "21:00")

    assert rounds.office.duties.planned[NIGHT].missed == ()
    assert alerts(rounds) == {}


def test_a_reader_that_is_only_a_checkpoint_signs_nobody_in_or_out(rounds: Scene):
    """Green for who walks a round there, amber for who does not; sessions stay as they are."""
    there = replace(rounds.rules.readers["roof-reader"], room=None, checkpoint=True)
    rounds.rules = replace(rounds.rules, readers={**rounds.rules.readers, "roof-reader": there})
    before = rounds.office.presence.sessions

    on_duty, not_on_duty = rounds.tap("p002", "roof-reader"), rounds.tap("p003", "roof-reader")

    assert (on_duty.light, not_on_duty.light) == (Light.GREEN, Light.AMBER)
    assert "巡查点" in not_on_duty.message.zh
    assert [w.checkpoint for w in rounds.office.duties.planned[NIGHT].walks] == ["roof"]
    assert rounds.office.presence.sessions == before
    assert [row.subject for row in rounds.records("tap")] == ["p002"]


def test_nobody_signs_in_by_number_where_there_is_only_a_checkpoint(rounds: Scene):
    """As at a room's reader: no door is there."""
    there = replace(rounds.rules.readers["roof-reader"], room=None, checkpoint=True)
    rounds.rules = replace(rounds.rules, readers={**rounds.rules.readers, "roof-reader": there})

    before = rounds.office.presence.sessions
    said = answer_to(rounds, SignedIn(tap_id="n1", reader="roof-reader", person="p003"))
    assert (said.ok, rounds.office.presence.sessions) == (False, before)


def test_a_missed_round_is_told_once_with_the_checkpoints(rounds: Scene):
    """At half past seven the first half is over; the roof was not passed."""
    walk(rounds, "hall")
    to(rounds, "19:29")
    assert alerts(rounds) == {}
    to(rounds, "19:30")
    assert alerts(rounds) == {"duty-round": "warning"}
    (alert,) = (a for a in rounds.office.alerts.open.values() if a.key.startswith("duty-round"))
    assert "天台" in alert.body.zh
    to(rounds, "20:00")
    assert len(rounds.records("duty.round_missed")) == 1


def test_what_is_amiss_on_a_round_stays_open(rounds: Scene):
    """It is handed on until somebody closes it; who is not on duty walks no round."""
    assert walk(rounds, "hall", note="The window is broken").ok
    assert walk(rounds, "hall", by="p003").code == "not_on_duty"
    assert walk(rounds, "cellar").code == "unknown_checkpoint"

    (item,) = rounds.office.duties.items.values()
    assert "The window is broken" in item.text
    assert item.kind == "incident"


def test_nobody_walks_a_round_from_home(rounds: Scene):
    """A phone says which checkpoint; the door says that they are here."""
    to(rounds, "18:45")
    on = rounds.office.duties.planned["2026-11-20.evening.desk"].people[0]
    rounds.advance(200.0)
    for session in tuple(rounds.office.presence.sessions.values()):
        rounds.tap(session.person)

    said = answer_to(rounds, CheckpointPassed(checkpoint="hall", by=on))
    assert (said.ok, said.code) == (False, "not_here")
    assert rounds.records("duty.walked") == []


def test_a_badge_that_signs_nothing_keeps_no_page_open(scene: Scene):
    """A leader who wants to go home waits two minutes at most, however often they try."""
    to(scene, "17:40")
    answer_to(scene, HandoverOpened(slot=DAY, reader="front-door"))
    until_s = scene.office.pages.by_reader["front-door"].until_s
    scene.advance(60.0)
    assert "代签" in scene.tap("p001").message.zh

    assert scene.office.pages.by_reader["front-door"].until_s == until_s
