"""What the pages of duty share: who looks, what they may do, a month's draft, the language.

Everybody who works here may look: who is on duty is no secret. Leaders plan,
publish and approve.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import wraps
from typing import ParamSpec

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from gateway.domain.duty.asking import leads
from gateway.domain.duty.months import month_span
from gateway.domain.duty.remarks import Remarks, read_remarks
from gateway.domain.effects import Answer
from gateway.domain.events import DutyPublished
from gateway.domain.rules import Person
from gateway.domain.text import Json
from kiosk_web.attendance import OwnPage
from kiosk_web.context import snapshot, web
from kiosk_web.i18n import language
from kiosk_web.live import LivePage
from kiosk_web.ports import Snapshot
from kiosk_web.problems import ask
from kiosk_web.signed_in import View, signed_in
from kiosk_web.views.words import Tongue

P = ParamSpec("P")

Document = Mapping[str, Json]
Change = Callable[[Document], Document]
"""Takes a month's draft; returns what is new or other in it."""

TABLE = "duty_plans"
OLDEST, NEWEST = date(2000, 1, 1), date(2199, 12, 1)


def working_here(view: View[P]) -> View[P]:
    """Let in whoever works here; others sign in first."""
    return signed_in("duty_me", _in_demo)(view)


def leading(view: View[P]) -> View[P]:
    """Let in duty leaders only."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not is_leader():
            abort(403)
        return view(*args, **kwargs)

    return working_here(guarded)


def _in_demo() -> Person | None:
    """Return whom a visitor of the demo looks as: the first leader."""
    rules = snapshot().rules
    leaders = (rules.people.get(group.leader) for group in rules.duty.groups.values())
    return next((p for p in leaders if p is not None and p.active), None)


def live_page(name: str, template: str, *, shows_presence: bool = False) -> LivePage:
    """Return a live page of duty: it is told when a roster or a draft changes, or who is in."""
    reads = _reads_with_presence if shows_presence else _reads
    return LivePage(name=name, access=OwnPage(), exists=_is_for, reads=reads, template=template)


def _is_for(snapshot: Snapshot, target: str) -> bool:
    found = snapshot.rules.people.get(target)
    return found is not None and found.active


def _reads(snapshot: Snapshot, _target: str) -> object:
    """Return what a roster takes from a snapshot; a draft is the registry's."""
    return (snapshot.office.duties, snapshot.office.requests, snapshot.rules.generation)


def _reads_with_presence(snapshot: Snapshot, target: str) -> object:
    return (_reads(snapshot, target), snapshot.office.presence.sessions)


def me() -> Person:
    """Return who looks; only in views that are guarded."""
    found = g.duty_me
    assert isinstance(found, Person)
    return found


def is_leader() -> bool:
    """Tell whether who looks leads any duty."""
    return leads(snapshot().rules, me().id)


def tongue() -> Tongue:
    """Return the tongue of this request."""
    return Tongue.of(language())


def present() -> Snapshot:
    """Return the snapshot with the instant it is, in the site's zone."""
    found, now = snapshot(), web().gateway.now()
    return replace(found, now=replace(now, at=now.at.astimezone(found.rules.timezone)))


def month_asked(text: str = "") -> str:
    """Return the month of the query or a form (`2026-12`), this one unless said; 422 for none."""
    month = text or request.values.get("month", "") or f"{present().now.at:%Y-%m}"
    try:
        first, _ = month_span(month)
    except ValueError:
        abort(422)
    if not OLDEST <= first <= NEWEST:
        abort(422)
    return f"{first:%Y-%m}"


def still_ahead(month: str) -> tuple[date, date]:
    """Return the days of a month that can still be planned; none of one that is over."""
    first, last = month_span(month)
    return max(first, present().now.at.date()), last


def document(month: str) -> Mapping[str, Json]:
    """Return a month's draft as it is kept; an empty one where none is."""
    return web().registry.get(TABLE, month) or {"month": month, "slots": {}, "wishes": []}


def draft_of(month: str) -> dict[str, list[str]]:
    """Return who is on which duty in a month's draft."""
    return places_in(document(month))


def places_in(draft: Document) -> dict[str, list[str]]:
    """Return who is on which duty in a draft as it is kept."""
    slots = draft.get("slots")
    rows = slots.items() if isinstance(slots, Mapping) else ()
    return {str(name): [str(p) for p in who] for name, who in rows if isinstance(who, list | tuple)}


def wishes_of(month: str) -> frozenset[tuple[str, date]]:
    """Return who would like to be free on which day of a month."""
    rows = document(month).get("wishes")
    listed = rows if isinstance(rows, list | tuple) else ()
    return frozenset(
        (str(row["by"]), date.fromisoformat(str(row["on"])))
        for row in listed
        if isinstance(row, Mapping)
    )


def remarks_of(month: str) -> Remarks:
    """Return what was said of a month's draft."""
    return read_remarks(document(month).get("comments"))


def publish(month: str, by: str, via: str = "") -> Answer:
    """Publish a month's draft as far as it is still ahead; published, it is a draft no more."""
    now = present()
    known, today = now.office.duties.planned, now.now.at.date().isoformat()
    places = tuple(
        (name, tuple(who))
        for name, who in sorted(draft_of(month).items())
        if who and name not in known and name[:10] >= today
    )
    said = ask(DutyPublished(places=places, by=by, via=via))
    if said.ok:
        keep(month, lambda _old: {"slots": {}, "comments": []}, by=by)
    return said


def keep(month: str, change: Change, by: str = "") -> None:
    """Keep a month's draft with something changed; nobody else's change comes in between.

    `by` is who does it, unless it is who looks.
    """

    def changed(old: Document | None) -> Document:
        before: Document = old or {"month": month, "slots": {}, "wishes": []}
        version = before.get("version")
        grown = (version if isinstance(version, int) else 0) + 1
        return {**before, **change(before), "version": grown}

    web().registry.amend(TABLE, month, changed, by=by or me().id)
