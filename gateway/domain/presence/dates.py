"""Forgotten tap-outs at the day's end, and taps from before the clock was right."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gateway.domain.attendance import window_at
from gateway.domain.calendar import DAY_CLOSES
from gateway.domain.duty.state import bound_until
from gateway.domain.events import GatewayStarted, MinuteBegan, PartChanged
from gateway.domain.events.between import ClockSet
from gateway.domain.now import Now
from gateway.domain.presence.pairing import redate
from gateway.domain.presence.state import Session, key_of
from gateway.domain.turn import Fact, Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office


def day_closed(turn: Turn) -> datetime:
    """Return the latest 04:00 at or before now."""
    local = turn.now.at.astimezone(turn.rules.timezone)
    close = datetime.combine(local.date(), DAY_CLOSES, turn.rules.timezone)
    if local < close:
        yesterday = local.date() - timedelta(days=1)
        close = datetime.combine(yesterday, DAY_CLOSES, turn.rules.timezone)
    return close


def is_stale(turn: Turn, session: Session, closed: datetime) -> bool:
    """Return whether a session lies before a day's end, and its shift and duty do too."""
    if not session.clock_trusted or session.in_at >= closed:
        return False
    until = bound_until(turn.office, session.person, session.in_at, closed)
    if until is not None and until > closed:
        return False
    window = window_at(turn.rules, session.person, session.in_at)
    return window is None or window.closes <= closed


def on_minute(turn: Turn, event: MinuteBegan) -> None:
    """Close what the last day left open; a missed or doubled minute does no harm."""
    if not turn.now.trusted:
        return
    closed = day_closed(turn)
    for session in tuple(turn.office.presence.sessions.values()):
        if is_stale(turn, session, closed):
            _miss(turn, session, closed)
    for person, since in tuple(turn.office.presence.out.items()):
        if since < closed:
            turn.record("outing.missing_back", person, {"person": person})


def end_stale(turn: Turn, key: str) -> None:
    """Close a person's session of an earlier day before their tap is looked at."""
    session = turn.office.presence.sessions.get(key)
    if session is None or not turn.now.trusted:
        return
    closed = day_closed(turn)
    if is_stale(turn, session, closed):
        _miss(turn, session, closed)


def _miss(turn: Turn, session: Session, closed: datetime) -> None:
    body = {
        "session": session.id,
        "person": session.person,
        "zone": session.zone,
        "in_at": session.in_at.isoformat(),
        "closed_at": closed.isoformat(),
    }
    turn.record("session.missing_out", session.person, body)


def mark_clock(turn: Turn) -> None:
    """Remember, once, what the wrong clock said at a monotonic instant."""
    taps = turn.office.taps
    if not turn.now.trusted and taps.clock_mark is None:
        turn.change(taps=replace(taps, clock_mark=(turn.now.mono_s, turn.now.at)))


def on_started(turn: Turn, event: GatewayStarted) -> None:
    """Mark a wrong clock at start, for taps of the run before."""
    mark_clock(turn)


def on_part(turn: Turn, event: PartChanged) -> None:
    """Date everything tapped under a wrong clock, now that the clock is right."""
    mark = turn.office.taps.clock_mark
    if event.part != "clock" or not event.ok or not turn.now.trusted or mark is None:
        return
    mono_s, said = mark
    wrong_now = said + timedelta(seconds=turn.now.mono_s - mono_s)
    offset_s = (turn.now.at - wrong_now).total_seconds()
    wrong = {"wrong_from": said.isoformat(), "wrong_to": wrong_now.isoformat()}
    turn.record("clock.trusted", "clock", {"offset_s": offset_s, **wrong})
    turn.change(taps=replace(turn.office.taps, clock_mark=None))
    turn.tell(ClockSet(offset_s=offset_s, wrong_from=said))


def fold_missing_out(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office without a session that nobody ended."""
    body = fact.body
    key = key_of(str(body["person"]), str(body["zone"]))
    sessions = {
        k: s
        for k, s in office.presence.sessions.items()
        if not (k == key and s.id == body["session"])
    }
    return replace(office, presence=replace(office.presence, sessions=sessions))


def fold_outing_over(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office without an outing that nobody came back from."""
    out = {p: since for p, since in office.presence.out.items() if p != fact.body["person"]}
    return replace(office, presence=replace(office.presence, out=out))


def fold_clock_trusted(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with the sessions of the wrong clock dated."""
    offset = timedelta(seconds=float(str(fact.body["offset_s"])))
    return replace(office, presence=redate(office.presence, offset))
