"""Messages: written, handed over, taken or tried again, at last given up.

A message is under way from `Notify` until `NotificationSent` or
`NotificationFailed` comes back. A contact's messages keep their order: when one
of them waits for its next try, a new one, or its turn, sends them all again,
oldest first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gateway.domain import words
from gateway.domain.alerts.state import Alert, Outgoing
from gateway.domain.effects import Notify
from gateway.domain.events import NotificationFailed, NotificationSent
from gateway.domain.now import Now
from gateway.domain.text import Json, Text
from gateway.domain.turn import Fact, Turn, due_s

if TYPE_CHECKING:
    from gateway.domain.office import Office

BACK_OFF_S = (60.0, 120.0, 300.0, 600.0, 1800.0)
"""Waits before the next tries; the last one is repeated."""
GIVE_UP_S = 24 * 3600.0
"""A message not taken for so long is given up and shown as undelivered (spec 04 §5)."""
UNDELIVERED_KEPT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What to tell a contact; `news` as in `Outgoing`."""

    to: str
    alert: str
    news: str
    title: Text
    body: Text
    channels: tuple[str, ...] = ()


def write(turn: Turn, message: Message) -> None:
    """Put a message in the outbox and hand it over, after those of its contact that wait."""
    id_ = f"{turn.now.at:%Y%m%dT%H%M%S}-{turn.office.alerts.serial + 1}"
    body: dict[str, Json] = {
        "id": id_,
        "to": message.to,
        "alert": message.alert,
        "news": message.news,
        "title": message.title.as_json(),
        "body": message.body.as_json(),
        "channels": message.channels,
    }
    turn.record("notify.queued", message.alert, body, vital=False)
    try_again(turn, _waiting(turn, message.to))
    _hand_over(turn, turn.office.alerts.outbox[id_])


def try_again(turn: Turn, waiting: Iterable[Outgoing]) -> None:
    """Hand messages over once more, in the order given."""
    again = tuple(waiting)
    if not again:
        return
    turn.record("notify.tried", again[0].alert, {"ids": [o.id for o in again]}, vital=False)
    for outgoing in again:
        _hand_over(turn, outgoing)


def try_due(turn: Turn) -> None:
    """Try every contact again of whom a message is due."""
    outbox = turn.office.alerts.outbox.values()
    due = (o for o in outbox if o.try_due_s is not None and o.try_due_s <= turn.now.mono_s)
    for contact in dict.fromkeys(o.to for o in due):
        try_again(turn, _waiting(turn, contact))


def try_all(turn: Turn) -> None:
    """Hand the whole outbox over: after a start nobody knows what was under way."""
    try_again(turn, turn.office.alerts.outbox.values())


def _waiting(turn: Turn, contact: str) -> list[Outgoing]:
    outbox = turn.office.alerts.outbox.values()
    return [o for o in outbox if o.to == contact and o.try_due_s is not None]


def _hand_over(turn: Turn, outgoing: Outgoing) -> None:
    turn.do(
        Notify(
            notification=outgoing.id,
            to=outgoing.to,
            alert=outgoing.alert,
            title=outgoing.title,
            body=outgoing.body,
            channels=outgoing.channels,
            taken=outgoing.taken,
            link=outgoing.news != "resolved",
        )
    )


def on_sent(turn: Turn, event: NotificationSent) -> None:
    """Take a delivered message out; what waited behind it goes now."""
    outgoing = turn.office.alerts.outbox.get(event.notification)
    if outgoing is None:
        return
    row: dict[str, Json] = {"id": outgoing.id, "to": outgoing.to, "alert": outgoing.alert}
    turn.record("notify.sent", outgoing.alert, row, vital=False)
    try_again(turn, _waiting(turn, outgoing.to))
    over = _over(turn, outgoing)
    if over is not None:
        # It was on its way when the trouble ended: the contact has to hear that too.
        write(turn, resolved_message(over, outgoing.to))


