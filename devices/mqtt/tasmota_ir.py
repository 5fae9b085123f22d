"""Infrared through Tasmota: `IRSend` for codes, `IRHVAC` for air conditioners.

IRHVAC tells the whole setting each time, as the remote control does. A blaster
answers "Done" when it has sent; whether anything obeyed nobody knows.
"""

import json
from collections.abc import Mapping

from devices.mqtt import payloads
from devices.mqtt.said import Value
from gateway.domain.effects import ClimateMode, ClimateSetting, FanSpeed
from gateway.domain.text import Json

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
_SWITCHED: Mapping[str, Value] = {"on": True, "off": False}
_SAID_MODES = {word.casefold(): mode.value for mode, word in _MODES.items()}
_SAID_MODES |= {"cooling": "cool", "heating": "heat", "fan_only": "fan", "dehumidify": "dry"}
_SAID_FANS = {word.casefold(): fan.value for fan, word in _FANS.items()}
_SAID_FANS |= {"min": "low", "max": "high", "mid": "medium"}
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


def remote(received: Json, hvac: Mapping[str, object]) -> dict[str, Value | None]:
    """Return what a remote control asked of an air conditioner, as the blaster's receiver saw it.

    `received` is what `IrReceived` says. Only of the same `Vendor`: another's
    remote is for another machine.
    """
    said = payloads.as_object(payloads.as_object(received).get("IRHVAC"))
    if not hvac or not said or said.get("Vendor") != hvac.get("Vendor"):
        return {}
    celsius = _word(said, "Celsius") != "off"
    mode = _word(said, "Mode")
    return {
        "power": False if mode == "off" else _SWITCHED.get(_word(said, "Power")),
        "mode": _SAID_MODES.get(mode),
        "target_c": payloads.number(said.get("Temp"), 5, 40) if celsius else None,
        "fan": _SAID_FANS.get(_word(said, "FanSpeed")),
    }


def _word(said: Mapping[str, Json], key: str) -> str:
    word = said.get(key)
    return word.casefold() if isinstance(word, str) else ""


def refusals(payload: bytes) -> list[str]:
    """Return why a code was not sent, where the blaster says so itself."""
    message = payloads.json_object(payload)
    answers = (message.get(word) for word in ("IRSend", "IRHVAC"))
    return [
        f"its infrared refuses: {answer[:_LONGEST]}"
        for answer in answers
        if isinstance(answer, str) and answer.casefold().startswith(_REFUSALS)
    ]
