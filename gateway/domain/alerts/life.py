"""An alert's life: raised, made louder, escalated, resolved.

None of its rows is vital: what facilities must know is sent even when the disk
is full, and most of all then.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from gateway.domain import words
from gateway.domain.alerts.outbox import Message, read_names, read_text, resolved_message, write
from gateway.domain.alerts.state import Alert, Outgoing
from gateway.domain.effects import AlertChanged
from gateway.domain.events import TroubleFound, TroubleGone
from gateway.domain.now import Now
from gateway.domain.rules import Rules
from gateway.domain.text import Json, Text
from gateway.domain.turn import Fact, Turn, due_s

if TYPE_CHECKING:
    from gateway.domain.office import Office

SEVERITIES = ("info", "warning", "critical")
TOP_LEVEL = 2
"""Three levels: 0, 1, 2 (spec 04 §5)."""
RESOLVED_KEPT = 50


def is_sent(severity: str) -> bool:
    """Return whether an alert is sent to people; `info` only stands on the facilities page."""
    return severity != "info"


def contact_of(rules: Rules, level: int) -> str | None:
    """Return whom a level goes to: the list in order, its last one for levels beyond."""
    if not rules.facilities:
        return None
    return rules.facilities[min(level, len(rules.facilities) - 1)]


def on_found(turn: Turn, event: TroubleFound) -> None:
    """Raise an alert, or bring the open one of the same key up to date.

    A second message leaves only when the severity grows; "known until" holds
    against everything less.
    """
    alert = turn.office.alerts.open.get(event.key)
    if alert is None:
        raise_alert(turn, event)
        return
    louder = SEVERITIES.index(event.severity) > SEVERITIES.index(alert.severity)
    title, body = Text(event.title_zh, event.title_en), Text(event.body_zh, event.body_en)
    same = (alert.title, alert.body, alert.channels) == (title, body, event.channels)
    if louder:
        raise_alert(turn, event)
    elif not same:
        row = {**_json(event), "severity": alert.severity}
        turn.record("alert.updated", event.key, row, vital=False)


def raise_alert(turn: Turn, event: TroubleFound) -> None:
    """Raise (or raise again) and tell the first contact."""
    sent = is_sent(event.severity)
    escalate_s = turn.rules.durations.escalate_s if sent else None
    turn.record("alert.raised", event.key, {**_json(event), "escalate_s": escalate_s}, vital=False)
    turn.do(AlertChanged(key=event.key, state="raised", severity=event.severity))
    contact = contact_of(turn.rules, 0)
    if sent and contact is not None:
        body = Text(event.body_zh, event.body_en)
        _tell(turn, turn.office.alerts.open[event.key], contact, "raised", body)


def _tell(turn: Turn, alert: Alert, to: str, news: str, body: Text) -> None:
    write(
        turn,
        Message(
            to=to, alert=alert.key, news=news, title=alert.title, body=body, channels=alert.channels
        ),
    )


def escalate_due(turn: Turn) -> None:
    """Tell the next on the list of each alert that nobody acknowledged in time."""
    for alert in tuple(turn.office.alerts.open.values()):
        if alert.escalate_due_s is not None and alert.escalate_due_s <= turn.now.mono_s:
            _escalate(turn, alert)


def _escalate(turn: Turn, alert: Alert) -> None:
    level = alert.level + 1
    more = level < TOP_LEVEL
    row: dict[str, Json] = {
        "level": level,
        "escalate_s": turn.rules.durations.escalate_s if more else None,
    }
    turn.record("alert.escalated", alert.key, row, vital=False)
    turn.do(AlertChanged(key=alert.key, state="escalated", severity=alert.severity))
    contact = contact_of(turn.rules, level)
    if contact is not None:
        open_min = int((turn.now.at - alert.raised_at).total_seconds()) // 60
        _tell(turn, alert, contact, "escalated", words.escalated_body(alert.body, open_min))


def remind_due(turn: Turn) -> None:
    """Raise again what was "known until" now and is still there."""
    for alert in tuple(turn.office.alerts.open.values()):
        if alert.known_due_s is not None and alert.known_due_s <= turn.now.mono_s:
            raise_alert(turn, _found_again(alert))


def _found_again(alert: Alert) -> TroubleFound:
    return TroubleFound(
        key=alert.key,
        severity=alert.severity,
        zone=alert.zone,
        title_zh=alert.title.zh,
        title_en=alert.title.en,
        body_zh=alert.body.zh,
        body_en=alert.body.en,
        channels=alert.channels,
        passing=alert.passing,
    )


def on_gone(turn: Turn, event: TroubleGone) -> None:
    """Resolve the alert of a key, if it is open."""
    if event.key in turn.office.alerts.open:
        resolve(turn, event.key)


def resolve(turn: Turn, key: str) -> None:
    """End an alert; whom a message has reached is told that it is over.

    Messages waiting for another try are dropped. One that is under way now is
    followed by the good news once it arrived (`outbox.on_sent`).
    """
    alerts = turn.office.alerts
    alert = alerts.open[key]
    of_it = [o for o in alerts.outbox.values() if o.alert == key]
    told = dict.fromkeys(
        (*alert.notified, *(o.to for o in of_it if o.taken and o.try_due_s is not None))
    )
    turn.record("alert.resolved", key, {"severity": alert.severity}, vital=False)
    turn.do(AlertChanged(key=key, state="resolved", severity=alert.severity))
    over = turn.office.alerts.resolved[-1]
    if not alert.passing:
        for contact in told:
            write(turn, resolved_message(over, contact))


def _json(event: TroubleFound) -> dict[str, Json]:
    return {
        "severity": event.severity,
        "zone": event.zone,
        "title": {"zh": event.title_zh, "en": event.title_en},
        "body": {"zh": event.body_zh, "en": event.body_en},
        "channels": event.channels,
        "passing": event.passing,
    }


def fold_raised(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with an alert raised; one raised again keeps when it began."""
    body = fact.body
    known = office.alerts.open.get(fact.subject)
    zone = body["zone"]
    alert = Alert(
        key=fact.subject,
        severity=str(body["severity"]),
        zone=None if zone is None else str(zone),
        title=read_text(body["title"]),
        body=read_text(body["body"]),
        raised_at=known.raised_at if known else fact.at,
        state="raised",
        escalate_due_s=_due(fact, now),
        channels=read_names(body["channels"]),
        passing=bool(body["passing"]),
        notified=known.notified if known else (),
    )
    return put(office, alert)


