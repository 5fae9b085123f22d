"""Who is in, by zone, as the doors know it: what a roll-call begins with.

Pure, and asks nothing of a network: sessions, visitors, who is out on an errand,
and who is said to be inside without having signed in.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gateway.domain.now import Now
from gateway.domain.presence import Session, home_at, is_uncertain
from gateway.domain.requests.state import Asked, away_now
from gateway.domain.rollcall.state import Doubt, Kind, Line
from gateway.domain.rules import Rules
from gateway.domain.visitors.state import Visit

if TYPE_CHECKING:
    from gateway.domain.office import Office

HOME_LONG_AGO = timedelta(hours=3)
"""So long after the end of their hours, somebody has most likely forgotten to tap out."""


def who_is_in(office: "Office", rules: Rules, now: Now) -> tuple[Line, ...]:
    """Return everybody who counts as in, zone by zone, and then who is out on an errand.

    A person in a zone inside another stands once, in the innermost. The order is
    that of the site's zones, in each by the time they came.
    """
    order = {zone: place for place, zone in enumerate(rules.zones)}
    inside = [*_people(office, rules, now), *_visitors(office), *_said(office, rules, now)]
    inside.sort(key=lambda line: (order.get(line.zone, len(order)), line.since, line.key))
    named = {line.key for line in inside}
    out = [line for line in _out(office, rules, now) if line.key not in named]
    return (*inside, *sorted(out, key=lambda line: (line.since, line.key)))


def _people(office: "Office", rules: Rules, now: Now) -> Iterator[Line]:
    latest: dict[str, Session] = {}
    for session in office.presence.sessions.values():
        known = latest.get(session.person)
        if known is None or session.in_at >= known.in_at:
            latest[session.person] = session
    uncertain = {
        zone: is_uncertain(office, rules, zone, now)
        for zone in {session.zone for session in latest.values()}
    }
    for session in latest.values():
        doubt = _doubt(office, rules, session, now, unnoticed=uncertain[session.zone])
        yield _person(session.person, session.zone, session.in_at, doubt)


def _person(person: str, zone: str, since: datetime, doubt: Doubt = Doubt.NONE) -> Line:
    return Line(key=f"p:{person}", kind=Kind.PERSON, zone=zone, since=since, doubt=doubt)


def _doubt(office: "Office", rules: Rules, session: Session, now: Now, *, unnoticed: bool) -> Doubt:
    """Return why a session may be nobody any more."""
    if not session.clock_trusted:
        return Doubt.CLOCK
    if now.trusted and now.at - home_at(office, rules, session, now) >= HOME_LONG_AGO:
        return Doubt.SHIFT_OVER
    return Doubt.NOT_NOTICED if unnoticed else Doubt.NONE


def _visitors(office: "Office") -> Iterator[Line]:
    return (visitor_line(visit) for visit in office.visits.open.values())


def visitor_line(visit: Visit) -> Line:
    """Return the line of a party of visitors."""
    return Line(
        key=f"v:{visit.id}",
        kind=Kind.VISITOR,
        zone=visit.zone,
        since=visit.arrived_at,
        name=visit.name,
        host=visit.host,
        count=visit.count,
    )


def _said(office: "Office", rules: Rules, now: Now) -> Iterator[Line]:
    """Yield who is said to be inside a zone although nobody has signed in."""
    signed_in = {session.person for session in office.presence.sessions.values()}
    for zone, inside in office.lastout.inside.items():
        left_s = inside.occupied_until_s - now.mono_s
        if left_s <= 0:
            continue
        for person in inside.people:
            if person not in signed_in:
                yield _person(person, zone, now.at, Doubt.SAID)
        if not inside.people:
            yield Line(key=f"x:{zone}", kind=Kind.SAID, zone=zone, since=now.at, doubt=Doubt.SAID)


def _out(office: "Office", rules: Rules, now: Now) -> Iterator[Line]:
    """Yield who went out on an errand: listed so that nobody looks for them inside."""
    for person, since in office.presence.out.items():
        yield Line(key=f"p:{person}", kind=Kind.PERSON, zone="", since=since, away=True)
    for asked in {r.person for r in office.requests.open.values()} - office.presence.out.keys():
        away = away_now(office, asked, now.at) if asked in rules.people else None
        if away is not None and away.asked is Asked.OUTING:
            yield Line(key=f"p:{asked}", kind=Kind.PERSON, zone="", since=away.since, away=True)
