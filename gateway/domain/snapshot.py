"""The office at one instant, as screens and programs read it."""

from dataclasses import dataclass

from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.rules import Rules


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Immutable, so any thread may read it for as long as it likes.

    `version` grows by one with each batch that changed something.
    """

    version: int
    office: Office
    rules: Rules
    now: Now
