"""The benchmarks run, each with very little: what is never run is broken when it is needed."""

import math
import shutil

import pytest

from tests.benchmarks import taps
from tests.benchmarks.figures import Figure, table
from tests.benchmarks.p3_press import p3
from tests.benchmarks.p4_panels import p4
from tests.benchmarks.p5_reports import p5
from tests.benchmarks.p6_start import p6
from tests.benchmarks.p7_memory import p7
from tests.benchmarks.p8_timesheet import p8

needs_broker = pytest.mark.skipif(
    shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin") is None,
    reason="mosquitto is not installed",
)


@needs_broker
@pytest.mark.parametrize(
    "measure",
    [
        lambda folder: taps.p1(taps=3),
        lambda folder: taps.p2(rounds=1, taps=64, commits=3),
        lambda folder: p3(presses=2, panels=1),
        lambda folder: p4(reports=2, panels=2),
        lambda folder: p5(devices=5, seconds=0.2, messages=50, runs=1),
        lambda folder: p6(starts=1, rows=50, cache=folder),
        lambda folder: p7(seconds=0.5),
        lambda folder: p8(people=3, taps=600, runs=1, cache=folder),
    ],
    ids=["P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8"],
)
def test_a_benchmark_gives_figures(measure, tmp_path):
    """Each comes to an end and says something; how much, only `make bench` judges."""
    figures = measure(tmp_path)
    assert figures
    assert all(math.isfinite(figure.value) for figure in figures)


def test_a_table_says_what_missed_its_target():
    """A ratio over its limit is marked, one that may not fall below it likewise."""
    slow = Figure(id="X", what="slow", ours="5 ms", floor="1 ms", value=5, limit=4)
    quick = Figure(id="Y", what="quick", ours="9/s", floor="3/s", value=3, limit=3, at_least=True)
    lines = table([slow, quick]).splitlines()
    assert lines[2].endswith("MISSED")
    assert lines[3].endswith("ok")
