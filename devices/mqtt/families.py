"""The families there are: each module of this folder with a `FAMILY` and a `CONFIG`.

A new family is one file, `devices/mqtt/<kind>.py`; nothing here changes.
"""

import difflib
import pkgutil
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from importlib import import_module
from typing import Any

from pydantic import TypeAdapter, ValidationError

import devices.mqtt
from devices.base import MqttFamily
from gateway.errors import ConfigError

_NOT_FAMILIES = {"bus", "families"}
"""`bus` brings paho, which a check or a replay has no use for."""


@cache
def families() -> Mapping[str, tuple[type[Any], type[Any]]]:
    """Return kind to (family, its frozen config)."""
    found = {}
    for module in pkgutil.iter_modules(devices.mqtt.__path__):
        if module.name not in _NOT_FAMILIES:
            code = import_module(f"devices.mqtt.{module.name}")
            if hasattr(code, "FAMILY"):
                found[code.FAMILY.kind] = (code.FAMILY, code.CONFIG)
    return found


def build(kind: str, device: str, options: Mapping[str, object]) -> MqttFamily:
    """Return one device, ready for the router.

    Args:
        kind: `tasmota` ...
        device: Its id in the site file.
        options: The family's own keys: `topic` and what `CONFIG` has besides.

    Raises:
        ConfigError: All that is wrong, each as `key: what` for the caller to
            put the path in front.
    """
    if kind not in families():
        raise ConfigError([f"kind: {kind!r} is no family{_meant(kind, families())}"])
    family, config = families()[kind]
    known = [f.name for f in fields(config)]
    problems = [f"{k}: not a key of {kind}{_meant(k, known)}" for k in options if k not in known]
    try:
        checked = TypeAdapter(config).validate_python(dict(options))
    except ValidationError as error:
        problems += [_said(e["loc"], e["msg"]) for e in error.errors(include_url=False)]
    if problems:
        raise ConfigError(problems)
    built: MqttFamily = family(device, checked)
    return built


def _said(where: tuple[int | str, ...], what: str) -> str:
    key = ".".join(str(part) for part in where)
    plain = what.removeprefix("Value error, ")
    return f"{key}: {plain}" if key else plain


def _meant(word: str, known: Any) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(sorted(known))}"