def on_failed(turn: Turn, event: NotificationFailed) -> None:
    """Try again later; give up after a day, or when the trouble is over anyway."""
    outgoing = turn.office.alerts.outbox.get(event.notification)
    if outgoing is None:
        return
    age_s = (turn.now.at - outgoing.first_at).total_seconds()
    retry_s: float | None = BACK_OFF_S[min(outgoing.tries, len(BACK_OFF_S) - 1)]
    if age_s >= GIVE_UP_S:
        retry_s = None
    over = _over(turn, outgoing)
    taken = tuple(dict.fromkeys((*outgoing.taken, *event.taken)))
    row: dict[str, Json] = {
        "id": outgoing.id,
        "to": outgoing.to,
        "alert": outgoing.alert,
        "why": event.why,
        "taken": taken,
        "tries": outgoing.tries + 1,
        "retry_s": retry_s,
        "needless": over is not None,
    }
    turn.record("notify.failed", outgoing.alert, row, vital=False)
    if over is not None and taken:
        write(turn, resolved_message(over, outgoing.to))


def _over(turn: Turn, outgoing: Outgoing) -> Alert | None:
    """Return the alert of a message about trouble that is over, or None."""
    alerts = turn.office.alerts
    if outgoing.news == "resolved" or outgoing.alert in alerts.open:
        return None
    return next((a for a in reversed(alerts.resolved) if a.key == outgoing.alert), None)


def resolved_message(alert: Alert, to: str) -> Message:
    """Return the message that an alert is over."""
    return Message(
        to=to,
        alert=alert.key,
        news="resolved",
        title=words.resolved_title(alert.title),
        body=words.resolved_body(alert.raised_at, alert.resolved_at or alert.raised_at),
    )


def read_text(value: Json) -> Text:
    """Return the words kept in a ledger row."""
    both = value if isinstance(value, Mapping) else {}
    return Text(str(both.get("zh", "")), str(both.get("en", "")))


def read_names(value: Json) -> tuple[str, ...]:
    """Return a list of names kept in a ledger row."""
    return tuple(str(v) for v in value) if isinstance(value, list | tuple) else ()


def fold_queued(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with a message more in the outbox, under way."""
    body = fact.body
    outgoing = Outgoing(
        id=str(body["id"]),
        to=str(body["to"]),
        alert=str(body["alert"]),
        title=read_text(body["title"]),
        body=read_text(body["body"]),
        channels=read_names(body["channels"]),
        first_at=fact.at,
        tries=0,
        try_due_s=None,
        news=str(body["news"]),
    )
    alerts = office.alerts
    outbox = {**alerts.outbox, outgoing.id: outgoing}
    return replace(office, alerts=replace(alerts, outbox=outbox, serial=alerts.serial + 1))


def fold_tried(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with messages under way again."""
    ids = set(read_names(fact.body["ids"]))
    outbox = {
        k: replace(o, try_due_s=None) if k in ids else o for k, o in office.alerts.outbox.items()
    }
    return replace(office, alerts=replace(office.alerts, outbox=outbox))


def fold_sent(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office without a message; its alert knows who was told."""
    outbox = {k: o for k, o in office.alerts.outbox.items() if k != fact.body["id"]}
    alerts = replace(office.alerts, outbox=outbox)
    return replace(office, alerts=replace(alerts, open=_told(alerts.open, fact.body)))


def fold_failed(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with a message to be tried again, or given up."""
    body = fact.body
    alerts = office.alerts
    outgoing = alerts.outbox.get(str(body["id"]))
    if outgoing is None:
        return office
    retry_s = body["retry_s"]
    failed = replace(
        outgoing,
        tries=outgoing.tries + 1,
        why=str(body["why"]),
        taken=read_names(body["taken"]),
        try_due_s=due_s(fact, now, retry_s) if isinstance(retry_s, int | float) else None,
    )
    if failed.try_due_s is not None and not body["needless"]:
        outbox: Mapping[str, Outgoing] = {**alerts.outbox, failed.id: failed}
        return replace(office, alerts=replace(alerts, outbox=outbox))
    outbox = {k: o for k, o in alerts.outbox.items() if k != failed.id}
    given_up = alerts.undelivered
    if not body["needless"]:
        given_up = (*given_up, failed)[-UNDELIVERED_KEPT:]
    return replace(office, alerts=replace(alerts, outbox=outbox, undelivered=given_up))


def _told(open_: Mapping[str, Alert], body: Mapping[str, Json]) -> Mapping[str, Alert]:
    alert = open_.get(str(body["alert"]))
    to = str(body["to"])
    if alert is None or to in alert.notified:
        return open_
    return {**open_, alert.key: replace(alert, notified=(*alert.notified, to))}
