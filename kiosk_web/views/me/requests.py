"""What I have asked for, and how far each has come, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from gateway.domain.requests import COUNTS, WAITING, Asked, Request, Step
from gateway.domain.requests.chain import deciders
from gateway.domain.rules import Rules
from gateway.domain.snapshot import Snapshot
from kiosk_web.views.marks import Mark
from kiosk_web.views.me.month import number, short_day
from kiosk_web.views.words import Tongue, hhmm

ICONS = {
    Asked.LEAVE: "calendar",
    Asked.OUTING: "outing",
    Asked.OVERTIME: "clock",
    Asked.CORRECTION: "badge",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One request.

    Attributes:
        waits: Who decides next, or what became of it.
        notes: What else is to be known: filed late, told afterwards, no days left; why refused.
        keys: What may be done about it: the choice, and what the key says.
    """

    id: str
    icon: str
    title: str
    when: str
    waits: str
    reason: str
    notes: tuple[str, ...]
    mark: Mark
    keys: tuple[tuple[str, str], ...]


def rows(snapshot: Snapshot, mine: Sequence[Request], tongue: Tongue) -> tuple[Row, ...]:
    """Return requests as rows, in the order given."""
    return tuple(row(snapshot, each, tongue) for each in mine)


def row(snapshot: Snapshot, request: Request, tongue: Tongue) -> Row:
    """Return one request as a row."""
    rules = snapshot.rules
    return Row(
        id=request.id,
        icon=ICONS[request.asked],
        title=title(rules, request, tongue),
        when=when(rules, request, tongue),
        waits=waits(snapshot, request, tongue),
        reason=request.reason,
        notes=notes(rules, request, tongue),
        mark=step_mark(request.step, tongue),
        keys=_keys(request, snapshot.now.at, tongue),
    )


def title(rules: Rules, request: Request, tongue: Tongue) -> str:
    """Return what is asked for: `Annual leave, 2 days`."""
    _ = tongue._
    if request.asked is Asked.LEAVE:
        kind = rules.leave_kinds.get(request.what)
        name = kind.name.in_(tongue.language) if kind else request.what
        if not request.days:
            return name
        days = tongue.n(
            "%(much)s day", "%(much)s days", _count(request.days), much=number(request.days)
        )
        return f"{name}{tongue.pause}{days}"
    if request.asked is Asked.OUTING:
        return f"{_('Outing')}{tongue.pause}{request.what}"
    if request.asked is Asked.OVERTIME:
        return f"{_('Overtime')}{tongue.pause}{tongue.span(request.seconds)}"
    came = request.what == "in"
    return _("Missing tap: came") if came else _("Missing tap: left")


def _count(days: float) -> int:
    return 1 if days == 1 else 2


def when(rules: Rules, request: Request, tongue: Tongue) -> str:
    """Return from when to when, as short as it can be said."""
    since = request.since.astimezone(rules.timezone)
    until = request.until.astimezone(rules.timezone)
    first = short_day(since.date(), tongue)
    if request.asked is Asked.CORRECTION or since == until:
        return f"{first} {hhmm(since)}"
    whole = since.time() == until.time() == time()
    last_day = (until - timedelta(microseconds=1)).date()
    if whole:
        last = short_day(last_day, tongue)
        return first if last_day == since.date() else f"{first} – {last}"
    if until.date() == since.date() or (until.time() == time() and last_day == since.date()):
        end = "24:00" if until.time() == time() else hhmm(until)
        return f"{first} {hhmm(since)}–{end}"
    return f"{first} {hhmm(since)} – {short_day(until.date(), tongue)} {hhmm(until)}"


def notes(rules: Rules, request: Request, tongue: Tongue) -> tuple[str, ...]:
    """Return what whoever decides is shown beside it."""
    _ = tongue._
    words = {
        "late": _("Filed after the deadline; whoever decides sees that"),
        "emergency": _("Told afterwards"),
        "no_balance": _("More than the days that are left this year"),
        "cancelled_late": _("Cancelling was asked for after it began"),
    }
    said = [words[mark] for mark in request.marks if mark in words]
    if request.by != request.person:
        said.append(_("Filed by %(name)s", name=_name(rules, request.by, tongue)))
    last = request.decided[-1] if request.decided else None
    if last is not None and last.note:
        said.append(f"{_name(rules, last.by, tongue)}: {last.note}")
    return tuple(said)


def waits(snapshot: Snapshot, request: Request, tongue: Tongue) -> str:
    """Return who decides next; of what is decided who did it, and when."""
    _, rules = tongue._, snapshot.rules
    if request.step in WAITING:
        who = names(rules, deciders(snapshot.office, rules, request, snapshot.now), tongue)
        if request.step is Step.CANCEL_ASKED:
            return _("%(who)s decides about cancelling", who=who)
        return _("%(who)s decides", who=who)
    last = request.decided[-1] if request.decided else None
    if last is None:
        return ""
    at = last.at.astimezone(rules.timezone)
    return f"{_name(rules, last.by, tongue)}{tongue.dot}{short_day(at.date(), tongue)} {hhmm(at)}"


def names(rules: Rules, people: Sequence[str], tongue: Tongue) -> str:
    """Return some people's names; of many the first two and how many more."""
    known = [_name(rules, who, tongue) for who in people]
    if len(known) > 2:
        return tongue._(
            "%(names)s and %(n)s more", names=tongue.comma.join(known[:2]), n=len(known) - 2
        )
    return tongue._(" or ").join(known) or tongue._("HR")


def _name(rules: Rules, person: str, tongue: Tongue) -> str:
    found = rules.people.get(person)
    return found.name if found is not None else tongue._("somebody who has left")


def step_mark(step: Step, tongue: Tongue) -> Mark:
    """Return the sign for how far a request has come."""
    _ = tongue._
    return {
        Step.ASKED: Mark("clock", _("Waits"), "info"),
        Step.FIRST_APPROVAL: Mark("clock", _("First yes"), "info"),
        Step.APPROVED: Mark("ok", _("Approved"), "ok"),
        Step.REFUSED: Mark("bad", _("Refused"), "bad"),
        Step.WITHDRAWN: Mark("undo", _("Withdrawn")),
        Step.CANCEL_ASKED: Mark("clock", _("To be cancelled"), "warn"),
        Step.CANCELLED: Mark("close", _("Cancelled")),
    }[step]


def _keys(request: Request, now: datetime, tongue: Tongue) -> tuple[tuple[str, str], ...]:
    _ = tongue._
    if request.step in WAITING - COUNTS:
        return (("withdraw", _("Withdraw")),)
    over = request.asked is Asked.CORRECTION or request.until <= now
    if request.step is Step.APPROVED and not over:
        return (("cancel", _("Ask to cancel")),)
    return ()
