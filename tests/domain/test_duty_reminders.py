"""Who has a duty is reminded the evening before and half an hour before; nobody in their place."""

from dataclasses import replace

from gateway.domain.effects import Effect, Notify
from gateway.domain.rules import Contact
from gateway.domain.text import Text
from tests.domain.duty_desk import duty_rules, published, to

TONIGHT = "2026-11-20.evening.desk"
SATURDAY = "2026-11-21.evening.desk"


def told(effects: list[Effect]) -> list[str]:
    """Return who was told of a duty that is near."""
    return [e.to for e in effects if isinstance(e, Notify) and e.alert.startswith("duty-remind:")]


def test_contacts_are_reminded_once_each_time_and_others_not_in_their_place():
    """At 17:30 of tonight's; at 18:00 of tomorrow's; p003 is no contact, so nobody is told."""
    rules = duty_rules(people=6)
    contacts = {**rules.contacts, "p002": Contact(id="p002", name=Text("李伟", "Li Wei"))}
    rules = replace(rules, contacts=contacts)
    scene = published((TONIGHT, ("p002", "p003")), (SATURDAY, ("p002",)), rules=rules)
    scene.tap("p002")
    scene.tap("p003")

    assert told(to(scene, "17:29")) == []
    assert told(to(scene, "17:30")) == ["p002"]
    assert told(to(scene, "17:59")) == []
    assert told(to(scene, "18:00")) == ["p002"]
    kept = scene.office.alerts.open
    assert [key for key in kept if TONIGHT in key and "remind" in key] == []
    assert told(to(scene, "20:00")) == []
    assert scene.office.duties.planned[SATURDAY].reminded == ("eve:p002",)
