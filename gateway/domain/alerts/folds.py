"""How the facts of an alert's life fold into the state; live and at start alike."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from gateway.domain.alerts.outbox_folds import read_text
from gateway.domain.alerts.state import FURTHER, Alert, Alerts, KnownTrouble, Outgoing, Tally
from gateway.domain.now import Now
from gateway.domain.text import Json
from gateway.domain.turn import Fact, Fold, due_s, names_in, number_in

if TYPE_CHECKING:
    from gateway.domain.office import Office

RESOLVED_KEPT = 50
LINKS_KEPT = 500


def fold_raised(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with an alert raised; one raised again keeps when it began."""
    body, alerts = fact.body, office.alerts
    again = bool(body.get("again"))
    before = alerts.open.get(fact.subject) or (alerts.settling.get(fact.subject) if again else None)
    zone = body["zone"]
    alert = Alert(
        key=fact.subject,
        severity=str(body["severity"]),
        zone=None if zone is None else str(zone),
        title=read_text(body["title"]),
        body=read_text(body["body"]),
        raised_at=before.raised_at if before else fact.at,
        state="raised",
        escalate_due_s=_due(fact, now),
        channels=names_in(body, "channels"),
        passing=bool(body["passing"]),
        once=bool(body.get("once")),
        notified=before.notified if before else (),
        unsteady=again or (before is not None and before.unsteady),
    )
    alert = _held(_as_known(alert, fact, now), body)
    tally = alerts.tally
    if before is None:
        tally = replace(tally, raised=tally.raised + 1)
    elif again:  # it was not over after all
        tally = replace(tally, resolved=max(0, tally.resolved - 1))
    settling = {k: a for k, a in alerts.settling.items() if k != alert.key}
    return put(replace(office, alerts=replace(alerts, settling=settling, tally=tally)), alert)


def _as_known(alert: Alert, fact: Fact, now: Now) -> Alert:
    """Return an alert as acknowledged, if somebody said to know of it until later."""
    known_until = fact.body.get("known_until")
    if not known_until:
        return alert
    until = datetime.fromisoformat(str(known_until))
    return replace(
        alert,
        state="acknowledged",
        acknowledged_by=str(fact.body["known_by"]),
        acknowledged_at=fact.at,
        known_until=until,
        known_due_s=due_s(fact, now, (until - fact.at).total_seconds()),
    )


def _held(alert: Alert, body: Mapping[str, Json]) -> Alert:
    """Return an alert as held under maintenance, if a fact says so."""
    scope = body.get("maintenance")
    if not scope:
        return alert
    until = alert.known_until or datetime.fromisoformat(str(body["until"]))
    return replace(alert, maintenance=str(scope), known_until=until, escalate_due_s=None)


def _due(fact: Fact, now: Now) -> float | None:
    escalate_s = number_in(fact.body, "escalate_s")
    return None if escalate_s is None else due_s(fact, now, escalate_s)


