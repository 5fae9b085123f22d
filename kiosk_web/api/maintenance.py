"""Maintenance for programs: what is worked on; begin, prolong, end."""

from flask import Response

from gateway.domain.events import MaintenanceAsked
from kiosk_web.api import maintenance_models as shapes
from kiosk_web.api import models
from kiosk_web.api.act import answered
from kiosk_web.api.base import caller, get, not_found, post
from kiosk_web.api.read import sent
from kiosk_web.context import snapshot
from kiosk_web.problems import ask
from kiosk_web.tokens import Scope


@get("/maintenance", Scope.READ, summary="What is worked on", responses={200: shapes.Works})
def works() -> Response:
    """Return the works under way, the one that ends first goes first."""
    found = sorted(snapshot().office.maintenance.works.values(), key=lambda work: work.until)
    return sent(
        shapes.Works(
            works=[
                shapes.WorkOut(
                    scope=work.scope,
                    since=work.since,
                    until=work.until,
                    by=work.by,
                    reason=work.reason,
                )
                for work in found
            ]
        )
    )


@post(
    "/maintenance/<kind>/<which>",
    Scope.CONTROL,
    summary="Begin or prolong work on a zone, room or device",
    responses={200: models.Answered, 404: not_found("No such zone, room or device")},
)
def begin(path: shapes.ScopePath, body: shapes.NewWork) -> Response:
    """So long nothing is switched by itself there, and nobody is called."""
    return answered(
        ask(
            MaintenanceAsked(
                scope=path.scope, until=body.until.isoformat(), by=caller(), reason=body.reason
            )
        )
    )


@post(
    "/maintenance/<kind>/<which>/end",
    Scope.CONTROL,
    summary="End work",
    responses={200: models.Answered, 404: not_found("No such zone, room or device")},
)
def end(path: shapes.ScopePath) -> Response:
    """What is still wrong is told from now on."""
    return answered(ask(MaintenanceAsked(scope=path.scope, until=None, by=caller())))
