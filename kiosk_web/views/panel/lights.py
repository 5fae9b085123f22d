"""The lights: groups first, then each with what is honestly known, in screenfuls."""

from dataclasses import dataclass
from itertools import islice

from gateway.domain.rules import Channel, LightGroup
from kiosk_web.views.marks import LIGHTS
from kiosk_web.views.panel.base import Look, PanelPage, of_kinds
from kiosk_web.views.panel.switches import SwitchView, count_line, group_view, switch_view

DIMMERS_A_PAGE = 2
SWITCHES_A_PAGE = 3
SWITCHES_ALONE = 9


@dataclass(frozen=True, slots=True)
class LightPage:
    """What fits on one screen without scrolling: up to two dimmers, three switches."""

    dimmers: tuple[SwitchView, ...]
    switches: tuple[SwitchView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LightsView:
    """The lights of one room."""

    summary: str
    pages: tuple[LightPage, ...]


def lights_view(look: Look) -> LightsView:
    """Return the lights of a room; its groups come before what is in them."""
    groups = [group_view(look, group, _lights_of(look, group)) for group in look.room.groups]
    lights = [switch_view(look, channel) for channel in look.mine]
    return LightsView(summary=count_line(look).word, pages=(*_pages(groups), *_pages(lights)))


def _lights_of(look: Look, group: LightGroup) -> tuple[Channel, ...]:
    return tuple(look.rules.channels[light] for light in group.lights)


def _pages(lights: list[SwitchView]) -> list[LightPage]:
    """Return the lights in screenfuls, dimmers first, in the site file's order."""
    dimmers = iter([light for light in lights if light.dimmer])
    switches = iter([light for light in lights if not light.dimmer])
    pages: list[LightPage] = []
    while True:
        some = tuple(islice(dimmers, DIMMERS_A_PAGE))
        more = tuple(islice(switches, SWITCHES_A_PAGE if some else SWITCHES_ALONE))
        if not some and not more:
            return pages
        pages.append(LightPage(some, more))


PAGE = PanelPage(
    name="lights",
    icon="light",
    title=lambda tongue: tongue._("Lights"),
    takes=of_kinds(*LIGHTS),
    view=lights_view,
    line=count_line,
)
