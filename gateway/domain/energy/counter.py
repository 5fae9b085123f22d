"""How much went through a wire: from the device's own counter, else from its watts. Pure.

A counter is believed as far as it can be. It may start again at a reboot, roll
over, be put back to what its device last saved, repeat an old value, or leap
to nonsense. So a reading that does not follow from the last good one is held
in doubt until the next says which of the two goes on:

- the next follows from the last good one: the doubtful one was a slip;
- the next follows from the doubtful one: the counter was set. One that fell to
  less than half began again at zero, and what it has counted since is counted;
  any other step is nobody's energy.

Without a counter, watts count until the next word, but no longer than one word
may be believed; what was drawn in a gap is not known and is not made up.
"""

from dataclasses import dataclass

HOUR_S = 3600.0

ABSURD_W = 250_000.0
"""No office draws more through one meter; a counter that says so has leapt."""

SHORT_S = 60.0
"""Readings that come at once are judged as if so far apart: counters move in steps."""

LATE_S = 3900.0
"""The longest that devices keep silent in good health, and a little; after that it was a gap."""

RESTORE_S = 3600.0
"""A counter that began again may still be put back to what it was within so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A device's own count, as far as it is believed.

    Attributes:
        value_wh: The last good value.
        read_s: When it was read, in monotonic seconds.
        doubt_wh: A value that does not follow from it, or None.
        before_wh: What it stood at before it fell, while it may come back; or None.
        fell_s: When it fell.
    """

    value_wh: float
    read_s: float
    doubt_wh: float | None = None
    before_wh: float | None = None
    fell_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Counted:
    """What one reading adds.

    Attributes:
        wh: Energy whose time is known: since the reading before.
        late_wh: Energy of a gap: it was drawn, but when is not known.
        covered_s: Seconds that the reading tells of.
    """

    wh: float = 0.0
    late_wh: float = 0.0
    covered_s: float = 0.0


NOTHING = Counted()


def read_counter(counter: Counter | None, value_wh: float, at_s: float) -> tuple[Counter, Counted]:
    """Return a counter after a reading, and what was counted since the last good one.

    Args:
        counter: As it was; None before its first word, which counts nothing.
        value_wh: What the device says, in watt-hours.
        at_s: When, in monotonic seconds.
    """
    if counter is None:
        return Counter(value_wh=value_wh, read_s=at_s), NOTHING
    elapsed_s = max(0.0, at_s - counter.read_s)
    step_wh = value_wh - counter.value_wh
    if 0.0 <= step_wh <= _most_wh(elapsed_s):
        return _went_on(counter, value_wh, at_s), _counted(_step(counter, value_wh), elapsed_s)
    doubt_wh = counter.doubt_wh
    if doubt_wh is None or not 0.0 <= value_wh - doubt_wh <= _most_wh(elapsed_s):
        held = Counter(
            value_wh=counter.value_wh,
            read_s=counter.read_s,
            doubt_wh=value_wh,
            before_wh=counter.before_wh,
            fell_s=counter.fell_s,
        )
        return held, NOTHING
    return _was_set(counter, doubt_wh, value_wh, at_s)


def _most_wh(elapsed_s: float) -> float:
    return ABSURD_W * max(elapsed_s, SHORT_S) / HOUR_S


def _went_on(counter: Counter, value_wh: float, at_s: float) -> Counter:
    """Return a counter that moved on; what it once stood at is forgotten when it is past."""
    before_wh = counter.before_wh
    if before_wh is not None and (value_wh >= before_wh or at_s > counter.fell_s + RESTORE_S):
        before_wh = None
    return Counter(value_wh=value_wh, read_s=at_s, before_wh=before_wh, fell_s=counter.fell_s)


def _step(counter: Counter, value_wh: float) -> float:
    """Return the energy of a step; one back to where it stood before it fell is no energy."""
    before_wh = counter.before_wh
    if before_wh is not None and value_wh >= before_wh:
        return value_wh - before_wh
    return value_wh - counter.value_wh


def _was_set(
    counter: Counter, doubt_wh: float, value_wh: float, at_s: float
) -> tuple[Counter, Counted]:
    """Go on from a value that was in doubt; began again at zero, or put where it is."""
    elapsed_s = max(0.0, at_s - counter.read_s)
    began_again = doubt_wh <= counter.value_wh / 2
    fell = doubt_wh < counter.value_wh
    after = Counter(
        value_wh=value_wh,
        read_s=at_s,
        before_wh=counter.value_wh if fell else None,
        fell_s=at_s,
    )
    wh = value_wh if began_again and value_wh <= _most_wh(elapsed_s) else value_wh - doubt_wh
    return after, _counted(wh, elapsed_s)


def _counted(wh: float, elapsed_s: float) -> Counted:
    if elapsed_s > LATE_S:
        return Counted(late_wh=wh)
    return Counted(wh=wh, covered_s=elapsed_s)


@dataclass(frozen=True, slots=True)
class Draw:
    """What a device without a counter draws.

    Attributes:
        watts: As it said last.
        said_s: When, in monotonic seconds.
        settled_s: Up to when its energy is counted.
    """

    watts: float
    said_s: float
    settled_s: float


def settle(draw: Draw, until_s: float, believed_s: float) -> tuple[Draw, Counted]:
    """Return a draw counted up to an instant, and what that adds.

    Args:
        draw: What it said last.
        until_s: The instant, in monotonic seconds.
        believed_s: How long one word may be believed.
    """
    end_s = min(until_s, draw.said_s + believed_s)
    span_s = end_s - draw.settled_s
    if span_s <= 0.0:
        return draw, NOTHING
    added = Counted(wh=draw.watts * span_s / HOUR_S, covered_s=span_s)
    return Draw(draw.watts, draw.said_s, end_s), added
