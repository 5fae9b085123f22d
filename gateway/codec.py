"""The durable parts of the office as text and back, driven by their type hints.

A part may be any frozen dataclass of plain values, enums, times, tuples, sets,
mappings, other dataclasses, and unions of them; a subject adds fields and
nothing here changes.

A field whose name ends in `_due_s`, `_until_s` or `_since_s` is a monotonic
instant, which means nothing after a restart: it is kept as seconds from the
checkpoint's now and counted again from the new now, less the wall time that
went by between (never negative, and none where a clock was not to be trusted).
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime, time, tzinfo
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from gateway.domain.now import Now
from gateway.domain.office import DURABLE, Office
from gateway.domain.text import Json

FORMAT = 1
INSTANTS = ("_due_s", "_until_s", "_since_s")
_KIND = "$"
"""Names the class where a field may hold one of several."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a value is read and written against: the instant, the zone."""

    shift_s: float
    zone: tzinfo | None


Coder = Callable[[Any, _Frame], Any]


@dataclass(frozen=True, slots=True)
class _Codec:
    """How one type goes out and comes back."""

    encode: Coder
    decode: Coder


def dump_durable(office: Office, now: Now) -> str:
    """Return the durable parts as JSON text, to be read by `load_durable`."""
    frame = _Frame(-now.mono_s, None)
    hints = _hints(Office)
    parts = {name: _codec(hints[name]).encode(getattr(office, name), frame) for name in DURABLE}
    kept = {"format": FORMAT, "at": now.at.isoformat(), "trusted": now.trusted, "parts": parts}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def load_durable(text: str, now: Now) -> tuple[Office, tuple[str, ...]]:
    """Return an office with the durable parts of a text; transient parts are empty.

    Also the names of parts it does not hold as this program needs them (another
    version wrote it): they are empty too, and have to be folded from their facts.

    Args:
        text: From `dump_durable`, by this version of the program or another.
        now: The present; deadlines are counted from it, times told in its zone.

    Raises:
        ValueError: The text does not fit this program; fold all facts instead.
    """
    try:
        kept = json.loads(text)
        if kept["format"] != FORMAT:
            raise ValueError(f"format {kept['format']}, not {FORMAT}")
        frame = _frame(kept["at"], kept["trusted"], now)
        told = kept["parts"].items()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"the checkpoint does not fit this program: {error}") from error
    hints, parts = _hints(Office), {}
    for name, value in told:
        if name in DURABLE:
            with suppress(ValueError, KeyError, TypeError, AttributeError):
                parts[name] = _codec(hints[name]).decode(value, frame)
    return Office(**parts), tuple(name for name in DURABLE if name not in parts)


def _frame(kept_at: str, kept_trusted: bool, now: Now) -> _Frame:
    """Return what a text of an earlier instant is read against."""
    away_s = 0.0
    if kept_trusted and now.trusted:
        away_s = max(0.0, (now.at - datetime.fromisoformat(kept_at)).total_seconds())
    return _Frame(now.mono_s - away_s, now.at.tzinfo)


def _hints(cls: type) -> dict[str, Any]:
    """Return a class's hints; names known only while type checking are found in the domain."""
    return get_type_hints(cls, localns=_domain_types() | vars(sys.modules[cls.__module__]))


@cache
def _domain_types() -> dict[str, type]:
    """Return every type of the domain by its name; `decide` has loaded all of it."""
    known: dict[str, type] = {}
    for name, module in list(sys.modules.items()):
        if name.startswith("gateway.domain."):
            known |= {k: v for k, v in vars(module).items() if isinstance(v, type)}
    return known


def _same(value: Any, frame: _Frame) -> Any:
    return value


_PLAIN = _Codec(_same, _same)


def _checked(kind: type) -> _Codec:
    """Return the codec of a plain type; what is of another type does not come back."""

    def decode(value: Any, frame: _Frame) -> Any:
        right = type(value) is kind or (kind is float and type(value) is int)
        if not right:
            raise TypeError(f"{value!r} is not {kind.__name__}")
        return kind(value)

    return _Codec(_same, decode)


def _to_zone(value: Any, frame: _Frame) -> datetime:
    at = datetime.fromisoformat(value)
    return at if at.tzinfo is None else at.astimezone(frame.zone)


def _iso(value: Any, frame: _Frame) -> Any:
    return value.isoformat()


_SIMPLE: Mapping[Any, _Codec] = {
    Any: _PLAIN,
    Json: _PLAIN,
    NoneType: _PLAIN,
    bool: _checked(bool),
    int: _checked(int),
    float: _checked(float),
    str: _checked(str),
    datetime: _Codec(_iso, _to_zone),
    date: _Codec(_iso, lambda value, frame: date.fromisoformat(value)),
    time: _Codec(_iso, lambda value, frame: time.fromisoformat(value)),
}

