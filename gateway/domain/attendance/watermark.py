"""Up to when every door has delivered, and when taps may have been lost (spec 02 §3).

Two things can be wrong with a silent reader. One that *keeps* its taps (a
satellite) delivers them once it is back: until then nothing after its last word
is final. One that keeps nothing has lost what was tapped meanwhile, and so has
everything while the gateway itself was down: an absence in such a gap is held
back for good, and says why.

For whoever reads the ledger (`gateway/timesheets.py`):

    rows of the kinds `KINDS`, oldest first, from some days before the range;
    for each `gateway.started` among them the instant of the row before it.

    watermark(rules, rows, now)               -> datetime, for `Case.watermark`
    outages(rules, rows, before, now)         -> tuple[Outage, ...], for `Case.outages`
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gateway.domain.attendance.day import Outage
from gateway.domain.rules import Reader, Rules

if TYPE_CHECKING:
    from gateway.domain.snapshot import Kept

PART, STARTED = "part", "gateway.started"
KINDS = (PART, STARTED)
"""The ledger's kinds that tell which part was gone, and when the program began."""

KEEPS = frozenset({"satellite"})
"""Kinds of readers that keep their taps until the gateway has them."""
BEHIND = {"pcscd": frozenset({"pcsc"}), "broker": frozenset({"mqtt"})}
"""Parts without which readers of some kinds are silent too."""
ALL = frozenset({"store"})
"""Parts without which no tap is kept at all."""


@dataclass(frozen=True, slots=True)
class _Gone:
    """One part that was gone, from its row to the next that says otherwise."""

    part: str
    since: datetime
    until: datetime | None


def watermark(rules: Rules, rows: Iterable["Kept"], now: datetime) -> datetime:
    """Return up to when every door's reader has delivered.

    A reader that is gone has delivered up to its last word and no further, so an absence
    after that waits for it; one that was taken out of the site file holds up nobody.

    Args:
        rules: For the readers at doors.
        rows: Rows of `KINDS`, oldest first.
        now: The present, aware.
    """
    known = _doors(rules)
    silent = [
        gone.since
        for gone in _gone(rows)
        if gone.until is None and any(_silences(gone.part, reader) for reader in known)
    ]
    return min([now, *silent])


def outages(
    rules: Rules, rows: Sequence["Kept"], before: Mapping[int, datetime], now: datetime
) -> tuple[Outage, ...]:
    """Return when taps may have been lost, by time; blips shorter than `reader_gone_s` are none.

    Args:
        rules: For the readers at doors, and how long a blip is.
        rows: Rows of `KINDS`, oldest first.
        before: By the `seq` of a row `gateway.started`: when the row before it was written.
            A start without one is the first: nothing was lost before it.
        now: The present, aware.
    """
    blip = timedelta(seconds=rules.durations.reader_gone_s)
    found: list[Outage] = []
    for row in rows:
        last = before.get(row.seq) if row.kind == STARTED else None
        if last is not None:
            found.append(Outage(since=last, until=row.at))
    for gone in _gone(rows):
        until = gone.until or now
        for reader in _doors(rules):
            lasts = gone.until is None
            if _silences(gone.part, reader) and (lasts or not _keeps(gone.part, reader)):
                found.append(Outage(since=gone.since, until=until, reader=reader.id))
    long = {each for each in found if each.until - each.since > blip}
    return tuple(sorted(long, key=lambda o: (o.since, o.until, o.reader)))


def _gone(rows: Iterable["Kept"]) -> list[_Gone]:
    """Return each time in which a part was gone."""
    since: dict[str, datetime] = {}
    found: list[_Gone] = []
    for row in rows:
        part = row.body.get("part")
        if row.kind != PART or not isinstance(part, str):
            continue
        if row.body.get("ok") is False:
            since.setdefault(part, row.at)
        elif part in since:
            found.append(_Gone(part, since.pop(part), row.at))
    return [*found, *(_Gone(part, at, None) for part, at in since.items())]


def _doors(rules: Rules) -> list[Reader]:
    """Return the readers that sign people in and out; inner doors do not."""
    doors = [r for r in rules.readers.values() if r.is_door]
    zones = {r.zone for r in doors}
    return [r for r in doors if zones.isdisjoint(rules.zone_path(r.zone)[1:])]


def _silences(part: str, reader: Reader) -> bool:
    """Tell whether a part's absence makes a reader silent."""
    if part in ALL or part == f"reader:{reader.id}":
        return True
    return reader.kind in BEHIND.get(part, ())


def _keeps(part: str, reader: Reader) -> bool:
    """Tell whether what was tapped meanwhile comes after all."""
    return reader.kind in KEEPS and part not in ALL
