"""What a request would mean, before it is sent: the rules are asked without keeping anything.

`decide` is pure, so what is shown is what will be: the same days, the same
notes, the same words of refusal.
"""

from dataclasses import dataclass, replace

from gateway.domain.decide import decide
from gateway.domain.effects import Answer
from gateway.domain.events import RequestFiled
from gateway.domain.requests import Asked, Request
from gateway.domain.requests.balances import balances
from gateway.domain.rules import Rules
from gateway.domain.snapshot import Snapshot
from kiosk_web.views.me.month import number
from kiosk_web.views.me.requests import notes, title, waits, when
from kiosk_web.views.words import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What is shown above the key that sends it.

    Attributes:
        left: The days left after it, in words; empty where there is no limit.
        warnings: Its deadline is over, more than is left ...
        who: Who decides.
    """

    title: str
    when: str
    left: str
    who: str
    warnings: tuple[str, ...]
    about: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """The rules would not take it; their words."""

    words: str


def meaning(snapshot: Snapshot, event: RequestFiled, tongue: Tongue) -> Meaning | Refusal:
    """Return what a request would mean if it were sent now, or why it would not be taken."""
    office, effects = decide(snapshot.office, event, snapshot.now, snapshot.rules)
    answer = next((e for e in effects if isinstance(e, Answer)), None)
    before = snapshot.office.requests.open
    fresh = next((r for key, r in office.requests.open.items() if key not in before), None)
    if fresh is None or (answer is not None and not answer.ok):
        words = (
            answer.text.in_(tongue.language) if answer else tongue._("That cannot be asked for.")
        )
        return Refusal(words)
    rules = snapshot.rules
    person = rules.people.get(fresh.person)
    return Meaning(
        title=title(rules, fresh, tongue),
        when=when(rules, fresh, tongue),
        left=_left(snapshot, fresh, tongue),
        who=waits(snapshot, fresh, tongue),
        warnings=_warnings(rules, fresh, tongue),
        about=person.name if person is not None and fresh.by != fresh.person else "",
    )


def _left(snapshot: Snapshot, request: Request, tongue: Tongue) -> str:
    """Return what is left of the kind in the year in which it begins, once it is approved."""
    if request.asked is not Asked.LEAVE or request.by != request.person:
        return ""
    year = request.since.astimezone(snapshot.rules.timezone).year
    found = balances(snapshot.office, snapshot.rules, request.person, year)
    one = next((b for b in found if b.kind == request.what), None)
    if one is None or one.left_days is None:
        return ""
    left = one.left_days - one.asked_days - request.shares.get(str(year), request.days)
    return tongue._(
        "Then %(left)s of %(all)s days are left in %(year)s",
        left=number(max(left, 0.0)),
        all=number(one.left_days + one.taken_days),
        year=year,
    )


def _warnings(rules: Rules, request: Request, tongue: Tongue) -> tuple[str, ...]:
    """Return what to know before sending; of a colleague's days nothing is told."""
    own = request.by == request.person
    told = tuple(mark for mark in request.marks if own or mark != "no_balance")
    return notes(rules, replace(request, marks=told, by=request.person), tongue)
