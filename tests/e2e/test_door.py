"""At the door: a card on the reader, the lamp's pins, and a device that floods beside it."""

import threading

from gpiozero.pins.mock import MockFactory

from gateway.clock import MovableClock
from tests.e2e.office import DOOR, LI, STRANGER, ZHOU, Office, small_site
from tests.parts.onlooker import Onlooker

GREEN, AMBER, RED = 17, 27, 22
FLOOD = 10_000


def lit(office: Office) -> set[int]:
    """Return which of the lamp's pins are high now."""
    factory = office.app.pins._factories["mock"]
    assert isinstance(factory, MockFactory)
    return {n for n in (GREEN, AMBER, RED) if factory.pin(n).state}


def until_lit(office: Office, pin: int) -> set[int]:
    """Return the pins that are high as soon as one of them is; blinking has its own thread."""
    pause = threading.Event()
    for _ in range(500):
        if pin in (now := lit(office)):
            return now
        pause.wait(0.01)
    return lit(office)


def test_the_lamp_shines_green_amber_and_red_as_the_tap_went(tmp_path, broker, devices):
    """Known: green. Unknown, or last one out: amber. A blocked badge: red. One colour at a time."""
    clock = MovableClock(small_site().site.timezone)
    with Office(tmp_path / "data", broker, clock=clock) as office:
        office.ready()
        office.tap(ZHOU)
        assert until_lit(office, GREEN) == {GREEN}

        office.tap(STRANGER)
        assert until_lit(office, AMBER) == {AMBER}

        registry = office.app.registry
        badge = office.app.keys.hash_uid(LI)
        kept = {**registry.get("badges", badge), "status": "blocked"}
        registry.save("badges", badge, kept, by="test")
        office.tap(LI)
        assert until_lit(office, RED) == {RED}

        devices.relays.press_wall_switch(1)
        office.see_channel("room-a.door-light", lambda c: c.reported.power)
        clock.advance(300.0)
        office.tap(ZHOU)
        assert until_lit(office, AMBER) == {AMBER}
        assert "office" in office.look().office.lastout.checks
    assert office.app.pins.lamps == {}, "let go at the end"


def test_a_device_that_floods_ten_thousand_messages_loses_no_tap_and_keeps_their_order(
    office, broker
):
    """One loud device costs itself only: each tap is answered, once, in order, none lost."""
    kept_before = len(office.app.history.latest(kinds=["tap"], limit=100))
    said = []
    office.app.pins.lamps.clear()

    def flood() -> None:
        with Onlooker(broker) as loud:
            for n in range(FLOOD):
                loud.say(
                    "stat/room-a-relays/RESULT", f'{{"POWER2":"{("ON", "OFF")[n % 2]}"}}', qos=0
                )
            loud.say("stat/room-a-relays/RESULT", '{"POWER2":"OFF"}')
            said.append(FLOOD)

    thread = threading.Thread(target=flood)
    thread.start()
    wanted = []
    for n in range(40):
        uid = (ZHOU, LI, STRANGER)[n % 3]
        wanted.append(uid[-2:].hex().upper())
        office.tap(uid)
        threading.Event().wait(0.02)
    thread.join()

    office.see(lambda s: len(_taps(office)) == kept_before + len(wanted))
    assert said == [FLOOD]
    assert [row.body["uid_tail"] for row in reversed(_taps(office))] == wanted
    assert office.look().office.health.parts["broker"].ok
    assert DOOR in office.look().office.taps.shown
    # What it says in the end is known: it is asked when it is listened to again.
    assert office.press("door-light.on").ok
    office.see_channel("room-a.door-light", lambda c: c.reported.power)


def _taps(office: Office):
    return office.app.history.latest(kinds=["tap"], limit=100)
