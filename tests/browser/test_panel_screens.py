"""Every page of a full room's panel: fits its glass, speaks both languages, passes axe."""

from dataclasses import replace

import pytest

from gateway.domain.office import Office
from tests.browser import panel_scenes as room
from tests.browser import scenes
from tests.browser.conftest import Open, Site
from tests.browser.panel_looks import WALL, Look, hard_to_read, too_wide, unfit
from tests.browser.panel_scenes import Beam, Way

STATES: dict[str, tuple[str, Office]] = {
    "start": ("home", room.quiet()),
    "a scene under way": ("home", room.staged()),
    "a scene not done": ("home", room.staged(undone=True, running=False)),
    "lights": ("lights", room.quiet()),
    "a curtain opening": ("curtains", room.moving()),
    "a projector on": ("projector", room.projecting(Beam.ON)),
    "a projector queued": ("projector", room.projecting(Beam.COOLING, left_s=74, queued="on")),
    "a projector silent": ("projector", room.projecting(Beam.UNKNOWN, failed="no_answer")),
    "a rack off": ("rack", room.quiet()),
    "a rack coming on": ("rack", room.racked(Way.GOING_ON, 3)),
    "a rack held": ("rack", room.racked(Way.HELD_ON, 3, why="no_answer")),
    "a rack going off": ("rack", room.racked(Way.GOING_OFF, 2)),
    "other things": ("others", room.quiet()),
}
RULES = room.rules()
LOOKS = {name: Look(tab, office, RULES) for name, (tab, office) in STATES.items()}
READ_OUT = ("a scene not done", "a curtain opening", "a projector queued", "a rack held")


@pytest.fixture
def full(site: Site) -> Site:
    """Return an office whose room A has everything, in a state that no look below has."""
    site.show(room.moving(-1), scenes.now(), room.rules())
    return site


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("size", WALL)
def test_no_page_scrolls_cuts_a_word_or_has_a_small_target(
    full: Site, open_page: Open, size: str, language: str
) -> None:
    """Spec 05: no scrolling on the main views; targets of 56 px at least."""
    page = open_page("/room/room-a", size, language)
    assert unfit(full, page, LOOKS, fingers=size == "small") == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_page_is_wider_than_a_phone(full: Site, open_page: Open, language: str) -> None:
    """Spec 05: works at 390x844."""
    page = open_page("/room/room-a", "phone", language)
    assert too_wide(full, page, LOOKS) == []


@pytest.mark.parametrize("hour", [9, 22])
def test_axe_finds_nothing_serious(full: Site, open_page: Open, hour: int) -> None:
    """WCAG 2.2 AA, light by day and dark by night."""
    at = scenes.now(scenes.MORNING.replace(hour=hour))
    full.office.gateway.clock = at
    page = open_page("/room/room-a", "panel", "en")
    looks = {name: replace(LOOKS[name], at=at) for name in READ_OUT}
    assert hard_to_read(full, page, looks) == []
