"""The watcher is watched: parts that come and go, contacts and sensors, who did what."""

from dataclasses import replace

import pytest

from gateway.domain import health as subject
from gateway.domain.effects import AlertChanged, Notify
from gateway.domain.events import (
    AdminActed,
    EvidenceSeen,
    GatewayStarted,
    InputChanged,
    InputReachable,
    PartChanged,
    RegistryChanged,
    TroubleGone,
)
from tests.domain.scene import Scene, every, only


def gone(part: str) -> PartChanged:
    return PartChanged(part=part, ok=False, detail="refused")


@pytest.fixture
def said(monkeypatch):
    """Return what health tells other subjects."""
    heard = []
    monkeypatch.setattr(subject.Turn, "tell", lambda turn, event: heard.append(event))
    return heard


@pytest.mark.parametrize(
    ("part", "after_s", "severity"),
    [
        ("broker", 120.0, "warning"),
        ("reader:front-door", 60.0, "warning"),
        ("pcscd", 60.0, "warning"),
        ("clock", 300.0, "warning"),
    ],
)
def test_a_part_that_stays_away_becomes_an_alert(scene: Scene, part, after_s, severity):
    """Broker 2 min, reader 1 min, clock 5 min: not before, and once."""
    scene.feed(gone(part))
    assert every(AlertChanged, scene.advance(after_s - 0.5)) == []

    effects = scene.advance(0.5)

    assert only(AlertChanged, effects) == AlertChanged(
        key=f"part:{part}", state="raised", severity=severity
    )
    assert every(AlertChanged, scene.advance(60.0)) == []


def test_a_store_that_fails_is_critical_at_once(scene: Scene):
    """Taps are refused: no minute to lose, and the message leaves without a disk."""
    effects = scene.feed(gone("store"))

    assert only(AlertChanged, effects).severity == "critical"
    assert "磁盘" in only(Notify, effects).body.zh


def test_a_part_back_in_time_alerts_nobody(scene: Scene):
    """A broker restarted within two minutes is nobody's business."""
    scene.feed(gone("broker"))
    scene.advance(100.0)
    scene.feed(PartChanged(part="broker", ok=True))

    assert every(AlertChanged, scene.advance(600.0)) == []


def test_a_part_that_comes_back_resolves_its_alert(scene: Scene):
    """By itself."""
    scene.feed(gone("broker"))
    scene.advance(120.0)

    effects = scene.feed(PartChanged(part="broker", ok=True))

    assert [c.state for c in every(AlertChanged, effects)] == ["resolved"]


def test_an_alert_of_the_run_before_is_resolved_at_the_first_good_report(scene: Scene):
    """The parts start unknown; the alert is durable."""
    scene.feed(gone("broker"))
    scene.advance(120.0)
    scene.restart()

    scene.feed(PartChanged(part="broker", ok=True))

    assert scene.office.alerts.open == {}


def test_only_a_change_is_kept_and_it_is_not_vital(scene: Scene):
    """A flapping report writes no flood; a full disk does not stop it."""
    effects = scene.feed(gone("broker"))
    assert effects[0].vital is False

    assert scene.feed(gone("broker")) == []
    scene.feed(PartChanged(part="broker", ok=False, detail="timed out"))

    assert len(scene.records("part")) == 1
    assert scene.office.health.parts["broker"].detail == "timed out"


def test_a_repeated_absence_does_not_move_the_deadline(scene: Scene):
    """Somebody reporting it each second would put the alert off for ever."""
    scene.feed(gone("broker"))
    scene.advance(100.0)
    scene.feed(PartChanged(part="broker", ok=False, detail="again"))

    assert every(AlertChanged, scene.advance(20.0)) != []


def test_the_words_name_the_reader(scene: Scene):
    """Facilities know a door, not an id."""
    scene.rules = replace(
        scene.rules,
        readers={
            "front-door": replace(
                scene.rules.readers["front-door"], name=replace(scene.rules.name, zh="正门")
            )
        },
    )
    scene.feed(gone("reader:front-door"))

    note = only(Notify, scene.advance(60.0))

    assert note.title.zh == "读卡器“正门”没有反应"


def test_an_unknown_part_is_named_as_it_is(scene: Scene):
    """Something new in the shell is still told."""
    scene.feed(gone("satellite:roof"))

    assert only(Notify, scene.advance(120.0)).title.en == "roof is gone"


