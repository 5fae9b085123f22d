"""What a projector's answers mean; strict: an answer says what it says, or nothing."""

import re

from gateway.domain.events import Reading

PHASES = {"0": "standby", "1": "on", "2": "cooling", "3": "warming"}
LIT = frozenset({"on", "warming"})
"""Phases in which it counts as on; cooling, it is on its way to off and only needs its fan."""

_INPUT = re.compile(r"[1-6][1-9A-Z]")
_MUTES = {"10": False, "11": True, "20": False, "21": True, "30": False, "31": True}
_PARTS = ("fan", "lamp", "temperature", "cover", "filter", "other")
_ERST = re.compile(r"[012]{6}")
_LAMPS = re.compile(r"\d{1,5} [01]( \d{1,5} [01]){0,7}")


def power(said: str) -> Reading:
    """Return what `POWR ?` says."""
    phase = PHASES.get(said)
    return Reading() if phase is None else Reading(power=phase in LIT, phase=phase)


def source(said: str) -> Reading:
    """Return what `INPT ?` says."""
    return Reading(source=said.upper()) if _INPUT.fullmatch(said.upper()) else Reading()


def inputs(said: str) -> tuple[str, ...]:
    """Return the inputs `INST ?` lists."""
    return tuple(code for code in said.upper().split() if _INPUT.fullmatch(code))


def muted(said: str) -> Reading:
    """Return what `AVMT ?` says: True while the picture, the sound or both are held back."""
    return Reading(muted=_MUTES.get(said))


def faults(said: str) -> Reading:
    """Return what `ERST ?` complains of; a warning is marked as one."""
    if not _ERST.fullmatch(said):
        return Reading()
    pairs = zip(_PARTS, said, strict=True)
    return Reading(faults=tuple(p if n == "2" else f"{p}:warning" for p, n in pairs if n != "0"))


def lamp(said: str) -> Reading:
    """Return the hours of the oldest lamp in `LAMP ?`."""
    if not _LAMPS.fullmatch(said):
        return Reading()
    return Reading(lamp_h=float(max(map(int, said.split()[::2]))))


def is_input(code: str) -> bool:
    """Tell whether something is written as an input is: `31`, `5A`."""
    return _INPUT.fullmatch(code) is not None
