"""The office at one instant, as screens and programs read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

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


class How(NamedTuple):
    """Where and how a card was read: the same for most taps of an office.

    Attributes:
        result: How it ended (`effects.Result`).
        wanted: What the person touched beforehand, or empty.
        trusted: False while the clock was not set.
        witness: Whose badge it was when somebody had forgotten theirs, or empty.
    """

    zone: str = ""
    reader: str = ""
    result: str = ""
    wanted: str = ""
    trusted: bool = True
    witness: str = ""


class Tapped(NamedTuple):
    """What attendance asks of a kept tap; a plain tuple, as a month of an office has 30,000.

    Attributes:
        seq: Its row.
        at_us: When, in microseconds since 1970, UTC.
        person: Empty for a card nobody has.
    """

    seq: int
    at_us: int
    person: str
    tap_id: str
    how: How


@dataclass(frozen=True, slots=True)
class Used:
    """What went through one wire in an hour, or in a slot of at most a quarter of an hour.

    Attributes:
        wire: `device` or `device:channel`, as the site file writes a meter.
        at: When it began, in the site's zone.
        seconds: How long it is.
        wh: Energy whose time is known.
        off_wh: The part of it outside opening hours, as they were then.
        hours_wh: The part of it of which it was known whether the zone was open.
        late_wh: Energy that came to light then: drawn in a gap before, nobody knows when.
        covered_s: Seconds of which something is known; less than `seconds` is a gap.
        peak_w: The most it drew; None without a word of its watts.
    """

    wire: str
    at: datetime
    seconds: float
    wh: float
    off_wh: float
    hours_wh: float
    late_wh: float
    covered_s: float
    peak_w: float | None


@dataclass(frozen=True, slots=True)
class Avoided:
    """Waste that a last-out check has spared a zone, from its end until it opened or somebody came.

    Attributes:
        measured: By the zone's meter before and after; False for an estimate.
    """

    zone: str
    since: datetime
    until: datetime
    wh: float
    measured: bool
