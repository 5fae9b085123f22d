"""What counts as proof that a place is off: a meter's fresh word, never an old one."""

import pytest

from tests.domain.scene import Scene
from tests.domain.talk import last_one_in, meter


@pytest.mark.parametrize(("age_s", "outcome"), [(800.0, "verified"), (901.0, "commanded_only")])
def test_a_meter_that_was_silent_for_a_quarter_of_an_hour_proves_nothing(
    scene: Scene, age_s: float, outcome: str
) -> None:
    """Everything is off and its last word was low; hours later that is no proof any more."""
    last_one_in(scene)
    meter(scene, 40.0)
    scene.advance(age_s)

    scene.tap("p001")
    scene.advance(600.0)

    assert scene.records("lastout.ended")[-1].body["outcome"] == outcome
