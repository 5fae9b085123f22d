"""Room A's panel, or one page of it, as its views say it at 08:41."""

from collections.abc import Mapping
from typing import TypeVar

from gateway.domain.office import Office
from gateway.domain.rules import Rules
from kiosk_web.ports import Snapshot
from kiosk_web.views.panel import panel_view
from kiosk_web.views.words import Tongue
from tests.browser import scenes

V = TypeVar("V")


def panel_of(rules: Rules, office: Office, language: str = "en") -> Mapping[str, object]:
    """Return the whole panel."""
    return panel_view(Snapshot(1, office, rules, scenes.now()), "room-a", Tongue(language))


def part_of(rules: Rules, office: Office, name: str, kind: type[V], language: str = "en") -> V:
    """Return one page of it, which is of this kind."""
    found = panel_of(rules, office, language)[name]
    assert isinstance(found, kind)
    return found
