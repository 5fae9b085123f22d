"""From a press to a confirmed state, and every way it can go wrong."""

from dataclasses import replace

import pytest

from gateway.domain.alerts import Alert, Alerts
from gateway.domain.effects import Answer, Command, Record, Verb
from gateway.domain.events import (
    ChannelWanted,
    CommandNotSent,
    EvidenceSeen,
    PartChanged,
    TroubleFound,
    TroubleGone,
)
from gateway.domain.reports import Known
from gateway.domain.rooms.controls import channel_now
from gateway.domain.rooms.names import device_name
from gateway.domain.rules import Channel
from gateway.domain.text import Json, Text
from tests.domain.scene import Scene, every, only
from tests.domain.talk import commands, listen, press, report, said

SPOT, DOOR, HALL = "room-a.spot-1", "room-a.door-light", "office.hall-light"


def wish(scene: Scene, channel: str) -> str | None:
    found = scene.office.controls.wishes.get(channel)
    return found.state if found else None


def known(scene: Scene, channel: str) -> Known:
    return channel_now(scene.office, scene.rules, channel).known


def test_a_press_sends_one_command_and_says_asked(scene: Scene) -> None:
    """A view answers "asked"; the state is shown when it comes."""
    effects = press(scene, "door-light.on")

    command = only(Command, effects)
    assert command == Command(
        device="room-a-relays", channel=1, verb=Verb.POWER, value=True, expires_s=3.0
    )
    answer = only(Answer, effects)
    assert (answer.ok, answer.code, answer.text.zh) == (True, "asked", "已请求")
    assert answer.data["channels"] == [DOOR]
    assert wish(scene, DOOR) == "asked"


def test_a_press_is_kept_with_who_but_never_stopped_by_a_full_disk(scene: Scene) -> None:
    """The row is kept for the ledger; losing it must not stop the light."""
    record = only(Record, press(scene, "spot-1.level", 50, by="p001"))

    assert (record.kind, record.subject, record.vital) == ("press", SPOT, False)
    assert record.body["by"] == "p001"
    assert record.body["value"] == 50


def test_a_channel_may_be_named_in_full(scene: Scene) -> None:
    """`room-a.spot-1.on` and `spot-1.on` are the same control in room A."""
    assert commands(press(scene, "room-a.spot-1.on")) == [("room-a-lights", Verb.POWER, True)]
    assert only(Answer, press(scene, "spot-1.on")).code == "repeated"


def test_a_zones_own_channel_is_pressed_by_the_zones_id(scene: Scene) -> None:
    """A corridor has no room, and still a switch."""
    assert commands(press(scene, "hall-light.on", room="office")) == [("hall", Verb.POWER, True)]
    assert commands(press(scene, "room-a.spot-1.on", room="office")) != []


@pytest.mark.parametrize("level", [25, 50, 75, 100])
def test_a_dimmer_comes_on_at_its_level_in_one_command(scene: Scene, level: int) -> None:
    """From off to a level without flashing to full: one LEVEL, no POWER before it."""
    report(scene, SPOT, power=False, level_pct=100.0)

    assert commands(press(scene, "spot-1.level", level)) == [
        ("room-a-lights", Verb.LEVEL, float(level))
    ]


def test_level_zero_is_off(scene: Scene) -> None:
    """There is no light at 0 %."""
    assert commands(press(scene, "spot-1.level", 0)) == [("room-a-lights", Verb.POWER, False)]


