"""Messages that do not get through are said on the kiosk and the facilities page (spec 04 §5)."""

from dataclasses import replace
from datetime import timedelta

from gateway.domain.alerts import Alerts, Outgoing
from gateway.domain.office import Office
from gateway.domain.text import Text
from kiosk_web.ports import Snapshot
from kiosk_web.views.facilities.alerts import alerts_view
from kiosk_web.views.kiosk import screen_view
from kiosk_web.views.words import Tongue
from tests.browser import scenes

EN, ZH = Tongue("en"), Tongue("zh")


def message(**more) -> Outgoing:
    """Return a message that waits."""
    one = Outgoing(
        id="n1",
        to="facilities",
        alert="leak:lab",
        title=Text("漏水", "Leak"),
        body=Text("", ""),
        channels=(),
        first_at=scenes.now(scenes.MORNING).at - timedelta(hours=1),
        tries=0,
        try_due_s=None,
    )
    return replace(one, **more)


def shown(outgoing: Outgoing) -> tuple[Snapshot, Office]:
    """Return the office with one message in its outbox."""
    office = replace(scenes.idle(), alerts=Alerts(outbox={outgoing.id: outgoing}))
    return Snapshot(1, office, scenes.rules(), scenes.now(scenes.MORNING)), office


def test_what_keeps_failing_is_said_on_both_screens() -> None:
    """In plain words; the kiosk goes on taking badges."""
    snapshot, _ = shown(message(tries=5, try_due_s=1e9, why="not taken by E-Mail"))

    idle = screen_view(snapshot, "front-door", EN).idle
    assert idle is not None
    assert idle.trouble is not None
    assert idle.trouble.title == "Messages to facilities do not get through"
    chinese = screen_view(snapshot, "front-door", ZH).idle
    assert chinese is not None
    assert chinese.trouble is not None
    assert chinese.trouble.title == "给物业的消息发不出去"
    assert alerts_view(snapshot, EN).undelivered == 1


def test_what_waits_for_the_morning_or_is_under_way_is_no_trouble() -> None:
    """Quiet hours are meant so; the first failure is a hiccup."""
    for waits in (message(held=True, try_due_s=1e9), message(), message(tries=1, try_due_s=1e9)):
        snapshot, _ = shown(waits)
        idle = screen_view(snapshot, "front-door", EN).idle
        assert idle is not None
        assert idle.trouble is None
        assert alerts_view(snapshot, EN).undelivered == 0
