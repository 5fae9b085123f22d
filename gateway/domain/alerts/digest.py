"""The morning's summary: one message for each contact that has something to hear.

It tells what is still open and what is over since the last one, of all that is
the contact's, and what was not sent one by one. With nothing to tell nothing is
sent. It is written once a day, at its time or as soon after it as possible.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from gateway.domain.alerts import words
from gateway.domain.alerts.answers import name_of
from gateway.domain.alerts.outbox import Message, write
from gateway.domain.alerts.routes import levels_of
from gateway.domain.alerts.state import DIGEST, Alert
from gateway.domain.events import MinuteBegan
from gateway.domain.text import Text
from gateway.domain.turn import Turn

MOST_LINES = 12
"""Lines of each part: a message is read on a phone, the rest is on the dashboard."""
WORST_FIRST = ("critical", "warning", "info")
DAY = timedelta(days=1)


def on_minute_began(turn: Turn, _event: MinuteBegan) -> None:
    """Write the summaries once it is time."""
    if not turn.now.trusted or not _is_due(turn):
        return
    messages = [m for contact in turn.rules.contacts if (m := _digest(turn, contact))]
    today = turn.now.at.date().isoformat()
    turn.record("alert.digest", today, {"to": [m.to for m in messages]}, vital=False)
    for message in messages:
        write(turn, message)


def _is_due(turn: Turn) -> bool:
    """Tell whether today's is due; a clock that was a year ahead must not stop it for a year."""
    last, today = turn.office.alerts.digest_on, turn.now.at.date()
    if last is not None and last >= today and last - today <= DAY:
        return False
    return turn.now.at.time() >= turn.rules.alerting.digest


def _digest(turn: Turn, contact: str) -> Message | None:
    """Return a contact's summary, or None if there is nothing to tell."""
    alerts = turn.office.alerts
    since = alerts.digest_at
    opened = [a for a in alerts.open.values() if _is_of(turn, contact, a)]
    over = [
        a
        for a in alerts.resolved
        if (since is None or (a.resolved_at or since) > since) and _is_of(turn, contact, a)
    ]
    kept = alerts.kept_back.get(contact, {})
    if not (opened or over or kept):
        return None
    opened.sort(key=lambda a: (WORST_FIRST.index(a.severity), a.raised_at))
    lines = [words.digest_counts(alerts.tally.raised, alerts.tally.resolved, since)]
    lines += _part(words.OPEN, [_open_line(turn, a) for a in opened])
    lines += _part(words.OVER, [words.line(a.resolved_at or a.raised_at, a.title) for a in over])
    told = [words.line(k.first_at, k.title, times=k.times) for k in kept.values()]
    lines += _part(words.KEPT_BACK, told)
    return Message(
        to=contact,
        alert=DIGEST,
        news=DIGEST,
        title=words.digest_title(len(opened), len(over)),
        body=words.joined(lines),
        severity="info",
    )


def _is_of(turn: Turn, contact: str, alert: Alert) -> bool:
    """Tell whether an alert is a contact's: the first to be told, or told of it already."""
    if contact in alert.told or contact in alert.notified:
        return True
    levels = levels_of(turn.rules, alert.severity, alert.zone, turn.now)
    if not levels and alert.severity == "info":
        levels = levels_of(turn.rules, "warning", alert.zone, turn.now)
    return bool(levels) and contact in levels[0]


def _open_line(turn: Turn, alert: Alert) -> Text:
    if alert.maintenance and alert.known_until is not None:
        note = words.IN_MAINTENANCE.filled(until=f"{alert.known_until:%m-%d %H:%M}")
    elif alert.known_until is not None:
        note = words.KNOWN.filled(until=f"{alert.known_until:%m-%d %H:%M}")
    elif alert.state == "acknowledged":
        note = words.TAKEN.filled(who=name_of(turn, alert.acknowledged_by or ""))
    else:
        note = words.NOBODY_LEFT if alert.exhausted else words.NOT_TAKEN
    return words.line(alert.raised_at, alert.title, note)


def _part(head: Text, lines: Sequence[Text]) -> Iterable[Text]:
    if not lines:
        return
    yield head
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield words.MORE.filled(n=len(lines) - MOST_LINES)
