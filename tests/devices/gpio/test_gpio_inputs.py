"""Motion sensors, contacts and buttons on gpiozero's mock pins."""

import pytest
from gpiozero import LED
from gpiozero.pins.mock import MockFactory

from devices.gpio.inputs import GpioInputs, InputConfig
from gateway.domain.events import InputChanged

DOOR, PIR = 17, 27


@pytest.fixture
def pins():
    factory = MockFactory()
    yield factory
    factory.close()


@pytest.fixture
def events():
    return []


@pytest.fixture
def inputs(pins, events):
    configs = [
        InputConfig(id="door", pin=DOOR),
        InputConfig(id="pir", pin=PIR, pull_up=False, active_low=False),
    ]
    running = GpioInputs(configs, events.append, pins)
    running.start()
    yield running
    running.stop()
    running.stop()
    assert not running.is_alive()


def said(name: str, value: bool) -> InputChanged:
    return InputChanged(input=name, value=value)


def test_the_levels_at_the_start_are_told(inputs, events):
    """A window that has been open since before the start is open."""
    assert events == [said("door", False), said("pir", False)]


def test_each_change_is_told_in_words_of_the_house(inputs, events, pins):
    """A pulled-up contact is active at 0 V, a motion sensor at 3.3 V."""
    events.clear()

    pins.pin(DOOR).drive_low()
    pins.pin(PIR).drive_high()
    pins.pin(DOOR).drive_high()
    pins.pin(PIR).drive_low()

    assert events == [
        said("door", True),
        said("pir", True),
        said("door", False),
        said("pir", False),
    ]


@pytest.mark.parametrize("pull_up", [True, False])
@pytest.mark.parametrize("active_low", [True, False])
def test_the_pull_and_what_is_active_are_chosen_apart(pins, events, pull_up, active_low):
    """A contact that opens to 3.3 V, a sensor that is active at 0 V: all four exist."""
    config = InputConfig(id="x", pin=DOOR, pull_up=pull_up, active_low=active_low)
    running = GpioInputs([config], events.append, pins)
    running.start()
    events.clear()

    pins.pin(DOOR).drive_low() if pull_up else pins.pin(DOOR).drive_high()
    running.stop()

    low = pull_up
    assert events == [said("x", low is active_low)]


def test_after_stop_nothing_is_told(pins, events):
    """And the pin is free for others."""
    running = GpioInputs([InputConfig(id="door", pin=DOOR)], events.append, pins)
    running.start()
    running.stop()
    events.clear()

    pins.pin(DOOR).drive_low()

    assert events == []
    again = GpioInputs([InputConfig(id="door", pin=DOOR)], events.append, pins)
    again.start()
    again.stop()
    assert len(events) == 1


def test_a_pin_that_cannot_be_opened_is_told_and_leaves_the_others_alone(pins, events):
    """One wrong wire is not the end of the other sensors."""
    configs = [InputConfig(id="door", pin=DOOR), InputConfig(id="pir", pin=PIR)]
    running = GpioInputs(configs, events.append, pins)

    with LED(DOOR, pin_factory=pins):
        running.start()
        running.stop()

    assert (events[0].part, events[0].ok) == ("input:door", False)
    assert events[1] == said("pir", False)


def test_a_bug_behind_emit_stops_nothing(pins, caplog):
    """gpiozero's thread must live on."""
    told = []

    def emit(event):
        told.append(event)
        raise RuntimeError("a bug")

    running = GpioInputs([InputConfig(id="door", pin=DOOR)], emit, pins)
    running.start()
    pins.pin(DOOR).drive_low()
    running.stop()

    assert len(told) == 2
    assert "could not be told" in caplog.text


def test_a_pin_that_is_not_on_the_header_is_refused():
    """Thing, value, limit."""
    with pytest.raises(ValueError, match=r"pin must be 2 to 27 \(BCM\), not 1"):
        InputConfig(id="x", pin=1)
