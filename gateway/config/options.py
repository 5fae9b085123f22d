"""A driver's own keys in `[[devices]]`: read into the driver's configuration.

Knows no driver. Whoever composes (`gateway/app.py`, `check`) says which
dataclass a kind has; its types, its defaults and what its `__post_init__`
refuses become problems like all others.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from gateway.config.model import DeviceSettings, Site
from gateway.config.problems import Problem, did_you_mean, sentence_of
from gateway.domain.rules import ChannelKind
from gateway.domain.text import Text

ConfigOf = Callable[[str], type | None]
"""Returns the configuration's dataclass of a kind of device, None for an unknown kind."""


def device_configs(
    site: Site, config_of: ConfigOf, kinds: Sequence[str]
) -> tuple[dict[str, object], list[Problem]]:
    """Return each device's own configuration by device id, and all problems with them.

    `topic` is the device's id where left out. A driver that asks for
    `dimmers` is told the numbers of the device's channels of that kind.

    Args:
        site: The site file.
        config_of: The dataclass that a kind is configured by.
        kinds: Every kind there is, for "did you mean".
    """
    configs: dict[str, object] = {}
    problems: list[Problem] = []
    for device in site.devices:
        config_type = config_of(device.kind)
        if config_type is None:
            hint = did_you_mean(device.kind, kinds)
            text = Text(
                f"没有设备类型 {device.kind!r}{hint.zh}",
                f"no kind of device {device.kind!r}{hint.en}",
            )
            problems.append(Problem(f"devices.{device.id}.kind", text))
            continue
        config, wrong = read_options(config_type, _given(site, device, config_type))
        problems += [Problem(f"devices.{device.id}{p.path}", p.text) for p in wrong]
        if not wrong:
            configs[device.id] = config
    return configs, problems


def read_options(config_type: type, given: Mapping[str, Any]) -> tuple[object, list[Problem]]:
    """Return a dataclass made of TOML values, or None and what is wrong with them.

    Paths of the problems are relative: `.full_topic`, or empty.
    """
    known = [field.name for field in fields(config_type)]
    problems = []
    for key in given:
        if key not in known:
            hint = did_you_mean(key, known)
            problems.append(
                Problem(f".{key}", Text(f"不认识的键{hint.zh}", f"unknown key{hint.en}"))
            )
    kept = {key: value for key, value in given.items() if key in known}
    try:
        return _adapter(config_type).validate_python(kept), problems
    except ValidationError as error:
        for details in error.errors(include_url=False):
            path = "".join(f".{step}" for step in details["loc"] if step in known)
            problems.append(Problem(path, sentence_of(details)))
        return None, problems


@cache
def _adapter(config_type: type) -> TypeAdapter[object]:
    # Made once a kind, not once a device: making one takes 3 ms.
    return TypeAdapter(config_type)


def _given(site: Site, device: DeviceSettings, config_type: type) -> dict[str, Any]:
    names = {field.name for field in fields(config_type)}
    given: dict[str, Any] = dict(device.options)
    if device.topic is not None or "topic" in names:
        given["topic"] = device.topic or device.id
    if "dimmers" in names and "dimmers" not in given:
        given["dimmers"] = tuple(
            sorted(
                channel.numbers(site.first_of(device.id))[0]
                for channel in site.channels()
                if channel.device == device.id and channel.kind is ChannelKind.DIMMER
            )
        )
    return given
