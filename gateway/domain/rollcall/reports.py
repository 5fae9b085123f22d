"""What a roll-call came to: figures without names, to compare with the ones before.

Made when it ends, kept in the ledger for good; words that people wrote are kept
apart from the figures, and no longer than the list (see `folds.PERSONAL`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from gateway.domain.rollcall.state import SETTLED, Doubt, Kind, Line, Part, Report, RollCall
from gateway.domain.text import Json
from gateway.domain.turn import Fact, number_in

ENDED, EXPLAINED = "rollcall.ended", "rollcall.explained"


def report_json(running: RollCall, by: str) -> dict[str, Json]:
    """Return what a roll-call has come to, as the fact of its end keeps it."""
    tally = running.tally()
    looked_for = [line for line in running.lines if not line.away]
    return {
        "by": by,
        "drill": running.drill,
        "started_at": running.started_at.isoformat(),
        "total": tally.total,
        "found": tally.found,
        "elsewhere": tally.elsewhere,
        "missing": tally.open + tally.missing,
        "found_s": _spans(running, looked_for),
        "unconfirmed": _people(line for line in looked_for if _is_unconfirmed(running, line)),
        "visitors": _people(line for line in looked_for if line.kind is Kind.VISITOR),
        "added": _people(line for line in looked_for if _is_added(running, line)),
        "parts": [_part(running, zone, looked_for) for zone in _zones(looked_for)],
    }


def _zones(lines: Iterable[Line]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.zone for line in lines))


def _people(lines: Iterable[Line]) -> int:
    return sum(line.count for line in lines)


def _is_added(running: RollCall, line: Line) -> bool:
    """Tell whether a line came onto the list while the roll-call ran."""
    return _is_by_hand(line) or line.since > running.started_at


def _is_by_hand(line: Line) -> bool:
    return line.kind is Kind.SAID and not line.zone


def _is_unconfirmed(running: RollCall, line: Line) -> bool:
    return line.doubt is not Doubt.NONE and not _is_added(running, line)


def _spans(running: RollCall, lines: Iterable[Line]) -> tuple[float, ...]:
    """Return how long it took until each person was accounted for, in seconds, shortest first."""
    spans: list[float] = []
    for line in lines:
        tick = running.ticks.get(line.key)
        if tick is not None and tick.choice in SETTLED:
            span_s = (tick.at - running.started_at).total_seconds()
            spans += [max(0.0, round(span_s, 1))] * line.count
    return tuple(sorted(spans))


def _part(running: RollCall, zone: str, lines: Iterable[Line]) -> dict[str, Json]:
    here = [line for line in lines if line.zone == zone]
    spans = _spans(running, here)
    return {
        "zone": zone,
        "total": _people(here),
        "settled": len(spans),
        "last_s": spans[-1] if spans else None,
    }


def read_report(fact: Fact) -> Report | None:
    """Return the report that a fact of the end holds; None for one that says too little."""
    body, began = fact.body, fact.body.get("started_at")
    if not isinstance(began, str):
        return None
    spans, parts = body.get("found_s"), body.get("parts")
    return Report(
        id=fact.subject,
        drill=bool(body.get("drill")),
        started_at=datetime.fromisoformat(began).astimezone(fact.at.tzinfo),
        ended_at=fact.at,
        by=str(body.get("by", "")),
        total=_whole(body, "total"),
        found=_whole(body, "found"),
        elsewhere=_whole(body, "elsewhere"),
        missing=_whole(body, "missing"),
        found_s=tuple(float(str(s)) for s in spans) if isinstance(spans, list | tuple) else (),
        unconfirmed=_whole(body, "unconfirmed"),
        visitors=_whole(body, "visitors"),
        added=_whole(body, "added"),
        parts=tuple(_read_part(row) for row in parts) if isinstance(parts, list | tuple) else (),
    )


def _read_part(row: Json) -> Part:
    body: Mapping[str, Json] = row if isinstance(row, Mapping) else {}
    return Part(
        zone=str(body.get("zone", "")),
        total=_whole(body, "total"),
        settled=_whole(body, "settled"),
        last_s=number_in(body, "last_s"),
    )


def _whole(body: Mapping[str, Json], key: str) -> int:
    return int(number_in(body, key) or 0)


def reports_in(facts: Iterable[Fact]) -> tuple[Report, ...]:
    """Return the reports among some facts (`ENDED`, `EXPLAINED`), newest first.

    The reason is missing where its words are old enough to be forgotten.
    """
    rows = sorted(facts, key=lambda fact: fact.at, reverse=True)
    reasons = {f.subject: str(f.body.get("reason", "")) for f in rows if f.kind == EXPLAINED}
    read = (read_report(fact) for fact in rows if fact.kind == ENDED)
    return tuple(
        replace(report, reason=reasons.get(report.id, "")) for report in read if report is not None
    )
