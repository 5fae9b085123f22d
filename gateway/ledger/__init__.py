"""What happened, kept for good: one SQLite file, append-only, chained by a key.

The only package that knows SQL. `Ledger` writes (one owner), `LedgerReader`
answers questions from any thread, `verify` proves the chain. It must not know
what any row means, beyond the keys its projections read.
"""

from gateway.domain.snapshot import Kept
from gateway.ledger.blanking import RETENTION
from gateway.ledger.connect import copy_to, refuse_foreign
from gateway.ledger.health import DiskState, look_at_disk
from gateway.ledger.ledger import REPEATED, Ledger
from gateway.ledger.proof import (
    Anchor,
    Breach,
    Finding,
    Verdict,
    anchor_now,
    export_lines,
    verify,
)
from gateway.ledger.reader import LedgerReader
from gateway.ledger.rows import tapped_of

__all__ = [
    "REPEATED",
    "RETENTION",
    "Anchor",
    "Breach",
    "DiskState",
    "Finding",
    "Kept",
    "Ledger",
    "LedgerReader",
    "Verdict",
    "anchor_now",
    "copy_to",
    "export_lines",
    "look_at_disk",
    "refuse_foreign",
    "tapped_of",
    "verify",
]
