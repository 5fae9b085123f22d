"""What one wire has used in the slot under way: readings in, watt-hours out. Pure."""

from dataclasses import dataclass, replace

from gateway.domain.energy.counter import ABSURD_W, Counter, Draw, read_counter, settle
from gateway.domain.events import Reading


@dataclass(frozen=True, slots=True)
class Tally:
    """One wire in the slot under way.

    Attributes:
        counter: The device's own; None while it has said none.
        draw: Its watts, while they are what is counted.
        wh: Energy in this slot.
        late_wh: Energy that came to light in this slot, of a gap before.
        covered_s: Seconds of which something is known.
        peak_w: The most it drew, or None.
    """

    counter: Counter | None = None
    draw: Draw | None = None
    wh: float = 0.0
    late_wh: float = 0.0
    covered_s: float = 0.0
    peak_w: float | None = None


def read(tally: Tally, reading: Reading, at_s: float, believed_s: float) -> Tally:
    """Return a tally after what a wire said, at an instant in monotonic seconds.

    A wire that once told a counter is counted by it; its watts then only tell
    the peak.
    """
    counter, draw = tally.counter, tally.draw
    wh, late_wh, covered_s, peak_w = tally.wh, tally.late_wh, tally.covered_s, tally.peak_w
    if draw is not None:
        draw, added = settle(draw, at_s, believed_s)
        wh, covered_s = wh + added.wh, covered_s + added.covered_s
    value_wh, watts = reading.energy_wh, reading.power_w
    if value_wh is not None and value_wh >= 0.0:
        counter, added = read_counter(counter, value_wh, at_s)
        wh, late_wh = wh + added.wh, late_wh + added.late_wh
        covered_s += added.covered_s
        draw = None
    if watts is not None and watts <= ABSURD_W:
        if counter is None:
            draw = Draw(max(0.0, watts), at_s, at_s)
        if peak_w is None or watts > peak_w:
            peak_w = watts
    return Tally(counter, draw, wh, late_wh, covered_s, peak_w)


def settled(tally: Tally, at_s: float, believed_s: float) -> Tally:
    """Return a tally with all watts counted up to an instant."""
    if tally.draw is None:
        return tally
    draw, added = settle(tally.draw, at_s, believed_s)
    wh, covered_s = tally.wh + added.wh, tally.covered_s + added.covered_s
    return Tally(tally.counter, draw, wh, tally.late_wh, covered_s, tally.peak_w)


def silenced(tally: Tally, at_s: float, believed_s: float) -> Tally:
    """Return the tally of a wire that went away: it draws nobody knows what from now on."""
    return replace(settled(tally, at_s, believed_s), draw=None)