@pytest.mark.parametrize(
    ("room", "control", "value", "code"),
    [
        ("room-z", "spot-1.on", None, "unknown_room"),
        ("", "spot-1.on", None, "unknown_room"),
        ("room-a", "spot-9.on", None, "unknown_channel"),
        ("room-b", "room-a.spot-1.on", None, "unknown_channel"),
        ("room-a", "spot-1", None, "unknown_control"),
        ("room-a", ".on", None, "unknown_control"),
        ("room-a", "", None, "unknown_control"),
        ("room-a", "spot-1.explode", None, "unknown_control"),
        ("room-a", "lights.none", None, "unknown_channel"),
        ("room-b", "lights.all_on", None, "unknown_channel"),
        ("room-a", "spot-1.level", 101, "out_of_range"),
        ("room-a", "spot-1.level", -1, "out_of_range"),
        ("room-a", "spot-1.level", float("nan"), "out_of_range"),
        ("room-a", "spot-1.level", float("inf"), "out_of_range"),
        ("room-a", "spot-1.level", "50", "wrong_type"),
        ("room-a", "spot-1.level", None, "wrong_type"),
        ("room-a", "spot-1.level", True, "wrong_type"),
        ("room-a", "spot-1.level", [50], "wrong_type"),
        ("room-a", "door-light.level", 50, "not_dimmable"),
    ],
)
def test_a_bad_press_gets_a_plain_answer_and_changes_nothing(
    scene: Scene, room: str, control: str, value: Json, code: str
) -> None:
    """A stable code, words in both languages, no command, no row, no wish."""
    before = scene.office.controls

    effects = press(scene, control, value, room=room, by="ha")

    answer = only(Answer, effects)
    assert (answer.ok, answer.code) == (False, code)
    assert answer.text.zh
    assert answer.text.en
    assert effects == [answer]
    assert scene.office.controls == before


def test_a_very_long_wrong_name_is_not_said_back_in_full(scene: Scene) -> None:
    """What a stranger sends does not fill the screen."""
    answer = only(Answer, press(scene, "spot-1.on", room="x" * 10_000))

    assert len(answer.text.zh) < 100


def test_a_matching_report_confirms(scene: Scene) -> None:
    """Only what the device says makes it done; then nothing is sent again."""
    press(scene, "door-light.on")
    report(scene, DOOR, power=True)

    assert wish(scene, DOOR) == "done"
    assert commands(scene.advance(60)) == []


def test_a_retained_copy_confirms_nothing(scene: Scene) -> None:
    """A copy may be old."""
    press(scene, "door-light.on")
    report(scene, DOOR, stale=True, power=True)

    assert wish(scene, DOOR) == "asked"


def test_watts_confirm_nothing(scene: Scene) -> None:
    """Only a word on the state itself counts."""
    report(scene, DOOR, power=True)
    press(scene, "door-light.on")
    report(scene, DOOR, power_w=12.0)

    assert wish(scene, DOOR) == "asked"


@pytest.mark.parametrize(("level_pct", "state"), [(49.0, "done"), (51.0, "done"), (52.0, "asked")])
def test_a_level_may_be_rounded_by_one(scene: Scene, level_pct: float, state: str) -> None:
    """Some dimmers count to 255."""
    press(scene, "spot-1.level", 50)
    report(scene, SPOT, power=True, level_pct=level_pct)

    assert wish(scene, SPOT) == state


def test_a_level_is_confirmed_over_two_messages(scene: Scene) -> None:
    """POWER and Dimmer may come apart."""
    press(scene, "spot-1.level", 50)
    report(scene, SPOT, power=True)
    assert wish(scene, SPOT) == "asked"

    report(scene, SPOT, level_pct=50.0)

    assert wish(scene, SPOT) == "done"


def test_not_confirmed_it_is_sent_twice_more_and_then_given_up(scene: Scene) -> None:
    """Each 2 s; after the third the channel is unreachable and facilities are told."""
    sent = commands(press(scene, "door-light.on"))
    sent += commands(scene.advance(5.5))
    assert sent == [("room-a-relays", Verb.POWER, True)] * 3

    effects = scene.advance(0.5)

    assert wish(scene, DOOR) == "no_answer"
    assert known(scene, DOOR) is Known.UNREACHABLE
    assert "channel.no_answer" in [r.kind for r in every(Record, effects)]
    assert commands(scene.advance(600)) == []


