"""What facilities see: alerts, zones, health, and the ledger in words."""

from gateway.domain.text import Json
from kiosk_web.ports import Kept, LinkClaim, Snapshot
from kiosk_web.views.alert import alert_page
from kiosk_web.views.facilities import alerts_view, fragments, health_view, zones_view
from kiosk_web.views.ledger import is_told, row_view
from kiosk_web.views.words import Tongue
from tests.browser import scenes

NIGHT = scenes.EVENING.replace(hour=23, minute=52)
ZH, EN = Tongue("zh"), Tongue("en")


def snapshot() -> Snapshot:
    """Return the night with two open alerts."""
    return Snapshot(1, scenes.alerted(), scenes.rules(), scenes.now(NIGHT))


def row(kind: str, subject: str = "", **body: Json) -> Kept:
    """Return a row of the ledger."""
    return Kept(1, NIGHT, kind, subject, body)


def test_what_nobody_has_taken_comes_first() -> None:
    """Spec 04 §5: raised before acknowledged; the next escalation is counted down."""
    view = alerts_view(snapshot(), EN)

    assert [card.key for card in view.open] == ["offhours:room-a", "device:room-a-side"]
    assert view.open[0].escalate_ms == round((NIGHT.timestamp() + 184) * 1000)
    assert view.open[0].can_switch_off
    assert view.open[1].status.word == "王芳 has it"
    assert view.open[0].until == "2026-11-21T08:00:00+08:00"


def test_a_zone_says_its_load_what_is_on_and_what_is_open() -> None:
    """Spec 05: zones with watts and people."""
    [zone] = zones_view(snapshot(), "", ZH)

    assert (zone.watts, zone.people, zone.mark.word) == ("1.6 kW", 0, "告警")
    assert "走廊灯" in zone.on
    assert zone.open_windows == ("3 号窗",)


def test_what_does_not_answer_is_at_the_top() -> None:
    """Spec 04 §5: the watcher is watched."""
    health = health_view(snapshot(), EN)
    words = [device.mark.word for device in health.devices]

    assert words == sorted(words, key=("No answer", "Not heard yet", "Answers").index)


def test_every_fragment_can_be_compared_and_kept() -> None:
    """Live pages render a hashable model once for all who look at it."""
    for model in fragments(snapshot(), "", EN).values():
        assert hash(model) == hash(model)


def test_rows_of_the_ledger_are_sentences_in_both_languages() -> None:
    """Spec 05, demo: what the office does about it, event by event."""
    tap = row("tap", "p017", person="p017", result="accepted", direction="in", verdict="on_time")
    ended = row("lastout.ended", "office", outcome="failed", failed=["office.hall-light"])
    strange = row("moon.landed", "x")

    said = [row_view(kept, scenes.rules(), t).text for kept in (tap, ended) for t in (ZH, EN)]

    assert said == [
        "李伟 签到",
        "李伟 came in",
        "二层办公区：没关上：走廊灯",
        "Floor 2: not off: Hall lights",
    ]
    assert row_view(strange, scenes.rules(), EN).text == "moon.landed x"
    assert is_told(tap)
    assert not is_told(row("lastout.metered", "office", quiet=False))


def test_a_link_shows_its_own_alert_and_how_far_it_is() -> None:
    """Spec 04 §4: open, taken, over, used."""
    keys = ("offhours:room-a", "device:room-a-side", "reader:front-door", "gone:x")
    claims = [LinkClaim(f"l-{key}", key, "facilities", NIGHT) for key in keys]

    states = [alert_page(snapshot(), claim, EN).state for claim in claims]

    assert states == ["open", "taken", "over", "gone"]
