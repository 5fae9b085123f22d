"""The blueprint of the API, who may use what, and what every operation may answer."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, current_app, g, request
from flask_openapi3.blueprint import APIBlueprint

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

api = APIBlueprint(
    "api",
    __name__,
    url_prefix="/api/v1",
    abp_responses={str(n): {"description": w, "content": PROBLEM} for n, w in REFUSALS.items()},
)


def not_found(what: str) -> dict[str, object]:
    """Return how 404 is described."""
    return {"description": what, "content": PROBLEM}


def get(rule: str, scope: Scope, **said: Any) -> Callable[[F], F]:
    """Add an operation that reads; `said` is its summary and its answers."""
    return _add(api.get, rule, scope, said)


def post(rule: str, scope: Scope, **said: Any) -> Callable[[F], F]:
    """Add an operation that acts; `said` is its summary and its answers."""
    return _add(api.post, rule, scope, said)


def _add(
    method: Callable[..., Callable[[F], F]], rule: str, scope: Scope, said: dict[str, Any]
) -> Callable[[F], F]:
    """Return a decorator; the scope is described, and checked before the request is read."""

    def add(view: F) -> F:
        view.__scope__ = scope  # type: ignore[attr-defined]
        return method(rule, security=[{"token": [scope.value]}], **said)(view)

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
