"""A reported fault reaches facilities: one message, and acknowledging it is taking the ticket."""

from dataclasses import replace

from gateway.domain.effects import Answer
from gateway.domain.events import FaultReported, TicketAnswered
from gateway.domain.rules import Route
from gateway.domain.service import Progress
from tests.domain.scene import Scene, only
from tests.domain.trouble import answered, changes, deliver, told, with_alerting

KEY = "ticket:t1"


def report(scene: Scene, channel: str | None = "spot-1", text: str = "闪烁"):
    """Report a fault in room A."""
    return scene.feed(FaultReported(room="room-a", channel=channel, text=text))


def test_facilities_are_told_once_and_nobody_after_them(scene: Scene):
    """It waits for somebody; the director need not hear of a lamp."""
    assert told(report(scene)) == [("facilities", KEY)]

    assert told(scene.advance(7200.0)) == []
    alert = scene.office.alerts.open[KEY]
    assert (alert.severity, alert.level, alert.exhausted) == ("info", 0, False)


def test_the_same_fault_reported_again_is_no_second_message(scene: Scene):
    """One ticket, one message."""
    report(scene)

    assert told(report(scene)) == []


def test_the_title_has_no_word_of_what_was_written(scene: Scene):
    """Titles go to other programs; what somebody wrote stays in the message."""
    report(scene, channel=None, text="李伟的椅子坏了")

    alert = scene.office.alerts.open[KEY]
    assert "李伟" not in alert.title.zh + alert.title.en
    assert "李伟的椅子坏了" in alert.body.zh


def test_acknowledging_takes_the_ticket_and_ends_the_alert(scene: Scene):
    """By the link in the message: the ticket has a name, the alert is over, no "resolved" mail."""
    deliver(scene, report(scene))

    effects = scene.feed(answered(key=KEY, link="L1"))

    ticket = scene.office.service.tickets["t1"]
    assert (ticket.progress, ticket.by) == (Progress.TAKEN, "facilities")
    assert (changes(effects), told(effects)) == (["acknowledged", "resolved"], [])
    assert only(Answer, effects).ok
    assert scene.records("alert.resolved")[-1].body["by"] == "facilities"


def test_taken_on_a_screen_the_alert_is_over_and_given_back_it_is_told_again(scene: Scene):
    """Somebody has it; then nobody has."""
    deliver(scene, report(scene))

    effects = scene.feed(TicketAnswered(ticket="t1", choice="take", by="p002"))
    assert (changes(effects), told(effects)) == (["resolved"], [])

    effects = scene.feed(TicketAnswered(ticket="t1", choice="give_back", by="p002"))
    assert (changes(effects), told(effects)) == (["raised"], [("facilities", KEY)])


def test_a_route_for_info_says_who_hears_of_faults(scene: Scene):
    """A technician's group, if the site has one."""
    with_alerting(scene, routes=(Route(to=("manager",), severities=frozenset({"info"})),))

    assert told(report(scene)) == [("manager", KEY)]
    assert told(scene.advance(7200.0)) == []


def test_without_contacts_a_fault_is_a_ticket_all_the_same(scene: Scene):
    """The page shows it."""
    scene.rules = replace(scene.rules, facilities=())

    assert told(report(scene)) == []
    assert "t1" in scene.office.service.tickets


def test_the_facts_give_the_same_over_a_restart(scene: Scene):
    """Told once also means once over a restart."""
    deliver(scene, report(scene))
    scene.restart()

    assert scene.refolded().alerts == scene.office.alerts
    assert scene.office.alerts.open[KEY].once
    assert told(scene.advance(7200.0)) == []
