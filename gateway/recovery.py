"""The office after a start: the last checkpoint, then every fact kept since."""

import logging

from gateway.codec import dump_durable, load_durable
from gateway.domain.decide import fold
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.errors import StoreUnavailable
from gateway.ledger import Ledger

log = logging.getLogger(__name__)

CHECKPOINT_ROWS = 2000
"""A checkpoint is taken after so many rows, so that a start folds no more than that."""


def recover(ledger: Ledger, now: Now) -> Office:
    """Return the office as the ledger tells it, for all that was acknowledged.

    A checkpoint that cannot be read (a newer or damaged one) only costs time:
    everything is folded from the first row.
    """
    office, seq = Office(), 0
    kept = ledger.load_checkpoint()
    if kept is not None:
        try:
            office, seq = load_durable(kept[1], now), kept[0]
        except (ValueError, TypeError, KeyError) as error:
            log.warning(
                "checkpoint at row %d cannot be used (%s); folding all rows", kept[0], error
            )
    for _, fact in ledger.since(seq):
        office = fold(office, fact, now)
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
