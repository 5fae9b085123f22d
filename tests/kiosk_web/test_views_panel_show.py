"""What a room's panel says of sources, players and sound."""

from functools import partial

import pytest

from gateway.domain.office import Office
from gateway.domain.rooms.players.state import Player
from gateway.domain.rooms.sources.state import Failed
from kiosk_web.ports import Snapshot
from kiosk_web.views.panel import Nav, panel_view
from kiosk_web.views.panel.home import HomeView
from kiosk_web.views.panel.players import PlayersView, PlayerView
from kiosk_web.views.panel.sound import SoundView, VolumeView
from kiosk_web.views.panel.sources import SourcesView
from kiosk_web.views.words import Tongue
from tests.browser import scenes
from tests.browser import show_scenes as room
from tests.browser.show_scenes import Beam
from tests.kiosk_web.panel_parts import part_of

part = partial(part_of, room.rules())


def sources(office: Office, language: str = "en") -> SourcesView:
    return part(office, "sources", SourcesView, language)


def dvd(office: Office) -> PlayerView:
    return part(office, "players", PlayersView).players[0]


def volume(office: Office, n: int = 0) -> VolumeView:
    return part(office, "sound", SoundView).pages[0][n]


def test_a_room_with_them_has_a_tab_for_each() -> None:
    """Pages build themselves from what the room has; another room has none."""
    tabs = [tab.name for tab in part(room.showing(), "nav", Nav).tabs]
    other = panel_view(
        Snapshot(1, room.showing(), room.rules(), scenes.now()), "room-b", Tongue("en")
    )

    assert {"sources", "players", "sound"} <= set(tabs)
    assert not {"sources", "players", "sound"} & set(other)


def test_what_is_shown_is_said_with_how_it_is_known() -> None:
    """The projector's own word; its player has keys."""
    view = sources(room.showing())
    shown = [key for key in view.sources if key.shown]

    assert (view.title, view.what) == ("DVD", "The projector says so itself.")
    assert [(k.id, k.control, k.keys) for k in shown] == [("dvd", "source.dvd", True)]
    assert shown[0].mark is not None
    assert shown[0].mark.icon == "k-confirmed"


def test_what_comes_next_is_shown_with_its_time() -> None:
    """In five seconds, as an instant that the browser counts to; it can be cancelled."""
    view = sources(room.waiting())

    assert view.waiting == "Queued: PC 2"
    assert view.due_ms == round(scenes.now().at.timestamp() * 1000) + 5000
    assert next(k.state for k in view.sources if k.id == "pc-2") == "queued"
    assert sources(room.waiting("room")).waiting == "Queued: PC 2, once the room is on"
    assert sources(room.waiting("room")).due_ms is None


def test_a_dark_room_asks_before_it_comes_on() -> None:
    """Nothing is said to be shown."""
    view = sources(room.dark(), "zh")

    assert (view.dark, view.title, view.mark) == (True, "房间没开", None)
    assert not any(key.shown for key in view.sources)


def test_an_input_of_nobodys_is_named() -> None:
    """And a wish that came to nothing keeps its word at its key."""
    view = sources(room.showing(code="51", failed=Failed("pc-2", "no_answer", "panel")))

    assert view.what == "The projector shows input 51."
    mark = next(key.mark for key in view.sources if key.id == "pc-2")
    assert mark is not None
    assert (mark.word, mark.tone) == ("Not confirmed", "bad")


@pytest.mark.parametrize(
    ("office", "icon", "word"),
    [
        (room.showing(), "k-confirmed", "DVD"),
        (room.waiting(), "queue", "Queued: PC 2"),
        (room.dark(), "source", "The room is off"),
    ],
)
def test_the_start_page_says_it_in_a_line(office: Office, icon: str, word: str) -> None:
    """With an icon, never by colour alone."""
    line = next(one for one in part(office, "home", HomeView).lines if one.page == "sources")
    assert (line.mark.icon, line.mark.word) == (icon, word)


def test_a_player_is_only_ever_assumed() -> None:
    """Its keys in the order of a remote; stop counts every time."""
    view = dvd(room.showing())

    assert (view.title, view.mark.icon) == ("Playing", "k-assumed")
    assert [key.control.rpartition(".")[2] for key in view.transport] == [
        "skip_back", "back", "play", "pause", "stop", "forward", "skip_next"
    ]  # fmt: skip
    assert [key.chosen for key in view.transport].index(True) == 2
    assert [key.always for key in view.transport].index(True) == 4
    assert [key.control for key in view.power] == ["dvd.power"]


def test_a_player_that_could_not_be_told_says_so() -> None:
    """Nothing is claimed any more."""
    view = dvd(room.showing(player=Player()))
    assert (view.title, view.mark.icon, view.lost) == ("Not known", "k-unknown", True)
    assert view.trouble
    away = dvd(room.showing(away=True))
    assert (away.title, away.away, away.mark.icon) == ("No answer", "Offline", "k-noanswer")


def test_a_volume_says_how_loud_it_is() -> None:
    """As the device reports, in people's scale."""
    view = volume(room.loud())
    assert (view.level, view.slider, view.muted, view.note) == (40, 40, False, "")
    assert (view.mark.icon, view.no_up, view.no_down) == ("k-confirmed", "", "")


def test_a_muted_volume_says_what_comes_back() -> None:
    """It is silent: 0 is what is shown."""
    view = volume(room.loud(muted=True))
    assert (view.level, view.muted, view.note) == (0, True, "Muted; 40 comes back")


def test_a_level_that_is_asked_and_not_confirmed_says_so() -> None:
    """The slider stands where it was put; the number is still the old one."""
    view = volume(room.loud(asked=60))
    assert (view.level, view.slider, view.state) == (40, 60, "asked")
    assert view.mark.word == "Asked: 60"


def test_a_remotes_volume_is_on_its_way_key_by_key() -> None:
    """Nobody knows where it is meanwhile; its slider is sent when it is let go."""
    view = volume(room.loud(walks=True), 1)
    assert (view.level, view.at_end, view.note) == (None, True, "On its way, key by key")


def test_a_silent_device_offers_no_step() -> None:
    """Its keys say why."""
    view = volume(room.showing(away=True))
    assert (view.away, view.no_up, view.mark.icon) == ("Offline", "Offline", "k-noanswer")
    assert sources(room.showing(stage=Beam.COOLING)).dark
