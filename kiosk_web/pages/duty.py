"""`/duty`: a month of duties as a calendar; leaders plan it and publish it, others wish."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gateway.domain.duty.months import ask_for
from gateway.domain.duty.planning import planned
from gateway.domain.duty.remarks import waiting_for
from gateway.domain.text import Json
from kiosk_web import forms, live
from kiosk_web.duty import (
    Document,
    draft_of,
    is_leader,
    keep,
    leading,
    live_page,
    me,
    month_asked,
    present,
    remarks_of,
    still_ahead,
    tongue,
    wishes_of,
    working_here,
)
from kiosk_web.duty import publish as publish_draft
from kiosk_web.duty_plan import plan_of
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import language
from kiosk_web.pages.duty_feed import feed_url
from kiosk_web.views.duty.month import month_page

blueprint = Blueprint("duty", __name__)
blueprint.after_request(allow_in_demo)

NAME = "duty"
LIVE = (live_page(NAME, "duty/month.html"),)
MOST_WISHES = 300


@blueprint.get("/duty")
@working_here
def page() -> ResponseReturnValue:
    """Show a month: `?month=2026-12&post=<id>`; it keeps itself current."""
    return _show(month_asked())


@blueprint.get("/duty/rows")
@working_here
def rows() -> ResponseReturnValue:
    """Show the month alone, for a page that is open."""
    return render_template("duty/_month.html", **_shown(month_asked()))


def _show(month: str, words: str = "", status: int = 200) -> ResponseReturnValue:
    shown = _shown(month)
    follow = url_for("duty.rows", month=month, post=shown["post"] or None)
    address = feed_url(me().id)
    body = live.render(NAME, me().id, **shown, words=words, follow=follow, feed=address)
    return body, status


def _shown(month: str) -> dict[str, object]:
    """Return what the month's template is given."""
    now, post = present(), request.args.get("post", "")
    posts = [(p.id, p.name.in_(language())) for p in now.rules.duty.posts.values()]
    chosen = post if post in now.rules.duty.posts else ""
    draft, wishes, said = draft_of(month), wishes_of(month), remarks_of(month)
    shown = month_page(now, month, me().id, tongue(), draft, wishes, chosen, said)
    uneven = plan_of(now, still_ahead(month), draft, wishes).uneven if shown.drafted else ()
    return {
        "shown": shown,
        "posts": posts,
        "post": chosen,
        "leads": is_leader(),
        "drafted": any(me().id in people for people in draft.values()),
        "waiting": len(waiting_for(now.rules, said, me().id)),
        "uneven": [each.text.in_(language()) for each in uneven],
    }


@blueprint.post("/duty/plan")
@leading
def plan() -> ResponseReturnValue:
    """Plan a month: what is published stays, what a draft has stays where it fits."""
    month = month_asked()
    first, last = still_ahead(month)
    now = present()
    again = {} if request.form.get("anew") else draft_of(month)
    wishes = wishes_of(month)
    made = planned(ask_for(now.office, now.rules, first, last, draft=again, wishes=wishes))
    known = now.office.duties.planned
    slots: dict[str, Json] = {n: list(w) for n, w in made.people().items() if n not in known}
    keep(month, lambda _old: {"slots": slots})
    return redirect(url_for("duty.page", month=month), 303)


@blueprint.post("/duty/publish")
@leading
def publish() -> ResponseReturnValue:
    """Publish a month's draft, as far as it is still ahead."""
    month = month_asked()
    said = publish_draft(month, me().id)
    if not said.ok:
        return _show(month, said.text.in_(language()), 409)
    return redirect(url_for("duty.page", month=month), 303)


@blueprint.post("/duty/wish")
@working_here
def wish() -> ResponseReturnValue:
    """Ask to be free on a day (`day`), or take that back."""
    day = forms.day("day")
    month = month_asked(f"{day:%Y-%m}")
    mine = {"by": me().id, "on": day.isoformat()}

    def turned(old: Document) -> Document:
        rows = old.get("wishes")
        listed = list(rows) if isinstance(rows, list | tuple) else []
        kept = [row for row in listed if row != mine]
        if len(kept) == len(listed) and len(kept) < MOST_WISHES:
            kept.append(mine)
        return {"wishes": kept}

    keep(month, turned)
    return redirect(url_for("duty.page", month=month), 303)
