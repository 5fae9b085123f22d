"""What a place used, hour by hour or day by day, from what its wires did; gaps stay gaps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from gateway.domain.energy.slots import off_hours
from gateway.domain.energy.state import wire_text
from gateway.domain.energy.tally import settled
from gateway.domain.energy.totals import heard_wires
from gateway.domain.meters import meter_parts
from gateway.domain.reports import Wire
from kiosk_web.ports import History, Snapshot, Used

Source = tuple[Wire, ...]
"""The wires that tell of one thing; a whole device alone may be told by its phases."""

ByWire = Mapping[str, list[Used]]
HOUR = timedelta(hours=1)

OLDEST, NEWEST = date(2000, 1, 1), date(2199, 12, 31)
"""Nothing was measured before, nothing will be after; a calendar ends somewhere."""

MOST_DAYS_BY_HOUR, MOST_DAYS = 62, 1100
"""No more is told at once; a year of hours is asked for in six."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A place in one hour or one day.

    Attributes:
        at, until: From when to when.
        wh: Energy whose time is known; None when nothing is known.
        off_wh: The part of it outside opening hours.
        hours_wh: The part of it of which it was known whether the place was open.
        late_wh: Energy of a gap before, that came to light then.
        share: How much of the time something is known of, 0 to 1.
        peak_w: The most that any one of its wires drew; None without a word of watts.
    """

    at: datetime
    until: datetime
    wh: float | None = None
    off_wh: float = 0.0
    hours_wh: float = 0.0
    late_wh: float = 0.0
    share: float = 0.0
    peak_w: float | None = None

    @property
    def seconds(self) -> float:
        """How long it is; a day may have 23 or 25 hours."""
        return (self.until - self.at).total_seconds()

    @property
    def all_wh(self) -> float:
        """All energy that is known of, whenever it was drawn."""
        return (self.wh or 0.0) + self.late_wh


def wires_to_ask(snapshot: Snapshot, sources: Iterable[Source]) -> tuple[str, ...]:
    """Return the wires whose rows tell of some sources, as the ledger names them."""
    found: dict[str, None] = {}
    for source in sources:
        for wire in source:
            found[wire_text(wire)] = None
            if wire[1] is None and len(source) == 1:
                phases = heard_wires(snapshot.office, wire[0])
                found.update(dict.fromkeys(wire_text(w) for w in phases))
    return tuple(found)


def under_way(snapshot: Snapshot, wires: Sequence[str]) -> list[Used]:
    """Return what some wires used in the quarter under way, which the ledger has not yet."""
    metering, now, rules = snapshot.office.metering, snapshot.now, snapshot.rules
    hour = now.at.replace(minute=0, second=0, microsecond=0)
    closed = off_hours(rules, metering.closed)
    found = []
    for name in wires:
        wire = meter_parts(name)
        tally = metering.tallies.get(wire)
        if tally is None:
            continue
        last = settled(tally, now.mono_s, rules.durations.meter_silent_s)
        off = closed.get(wire[0])
        off_wh, hours_wh = last.wh if off else 0.0, 0.0 if off is None else last.wh
        known = (last.wh, off_wh, hours_wh, last.late_wh, last.covered_s, last.peak_w)
        found.append(Used(name, hour, 0.0, *known))
    return found


def used_between(
    snapshot: Snapshot, history: History, since: datetime, until: datetime, wires: Sequence[str]
) -> ByWire:
    """Return what some wires used by hours, what is under way included, by wire."""
    used = list(history.energy_hours(since, until, wires))
    if since <= snapshot.now.at < until:
        used += under_way(snapshot, wires)
    return by_wire(used)


def by_wire(used: Iterable[Used]) -> ByWire:
    """Return rows by their wire."""
    found: dict[str, list[Used]] = {}
    for each in used:
        found.setdefault(each.wire, []).append(each)
    return found


def buckets(
    used: Iterable[Used] | ByWire, sources: Sequence[Source], spans: Sequence[Bucket]
) -> list[Bucket]:
    """Return empty spans filled with what some sources used, in the spans' order.

    Who fills many from the same rows sorts them once, `by_wire`.
    A source that never said a word in all of it does not count as a gap: it
    measures nothing.
    """
    rows = used if isinstance(used, Mapping) else by_wire(used)
    groups = [g for source in sources if (g := _rows_of(rows, source))]
    if not groups:
        return list(spans)
    filled: dict[datetime, Bucket] = {}
    starts = _Starts(spans)
    for group in groups:
        weight = 1.0 / (len(groups) * len(group))
        for own in group:
            for row in own:
                span = starts.of(row.at)
                if span is not None:
                    filled[span.at] = _plus(filled.get(span.at, span), row, weight)
    return [_whole(filled.get(span.at, span)) for span in spans]


def _rows_of(used: ByWire, source: Source) -> list[list[Used]]:
    """Return the rows of one thing: its own, else those of its phases."""
    for wire in source:
        if rows := used.get(wire_text(wire)):
            return [rows]
    device, number = source[0]
    if number is not None or len(source) > 1:
        return []
    return [rows for name, rows in used.items() if meter_parts(name)[0] == device]


class _Starts:
    """Finds the span in which an instant lies."""

    def __init__(self, spans: Sequence[Bucket]) -> None:
        self._spans = list(spans)
        self._at = 0

    def of(self, at: datetime) -> Bucket | None:
        found = self._at if self._spans and self._spans[self._at].at <= at else 0
        while found < len(self._spans) and self._spans[found].until <= at:
            found += 1
        if found == len(self._spans) or self._spans[found].at > at:
            return None
        self._at = found
        return self._spans[found]


def _plus(bucket: Bucket, row: Used, weight: float) -> Bucket:
    peak_w = bucket.peak_w
    if row.peak_w is not None and (peak_w is None or row.peak_w > peak_w):
        peak_w = row.peak_w
    return Bucket(
        at=bucket.at,
        until=bucket.until,
        wh=(bucket.wh or 0.0) + row.wh,
        off_wh=bucket.off_wh + row.off_wh,
        hours_wh=bucket.hours_wh + row.hours_wh,
        late_wh=bucket.late_wh + row.late_wh,
        share=bucket.share + row.covered_s * weight / bucket.seconds,
        peak_w=peak_w,
    )


def _whole(bucket: Bucket) -> Bucket:
    """Return a bucket with its share cut at one: a word may tell of a time before."""
    return replace(bucket, share=min(1.0, bucket.share)) if bucket.share > 1.0 else bucket


def hours_of(day: date, zone: tzinfo | None) -> list[Bucket]:
    """Return the hours of a local day, empty; 23 or 25 where the clocks change."""
    return _hours(midnight(day, zone), midnight(day + timedelta(days=1), zone))


def _hours(since: datetime, until: datetime) -> list[Bucket]:
    found, at = [], since.astimezone(UTC)
    while at < until:
        begin = at.astimezone(since.tzinfo)
        found.append(Bucket(at=begin, until=(at + HOUR).astimezone(since.tzinfo)))
        at += HOUR
    return found


def days_from(first: date, count: int, zone: tzinfo | None) -> list[Bucket]:
    """Return some local days, empty."""
    days = [first + timedelta(days=n) for n in range(count)]
    return [
        Bucket(at=midnight(day, zone), until=midnight(day + timedelta(days=1), zone))
        for day in days
    ]


def midnight(day: date, zone: tzinfo | None) -> datetime:
    """Return the instant at which a local day begins."""
    return datetime.combine(day, time(), zone)


def total(found: Iterable[Bucket]) -> Bucket | None:
    """Return some spans as one; its share is over all of them. None for none."""
    each = list(found)
    if not each:
        return None
    seconds = sum(b.seconds for b in each) or 1.0
    known = [b.wh for b in each if b.wh is not None]
    return Bucket(
        at=each[0].at,
        until=each[-1].until,
        wh=sum(known) if known else None,
        off_wh=sum(b.off_wh for b in each),
        hours_wh=sum(b.hours_wh for b in each),
        late_wh=sum(b.late_wh for b in each),
        share=sum(b.share * b.seconds for b in each) / seconds,
        peak_w=max((b.peak_w for b in each if b.peak_w is not None), default=None),
    )
