"""What facilities see: alerts, places, health, and the ledger in words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.alerts.state import Outgoing
from gateway.domain.health import Health, Part
from gateway.domain.maintenance import Maintenance, Work
from gateway.domain.office import Office
from gateway.domain.presence import Noticed
from gateway.domain.rooms.meeting import Meeting, Meetings
from gateway.domain.text import Json, Text
from kiosk_web.ports import Kept, LinkClaim, Snapshot
from kiosk_web.views.alert import alert_page
from kiosk_web.views.facilities import alerts_view, fragments, health_view, places_view
from kiosk_web.views.facilities.card import place_card
from kiosk_web.views.facilities.device import device_page
from kiosk_web.views.facilities.devices import devices_view
from kiosk_web.views.facilities.work import works_view
from kiosk_web.views.ledger import is_told, row_view
from kiosk_web.views.words import Tongue
from tests.browser import scenes

NIGHT = scenes.EVENING.replace(hour=23, minute=52)
ZH, EN = Tongue("zh"), Tongue("en")


def snapshot(office: Office | None = None) -> Snapshot:
    """Return the night with two open alerts, or another office then."""
    return Snapshot(1, office or scenes.alerted(), scenes.rules(), scenes.now(NIGHT))


def row(kind: str, subject: str = "", **body: Json) -> Kept:
    """Return a row of the ledger."""
    return Kept(1, NIGHT, kind, subject, body)


def working(office: Office, scope: str) -> Office:
    """Return the office with somebody at work until 02:52."""
    work = Work(
        scope=scope,
        since=NIGHT,
        until=NIGHT + timedelta(hours=3),
        end_due_s=scenes.now(NIGHT).mono_s + 10_800,
        by="p018",
        reason="new lamps",
    )
    return replace(office, maintenance=Maintenance({scope: work}))


def places(office: Office, tongue: Tongue = EN):
    """Return the places by key."""
    return {place.key: place for place in places_view(snapshot(office), "", tongue)}


def test_what_nobody_has_taken_comes_first() -> None:
    """Spec 04 §5: raised before acknowledged; the next escalation is counted down."""
    view = alerts_view(snapshot(), EN)

    assert [card.key for card in view.open] == ["offhours:room-a", "device:room-a-side"]
    assert view.open[0].escalate_ms == round((NIGHT.timestamp() + 184) * 1000)
    assert view.open[0].can_switch_off
    assert view.open[1].status.word == "王芳 has it"
    assert view.open[0].until == "2026-11-21T08:00:00+08:00"


def test_a_zone_says_its_load_what_is_on_and_what_is_open() -> None:
    """Spec 05: zones with watts and people, each figure by sign and word."""
    zone = places(scenes.alerted(), ZH)["zone:office"]

    assert (zone.watts, zone.people, zone.on, zone.open) == ("1.6 kW", 0, 2, 1)
    assert zone.mark.word == "没人，还在用电"
    assert "3 号窗" in zone.said
    assert ("window", "1", "warn") in [(b.icon, b.word, b.tone) for b in zone.badges]


def test_an_alert_is_drawn_in_the_room_it_is_about() -> None:
    """By its channels, its room or its device; a room's does not colour the whole zone."""
    found = places(scenes.alerted())

    assert found["room:room-a"].state == "alert"
    assert found["room:room-b"].state == "rest"
    assert found["zone:office"].state == "waste"
    assert found["room:room-a"].said.startswith("Room A: Alert, ")
    assert "1 without answer" in found["room:room-a"].said


@pytest.mark.parametrize(
    ("office", "place", "state", "words"),
    [
        (
            replace(scenes.idle(), presence=scenes.presence(NIGHT)),
            "zone:office",
            "use",
            "In use",
        ),
        (scenes.idle(), "room:room-a", "use", "Switched on"),
        (scenes.idle(), "room:room-c", "unknown", "Not known yet"),
        (working(scenes.idle(), "room:room-b"), "room:room-b", "work", "In maintenance"),
        (working(scenes.idle(), "zone:office"), "room:room-b", "work", "In maintenance"),
        (working(scenes.idle(), "device:hall"), "room:room-b", "rest", "At rest"),
        (
            replace(scenes.idle(), meetings=Meetings({"room-b": Meeting(NIGHT)})),
            "room:room-b",
            "use",
            "Meeting until 23:52",
        ),
    ],
)
def test_each_state_of_a_place_has_its_word(
    office: Office, place: str, state: str, words: str
) -> None:
    """Never by colour alone: the drawing's class and the word say the same."""
    found = places(office)[place]

    assert (found.state, found.mark.word) == (state, words)


def test_a_zone_bound_screen_sees_its_own_places_only() -> None:
    """An unknown zone has none."""
    assert [p.key for p in places_view(snapshot(), "office", EN)] == [
        "zone:office",
        "room:room-a",
        "room:room-b",
        "room:room-c",
    ]


def test_what_does_not_answer_is_listed_first() -> None:
    """Spec 04 §5: the watcher is watched."""
    view = devices_view(snapshot(), "", EN)
    words = [device.mark.word for device in view.rows]

    assert words == sorted(words, key=("No answer", "Not heard yet", "Answers").index)
    assert [d.id for d in health_view(snapshot(), "", EN).troubled] == [
        d.id for d in view.rows if d.mark.word != "Answers"
    ]
    side = view.rows[0]
    assert (side.id, side.place, side.says, side.seen) == (
        "room-a-side",
        "Room A",
        "Off",
        "just now",
    )


