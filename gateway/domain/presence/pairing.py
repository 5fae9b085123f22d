"""From paired taps to sessions: pure steps on `Presence`, used by the folds.

A step says all that changes; it is computed by a rule (which knows the zones),
kept in the ledger row, and carried out here, live and after a restart alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gateway.domain.events import Correction
from gateway.domain.presence.state import LastTap, Presence, Session, key_of
from gateway.domain.text import Json

if TYPE_CHECKING:
    from gateway.domain.rules import Rules

IDS_KEPT = 512
"""Tap ids remembered at most (and half of it at least); a reader that delivers
again does so within seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One paired tap and what it does.

    Attributes:
        direction: `in`, `out`, or empty when nothing is paired.
        session: The session opened (then it is `tap_id`), continued or ended;
            empty for a tap-out without one.
        ends: Zones in which the person's session ends with it.
        outing: `going_out`, `back` or None.
        since_s: When it happened, monotonic.
    """

    tap_id: str
    person: str
    zone: str
    reader: str
    direction: str
    at: datetime
    trusted: bool
    since_s: float
    session: str
    ends: tuple[str, ...] = ()
    outing: str | None = None

    def as_json(self) -> dict[str, Json]:
        """Return the part of it that only the rule could know."""
        return {
            "direction": self.direction,
            "session": self.session,
            "ends": self.ends,
            "outing": self.outing,
            "clock_trusted": self.trusted,
        }


def read_step(body: Mapping[str, Json], at: datetime, since_s: float) -> Step:
    """Return the step kept in a ledger row."""
    ends = body["ends"]
    outing = body["outing"]
    return Step(
        tap_id=str(body["tap_id"]),
        person=str(body["person"]),
        zone=str(body["zone"]),
        reader=str(body["reader"]),
        direction=str(body["direction"]),
        at=at,
        trusted=bool(body["clock_trusted"]),
        since_s=since_s,
        session=str(body["session"]),
        ends=tuple(str(z) for z in ends) if isinstance(ends, list | tuple) else (),
        outing=None if outing is None else str(outing),
    )


def plan_step(presence: Presence, rules: "Rules", step: Step) -> Step:
    """Return the step with the sessions it opens, continues or ends filled in.

    In while already in goes on with the session there is; out ends it, and
    those of all zones inside, for who leaves the office has left its rooms.
    """
    session = presence.sessions.get(key_of(step.person, step.zone))
    if step.direction == "in":
        back = Correction.BACK.value if step.person in presence.out else step.outing
        return replace(step, session=session.id if session else step.tap_id, outing=back)
    if step.direction != "out":
        return step
    held = zones_of(presence, rules, step.person)
    ends = tuple(z for z in held if step.zone in rules.zone_path(z))
    return replace(step, session=session.id if session else "", ends=ends)


def zones_of(presence: Presence, rules: "Rules", person: str) -> tuple[str, ...]:
    """Return the zones a person has a session in; looks at zones, not at people."""
    sessions = presence.sessions
    return tuple(z for z in rules.zones if f"{person}@{z}" in sessions)


def pair(presence: Presence, step: Step) -> Presence:
    """Return the presence after a paired tap."""
    key = key_of(step.person, step.zone)
    sessions = dict(presence.sessions)
    before = sessions.get(key)
    inner: list[Session] = []
    if step.direction == "in" and step.session == step.tap_id:
        sessions[key] = Session(
            id=step.tap_id,
            person=step.person,
            zone=step.zone,
            reader=step.reader,
            in_at=step.at,
            clock_trusted=step.trusted,
        )
    for zone in step.ends:
        ended = sessions.pop(key_of(step.person, zone), None)
        if ended is not None and zone != step.zone:
            inner.append(ended)
    last = LastTap(
        tap_id=step.tap_id,
        reader=step.reader,
        direction=step.direction,
        at=step.at,
        before=before,
        inner=tuple(inner),
        was_out=presence.out.get(step.person),
        prior_at=tapped_before(presence.last.get(key)),
        clock_trusted=step.trusted,
        paired_since_s=step.since_s,
        seen_since_s=step.since_s,
    )
    lasts = {**presence.last, key: last}
    return Presence(sessions, lasts, _outings(presence, step), presence.ids)


def _outings(presence: Presence, step: Step) -> Mapping[str, datetime]:
    if step.outing == Correction.GOING_OUT:
        return {**presence.out, step.person: step.at}
    if step.person in presence.out:
        return {p: since for p, since in presence.out.items() if p != step.person}
    return presence.out


def tapped_before(last: LastTap | None) -> datetime | None:
    """Return when the person last tapped for real: the last tap, unless it was undone."""
    if last is None:
        return None
    return last.at if last.direction else last.prior_at


def revert(presence: Presence, key: str) -> Presence:
    """Return the presence as if the last paired tap of a key had not been; the tap stays known."""
    last = presence.last[key]
    if not last.direction:
        return presence
    person, _, _ = key.rpartition("@")
    sessions = {k: s for k, s in presence.sessions.items() if k != key}
    for session in (*last.inner, *((last.before,) if last.before else ())):
        sessions.setdefault(key_of(session.person, session.zone), session)
    out = {p: since for p, since in presence.out.items() if p != person}
    if last.was_out is not None:
        out[person] = last.was_out
    undone = replace(last, direction="", before=None, inner=(), was_out=None, asked=None)
    return replace(presence, sessions=sessions, out=out, last={**presence.last, key: undone})


def remember(presence: Presence, tap_id: str, key: str) -> Presence:
    """Return the presence that knows a tap id; the oldest ones are forgotten."""
    ids = {**presence.ids, tap_id: key}
    if len(ids) > IDS_KEPT:
        # By halves: taking out one each time would rebuild the table at every tap.
        ids = dict(list(ids.items())[IDS_KEPT // 2 :])
    return Presence(presence.sessions, presence.last, presence.out, ids)


def redate(presence: Presence, offset: timedelta) -> Presence:
    """Return the presence with everything the wrong clock dated moved by an offset."""
    sessions = {k: _redate_session(s, offset) for k, s in presence.sessions.items()}
    last = {k: _redate_last(t, offset) for k, t in presence.last.items()}
    return replace(presence, sessions=sessions, last=last)


def _redate_session(session: Session, offset: timedelta) -> Session:
    if session.clock_trusted:
        return session
    return replace(session, in_at=session.in_at + offset, clock_trusted=True)


def _redate_last(last: LastTap, offset: timedelta) -> LastTap:
    before = _redate_session(last.before, offset) if last.before else None
    inner = tuple(_redate_session(s, offset) for s in last.inner)
    if last.clock_trusted:
        return replace(last, before=before, inner=inner)
    return replace(last, at=last.at + offset, before=before, inner=inner, clock_trusted=True)
