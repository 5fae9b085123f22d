"""What programs may do: the same events as a touch on a screen, answered by the same rules."""

from flask import Response

from gateway.domain.effects import Answer
from gateway.domain.events import AlertAnswered, ControlPressed, PromptAnswered
from kiosk_web.api import models
from kiosk_web.api.base import caller, not_found, post
from kiosk_web.api.read import sent, words
from kiosk_web.problems import ask, problem, status_of
from kiosk_web.tokens import Scope

CONFLICT = not_found("It cannot be done now; see `code`")


def answered(answer: Answer) -> Response:
    """Return an answer of the rules: 200, or problem details with its code."""
    if not answer.ok:
        more = {"data": dict(answer.data)} if answer.data else {}
        return problem(status_of(answer), answer.code, answer.text, **more)
    told = models.Answered(
        ok=True, code=answer.code, text=words(answer.text), data=dict(answer.data)
    )
    return sent(told)


@post(
    "/rooms/<room>/press",
    Scope.CONTROL,
    summary="Press a control",
    responses={
        200: models.Answered,
        404: not_found("No such room or control"),
        409: CONFLICT,
    },
)
def press(path: models.RoomPath, body: models.Press) -> Response:
    """Ask for it; `wanted` of the room tells when it is done, confirmed by the device."""
    event = ControlPressed(room=path.room, control=body.control, value=body.value, by=caller())
    return answered(ask(event))


@post(
    "/alerts/<key>/acknowledge",
    Scope.CONTROL,
    summary="Take an alert",
    responses={200: models.Answered, 404: not_found("No such alert"), 409: CONFLICT},
)
def acknowledge(path: models.AlertPath) -> Response:
    """Stop its escalation; it stays open until the trouble is gone."""
    return answered(ask(AlertAnswered(key=path.key, choice="acknowledge", by=caller())))


@post(
    "/prompts/<zone>/answer",
    Scope.CONTROL,
    summary="Answer a prompt",
    responses={200: models.Answered, 404: not_found("Nothing is asked there"), 409: CONFLICT},
)
def answer_prompt(path: models.ZonePath, body: models.PromptAnswer) -> Response:
    """Answer the last-one-out check of a zone."""
    event = PromptAnswered(
        prompt=body.prompt,
        zone=path.zone,
        choice=body.choice.value,
        items=tuple(body.items),
        reason=body.reason,
        until=body.until.isoformat() if body.until else None,
        by=caller(),
    )
    return answered(ask(event))
