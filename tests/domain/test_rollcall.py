"""The roll-call: who is listed, ticked off on several screens, ended; it stands after a restart."""

from dataclasses import replace

import pytest

from gateway.domain import rollcall
from gateway.domain.effects import Answer
from gateway.domain.events import (
    Event,
    PartChanged,
    PromptAnswered,
    RollCallAdded,
    RollCallEnded,
    RollCallStarted,
    RollCallTicked,
    VisitBadgeTaken,
)
from gateway.domain.rollcall import Choice, Doubt, Kind, Line, RollCall, who_is_in
from tests.domain.front_desk import arrive, front_desk, leave, tap_card
from tests.domain.scene import Scene, only


@pytest.fixture(name="scene")
def _scene() -> Scene:
    return front_desk()


def ask(scene: Scene, event: Event) -> Answer:
    """Return how something was answered."""
    return only(Answer, scene.feed(event))


def start(scene: Scene, by: str = "desk", **more: object) -> Answer:
    """Begin a roll-call."""
    return ask(scene, replace(RollCallStarted(by=by), **more))


def tick(scene: Scene, line: str, choice: str = "found", by: str = "p001") -> Answer:
    """Say something of a line."""
    return ask(scene, RollCallTicked(line=line, choice=choice, by=by))


def now(scene: Scene) -> RollCall:
    """Return the one that runs."""
    running = scene.office.rollcall.running
    assert running is not None
    return running


def lines(scene: Scene) -> list[Line]:
    """Return who is in now."""
    return list(who_is_in(scene.office, scene.rules, scene.clock.now()))


def test_the_list_is_who_is_in_by_zone_with_visitors_and_their_hosts(scene):
    """Each once, in the innermost zone; the order is the site's, then who came first."""
    scene.tap("p001")
    scene.advance(60.0)
    scene.tap("p002")
    scene.tap("p002", "lab-door")
    arrive(scene, count=2)

    found = lines(scene)
    assert [(line.key, line.zone) for line in found] == [
        ("p:p001", "office"),
        ("v:v1", "office"),
        ("p:p002", "lab"),
    ]
    visitor = found[1]
    assert (visitor.kind, visitor.name, visitor.host, visitor.count) == (
        Kind.VISITOR,
        "高远",
        "p001",
        2,
    )
    assert all(line.doubt is Doubt.NONE and not line.away for line in found)


def test_who_should_have_gone_home_long_ago_is_unconfirmed(scene):
    """Three hours after the shift: most likely a forgotten tap-out; still on the list."""
    scene.tap("p001")
    scene.tap("p004")
    scene.until("20:29")
    assert [line.doubt for line in lines(scene)] == [Doubt.NONE, Doubt.NONE]
    scene.until("20:30")
    assert {line.key: line.doubt for line in lines(scene)} == {
        "p:p001": Doubt.SHIFT_OVER,
        "p:p004": Doubt.SHIFT_OVER,
    }


def test_a_tap_from_before_the_clock_was_right_is_unconfirmed(scene):
    """Nobody can say since when."""
    scene.clock.trusted = False
    scene.feed(PartChanged(part="clock", ok=False))
    scene.tap("p001")
    assert [line.doubt for line in lines(scene)] == [Doubt.CLOCK]


def test_who_is_said_to_be_inside_is_listed_too(scene):
    """With or without a name, as somebody answered the last-out check."""
    scene.tap("p001")
    scene.advance(300.0)
    scene.tap("p001")
    answer = PromptAnswered(
        prompt="last-out", zone="office", choice="someone_inside", items=("p002",)
    )
    scene.feed(answer)
    (line,) = lines(scene)
    assert (line.key, line.zone, line.doubt) == ("p:p002", "office", Doubt.SAID)


def test_who_went_out_on_an_errand_is_listed_but_not_looked_for(scene):
    """They are not among those to be found."""
    scene.tap("p001")
    scene.tap("p002")
    scene.advance(5.0)
    scene.correct("going_out")
    start(scene)
    away = [line.key for line in now(scene).lines if line.away]
    assert away == ["p:p002"]
    assert now(scene).tally().total == 1


def test_only_some_may_begin_it_and_there_is_one(scene):
    """Reception, facilities, duty leaders, administrators, and a paired kiosk."""
    assert start(scene, by="p001").code == "not_allowed"
    assert start(scene, by="room:room-a").code == "not_allowed"
    assert scene.records("rollcall.started") == []
    assert start(scene, by="kiosk:front-door", drill=True).code == "started"
    assert start(scene).code == "already"
    assert now(scene).drill


def test_it_is_ticked_off_on_several_phones_at_once_and_the_last_word_counts(scene):
    """A tick says what the line is, so that two fingers on one name do not undo each other."""
    for person in ("p001", "p002", "p003"):
        scene.tap(person)
    start(scene)
    assert tick(scene, "p:p001", by="p002").ok
    assert tick(scene, "p:p001", by="p003").code == "already"
    assert now(scene).ticks["p:p001"].by == "p002"

    tick(scene, "p:p002", "missing")
    tick(scene, "p:p002", "elsewhere", by="p003")
    tick(scene, "p:p003", "found")
    tick(scene, "p:p003", "open", by="desk")
    assert tick(scene, "p:p004").code == "unknown_line"
    assert tick(scene, "p:p003", "gone").code == "unknown_choice"

    tally = now(scene).tally()
    assert (tally.total, tally.found, tally.elsewhere, tally.missing, tally.open) == (3, 1, 1, 0, 1)
    assert now(scene).ticks["p:p002"].by == "p003"
    assert len(scene.records("rollcall.ticked")) == 6


