"""A storm of taps that is killed: run by `test_kill9.py` as a process of its own.

    python -m tests.shell.storm DATA KILLS SEED

Imports once, then forks a gateway's heart (ledger, recovery, loop) KILLS times
over the same data; each child taps at 16 readers at once and writes the id of
every tap that got its green light to a pipe. `kill -9` comes a random moment
after a random number of them, so in the middle on a fast and a slow machine
alike. Prints one line of JSON: what was acknowledged, and how many children
died before they had acknowledged all.
"""

import json
import os
import random
import signal
import sys
import threading
from dataclasses import replace
from itertools import islice
from pathlib import Path

from gateway.clock import SystemClock
from gateway.domain.effects import Feedback, Result
from gateway.domain.events import BadgeTapped
from gateway.domain.rules import Badge, Person, Reader
from gateway.domain.text import Text
from gateway.ledger import Ledger
from gateway.loop import Loop
from gateway.recovery import Checkpoints, recover
from tests.domain.scene import SHANGHAI, sample_rules

KEY = b"k" * 32
READERS = 16
PEOPLE = 64
CHECKPOINT_ROWS = 200
"""Few, so that the storm goes over checkpoints as well as over rows."""
JITTER_S = 0.002


def rules():
    """Return the sample office with many doors and many people."""
    few = sample_rules()
    people = {f"s{n}": Person(id=f"s{n}", number=str(n), name=f"S{n}") for n in range(PEOPLE)}
    return replace(
        few,
        people=people,
        badges={f"h{p}": Badge(badge=f"h{p}", person=p) for p in people},
        readers={
            f"r{n}": Reader(id=f"r{n}", kind="sim", zone="office", name=Text("", ""))
            for n in range(READERS)
        },
    )


def child(data: Path, boot: str, out: int) -> None:
    """Be a gateway's heart until killed."""
    clock = SystemClock(SHANGHAI)
    ledger = Ledger.open(data / "ledger.db", KEY, "storm", SHANGHAI)
    acknowledged: dict[str, str] = {}

    def feedback(told: Feedback) -> None:
        if told.result is not Result.STORE_FAILED:  # a bounce is kept and lit green as well
            os.write(out, f"{acknowledged[told.person or '']}\n".encode())

    office = recover(ledger, clock.now())
    if ledger.last_seq() - (ledger.load_checkpoint() or (0,))[0] > CHECKPOINT_ROWS:
        Checkpoints(ledger).take(office, clock.now())
    loop = Loop(office, rules(), clock, ledger, {Feedback: feedback})

    def tap(reader: int) -> None:
        mine = [f"s{n}" for n in range(reader, PEOPLE, READERS)]
        for person in mine:
            tap_id = f"r{reader}:{boot}:{person}"
            acknowledged[person] = tap_id
            loop.inbox.put(BadgeTapped(tap_id=tap_id, reader=f"r{reader}", badge=f"h{person}"))
            threading.Event().wait(random.random() * 0.002)

    for reader in range(READERS):
        threading.Thread(target=tap, args=(reader,), daemon=True).start()
    loop.run()


def storm(data: Path, kills: int, seed: int) -> dict[str, object]:
    """Fork, let it rain, kill, again; return the acknowledged ids."""
    chance = random.Random(seed)
    acked: list[str] = []
    midway = 0
    for turn in range(kills):
        read_end, write_end = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read_end)
            child(data, f"b{turn}", write_end)
            os._exit(0)
        os.close(write_end)
        enough = chance.randrange(1, PEOPLE // 2)
        with os.fdopen(read_end) as told:
            mine = list(islice(told, enough))
            threading.Event().wait(chance.random() * JITTER_S)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            mine = [line.strip() for line in (*mine, *told) if line.endswith("\n")]
        acked += mine
        midway += len(mine) < PEOPLE
    return {"acknowledged": acked, "midway": midway}


if __name__ == "__main__":
    print(json.dumps(storm(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