def _due(fact: Fact, now: Now) -> float | None:
    escalate_s = fact.body["escalate_s"]
    return due_s(fact, now, escalate_s) if isinstance(escalate_s, int | float) else None


def fold_updated(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with an open alert's words brought up to date."""
    alert = office.alerts.open.get(fact.subject)
    if alert is None:
        return office
    body = fact.body
    title, said = read_text(body["title"]), read_text(body["body"])
    channels = read_names(body["channels"])
    return put(office, replace(alert, title=title, body=said, channels=channels))


def fold_escalated(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with an alert one level up."""
    alert = office.alerts.open.get(fact.subject)
    if alert is None:
        return office
    level = int(str(fact.body["level"]))
    up = replace(alert, state="escalated", level=level, escalate_due_s=_due(fact, now))
    return put(office, up)


def fold_acknowledged(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with an alert somebody has taken, and the link spent."""
    body = fact.body
    office = fold_link(office, body)
    alert = office.alerts.open.get(fact.subject)
    if alert is None:
        return office
    until = datetime.fromisoformat(str(body["until"])) if body.get("until") else None
    quiet_s = (until - fact.at).total_seconds() if until else None
    taken = replace(
        alert,
        state="acknowledged",
        escalate_due_s=None,
        acknowledged_by=str(body["by"]),
        acknowledged_at=fact.at,
        known_until=until,
        known_due_s=None if quiet_s is None else due_s(fact, now, quiet_s),
    )
    return put(office, taken)


def fold_link(office: "Office", body: Mapping[str, Json]) -> "Office":
    """Return the office with a one-time link spent."""
    link = body.get("link")
    if not link:
        return office
    used = (*office.alerts.links_used, str(link))[-500:]
    return replace(office, alerts=replace(office.alerts, links_used=used))


def fold_resolved(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with an alert ended; its messages that wait are dropped."""
    alerts = office.alerts
    alert = alerts.open.get(fact.subject)
    if alert is None:
        return office
    done = replace(
        alert, state="resolved", escalate_due_s=None, known_due_s=None, resolved_at=fact.at
    )
    return replace(
        office,
        alerts=replace(
            alerts,
            open={k: a for k, a in alerts.open.items() if k != alert.key},
            resolved=(*alerts.resolved, done)[-RESOLVED_KEPT:],
            outbox={k: o for k, o in alerts.outbox.items() if not _is_dropped(o, alert.key)},
        ),
    )


def _is_dropped(outgoing: Outgoing, key: str) -> bool:
    waits = outgoing.try_due_s is not None
    return outgoing.alert == key and waits and outgoing.news != "resolved"


def put(office: "Office", alert: Alert) -> "Office":
    """Return the office with an open alert replaced."""
    open_ = {**office.alerts.open, alert.key: alert}
    return replace(office, alerts=replace(office.alerts, open=open_))
