"""Reading a form: bounded text, or 422; and the audit of what an administrator did."""

from flask import abort, request

from gateway.domain.events import AdminActed
from kiosk_web.problems import ask
from kiosk_web.sessions import current_person


def text(name: str, *, most: int = 200, needed: bool = True) -> str:
    """Return a field without blanks at its ends; 422 when missing or longer than `most`."""
    found = request.form.get(name, "").strip()
    if len(found) > most or (needed and not found):
        abort(422)
    return found


def admin_id() -> str:
    """Return the id of the administrator who acts."""
    person = current_person()
    return person.id if person else "setup"


def keep(action: str, subject: str, *, by: str | None = None) -> None:
    """Have an administrator's act kept in the ledger, before the page says "done"."""
    ask(AdminActed(action=action, subject=subject, by=by or admin_id()))
