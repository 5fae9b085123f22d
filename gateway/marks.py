"""Taps, corrections and declarations out of the ledger as attendance reads them.

A raw tap is never changed: what a correction says of it is read beside it. A
tap under a clock that was not set is dated by what the clock was off.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from gateway.domain.attendance.marks import Mark
from gateway.domain.effects import Result
from gateway.domain.rules import ReaderDirection, Rules
from gateway.domain.snapshot import Kept, Tapped
from gateway.domain.turn import number_in

WAYS = {"arrived": "in", "back": "in", "leaving": "out", "going_out": "out"}
"""What a person's word makes of a tap."""

PASSED = frozenset(
    result.value
    for result in (
        *(Result.BLOCKED, Result.UNKNOWN_BADGE, Result.STORE_FAILED),
        Result.CONFIRMED,
    )
)
"""Taps of nobody, or of a card that opens nothing; and signs on duty, by which nobody goes."""

CORRECTED, DATED, DECLARED = "tap.corrected", "clock.trusted", "tap.declared"
"""What is said of taps: corrections within minutes or hours, a declaration weeks later."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Marks = dict[str, dict[str, Mark]]
"""By person, then by tap id."""


def marks_of(rules: Rules, taps: Iterable[Tapped], said: Sequence[Kept]) -> Marks:
    """Return everybody's marks, as the taps and all that was said of them make them.

    Args:
        rules: For the readers' directions.
        taps: As they came.
        said: What corrections, the clock and declarations say of them, oldest first.
    """
    marks = _of_taps(rules, taps, [row for row in said if row.kind == DATED])
    for row in said:
        if row.kind == CORRECTED:
            _correct(marks, row)
        elif row.kind == DECLARED:
            _declare(marks, row)
    return marks


def instant_of(tap: Tapped) -> datetime:
    """Return when a tap came, as the clock told it then."""
    return EPOCH + timedelta(microseconds=tap.at_us)


def wrong_spans(dated: Iterable[Kept], since: datetime, until: datetime) -> list[tuple[date, date]]:
    """Return from which to which day clocks that were not set told the time of a span.

    Args:
        dated: When the clock was set, and what it had told before.
        since: The span begins, in real time.
        until: It ends.
    """
    found: list[tuple[date, date]] = []
    for row in dated:
        wrong = _wrong(row)
        if wrong is None or row.at < since or row.at - (wrong[1] - wrong[0]) >= until:
            continue
        zone = row.at.tzinfo
        first, last = (at.astimezone(zone).date() for at in wrong)
        # Those of the run before, whose clock nobody set, are dated by the same.
        found.append((first - timedelta(days=1), last))
    return found


def at_set(at: datetime, seq: int, dated: Sequence[Kept]) -> datetime:
    """Return when a row was really kept, if a clock that was not set said when."""
    later = next((row for row in dated if row.seq > seq), None)
    wrong = None if later is None else _wrong(later)
    if wrong is None or not wrong[0] <= at <= wrong[1]:
        return at
    return at + _off_by(seq, dated)


def _wrong(row: Kept) -> tuple[datetime, datetime] | None:
    """Return from when to when the clock was wrong, as it told the time itself."""
    since, until = _word(row.body, "wrong_from"), _word(row.body, "wrong_to")
    if not since or not until:
        return None
    return datetime.fromisoformat(since), datetime.fromisoformat(until)


def _of_taps(rules: Rules, taps: Iterable[Tapped], dated: Sequence[Kept]) -> Marks:
    ways = {reader.id: _way_of(rules, reader.id) for reader in rules.readers.values()}
    marks: Marks = {}
    for seq, at_us, person, tap_id, how in taps:
        if not person or how.result in PASSED:
            continue
        at = EPOCH + timedelta(microseconds=at_us)
        if not how.trusted:
            at += _off_by(seq, dated)
        way = WAYS[how.wanted] if how.wanted in WAYS else ways.get(how.reader, "")
        theirs = marks.get(person)
        if theirs is None:
            theirs = marks[person] = {}
        theirs[tap_id] = Mark(id=tap_id, at=at, zone=how.zone, way=way, witness=how.witness)
    return marks


def _way_of(rules: Rules, reader: str) -> str:
    direction = rules.readers[reader].direction
    return "" if direction is ReaderDirection.TOGGLE else direction.value


def _off_by(seq: int, dated: Sequence[Kept]) -> timedelta:
    """Return what the clock was off by, for a tap that came before it was set."""
    later = next((d for d in dated if d.seq > seq), None)
    offset_s = number_in(later.body, "offset_s") if later is not None else None
    return timedelta(seconds=offset_s or 0.0)


def _correct(marks: Marks, row: Kept) -> None:
    """Have a correction take back the tap it is of, and say anew what it says."""
    person, tap_id = _word(row.body, "person"), _word(row.body, "tap_id")
    theirs = marks.setdefault(person, {})
    of = _word(row.body, "of")
    if row.body.get("undo") is True and of in theirs:
        theirs[of] = replace(theirs[of], undone=True)
    direction, tapped_at = _word(row.body, "direction"), _word(row.body, "tapped_at")
    if direction in ("in", "out") and tapped_at:
        old = theirs.get(tap_id)
        zone = old.zone if old is not None else _word(row.body, "zone")
        at = old.at if old is not None else datetime.fromisoformat(tapped_at).astimezone(UTC)
        by, witness = _word(row.body, "by"), old.witness if old is not None else ""
        theirs[tap_id] = Mark(id=tap_id, at=at, zone=zone, way=direction, by=by, witness=witness)


def _declare(marks: Marks, row: Kept) -> None:
    """Add a tap that was forgotten, as declared and approved."""
    person, direction, at = (_word(row.body, key) for key in ("person", "direction", "at"))
    if person and direction in ("in", "out") and at:
        id_ = f"declared:{_word(row.body, 'request') or row.subject}"
        when = datetime.fromisoformat(at).astimezone(UTC)
        by = _word(row.body, "by") or "declared"
        marks.setdefault(person, {})[id_] = Mark(id=id_, at=when, way=direction, by=by)


def _word(body: Mapping[str, object], key: str) -> str:
    value = body.get(key)
    return value if isinstance(value, str) else ""
