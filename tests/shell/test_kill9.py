"""The promise at the door: a tap that got a green light is on disk (spec 06)."""

import json
import subprocess
import sys
from collections import Counter

import pytest

from gateway.ledger import Ledger, verify
from tests.shell.storm import KEY, SHANGHAI

KILLS = 200


@pytest.mark.timeout(300)  # two hundred starts: a busy machine takes its time
def test_two_hundred_kills_in_a_storm_of_taps_lose_and_double_nothing(tmp_path):
    """Every acknowledged tap is there once, none twice, and the chain is intact."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.shell.storm", str(tmp_path), str(KILLS), "20261120"],
        capture_output=True,
        text=True,
        timeout=280,
        check=True,
    )
    said = json.loads(done.stdout)

    ledger = Ledger.open(tmp_path / "ledger.db", KEY, "storm", SHANGHAI)
    try:
        kept = Counter(f.body["tap_id"] for _, f in ledger.since(0) if f.kind == "tap")
    finally:
        ledger.close()

    assert len(said["acknowledged"]) > KILLS
    assert said["midway"] > KILLS / 4, "the kills came too late to prove anything"
    assert [t for t in said["acknowledged"] if kept[t] != 1] == []
    assert [t for t, times in kept.items() if times != 1] == []
    assert verify(tmp_path / "ledger.db", KEY).finding is None
