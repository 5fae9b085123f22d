"""`/api/v1`: the same doors for programs, described by OpenAPI 3.1.

Only bearer tokens open it; cookies mean nothing here, so no other site can act
through a browser, and no CSRF token is needed.
"""

from functools import cache
from typing import Any, cast

from flask import Blueprint, Flask, Response, render_template
from flask.typing import ResponseReturnValue
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from flask_openapi3.types import SecuritySchemesDict
from flask_wtf.csrf import CSRFProtect
from pydantic import ValidationError

from gateway.domain.text import Json, Text
from kiosk_web.api import (  # importing them adds their operations
    act,  # noqa: F401
    duty,  # noqa: F401
    duty_desk,  # noqa: F401
    energy,  # noqa: F401
    maintenance,  # noqa: F401
    read,  # noqa: F401
    requests,  # noqa: F401
    rollcall,  # noqa: F401
    rooms,  # noqa: F401
    service,  # noqa: F401
    timesheet,  # noqa: F401
    visitors,  # noqa: F401
)
from kiosk_web.api.base import api, with_descriptions
from kiosk_web.api.described import operations_in, schemas_in
from kiosk_web.api.models import Problem
from kiosk_web.parsing import StrictJson
from kiosk_web.problems import problem

__all__ = ["init_app", "make_app"]

BAD_BODY = Text("请求的内容不对，见 errors。", "Something in the request is not right; see errors.")
SECURITY: SecuritySchemesDict = {
    "token": {"type": "http", "scheme": "bearer", "description": "Made on /admin/programs"}
}


def make_app(name: str) -> Flask:
    """Return the empty application; it reads what is sent by the models of the API."""
    app = OpenAPI(
        name,
        info=Info(title="Office gateway", version="1"),
        security_schemes=SECURITY,
        validation_error_callback=_invalid,
        validation_error_model=Problem,
        doc_ui=False,
    )
    app.json = StrictJson(app)
    return app


def _invalid(error: ValidationError) -> Response:
    errors: list[Json] = [
        {"path": ".".join(str(part) for part in one["loc"]), "message": one["msg"]}
        for one in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    return problem(422, "invalid", BAD_BODY, errors=errors)


description = Blueprint("description", __name__, url_prefix="/api/v1")


@description.get("/openapi.json")
def openapi_json() -> ResponseReturnValue:
    """Return the description, OpenAPI 3.1."""
    return _described()


@cache
def _described() -> dict[str, Any]:
    """Describe all operations, once and when it is first asked for."""
    told = make_app(__name__)
    cast("OpenAPI", told).register_api(with_descriptions())
    return cast("OpenAPI", told).api_doc


@description.get("/")
def page() -> ResponseReturnValue:
    """Show the description; everything on it comes from here."""
    found = _described()
    return render_template(
        "api/page.html", operations=operations_in(found), schemas=schemas_in(found)
    )


def init_app(app: Flask, csrf: CSRFProtect) -> None:
    """Give the app its API, the description and a page of it."""
    csrf.exempt(api)
    cast("OpenAPI", app).register_api(api)
    app.register_blueprint(description)
