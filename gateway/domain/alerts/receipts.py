"""What comes of a message that was handed over: taken by one channel, by all, or not.

Nothing is answered about what was under way when the power went: after a start
it is handed over again.
"""

from gateway.domain.alerts.outbox import (
    NO_LINK,
    keep_back,
    resolved_message,
    try_again,
    waiting,
    write,
)
from gateway.domain.alerts.state import DIGEST, FURTHER, Alert, Outgoing
from gateway.domain.events import NotificationFailed, NotificationSent, NotificationTaken
from gateway.domain.text import Json
from gateway.domain.turn import Turn

BACK_OFF_S = (60.0, 120.0, 300.0, 600.0, 1800.0)
"""Waits before the next tries; the last one is repeated."""


def on_sent(turn: Turn, event: NotificationSent) -> None:
    """Take a delivered message out; what waited behind it goes now."""
    outgoing = turn.office.alerts.outbox.get(event.notification)
    if outgoing is None:
        return
    row: dict[str, Json] = {"id": outgoing.id, "to": outgoing.to, "alert": outgoing.alert}
    turn.record("notify.sent", outgoing.alert, row, vital=False)
    try_again(turn, waiting(turn, outgoing.to))
    over = _over(turn, outgoing)
    if over is not None:
        # It was on its way when the trouble ended: the contact has to hear that too.
        write(turn, resolved_message(over, outgoing.to))


def on_taken(turn: Turn, event: NotificationTaken) -> None:
    """Keep which channel has a message at once: the next one may hang until the power goes."""
    outgoing = turn.office.alerts.outbox.get(event.notification)
    if outgoing is None or event.channel in outgoing.taken:
        return
    row: dict[str, Json] = {"id": outgoing.id, "to": outgoing.to, "channel": event.channel}
    turn.record("notify.taken", outgoing.alert, row, vital=False)


def on_failed(turn: Turn, event: NotificationFailed) -> None:
    """Try again later; give up after a day, or when the trouble is over anyway."""
    outgoing = turn.office.alerts.outbox.get(event.notification)
    if outgoing is None:
        return
    give_up_s = outgoing.give_up_due_s
    retry_s: float | None = BACK_OFF_S[min(outgoing.tries, len(BACK_OFF_S) - 1)]
    if give_up_s is not None and turn.now.mono_s >= give_up_s:
        retry_s = None
    over = _over(turn, outgoing)
    taken = tuple(dict.fromkeys((*outgoing.taken, *event.taken)))
    needless = over is not None or (not taken and _is_taken(turn, outgoing))
    _keep_failed(turn, outgoing, why=event.why, taken=taken, retry_s=retry_s, needless=needless)
    if retry_s is None and not needless and outgoing.news != DIGEST:
        keep_back(turn, outgoing)
    if over is not None and taken:
        write(turn, resolved_message(over, outgoing.to))


def try_all(turn: Turn) -> None:
    """Hand the whole outbox over: after a start nobody knows what was under way.

    But for calls for help that were, where somebody has taken the alert since.
    """
    for outgoing in tuple(turn.office.alerts.outbox.values()):
        if not outgoing.taken and _is_taken(turn, outgoing):
            _keep_failed(turn, outgoing, why="", taken=(), retry_s=None, needless=True)
    try_again(turn, (o for o in turn.office.alerts.outbox.values() if not o.held))


def _keep_failed(
    turn: Turn,
    outgoing: Outgoing,
    *,
    why: str,
    taken: tuple[str, ...],
    retry_s: float | None,
    needless: bool,
) -> None:
    row: dict[str, Json] = {
        "id": outgoing.id,
        "to": outgoing.to,
        "alert": outgoing.alert,
        "why": why,
        "taken": taken,
        "tries": outgoing.tries + 1,
        "retry_s": retry_s,
        "needless": needless,
    }
    turn.record("notify.failed", outgoing.alert, row, vital=False)


def _is_taken(turn: Turn, outgoing: Outgoing) -> bool:
    """Tell whether a message calls for help where somebody has taken the alert meanwhile."""
    alert = turn.office.alerts.open.get(outgoing.alert)
    return alert is not None and alert.state == "acknowledged" and outgoing.news in FURTHER


def _over(turn: Turn, outgoing: Outgoing) -> Alert | None:
    """Return the alert of a message about trouble that is over, or None."""
    alerts = turn.office.alerts
    if outgoing.news in NO_LINK or outgoing.alert in alerts.open:
        return None
    return alerts.over(outgoing.alert)
