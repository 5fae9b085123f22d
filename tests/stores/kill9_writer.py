"""A ledger that is killed: run by `test_ledger_kill9.py` as a process of its own.

    python -m tests.stores.kill9_writer LEDGER KILLS

Imports once, then forks KILLS children, one after the other. Each keeps taps as
fast as it can and says each on a pipe once it is on disk; `kill -9` comes at a
random moment. Prints what was acknowledged as JSON: tap number to row.
"""

import json
import os
import random
import signal
import sys
from pathlib import Path

from gateway.ledger import Ledger
from tests.stores.samples import KEY, now, tap


def keep_taps(path: Path, number: int, out: int) -> None:
    """Keep taps in small batches until killed."""
    ledger = Ledger.open(path, KEY, "gw-1")
    while True:
        batch = [tap(number + n) for n in range(1 + number % 3)]
        seqs = ledger.append(batch, now(float(number)))
        os.write(out, "".join(f"{number + n} {seq}\n" for n, seq in enumerate(seqs)).encode())
        number += len(batch)


def storm(path: Path, first: int, lines: int) -> dict[int, int]:
    """Let a child keep taps, kill it after it has said so many lines, return all it said."""
    our_end, their_end = os.pipe()
    child = os.fork()
    if child == 0:
        keep_taps(path, first, their_end)
    os.close(their_end)
    said = b""
    with os.fdopen(our_end, "rb", buffering=0) as pipe:
        while said.count(b"\n") < lines and (piece := pipe.read(65_536)):
            said += piece
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        said += pipe.readall()
    whole = said[: said.rfind(b"\n") + 1].decode().splitlines()
    return {int(n): int(seq) for n, seq in (line.split() for line in whole)}


def main() -> None:
    """Run the storms and print what was said."""
    path, kills = Path(sys.argv[1]), int(sys.argv[2])
    moments = random.Random(9)
    said: dict[int, int] = {}
    for _ in range(kills):
        said |= storm(path, max(said, default=-1) + 1_000, moments.randint(1, 60))
    print(json.dumps(said))


if __name__ == "__main__":
    main()
