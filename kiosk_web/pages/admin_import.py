"""`/admin/people/import`: people from a table (CSV), looked at before anything is taken."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from kiosk_web import forms
from kiosk_web.context import web
from kiosk_web.ports import PeopleTable
from kiosk_web.security import Role, current_person, person_with

blueprint = Blueprint("admin_import", __name__, url_prefix="/admin/people/import")

OFFICE = person_with(Role.ADMIN, Role.HR)
MOST_FILE_BYTES = 400_000
"""Some ten thousand people."""
MOST_BYTES = 1024 * 1024
"""The file again in hexadecimal, and a form around it; other pages take much less."""
SHOWN = 200
"""So many lines are shown of each sort; the rest is counted."""


@blueprint.url_value_preprocessor
def _larger(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    # Before the form's token is looked for: that reads the whole form.
    request.max_content_length = request.max_form_memory_size = MOST_BYTES


@blueprint.get("")
@OFFICE
def page() -> ResponseReturnValue:
    """Show the form, and what a table looks like."""
    return _show(None)


@blueprint.post("")
@OFFICE
def preview() -> ResponseReturnValue:
    """Show what the uploaded `file` would change; nothing is changed."""
    file = request.files.get("file")
    if file is None:
        abort(422)
    with file.stream as stream:
        content = stream.read()
    if not content.strip():
        abort(422)
    if len(content) > MOST_FILE_BYTES:
        raise RequestEntityTooLarge
    table = web().registry.preview_people(content, may_give=_may_give())
    return _show(table, content=content), 422 if not table.good else 200


@blueprint.post("/take")
@OFFICE
def take() -> ResponseReturnValue:
    """Take the table that was shown (`content`, in hexadecimal).

    `good_only`: yes takes the good lines where others are bad.
    """
    try:
        content = bytes.fromhex(forms.text("content", most=MOST_BYTES))
    except ValueError:
        abort(422)
    table = web().registry.import_people(
        content, good_only=forms.ticked("good_only"), by=forms.admin_id(), may_give=_may_give()
    )
    if not table.taken:
        return _show(table, content=content), 422
    forms.keep("people.imported", str(table.taken))
    return _show(table)


def _may_give() -> frozenset[str] | None:
    """Return the roles that the visitor may give; None: all."""
    person = current_person()
    is_admin = person is not None and Role.ADMIN in person.roles
    return None if is_admin else frozenset({Role.STAFF.value})


def _show(table: PeopleTable | None, *, content: bytes = b"") -> str:
    return render_template(
        "admin/import.html", table=table, content=content.hex(), shown=SHOWN, roles=list(Role)
    )