@pytest.mark.parametrize(
    ("name", "value", "evidence"),
    [
        ("motion-hall", True, EvidenceSeen(zone="office", what="motion:motion-hall")),
        ("motion-hall", False, None),
        ("door-lab", True, EvidenceSeen(zone="lab", what="door:door-lab")),
        ("window-3", True, None),
    ],
)
def test_motion_and_an_opened_door_are_signs_of_somebody(scene: Scene, said, name, value, evidence):
    """A window open is a level to show; a sensor at rest proves nothing."""
    scene.feed(InputChanged(input=name, value=value))

    assert said == ([evidence] if evidence else [])
    assert scene.office.health.inputs == {name: value}


def test_motion_reported_again_is_a_sign_again(scene: Scene, said):
    """The level is the same, the sign is new."""
    scene.feed(InputChanged(input="motion-hall", value=True))
    scene.feed(InputChanged(input="motion-hall", value=True))

    assert len(said) == 2


def test_an_input_nobody_set_up_is_ignored(scene: Scene, said):
    """Nothing is known of it."""
    assert scene.feed(InputChanged(input="x", value=True)) == []
    assert said == []


def test_what_admins_and_the_program_do_is_kept(scene: Scene):
    """Who changed what, and each start of the program."""
    scene.feed(GatewayStarted(version="1.0", boot="b1"))
    scene.feed(RegistryChanged(table="people", key="p001", by="p003", digest="ab"))
    scene.feed(AdminActed(action="pair", subject="kiosk-1", by="p003"))

    assert [(f.kind, f.subject) for f in scene.kept] == [
        ("gateway.started", "hq"),
        ("registry.changed", "people/p001"),
        ("admin.acted", "kiosk-1"),
    ]


def test_a_good_report_is_told_even_when_it_was_never_bad(scene: Scene, said):
    """An alert of the last run may be open."""
    scene.feed(PartChanged(part="broker", ok=True))

    assert said == [TroubleGone(key="part:broker")]


def test_a_door_that_stands_open_and_says_so_again_is_no_sign(scene: Scene, said):
    """Only one that opens is; a wedged door would keep the office occupied all night."""
    opened = InputChanged(input="door-lab", value=True)
    scene.feed(opened)
    scene.feed(opened)
    scene.feed(replace(opened, value=False))
    scene.feed(replace(opened, stale=True))

    assert len(said) == 1


def test_a_contact_behind_a_broker_that_was_gone_is_not_known_to_be_closed(scene: Scene):
    """Somebody may have opened it unheard; what it said last counts again once it is said."""
    for level in (False, True):
        scene.feed(InputChanged(input="window-3", value=level))
        scene.feed(gone("broker"))
        assert scene.office.health.level_of("window-3") is (True if level else None)
        scene.feed(PartChanged(part="broker", ok=True))
        assert scene.office.health.level_of("window-3") is (True if level else None)

        scene.feed(InputChanged(input="window-3", value=level, stale=True))
        assert scene.office.health.level_of("window-3") is level


def test_a_contact_on_a_pin_does_not_need_the_broker(scene: Scene):
    """Its wire says what is."""
    wired = replace(scene.rules.inputs["window-3"], on_broker=False)
    scene.rules = replace(scene.rules, inputs={**scene.rules.inputs, "window-3": wired})
    scene.feed(InputChanged(input="window-3", value=False))
    scene.feed(gone("broker"))

    assert scene.office.health.level_of("window-3") is False


@pytest.mark.parametrize("first", ["level", "offline"])
def test_a_contact_that_says_it_is_offline_is_not_known_until_it_speaks(scene: Scene, first):
    """A stored "closed" beside a stored "offline" is of before, in whichever order they come."""
    closed = InputChanged(input="window-3", value=False, stale=True)
    offline = InputReachable(input="window-3", ok=False)
    for event in (closed, offline) if first == "level" else (offline, closed):
        scene.feed(event)
    assert scene.office.health.level_of("window-3") is None

    scene.feed(replace(offline, ok=True))
    assert scene.office.health.level_of("window-3") is None
    scene.feed(replace(closed, stale=False))
    assert scene.office.health.level_of("window-3") is False

    scene.feed(offline)
    scene.feed(replace(closed, stale=False))
    assert scene.office.health.level_of("window-3") is False
