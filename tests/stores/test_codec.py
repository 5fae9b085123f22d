"""The durable office as text and back: the same value, its deadlines counted anew."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import codec
from gateway.codec import dump_durable, load_durable
from gateway.domain.now import Now
from gateway.domain.office import DURABLE, Office
from gateway.domain.text import Json
from tests.stores.samples import MORNING, SHANGHAI

EIGHTHS = st.integers(-(2**40), 2**40).map(lambda n: n / 8)
"""Binary-exact seconds, so that adding and taking away gives the same again."""
TIMES = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)).map(
    lambda at: at.replace(tzinfo=UTC).astimezone(SHANGHAI)
)
PLAIN: dict[Any, st.SearchStrategy] = {
    Json: st.one_of(st.none(), st.integers(), st.text(), st.lists(st.text())),
    NoneType: st.none(),
    bool: st.booleans(),
    int: st.integers(),
    float: EIGHTHS,
    str: st.text(max_size=8),
    datetime: TIMES,
    date: st.dates(),
    time: st.times(),
}


def values_of(hint: Any) -> st.SearchStrategy:
    """Return any value of a type, by its hint alone."""
    origin, args = get_origin(hint), get_args(hint)
    if hint in PLAIN:
        return PLAIN[hint]
    if origin in (Union, UnionType):
        return st.one_of(*map(values_of, args))
    if origin is tuple and args[-1] is Ellipsis:
        return st.lists(values_of(args[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values_of, args))
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(values_of(args[0]), values_of(args[1]), max_size=2)
    if origin is frozenset:
        return st.frozensets(values_of(args[0]), max_size=2)
    if issubclass(hint, Enum):
        return st.sampled_from(hint)
    hints = codec._hints(hint)
    return st.builds(hint, **{f.name: values_of(hints[f.name]) for f in dataclasses.fields(hint)})


def _now(mono_s: float, after_s: float = 0.0, *, trusted: bool = True) -> Now:
    return Now(mono_s, MORNING + timedelta(seconds=after_s), trusted)


OFFICES = st.builds(Office, **{name: values_of(codec._hints(Office)[name]) for name in DURABLE})


@given(office=OFFICES, mono_s=EIGHTHS)
def test_any_durable_office_comes_back_as_it_was(office: Office, mono_s: float) -> None:
    """Read at the same instant it is the same value, whatever the subjects put in it."""
    now = _now(mono_s)

    assert load_durable(dump_durable(office, now), now) == (office, ())


@given(office=OFFICES)
def test_the_text_is_json_that_does_not_change_by_a_round(office: Office) -> None:
    """What is read back is written the same again."""
    now = _now(8.0)
    text = dump_durable(office, now)

    assert json.loads(text)["format"] == codec.FORMAT
    assert dump_durable(load_durable(text, now)[0], now) == text


@dataclasses.dataclass(frozen=True, slots=True)
class _Timed:
    """Every kind of instant, and two numbers that are none."""

    answer_due_s: float
    shown_until_s: float | None
    quiet_since_s: Mapping[str, float]
    due_s: tuple[float, ...]
    worked_s: float
    at: datetime


def _rebased(old: Now, new: Now) -> _Timed:
    timed = _Timed(old.mono_s + 60.0, None, {"a": old.mono_s - 5.0}, (old.mono_s,), 7.0, old.at)
    coder = codec._codec(_Timed)
    text = json.dumps(coder.encode(timed, codec._Frame(-old.mono_s, None)))
    return coder.decode(json.loads(text), codec._frame(old.at.isoformat(), old.trusted, new))


def test_deadlines_are_counted_from_the_new_monotonic_clock() -> None:
    """A minute left, 20 s away: 40 s are left, by a clock that began anew."""
    timed = _rebased(_now(1_000.0), _now(8.0, after_s=20.0))

    assert timed.answer_due_s == 8.0 + 40.0
    assert timed.quiet_since_s == {"a": 8.0 - 25.0}
    assert timed.due_s == (8.0 - 20.0,)
    assert timed.shown_until_s is None


def test_what_is_no_instant_stays_as_it_is() -> None:
    """Durations and wall-clock times do not move; times are told in the site's zone."""
    timed = _rebased(_now(1_000.0), _now(8.0, after_s=20.0))

    assert timed.worked_s == 7.0
    assert timed.at == MORNING
    assert timed.at.tzinfo == SHANGHAI


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (_now(1_000.0), _now(8.0, after_s=-86_400.0)),
        (_now(1_000.0, after_s=-1e9, trusted=False), _now(8.0)),
        (_now(1_000.0), _now(8.0, after_s=1e9, trusted=False)),
    ],
)
def test_no_time_goes_by_under_a_clock_that_cannot_be_trusted(old: Now, new: Now) -> None:
    """A clock set back, or not set yet, neither stretches nor ends a deadline."""
    assert _rebased(old, new).answer_due_s == 8.0 + 60.0


