"""What a Tasmota says of itself on `tasmota/discovery/<MAC>/config`, held against the site file.

Retained, about ten seconds after its boot. It is read to set a device up and to
find where the site file differs from the device; nothing is switched by it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from devices.mqtt import payloads
from devices.mqtt.tasmota import MOST_CHANNELS, TasmotaConfig
from gateway.domain.text import Json

FILTER = "tasmota/discovery/+/config"
_TOPIC = re.compile(r"tasmota/discovery/([0-9A-F]{12})/config")
_RELAY, _LIGHT, _SHUTTER = 1, 2, 3
_DEFAULTS = TasmotaConfig(topic="t")

Value = str | tuple[int, ...] | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """How a device is set up, by its own word.

    Attributes:
        name: What its owner called it.
        model: Its hardware, or empty.
        topic, full_topic, prefixes, on, off, online, offline, dimmers: As in `TasmotaConfig`;
            dimmers only where SetOption68 makes each light one of its own, or there is one light.
        relays, shutters: Numbers of the relays; how many shutters those make.
    """

    name: str
    model: str
    topic: str
    full_topic: str
    prefixes: tuple[str, str, str]
    on: str
    off: str
    online: str
    offline: str
    dimmers: tuple[int, ...]
    relays: tuple[int, ...]
    shutters: int


def announced(topic: str, payload: bytes) -> Announced | None:
    """Return what a discovery message says; None for one that is empty, broken or another's."""
    found = _TOPIC.fullmatch(topic)
    said = payloads.json_object(payload)
    if found is None or said.get("mac") != found[1]:
        return None
    prefixes, states = _texts(said.get("tp")), _texts(said.get("state"))
    words = [_text(said.get(key)) for key in ("t", "ft", "onln", "ofln")]
    if len(prefixes) != 3 or len(states) < 2 or not all(words):
        return None
    own, full_topic, online, offline = words
    full_topic = full_topic.replace("%hostname%", _text(said.get("hn"))).replace("%id%", found[1])
    relays = said.get("rl")
    kinds = relays[:MOST_CHANNELS] if isinstance(relays, list) else []
    return Announced(
        name=_text(said.get("dn")) or own,
        model=_text(said.get("md")),
        topic=own,
        full_topic=full_topic,
        prefixes=(prefixes[0], prefixes[1], prefixes[2]),
        on=states[1],
        off=states[0],
        online=online,
        offline=offline,
        dimmers=_dimmers(said, kinds),
        relays=tuple(n for n, kind in enumerate(kinds, start=1) if kind == _RELAY),
        shutters=sum(kind == _SHUTTER for kind in kinds) // 2,
    )


def _dimmers(said: Mapping[str, Json], kinds: list[Json]) -> tuple[int, ...]:
    lights = tuple(n for n, kind in enumerate(kinds, start=1) if kind == _LIGHT)
    dims = said.get("lt_st") not in (None, 0)
    apart = payloads.as_object(said.get("so")).get("68") == 1
    return lights if dims and (apart or len(lights) == 1) else ()


def _text(value: Json) -> str:
    """Return a text that may be shown and written into a file; empty for anything else."""
    return value if isinstance(value, str) and value.isprintable() and len(value) <= 200 else ""


def _texts(value: Json) -> list[str]:
    texts = [_text(one) for one in value] if isinstance(value, list) else []
    return texts if all(texts) else []


def differences(found: Announced, config: TasmotaConfig) -> Iterator[str]:
    """Yield the lines of the site file that would make it say what the device says."""
    for key, value in _keys(found).items():
        if key != "dimmers" and not _alike(key, value, getattr(config, key)):
            yield f"{key} = {_toml(value)}"


def _alike(key: str, said: Value, configured: object) -> bool:
    if not isinstance(said, str) or not isinstance(configured, str):
        return said == configured
    if key == "full_topic":
        return said.strip("/") == configured.strip("/")
    return said.casefold() == configured.casefold()


def _keys(found: Announced) -> dict[str, Value]:
    return {
        "full_topic": found.full_topic,
        "prefixes": found.prefixes,
        "on": found.on,
        "off": found.off,
        "online": found.online,
        "offline": found.offline,
        "dimmers": found.dimmers,
    }


def block(found: Announced) -> str:
    """Return what to write into the site file for a device."""
    id_ = re.sub(r"[^a-z0-9]+", "-", found.topic.lower()).strip("-")[:40].strip("-") or "device"
    lines = ["[[devices]]", f'id = "{id_}"', 'kind = "tasmota"', f"topic = {_toml(found.topic)}"]
    for key, value in _keys(found).items():
        if not _alike(key, value, getattr(_DEFAULTS, key)):
            lines.append(f"{key} = {_toml(value)}")
    return "\n".join(lines)


def _toml(value: Value) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    shown = (_toml(one) if isinstance(one, str) else str(one) for one in value)
    return f"[{', '.join(shown)}]"
