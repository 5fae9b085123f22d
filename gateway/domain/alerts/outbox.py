"""Messages: written, held, handed over, tried again (`receipts`: what comes of them).

A message is under way from `Notify` until `NotificationSent` or
`NotificationFailed` comes back. A contact's messages keep their order: when one
of them waits for its next try, a new one, or its turn, sends them all again,
oldest first. In quiet hours only critical ones pass, the others wait for the
end. What is more than the contact's limit in an hour, or waits already, is kept
for the summary; so is what was given up.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from gateway.domain import words
from gateway.domain.alerts.routes import CRITICAL, HOUR_S, limit_of, quiet_s
from gateway.domain.alerts.state import DIGEST, Alert, Outgoing
from gateway.domain.alerts.words import more_is_kept_back
from gateway.domain.effects import Notify
from gateway.domain.text import Json, Text
from gateway.domain.turn import Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office

GIVE_UP_S = 24 * 3600.0
"""A message not taken for so long is given up and shown as undelivered (spec 04 §5)."""
MOST_HELD = 24
"""Messages of one contact that wait for the end of quiet hours; the rest is told in the summary."""
FAILING_TRIES = 4
"""A message not taken so often (about eight minutes) is shown on screens."""
NO_LINK = frozenset({"resolved", DIGEST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What to tell a contact; `news` and `severity` as in `Outgoing`."""

    to: str
    alert: str
    news: str
    title: Text
    body: Text
    severity: str
    channels: tuple[str, ...] = ()


def write(turn: Turn, message: Message) -> None:
    """Put a message on its way, hold it over quiet hours, or keep it for the summary."""
    hold_s = 0.0 if message.severity == CRITICAL else quiet_s(turn.rules, message.to, turn.now)
    if hold_s > 0.0 and message.news != DIGEST and _held(turn, message.to) >= MOST_HELD:
        keep_back(turn, message)
    elif hold_s > 0.0:
        _queue(turn, message, hold_s)
    elif message.news == DIGEST:
        _send(turn, message)
    elif room := _room_for(turn, message.to, message.severity):
        _send(turn, message if room > 1 else _last_for_now(turn, message))
    else:
        keep_back(turn, message)


def send_now(turn: Turn, message: Message) -> None:
    """Put a message on its way whatever the hour and the limit: somebody stands waiting."""
    _send(turn, message)


def _held(turn: Turn, contact: str) -> int:
    return sum(o.held for o in turn.office.alerts.outbox.values() if o.to == contact)


def undeliverable(office: "Office") -> tuple[Outgoing, ...]:
    """Return the messages that do not get through: given up, or failing for minutes (spec 04 §5).

    What waits for quiet hours to end, or fails for the first time, is not among them.
    """
    alerts = office.alerts
    failing = (o for o in alerts.outbox.values() if o.tries >= FAILING_TRIES)
    return (*alerts.undelivered, *failing)


def _room_for(turn: Turn, contact: str, severity: str) -> int:
    """Return how many messages a contact may get now before its limit."""
    since_s = turn.now.mono_s - HOUR_S
    recent = turn.office.alerts.recent_since_s.get(contact, ())
    used = sum(1 for at_s in recent if at_s > since_s)
    return max(0, limit_of(turn.rules, contact, severity) - used)


def _last_for_now(turn: Turn, message: Message) -> Message:
    most = limit_of(turn.rules, message.to, message.severity)
    note = more_is_kept_back(most, turn.rules.alerting.digest)
    body = Text(f"{message.body.zh}\n{note.zh}", f"{message.body.en}\n{note.en}")
    return replace(message, body=body)


def _send(turn: Turn, message: Message) -> None:
    id_ = _queue(turn, message, 0.0)
    try_again(turn, waiting(turn, message.to))
    _hand_over(turn, turn.office.alerts.outbox[id_])


def _queue(turn: Turn, message: Message, hold_s: float) -> str:
    id_ = f"{turn.now.at:%Y%m%dT%H%M%S}-{turn.office.alerts.serial + 1}"
    body: dict[str, Json] = {
        "id": id_,
        "to": message.to,
        "alert": message.alert,
        "news": message.news,
        "title": message.title.as_json(),
        "body": message.body.as_json(),
        "channels": message.channels,
        "severity": message.severity,
        "hold_s": hold_s,
        "give_up_s": hold_s + GIVE_UP_S,
    }
    turn.record("notify.queued", message.alert, body, vital=False)
    return id_


def keep_back(turn: Turn, message: Message | Outgoing) -> None:
    """Keep for the summary what a contact is not sent."""
    row: dict[str, Json] = {
        "to": message.to,
        "news": message.news,
        "title": message.title.as_json(),
        "severity": message.severity,
        "id": message.id if isinstance(message, Outgoing) else None,
    }
    turn.record("alert.kept_back", message.alert, row, vital=False)


def try_again(turn: Turn, messages: Iterable[Outgoing]) -> None:
    """Hand messages over once more, in the order given."""
    again = tuple(messages)
    if not again:
        return
    turn.record("notify.tried", again[0].alert, {"ids": [o.id for o in again]}, vital=False)
    for outgoing in again:
        _hand_over(turn, outgoing)


def try_due(turn: Turn) -> None:
    """Try every contact again of whom a message is due, then end quiet hours that are over."""
    outbox = turn.office.alerts.outbox.values()
    due = [o for o in outbox if o.try_due_s is not None and o.try_due_s <= turn.now.mono_s]
    for contact in dict.fromkeys(o.to for o in due):
        try_again(turn, waiting(turn, contact))
    for held in due:
        if held.held:
            _release(turn, held)


def _release(turn: Turn, held: Outgoing) -> None:
    if held.news == DIGEST or _room_for(turn, held.to, held.severity):
        try_again(turn, (held,))
    else:
        keep_back(turn, held)


def waiting(turn: Turn, contact: str) -> list[Outgoing]:
    """Return a contact's messages that wait for another try, oldest first."""
    outbox = turn.office.alerts.outbox.values()
    return [o for o in outbox if o.to == contact and o.try_due_s is not None and not o.held]


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
            link=outgoing.news not in NO_LINK,
            behind=_older(turn, outgoing),
        )
    )


def _older(turn: Turn, outgoing: Outgoing) -> tuple[str, ...]:
    """Return what was written to the same contact before and does not wait for the morning."""
    outbox = turn.office.alerts.outbox.values()
    before = takewhile(lambda o: o.id != outgoing.id, outbox)
    return tuple(o.id for o in before if o.to == outgoing.to and not o.held)


def resolved_message(alert: Alert, to: str) -> Message:
    """Return the message that an alert is over."""
    return Message(
        to=to,
        alert=alert.key,
        news="resolved",
        title=words.resolved_title(alert.title),
        body=words.resolved_body(alert.raised_at, alert.resolved_at or alert.raised_at),
        severity=alert.severity,
    )
