"""The small kinds of value a site file is made of: ids, names, opening hours, meters.

Each raises a `PydanticCustomError` of type `words` whose context holds the
complaint in both languages, so that `problems` need not know it.
"""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, NoReturn, TypeVar
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, Strict, WithJsonSchema
from pydantic_core import PydanticCustomError

from gateway.domain.rules import Opening
from gateway.domain.text import Text

T = TypeVar("T")

Many = Annotated[tuple[T, ...], Strict(False)]
"""A TOML array; everything else in the site file is taken strictly as written."""

Word = Annotated[T, Strict(False)]
"""One word out of an enum, written as a string."""

Id = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$",
        max_length=40,
        description="Lower-case letters and digits, joined by single - or _.",
    ),
]


def complain(zh: str, en: str) -> NoReturn:
    """Refuse a value with a sentence in both languages."""
    raise PydanticCustomError("words", "{en}", {"zh": zh, "en": en})


def _name(value: object) -> Text:
    if isinstance(value, Text):
        return value
    if isinstance(value, str) and value.strip():
        return Text(value, value)
    if isinstance(value, Mapping):
        if unknown := [str(key) for key in value if key not in ("zh", "en")]:
            complain(
                f"不认识的语言 {unknown[0]!r}；请写 zh 和 en",
                f"has an unknown language {unknown[0]!r}; write zh and en",
            )
        words = [value.get(key) for key in ("zh", "en") if value.get(key)]
        if words and all(isinstance(word, str) for word in words):
            return Text(str(value.get("zh") or words[0]), str(value.get("en") or words[0]))
    complain(
        '应为非空文字，或 { zh = "…", en = "…" }',
        'must be words that are not empty, or { zh = "…", en = "…" }',
    )


Name = Annotated[
    Text,
    PlainValidator(_name),
    WithJsonSchema(
        {
            "description": "Words for people: one string for both languages, or one each.",
            "anyOf": [
                {"type": "string", "minLength": 1},
                {
                    "type": "object",
                    "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
                    "additionalProperties": False,
                    "minProperties": 1,
                },
            ],
        }
    ),
]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$"
_DAY = f"({'|'.join(DAYS)})"
_Span = tuple[time, time]


def _clock(text: str) -> time:
    if text == "24:00":
        return time.max
    hour, minute = text.split(":")
    if len(hour) != 2 or len(minute) != 2:
        raise ValueError(text)
    return time(int(hour), int(minute))


def _span(text: object) -> _Span:
    try:
        start, end = (_clock(part.strip()) for part in str(text).split("-"))
    except ValueError:
        start = end = time.min
    if start == end:
        complain(
            f'时间段应写成 "07:30-21:30"，不能是 {text!r}；全天为 "00:00-24:00"',
            f'a span is written "07:30-21:30", not {text!r}; all day is "00:00-24:00"',
        )
    return start, end


def _days(key: str) -> tuple[int, ...]:
    """Return the weekdays a key means: `mon`, `mon-fri`, `sat-sun`, `daily`."""
    if key == "daily":
        return tuple(range(7))
    first, _, last = key.partition("-")
    if first not in DAYS or (last or first) not in DAYS:
        complain(
            f"不认识的日子 {key!r}；可用 mon…sun、mon-fri、daily、holiday",
            f"{key!r} is no day; use mon … sun, a run such as mon-fri, daily, or holiday",
        )
    start, end = DAYS.index(first), DAYS.index(last or first)
    return tuple((start + step) % 7 for step in range((end - start) % 7 + 1))


def _opening(value: object) -> Opening:
    if not isinstance(value, Mapping):
        complain(
            '应为表，例如 { mon-fri = "07:30-21:30" }',
            'must be a table such as { mon-fri = "07:30-21:30" }',
        )
    spans: dict[int, list[_Span]] = {}
    holiday: list[_Span] = []
    complaints: list[Mapping[str, str]] = []
    for key, written in value.items():
        try:
            _read_day(str(key), written, spans, holiday)
        except PydanticCustomError as complaint:
            complaints.append(complaint.context or {})
    if complaints:
        complain("；".join(c["zh"] for c in complaints), "; ".join(c["en"] for c in complaints))
    kept = {day: tuple(sorted(spans[day])) for day in sorted(spans)}
    return Opening(spans=kept, holiday=tuple(sorted(holiday)))


