"""What the kiosk says of a window whose contact was never heard."""

from dataclasses import replace

import pytest

from kiosk_web.ports import Snapshot
from kiosk_web.views.kiosk import screen_view
from kiosk_web.views.words import Tongue
from tests.browser import scenes


@pytest.mark.parametrize(
    ("inputs", "heard", "done"),
    [({}, False, False), ({"window-3": True}, True, False), ({"window-3": False}, True, True)],
    ids=["never heard", "open", "closed"],
)
def test_a_contact_never_heard_is_neither_open_nor_closed(
    inputs: dict[str, bool], heard: bool, done: bool
) -> None:
    """Only one that says so ticks itself."""
    office = scenes.last_out()
    office = replace(office, health=replace(office.health, inputs=inputs))
    now = scenes.now(scenes.EVENING)

    view = screen_view(Snapshot(1, office, scenes.rules(), now), "front-door", Tongue("en")).lastout

    assert view is not None
    assert [(hand.heard, hand.done) for hand in view.by_hand] == [(heard, done)]
