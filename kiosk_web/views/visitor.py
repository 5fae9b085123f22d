"""What a visitor and a host see of a visit: the answer, the card, who waits for whom."""

from dataclasses import dataclass
from datetime import date

from gateway.domain.requests import Asked, away_now
from gateway.domain.rules import Person
from gateway.domain.text import Json
from gateway.domain.visitors import (
    Guest,
    Note,
    Reply,
    Visit,
    free_cards,
    guests_of,
    guests_on,
    notes_of,
    visits_of,
)
from kiosk_web.ports import Snapshot
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue, hhmm


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A visitor's own page after registering.

    Attributes:
        visit: The visit's id; empty once it is over.
        reply: `waiting`, `coming`, `wait`, `away`, `over`.
        said: The host's answer as the visitor reads it; `note` in the host's own words.
        card: The label of the card they have; `free` of the one they may take, or empty.
        noted: They have left a message.
    """

    visit: str
    reply: str
    title: str
    said: str
    note: str
    at: str
    name: str
    company: str
    count: int
    host: str
    card: str
    free: str
    noted: bool


def waiting_view(snapshot: Snapshot, visit_id: str, tongue: Tongue) -> Waiting:
    """Return what stands on a visitor's page now."""
    _, office, rules = tongue._, snapshot.office, snapshot.rules
    visit = office.visits.open.get(visit_id)
    if visit is None:
        bye = _("Thank you for coming")
        return Waiting(
            visit="", reply="over", title=bye, said=_("You are signed out."), note="", at="",
            name="", company="", count=0, host="", card="", free="", noted=False,
        )  # fmt: skip
    host = rules.people.get(visit.host)
    name = host.name if host else visit.host
    free = free_cards(office, rules)
    at = visit.replied_at or visit.arrived_at
    return Waiting(
        visit=visit.id,
        reply=visit.reply.value,
        title=_("%(name)s has been told", name=name)
        if visit.reply is Reply.WAITING
        else _("%(name)s has answered", name=name),
        said=_said(visit.reply, tongue),
        note=visit.note,
        at=hhmm(at.astimezone(rules.timezone)),
        name=visit.name,
        company=visit.company,
        count=visit.count,
        host=name,
        card=visit.card,
        free=free[0] if free and not visit.card else "",
        noted=visit.id in office.visits.notes,
    )


def _said(reply: Reply, tongue: Tongue) -> str:
    _ = tongue._
    return {
        Reply.WAITING: _("Please take a seat. The answer comes here."),
        Reply.COMING: _("Coming to meet you now."),
        Reply.WAIT: _("Please wait five minutes."),
        Reply.AWAY: _("Not available now. You may leave a message."),
    }[reply]


def host_mark(snapshot: Snapshot, person: str, tongue: Tongue) -> Mark:
    """Return whether somebody is in, as a visitor may know it: in, back when, or not in."""
    _, office, rules = tongue._, snapshot.office, snapshot.rules
    if any(session.person == person for session in office.presence.sessions.values()):
        return Mark("ok", _("Here now"), "ok")
    away = away_now(office, person, snapshot.now.at)
    if away is not None and away.asked is Asked.OUTING:
        at = hhmm(away.until.astimezone(rules.timezone))
        return Mark("outing", _("back at %(at)s", at=at), "warn")
    return Mark("outing", _("Not in now"), "warn")


def host_row(
    snapshot: Snapshot, person: Person, guest: Guest | None, tongue: Tongue
) -> dict[str, Json]:
    """Return what a visitor is shown of somebody they may have come to see."""
    mark = host_mark(snapshot, person.id, tongue)
    return {
        "id": person.id,
        "name": person.name,
        "team": team_name(snapshot, person, tongue),
        "word": mark.word,
        "tone": mark.tone,
        "icon": mark.icon,
        "expected": guest.id if guest is not None else "",
    }


def team_name(snapshot: Snapshot, person: Person, tongue: Tongue) -> str:
    """Return what a person's team is called; empty for none."""
    team = snapshot.rules.teams.get(person.team)
    return team.name.in_(tongue.language) if team else ""


def guest_named(snapshot: Snapshot, name: str) -> Guest | None:
    """Return who is expected today under exactly this name; None for nobody, or for several."""
    wanted = "".join(name.casefold().split())
    today = snapshot.now.at.astimezone(snapshot.rules.timezone).date()
    found = [
        guest
        for guest in guests_on(snapshot.office, today)
        if "".join(guest.name.casefold().split()) == wanted
    ]
    return found[0] if len(found) == 1 else None


def visit_typed(snapshot: Snapshot, typed: str) -> Visit | None:
    """Return the visit of who types the card's label or their whole name; None unless just one."""
    wanted = "".join(typed.casefold().split())
    if not wanted:
        return None
    found = [
        visit
        for visit in snapshot.office.visits.open.values()
        if wanted in ("".join(visit.name.casefold().split()), visit.card.casefold())
    ]
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A visitor on a host's page."""

    visit: str
    name: str
    company: str
    count: int
    host: str
    since: str
    reply: str
    card: str
    left: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A host's page: who is here, what was left, who will come. Reception's has everybody's."""

    callers: tuple[Caller, ...]
    notes: tuple[Note, ...]
    guests: tuple[tuple[Guest, str, str], ...]
    whole: bool


def desk_view(snapshot: Snapshot, person: str, tongue: Tongue, *, whole: bool) -> Desk:
    """Return the visitors of a person, or (reception) of everybody."""
    office = snapshot.office
    visits = tuple(office.visits.open.values()) if whole else visits_of(office, person)
    guests = tuple(office.visits.expected.values()) if whole else guests_of(office, person)
    ordered = sorted(guests, key=lambda guest: (guest.on, guest.at, guest.id))
    return Desk(
        callers=tuple(_caller(snapshot, visit) for visit in visits),
        notes=notes_of(office, person),
        guests=tuple((g, _day(g.on, tongue), _name(snapshot, g.host)) for g in ordered),
        whole=whole,
    )


def _caller(snapshot: Snapshot, visit: Visit) -> Caller:
    return Caller(
        visit=visit.id,
        name=visit.name,
        company=visit.company,
        count=visit.count,
        host=_name(snapshot, visit.host),
        since=hhmm(visit.arrived_at.astimezone(snapshot.rules.timezone)),
        reply=visit.reply.value,
        card=visit.card,
        left=visit.host_left_at is not None,
    )


def _name(snapshot: Snapshot, person: str) -> str:
    found = snapshot.rules.people.get(person)
    return found.name if found else person


def _day(day: date, tongue: Tongue) -> str:
    return tongue.date(day)
