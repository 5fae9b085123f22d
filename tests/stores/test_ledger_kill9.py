"""`kill -9` at any moment: what was said to be kept is there, once, and the chain holds."""

import json
import subprocess
import sys
from pathlib import Path

from gateway.ledger import Ledger, verify
from tests.stores.samples import KEY

KILLS = 25


def test_after_25_kills_every_acknowledged_tap_is_there_once(path: Path) -> None:
    """The promise of the green light, tried on the ledger alone."""
    command = [sys.executable, "-m", "tests.stores.kill9_writer", str(path), str(KILLS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=True)
    said = {int(number): seq for number, seq in json.loads(done.stdout).items()}

    kept: dict[str, list[int]] = {}
    ledger = Ledger.open(path, KEY, "gw-1")
    for seq, fact in ledger.since(0):
        kept.setdefault(str(fact.body["tap_id"]), []).append(seq)
    ledger.close()

    assert len(said) > KILLS
    assert {n: kept.get(f"front-door:boot:{n}") for n in said} == {n: [s] for n, s in said.items()}
    assert all(len(seqs) == 1 for seqs in kept.values())
    assert verify(path, KEY).finding is None
