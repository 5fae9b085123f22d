"""A zone's night from the ledger: who was there, what it drew, what was done, what went wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from gateway.domain.decide import fold
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.opening import is_closed
from gateway.domain.presence import FOLDS as PRESENCE
from gateway.domain.presence import head_count
from gateway.domain.rules import Rules
from gateway.domain.turn import Fact
from kiosk_web.ports import History, Kept, Snapshot
from kiosk_web.views.energy import series
from kiosk_web.views.energy.places import Place
from kiosk_web.views.energy.series import Bucket

EVENING, MORNING = time(17), time(9)
QUARTER = timedelta(minutes=15)
LOOK_BACK = timedelta(days=1)
"""Everybody who is in at 17:00 came after the day before's: sessions end at 04:00."""

OPEN_BACK = timedelta(days=7)
"""An alert still open at 17:00 was raised within so long, or is not shown."""

LITTLE = 0.02
"""Less than this of a quarter of an hour is no figure for it."""

COMMANDS = ("press", "wanted", "lastout.switched")
CHECKS = ("lastout.asked", "lastout.ended")
ALERTS = ("alert.raised", "alert.reopened", "alert.resolved")


@dataclass(frozen=True, slots=True)
class Step:
    """A figure from an instant on; None is not known."""

    at: datetime
    value: float | None


@dataclass(frozen=True, slots=True)
class Doing:
    """Something switched: by a person's hand, or by the office itself; `count` things at once."""

    at: datetime
    by_hand: bool
    count: int


@dataclass(frozen=True, slots=True)
class Span:
    """A check or an alert, from when to when.

    Attributes:
        kind: `check` or `alert`.
        key: Whose.
        end: None while it is not over.
        row: The row that tells of it best.
    """

    kind: str
    key: str
    begin: datetime
    end: datetime | None
    row: Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """Everything on one axis of time; `now` is its end while it is not over."""

    since: datetime
    until: datetime
    now: datetime
    people: tuple[Step, ...]
    load: tuple[Step, ...]
    doings: tuple[Doing, ...]
    spans: tuple[Span, ...]
    closed: tuple[tuple[datetime, datetime], ...]
    rows: tuple[Kept, ...]
    used: Bucket | None


def night_of(snapshot: Snapshot, history: History, place: Place, evening: date) -> Night:
    """Return the night that begins on an evening, as far as it has come."""
    rules = snapshot.rules
    since = datetime.combine(evening, EVENING, rules.timezone)
    until = datetime.combine(evening + timedelta(days=1), MORNING, rules.timezone)
    now = min(max(snapshot.now.at, since), until)
    rows = [r for r in history.between(since, now) if r.body]
    mine = [r for r in rows if _is_here(rules, r, place) and not _is_earlier(r, since)]
    quarters = _quarters(snapshot, history, place, since, until)
    return Night(
        since=since,
        until=until,
        now=now,
        people=tuple(_people(snapshot, history, place, since, now)),
        load=tuple(_load(quarters, now)),
        doings=tuple(_doings(mine)),
        spans=tuple(_spans(history, rules, place, since, now)),
        closed=tuple(_closed(rules, place, since, until)),
        rows=tuple(mine),
        used=series.total(b for b in quarters if b.at < now),
    )


def _is_earlier(row: Kept, since: datetime) -> bool:
    """Tell whether a row counts what had ended before the night: it was written late."""
    until = row.body.get("until")
    if row.kind != "energy.avoided" or not isinstance(until, str):
        return False
    return datetime.fromisoformat(until) <= since


def _quarters(
    snapshot: Snapshot, history: History, place: Place, since: datetime, until: datetime
) -> list[Bucket]:
    wires = series.wires_to_ask(snapshot, place.sources)
    count = round((until - since) / QUARTER)
    spans = [Bucket(at=since + n * QUARTER, until=since + (n + 1) * QUARTER) for n in range(count)]
    return series.buckets(history.energy_slots(since, until, wires), place.sources, spans)


def _load(quarters: Sequence[Bucket], now: datetime) -> Iterator[Step]:
    """Yield what was drawn in each quarter of an hour, on average over what is known of it."""
    for each in quarters:
        if each.until > now:
            return
        known = each.wh is not None and each.share >= LITTLE
        hours = each.seconds * each.share / 3600
        yield Step(each.at, (each.wh or 0.0) / hours if known else None)


def _people(
    snapshot: Snapshot, history: History, place: Place, since: datetime, now: datetime
) -> Iterator[Step]:
    """Yield how many are in, each time it changes: the taps, folded by the rules' own fold."""
    rules, office = snapshot.rules, Office()
    zones = [place.key] if place.key else [z.id for z in rules.zones.values() if z.parent is None]
    count, shown = 0, False
    for row in history.between(since - LOOK_BACK, now, kinds=tuple(PRESENCE)):
        if row.at >= since and not shown:
            yield Step(since, float(count))
            shown = True
        if row.body:
            fact = Fact(row.kind, row.subject, row.body, row.at)
            office = fold(office, fact, Now(0.0, row.at))
        after = sum(head_count(office, rules, zone) for zone in zones)
        if shown and after != count:
            yield Step(row.at, float(after))
        count = after
    if not shown:
        yield Step(since, float(count))


def _is_here(rules: Rules, row: Kept, place: Place) -> bool:
    """Tell whether a row of the ledger is about a place."""
    if not place.key:
        return True
    room = row.body.get("room")
    for key in (row.subject, row.body.get("zone"), room, row.body.get("channel")):
        if not isinstance(key, str) or not key:
            continue
        channel, known = rules.channels.get(key), rules.rooms.get(key)
        zone = channel.zone if channel else known.zone if known else key
        if zone in place.zones:
            return True
    return False


def _doings(rows: Sequence[Kept]) -> Iterator[Doing]:
    """Yield what was switched; what comes in the same half minute is one mark."""
    last: Doing | None = None
    for row in rows:
        if row.kind not in COMMANDS:
            continue
        by_hand = row.kind == "press"
        if last and last.by_hand is by_hand and row.at - last.at < timedelta(seconds=30):
            last = Doing(last.at, by_hand, last.count + 1)
            continue
        if last:
            yield last
        last = Doing(row.at, by_hand, 1)
    if last:
        yield last


def _spans(
    history: History, rules: Rules, place: Place, since: datetime, now: datetime
) -> Iterator[Span]:
    """Yield checks and alerts that lie in the night, those open at its begin with them."""
    begun: dict[tuple[str, str], Kept] = {}
    for row in history.between(since - OPEN_BACK, now, kinds=(*CHECKS, *ALERTS)):
        kind = "alert" if row.kind.startswith("alert.") else "check"
        key = (kind, row.subject)
        if row.kind.endswith((".asked", ".raised", ".reopened")):
            if _is_here(rules, row, place):
                begun[key] = row
        elif key in begun:
            first = begun.pop(key)
            if row.at >= since:
                told = first if kind == "alert" else row
                yield Span(kind, row.subject, first.at, row.at, told)
    for (kind, subject), row in begun.items():
        if kind == "alert" or row.at >= since:
            yield Span(kind, subject, row.at, None, row)


def _closed(
    rules: Rules, place: Place, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Yield when the place is outside its hours, to the quarter of an hour."""
    zone = place.key or next(iter(rules.zones), "")
    begin: datetime | None = None
    at = since
    while at < until:
        closed = is_closed(rules, zone, at)
        if closed and begin is None:
            begin = at
        elif not closed and begin is not None:
            yield begin, at
            begin = None
        at += QUARTER
    if begin is not None:
        yield begin, until