def fold_updated(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with an open alert's words brought up to date."""
    alert = office.alerts.open.get(fact.subject)
    if alert is None:
        return office
    body = fact.body
    title, said = read_text(body["title"]), read_text(body["body"])
    channels = names_in(body, "channels")
    return put(office, replace(alert, title=title, body=said, channels=channels))


def fold_escalated(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with an alert one level up."""
    alert = office.alerts.open.get(fact.subject)
    if alert is None:
        return office
    up = replace(
        alert,
        state="escalated",
        level=int(number_in(fact.body, "level") or 0),
        escalate_due_s=_due(fact, now),
        exhausted=bool(fact.body.get("exhausted")),
    )
    return put(office, up)


def fold_paused(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with an open alert held under maintenance, or no longer."""
    alert = office.alerts.open.get(fact.subject)
    if alert is None:
        return office
    if fact.body["maintenance"]:
        freed = replace(alert, known_until=None) if alert.known_due_s is None else alert
        outbox = {k: o for k, o in office.alerts.outbox.items() if not _is_called_off(o, alert.key)}
        office = replace(office, alerts=replace(office.alerts, outbox=outbox))
        return put(office, _held(freed, fact.body))
    until = alert.known_until if alert.known_due_s is not None else None
    return put(office, replace(alert, maintenance="", known_until=until))


def _is_called_off(outgoing: Outgoing, key: str) -> bool:
    """Tell whether a message waits that nobody shall get while somebody works there."""
    waits = outgoing.try_due_s is not None and not outgoing.taken
    return waits and outgoing.alert == key and outgoing.news != "resolved"


def fold_acknowledged(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with an alert somebody has taken, and the link spent."""
    body = fact.body
    office = _with_link(office, body)
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
    known = {k: t for k, t in office.alerts.known.items() if k != alert.key and t.until > fact.at}
    if until is not None:
        known[alert.key] = KnownTrouble(until, str(body["by"]))
    outbox = {k: o for k, o in office.alerts.outbox.items() if not _is_settled(o, alert.key)}
    return put(replace(office, alerts=replace(office.alerts, known=known, outbox=outbox)), taken)


def _is_settled(outgoing: Outgoing, key: str) -> bool:
    """Tell whether nobody needs a message any more once somebody has taken its alert.

    That nobody answers is not true then; what waits for the morning is told in
    the summary, with who has it.
    """
    waits = outgoing.try_due_s is not None and not outgoing.taken
    return waits and outgoing.alert == key and (outgoing.held or outgoing.news in FURTHER)


def _with_link(office: "Office", body: Mapping[str, Json]) -> "Office":
    """Return the office with a one-time link spent."""
    link = body.get("link")
    if not link:
        return office
    used = (*office.alerts.links_used, str(link))[-LINKS_KEPT:]
    return replace(office, alerts=replace(office.alerts, links_used=used))


def fold_resolved(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with an alert ended; its messages that wait are dropped."""
    alerts = office.alerts
    alert = alerts.open.get(fact.subject)
    if alert is None:
        return office
    settle_s = number_in(fact.body, "settle_s")
    done = replace(
        alert,
        state="resolved",
        escalate_due_s=None,
        known_due_s=None,
        maintenance="",
        resolved_at=fact.at,
        settle_until_s=due_s(fact, now, settle_s) if settle_s else None,
    )
    return replace(
        office,
        alerts=replace(
            alerts,
            open={k: a for k, a in alerts.open.items() if k != alert.key},
            resolved=(*alerts.resolved, done)[-RESOLVED_KEPT:],
            outbox={k: o for k, o in alerts.outbox.items() if not _is_dropped(o, alert.key)},
            settling=_settling(alerts, done, due_s(fact, now, 0.0)),
            tally=replace(alerts.tally, resolved=alerts.tally.resolved + 1),
        ),
    )


def _settling(alerts: Alerts, done: Alert, at_s: float) -> Mapping[str, Alert]:
    """Return what was resolved a short while ago, with one more."""
    kept = {
        key: alert
        for key, alert in alerts.settling.items()
        if alert.settle_until_s is not None and alert.settle_until_s > at_s and key != done.key
    }
    if done.settle_until_s is not None:
        kept[done.key] = done
    return kept


def _is_dropped(outgoing: Outgoing, key: str) -> bool:
    waits = outgoing.try_due_s is not None
    return outgoing.alert == key and waits and outgoing.news != "resolved"


def fold_digest(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office after a summary; what it tells is kept until it is taken."""
    return replace(
        office,
        alerts=replace(
            office.alerts,
            digest_on=date.fromisoformat(fact.subject),
            digest_at=fact.at,
            tally=Tally(),
        ),
    )


def put(office: "Office", alert: Alert) -> "Office":
    """Return the office with an open alert replaced."""
    open_ = {**office.alerts.open, alert.key: alert}
    return replace(office, alerts=replace(office.alerts, open=open_))


FOLDS: dict[str, Fold] = {
    "alert.raised": fold_raised,
    "alert.reopened": fold_raised,
    "alert.updated": fold_updated,
    "alert.escalated": fold_escalated,
    "alert.paused": fold_paused,
    "alert.acknowledged": fold_acknowledged,
    "alert.resolved": fold_resolved,
    "alert.digest": fold_digest,
}
