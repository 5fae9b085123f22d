"""What the entry kiosk shows, for each state of the office."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.effects import Result
from gateway.domain.events import Correction
from gateway.domain.lastout import Outcome
from gateway.domain.office import Office
from gateway.domain.text import Text
from kiosk_web.ports import Snapshot
from kiosk_web.views.kiosk import Screen, screen_view
from kiosk_web.views.words import Tongue
from tests.browser import scenes

ZH, EN = Tongue("zh"), Tongue("en")


def screen(office: Office, tongue: Tongue = EN, after_s: float = 0.0) -> Screen:
    """Return the front door's kiosk, so long after the scene's instant."""
    at = scenes.EVENING if office.lastout.checks else scenes.MORNING
    now = scenes.now(at)
    now = replace(now, mono_s=now.mono_s + after_s, at=now.at + timedelta(seconds=after_s))
    return screen_view(Snapshot(1, office, scenes.rules(), now), "front-door", tongue)


def test_an_idle_kiosk_says_the_day_who_is_in_and_how_the_rooms_are() -> None:
    """Spec 05: clock, date, greeting, rooms at a glance, notices."""
    idle = screen(scenes.idle(), ZH).idle

    assert idle is not None
    assert (idle.clock, idle.date) == ("08:41", "11 月 20 日　星期五")
    assert idle.day == "工作日·早上好"
    assert idle.in_count == 3
    assert [room.mark.word for room in idle.rooms] == ["灯亮着", "灯已关", "未知"]


def test_the_name_is_put_away_after_6_s_and_the_screen_after_10() -> None:
    """Spec 05: 6 s the name, until 10 s without it, then idle."""
    office = scenes.tapped()

    named, folded, over = (screen(office, after_s=s) for s in (0.0, 6.0, 10.0))

    assert named.welcome is not None
    assert named.welcome.name == "李伟"
    assert folded.welcome is not None
    assert (folded.welcome.name, folded.welcome.facts) == ("", ())
    assert folded.welcome.offers == named.welcome.offers
    assert over.mode == "idle"


def test_a_late_tap_says_by_how_much_in_both_languages() -> None:
    """Spec 08: late = 迟到 3 分钟, 3 min late."""
    office = scenes.tapped(verdict="late", late_s=200)

    words = [
        view.mark.word
        for tongue in (ZH, EN)
        if (view := screen(office, tongue).welcome) is not None and view.mark is not None
    ]

    assert words == ["迟到 3 分钟", "3 min late"]


@pytest.mark.parametrize(
    ("result", "tone"),
    [
        (Result.UNKNOWN_BADGE, "warn"),
        (Result.BLOCKED, "bad"),
        (Result.STORE_FAILED, "bad"),
    ],
)
def test_a_tap_of_nobody_shows_the_rules_words_and_no_name(result: Result, tone: str) -> None:
    """An unknown, blocked or unkept tap names nobody and says what to do."""
    said = Text("请到前台。", "Please go to reception.")
    office = scenes.tapped(result=result, person=None, message=said, offers=())

    view = screen(office).welcome

    assert view is not None
    assert (view.name, view.headline, view.tone) == ("", said.en, tone)
    assert view.lead


def test_every_correction_the_rules_offer_is_a_key() -> None:
    """Spec 02 §1: not right? → leaving, arrived, going out, back, undo."""
    view = screen(scenes.tapped(offers=tuple(Correction))).welcome

    assert view is not None
    assert [offer.correction for offer in view.offers] == [c.value for c in Correction]


def test_the_last_out_check_replaces_the_tap_that_began_it_but_not_the_next() -> None:
    """Spec 04 §2.1: at once, on the kiosk; the next tap is shown first."""
    asked = scenes.last_out()
    own = scenes.tapped(tap_id="tap-9", person="p020", at=scenes.EVENING)
    other = scenes.tapped(tap_id="tap-10", at=scenes.EVENING + timedelta(seconds=3))

    assert screen(replace(asked, taps=own.taps)).mode == "lastout"
    assert screen(replace(asked, taps=other.taps)).mode == "welcome"


def test_the_check_parts_what_it_can_switch_from_what_is_done_by_hand() -> None:
    """Spec 04 §2: everything still on, what is unknown, and the windows for the leaver."""
    view = screen(scenes.last_out(), ZH).lastout

    assert view is not None
    assert [line.id for line in view.lines] == [i.channel for i in scenes.ITEMS[:5]]
    assert [hand.id for hand in view.by_hand] == ["window-3"]
    assert view.lines[4].mark.word == "无应答"
    assert view.never == "冰箱"
    assert view.who == "周敏·21:07 签退"
    assert view.due_ms == round((scenes.EVENING.timestamp() + 60) * 1000)


def test_the_leavers_name_leaves_the_check_after_6_s() -> None:
    """Spec 05: the last-out check likewise says "you" after 6 s."""
    view = screen(scenes.last_out(), after_s=6.0).lastout

    assert view is not None
    assert view.who == ""


@pytest.mark.parametrize(
    ("outcome", "tone"),
    [
        (Outcome.VERIFIED, "ok"),
        (Outcome.COMMANDED_ONLY, "warn"),
        (Outcome.FAILED, "bad"),
        (Outcome.LEFT_ON, "ok"),
        (Outcome.RETURNED, "ok"),
    ],
)
def test_only_a_proven_end_is_green_and_a_failure_is_named(outcome: Outcome, tone: str) -> None:
    """Spec 04 §2.5: `verified`, `commanded only`, `failed: which`."""
    view = screen(scenes.ended(outcome, failed=("office.hall-light",))).lastout

    assert view is not None
    assert (view.stage, view.tone) == ("done", tone)
    if outcome is Outcome.FAILED:
        assert "Hall lights" in view.title


def test_a_store_that_fails_is_red_on_the_idle_kiosk() -> None:
    """Issue 2: disk full: red, and plain words."""
    idle = screen(scenes.troubled("store")).idle

    assert idle is not None
    assert idle.trouble is not None
    assert (idle.trouble.key, idle.trouble.tone) == ("store", "bad")


def test_the_same_state_gives_equal_models() -> None:
    """Live pages compare models: nothing may differ by a tick of the clock alone."""
    office = scenes.last_out()

    assert screen(office, after_s=7.0) == screen(office, after_s=7.04)
