"""What a room's panel says of curtains, projectors, the rack and scenes."""

from dataclasses import replace
from functools import partial

import pytest

from gateway.domain.devices import Devices, Known
from gateway.domain.office import Office
from gateway.domain.options import ProjectorOptions
from kiosk_web.ports import Snapshot
from kiosk_web.views.panel import panel_view
from kiosk_web.views.panel.curtains import CurtainsView, CurtainView, Travel
from kiosk_web.views.panel.projector import ProjectorsView, ProjectorView
from kiosk_web.views.panel.rack import RackView
from kiosk_web.views.words import Tongue
from tests.browser import panel_scenes as room
from tests.browser import scenes
from tests.browser.panel_scenes import Beam, Way
from tests.kiosk_web.panel_parts import part_of

part = partial(part_of, room.rules())


def curtain(office: Office, control: str) -> CurtainView:
    """Return one curtain."""
    every = [one for page in part(office, "curtains", CurtainsView).pages for one in page]
    return next(one for one in every if one.control == control)


def beam(office: Office, language: str = "en") -> ProjectorView:
    """Return the projector."""
    [one] = part(office, "projector", ProjectorsView, language).projectors
    return one


def rack(office: Office, language: str = "en") -> RackView:
    """Return the rack."""
    return part(office, "rack", RackView, language)


def test_an_unknown_place_is_not_shut() -> None:
    """Spec 03 §2: an unknown position is never shown as 0 %."""
    one = curtain(room.quiet(), "floor-curtain")

    assert (one.position, one.words, one.mark.icon) == (None, "Position not known", "k-unknown")


def test_a_curtain_under_way_says_where_to_and_how_long() -> None:
    """Spec 05: progress for anything longer than 1 s, with seconds left; the browser counts."""
    one = curtain(room.moving(), "rear-curtain")

    assert (one.words, one.position) == ("Opening", 40)
    at_ms = round(scenes.MORNING.timestamp() * 1000)
    assert one.ends_ms == at_ms + 6000
    assert one.travel == Travel(40.0, 100.0, at_ms - 4000, 5.0)


def test_the_same_movement_gives_the_same_page_whenever_it_is_looked_at() -> None:
    """Time is only said as instants: nothing is sent while nothing but time has changed."""
    rules, office, now = room.rules(), room.moving(), scenes.now()
    later = replace(now, mono_s=now.mono_s + 3, at=now.at + (scenes.timedelta(seconds=3)))
    looks = [
        panel_view(Snapshot(1, office, rules, at), "room-a", Tongue("en")) for at in (now, later)
    ]

    assert looks[0]["curtains"] == looks[1]["curtains"]


@pytest.mark.parametrize(
    ("stage", "on_off", "off_off"),
    [
        (Beam.STANDBY, False, True),
        (Beam.WARMING, True, False),
        (Beam.ON, True, False),
        (Beam.COOLING, False, True),
        (Beam.UNKNOWN, False, False),
    ],
)
def test_a_projectors_keys_do_what_can_be_done(stage: Beam, on_off: bool, off_off: bool) -> None:
    """Spec 03 §2: the same press is ignored, the opposite one is queued; unknown may be either."""
    one = beam(room.projecting(stage, left_s=20 if stage in (Beam.WARMING, Beam.COOLING) else None))

    assert (bool(one.on_off), bool(one.off_off)) == (on_off, off_off)


def test_a_projector_that_was_never_heard_is_not_off() -> None:
    """Spec 03 §1: silence is never off."""
    one = beam(replace(room.quiet(), runs=type(room.quiet().runs)()))

    assert one.stage == "unknown"
    assert one.title == "Not known"


@pytest.mark.parametrize("known", [Known.CONFIRMED, Known.ASSUMED])
def test_a_projector_whose_mains_is_off_is_off_not_silent(known: Known) -> None:
    """A socket that said off explains the silence; it is believed as far as the socket is."""
    rules = room.rules()
    fed = replace(
        rules.channels["room-a.projector"], options=ProjectorOptions(mains="room-a.door-light")
    )
    rules = replace(rules, channels={**rules.channels, fed.id: fed})
    office = room.quiet()
    reports = {
        **office.devices.reports,
        ("a-beam", None): scenes.report(scenes.MORNING, online=False),
        ("room-a-relays", 1): scenes.report(scenes.MORNING, known, power=False),
    }
    snapshot = Snapshot(1, replace(office, devices=Devices(reports=reports)), rules, scenes.now())
    found = panel_view(snapshot, "room-a", Tongue("en"))["projector"]

    assert isinstance(found, ProjectorsView)
    [one] = found.projectors
    assert (one.title, one.mark.icon, one.on_off) == ("It is off", f"k-{known.value}", "")
    assert one.what == "Its mains is off; it comes on with it."