def _read_day(
    key: str, written: object, spans: dict[int, list[_Span]], holiday: list[_Span]
) -> None:
    """Add what one line of an opening table says; an empty one means closed."""
    days = () if key == "holiday" else _days(key)
    for day in days:
        spans.setdefault(day, [])
    texts = written if isinstance(written, list) else [written]
    for start, end in map(_span, [text for text in texts if text != ""]):
        if key == "holiday" and end < start:
            complain("holiday 的时间段不能跨过午夜", "a span of holiday can't run past midnight")
        elif key == "holiday":
            holiday.append((start, end))
        for day in days:
            _put(spans, day, start, end)


def _put(spans: dict[int, list[_Span]], day: int, start: time, end: time) -> None:
    """Add a span; one that runs past midnight goes on in the morning of the next day."""
    if start < end:
        spans.setdefault(day, []).append((start, end))
        return
    spans.setdefault(day, []).append((start, time.max))
    if end > time.min:
        spans.setdefault((day + 1) % 7, []).append((time.min, end))


Hours = Annotated[
    Opening,
    PlainValidator(_opening),
    WithJsonSchema(
        {
            "description": "Day or run of days to a span of local time, or a list of spans.",
            "type": "object",
            "patternProperties": {
                rf"^({_DAY}(-{_DAY})?|daily|holiday)$": {
                    "anyOf": [
                        {"type": "string", "pattern": f"{_SPAN}|^$"},
                        {"type": "array", "items": {"type": "string", "pattern": _SPAN}},
                    ]
                }
            },
            "additionalProperties": False,
        }
    ),
]


def _load_hours(value: object) -> Opening:
    """Return hours of every day, holidays too, from one span, or those of a table."""
    if not isinstance(value, str):
        return value if isinstance(value, Opening) else _opening(value)
    daily = _opening({"daily": value})
    return Opening(spans=daily.spans, holiday=daily.spans.get(0, ()))


LoadHours = Annotated[
    Opening,
    PlainValidator(_load_hours),
    WithJsonSchema(
        {
            "description": "A span of local time for every day, or a table as in `opening`.",
            "anyOf": [
                {"type": "string", "pattern": _SPAN},
                {"type": "object"},
            ],
        }
    ),
]


def _local_time(value: object) -> time:
    if isinstance(value, time):
        return value
    try:
        return _clock(str(value))
    except ValueError:
        complain(
            f'时刻应写成 "08:00"，不能是 {value!r}', f'a time is written "08:00", not {value!r}'
        )


LocalTime = Annotated[
    time,
    PlainValidator(_local_time),
    PlainSerializer("{:%H:%M}".format, return_type=str),
    WithJsonSchema(
        {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$", "description": "Local time."}
    ),
]


def _timezone(value: object) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        complain(
            f"不认识的时区 {value!r}；例如 Asia/Shanghai",
            f"{value!r} is no time zone; write one such as Asia/Shanghai",
        )


TimeZone = Annotated[
    ZoneInfo,
    PlainValidator(_timezone),
    WithJsonSchema({"type": "string", "description": "IANA name, such as Asia/Shanghai."}),
]


def _split(url: str) -> SplitResult | None:
    """Return the parts of an address, or None if it is none (a port out of range, too)."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _broker_url(url: str) -> str:
    parts = _split(url)
    if url == "embedded":
        return url
    if parts is None or parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
        complain(
            '应为 "mqtt://主机:端口"、"mqtts://…" 或 "embedded"',
            'must be "mqtt://host:port", "mqtts://…" or "embedded"',
        )
    if parts.username or parts.password:
        complain(
            "用户名和密码请放在 secrets.toml 的 [broker] 里",
            "must not hold a user or a password; put them under [broker] in secrets.toml",
        )
    return url


def _web_url(url: str) -> str:
    parts = _split(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        complain("应为 http:// 或 https:// 地址", "must be an http:// or https:// address")
    return url.rstrip("/")


BrokerUrl = Annotated[str, AfterValidator(_broker_url)]
WebUrl = Annotated[str, AfterValidator(_web_url)]


FROM_ZERO = frozenset({"shelly", "shelly1"})
"""Kinds of devices that number their channels from 0 (a test asks their drivers)."""


def first_channel(kind: object) -> int:
    """Return the number of the first channel on the wire of a kind of device."""
    return 0 if kind in FROM_ZERO else 1


def meter_parts(meter: str) -> tuple[str, int | None]:
    """Return device and channel of a meter written `device` or `device:channel`.

    Raises:
        ValueError: If the channel is no number.
    """
    device, colon, channel = meter.partition(":")
    return device, int(channel) if colon else None


def _meter(meter: str) -> str:
    try:
        meter_parts(meter)
    except ValueError:
        complain(
            '应为设备编号，或 "设备:通道号"',
            'must be a device\'s id, or "device:channel number"',
        )
    return meter


Meter = Annotated[str, AfterValidator(_meter)]
