"""An alert's life: raised, made louder, resolved, back again; `escalation` has what time does.

None of its rows is vital: what facilities must know is sent even when the disk
is full, and most of all then. A trouble that comes back soon after it was over
is the same alert: told once, and over only when it stays away.
"""

from gateway.domain.alerts import steady
from gateway.domain.alerts.outbox import Message, resolved_message, write
from gateway.domain.alerts.routes import CRITICAL, levels_of, quiet_s
from gateway.domain.alerts.state import Alert, KnownTrouble
from gateway.domain.alerts.words import again_body, again_title
from gateway.domain.effects import AlertChanged
from gateway.domain.events import TroubleFound, TroubleGone
from gateway.domain.maintenance import work_on_trouble
from gateway.domain.text import Json, Text
from gateway.domain.turn import Turn

SEVERITIES = ("info", "warning", "critical")


def on_found(turn: Turn, event: TroubleFound) -> None:
    """Raise an alert, or bring the open one of the same key up to date.

    A second message leaves only when the severity grows; "known until" holds
    against everything less.
    """
    alert = turn.office.alerts.open.get(event.key)
    if alert is None:
        _begin(turn, event)
        return
    if alert.unsteady:
        steady.back(turn, event.key)
    louder = SEVERITIES.index(event.severity) > SEVERITIES.index(alert.severity)
    if louder:
        raise_alert(turn, event)
    elif not _says(alert, event) and (not alert.unsteady or steady.words_to_keep(turn, event)):
        _update(turn, alert, event)


def _says(alert: Alert, event: TroubleFound) -> bool:
    title, body = event.title, event.body
    return (alert.title, alert.body, alert.channels) == (title, body, event.channels)


def _update(turn: Turn, alert: Alert, event: TroubleFound) -> None:
    row = {**_json(event), "severity": alert.severity}
    turn.record("alert.updated", event.key, row, vital=False)


def _begin(turn: Turn, event: TroubleFound) -> None:
    """Raise an alert that was not open: new, back again, or known to somebody."""
    alerts = turn.office.alerts
    known = alerts.known.get(event.key)
    if known is not None and known.until <= turn.now.at:
        known = None
    before = alerts.settling.get(event.key)
    settle_s = before.settle_until_s if before is not None else None
    again = settle_s is not None and settle_s > turn.now.mono_s
    raise_alert(turn, event, again=again, known=known)


def raise_alert(
    turn: Turn, event: TroubleFound, *, again: bool = False, known: KnownTrouble | None = None
) -> None:
    """Raise (or raise again) and tell the first contacts; nobody while it is known or worked on."""
    work = work_on_trouble(turn.office, turn.rules, event.key, event.zone, event.channels)
    levels = _levels(turn, event)
    is_sent = bool(levels) or event.severity != "info"
    quiet = work is not None or known is not None
    row: dict[str, Json] = {
        **_json(event),
        "escalate_s": _escalate_s(turn, event, levels) if is_sent and not quiet else None,
        "again": again,
        "known_until": known.until.isoformat() if known else None,
        "known_by": known.by if known else None,
        "maintenance": work.scope if work else None,
        "until": work.until.isoformat() if work else None,
    }
    state = "reopened" if again else "raised"
    turn.record(f"alert.{state}", event.key, row, vital=False)
    turn.do(AlertChanged(key=event.key, state=state, severity=event.severity))
    if known is not None:
        turn.do(AlertChanged(key=event.key, state="acknowledged", severity=event.severity))
    if not quiet and is_sent:
        _tell_first(turn, turn.office.alerts.open[event.key], levels, again=again)


def _levels(turn: Turn, event: TroubleFound) -> tuple[tuple[str, ...], ...]:
    """Return whom a trouble is told, level by level; what is told once, as if it were a warning."""
    levels = levels_of(turn.rules, event.severity, event.zone, turn.now)
    if event.once and not levels:
        levels = levels_of(turn.rules, "warning", event.zone, turn.now)
    named = tuple(contact for contact in event.first if contact in turn.rules.contacts)
    return (named, *levels[1:]) if named else levels


