"""`/admin/cards`: the cards that are lent to visitors, enrolled by tapping."""

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from gateway.domain.rules import VisitorCard
from gateway.domain.text import Json
from gateway.errors import RegistryProblem
from kiosk_web import enrol, forms
from kiosk_web.context import snapshot, web
from kiosk_web.problems import told
from kiosk_web.security import Role, person_with
from kiosk_web.views.admin import cards as views

blueprint = Blueprint("admin_cards", __name__, url_prefix="/admin/cards")

DESK = person_with(Role.ADMIN, Role.RECEPTION, Role.FACILITIES)
"""Who sees to every visitor (`gateway.domain.visitors.arriving.DESK`)."""
TABLE = "visitor_cards"
STATES: Mapping[str, Mapping[str, Json]] = {
    "active": {"active": True, "lost": False},
    "stopped": {"active": False, "lost": False},
    "lost": {"active": False, "lost": True},
}
"""What a card may be made, and what is kept of that."""


@blueprint.get("")
@DESK
def page() -> ResponseReturnValue:
    """List the pool: each card, and whether it is free, lent, out of use or lost."""
    return _show()


@blueprint.get("/new")
@DESK
def wait() -> ResponseReturnValue:
    """Wait for the next unknown tap (`after`: the ledger's row when it began)."""
    after = request.args.get("after", type=int)
    if after is None:
        return redirect(url_for(".wait", after=enrol.newest_seq()), 303)
    return _offer(enrol.next_tap(after), after)


@blueprint.post("")
@DESK
def add() -> ResponseReturnValue:
    """Put the tapped card (`seq`: its row in the ledger) into the pool under a `label`."""
    tap, label = enrol.tap_of(forms.text("seq", most=20)), _label()
    if tap is None:
        return _show([enrol.too_late()]), 422
    document: dict[str, Json] = {
        "badge": tap.badge,
        "label": label,
        "uid_tail": tap.uid_tail,
        "active": True,
    }
    if wrong := _kept(tap.badge, document):
        return _offer(tap, tap.seq - 1, label, wrong), 422
    forms.keep("visitor_card.added", f"{label}:{tap.uid_tail}")
    return redirect(url_for(".page"), 303)


@blueprint.post("/<badge>/label")
@DESK
def rename(badge: str) -> ResponseReturnValue:
    """Change what is printed on a card; not while it is lent, as the visit names it so."""
    card, label = _card(badge), _label()
    if label == card.label:
        return redirect(url_for(".page"), 303)
    wrong = _if_lent(card) or _kept(badge, {**_document(badge), "label": label})
    if wrong:
        return _show(wrong), 422
    forms.keep("visitor_card.renamed", f"{card.label}:{label}")
    return redirect(url_for(".page"), 303)


@blueprint.post("/<badge>/state")
@DESK
def change(badge: str) -> ResponseReturnValue:
    """Take a card out of use, put it back, or say that it is lost (`state`)."""
    card, state = _card(badge), forms.text("state", most=20)
    if state not in STATES:
        abort(422)
    if wrong := _kept(badge, {**_document(badge), **STATES[state]}):
        return _show(wrong), 422
    forms.keep(f"visitor_card.{state}", card.label)
    return redirect(url_for(".page"), 303)


@blueprint.post("/<badge>/delete")
@DESK
def delete(badge: str) -> ResponseReturnValue:
    """Take a card out of the pool for good: it may be somebody's badge then."""
    card = _card(badge)
    if wrong := _if_lent(card) or _kept(badge, None):
        return _show(wrong), 422
    forms.keep("visitor_card.deleted", card.label)
    return redirect(url_for(".page"), 303)


def _card(badge: str) -> VisitorCard:
    found = snapshot().rules.visitor_cards.get(badge)
    return found if found is not None else abort(404)


def _document(badge: str) -> dict[str, Json]:
    return dict(web().registry.get(TABLE, badge) or abort(404))


def _label() -> str:
    """Return the label as it was typed; the registry says whether it will do."""
    return forms.text("label", most=80, needed=False)


def _kept(badge: str, document: Mapping[str, Json] | None) -> list[str]:
    """Keep a card (None: take it away); return why not, in words."""
    try:
        web().registry.save(TABLE, badge, document, by=forms.admin_id())
    except RegistryProblem as error:
        return told(error, {"label": _("Label")})
    return []


def _if_lent(card: VisitorCard) -> list[str]:
    row = views.row_of(snapshot(), card)
    if not row.is_lent:
        return []
    words = _(
        "%(label)s has been lent since %(time)s. Do this when it is back.",
        label=card.label,
        time=row.lent_since,
    )
    return [words]


def _show(wrong: list[str] | None = None) -> str:
    tails = {key: str(doc.get("uid_tail") or "") for key, doc in web().registry.all(TABLE).items()}
    rows = views.rows_of(snapshot())
    return render_template("admin/cards.html", rows=rows, tails=tails, wrong=wrong or [])


def _offer(
    tap: enrol.UnknownTap | None, after: int, label: str = "", wrong: list[str] | None = None
) -> str:
    """Show the card that was tapped, or wait for one."""
    rules = snapshot().rules
    return render_template(
        "admin/card.html",
        tap=tap,
        after=after,
        known=None if tap else enrol.known_tap(after),
        names={p.id: p.name for p in rules.people.values()},
        reader=rules.readers.get(tap.reader) if tap else None,
        label=label or views.next_label([c.label for c in rules.visitor_cards.values()]),
        wrong=wrong or [],
    )
