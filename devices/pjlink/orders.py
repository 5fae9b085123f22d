"""From a command of the office to a request a projector understands."""

from devices.pjlink import words
from devices.pjlink.protocol import Error, Request
from gateway.domain.effects import Command, Verb

WHY = {
    Error.UNDEFINED: "the projector does not know this order",
    Error.OUT_OF_RANGE: "the projector has no such input",
    Error.LATER: "the projector says: not now (it is warming up, cooling down or off)",
    Error.BROKEN: "the projector reports a failure of its own; look at its lamps and display",
}
"""A refusal in words, for the panel and the log."""


def request_of(command: Command, level: int, inputs: tuple[str, ...]) -> Request | str:
    """Return the request of a command, or why there is none.

    Args:
        command: What is asked.
        level: The projector's class.
        inputs: What it listed itself; empty while it has not been asked.
    """
    match command.verb, command.value:
        case Verb.POWER, bool(on):
            return Request("POWR", "1" if on else "0")
        case Verb.MUTE, bool(on):
            return Request("AVMT", "31" if on else "30")
        case Verb.INPUT, str(code) if words.is_input(code.upper()):
            if inputs and code.upper() not in inputs:
                return f"it has no input {code}; it has {', '.join(inputs)}"
            return Request("INPT", code.upper(), 2 if level >= 2 and code[1:].isalpha() else 1)
        case Verb.INPUT, _:
            return f"{command.value!r} is no input: write it as the projector does, such as 31"
    return "a projector cannot do that"
