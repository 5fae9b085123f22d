"""How the facts about messages fold into the state; live and at start alike."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from gateway.domain.alerts.routes import HOUR_S
from gateway.domain.alerts.state import DIGEST, Alert, Alerts, KeptBack, Outgoing
from gateway.domain.now import Now
from gateway.domain.text import Json, Text
from gateway.domain.turn import Fact, Fold, due_s, names_in, number_in

if TYPE_CHECKING:
    from gateway.domain.office import Office

UNDELIVERED_KEPT = 20
MOST_KEPT_BACK = 1_000
"""Alerts kept for a contact's summary: one whose address is wrong never takes any."""
TELLING = frozenset({"raised", "again", "escalated"})
"""News after which a contact counts as told."""


def read_text(value: Json) -> Text:
    """Return the words kept in a ledger row."""
    both = value if isinstance(value, Mapping) else {}
    return Text(str(both.get("zh", "")), str(both.get("en", "")))


def fold_queued(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with a message more in the outbox: under way, or held."""
    body, alerts = fact.body, office.alerts
    hold_s = number_in(body, "hold_s") or 0.0
    give_up_s = number_in(body, "give_up_s")
    outgoing = Outgoing(
        id=str(body["id"]),
        to=str(body["to"]),
        alert=str(body["alert"]),
        title=read_text(body["title"]),
        body=read_text(body["body"]),
        channels=names_in(body, "channels"),
        first_at=fact.at,
        tries=0,
        try_due_s=due_s(fact, now, hold_s) if hold_s else None,
        news=str(body["news"]),
        severity=str(body.get("severity", "warning")),
        held=bool(hold_s),
        give_up_due_s=due_s(fact, now, give_up_s) if give_up_s else None,
    )
    alerts = replace(
        alerts,
        outbox={**alerts.outbox, outgoing.id: outgoing},
        serial=alerts.serial + 1,
        open=_with_told(alerts.open, outgoing.alert, outgoing.to, outgoing.news),
    )
    if outgoing.news == DIGEST:
        alerts = _with_summary(alerts, outgoing)
    if not outgoing.held:
        alerts = _counted(alerts, (outgoing,), fact, now)
    return replace(office, alerts=alerts)


def _with_summary(alerts: Alerts, summary: Outgoing) -> Alerts:
    """Return the alerts with all that was kept for a contact as told by a summary on its way."""
    kept = alerts.kept_back.get(summary.to, {})
    told = {key: replace(one, summary=summary.id) for key, one in kept.items()}
    return replace(alerts, kept_back={**alerts.kept_back, summary.to: told}) if told else alerts


def _without_told(
    kept_back: Mapping[str, Mapping[str, KeptBack]], summary: str, to: str
) -> Mapping[str, Mapping[str, KeptBack]]:
    """Return what was kept back without what a contact's summary told, which was taken now."""
    left = {key: one for key, one in kept_back.get(to, {}).items() if one.summary != summary}
    others = {contact: kept for contact, kept in kept_back.items() if contact != to}
    return {**others, to: left} if left else others


def _with_told(
    opened: Mapping[str, Alert], key: str, contact: str, news: str
) -> Mapping[str, Alert]:
    alert = opened.get(key)
    if alert is None or news not in TELLING or contact in alert.told:
        return opened
    return {**opened, key: replace(alert, told=(*alert.told, contact))}


def _counted(alerts: Alerts, sent: Iterable[Outgoing], fact: Fact, now: Now) -> Alerts:
    """Return the alerts with messages counted against their contacts' limits."""
    at_s = due_s(fact, now, 0.0)
    recent = dict(alerts.recent_since_s)
    for outgoing in sent:
        if outgoing.news != DIGEST:
            last_hour = (s for s in recent.get(outgoing.to, ()) if s > at_s - HOUR_S)
            recent[outgoing.to] = (*last_hour, at_s)
    return replace(alerts, recent_since_s=recent)


def fold_tried(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with messages under way again; those held count from now on."""
    alerts = office.alerts
    ids = set(names_in(fact.body, "ids"))
    released = [o for k, o in alerts.outbox.items() if k in ids and o.held]
    outbox = {
        k: replace(o, try_due_s=None, held=False) if k in ids else o
        for k, o in alerts.outbox.items()
    }
    alerts = replace(alerts, outbox=outbox)
    return replace(office, alerts=_counted(alerts, released, fact, now) if released else alerts)


def fold_kept_back(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with news for the summary instead of a message."""
    body, alerts = fact.body, office.alerts
    contact, news = str(body["to"]), str(body["news"])
    of_contact = alerts.kept_back.get(contact, {})
    before = of_contact.get(fact.subject)
    kept = KeptBack(
        title=read_text(body["title"]) if before is None else before.title,
        severity=str(body["severity"]),
        times=1 if before is None else before.times + 1,
        first_at=fact.at if before is None else before.first_at,
        news=news,
    )
    return replace(
        office,
        alerts=replace(
            alerts,
            kept_back={**alerts.kept_back, contact: _newest({**of_contact, fact.subject: kept})},
            open=_with_told(alerts.open, fact.subject, contact, news),
            outbox={k: o for k, o in alerts.outbox.items() if k != body["id"]},
        ),
    )


def _newest(kept: dict[str, KeptBack]) -> Mapping[str, KeptBack]:
    return dict(list(kept.items())[-MOST_KEPT_BACK:])


def fold_sent(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office without a message; its alert knows who was told.

    A contact that takes messages again has none that is shown as undelivered;
    what a summary told it need not be told again.
    """
    outbox = {k: o for k, o in office.alerts.outbox.items() if k != fact.body["id"]}
    gone = tuple(o for o in office.alerts.undelivered if o.to != fact.body["to"])
    kept = _without_told(office.alerts.kept_back, str(fact.body["id"]), str(fact.body["to"]))
    alerts = replace(office.alerts, outbox=outbox, undelivered=gone, kept_back=kept)
    return replace(office, alerts=replace(alerts, open=_notified(alerts.open, fact.body)))


def fold_taken(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with one channel more that has a message."""
    alerts = office.alerts
    outgoing = alerts.outbox.get(str(fact.body["id"]))
    if outgoing is None:
        return office
    has = replace(outgoing, taken=(*outgoing.taken, str(fact.body["channel"])))
    return replace(office, alerts=replace(alerts, outbox={**alerts.outbox, has.id: has}))


def _notified(open_: Mapping[str, Alert], body: Mapping[str, Json]) -> Mapping[str, Alert]:
    alert = open_.get(str(body["alert"]))
    to = str(body["to"])
    if alert is None or to in alert.notified:
        return open_
    return {**open_, alert.key: replace(alert, notified=(*alert.notified, to))}


def fold_failed(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with a message to be tried again, or given up."""
    body = fact.body
    alerts = office.alerts
    outgoing = alerts.outbox.get(str(body["id"]))
    if outgoing is None:
        return office
    retry_s = number_in(body, "retry_s")
    failed = replace(
        outgoing,
        tries=outgoing.tries + 1,
        why=str(body["why"]),
        taken=names_in(body, "taken"),
        try_due_s=None if retry_s is None else due_s(fact, now, retry_s),
    )
    if failed.try_due_s is not None and not body["needless"]:
        outbox: Mapping[str, Outgoing] = {**alerts.outbox, failed.id: failed}
        return replace(office, alerts=replace(alerts, outbox=outbox))
    outbox = {k: o for k, o in alerts.outbox.items() if k != failed.id}
    given_up = alerts.undelivered
    if not body["needless"]:
        given_up = (*given_up, failed)[-UNDELIVERED_KEPT:]
    return replace(office, alerts=replace(alerts, outbox=outbox, undelivered=given_up))


FOLDS: dict[str, Fold] = {
    "notify.queued": fold_queued,
    "notify.tried": fold_tried,
    "notify.sent": fold_sent,
    "notify.taken": fold_taken,
    "notify.failed": fold_failed,
    "alert.kept_back": fold_kept_back,
}
