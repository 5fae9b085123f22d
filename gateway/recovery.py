"""The office after a start: the last checkpoint, then every fact kept since."""

import logging
from collections.abc import Callable, Iterable

from gateway.codec import dump_durable, load_durable
from gateway.domain.decide import fold, kinds_of
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.turn import Fact
from gateway.errors import StoreUnavailable
from gateway.ledger import Ledger

log = logging.getLogger(__name__)

CHECKPOINT_ROWS = 2000
"""A checkpoint is taken after so many rows, so that a start folds no more than that."""
STILL_ROWS = 10_000
"""So many are folded in a few seconds, on a Raspberry Pi too."""


def recover(ledger: Ledger, now: Now, still: Callable[[], None] = lambda: None) -> Office:
    """Return the office as the ledger tells it, for all that was acknowledged.

    A checkpoint that cannot be read (a damaged one) only costs time: everything
    is folded from the first row. Of one that another version of the program
    wrote, what fits is taken, and only the other parts are folded anew.

    Args:
        ledger: Opened.
        now: The present.
        still: Called now and then while it goes on: a million rows take a while.
    """
    office, seq = Office(), 0
    lacking: tuple[str, ...] = ()
    kept = ledger.load_checkpoint()
    if kept is not None:
        try:
            (office, lacking), seq = load_durable(kept[1], now), kept[0]
        except ValueError as error:
            log.warning("the checkpoint cannot be used (%s); folding all rows", error)
    if lacking:
        log.warning("another version kept the checkpoint; folding anew: %s", ", ".join(lacking))
        if kinds := kinds_of(lacking):
            office = _folded(office, ledger.since(0, until=seq, kinds=kinds), now, still)
    return _folded(office, ledger.since(seq), now, still)


def _folded(
    office: Office, facts: Iterable[tuple[int, Fact]], now: Now, still: Callable[[], None]
) -> Office:
    for count, (_, fact) in enumerate(facts, start=1):
        office = fold(office, fact, now)
        if count % STILL_ROWS == 0:
            still()
    return office


class Checkpoints:
    """Takes a checkpoint now and then; only in the loop's thread."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._rows = 0

    def count(self, rows: int) -> None:
        """Count rows kept."""
        self._rows += rows

    def take_if_due(self, office: Office, now: Now) -> None:
        """Take one when enough rows came since the last."""
        if self._rows >= CHECKPOINT_ROWS:
            self.take(office, now)

    def take(self, office: Office, now: Now) -> None:
        """Take one now; a disk that refuses it costs time at the next start, nothing else."""
        try:
            self._ledger.save_checkpoint(self._ledger.last_seq(), dump_durable(office, now))
        except StoreUnavailable as trouble:
            log.warning("no checkpoint was taken: %s", trouble)
        else:
            self._rows = 0