def test_a_device_that_never_said_a_word_is_one_trouble_however_many_channels_it_has(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Giving one channel up is not hearing the device: nothing is "online, but does not obey"."""
    second = replace(scene.rules.channels[SPOT], id="room-a.spot-2", number=2)
    room = scene.rules.rooms["room-a"]
    scene.rules = replace(
        scene.rules,
        channels={**scene.rules.channels, second.id: second},
        rooms={**scene.rules.rooms, room.id: replace(room, channels=(*room.channels, second.id))},
        wired={**scene.rules.wired, (second.device, 2): second.id},
    )
    troubles = listen(monkeypatch, TroubleFound)

    press(scene, "spot-1.on")
    scene.advance(1)
    press(scene, "spot-2.on")
    scene.advance(8)

    assert {one.key for one in troubles} == {"silent:room-a-lights"}


def test_the_alert_of_a_silent_device_is_over_when_the_device_speaks(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also after a restart, when only the alert itself is remembered."""
    gone = listen(monkeypatch, TroubleGone)
    alert = Alert(
        key="silent:room-a-relays",
        severity="warning",
        zone="office",
        title=Text("", ""),
        body=Text("", ""),
        raised_at=scene.clock.at,
        state="raised",
    )
    scene.office = replace(scene.office, alerts=Alerts(open={alert.key: alert}))

    report(scene, DOOR, stale=True, power=True)
    report(scene, SPOT, power=True)
    assert gone == []

    report(scene, DOOR, power=False)

    assert gone == [TroubleGone(key=alert.key)]
    assert known(scene, DOOR) is Known.CONFIRMED


def test_a_device_that_talks_and_does_not_obey_is_not_called_unreachable(scene: Scene) -> None:
    """It answered, only not as wished: that is what facilities are told."""
    press(scene, "door-light.on")
    report(scene, DOOR, power=False)
    scene.advance(6)

    assert wish(scene, DOOR) == "no_answer"
    assert known(scene, DOOR) is Known.CONFIRMED


def test_a_late_answer_is_still_an_answer(scene: Scene) -> None:
    """After giving up, a report as wished makes it done."""
    press(scene, "door-light.on")
    scene.advance(7)
    report(scene, DOOR, power=True)

    assert wish(scene, DOOR) == "done"


def test_the_same_button_twice_within_half_a_second_counts_once(scene: Scene) -> None:
    """A trembling finger; after that it is a press again."""
    press(scene, "door-light.toggle")
    scene.advance(0.25)
    effects = press(scene, "door-light.toggle")
    assert only(Answer, effects).code == "repeated"
    assert commands(effects) == []

    scene.advance(0.25)

    assert len(commands(press(scene, "door-light.toggle"))) == 1


def test_on_off_on_within_half_a_second_ends_on(scene: Scene) -> None:
    """Only the same button counts once; the last word is kept."""
    press(scene, "door-light.on")
    press(scene, "door-light.off")

    assert commands(press(scene, "door-light.on")) == [("room-a-relays", Verb.POWER, True)]


def test_another_level_at_once_is_another_button(scene: Scene) -> None:
    """A slider may be dragged."""
    press(scene, "spot-1.level", 25)

    assert commands(press(scene, "spot-1.level", 75)) == [("room-a-lights", Verb.LEVEL, 75.0)]


@pytest.mark.parametrize(("was", "asked"), [(True, False), (False, True), (None, True)])
def test_toggle_is_decided_here_and_sent_in_plain_words(
    scene: Scene, was: bool | None, asked: bool
) -> None:
    """TOGGLE on the wire would turn twice when it is sent twice."""
    if was is not None:
        report(scene, DOOR, power=was)

    assert commands(press(scene, "door-light.toggle")) == [("room-a-relays", Verb.POWER, asked)]


def test_a_wall_switch_is_adopted(scene: Scene) -> None:
    """Who is there knows better: the wish is dropped, nothing is sent against it."""
    press(scene, "door-light.on")
    report(scene, DOOR, power=True)
    scene.advance(10)

    effects = report(scene, DOOR, power=False)

    assert wish(scene, DOOR) is None
    assert commands(effects + scene.advance(60)) == []


def test_a_late_echo_of_an_older_command_does_not_flip_a_newer_wish(scene: Scene) -> None:
    """On, then off; the echo of "on" comes late: off stays wished."""
    press(scene, "door-light.on")
    press(scene, "door-light.off")
    report(scene, DOOR, power=True)
    assert wish(scene, DOOR) == "asked"

    report(scene, DOOR, power=False)

    assert wish(scene, DOOR) == "done"


def test_an_echo_doubled_just_after_is_checked_with_the_device(scene: Scene) -> None:
    """Within 2 s it may be old: the wish stays, and the device is asked."""
    press(scene, "door-light.on")
    press(scene, "door-light.off")
    report(scene, DOOR, power=False)
    report(scene, DOOR, power=True)
    assert wish(scene, DOOR) == "done"

    asked = [c for c in every(Command, scene.advance(2)) if c.verb is Verb.QUERY]
    assert [c.device for c in asked] == ["room-a-relays"]

    report(scene, DOOR, power=False)
    assert wish(scene, DOOR) == "done"


def test_a_wall_switch_just_after_is_adopted_when_the_device_says_it_again(scene: Scene) -> None:
    """The answer to the question is the truth."""
    press(scene, "door-light.on")
    report(scene, DOOR, power=True)
    report(scene, DOOR, power=False)
    scene.advance(2)

    report(scene, DOOR, power=False)

    assert wish(scene, DOOR) is None


def test_a_command_that_could_not_leave_is_not_sent_later(scene: Scene) -> None:
    """The panel says so at once; on return nothing old is published."""
    press(scene, "door-light.on")

    scene.feed(CommandNotSent(device="room-a-relays", channel=1, why="broker"))

    assert wish(scene, DOOR) == "not_sent"
    assert commands(scene.advance(60)) == []


def test_without_broker_a_press_says_so_at_once_and_sends_nothing(scene: Scene) -> None:
    """Not even a command that would be dropped."""
    scene.feed(PartChanged(part="broker", ok=False))

    effects = press(scene, "door-light.on")

    assert only(Answer, effects).code == "not_sent"
    assert commands(effects) == []
    assert wish(scene, DOOR) == "not_sent"


def test_when_the_broker_is_back_nothing_old_is_sent_and_the_wish_is_shown_as_not_done(
    scene: Scene,
) -> None:
    """Wished off, lights on: both can be seen; somebody may press again."""
    scene.feed(PartChanged(part="broker", ok=True))
    report(scene, DOOR, power=True)
    press(scene, "door-light.off")
    sent = commands(scene.feed(PartChanged(part="broker", ok=False)))
    assert wish(scene, DOOR) == "not_sent"
    press(scene, "spot-1.on")
    sent += commands(scene.advance(60))
    sent += commands(scene.feed(PartChanged(part="broker", ok=True)))
    sent += commands(scene.advance(60))
    report(scene, DOOR, power=True)

    assert sent == []
    assert wish(scene, DOOR) == "not_sent"
    assert wish(scene, SPOT) == "not_sent"

    report(scene, DOOR, power=False)
    assert wish(scene, DOOR) is None


def test_a_device_that_is_offline_is_not_asked_and_says_so(scene: Scene) -> None:
    """Its keys do nothing; nothing is kept."""
    scene.feed(said("room-a-relays", None, online=False))

    effects = press(scene, "door-light.on")

    answer = only(Answer, effects)
    assert (answer.ok, answer.code) == (False, "offline")
    assert commands(effects) == []
    assert wish(scene, DOOR) is None


def test_all_on_and_all_off_switch_every_light_of_the_room_and_nothing_else(scene: Scene) -> None:
    """Not the air conditioning, not the neighbour's lights."""
    assert commands(press(scene, "lights.all_off")) == [
        ("room-a-lights", Verb.POWER, False),
        ("room-a-relays", Verb.POWER, False),
    ]
    assert len(commands(press(scene, "lights.all_on"))) == 2
    assert len(commands(press(scene, "lights.all_off", room="office"))) == 3


def test_all_off_leaves_out_what_is_offline_and_names_it(scene: Scene) -> None:
    """One dead device does not stop the rest."""
    scene.feed(said("room-a-relays", None, online=False))

    effects = press(scene, "lights.all_off")

    assert commands(effects) == [("room-a-lights", Verb.POWER, False)]
    answer = only(Answer, effects)
    assert answer.ok
    assert answer.data["offline"] == [DOOR]
    assert "离线" in answer.text.zh


def test_a_touch_on_a_panel_is_evidence_and_a_program_is_not(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A finger is a person; Home Assistant is not."""
    heard = listen(monkeypatch, EvidenceSeen)
    press(scene, "spot-1.on", by="ha")
    assert heard == []

    press(scene, "spot-9.on", by="panel")

    assert heard == [EvidenceSeen(zone="office", what="panel")]


def test_another_subject_goes_the_same_way(scene: Scene) -> None:
    """Sent, confirmed, sent again: no back door to a relay."""
    effects = scene.feed(ChannelWanted(channel="office.hall-light", verb="off", why="last-out"))
    assert commands(effects) == [("hall", Verb.POWER, False)]
    assert only(Record, effects).kind == "wanted"

    again = scene.feed(ChannelWanted(channel="office.hall-light", verb="off", why="alert"))
    assert commands(again) == []

    assert commands(scene.advance(600)) == [("hall", Verb.POWER, False)] * 2


def test_nothing_automatic_switches_what_is_on_the_exception_list(scene: Scene) -> None:
    """The server stays on, whoever's rule is wrong."""
    effects = scene.feed(ChannelWanted(channel="office.server", verb="off", why="last-out"))

    assert commands(effects) == []
    assert only(Record, effects).body["code"] == "never_off"


def test_no_answer_names_place_thing_and_time(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Facilities read it on a phone."""
    troubles = listen(monkeypatch, TroubleFound)
    press(scene, "door-light.on")
    scene.advance(6)

    (trouble,) = troubles
    assert trouble.key == "silent:room-a-relays"
    assert trouble.severity == "warning"
    assert trouble.title.zh == "会议室 A·room-a.door-light没有应答"
    assert trouble.title.en == "No answer from Room A · room-a.door-light"
    assert "08:30" in trouble.body.zh
    assert "08:30" in trouble.body.en


@pytest.mark.parametrize("name", ["room-a-relays", "room a relays"])
def test_a_device_that_nobody_named_is_called_by_what_hangs_on_it(scene: Scene, name: str) -> None:
    """Its id tells nobody where to go; a name of its own is better than both."""
    relays, light = scene.rules.devices["room-a-relays"], scene.rules.channels[DOOR]

    def called(name: str, *more: Channel) -> Text:
        devices = {**scene.rules.devices, relays.id: replace(relays, name=Text(name, name))}
        channels = {**scene.rules.channels, **{one.id: one for one in more}}
        return device_name(replace(scene.rules, devices=devices, channels=channels), relays.id)

    assert called(name).zh == f"会议室 A·{light.name.zh}"
    fan = replace(light, id="room-a.fan", number=2)
    assert called(name, fan) == Text(
        f"会议室 A·{light.name.zh} 和另外 1 样", f"Room A · {light.name.en} and 1 more"
    )
    assert called("Box in the ceiling") == Text("Box in the ceiling", "Box in the ceiling")


def test_a_device_that_speaks_and_does_not_obey_is_named_by_its_channel(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A welded relay is another errand than a device without power."""
    troubles, gone = listen(monkeypatch, TroubleFound), listen(monkeypatch, TroubleGone)
    report(scene, DOOR, power=False)
    press(scene, "door-light.on")
    scene.advance(1)
    report(scene, DOOR, power=False)
    scene.advance(6)

    (trouble,) = troubles
    assert trouble.key == "stuck:room-a.door-light"
    assert "会议室 A" in trouble.title.zh
    report(scene, DOOR, power=False)
    assert gone == []

    report(scene, DOOR, power=True)
    assert gone == [TroubleGone(key=trouble.key)]


def test_a_device_with_one_channel_confirms_by_what_it_says_of_itself(scene: Scene) -> None:
    """A plug without a channel number; a question that could not leave ends no wish."""
    scene.rules = replace(scene.rules, wired={**scene.rules.wired, ("hall", None): HALL})
    press(scene, "hall-light.on", room="office")
    scene.feed(CommandNotSent(device="hall", channel=None, why="broker"))
    assert wish(scene, HALL) == "asked"

    scene.feed(said("hall", None, power=True))

    assert wish(scene, HALL) == "done"