def test_transient_parts_are_not_kept() -> None:
    """They are learnt again."""
    kept = json.loads(dump_durable(Office(), _now(0.0)))

    assert set(kept["parts"]) == set(DURABLE)


@pytest.mark.parametrize(
    "damage",
    [
        lambda kept: kept.update(format=99),
        lambda kept: kept.pop("at"),
        lambda kept: kept.pop("parts"),
        lambda kept: kept.update(parts=[]),
    ],
)
def test_a_text_of_another_program_is_refused(damage: Any) -> None:
    """Then all facts are folded instead; never half a state."""
    kept = json.loads(dump_durable(Office(), _now(0.0)))
    damage(kept)

    with pytest.raises(ValueError, match="does not fit this program"):
        load_durable(json.dumps(kept), _now(0.0))


@pytest.mark.parametrize(
    "damage",
    [
        lambda parts: parts.pop("presence"),
        lambda parts: parts["presence"].update(new_field=1),
        lambda parts: parts.update(presence=[]),
        lambda parts: parts["presence"].update(sessions=[["a", {"id": 1}]]),
        lambda parts: parts["presence"].update(sessions={"a": 1}),
    ],
)
@settings(max_examples=5)
@given(office=OFFICES)
def test_a_part_of_another_program_is_left_empty_and_named(damage: Any, office: Office) -> None:
    """The others are taken as they were kept; whoever asked folds that part's facts anew."""
    kept = json.loads(dump_durable(office, _now(0.0)))
    damage(kept["parts"])

    found, lacking = load_durable(json.dumps(kept), _now(0.0))

    assert lacking == ("presence",)
    assert found == dataclasses.replace(office, presence=Office().presence)


def test_a_part_this_program_knows_nothing_of_is_passed_over() -> None:
    """A newer program kept it, and went back to this one."""
    kept = json.loads(dump_durable(Office(), _now(0.0)))
    kept["parts"]["weather"] = {"rain": True}

    assert load_durable(json.dumps(kept), _now(0.0)) == (Office(), ())


def test_a_text_that_is_no_json_is_refused() -> None:
    """Cut off in the middle, for instance."""
    with pytest.raises(ValueError, match="does not fit"):
        load_durable(dump_durable(Office(), _now(0.0))[:-9], _now(0.0))


@dataclasses.dataclass(frozen=True, slots=True)
class _Cat:
    lives: int


@dataclasses.dataclass(frozen=True, slots=True)
class _Dog:
    lives: int


@dataclasses.dataclass(frozen=True, slots=True)
class _Pets:
    one: _Cat | _Dog | None
    many: tuple[_Cat | _Dog, ...]
    by_place: Mapping[tuple[str, int | None], frozenset[str]]
    answer: bool | float | str | None


@given(pets=values_of(_Pets))
def test_a_field_that_may_hold_one_of_several_says_which(pets: _Pets) -> None:
    """Classes of the same shape are not mixed up; any key is a key."""
    coder, frame = codec._codec(_Pets), codec._Frame(0.0, SHANGHAI)

    assert coder.decode(json.loads(json.dumps(coder.encode(pets, frame))), frame) == pets


def test_a_type_that_cannot_be_kept_is_a_bug_said_at_once() -> None:
    """A subject that puts a function in its state is told so by the first test."""
    with pytest.raises(TypeError, match=r"teach gateway/codec\.py"):
        codec._codec(complex)
