"""A published duty is shrunk by its leader, with a reason; whom it concerns is told."""

from dataclasses import replace

from gateway.domain.duty.now import on_duty
from gateway.domain.duty.state import TakenOff
from gateway.domain.effects import Effect, Notify
from gateway.domain.events import DutyGiven, DutyTakenOff, SwapAnswered, SwapAsked
from gateway.domain.privacy import is_personal
from gateway.domain.rules import Contact, Rules
from gateway.domain.text import Text
from tests.domain.duty_desk import alerts, duty_rules, published, to
from tests.domain.scene import Scene
from tests.domain.service_desk import answer_to

TONIGHT = "2026-11-20.evening.desk"
MONDAY = "2026-11-23.evening.desk"
LEADER = "p001"


def told_rules(*contacts: str, heads: int = 1) -> Rules:
    """Return rules under which some people get messages of their own."""
    rules = duty_rules(people=6, heads=heads)
    named = {p: Contact(id=p, name=Text(p, p)) for p in contacts}
    return replace(rules, contacts={**rules.contacts, **named})


def off(slot: str = TONIGHT, out: str = "p002", by: str = LEADER, **more: object) -> DutyTakenOff:
    """Return that the leader takes somebody off a duty."""
    said = {"reason": "发烧", **more}
    return DutyTakenOff(slot=slot, out=out, by=by, **said)  # type: ignore[arg-type]


def people(scene: Scene, slot: str = TONIGHT) -> tuple[str, ...]:
    """Return who is on a duty."""
    return scene.office.duties.planned[slot].people


def notified(effects: list[Effect], begins: str) -> list[tuple[str, str]]:
    """Return who was told of what, of alerts whose key begins so."""
    found = (e for e in effects if isinstance(e, Notify) and e.alert.startswith(begins))
    return [(e.to, e.alert.removeprefix(begins)) for e in found]


def test_the_leader_takes_somebody_off_and_the_roster_says_why():
    """The others stay; what became of them is kept; a restart gives the same."""
    scene = published((TONIGHT, ("p002", "p003")))

    said = answer_to(scene, off())

    duty = scene.office.duties.planned[TONIGHT]
    assert (said.ok, said.code, said.data["missing"]) == (True, "taken_off", 0)
    assert duty.people == ("p003",)
    assert duty.taken_off == (TakenOff(person="p002", by=LEADER, at=scene.clock.at, reason="发烧"),)
    assert scene.refolded().duties == scene.durable()["duties"]


def test_nobody_is_taken_off_without_a_reason_or_by_who_does_not_lead_them():
    """Nor off a duty they are not on, nor by themselves, nor once it is over."""
    scene = published((TONIGHT, ("p002", "p001")))
    tries = {
        "words_missing": off(reason="  "),
        "not_leader": off(by="p003"),
        "not_on_it": off(out="p004"),
        "unknown_slot": off(slot="2026-11-20.noon.desk"),
    }
    assert {code: answer_to(scene, event).code for code, event in tries.items()} == {
        code: code for code in tries
    }
    assert answer_to(scene, off(out="p001")).code == "not_leader"
    to(scene, "21:01")
    assert answer_to(scene, off()).code == "over"
    assert people(scene) == ("p002", "p001")


def test_a_post_is_left_empty_only_if_that_is_said():
    """The last one stays unless the leader says that nobody need be there."""
    scene = published((TONIGHT, ("p002",)))

    assert answer_to(scene, off()).code == "would_be_empty"
    assert people(scene) == ("p002",)

    assert answer_to(scene, off(leaves_empty=True)).code == "taken_off"
    assert people(scene) == ()
    assert alerts(scene) == {"duty-short": "warning"}
    to(scene, "18:05")
    assert alerts(scene) == {"duty-short": "warning", "duty-empty": "critical"}
    (desk, *_) = on_duty(scene.office, scene.rules, scene.clock.at)
    assert (desk.is_empty, desk.people) == (True, ())


def test_who_is_taken_off_or_put_on_is_told_and_only_they():
    """Contacts of their own id; the message of before is over; nobody in their place."""
    scene = published((TONIGHT, ("p002", "p003")), rules=told_rules("p002", "p003", "p004"))
    to(scene, "17:30")

    effects = scene.feed(off())
    assert notified(effects, "duty-change:") == [("p002", f"{TONIGHT}:p002:off")]
    shown = scene.office.alerts.open[f"duty-change:{TONIGHT}:p002:off"]
    assert "发烧" in shown.body.zh
    assert is_personal(shown.key)
    kept = [key for key in scene.office.alerts.open if key.startswith("duty-remind:")]
    assert kept == [f"duty-remind:{TONIGHT}:p003:soon"]

    effects = scene.feed(DutyGiven(slot=TONIGHT, in_="p004", out="p003", by=LEADER))
    assert notified(effects, "duty-change:") == [
        ("p003", f"{TONIGHT}:p003:off"),
        ("p004", f"{TONIGHT}:p004:on"),
    ]
    effects = scene.feed(DutyGiven(slot=TONIGHT, in_="p005", by=LEADER))
    assert notified(effects, "duty-change:") == []
    to(scene, "18:00")
    assert not [key for key in scene.office.alerts.open if key.startswith("duty-change:")]


def test_a_duty_that_lacks_somebody_is_told_to_its_leader_two_days_before_until_it_does_not():
    """Once; Monday's on Saturday evening; over when somebody is put there."""
    scene = published((MONDAY, ("p002",)), rules=told_rules(LEADER, heads=2))
    assert alerts(scene) == {}

    to(scene, "08:00")
    effects = to(scene, "17:59")
    assert notified(effects, "duty-short:") == []
    effects = to(scene, "18:30")
    assert notified(effects, "duty-short:") == [(LEADER, MONDAY)]

    assert answer_to(scene, DutyGiven(slot=MONDAY, in_="p003", by=LEADER)).ok
    assert alerts(scene) == {}
    assert answer_to(scene, off(MONDAY)).ok
    assert alerts(scene) == {"duty-short": "warning"}


def test_what_was_asked_for_a_place_ends_with_it():
    """A swap of it is withdrawn, and waits for nobody any more."""
    scene = published((MONDAY, ("p002", "p003")))
    assert answer_to(scene, SwapAsked(slot=MONDAY, by="p002", with_="p004")).ok
    assert "swap:w1" in scene.office.alerts.open

    assert answer_to(scene, off(MONDAY)).ok

    assert scene.office.duties.swaps["w1"].step == "withdrawn"
    assert "swap:w1" not in scene.office.alerts.open
    assert answer_to(scene, SwapAnswered(swap="w1", choice="agree", by="p004")).code == "decided"


def test_who_is_put_on_again_was_not_taken_off():
    """The roster says only what holds."""
    scene = published((MONDAY, ("p002", "p003")))
    answer_to(scene, off(MONDAY))
    assert answer_to(scene, DutyGiven(slot=MONDAY, in_="p002", by=LEADER)).ok

    assert scene.office.duties.planned[MONDAY].taken_off == ()
    assert people(scene, MONDAY) == ("p003", "p002")
