"""P9: a card in the field → its UID known; our reader loop against a bare one.

Both on the same pcscd and virtual reader, card by card in turn, each card laid
at the same (random) phase of pcscd's look every 0.4 s, which is most of the
time. `noticed_*` leaves that out: from pcscd's first question to the card.

Run: python -m tests.benchmarks.p9_card [cards]; prints one line of JSON.
"""

import json
import queue
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from smartcard import scard

from devices.nfc.config import PcscReaderConfig
from devices.nfc.pcsc import PcscReaders
from gateway.domain.events import BadgeTapped, Event
from tests.parts.pcscd import Pcscd, missing
from tests.parts.vcard import CardSlot, with_uid

CARDS = 24
READER = "Virtual PCD 00 00"
UID = bytes.fromhex("04A1B2C3D4E580")
GET_UID = [0xFF, 0xCA, 0x00, 0x00, 0x00]
LOOK_S = 0.4

Known = queue.SimpleQueue[float]


class BareLoop:
    """What nobody can do with less: wait, connect, ask, say."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._stopping = False
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._thread.join()

    def _run(self) -> None:
        _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        word = 0
        while not self._stopping:
            code, states = scard.SCardGetStatusChange(context, 500, [(READER, word)])
            if code != scard.SCARD_S_SUCCESS:
                continue
            came = states[0][1] & scard.SCARD_STATE_PRESENT and not (
                word & scard.SCARD_STATE_PRESENT
            )
            word = states[0][1] & ~scard.SCARD_STATE_CHANGED
            if came:
                self._ask(context)
        scard.SCardReleaseContext(context)

    def _ask(self, context: int) -> None:
        both = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        _, card, protocol = scard.SCardConnect(context, READER, scard.SCARD_SHARE_SHARED, both)
        t1 = protocol == scard.SCARD_PROTOCOL_T1
        header = scard.SCARD_PCI_T1 if t1 else scard.SCARD_PCI_T0
        _, answer = scard.SCardTransmit(card, header, GET_UID)
        scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
        if bytes(answer[:-2]) == UID:
            self._known.put(time.perf_counter())


def our_loop(known: Known) -> PcscReaders:
    """Return our readers; the UID is known when the hash is asked for."""

    def emit(event: Event) -> None:
        if isinstance(event, BadgeTapped):
            known.put(time.perf_counter())

    config = [PcscReaderConfig(id="door", match=READER)]
    return PcscReaders(config, emit, lambda uid: "", "bench", time.monotonic)


def one_card(slot: CardSlot, known: Known, phase_s: float) -> tuple[float, float]:
    """Return ms from laying a card to its UID, and from pcscd's first question to it."""
    time.sleep(LOOK_S + 0.05 + phase_s)  # pcscd has seen the empty reader meanwhile
    laid_s = time.perf_counter()
    slot.lay(with_uid(UID))
    known_s = known.get(timeout=10)
    noticed_s = slot.noticed_s
    slot.take()
    return (known_s - laid_s) * 1000, (known_s - noticed_s) * 1000


def measure(make: Callable[[Known], BareLoop | PcscReaders], slot: CardSlot, phases: list[float]):
    """Return both times of each card for one kind of loop."""
    known: Known = queue.SimpleQueue()
    loop = make(known)
    loop.start()
    one_card(slot, known, 0.0)  # warm
    found = [one_card(slot, known, phase_s) for phase_s in phases]
    loop.stop()
    return found


def main(cards: int = CARDS) -> dict[str, object]:
    """Run both loops in turn and return the figures."""
    with tempfile.TemporaryDirectory() as folder:
        pcscd = Pcscd(Path(folder))
        pcscd.start()
        slot = CardSlot(pcscd.port)
        bare: list[tuple[float, float]] = []
        ours: list[tuple[float, float]] = []
        try:
            for _ in range(4):
                phases = [random.uniform(0, LOOK_S) for _ in range(max(1, cards // 4))]
                bare += measure(BareLoop, slot, phases)
                ours += measure(our_loop, slot, phases)
        finally:
            slot.take()
            pcscd.stop()
    floor_ms, noticed_floor_ms = (statistics.median(column) for column in zip(*bare, strict=True))
    ours_ms, noticed_ms = (statistics.median(column) for column in zip(*ours, strict=True))
    return {
        "id": "P9",
        "cards": len(ours),
        "floor_ms": round(floor_ms, 2),
        "ours_ms": round(ours_ms, 2),
        "ratio": round(ours_ms / floor_ms, 3),
        "target": 1.2,
        "noticed_floor_ms": round(noticed_floor_ms, 3),
        "noticed_ours_ms": round(noticed_ms, 3),
        "noticed_ratio": round(noticed_ms / noticed_floor_ms, 3),
    }


if __name__ == "__main__":
    if why := missing():
        sys.exit(f"P9 {why}")
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else CARDS)))
