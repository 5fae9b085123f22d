"""Counting energy: a device's own counter as far as it is believed, or its watts over time."""

import pytest

from gateway.domain.energy.counter import ABSURD_W, LATE_S, Counter, Draw, read_counter, settle
from gateway.domain.energy.tally import Tally, read, settled, silenced
from gateway.domain.events import Reading

STEP_S = 300.0
BELIEVED_S = 900.0


def counted(*values_wh: float, step_s: float = STEP_S) -> float:
    """Return what a row of readings, evenly apart, adds up to."""
    counter: Counter | None = None
    total_wh = 0.0
    for n, value_wh in enumerate(values_wh):
        counter, added = read_counter(counter, value_wh, n * step_s)
        total_wh += added.wh + added.late_wh
        assert added.wh >= 0.0
        assert added.late_wh >= 0.0
    return total_wh


@pytest.mark.parametrize(
    ("values_wh", "wh"),
    [
        pytest.param((5000.0,), 0.0, id="the first word counts nothing"),
        pytest.param((5000.0, 5010.0, 5010.0, 5025.0), 25.0, id="a counter that goes on"),
        pytest.param((5000.0, 3.0, 8.0, 10.0), 10.0, id="begun again at zero by a reboot"),
        pytest.param((99_999_990.0, 5.0, 15.0), 15.0, id="rolled over"),
        pytest.param((5000.0, 0.0, 5003.0, 5005.0), 5.0, id="zero said once, then as before"),
        pytest.param((5000.0, 0.0, 0.0, 0.0, 5004.0), 4.0, id="zero for a while, then restored"),
        pytest.param((5000.0, 4950.0, 4953.0, 4960.0), 10.0, id="put back to what was saved"),
        pytest.param((5000.0, 4950.0, 5002.0), 2.0, id="an old value repeated once"),
        pytest.param((5000.0, 9e9, 5004.0), 4.0, id="a leap to nonsense, once"),
        pytest.param((5000.0, 9e9, 9e9 + 6, 9e9 + 8), 8.0, id="set to another value for good"),
        pytest.param((5000.0, 9e9, 7e12, 5006.0), 6.0, id="nonsense twice"),
    ],
)
def test_a_counter_is_believed_as_far_as_it_can_be(values_wh: tuple[float, ...], wh: float) -> None:
    """What a counter did is told by the reading after the one that does not follow."""
    assert counted(*values_wh) == pytest.approx(wh)


def test_energy_of_a_gap_is_counted_but_its_time_is_not_known() -> None:
    """The device counted on while nobody listened: the sum is right, the hours are not covered."""
    counter, _ = read_counter(None, 1000.0, 0.0)
    _, added = read_counter(counter, 1500.0, LATE_S + 1)

    assert (added.wh, added.late_wh, added.covered_s) == (0.0, 500.0, 0.0)


def test_a_step_that_no_office_can_draw_is_held_in_doubt() -> None:
    """The border is what 250 kW give in the time since the last word."""
    most_wh = ABSURD_W * STEP_S / 3600

    assert counted(0.0, most_wh) == pytest.approx(most_wh)
    assert counted(0.0, most_wh * 1.01) == 0.0


def test_watts_count_until_the_next_word_but_no_longer_than_believed() -> None:
    """A lamp that says 120 W and falls silent has used 30 Wh for sure, and no more."""
    draw = Draw(120.0, 0.0, 0.0)
    draw, first = settle(draw, 600.0, BELIEVED_S)
    draw, rest = settle(draw, 7200.0, BELIEVED_S)
    _, nothing = settle(draw, 9000.0, BELIEVED_S)

    assert (first.wh, first.covered_s) == (20.0, 600.0)
    assert (rest.wh, rest.covered_s) == (10.0, 300.0)
    assert (nothing.wh, nothing.covered_s) == (0.0, 0.0)


def test_a_wire_that_counts_itself_is_not_counted_twice() -> None:
    """Watts and counter in one message: the counter counts, the watts tell the peak."""
    tally = Tally()
    for n in range(5):
        said = Reading(power_w=1200.0 + n, energy_wh=1000.0 + 100 * n)
        tally = read(tally, said, n * STEP_S, BELIEVED_S)

    assert (tally.wh, tally.covered_s, tally.peak_w) == (400.0, 1200.0, 1204.0)


def test_a_counter_heard_later_goes_on_where_the_watts_ended() -> None:
    """From its first word on it counts instead of them."""
    tally = read(Tally(), Reading(power_w=600.0), 0.0, BELIEVED_S)
    tally = read(tally, Reading(energy_wh=777.0), 600.0, BELIEVED_S)
    tally = read(tally, Reading(power_w=600.0), 650.0, BELIEVED_S)
    tally = settled(tally, 800.0, BELIEVED_S)
    tally = read(tally, Reading(energy_wh=780.0), 900.0, BELIEVED_S)

    assert tally.wh == pytest.approx(103.0)


@pytest.mark.parametrize("watts", [-40.0, ABSURD_W * 2])
def test_watts_that_cannot_be_are_not_counted(watts: float) -> None:
    """Power fed back is no use of power, and nonsense is no power."""
    tally = read(Tally(), Reading(power_w=watts), 0.0, BELIEVED_S)

    assert settled(tally, 900.0, BELIEVED_S).wh == 0.0


def test_a_wire_that_went_away_draws_nobody_knows_what() -> None:
    """Its last watts count up to its last will, not for the quarter of an hour after."""
    tally = read(Tally(), Reading(power_w=3600.0), 0.0, BELIEVED_S)
    tally = silenced(tally, 10.0, BELIEVED_S)

    assert settled(tally, 500.0, BELIEVED_S).wh == pytest.approx(10.0)
