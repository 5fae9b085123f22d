"""A program acts for somebody who works here: the screens' own guards, and the program is named.

On a screen who acts has signed in; a program says who it is. Nobody who does not
work here (any more) can be named, and no screen's name either.
"""

from flask import Response

from gateway.domain.effects import Answer
from gateway.domain.events import Event
from gateway.domain.text import Text
from kiosk_web.api import models
from kiosk_web.api.act import answered
from kiosk_web.api.base import not_found
from kiosk_web.api.read import sent, words
from kiosk_web.context import snapshot
from kiosk_web.problems import ask, problem

NOBODY = Text("没有这个人。", "There is nobody like that here.")
NOT_HERE = Text("这个人已经不在这里工作了。", "They do not work here any more.")
NOT_THEIRS: dict[str, object] = not_found(
    "The token lacks the scope; or it is not theirs to do who is named by `by`"
)


def refused(by: str) -> Response | None:
    """Return why nobody can act under a name, or None."""
    person = snapshot().rules.people.get(by)
    if person is None:
        return problem(404, "unknown_person", NOBODY)
    return None if person.active else problem(403, "not_here", NOT_HERE)


def acted(by: str, event: Event) -> Response:
    """Return how the gateway answers what somebody does; it is on disk by then."""
    return refused(by) or answered(ask(event))


def began(by: str, event: Event, what: str) -> Response:
    """Return the same with the `id` of what came of it; `what` is its key in the answer."""
    return refused(by) or begun(ask(event), what)


def begun(answer: Answer, what: str) -> Response:
    """Return an answer with the id of what it is about."""
    if not answer.ok:
        return answered(answer)
    return sent(
        models.Begun(
            ok=True,
            code=answer.code,
            text=words(answer.text),
            data=dict(answer.data),
            id=str(answer.data.get(what, "")),
        )
    )
