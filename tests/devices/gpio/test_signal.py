"""Lamp and buzzer on gpiozero's mock pins."""

import threading
from itertools import pairwise

import pytest
from gpiozero import LED, GPIOPinInUse, PinSetInput
from gpiozero.pins.mock import MockFactory, MockPin

from devices.gpio.pins import pin_factory, unavailable
from devices.gpio.signal import LampAndBuzzer, SignalConfig
from gateway.domain.effects import Feedback, Light, Result
from gateway.domain.text import Text
from gateway.errors import DeviceUnavailable
from tests.patience import PATIENCE_S

GREEN, AMBER, RED, BUZZER = 5, 6, 13, 19
SAID = {
    Light.GREEN: (Result.ACCEPTED, 1),
    Light.AMBER: (Result.UNDO_OFFERED, 2),
    Light.RED: (Result.UNKNOWN_BADGE, 3),
}


class WatchedPin(MockPin):
    """A mock pin whose changes can be waited for."""

    changed = threading.Condition()

    def _change_state(self, value):
        with self.changed:
            super()._change_state(value)
            self.changed.notify_all()

    def wait(self, true, timeout_s: float = PATIENCE_S) -> None:
        with self.changed:
            assert self.changed.wait_for(true, timeout_s), [s.state for s in self.states]

    def risen(self) -> int:
        """Return how often the pin went high."""
        highs = [s.state for s in self.states]
        return sum(b and not a for a, b in pairwise(highs))


@pytest.fixture
def pins():
    factory = MockFactory(pin_class=WatchedPin)
    yield factory
    factory.close()


def feedback(light: Light) -> Feedback:
    result, beeps = SAID[light]
    words = Text("", "")
    return Feedback(
        reader="door",
        result=result,
        person=None,
        direction=None,
        message=words,
        light=light,
        beeps=beeps,
    )


@pytest.fixture
def make(pins):
    made = []

    def lamp(**parts) -> LampAndBuzzer:
        settings = {"green": GREEN, "amber": AMBER, "red": RED, "buzzer": BUZZER, **parts}
        made.append(LampAndBuzzer(SignalConfig(**settings), pins))
        return made[-1]

    yield lamp
    for one in made:
        one.close()


def lit(pins) -> set[int]:
    return {n for n in (GREEN, AMBER, RED) if pins.pin(n).state}


@pytest.mark.parametrize(
    ("light", "pin", "beeps"),
    [(Light.GREEN, GREEN, 1), (Light.AMBER, AMBER, 2), (Light.RED, RED, 3)],
)
def test_each_answer_has_its_light_and_its_beeps(make, pins, light, pin, beeps):
    """Green 1, amber 2, red 3: to be told apart without looking."""
    lamp = make()

    lamp.show(feedback(light))

    pins.pin(pin).wait(lambda: lit(pins) == {pin})
    buzzer = pins.pin(BUZZER)
    buzzer.wait(lambda: buzzer.risen() == beeps and not buzzer.state)
    lamp.close()
    assert buzzer.risen() == beeps


def test_a_new_answer_replaces_the_old_one_at_once(make, pins):
    """The next person must not read the answer of the one before."""
    lamp = make()
    lamp.show(feedback(Light.RED))
    pins.pin(RED).wait(lambda: lit(pins) == {RED})

    lamp.show(feedback(Light.GREEN))

    assert not pins.pin(RED).state
    pins.pin(GREEN).wait(lambda: lit(pins) == {GREEN})


def test_the_lamp_goes_out_by_itself(make, pins):
    """After a few seconds; here half a second."""
    lamp = make(show_s=0.5)

    lamp.show(feedback(Light.GREEN))

    green = pins.pin(GREEN)
    green.wait(lambda: green.risen() == 1)
    green.wait(lambda: not green.state)


def test_closing_makes_it_dark_and_leaves_no_thread(make, pins):
    """In the middle of a beep."""
    before = set(threading.enumerate())
    lamp = make()
    lamp.show(feedback(Light.RED))
    pins.pin(BUZZER).wait(lambda: pins.pin(BUZZER).state)

    lamp.close()
    lamp.close()

    assert not lit(pins)
    assert not pins.pin(BUZZER).state
    assert set(threading.enumerate()) == before


def test_amber_is_red_and_green_where_they_shine_through_one_lens(make, pins):
    """A two-colour or RGB lamp."""
    lamp = make(amber=None)

    lamp.show(feedback(Light.AMBER))

    pins.pin(RED).wait(lambda: lit(pins) == {GREEN, RED})


def test_a_part_that_is_not_there_is_left_out(make, pins):
    """A lone green LED shows nothing for red."""
    lamp = make(amber=None, red=None, buzzer=None)

    lamp.show(feedback(Light.RED))
    lamp.show(feedback(Light.AMBER))

    assert pins.pin(GREEN).risen() == 0


def test_a_lamp_that_shines_at_zero_volt_is_dark_at_three(make, pins):
    """active_high = false."""
    lamp = make(active_high=False)
    assert lit(pins) == {GREEN, AMBER, RED}

    lamp.show(feedback(Light.GREEN))

    pins.pin(GREEN).wait(lambda: lit(pins) == {AMBER, RED})


def test_a_broken_lamp_stops_nothing_and_is_logged_once(make, pins, monkeypatch, caplog):
    """The tap has counted, whatever the lamp does."""
    lamp = make()

    def broken(self, value):
        raise PinSetInput("broken")

    monkeypatch.setattr(WatchedPin, "_set_state", broken)
    monkeypatch.setattr(WatchedPin, "state", property(lambda self: 0, broken))
    lamp.show(feedback(Light.GREEN))
    lamp.show(feedback(Light.GREEN))
    monkeypatch.undo()

    assert caplog.text.count("the lamp cannot be used") == 1


def test_a_pin_in_use_is_unavailable_and_the_others_are_let_go(make, pins):
    """Opening is all or nothing."""
    with LED(RED, pin_factory=pins), pytest.raises(DeviceUnavailable, match="the red pin 13"):
        make()

    LampAndBuzzer(SignalConfig(green=GREEN), pins).close()


def test_settings_out_of_range_say_the_limit():
    """Thing, value, limit."""
    with pytest.raises(ValueError, match=r"pin must be 2 to 27 \(BCM\), not 40"):
        SignalConfig(green=40)
    with pytest.raises(ValueError, match="one pin cannot be two parts"):
        SignalConfig(green=5, red=5)
    with pytest.raises(ValueError, match=r"show_s must be 0\.5 to 60, not 0"):
        SignalConfig(show_s=0)


def test_the_pins_are_chosen_by_a_word():
    """A machine without pins says so; a wrong word is a wrong word."""
    factory = pin_factory("mock")
    assert isinstance(factory, MockFactory)
    factory.close()
    with pytest.raises(ValueError, match="auto, mock or lgpio, not 'pigpio'"):
        pin_factory("pigpio")
    for kind in ("lgpio", "auto"):
        with pytest.raises(DeviceUnavailable, match="the GPIO pins cannot be used"):
            pin_factory(kind)


def test_a_bug_of_ours_is_not_taken_for_a_missing_pin():
    """Only the hardware's own troubles are expected."""
    with pytest.raises(KeyError), unavailable("x"):
        raise KeyError
    with pytest.raises(DeviceUnavailable), unavailable("x"):
        raise GPIOPinInUse("x")
