"""PJLink's bytes and words: what each means, and that nothing else means anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.pjlink import words
from devices.pjlink.config import PjlinkConfig
from devices.pjlink.orders import request_of
from devices.pjlink.protocol import (
    Answered,
    Connection,
    Ended,
    Error,
    Greeted,
    Refused,
    Request,
    State,
)
from gateway.domain.effects import Command, Verb
from gateway.domain.events import Reading

POWR = Request("POWR")


def greeted(password=None, greeting=b"PJLINK 0\r"):
    """Return a connection that has been greeted."""
    talk = Connection(password)
    assert talk.receive(greeting) == [Greeted()]
    return talk


def test_a_projector_without_a_password_is_asked_in_clear():
    """`PJLINK 0`, then one request, one answer."""
    talk = greeted()
    assert talk.send(POWR) == b"%1POWR ?\r"
    assert talk.receive(b"%1POWR=1\r") == [Answered(POWR, "1")]
    assert talk.send(Request("POWR", "0")) == b"%1POWR 0\r"


def test_the_password_goes_as_a_digest_before_the_first_request_only():
    """The standard's own example: salt 498e4a67, password JBMIAProjectorLink."""
    talk = greeted("JBMIAProjectorLink", b"PJLINK 1 498e4a67\r")
    assert talk.send(POWR) == b"5d8409bc1c3fa39749434aa3a5c38682%1POWR ?\r"
    talk.receive(b"%1POWR=0\r")
    assert talk.send(POWR) == b"%1POWR ?\r"


@pytest.mark.parametrize("said", [b"PJLINK ERRA\r", b"pjlink erra\r"])
def test_a_wrong_password_ends_the_connection(said):
    """So does a missing one; nothing more is sent."""
    talk = greeted("wrong", b"PJLINK 1 498e4a67\r")
    talk.send(POWR)
    (end,) = talk.receive(said)
    assert end.password
    assert talk.state is State.OVER
    (missing,) = Connection(None).receive(b"PJLINK 1 498e4a67\r")
    assert missing.password


@pytest.mark.parametrize("error", list(Error))
def test_a_refusal_is_told_from_an_answer(error):
    """ERR3 means later, and is not the projector's state."""
    talk = greeted()
    talk.send(POWR)
    assert talk.receive(f"%1POWR={error.value}\r".encode()) == [Refused(POWR, error)]


def test_an_answer_to_something_else_is_not_taken_for_ours():
    """A late answer must never become the state of another question."""
    talk = greeted()
    talk.send(Request("INPT"))
    assert talk.receive(b"%1POWR=1\r%2INPT=31\r") == []
    assert talk.receive(b"%1INPT=31\r") == [Answered(Request("INPT"), "31")]


def test_bytes_come_as_they_like():
    """One by one or many at once; some add a line feed."""
    talk = Connection()
    events = [e for byte in b"PJLINK 0\r" for e in talk.receive(bytes([byte]))]
    talk.send(POWR)
    assert events + talk.receive(b"\n%1powr=3\r") == [Greeted(), Answered(POWR, "3")]


def test_two_requests_at_once_are_a_mistake_of_ours():
    """Projectors lose the second."""
    talk = greeted()
    talk.send(POWR)
    with pytest.raises(RuntimeError):
        talk.send(POWR)


@pytest.mark.parametrize("greeting", [b"HTTP/1.1 400\r", b"PJLINK\r", b"PJLINK 1 xyz\r", b"\r"])
def test_what_does_not_greet_as_a_projector_is_left(greeting):
    """A web server on that port is no projector."""
    (end,) = Connection().receive(greeting)
    assert isinstance(end, Ended)
    assert not end.password


@given(st.lists(st.binary(max_size=60), max_size=12), st.booleans())
def test_no_bytes_make_it_raise_or_grow(chunks, ask):
    """Hostile bytes end the talk or are passed over."""
    talk = greeted() if ask else Connection("p")
    for chunk in chunks:
        talk.receive(chunk)
        if talk.state is State.IDLE:
            talk.send(POWR)
    assert len(talk._buffer) <= 512 + 60


@pytest.mark.parametrize(
    ("said", "reading"),
    [
        ("0", Reading(power=False, phase="standby")),
        ("1", Reading(power=True, phase="on")),
        ("2", Reading(power=False, phase="cooling")),
        ("3", Reading(power=True, phase="warming")),
        ("4", Reading()),
        ("", Reading()),
    ],
)
def test_power_has_four_states_and_no_fifth(said, reading):
    """Cooling is off for people and not yet for the mains: `phase` tells."""
    assert words.power(said) == reading


def test_inputs_mutes_faults_and_lamps_are_read_strictly():
    """A value is what the standard lists, or nothing."""
    assert words.source("31").source == "31"
    assert words.source("70").source is None
    assert words.inputs("11 12 2A ?? 99") == ("11", "12", "2A")
    assert [words.muted(m).muted for m in ("31", "30", "11", "99")] == [True, False, True, None]
    assert words.faults("000000").faults == ()
    assert words.faults("021000").faults == ("lamp", "temperature:warning")
    assert words.faults("03000x").faults is None
    assert words.lamp("1200 1").lamp_h == 1200.0
    assert words.lamp("800 0 2400 1").lamp_h == 2400.0
    assert words.lamp("1e9 1").lamp_h is None


@given(st.text(max_size=40))
def test_no_answer_makes_the_words_raise(said):
    """Total, whatever the firmware."""
    for read in (words.power, words.source, words.inputs, words.muted, words.faults, words.lamp):
        read(said)


@pytest.mark.parametrize(
    ("verb", "value", "line"),
    [
        (Verb.POWER, True, b"%1POWR 1\r"),
        (Verb.POWER, False, b"%1POWR 0\r"),
        (Verb.MUTE, True, b"%1AVMT 31\r"),
        (Verb.MUTE, False, b"%1AVMT 30\r"),
        (Verb.INPUT, "31", b"%1INPT 31\r"),
        (Verb.INPUT, "3a", b"%2INPT 3A\r"),
    ],
)
def test_a_command_is_the_request_it_says(verb, value, line):
    """Class 2 only for what class 1 cannot write."""
    command = Command(device="p", channel=1, verb=verb, value=value)
    assert request_of(command, 2, ()).line() == line


@pytest.mark.parametrize(
    ("verb", "value", "why"),
    [
        (Verb.INPUT, "32", "it has no input 32; it has 11, 31"),
        (Verb.INPUT, "HDMI", "is no input"),
        (Verb.INPUT, "31\r%1POWR 0", "is no input"),
        (Verb.INPUT, None, "is no input"),
        (Verb.LEVEL, 50.0, "cannot do that"),
        (Verb.POWER, None, "cannot do that"),
    ],
)
def test_what_it_cannot_do_is_said_and_not_sent(verb, value, why):
    """Inputs are the ones it listed itself; nothing is smuggled into a line."""
    said = request_of(Command(device="p", channel=1, verb=verb, value=value), 1, ("11", "31"))
    assert why in said


@pytest.mark.parametrize(
    "wrong", [{"host": ""}, {"host": "http://x"}, {"port": 0}, {"poll_s": 0.1}]
)
def test_a_configuration_that_cannot_work_is_refused(wrong):
    """One sentence, before anything is opened."""
    with pytest.raises(ValueError):
        PjlinkConfig(**{"host": "192.168.1.20", **wrong})
