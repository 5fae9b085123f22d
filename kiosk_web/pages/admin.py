"""`/admin`: the screens of the office and the notice on them."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.text import Text
from kiosk_web import forms, screens
from kiosk_web.context import snapshot, web
from kiosk_web.security import Role, ScreenRole, person_with

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

ADMIN = person_with(Role.ADMIN)
ROLES = tuple(role for role in ScreenRole if role is not ScreenRole.DEMO)


@blueprint.get("")
@ADMIN
def page() -> ResponseReturnValue:
    """Show the paired screens, the form to pair one, and the notice."""
    return _show()


@blueprint.post("/screens")
@ADMIN
def pair() -> ResponseReturnValue:
    """Pair the screen that shows `code`; `binding` is `<role>:<target>`."""
    role, _, target = forms.text("binding").partition(":")
    trouble = screens.target_problem(snapshot(), role, target)
    if trouble is not None:
        abort(422)
    name = forms.text("name", most=80, needed=False)
    waiting = screens.pairing().take(forms.text("code", most=20), web().gateway.now().mono_s)
    if waiting is None:
        return _show(wrong_code=True), 422
    bound = screens.bind(waiting, name=name, role=role, target=target, by=forms.admin_id())
    forms.keep("screen.paired", f"{bound.id}:{role}:{target}")
    return redirect(url_for("admin.page"), 303)


@blueprint.post("/screens/<key>/revoke")
@ADMIN
def revoke(key: str) -> ResponseReturnValue:
    """Unpair a screen; what it shows ends within seconds."""
    if screens.revoke(key, by=forms.admin_id()) is None:
        abort(404)
    forms.keep("screen.revoked", key)
    return redirect(url_for("admin.page"), 303)


@blueprint.post("/notice")
@ADMIN
def notice() -> ResponseReturnValue:
    """Change the notice on idle screens; both empty takes it down."""
    zh, en = (forms.text(name, most=300, needed=False) for name in ("zh", "en"))
    document = {"value": {"zh": zh or en, "en": en or zh}} if zh or en else None
    web().registry.save("settings", "notice", document, by=forms.admin_id())
    forms.keep("notice.changed", "notice")
    return redirect(url_for("admin.page"), 303)


def bindings() -> list[tuple[str, ScreenRole, Text | None]]:
    """Return what a screen may be bound to: the form's value, the role, the target's name."""
    rules = snapshot().rules
    found: list[tuple[str, ScreenRole, Text | None]] = []
    for reader in rules.readers.values():
        found.append((f"kiosk:{reader.id}", ScreenRole.KIOSK, reader.name))
    for room in rules.rooms.values():
        found.append((f"panel:{room.id}", ScreenRole.PANEL, room.name))
    return [*found, ("facilities:", ScreenRole.FACILITIES, None)]


def _show(*, wrong_code: bool = False) -> str:
    names = {value: name for value, _, name in bindings()}
    rows = [
        (screen, names.get(f"{screen.role}:{screen.target}"), paired_at[:16].replace("T", " "))
        for screen, paired_at in screens.paired()
    ]
    return render_template(
        "admin/screens.html",
        screens=rows,
        bindings=bindings(),
        wrong_code=wrong_code,
        notice=snapshot().rules.notice,
    )
