"""What may be given with a press over the API."""

import pytest

from gateway.domain.events import ControlPressed
from kiosk_web import tokens
from kiosk_web.tokens import Scope
from tests.kiosk_web.fake_gateway import office


@pytest.fixture
def built():
    return office()


@pytest.fixture
def send(built):
    """Return a function that presses as a program does."""
    with built.app.test_request_context():
        _, secret = tokens.make("test", frozenset(Scope), by="p001")
    client, headers = built.app.test_client(), {"Authorization": f"Bearer {secret}"}

    def press(**body: object):
        return client.post("/api/v1/rooms/room-a/press", json=body, headers=headers)

    return press


@pytest.mark.parametrize("value", [None, True, 50, 12.5, "warm", {"held_s": 2.0}])
def test_a_press_brings_its_value_to_the_rules_as_it_was_said(built, send, value):
    """A rack and a projector want to know how long their key was held (docs/controls.md)."""
    send(control="rack.on", value=value)

    pressed = [event for event in built.gateway.asked if isinstance(event, ControlPressed)]
    assert [event.value for event in pressed] == [value]


@pytest.mark.parametrize(
    "value",
    [[1, 2], {"held_s": [1]}, {"held_s": {"s": 2}}, {"x" * 41: 1}, {str(n): n for n in range(11)}],
    ids=["list", "list-inside", "object-inside", "long-key", "many-keys"],
)
def test_what_is_no_value_is_refused_before_the_rules(built, send, value):
    """422; nothing was asked."""
    assert send(control="rack.on", value=value).status_code == 422
    assert not [event for event in built.gateway.asked if isinstance(event, ControlPressed)]
