"""Whatever else is simply switched: sockets, fans, a water dispenser, an amplifier by itself."""

from dataclasses import dataclass

from gateway.domain.options import RackOptions
from gateway.domain.rooms.grammar import SWITCHED
from gateway.domain.rules import Channel, Rules
from kiosk_web.views.panel.base import Look, PanelPage
from kiosk_web.views.panel.switches import SwitchView, count_line, switch_view


@dataclass(frozen=True, slots=True)
class OthersView:
    """The other things of one room."""

    things: tuple[SwitchView, ...]


def takes(rules: Rules, channel: Channel) -> bool:
    """Take what is simply switched; a rack's step is switched with its rack only."""
    return channel.kind in SWITCHED and not isinstance(channel.options, RackOptions)


def others_view(look: Look) -> OthersView:
    """Return the other things of a room."""
    return OthersView(tuple(switch_view(look, channel) for channel in look.mine))


PAGE = PanelPage(
    name="others",
    icon="bolt",
    title=lambda tongue: tongue._("Power"),
    takes=takes,
    view=others_view,
    line=count_line,
)
