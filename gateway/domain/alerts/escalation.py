"""What time does to an open alert: the next is told, or "known until" is over."""

from gateway.domain import words
from gateway.domain.alerts import steady
from gateway.domain.alerts.life import found_again, raise_alert, tell
from gateway.domain.alerts.routes import CRITICAL, LEVELS, levels_of
from gateway.domain.alerts.state import Alert
from gateway.domain.alerts.words import repeated_body
from gateway.domain.effects import AlertChanged
from gateway.domain.text import Json
from gateway.domain.turn import Turn

TOP_LEVEL = LEVELS - 1


def escalate_due(turn: Turn) -> None:
    """Tell the next on the list of each alert that nobody acknowledged in time.

    One that is gone for the moment may be over: what is due then waits for its return.
    """
    for alert in _there(turn):
        if alert.escalate_due_s is not None and alert.escalate_due_s <= turn.now.mono_s:
            _escalate(turn, alert)


def remind_due(turn: Turn) -> None:
    """Raise again what was "known until" now and is still there."""
    for alert in _there(turn):
        if alert.known_due_s is not None and alert.known_due_s <= turn.now.mono_s:
            raise_alert(turn, found_again(alert))


def _there(turn: Turn) -> list[Alert]:
    """Return the open alerts whose trouble is there."""
    office = turn.office
    return [a for a in office.alerts.open.values() if not steady.is_gone(office, a.key)]


def _escalate(turn: Turn, alert: Alert) -> None:
    levels = levels_of(turn.rules, alert.severity, alert.zone, turn.now)
    if alert.level >= TOP_LEVEL:
        _repeat(turn, alert, levels)
        return
    level, contacts = _next_level(alert, levels)
    goes_on = level < TOP_LEVEL or alert.severity == CRITICAL
    row: dict[str, Json] = {
        "level": level,
        "to": contacts,
        "escalate_s": turn.rules.durations.escalate_s if goes_on else None,
        "exhausted": not contacts,
    }
    turn.record("alert.escalated", alert.key, row, vital=False)
    turn.do(AlertChanged(key=alert.key, state="escalated", severity=alert.severity))
    body = words.escalated_body(alert.body, _minutes_open(turn, alert))
    tell(turn, alert, contacts, "escalated", alert.title, body)


def _next_level(alert: Alert, levels: tuple[tuple[str, ...], ...]) -> tuple[int, tuple[str, ...]]:
    """Return the next level with somebody who was not told yet; nobody, if there is none."""
    for level in range(alert.level + 1, min(len(levels), LEVELS)):
        new = tuple(contact for contact in levels[level] if contact not in alert.told)
        if new:
            return level, new
    return alert.level + 1, ()


def _repeat(turn: Turn, alert: Alert, levels: tuple[tuple[str, ...], ...]) -> None:
    """Tell the last level of a critical alert once more: it must not be left alone."""
    last = levels[-1] if levels else ()
    row: dict[str, Json] = {
        "level": alert.level,
        "to": last,
        "escalate_s": turn.rules.durations.escalate_s,
        "exhausted": alert.exhausted,
    }
    turn.record("alert.escalated", alert.key, row, vital=False)
    body = repeated_body(alert.body, _minutes_open(turn, alert))
    tell(turn, alert, last, "repeated", alert.title, body)


def _minutes_open(turn: Turn, alert: Alert) -> int:
    return int((turn.now.at - alert.raised_at).total_seconds()) // 60
