"""What the ledger's facts make of requests: the same live, at start, and for reports."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from gateway.domain.attendance.day import Away
from gateway.domain.now import Now
from gateway.domain.requests.balances import taken_key
from gateway.domain.requests.state import (
    ABSENCES,
    COUNTS,
    Asked,
    Decided,
    Request,
    Requests,
    Step,
)
from gateway.domain.text import Json
from gateway.domain.turn import Fact, Fold, names_in, number_in, without

if TYPE_CHECKING:
    from gateway.domain.office import Office

FILED, BACK, TIDIED, DECLARED = "request.filed", "request.back", "requests.tidied", "tap.declared"
SHORTENED = "request.shortened"
"""The rest of a leave was given back; what was taken of it stands."""

STEPS: Mapping[str, tuple[str, Step]] = {
    "request.approved_level": ("approve", Step.FIRST_APPROVAL),
    "request.approved": ("approve", Step.APPROVED),
    "request.refused": ("refuse", Step.REFUSED),
    "request.withdrawn": ("withdraw", Step.WITHDRAWN),
    "request.cancel_asked": ("cancel", Step.CANCEL_ASKED),
    "request.cancelled": ("approve", Step.CANCELLED),
    SHORTENED: ("approve", Step.APPROVED),
    "request.cancel_refused": ("refuse", Step.APPROVED),
    "request.cancel_withdrawn": ("withdraw", Step.APPROVED),
}
"""What each fact says was chosen, and how far the request has come by it."""

KINDS = (FILED, *STEPS, BACK)
"""The kinds of rows that `folded` reads."""


class Row(Protocol):
    """A row of the ledger: a `Fact` or a `Kept`."""

    @property
    def kind(self) -> str:
        """What kind of fact."""

    @property
    def subject(self) -> str:
        """The request's id; empty once the row is blanked."""

    @property
    def body(self) -> Mapping[str, Json]:
        """What it says; empty once the row is blanked."""

    @property
    def at(self) -> datetime:
        """When, aware."""


def folded(rows: Iterable[Row]) -> Mapping[str, Request]:
    """Return all requests that rows of the kinds `KINDS` tell of, by id; oldest rows first.

    Rows that retention has blanked are passed over, with what builds on them.
    """
    found: dict[str, Request] = {}
    for row in rows:
        request = _filed(row) if row.kind == FILED else _moved(found.get(row.subject), row)
        if request is not None:
            found[request.id] = request
    return found


def aways(requests: Iterable[Request]) -> tuple[Away, ...]:
    """Return the approved absences among some requests, by time, as attendance reads them."""
    found = [
        Away(id=r.id, kind=r.asked.value, since=r.since, until=r.until, what=r.what)
        for r in requests
        if r.asked in ABSENCES and r.step in COUNTS
    ]
    return tuple(sorted(found, key=lambda away: (away.since, away.id)))


def _filed(row: Row) -> Request | None:
    body = row.body
    if not row.subject or "asked" not in body:
        return None
    since, until, needed = _at(row, "since"), _at(row, "until"), body.get("needed")
    return Request(
        id=row.subject,
        asked=Asked(str(body["asked"])),
        person=str(body["person"]),
        by=str(body["by"]),
        since=since,
        until=until,
        filed_at=row.at,
        what=str(body.get("what", "")),
        reason=str(body.get("reason", "")),
        seconds=number_in(body, "seconds") or 0.0,
        days=number_in(body, "days") or 0.0,
        shares=_shares(body),
        marks=names_in(body, "marks"),
        needed=tuple(tuple(map(str, level)) for level in needed if isinstance(level, list | tuple))
        if isinstance(needed, list | tuple)
        else (),
    )


def _shares(body: Mapping[str, Json]) -> Mapping[str, float]:
    shares = body.get("shares")
    if not isinstance(shares, Mapping):
        return {}
    return {year: float(str(days)) for year, days in shares.items()}


def _at(row: Row, key: str) -> datetime:
    return datetime.fromisoformat(str(row.body[key])).astimezone(row.at.tzinfo)


def _moved(request: Request | None, row: Row) -> Request | None:
    """Return a request after one of the facts that follow its filing; None for one not known."""
    if request is None:
        return None
    body = row.body
    if row.kind == BACK:
        return replace(request, back=str(body.get("how", "")))
    if row.kind not in STEPS:
        return request
    if row.kind == SHORTENED:
        request = replace(
            request,
            until=_at(row, "until"),
            seconds=number_in(body, "seconds") or 0.0,
            days=number_in(body, "days") or 0.0,
            shares=_shares(body),
        )
    choice, step = STEPS[row.kind]
    said = Decided(
        by=str(body.get("by", "")), choice=choice, at=row.at, note=str(body.get("note", ""))
    )
    level = number_in(body, "level")
    return replace(
        request,
        step=step,
        level=request.level if level is None else int(level),
        marks=tuple(dict.fromkeys((*request.marks, *names_in(body, "marks")))),
        decided=(*request.decided, said),
    )


def fold_filed(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a request."""
    request = _filed(fact)
    if request is None:
        return office
    serial = int(number_in(fact.body, "serial") or 0)
    kept = replace(office.requests, serial=max(serial, office.requests.serial))
    return _put(office, kept, request)


def fold_moved(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a request further on; approved leave is counted, cancelled is not."""
    old = office.requests.open.get(fact.subject)
    new = _moved(old, fact)
    if old is None or new is None:
        return office
    kept = office.requests
    if new.asked is Asked.LEAVE:
        taken = _counted(kept.taken, old, -1) if old.step in COUNTS else kept.taken
        taken = _counted(taken, new, 1) if new.step in COUNTS else taken
        kept = replace(kept, taken=taken)
    return _put(office, kept, new)


def _counted(taken: Mapping[str, float], request: Request, sign: int) -> Mapping[str, float]:
    sums = dict(taken)
    for year, days in request.shares.items():
        key = taken_key(request.person, request.what, year)
        sums[key] = round(sums.get(key, 0.0) + sign * days, 2)
        if sums[key] == 0.0:
            del sums[key]
    return sums


def fold_tidied(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office without requests and sums that were over long ago."""
    kept = office.requests
    return replace(
        office,
        requests=replace(
            kept,
            open=without(kept.open, *names_in(fact.body, "ids")),
            taken=without(kept.taken, *names_in(fact.body, "sums")),
        ),
    )


def _put(office: "Office", requests: Requests, request: Request) -> "Office":
    kept = replace(requests, open={**requests.open, request.id: request})
    return replace(office, requests=kept)


FOLDS: dict[str, Fold] = {
    FILED: fold_filed,
    **dict.fromkeys((*STEPS, BACK), fold_moved),
    TIDIED: fold_tidied,
}
