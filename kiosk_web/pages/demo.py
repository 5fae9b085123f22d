"""`/demo`: badges to tap, a clock to move, things to break, and what the office does about it."""

from collections.abc import Mapping

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from kiosk_web import live
from kiosk_web.body import posted, word
from kiosk_web.context import snapshot, web
from kiosk_web.framing import allow_in_demo
from kiosk_web.i18n import language
from kiosk_web.ports import Demo, Snapshot
from kiosk_web.security import ScreenRole, access, demo_only, screen_or_person
from kiosk_web.sessions import current_screen
from kiosk_web.views.demo import CLOCKS, breakables_view, cards_view
from kiosk_web.views.facilities import Figures, fragments
from kiosk_web.views.ledger import alert_titles, is_told, row_view
from kiosk_web.views.words import Tongue

blueprint = Blueprint("demo", __name__)
blueprint.after_request(allow_in_demo)

SHOWN_ROWS = 60
READ_ROWS = 200


def view(snapshot: Snapshot, target: str, language: str) -> Mapping[str, object]:
    """Return the figures at the top; the rest is read again when the office changed."""
    figures = fragments(snapshot, "", Tongue.of(language))["figures"]
    assert isinstance(figures, Figures)
    return {"figures": figures}


LIVE = (live.LivePage(name="demo", view=view, access=access(ScreenRole.DEMO)),)


def _strings() -> Demo:
    demo = web().demo
    if demo is None:
        abort(404)
    return demo


@blueprint.get("/demo")
@demo_only
def page() -> ResponseReturnValue:
    """Show the demo to everybody; a browser that is no screen yet becomes one by itself."""
    rules = snapshot().rules
    return live.render(
        "demo",
        clocks=CLOCKS,
        readers=[(r.id, r.name.in_(language())) for r in rules.readers.values()],
        rooms=[(r.id, r.plate, r.name.in_(language())) for r in rules.rooms.values()],
        pair=current_screen() is None,
    )


@blueprint.get("/demo/wall")
@screen_or_person(ScreenRole.DEMO)
def wall() -> ResponseReturnValue:
    """Return the badges."""
    cards = cards_view(snapshot(), _strings().cards(), Tongue.of(language()))
    return render_template("demo/wall.html", cards=cards)


@blueprint.get("/demo/breakable")
@screen_or_person(ScreenRole.DEMO)
def breakable() -> ResponseReturnValue:
    """Return what can be broken."""
    things = breakables_view(_strings().breakable(), Tongue.of(language()))
    return render_template("demo/breakable.html", things=things)


@blueprint.get("/demo/story")
@screen_or_person(ScreenRole.DEMO)
def story() -> ResponseReturnValue:
    """Return what happened, newest first."""
    seen, tongue = snapshot(), Tongue.of(language())
    titles = alert_titles(seen.office)
    kept = [row for row in web().history.latest(limit=READ_ROWS) if is_told(row)][:SHOWN_ROWS]
    rows = [row_view(row, seen.rules, tongue, titles) for row in kept]
    return render_template("demo/story.html", rows=rows)


def _done() -> Response:
    return Response('{"ok": true, "code": "done", "text": ""}', mimetype="application/json")


@blueprint.post("/demo/tap")
@screen_or_person(ScreenRole.DEMO)
def tap() -> ResponseReturnValue:
    """Lay a badge on a reader: `{"card", "reader"}`."""
    body, demo = posted(), _strings()
    reader, card = word(body, "reader"), word(body, "card")
    known = {str(one["card"]) for one in demo.cards()}
    if reader not in snapshot().rules.readers or card not in known:
        abort(404)
    demo.tap(reader, card)
    return _done()


@blueprint.post("/demo/clock")
@screen_or_person(ScreenRole.DEMO)
def clock() -> ResponseReturnValue:
    """Move the office's clock: `{"to": "21:07"}`."""
    to = word(posted(), "to")
    if to not in CLOCKS:
        abort(422)
    _strings().move_clock(to)
    return _done()


@blueprint.post("/demo/break")
@screen_or_person(ScreenRole.DEMO)
def break_it() -> ResponseReturnValue:
    """Break or mend a thing: `{"thing", "state"}`."""
    body, demo = posted(), _strings()
    thing, state = word(body, "thing"), word(body, "state")
    states = {
        (t.id, s.id) for t in breakables_view(demo.breakable(), Tongue("en")) for s in t.choices
    }
    if (thing, state) not in states:
        abort(404)
    demo.break_(thing, state)
    return _done()
