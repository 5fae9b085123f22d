"""Reading a form: bounded text, or 422; and the audit of what an administrator did."""

import re
from datetime import date, time

from flask import abort, request

from gateway.domain.events import AdminActed
from gateway.domain.text import Json
from kiosk_web.problems import ask
from kiosk_web.sessions import current_person

OLDEST, NEWEST = date(2000, 1, 1), date(2199, 12, 31)
"""A day that somebody types lies between them; others are slips of the keys."""


def text(name: str, *, most: int = 200, needed: bool = True) -> str:
    """Return a field without blanks at its ends; 422 when missing or longer than `most`."""
    found = request.form.get(name, "").strip()
    if len(found) > most or (needed and not found):
        abort(422)
    return found


def whole(name: str, least: int, most: int) -> int:
    """Return a field's whole number; 422 when it is none, or out of its bounds."""
    found = text(name, most=9)
    if not (found.isascii() and found.isdigit() and least <= int(found) <= most):
        abort(422)
    return int(found)


def whole_or_none(name: str, least: int, most: int) -> int | None:
    """Return a field's whole number, or None when it is empty."""
    return whole(name, least, most) if text(name, most=9, needed=False) else None


def day(name: str) -> date:
    """Return a field's date (`2026-12-31`); 422 when it is none, or centuries away."""
    try:
        found = date.fromisoformat(text(name, most=10))
    except ValueError:
        abort(422)
    if not OLDEST <= found <= NEWEST:
        abort(422)
    return found


def day_or_none(name: str) -> date | None:
    """Return a field's date, or None when it is empty."""
    return day(name) if text(name, most=10, needed=False) else None


def clock(name: str) -> time:
    """Return a field's time of day (`08:30`); 422 when it is none."""
    try:
        return time.fromisoformat(text(name, most=5))
    except ValueError:
        abort(422)


def ticked(name: str) -> bool:
    """Return whether a box is ticked (its value is `yes`)."""
    return request.form.get(name) == "yes"


def names(*, most: int = 64) -> dict[str, Json]:
    """Return `name` in both languages (`zh`, `en`); one stands for both; 422 without either."""
    zh, en = (text(field, most=most, needed=False) for field in ("zh", "en"))
    if not zh and not en:
        abort(422)
    return {"name": {"zh": zh or en, "en": en or zh}}


def typed_names() -> dict[str, Json]:
    """Return both names as they were typed, for a page that refuses them in words itself."""
    return {field: text(field, needed=False) for field in ("zh", "en")}


def figure(name: str) -> Json:
    """Return a field as the number it is, else as it was typed: the registry says why not."""
    found = text(name, most=40, needed=False)
    if re.fullmatch(r"-?[0-9]{1,12}", found, re.ASCII):
        return int(found)
    return float(found) if re.fullmatch(r"-?[0-9]{1,12}\.[0-9]{1,6}", found) else found


def listed(name: str) -> list[Json]:
    """Return what is ticked of a field's boxes, each once."""
    return list(dict.fromkeys(request.form.getlist(name)))


def admin_id() -> str:
    """Return the id of the administrator who acts."""
    person = current_person()
    return person.id if person else "setup"


def keep(action: str, subject: str, *, by: str | None = None) -> None:
    """Have an administrator's act kept in the ledger, before the page says "done"."""
    ask(AdminActed(action=action, subject=subject, by=by or admin_id()))
