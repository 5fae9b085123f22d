"""Infrared codes by name: `codes` in a device's table, for every family that can send any.

Infrared answers nothing. What a blaster says after it sent ("Done") is about
itself; no family makes a report of it.
"""

import json
from collections.abc import Iterator, Mapping

Code = object
"""A text, or a table where the family says what is in it."""

Codes = Mapping[str, Code]
"""Name to code for every channel; under a channel's number (`"2"`) a table of its own."""

ON_OFF = {True: "on", False: "off"}
"""What POWER is called among the codes."""


def codes_problem(codes: Codes) -> str | None:
    """Return what is wrong with a table of codes, or None."""
    for name, code in codes.items():
        if name.isdecimal():
            if not isinstance(code, Mapping) or not all(map(_is_code, code.values())):
                return f"codes.{name} is a channel: it needs a table of names and codes"
        elif not _is_code(code):
            return f"codes.{name} must be a text or a table, and not empty"
    return None


def all_codes(codes: Codes) -> Iterator[tuple[str, Code]]:
    """Yield every code with its name, those of single channels too."""
    for name, code in codes.items():
        if name.isdecimal() and isinstance(code, Mapping):
            yield from ((f"{name}.{inner}", each) for inner, each in code.items())
        else:
            yield name, code


def code_for(codes: Codes, channel: int | None, name: object) -> Code | None:
    """Return a channel's code of that name, else everybody's, else None."""
    if not isinstance(name, str) or name.isdecimal():
        return None
    own = codes.get(str(channel))
    if isinstance(own, Mapping) and name in own:
        found: Code = own[name]
        return found
    return codes.get(name)


def _is_code(code: Code) -> bool:
    if not isinstance(code, str | Mapping) or not code:
        return False
    try:
        json.dumps(code)
    except (TypeError, ValueError):  # a TOML date, say
        return False
    return True
