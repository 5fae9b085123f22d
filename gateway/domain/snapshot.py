"""The office at one instant, as screens and programs read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.rules import Rules
from gateway.domain.text import Json


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Immutable, so any thread may read it for as long as it likes.

    `version` grows by one with each batch that changed something.
    """

    version: int
    office: Office
    rules: Rules
    now: Now


@dataclass(frozen=True, slots=True)
class Kept:
    """One row of the ledger, for a page, the API or a report.

    `body` is empty and `subject` is `""` once retention has blanked the row.
    """

    seq: int
    at: datetime
    kind: str
    subject: str
    body: Mapping[str, Json]
