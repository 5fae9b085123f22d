"""What happens in a room, in the words of the story: presses, and what came of machines."""

import pytest

from kiosk_web.ports import Kept
from kiosk_web.views.ledger import is_told, row_view
from kiosk_web.views.words import Tongue
from tests.browser import panel_scenes, show_scenes
from tests.browser.scenes import MORNING

ROOM = "AV meeting room"


def told(kind: str, subject: str, language: str = "en", **body: object) -> str:
    """Return a row of the ledger as a person reads it."""
    kept = Kept(1, MORNING, kind, subject, body)  # type: ignore[arg-type]
    rules = show_scenes.rules() if "source" in str(body.get("control")) else panel_scenes.rules()
    assert is_told(kept)
    return row_view(kept, rules, Tongue(language)).text


@pytest.mark.parametrize(
    ("control", "value", "subject", "words"),
    [
        ("rack.on", {"held_s": 2.1}, "room-a", f"Pressed: {ROOM} · AV rack, on"),
        ("curtains.close", None, "room-a", f"Pressed: {ROOM} · Curtains, close"),
        ("scene.presentation", None, "room-a", f"Pressed: {ROOM}, Presentation"),
        ("lights.all_off", None, "room-a", f"Pressed: {ROOM}, all off"),
        ("source.pc-1", None, "room-a", "Pressed: Room A, PC 1"),
        (
            "rear-curtain.position",
            40,
            "room-a.rear-curtain",
            f"Pressed: {ROOM} · Rear curtain, 40 %",
        ),
        ("projector.on", None, "room-a.projector", f"Pressed: {ROOM} · Projector, on"),
        ("ac.setpoint", 26.5, "room-a.ac", f"Pressed: {ROOM} · Air conditioner, 26.5 °C"),
    ],
)
def test_a_press_is_told_by_names_never_by_ids(
    control: str, value: object, subject: str, words: str
) -> None:
    """A group, a scene, a source: what people call it."""
    said = told("press", subject, room="room-a", control=control, value=value, by="panel")
    assert said.replace("40%", "40 %") == words


def test_what_came_of_machines_is_told() -> None:
    """A projector's stages, a rack that is held, a scene with what was not done."""
    beam = "room-a.projector"
    assert told("projector.stage", beam, stage="cooling", by="panel").endswith("cooling down")
    assert told("rack.ended", "room-a", stage="on") == f"{ROOM}: the AV rack is on"
    held = told("rack.held", "room-a", channel="room-a.matrix", why="no_answer")
    assert held == f"The AV rack is held at {ROOM} · Matrix switcher"
    undone = [{"control": "rack.on", "channel": "room-a.amplifier", "why": "no_answer"}]
    ended = told("scene.ended", "room-a", "zh", scene="presentation", undone=undone)
    assert ended == "演示：没有做到：影音会议室·功放"
    assert told("scene.ended", "room-a", scene="video", undone=[]).endswith("Video: all done")


def test_what_machines_note_for_themselves_is_not_told() -> None:
    """Where a curtain stands, what an air conditioner said: a press and its end are enough."""
    for kind in ("ac.said", "ac.told", "curtain.rested", "rack.asked", "volume.walked"):
        assert not is_told(Kept(1, MORNING, kind, "room-a.ac", {}))
