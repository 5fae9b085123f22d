"""The blueprint of the API, who may use what, and what every operation may answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Response, current_app, g, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.types import ResponseDict

from gateway.domain.text import Text
from kiosk_web import tokens
from kiosk_web.problems import problem
from kiosk_web.tokens import Scope, Token

F = TypeVar("F", bound=Callable[..., Any])

NO_TOKEN = Text("需要管理员发的令牌。", "A token made by an administrator is needed.")
NO_SCOPE = Text("这个令牌没有这项权限。", "This token may not do that.")
REFUSALS = {
    401: "No token, or none that is known",
    403: "The token lacks the scope",
    413: "The body is too large",
    422: "Something in the request is not right",
    429: "Too many requests",
    503: "The gateway did not answer in time; it may or may not have happened",
}
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}

PREFIX = "/api/v1"

api = APIBlueprint("api", __name__, url_prefix=PREFIX, doc_ui=False)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, as it was added and as it will be described."""

    verb: str
    rule: str
    view: Callable[..., Any]
    said: dict[str, Any]


OPERATIONS: list[Operation] = []


def with_descriptions() -> APIBlueprint:
    """Return the same operations with their descriptions.

    Apart from `api`, which answers: describing takes longer than importing all
    of the web part, and a gateway that starts is not asked what it can do.
    """
    answers: ResponseDict = {
        str(n): {"description": w, "content": PROBLEM} for n, w in REFUSALS.items()
    }
    told = APIBlueprint("api", __name__, url_prefix=PREFIX, abp_responses=answers)
    for one in OPERATIONS:
        getattr(told, one.verb)(one.rule, **one.said)(one.view)
    return told


def not_found(what: str) -> dict[str, object]:
    """Return how 404 is described."""
    return {"description": what, "content": PROBLEM}


def get(rule: str, scope: Scope, **said: Any) -> Callable[[F], F]:
    """Add an operation that reads; `said` is its summary and its answers."""
    return _add("get", rule, scope, said)


def post(rule: str, scope: Scope, **said: Any) -> Callable[[F], F]:
    """Add an operation that acts; `said` is its summary and its answers."""
    return _add("post", rule, scope, said)


def _add(verb: str, rule: str, scope: Scope, said: dict[str, Any]) -> Callable[[F], F]:
    """Return a decorator; the scope is described, and checked before the request is read."""

    def add(view: F) -> F:
        view.__scope__ = scope  # type: ignore[attr-defined]
        security = {"security": [{"token": [scope.value]}]}
        OPERATIONS.append(Operation(verb, rule, view, security | said))
        getattr(api, verb)(rule)(view)
        return view

    return add


@api.before_request
def check_token() -> Response | None:
    """Refuse whoever sends no token that is known, or one without the scope."""
    kind, _, sent = request.headers.get("Authorization", "").partition(" ")
    token = tokens.read(sent.strip()) if kind.lower() == "bearer" else None
    if token is None:
        refused = problem(401, "token", NO_TOKEN)
        refused.headers["WWW-Authenticate"] = "Bearer"
        return refused
    scope = getattr(current_app.view_functions[request.endpoint or ""], "__scope__", None)
    if scope is None or scope not in token.scopes:
        return problem(403, "scope", NO_SCOPE, scope=scope)
    g.token = token
    return None


def caller() -> str:
    """Return who asks, as the ledger names it."""
    token: Token = g.token
    return f"token:{token.id}"
