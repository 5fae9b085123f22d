"""The broker goes while people press lights: said at once, and nothing old is sent later."""

import re

import pytest

from gateway.clock import MovableClock
from gateway.domain.devices import Known
from gateway.domain.events import TimePassed
from tests.e2e.office import LIGHT, ROOM, WALL, Office, small_site

SENT = re.compile(r"Received PUBLISH from office-gateway-e2e \(.*'cmnd/([^']*)'")


def commands(log: str) -> list[str]:
    """Return the topics of the gateway's commands in Mosquitto's own log; not its polls."""
    return [topic for topic in SENT.findall(log) if "/POWER" in topic]


def is_back(snapshot) -> bool:
    """Tell whether the broker is there and the relays have answered."""
    known = snapshot.office.devices.reports.get(("room-a-relays", 1))
    here = snapshot.office.devices.broker_ok
    return bool(here and known and known.known is Known.CONFIRMED)


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_without_the_broker_the_panel_says_so_and_nothing_old_is_sent_on_its_return(
    office, broker, devices, how
):
    """A press is refused in words, stays "not sent", and no command goes out when it is back."""
    admin, program = office.admin(), office.program("control")
    with admin.live("panel", ROOM) as panel:
        panel.until(lambda text: "All off" in text)
        getattr(broker, how)()
        panel.until(lambda text: "No connection to lights and devices" in text, most=4)

        said = [
            program.send(f"/api/v1/rooms/{ROOM}/press", {"control": control}, page=None)
            for control in ("door-light.on", "wall-light.on", "wall-light.off", "lights.all_on")
        ]

        assert {(one.status, one.json()["code"]) for one in said} == {(409, "not_sent")}
        assert "nothing was sent" in said[0].json()["en"]
        panel.until(lambda text: "Not sent: on" in text)
        assert office.channel(LIGHT).wish.state == "not_sent"

        before = len(broker.log)
        broker.start()
        office.see(is_back)
        panel.until(lambda text: "No connection to lights" not in text and "Not sent: on" in text)

    assert commands(broker.log[before:]) == []
    light = office.channel(LIGHT)
    assert (light.wish.state, light.reported.power) == ("not_sent", False)
    assert not devices.relays.state().channels[1].says_on


def test_a_press_into_a_line_that_hangs_is_not_sent_and_never_carried_out_later(
    office, broker, devices
):
    """It lies in the broker's buffers, which are read when it goes on: QoS 2 holds it there."""
    broker.freeze()
    assert office.press("door-light.on").code == "asked"
    office.see_channel(LIGHT, lambda c: c.wish.state == "not_sent")
    office.see_channel(LIGHT, lambda c: c.known is Known.UNREACHABLE)

    broker.thaw()
    office.see(is_back)
    assert office.press("wall-light.on").ok
    office.see_channel(WALL, lambda c: c.wish.state == "done")

    assert not devices.relays.state().channels[1].says_on
    assert office.channel(LIGHT).wish.state == "not_sent"


def test_after_its_return_a_new_press_works_at_once(office, broker, devices):
    """What was not sent can simply be pressed again."""
    broker.stop()
    office.see(lambda s: s.office.devices.broker_ok is False)
    assert office.press("door-light.on").code == "not_sent"
    broker.start()
    office.see(is_back)

    assert office.press("door-light.on").code == "asked"

    office.see_channel(LIGHT, lambda c: c.wish.state == "done")
    assert devices.relays.state().channels[1].is_on


def test_gone_for_sixty_seconds_nothing_old_is_sent_and_what_was_wanted_is_shown_as_not_done(
    tmp_path, broker, devices
):
    """The panel says so at once; a minute of presses later the broker is back, and nothing moves.

    The minute is the gateway's: its clock is moved, second by second, so that
    all its deadlines come. For the bus hardly any time passes, so a command
    that it had kept would still be young enough to be sent: the harder case.
    """
    clock = MovableClock(small_site().site.timezone)
    with Office(tmp_path / "data", broker, clock=clock) as office:
        office.ready()
        program = office.program("control")
        with office.admin().live("panel", ROOM) as panel:
            panel.until(lambda text: "All off" in text)
            broker.stop()
            panel.until(lambda text: "No connection to lights and devices" in text, most=4)

            codes = set()
            for second in range(60):
                if second % 5 == 0:
                    control = ("door-light.on", "wall-light.on", "lights.all_on")[second % 3]
                    said = program.send(
                        f"/api/v1/rooms/{ROOM}/press", {"control": control}, page=None
                    )
                    codes.add((said.status, said.json()["code"]))
                clock.advance(1.0)
                office.ask(TimePassed())
            assert codes == {(409, "not_sent")}
            panel.until(lambda text: "Not sent: on" in text)
            assert not office.look().office.controls.sending

            before = len(broker.log)
            broker.start()
            office.see(is_back)
            for _ in range(5):
                clock.advance(1.0)
                office.ask(TimePassed())
            panel.until(
                lambda text: "No connection to lights" not in text and "Not sent: on" in text
            )

        assert commands(broker.log[before:]) == []
        for channel in (LIGHT, WALL):
            now = office.channel(channel)
            assert (now.wish.state, now.reported.power) == ("not_sent", False)
        assert not any(one.says_on for one in devices.relays.state().channels.values())
