"""The roll-call for programs: the list as it is, begin, tick, add, end; as on any phone.

No look is kept here: nothing may stand between an evacuation and its list.
"""

from collections import Counter

from flask import Response

from gateway.domain.duty.words import name_of
from gateway.domain.events import (
    RollCallAdded,
    RollCallEnded,
    RollCallStarted,
    RollCallTicked,
)
from gateway.domain.rollcall import Kind, Line, Report, RollCall, who_is_in
from gateway.domain.rules import Rules
from kiosk_web.api import models
from kiosk_web.api import rollcall_models as shapes
from kiosk_web.api.act import CONFLICT
from kiosk_web.api.acting import NOT_THEIRS, acted, began
from kiosk_web.api.base import caller, get, not_found, post
from kiosk_web.api.read import sent
from kiosk_web.duty import present
from kiosk_web.rollcalls import reports_kept
from kiosk_web.tokens import Scope

NOBODY = not_found("No such person")


@get(
    "/rollcall",
    Scope.ROLLCALL,
    summary="The roll-call that runs, and how many are in",
    responses={200: shapes.RollCallState},
)
def rollcall() -> Response:
    """Return the list with names while one runs; else only how many are in each zone."""
    now = present()
    running = now.office.rollcall.running
    inside: Counter[str] = Counter()
    for line in who_is_in(now.office, now.rules, now.now):
        inside[line.zone] += 0 if line.away else line.count
    told = shapes.RollCallState(
        running=_running(now.rules, running) if running else None,
        inside=[shapes.RollCallZone(zone=z, people=n) for z, n in inside.items() if n],
    )
    return sent(told)


@get(
    "/rollcall/reports",
    Scope.ROLLCALL,
    summary="What roll-calls came to",
    responses={200: shapes.RollCallReports},
)
def rollcall_reports(query: shapes.RollCallReportsQuery) -> Response:
    """Return all that the ledger keeps, newest first; drills too."""
    kept = (r for r in reports_kept() if query.year in (None, r.started_at.year))
    return sent(shapes.RollCallReports(reports=[_report(report) for report in kept]))


@post(
    "/rollcall/start",
    Scope.ROLLCALL,
    summary="Begin a roll-call or a drill",
    responses={200: models.Begun, 403: NOT_THEIRS, 404: NOBODY},
)
def start_rollcall(body: shapes.RollCallStart) -> Response:
    """Begin it for who may lead one; while one runs this is `already`, with its `id`."""
    event = RollCallStarted(by=body.by, drill=body.drill, via=caller())
    return began(body.by, event, "rollcall")


@post(
    "/rollcall/tick",
    Scope.ROLLCALL,
    summary="Say how a line of the list is",
    responses={
        200: models.Answered,
        404: not_found("No such line or person"),
        409: CONFLICT,
    },
)
def tick_rollcall(body: shapes.RollCallTick) -> Response:
    """Say it; the last word counts, by when it was said. The same again is `already`."""
    event = RollCallTicked(
        line=body.line,
        choice=body.choice.value,
        by=body.by,
        rollcall=body.rollcall,
        touch=body.touch,
        age_s=body.age_s,
        via=caller(),
    )
    return acted(body.by, event)


@post(
    "/rollcall/add",
    Scope.ROLLCALL,
    summary="Put somebody on the list whom no door knows",
    responses={200: models.Begun, 404: NOBODY, 409: CONFLICT},
)
def add_to_rollcall(body: shapes.RollCallAdd) -> Response:
    """Add them; `id` is their line's."""
    return began(body.by, RollCallAdded(text=body.text, by=body.by, via=caller()), "line")


@post(
    "/rollcall/end",
    Scope.ROLLCALL,
    summary="End the roll-call",
    responses={200: models.Answered, 403: NOT_THEIRS, 404: NOBODY, 409: CONFLICT},
)
def end_rollcall(body: shapes.RollCallEnd) -> Response:
    """End it for who may lead one; 422 while somebody is missing and no reason is given."""
    event = RollCallEnded(by=body.by, reason=body.reason, via=caller())
    return acted(body.by, event)


def _running(rules: Rules, running: RollCall) -> shapes.RollCallOut:
    tally = running.tally()
    return shapes.RollCallOut(
        id=running.id,
        drill=running.drill,
        by=running.by,
        started_at=running.started_at,
        tally=shapes.RollCallTally(
            total=tally.total,
            found=tally.found,
            elsewhere=tally.elsewhere,
            missing=tally.missing,
            open=tally.open,
        ),
        lines=[_line(rules, running, line) for line in running.lines],
    )


def _line(rules: Rules, running: RollCall, line: Line) -> shapes.RollCallLineOut:
    tick = running.ticks.get(line.key)
    is_person = line.kind is Kind.PERSON
    return shapes.RollCallLineOut(
        line=line.key,
        kind=line.kind.value,
        name=name_of(rules, line.key.removeprefix("p:")) if is_person else line.name,
        count=line.count,
        zone=line.zone,
        since=line.since,
        host=line.host or None,
        doubt=line.doubt.value or None,
        away=line.away,
        choice=shapes.RollCallChoice(running.choice_of(line.key).value),
        by=tick.by if tick else None,
        at=tick.at if tick else None,
    )


def _report(report: Report) -> shapes.RollCallReport:
    return shapes.RollCallReport(
        id=report.id,
        drill=report.drill,
        started_at=report.started_at,
        ended_at=report.ended_at,
        total=report.total,
        found=report.found,
        elsewhere=report.elsewhere,
        missing=report.missing,
        unconfirmed=report.unconfirmed,
        visitors=report.visitors,
        added=report.added,
        half_s=report.half_s,
        last_s=report.last_s,
        parts=[
            shapes.RollCallPart(
                zone=part.zone, total=part.total, settled=part.settled, last_s=part.last_s
            )
            for part in report.parts
        ],
    )