def test_parts_disk_and_messages_that_did_not_get_through_are_told() -> None:
    """Spec 04 §5: undeliverable is shown on the dashboard, with why."""
    stuck = Outgoing(
        id="m1",
        to="facilities",
        alert="offhours:room-a",
        title=Text("空调", "AC"),
        body=Text("", ""),
        channels=(),
        first_at=NIGHT,
        tries=5,
        try_due_s=2000.0,
        why="mail refused",
    )
    office = scenes.alerted()
    alerts = replace(office.alerts, outbox={"m1": stuck}, undelivered=(replace(stuck, id="m0"),))
    parts = {
        "disk": Part(ok=False, since=NIGHT, detail="90 MB"),
        "broker": Part(ok=True, since=NIGHT, detail="fine"),
    }
    view = health_view(snapshot(replace(office, alerts=alerts, health=Health(parts))), "", EN)

    assert [(p.name, p.mark.word, p.detail) for p in view.parts] == [
        ("Disk", "Nearly full since 23:52", "90 MB free"),
        ("Device network (MQTT)", "Works", ""),
    ]
    assert [(m.id, m.mark.word, m.to, m.why) for m in view.messages] == [
        ("m0", "Given up", "Facilities", "since 23:52 · mail refused"),
        ("m1", "5 tries so far", "Facilities", "since 23:52 · mail refused"),
    ]


def test_the_card_of_a_room_says_what_is_on_and_what_to_do() -> None:
    """What may be switched has its control; what stays on has none."""
    card = place_card(snapshot(), "room:room-a", EN)
    hall = place_card(snapshot(), "zone:office", EN)

    assert card is not None
    assert hall is not None
    assert [(t.name, t.off) for t in card.on] == [
        ("Spot 1", "spot-1.off"),
        ("Wall light", "wall-1.off"),
        ("Door light", "door-light.off"),
        ("Air conditioner", "ac.off"),
    ]
    assert [t.mark.word for t in card.lost] == ["No answer", "Unknown"]
    assert [a.key for a in card.alerts] == ["offhours:room-a", "device:room-a-side"]
    assert card.can_all_off
    assert card.devices[0].id == "room-a-lights"
    assert hall.open == ("Window 3",)
    assert place_card(snapshot(), "room:moon", EN) is None


def test_work_on_a_zone_is_shown_in_its_rooms_but_ended_at_the_zone() -> None:
    """Who, why, until when; the row says how long still."""
    office = working(scenes.alerted(), "zone:office")
    card = place_card(snapshot(office), "room:room-b", EN)
    [work] = works_view(snapshot(office), "", EN)

    assert card is not None
    assert card.work == work
    assert not card.is_own_work
    assert (work.name, work.what, work.by, work.reason) == ("Floor 2", "Zone", "王芳", "new lamps")
    assert (work.until, work.left) == ("tomorrow 02:52", "3 h")
    assert card.place.state == "work"


def test_a_devices_page_has_its_channels_and_its_last_report_value_by_value() -> None:
    """What it says, how that is known, what is wanted, and the report as it was understood."""
    office = replace(scenes.alerted(), controls=scenes.wished(ac="no_answer").controls)
    page = device_page(snapshot(office), "room-a-ac", EN)

    assert [(c.number, c.name, c.says) for c in page.channels] == [
        ("1", "Air conditioner", "On, 900 W"),
        ("2", "Ventilation", ""),
    ]
    wanted = page.channels[0].wanted
    assert wanted is not None
    assert (wanted.word, wanted.tone) == ("On 08:41", "bad")
    assert [(line.channel, line.text) for line in page.raw] == [("1", "power=True  power_w=900")]
    assert [alert.key for alert in page.alerts] == ["offhours:room-a"]


def test_every_fragment_can_be_compared_and_kept() -> None:
    """Live pages render a hashable model once for all who look at it."""
    for model in fragments(snapshot(working(scenes.alerted(), "zone:office")), "", EN).values():
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


@pytest.mark.parametrize(
    ("tongue", "word", "said"),
    [
        (ZH, "存疑：是否忘了刷卡？", "2 人，存疑：是否忘了刷卡？"),
        (EN, "Uncertain: not tapped out?", "2 people, uncertain: not tapped out?"),
    ],
)
def test_a_head_count_that_nobody_should_believe_says_so(tongue, word, said) -> None:
    """Spec 04 §1: everybody should have gone home hours ago, and nothing was noticed since."""
    office = replace(
        scenes.alerted(), presence=scenes.presence(people=("p017", "p018")), noticed=Noticed()
    )
    place = places(office, tongue)["zone:office"]
    view = fragments(snapshot(office), "", tongue)["figures"]
    card = place_card(snapshot(office), "zone:office", tongue)

    assert (place.people, place.doubt, place.mark) == (2, view.doubt, place.doubt)
    assert (place.doubt.icon, place.doubt.word) == ("k-unknown", word)
    assert ("people", "2 ?", "warn") in [(b.icon, b.word, b.tone) for b in place.badges]
    assert said in place.said
    assert card.place.doubt == place.doubt

    noticed = replace(office, noticed=Noticed(by_zone={"office": scenes.now().mono_s}))
    sure = places(noticed, tongue)["zone:office"]
    assert (sure.doubt, sure.mark.icon) == (None, "people")
    assert fragments(snapshot(noticed), "", tongue)["figures"].doubt is None