def test_a_way_back_from_the_first_step_counts_that_step_alone() -> None:
    """Backing out with one step to undo is one step to go, and what is off is not shown as lit."""
    office = room.racked(Way.GOING_OFF, 5)
    view = rack(office)

    assert (view.left, view.done) == (1, 5)
    assert [step.state for step in view.steps] == ["now", "todo", "todo", "todo", "todo", "todo"]


def test_a_projector_that_gets_power_is_not_called_silent() -> None:
    """Its mains is being switched on: nobody expects an answer of it yet."""
    office = room.projecting(Beam.STARTING)
    reports = {
        **office.devices.reports,
        ("a-beam", None): scenes.report(scenes.MORNING, online=False),
    }
    one = beam(replace(office, devices=Devices(reports=reports)))

    assert (one.title, one.mark.word, one.mark.tone) == ("Getting power", "Asked", "info")


def test_what_is_queued_is_shown_with_when_there_will_be_a_picture() -> None:
    """Spec 03 §2: queued, shown, can be cancelled: 74 s of cooling, then 40 s of warming."""
    one = beam(room.projecting(Beam.COOLING, left_s=74, queued="on"), "zh")

    assert one.queued == "已排队：冷却完就开"
    assert one.due_ms is not None
    assert one.queued_ms == one.due_ms + 40_000


def test_a_projector_that_did_not_confirm_says_what_to_do() -> None:
    """Spec 05: errors say what happened and what to do."""
    one = beam(room.projecting(Beam.UNKNOWN, failed="no_answer"))

    assert one.trouble == "It did not confirm. Look whether it is on, then press again."


def test_a_rack_on_its_way_names_the_step_at_hand() -> None:
    """Spec 03 §2: the button blinks and the step is named."""
    view = rack(room.racked(Way.GOING_ON, 3))

    assert [step.state for step in view.steps] == ["did", "did", "did", "now", "todo", "todo"]
    assert view.head.word == "Step 4 of 6"
    assert view.ready_ms == round(scenes.MORNING.timestamp() * 1000) + 9000  # 2 + 2 + 5


def test_a_step_that_waits_says_in_how_many_seconds() -> None:
    """The delay is counted from the step before; the browser counts it down."""
    step = rack(room.racked(Way.GOING_ON, 3, asked=False)).steps[3]

    assert step.due_ms == round(scenes.MORNING.timestamp() * 1000) + 2000


def test_a_held_rack_names_the_step_and_what_follows() -> None:
    """Spec 03 §2: says which, offers retry or back out, never goes on to the amplifier."""
    view = rack(room.racked(Way.HELD_ON, 3, why="no_answer"), "zh")

    assert view.trouble == "矩阵切换器：发了三次都没有应答。"
    assert (view.at, view.steps[3].state, view.steps[5].note) == (4, "err", "不会开")


def test_on_the_way_down_the_order_is_reversed() -> None:
    """Off = reverse order: the amplifier is off already, the mixer is next."""
    view = rack(room.racked(Way.GOING_OFF, 1))

    assert [step.state for step in view.steps] == ["lit", "lit", "lit", "lit", "now", "todo"]


def test_a_rack_that_is_taken_as_off_tells_which_steps_say_otherwise() -> None:
    """After a power cut everything is taken as off; what says it is on is counted, not hidden."""
    office = room.racked(Way.ON)
    lying = replace(office, machines=replace(office.machines, racks=type(office.machines.racks)()))

    assert rack(lying).head.word == "Off, but 6 say they are on"


def test_an_unreachable_curtain_keeps_stop() -> None:
    """Spec 03 §1: a device that is offline disables its buttons; Stop is never disabled."""
    office = room.quiet()
    reports = {
        **office.devices.reports,
        ("a-curtains", None): scenes.report(scenes.MORNING, online=False),
    }
    one = curtain(replace(office, devices=Devices(reports=reports)), "rear-curtain")

    assert (one.away, one.lost) == ("Offline", True)
