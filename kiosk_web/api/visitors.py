"""Visitors for programs: who is here, who is expected; expect, answer, sign out.

Registering is the visitor's own, at the entrance screen or on their phone: they
are told there what is kept, and agree.
"""

from flask import Response

from gateway.domain.effects import Answer
from gateway.domain.events import VisitAnswered, VisitCalledOff, VisitEnded, VisitExpected
from gateway.domain.visitors import Guest, Visit, free_cards, guests_on
from kiosk_web.api import models
from kiosk_web.api import visitor_models as shapes
from kiosk_web.api.act import CONFLICT, answered
from kiosk_web.api.acting import NOT_THEIRS, acted, refused
from kiosk_web.api.base import caller, get, not_found, post
from kiosk_web.api.read import sent, words
from kiosk_web.appointments import code_of, expect
from kiosk_web.duty import present
from kiosk_web.seen import seen
from kiosk_web.tokens import Scope

NO_VISIT = not_found("No such person, or that visit is over")


@get(
    "/visitors",
    Scope.VISITORS,
    summary="Visitors who are here, and who is expected today",
    responses={200: shapes.Visitors},
)
def visitors(query: shapes.VisitorsQuery) -> Response:
    """Return them with names; the look is kept. What they wrote stays their host's."""
    now = present()
    seen("visitors", query.host or "all", by=caller())
    day = query.on or now.now.at.date()
    told = shapes.Visitors(
        here=[
            _visit(visit)
            for visit in now.office.visits.open.values()
            if query.host in (None, visit.host)
        ],
        expected=[
            _guest(guest)
            for guest in guests_on(now.office, day)
            if query.host in (None, guest.host)
        ],
        free_cards=list(free_cards(now.office, now.rules)),
    )
    return sent(told)


@post(
    "/visitors/expected",
    Scope.VISITORS,
    summary="Note who will come",
    responses={
        200: shapes.VisitorNoted,
        403: NOT_THEIRS,
        404: not_found("No such host or person"),
        409: CONFLICT,
    },
)
def expect_visitor(body: shapes.NewVisitor) -> Response:
    """Note them for oneself, or (reception, facilities) for anybody; `visitor_code` is for them.

    They type it at the entrance, and need type nothing else. Sent twice, two are expected.
    """
    event = VisitExpected(
        host=body.host,
        on=body.on.isoformat(),
        at=body.at,
        name=body.name,
        company=body.company,
        count=body.count,
        by=body.by,
        via=caller(),
    )
    return refused(body.by) or _noted(expect(event))


@post(
    "/visitors/expected/<expected>/call-off",
    Scope.VISITORS,
    summary="Say that somebody will not come",
    responses={
        200: models.Answered,
        403: NOT_THEIRS,
        404: not_found("No such person, or nobody like that is expected"),
    },
)
def call_off_visitor(path: shapes.ExpectedPath, body: shapes.VisitorBy) -> Response:
    """Take them off the list."""
    return acted(body.by, VisitCalledOff(expected=path.expected, by=body.by, via=caller()))


@post(
    "/visitors/<visit>/answer",
    Scope.VISITORS,
    summary="Answer a visitor who waits",
    responses={200: models.Answered, 403: NOT_THEIRS, 404: NO_VISIT},
)
def answer_visitor(path: shapes.VisitPath, body: shapes.VisitorAnswer) -> Response:
    """Answer for the host; the visitor reads it at once. The same again is `already`."""
    event = VisitAnswered(
        visit=path.visit, choice=body.choice.value, by=body.by, note=body.note, via=caller()
    )
    return acted(body.by, event)


@post(
    "/visitors/<visit>/end",
    Scope.VISITORS,
    summary="Sign a visitor out",
    responses={200: models.Answered, 403: NOT_THEIRS, 404: NO_VISIT},
)
def end_visit(path: shapes.VisitPath, body: shapes.VisitorBy) -> Response:
    """Say, as the host or who looks after visitors, that they have gone."""
    return acted(body.by, VisitEnded(visit=path.visit, by=body.by, via=caller()))


def _noted(answer: Answer) -> Response:
    if not answer.ok:
        return answered(answer)
    key = str(answer.data["expected"])
    guest = present().office.visits.expected.get(key)
    return sent(
        shapes.VisitorNoted(
            ok=True,
            code=answer.code,
            text=words(answer.text),
            data=dict(answer.data),
            id=key,
            visitor_code=code_of(guest) if guest is not None else None,
        )
    )


def _visit(visit: Visit) -> shapes.VisitorHere:
    return shapes.VisitorHere(
        id=visit.id,
        name=visit.name,
        company=visit.company,
        count=visit.count,
        host=visit.host,
        zone=visit.zone,
        arrived_at=visit.arrived_at,
        answer=visit.reply.value,
        answered_at=visit.replied_at,
        unanswered=visit.unanswered,
        card=visit.card or None,
        host_left_at=visit.host_left_at,
    )


def _guest(guest: Guest) -> shapes.VisitorExpected:
    return shapes.VisitorExpected(
        id=guest.id,
        name=guest.name,
        company=guest.company,
        count=guest.count,
        host=guest.host,
        on=guest.on,
        at=guest.at or None,
    )
