"""Leave and other requests, for programs: the same rules as on the screens.

A program acts for the person it names; the rules ask whether that person may,
and the ledger keeps which program it was. Reasons and notes stay on the
screens (S26), and each look is kept.
"""

from flask import Response

from gateway.domain import requests
from gateway.domain.events import RequestAnswered, RequestFiled
from gateway.domain.requests import Request
from gateway.domain.requests.words import what_of
from kiosk_web.api import models
from kiosk_web.api import request_models as shapes
from kiosk_web.api.act import CONFLICT, answered
from kiosk_web.api.base import caller, get, not_found, post
from kiosk_web.api.read import sent, words
from kiosk_web.context import snapshot
from kiosk_web.ports import Snapshot
from kiosk_web.problems import ask
from kiosk_web.seen import seen
from kiosk_web.tokens import Scope


@get(
    "/requests",
    Scope.ATTENDANCE,
    summary="Leave, outings, overtime, corrections",
    responses={200: shapes.Requests},
)
def all_requests(query: shapes.RequestsQuery) -> Response:
    """Return what waits, is ahead or ended within two months, newest first."""
    now = snapshot()
    seen("requests", query.person or "all", by=caller())
    found = [
        each
        for each in now.office.requests.open.values()
        if query.person in (None, each.person) and query.state in (None, each.step.value)
    ]
    found.sort(key=lambda each: (each.filed_at, each.id), reverse=True)
    return sent(shapes.Requests(requests=[_told(now, each) for each in found]))


@post(
    "/requests",
    Scope.ATTENDANCE,
    summary="Ask for leave, an outing, overtime or a missing tap",
    responses={
        200: shapes.RequestFiledOut,
        404: not_found("No such person"),
        409: CONFLICT,
    },
)
def new_request(body: shapes.NewRequest) -> Response:
    """File it; who has to decide, and what is marked, is in `data` and in the list."""
    answer = ask(
        RequestFiled(
            asked=body.asked.value,
            person=body.person,
            by=body.by or body.person,
            since=body.since.isoformat(),
            until=body.until.isoformat() if body.until else None,
            what=body.what,
            reason=body.reason,
            emergency=body.emergency,
            via=caller(),
        )
    )
    if not answer.ok:
        return answered(answer)
    filed = shapes.RequestFiledOut(
        ok=True,
        code=answer.code,
        text=words(answer.text),
        data=dict(answer.data),
        id=str(answer.data.get("request", "")),
    )
    return sent(filed)


@post(
    "/requests/<request>/decision",
    Scope.ATTENDANCE,
    summary="Approve, refuse, withdraw or cancel a request",
    responses={200: models.Answered, 404: not_found("No such request"), 409: CONFLICT},
)
def decide_request(path: shapes.RequestPath, body: shapes.RequestDecision) -> Response:
    """Answer it for the person who is named: 403 when it is not theirs to answer."""
    event = RequestAnswered(
        request=path.request,
        choice=body.choice.value,
        by=body.by,
        note=body.note,
        via=caller(),
    )
    return answered(ask(event))


def _told(now: Snapshot, one: Request) -> shapes.RequestOut:
    return shapes.RequestOut(
        id=one.id,
        asked=shapes.RequestKind(one.asked.value),
        person=one.person,
        by=one.by,
        since=one.since,
        until=one.until,
        what=one.what,
        name=words(what_of(now.rules, one)),
        filed_at=one.filed_at,
        seconds=one.seconds,
        days=one.days,
        marks=list(one.marks),
        state=shapes.RequestState(one.step.value),
        needed=[list(level) for level in one.needed],
        level=one.level,
        waits_for=list(requests.deciders(now.office, now.rules, one, now.now)),
        decided=[shapes.RequestDecidedOut(by=d.by, choice=d.choice, at=d.at) for d in one.decided],
    )
