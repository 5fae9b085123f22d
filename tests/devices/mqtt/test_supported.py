"""The manual's table of what is supported says what the code does."""

from tests.devices.mqtt.supported import documented, table
from tests.devices.mqtt.test_every_family import examples


def test_the_manual_says_what_each_family_takes_and_says():
    """Written by `python -m tests.devices.mqtt.supported`; run it after a change."""
    assert documented().strip() == table(examples).strip()
