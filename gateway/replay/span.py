"""From when to when a replayed file told, beside the records it left: for reports on them.

A file tells of whole days: from the first one's start, however late its first line,
to the time of its last line, however long before that the last record was kept.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gateway.errors import StoreDamaged
from gateway.files import replace_synced, why

NAME = "replay.json"


@dataclass(frozen=True, slots=True)
class Span:
    """Aware; `since` is a midnight of the office."""

    since: datetime
    until: datetime


def keep_span(data: Path, span: Span) -> None:
    """Keep it in a data folder.

    Raises:
        OSError: It cannot be written.
    """
    said = {"since": span.since.isoformat(), "until": span.until.isoformat()}
    replace_synced(data / NAME, json.dumps(said).encode())


def span_of(data: Path) -> Span | None:
    """Return what is kept; None where a gateway ran, and no replay.

    Raises:
        StoreDamaged: It cannot be read.
    """
    path = data / NAME
    try:
        said = json.loads(path.read_bytes())
        return Span(*(datetime.fromisoformat(said[name]) for name in ("since", "until")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreDamaged(
            f"{path} cannot be read ({why(error)}): replay the file again"
        ) from error
