"""What is wrong with a file, for people: path, complaint, limit, and what to do.

Turns pydantic's errors into plain sentences in both languages. A value is
quoted only where the caller says that it is no secret.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gateway.domain.text import Text
from gateway.errors import ConfigError

Location = tuple[int | str, ...]
NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend; `path` is empty when it is about the file as a whole."""

    path: str
    text: Text

    def line(self, language: str) -> str:
        """Return `path: what is wrong and what to do`."""
        words = self.text.in_(language)
        return f"{self.path}: {words}" if self.path else words


class SiteProblems(ConfigError):
    """A site or secrets file has problems; `found` holds them in both languages."""

    def __init__(self, found: Sequence[Problem], language: str | None = None) -> None:
        language = language or system_language()
        super().__init__([problem.line(language) for problem in found])
        self.found = tuple(found)


def system_language(environ: Mapping[str, str] = os.environ) -> str:
    """Return `zh` or `en`, as the first of LC_ALL, LC_MESSAGES and LANG that is set says."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return "zh" if environ[name].lower().startswith("zh") else "en"
    return "en"


def did_you_mean(word: object, known: Iterable[str]) -> Text:
    """Return a hint at the nearest known word, or at all of them if they are few."""
    words = list(dict.fromkeys(known))
    near = get_close_matches(str(word), words, n=1, cutoff=0.6)
    if near:
        return Text(f"；是否想写 {near[0]!r}？", f"; did you mean {near[0]!r}?")
    if not words:
        return Text("；一个也没有定义", "; none is defined")
    if len(words) <= 12:
        listed = ", ".join(words)
        return Text(f"；可用：{listed}", f"; known here: {listed}")
    return NOTHING


def path_of(location: Location, raw: object) -> str:
    """Return `rooms.room-a.channels.spot-1.kind`: an entry by its id, else `rooms[0]`."""
    parts: list[str] = []
    at = raw
    for step in location:
        at = _step(at, step)
        if isinstance(step, str):
            parts.append(f".{step}" if parts else step)
            continue
        name = at.get("id") if isinstance(at, Mapping) else None
        parts.append(f".{name}" if isinstance(name, str) and name else f"[{step}]")
    return "".join(parts)


def _step(at: object, step: int | str) -> object:
    if isinstance(at, Mapping):
        return at.get(step)
    if isinstance(at, list) and isinstance(step, int) and step < len(at):
        return at[step]
    return None


def problems_of(
    error: ValidationError, model: type[BaseModel], raw: object, *, secret: bool = False
) -> list[Problem]:
    """Return pydantic's errors as problems, in the order of the model's fields.

    Args:
        error: What validation said.
        model: What was validated, for the keys that are known.
        raw: The parsed file, for the ids in paths.
        secret: True if no value of the file may be quoted.
    """
    found = []
    for details in error.errors(include_url=False):
        location = details["loc"]
        if details["type"] == "too_short" and details["input"]:
            continue  # there are entries, all of them wrong: said of each already
        text = _sentence(details, model, secret=secret)
        found.append(Problem(path_of(location, raw), text))
    return found


def _sentence(details: ErrorDetails, model: type[BaseModel], *, secret: bool) -> Text:
    if details["type"] == "extra_forbidden":
        hint = did_you_mean(details["loc"][-1], _known_keys(model, details["loc"][:-1]))
        return Text(f"不认识的键{hint.zh}", f"unknown key{hint.en}")
    return sentence_of(details, secret=secret)


def sentence_of(details: ErrorDetails, *, secret: bool = False) -> Text:
    """Return what is wrong with one value in plain words; a secret one is not quoted."""
    kind, context = details["type"], details.get("ctx", {})
    if kind == "words":
        return Text(context["zh"], context["en"])
    if kind == "missing":
        return Text("缺少这一项；需写明", "is missing; it has to be given")
    if kind == "value_error":  # a driver's own check, which names thing, value and limit
        return Text(str(context["error"]), str(context["error"]))
    shown = None if secret else _shown(details["input"])
    if kind in ("enum", "literal_error"):
        return _one_of(str(context["expected"]), details["input"], shown)
    sentence = _SENTENCES.get(kind)
    return _but(sentence(context) if sentence else Text(details["msg"], details["msg"]), shown)


def _one_of(expected: str, value: object, shown: str | None) -> Text:
    words = expected.replace(" or ", ", ").replace("'", "").split(", ")
    near = get_close_matches(str(value), words, n=1, cutoff=0.6)
    listed = ", ".join(words)
    text = Text(f"应为下列之一：{listed}", f"must be one of {listed}")
    return _but(text, shown, did_you_mean(value, words) if near else NOTHING)


def _but(text: Text, shown: str | None, hint: Text = NOTHING) -> Text:
    if shown is None:
        return text
    return Text(f"{text.zh}，不能是 {shown}{hint.zh}", f"{text.en}, not {shown}{hint.en}")


def _shown(value: object) -> str | None:
    """Return a value as TOML writes it, short; None for what is empty."""
    if value in ("", [], ()):
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 60 else f'"{value[:57]}…"'
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, list):
        return "[…]"
    return str(value)


def _at_least(context: Mapping[str, Any]) -> Text:
    least = _bound(context["ge"])
    return Text(f"不得小于 {least}", f"must be {least} or more")


def _at_most(context: Mapping[str, Any]) -> Text:
    most = _bound(context["le"])
    return Text(f"不得大于 {most}", f"must be {most} or less")


def _bound(limit: object) -> str:
    """Return a limit as people write it: a number, or a date."""
    return f"{limit:g}" if isinstance(limit, int | float) else str(limit)


def _too_long(context: Mapping[str, Any]) -> Text:
    most = context["max_length"]
    return Text(f"最多 {most} 个字符", f"must have {most} characters at most")


_PATTERNS: Mapping[str, Text] = {
    r"^[a-z0-9]+([_-][a-z0-9]+)*$": Text(
        "只能用小写字母和数字，以单个 - 或 _ 相连，例如 room-a",
        "must be lower-case letters and digits, joined by single - or _, such as room-a",
    ),
    r"^[^+#\x00]+$": Text(
        "应为不含通配符 + 和 # 的主题", "must be a topic without the wildcards + and #"
    ),
    r"^[A-Z]{2}$": Text(
        "应为两个大写字母的国家代码，例如 CN", "must be a country's two capital letters, such as CN"
    ),
    r"^[A-Z]{3}$": Text(
        "应为三个大写字母的货币代码，例如 CNY",
        "must be a currency's three capital letters, such as CNY",
    ),
    r"^(zh|en)(-[A-Z]{2})?$": Text('应为 "zh" 或 "en"', 'must be "zh" or "en"'),
}


def _pattern(context: Mapping[str, Any]) -> Text:
    written = str(context["pattern"])
    return _PATTERNS.get(written, Text(f"应符合 {written}", f"must match {written}"))


def _plain(zh: str, en: str) -> Callable[[Mapping[str, Any]], Text]:
    return lambda _: Text(zh, en)


_DATE = _plain(
    '应为存在的日期，写成 "2026-11-20"', 'must be a day that exists, written "2026-11-20"'
)
_TABLE = _plain("应为表（[键] 或 { … }）", "must be a table ([key] or { … })")

_SENTENCES: Mapping[str, Callable[[Mapping[str, Any]], Text]] = {
    "string_type": _plain('应为带引号的文字 "…"', 'must be words in quotes, "…"'),
    "int_type": _plain("应为不带引号的整数", "must be a whole number without quotes"),
    "float_type": _plain("应为不带引号的数", "must be a number without quotes"),
    "bool_type": _plain("应为 true 或 false", "must be true or false"),
    "tuple_type": _plain(
        "应为列表：[ … ]，或用双方括号 [[…]] 写成多张表",
        "must be a list: [ … ], or tables with double brackets, [[…]]",
    ),
    "model_type": _TABLE,
    "model_attributes_type": _TABLE,
    "dict_type": _TABLE,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "int_parsing": _plain("应为整数", "must be a whole number"),
    "int_from_float": _plain("应为整数", "must be a whole number"),
    "float_parsing": _plain("应为数字", "must be a number"),
    "finite_number": _plain("应为有限的数", "must be a finite number"),
    "too_short": _plain("至少要有一项", "must have one entry at least"),
    "string_too_short": _plain("不能为空", "must not be empty"),
    "string_too_long": _too_long,
    "greater_than_equal": _at_least,
    "less_than_equal": _at_most,
    "string_pattern_mismatch": _pattern,
}


def _known_keys(model: type[BaseModel], location: Location) -> list[str]:
    """Return the keys of the table at a place in the file."""
    at: type[BaseModel] | None = model
    for step in location:
        if isinstance(step, str) and at is not None:
            field = at.model_fields.get(step)
            at = _model_in(field.annotation) if field else None
    return list(at.model_fields) if at else []


def _model_in(annotation: object) -> type[BaseModel] | None:
    """Return the model an annotation is about: itself, in a tuple, or optional."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        if (model := _model_in(part)) is not None:
            return model
    return None