def test_it_ends_when_all_are_found(scene):
    """Without a reason; the report says how long each took."""
    scene.tap("p001")
    scene.tap("p002")
    start(scene, drill=True)
    scene.advance(30.5)
    tick(scene, "p:p002")
    scene.advance(60.0)
    tick(scene, "p:p001")
    assert ask(scene, RollCallEnded(by="p001")).code == "not_allowed"
    assert ask(scene, RollCallEnded(by="desk")).code == "ended"

    (report,) = scene.office.rollcall.past
    assert (report.total, report.found, report.missing, report.found_s) == (2, 2, 0, (30.5, 90.5))
    assert report.drill
    assert scene.office.rollcall.running is None


def test_with_people_missing_it_needs_a_reason(scene):
    """Not found and not spoken of are missing alike."""
    for person in ("p001", "p002", "p003"):
        scene.tap(person)
    start(scene)
    tick(scene, "p:p001")
    tick(scene, "p:p002", "missing")
    refused = ask(scene, RollCallEnded(by="desk", reason="  "))
    assert (refused.code, refused.data["missing"]) == ("words_missing", 2)
    assert ask(scene, RollCallEnded(by="desk", reason="消防接手")).ok
    (report,) = scene.office.rollcall.past
    assert (report.missing, report.reason) == (2, "消防接手")


def test_who_comes_in_meanwhile_and_whom_no_door_knows_are_added(scene):
    """The list grows; nobody on it is dropped by tapping out or signing out."""
    scene.tap("p001")
    arrive(scene)
    start(scene)
    scene.tap("p002")
    arrive(scene, name="吕青")
    ask(scene, RollCallAdded(text="送水师傅，茶水间", by="p001"))
    assert ask(scene, RollCallAdded(text=" ", by="p001")).code == "words_missing"
    assert [line.key for line in now(scene).lines] == ["p:p001", "v:v1", "p:p002", "v:v2", "x:5"]

    scene.advance(300.0)
    scene.tap("p001")
    leave(scene)
    assert now(scene).tally().total == 5
    assert now(scene).lines[1].name == "高远"


def test_who_was_out_and_comes_back_in_is_looked_for(scene):
    """A tap in puts them on the list of those to be found."""
    scene.tap("p002")
    scene.advance(5.0)
    scene.correct("going_out")
    start(scene)
    assert now(scene).tally().total == 0
    scene.advance(300.0)
    scene.tap("p002")
    assert [(line.key, line.away) for line in now(scene).lines] == [("p:p002", False)]


def test_who_goes_further_in_meanwhile_is_listed_where_they_are_and_what_was_said_stays(scene):
    """Whoever looks for somebody looks where a door saw them last."""
    scene.tap("p001")
    scene.tap("p002")
    arrive(scene)
    ask(scene, VisitBadgeTaken(visit="v1", label="V-01"))
    start(scene)
    tick(scene, "p:p001")
    scene.tap("p001", "lab-door")
    tap_card(scene, "card-1", "lab-door")
    zones = {line.key: line.zone for line in now(scene).lines}
    assert zones == {"p:p002": "office", "p:p001": "lab", "v:v1": "lab"}
    assert now(scene).choice_of("p:p001") is Choice.FOUND
    assert now(scene).tally().total == 3


def test_nothing_can_be_said_while_none_runs(scene):
    """The words say so."""
    assert tick(scene, "p:p001").code == "none_runs"
    assert ask(scene, RollCallAdded(text="x", by="p001")).code == "none_runs"
    assert ask(scene, RollCallEnded(by="desk")).code == "none_runs"


def test_it_stands_after_a_restart(scene):
    """List, ticks and who made them come back from the ledger as they were."""
    scene.tap("p001")
    arrive(scene)
    start(scene)
    tick(scene, "v:v1", by="p002")
    before = now(scene)
    scene.restart()
    assert now(scene) == before
    tick(scene, "p:p001")
    ask(scene, RollCallEnded(by="desk"))
    assert scene.durable() == scene.durable(scene.refolded())


def test_visitors_names_stand_in_rows_that_are_kept_as_long_as_visits(scene):
    """The list itself, kept longer, has their hosts and numbers; live it has their names."""
    scene.tap("p001")
    scene.advance(60.0)
    arrive(scene, count=2)
    scene.advance(60.0)
    scene.tap("p002")
    start(scene)
    arrive(scene, name="吕青")
    assert [line.name for line in now(scene).lines] == ["", "高远", "", "吕青"]
    for kind in rollcall.PERSONAL:
        assert not any("高远" in str(f.body) or "吕青" in str(f.body) for f in scene.records(kind))
    (line,) = [x for x in scene.records("rollcall.started")[0].body["lines"] if x["count"] == 2]
    assert (line["kind"], line["host"], line["name"]) == ("visitor", "p001", "")
    assert scene.durable() == scene.durable(scene.refolded())


def test_a_full_disk_and_a_broker_that_is_gone_stop_no_roll_call(scene):
    """None of its rows is vital, and nothing of it goes over MQTT."""
    scene.tap("p001")
    scene.feed(PartChanged(part="broker", ok=False))
    scene.done.clear()
    start(scene)
    tick(scene, "p:p001")
    ask(scene, RollCallAdded(text="一位司机", by="desk"))
    ask(scene, RollCallEnded(by="desk", reason="完"))
    rows = [e for e in scene.done if not isinstance(e, Answer)]
    assert len(rows) == 5
    assert all(not row.vital for row in rows)


def test_the_words_of_the_package_are_what_others_use():
    """Who may lead is asked by pages before they show a key."""
    rules = front_desk().rules
    assert rollcall.may_lead(rules, "desk")
    assert not rollcall.may_lead(rules, "p001")
    assert Choice("found") is Choice.FOUND
