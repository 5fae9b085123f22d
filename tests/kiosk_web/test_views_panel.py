"""What a room's panel may say of its lights."""

from collections.abc import Mapping
from dataclasses import replace

from gateway.domain.devices import Devices, Known
from gateway.domain.office import Office
from gateway.domain.rules import Channel, ChannelKind, LightGroup
from gateway.domain.text import Text
from kiosk_web.ports import Snapshot
from kiosk_web.views.marks import LIGHTS
from kiosk_web.views.panel import Head, Nav, panel_view
from kiosk_web.views.panel.base import Look
from kiosk_web.views.panel.lights import LightsView
from kiosk_web.views.panel.others import OthersView
from kiosk_web.views.panel.switches import SwitchView, count_line
from kiosk_web.views.words import Tongue
from tests.browser import scenes


def room(office: Office, language: str = "en") -> Mapping[str, object]:
    """Return room A's panel."""
    snapshot = Snapshot(1, office, scenes.rules(), scenes.now())
    return panel_view(snapshot, "room-a", Tongue(language))


def lights(office: Office) -> LightsView:
    """Return room A's lights."""
    found = room(office)["lights"]
    assert isinstance(found, LightsView)
    return found


def light(office: Office, control: str) -> SwitchView:
    """Return one light of room A's panel."""
    every = [one for page in lights(office).pages for one in (*page.dimmers, *page.switches)]
    return next(one for one in every if one.control == control)


def test_a_wish_is_not_a_state() -> None:
    """Spec 03 §1: wanted and reported are two fields; what is asked is not shown as done."""
    view = light(scenes.wished(window_light="asked"), "window-light")

    assert (view.on, view.state, view.mark.word) == (False, "asked", "Asked: on")


def test_silence_is_never_off() -> None:
    """Spec 03 §1: a silent relay is never shown as off."""
    unheard = replace(scenes.idle(), devices=type(scenes.idle().devices)())

    assert light(unheard, "door-light").on is None
    assert light(scenes.idle(), "side-light").on is None


def test_an_unanswered_wish_offers_the_same_again() -> None:
    """Spec 03 §1: no answer is said, and retry asks for the same."""
    view = light(scenes.wished(window_light="no_answer"), "window-light")

    assert (view.state, view.retry) == ("noanswer", ("on", None))


def test_a_device_that_is_offline_disables_its_keys_and_says_so() -> None:
    """Spec 03 §1: a device that is offline disables its buttons and says so."""
    view = light(scenes.idle(), "side-light")

    assert view.off_line
    assert view.mark.word == "No answer since 08:41"


def test_a_dimmer_shows_its_reported_level_and_four_keys() -> None:
    """Spec 03 §2: 25/50/75/100; off counts as 0."""
    view = light(scenes.idle(), "spot-1")

    assert (view.level, view.keys) == (40, (25, 50, 75, 100))


def test_an_assumed_state_says_so() -> None:
    """Spec 03 §1: assumed is a state of knowledge of its own."""
    office = scenes.idle()
    wire = ("room-a-relays", 1)
    report = replace(office.devices.reports[wire], known=Known.ASSUMED)
    devices = replace(office.devices, reports={**office.devices.reports, wire: report})

    assert light(replace(office, devices=devices), "door-light").mark.word == "Assumed 08:41"


def test_the_start_page_calls_nothing_confirmed_that_is_only_assumed() -> None:
    """Spec 03 §1: assumed is not confirmed, also where several things are counted in one line."""
    known = [Known.CONFIRMED, Known.ASSUMED]
    marks = [scenes.idle(), *(_all_said(each) for each in known)]
    icons = [count_line(_look(office)).icon for office in marks]

    assert icons == ["k-unknown", "k-confirmed", "k-assumed"]


def _all_said(known: Known) -> Office:
    """Return an office where room A's lights all said how they are, so known."""
    office = scenes.idle()
    wires = [(c.device, c.number) for c in _lights()]
    said = {wire: scenes.report(scenes.MORNING, known, power=False) for wire in wires}
    online = {(device, None): scenes.report(scenes.MORNING, online=True) for device, _ in wires}
    reports = {**office.devices.reports, **online, **said}
    return replace(office, devices=replace(office.devices, reports=reports))


