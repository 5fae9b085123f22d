"""Infrared through Tasmota: `IRSend` for codes, `IRHVAC` for air conditioners.

IRHVAC tells the whole setting each time, as the remote control does. A blaster
answers "Done" when it has sent; whether anything obeyed nobody knows.
"""

import json
from collections.abc import Mapping

from devices.mqtt import payloads
from gateway.domain.effects import ClimateMode, ClimateSetting, FanSpeed

Words = list[tuple[str, str]]
"""Commands and their payloads."""

_MODES = {
    ClimateMode.AUTO: "Auto",
    ClimateMode.COOL: "Cool",
    ClimateMode.HEAT: "Heat",
    ClimateMode.DRY: "Dry",
    ClimateMode.FAN: "Fan",
}
_FANS = {
    FanSpeed.AUTO: "Auto",
    FanSpeed.LOW: "Low",
    FanSpeed.MEDIUM: "Medium",
    FanSpeed.HIGH: "High",
}
_REFUSALS = ("wrong", "invalid", "no ")
_LONGEST = 80


def sent(code: object) -> Words:
    """Return what sends a code: a table as JSON, a text as it is."""
    if isinstance(code, str):
        return [("IRSend", code)]
    if isinstance(code, Mapping):
        return [("IRHVAC" if "Vendor" in code else "IRSend", json.dumps(dict(code)))]
    return []


def climate(hvac: Mapping[str, object], wanted: ClimateSetting) -> Words:
    """Return what brings an air conditioner to a setting; nothing without a `Vendor`."""
    if not hvac:
        return []
    said = {
        "Power": "On" if wanted.power else "Off",
        "Mode": _MODES[wanted.mode],
        "FanSpeed": _FANS[wanted.fan],
        "Temp": wanted.target_c,
        "Celsius": "On",
    }
    return sent({**hvac, **said})


def refusals(payload: bytes) -> list[str]:
    """Return why a code was not sent, where the blaster says so itself."""
    message = payloads.json_object(payload)
    answers = (message.get(word) for word in ("IRSend", "IRHVAC"))
    return [
        f"its infrared refuses: {answer[:_LONGEST]}"
        for answer in answers
        if isinstance(answer, str) and answer.casefold().startswith(_REFUSALS)
    ]