def _escalate_s(
    turn: Turn, event: TroubleFound, levels: tuple[tuple[str, ...], ...]
) -> float | None:
    """Return when the next has to be told: the time counts from when somebody may be told."""
    if event.once:
        return None
    first = levels[0] if levels and event.severity != CRITICAL else ()
    held_s = min((quiet_s(turn.rules, contact, turn.now) for contact in first), default=0.0)
    return turn.rules.durations.escalate_s + held_s


def _tell_first(
    turn: Turn, alert: Alert, levels: tuple[tuple[str, ...], ...], *, again: bool
) -> None:
    first = levels[0] if levels else ()
    if not again:
        tell(turn, alert, first, "raised", alert.title, alert.body)
        return
    contacts = tuple(dict.fromkeys((*first, *alert.notified)))
    tell(turn, alert, contacts, "again", again_title(alert.title), again_body(alert.body))


def tell(
    turn: Turn, alert: Alert, contacts: tuple[str, ...], news: str, title: Text, body: Text
) -> None:
    """Write the same to several contacts."""
    for contact in contacts:
        write(
            turn,
            Message(
                to=contact,
                alert=alert.key,
                news=news,
                title=title,
                body=body,
                severity=alert.severity,
                channels=alert.channels,
            ),
        )


def found_again(alert: Alert) -> TroubleFound:
    """Return the trouble of an open alert, as if it were found now."""
    return TroubleFound(
        key=alert.key,
        severity=alert.severity,
        zone=alert.zone,
        title=alert.title,
        body=alert.body,
        channels=alert.channels,
        passing=alert.passing,
        once=alert.once,
    )


def on_gone(turn: Turn, event: TroubleGone) -> None:
    """Resolve the alert of a key, if it is open; an unsteady one only when it stays away."""
    alert = turn.office.alerts.open.get(event.key)
    if alert is not None and alert.unsteady:
        steady.gone(turn, event.key)
    elif alert is not None:
        resolve(turn, event.key)


def settle_due(turn: Turn) -> None:
    """Resolve what stayed away, and keep the latest words of what still comes and goes."""
    for key in steady.gone_due(turn):
        if key in turn.office.alerts.open:
            resolve(turn, key)
    for event in steady.words_due(turn):
        alert = turn.office.alerts.open.get(event.key)
        if alert is not None and not _says(alert, event) and steady.words_to_keep(turn, event):
            _update(turn, alert, event)


def resolve(turn: Turn, key: str, by: str = "") -> None:
    """End an alert; whom a message has reached is told that it is over.

    `by` is who ended it, empty when the trouble went away by itself. Messages
    waiting for another try are dropped. One that is under way now is followed by
    the good news once it arrived (`outbox.on_sent`).
    """
    steady.forget(turn, key)
    alerts = turn.office.alerts
    alert = alerts.open[key]
    of_it = [o for o in alerts.outbox.values() if o.alert == key]
    told = dict.fromkeys(
        (*alert.notified, *(o.to for o in of_it if o.taken and o.try_due_s is not None))
    )
    settle_s = None if alert.passing else turn.rules.durations.settle_s
    row: dict[str, Json] = {"severity": alert.severity, "settle_s": settle_s, "by": by}
    turn.record("alert.resolved", key, row, vital=False)
    turn.do(AlertChanged(key=key, state="resolved", severity=alert.severity))
    over = turn.office.alerts.resolved[-1]
    if not alert.passing:
        for contact in told:
            write(turn, resolved_message(over, contact))


def _json(event: TroubleFound) -> dict[str, Json]:
    return {
        "severity": event.severity,
        "zone": event.zone,
        "title": event.title.as_json(),
        "body": event.body.as_json(),
        "channels": event.channels,
        "passing": event.passing,
        "once": event.once,
    }
