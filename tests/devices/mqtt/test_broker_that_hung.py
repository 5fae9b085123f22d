"""A broker that hangs with a command in its buffers, and goes on later (decision 0003)."""

from gateway.domain.effects import Command, Verb
from gateway.domain.events import CommandNotSent
from tests.parts.onlooker import Onlooker


def press(on, expires_s=3.0):
    return Command(device="a", channel=1, verb=Verb.POWER, value=on, expires_s=expires_s)


def test_what_was_said_to_be_not_sent_switches_nothing_when_the_broker_goes_on(
    broker, office, bus_to
):
    """The command lies in the frozen broker's buffers; it was given up, so it must not count."""
    with bus_to(broker, "a") as bus, Onlooker(broker, "cmnd/#") as onlooker:
        office.line(ok=True)
        broker.freeze()
        bus.send(press(True, expires_s=0.5))
        office.hear(lambda e: isinstance(e, CommandNotSent))

        broker.thaw()
        office.line(ok=True)
        bus.send(press(False))

        onlooker.hear("cmnd/a/POWER1", b"OFF")
        assert onlooker.heard == [("cmnd/a/POWER1", b"OFF", False)]