def _lights() -> tuple[Channel, ...]:
    rules = scenes.rules()
    return tuple(c for c in rules.channels.values() if c.owner == "room-a" and c.kind in LIGHTS)


def _look(office: Office) -> Look:
    rules = scenes.rules()
    snapshot = Snapshot(1, office, rules, scenes.now())
    return Look(snapshot=snapshot, room=rules.rooms["room-a"], tongue=Tongue("en"), mine=_lights())


def test_a_broker_that_is_gone_is_the_panels_first_word() -> None:
    """Issue 2: the panel says so at once."""
    head = room(scenes.troubled("broker"), "zh")["head"]

    assert isinstance(head, Head)
    assert head.trouble is not None
    assert head.trouble.title == "08:41 起连不上灯和设备"


def test_lights_come_in_screenfuls() -> None:
    """Spec 05: no scrolling: two dimmers and three switches a page."""
    [page] = lights(scenes.idle()).pages

    assert (len(page.dimmers), len(page.switches)) == (2, 3)


def test_a_group_comes_before_its_lights_and_says_what_they_have_in_common() -> None:
    """Spec 03 §2: a level is shown where all dimmers have it; else only how many are on."""
    together = LightGroup(
        id="spots",
        name=Text("射灯", "Spots"),
        lights=("room-a.spot-1", "room-a.wall-1", "room-a.door-light"),
    )
    single = replace(together, id="one", lights=("room-a.spot-1", "room-a.window-light"))
    rules = scenes.rules()
    grouped = replace(rules.rooms["room-a"], groups=(together, single))
    rules = replace(rules, rooms={**rules.rooms, "room-a": grouped})
    found = panel_view(Snapshot(1, scenes.idle(), rules, scenes.now()), "room-a", Tongue("en"))
    view = found["lights"]

    assert isinstance(view, LightsView)
    first, *others = view.pages
    spots, one = first.dimmers
    assert (spots.control, spots.on, spots.level, spots.mark.word) == (
        "spots",
        True,
        None,
        "3 of 3 on",
    )
    assert (one.control, one.on, one.level, one.mark.word) == ("one", True, 40, "1 of 2 on")
    assert others == list(lights(scenes.idle()).pages)


def test_what_has_no_page_of_its_own_is_switched_on_the_last_one() -> None:
    """Nothing of a room is left out: what no other page takes is a switch."""
    rules = scenes.rules()
    socket = replace(rules.channels["room-a.fan"], kind=ChannelKind.SOCKET)
    rules = replace(rules, channels={**rules.channels, "room-a.fan": socket})
    others = panel_view(Snapshot(1, scenes.idle(), rules, scenes.now()), "room-a", Tongue("en"))[
        "others"
    ]

    assert isinstance(others, OthersView)
    assert "Ventilation" in [thing.name for thing in others.things]


def test_a_room_has_the_pages_it_has_something_for() -> None:
    """Pages build themselves: a room with lights only has no other tab."""
    snapshot = Snapshot(1, scenes.idle(), scenes.rules(), scenes.now())
    nav = panel_view(snapshot, "room-b", Tongue("en"))["nav"]

    assert isinstance(nav, Nav)
    assert [tab.title for tab in nav.tabs if tab.name != "service"] == ["Home", "Lights"]


def cut_off(office: Office) -> Office:
    """Return an office whose broker went at 08:41."""
    return replace(
        office,
        health=scenes.part("broker", ok=False),
        devices=replace(office.devices, broker_ok=False),
    )


def test_without_a_connection_the_summary_says_what_was_last_known_and_since_when() -> None:
    """Neither "off" nor "not known yet": what was heard before, and since when nothing is."""
    gone = cut_off(scenes.idle())
    assert lights(gone).summary == "Last known: 3 of 5 on · no connection since 08:41"
    page = room(gone, "zh")["lights"]
    assert isinstance(page, LightsView)
    assert page.summary == "断线前：5 路中开着 3 路·08:41 起没有连接"


def test_without_a_connection_and_a_word_heard_before_it_only_says_since_when() -> None:
    """After a start without a broker there is nothing to remember."""
    unheard = replace(scenes.idle(), devices=Devices())

    assert lights(cut_off(unheard)).summary == "No connection since 08:41"
    assert lights(unheard).summary == "Not known yet"