_INSTANT = _Codec(
    lambda value, frame: value + frame.shift_s,
    lambda value, frame: float(value) + frame.shift_s,
)


@cache
def _codec(hint: Any, *, instant: bool = False) -> _Codec:
    """Return how a type goes out and comes back; `instant`: its floats are deadlines."""
    if instant and hint is float:
        return _INSTANT
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _union(args, instant=instant)
    if origin is tuple:
        return _tuple(args, instant=instant)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(*args, instant=instant)
    if isinstance(origin, type) and issubclass(origin, Sequence | AbstractSet):
        return _many(origin, args[0], instant=instant)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _Codec(lambda value, frame: value.value, lambda value, frame: hint(value))
    if is_dataclass(hint) and isinstance(hint, type):
        return _dataclass(hint)
    raise TypeError(f"the checkpoint cannot hold {hint!r}; teach gateway/codec.py or change it")


def _many(origin: type, item: Any, *, instant: bool) -> _Codec:
    one = _codec(item, instant=instant)
    is_set = issubclass(origin, AbstractSet)
    build: Any = frozenset if is_set else tuple

    def encode(value: Any, frame: _Frame) -> Any:
        items = [one.encode(v, frame) for v in value]
        return sorted(items, key=repr) if is_set else items

    return _Codec(encode, lambda value, frame: build(one.decode(v, frame) for v in value))


def _tuple(args: tuple[Any, ...], *, instant: bool) -> _Codec:
    if len(args) == 2 and args[1] is Ellipsis:
        return _many(tuple, args[0], instant=instant)
    each = [_codec(arg, instant=instant) for arg in args]

    def encode(value: Any, frame: _Frame) -> Any:
        return [c.encode(v, frame) for c, v in zip(each, value, strict=True)]

    def decode(value: Any, frame: _Frame) -> Any:
        return tuple(c.decode(v, frame) for c, v in zip(each, value, strict=True))

    return _Codec(encode, decode)


def _mapping(key: Any, item: Any, *, instant: bool) -> _Codec:
    """Return pairs in a list, so that keys may be anything and order is kept."""
    keys, items = _codec(key), _codec(item, instant=instant)

    def encode(value: Any, frame: _Frame) -> Any:
        return [[keys.encode(k, frame), items.encode(v, frame)] for k, v in value.items()]

    def decode(value: Any, frame: _Frame) -> Any:
        return {keys.decode(k, frame): items.decode(v, frame) for k, v in value}

    return _Codec(encode, decode)


def _dataclass(cls: type) -> _Codec:
    hints = _hints(cls)
    names = [f.name for f in fields(cls) if f.init]
    needed = {f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING}
    codecs: dict[str, _Codec] = {}

    def of(name: str) -> _Codec:
        """Return a field's codec, made when first needed: a class may hold itself."""
        if name not in codecs:
            codecs[name] = _codec(hints[name], instant=f"_{name}".endswith(INSTANTS))
        return codecs[name]

    def encode(value: Any, frame: _Frame) -> Any:
        return {name: of(name).encode(getattr(value, name), frame) for name in names}

    def decode(value: Any, frame: _Frame) -> Any:
        extra = value.keys() - set(names) - {_KIND}
        missing = needed & set(names) - value.keys()
        if extra or missing:
            raise ValueError(f"{cls.__name__} has changed: {sorted(extra | missing)}")
        return cls(**{name: of(name).decode(value[name], frame) for name in names if name in value})

    return _Codec(encode, decode)


def _union(args: tuple[Any, ...], *, instant: bool) -> _Codec:
    """Return null or one of several; the value itself says which, or its class's name does."""
    members = [arg for arg in args if arg is not NoneType]
    classes: dict[str, type] = {
        m.__name__: m for m in members if isinstance(m, type) and is_dataclass(m)
    }
    others = [m for m in members if m not in classes.values()]
    if others and classes:
        raise TypeError(f"the checkpoint cannot tell {members} apart")
    if len(members) == 1:
        inner = _codec(members[0], instant=instant)
        return _Codec(
            lambda value, frame: None if value is None else inner.encode(value, frame),
            lambda value, frame: None if value is None else inner.decode(value, frame),
        )
    if classes:
        return _tagged(classes)
    if instant or any(m not in (bool, int, float, str) for m in others):
        raise TypeError(f"the checkpoint cannot tell {members} apart")
    return _PLAIN


def _tagged(classes: Mapping[str, type]) -> _Codec:
    def encode(value: Any, frame: _Frame) -> Any:
        if value is None:
            return None
        name = type(value).__name__
        return {_KIND: name, **_codec(classes[name]).encode(value, frame)}

    def decode(value: Any, frame: _Frame) -> Any:
        return None if value is None else _codec(classes[value[_KIND]]).decode(value, frame)

    return _Codec(encode, decode)
