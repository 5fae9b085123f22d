"""A call's life: asked, seen, coming, done; withdrawn; or told to facilities when nobody answers.

A call goes forward only. No row of it is vital: whoever calls for help is heard
even when the disk is full.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from gateway.domain.events import (
    AlertAnswered,
    CallAnswered,
    ServiceAsked,
    TimePassed,
    TroubleFound,
    TroubleGone,
)
from gateway.domain.now import Now
from gateway.domain.service import words
from gateway.domain.service.state import ENDED_KEPT, Call, Progress, Service
from gateway.domain.text import Json
from gateway.domain.turn import Fact, Fold, Turn, due_s

if TYPE_CHECKING:
    from gateway.domain.office import Office

CHOICES = {
    "seen": Progress.SEEN,
    "coming": Progress.COMING,
    "done": Progress.DONE,
    "withdraw": Progress.WITHDRAWN,
}
WAY = (Progress.ASKED, Progress.SEEN, Progress.COMING)
ENDS = frozenset({Progress.DONE, Progress.WITHDRAWN})


def next_due_s(office: "Office") -> float | None:
    """Return when the next call has waited long enough."""
    dues = (call.escalate_due_s for call in office.service.calls.values())
    return min((due for due in dues if due is not None), default=None)


def on_asked(turn: Turn, event: ServiceAsked) -> None:
    """Call for something; the same once more while it is open only says how far it is."""
    if event.room not in turn.rules.rooms:
        turn.reply("unknown_room", words.UNKNOWN_ROOM, ok=False)
        return
    if event.kind not in (kind.id for kind in turn.rules.services):
        turn.reply("unknown_service", words.UNKNOWN_KIND, ok=False)
        return
    for call in turn.office.service.calls.values():
        if (call.room, call.kind) == (event.room, event.kind):
            turn.reply("already", words.called_before(call), ok=True, call=call.id)
            return
    serial = turn.office.service.serial + 1
    body: dict[str, Json] = {
        "serial": serial,
        "room": event.room,
        "kind": event.kind,
        "by": event.by,
        "escalate_s": turn.rules.durations.call_answer_s,
    }
    turn.record("call.asked", f"c{serial}", body, vital=False)
    turn.reply("asked", words.CALLED, ok=True, call=f"c{serial}")


def on_answered(turn: Turn, event: CallAnswered) -> None:
    """Take a call further, or end it; always answer."""
    call = turn.office.service.calls.get(event.call)
    progress = CHOICES.get(event.choice)
    if call is None:
        turn.reply("unknown_call", words.UNKNOWN_CALL, ok=False)
    elif progress is None:
        turn.reply("unknown_choice", words.UNKNOWN_CHOICE, ok=False)
    elif progress not in ENDS and WAY.index(progress) <= WAY.index(call.progress):
        turn.reply("already", words.further_already(call), ok=True, call=call.id)
    else:
        _go(turn, call, progress, event.by)
        turn.reply("done", words.SAID[progress], ok=True, call=call.id)


def on_alert_answered(turn: Turn, event: AlertAnswered) -> None:
    """Take the acknowledgement of a call's alert as having seen the call."""
    if event.choice != "acknowledge" or event.key not in turn.office.alerts.open:
        return
    for call in turn.office.service.calls.values():
        if call.alert == event.key and call.progress is Progress.ASKED:
            _go(turn, call, Progress.SEEN, event.by)


def _go(turn: Turn, call: Call, progress: Progress, by: str) -> None:
    turn.record("call.answered", call.id, {"progress": progress.value, "by": by}, vital=False)
    if call.escalated:
        turn.tell(TroubleGone(key=call.alert))


def on_time_passed(turn: Turn, _event: TimePassed) -> None:
    """Tell the alert engine of every call that nobody has answered in time, once."""
    for call in tuple(turn.office.service.calls.values()):
        if call.escalate_due_s is not None and call.escalate_due_s <= turn.now.mono_s:
            _escalate(turn, call)


def _escalate(turn: Turn, call: Call) -> None:
    turn.record("call.escalated", call.id, vital=False)
    title = words.unanswered_title(turn.rules, call)
    body = words.unanswered_body(call, turn.rules.durations.call_answer_s)
    room = turn.rules.rooms.get(call.room)
    turn.tell(
        TroubleFound(
            key=call.alert,
            severity="warning",
            zone=room.zone if room else None,
            title=title,
            body=body,
        )
    )


def fold_asked(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with a call."""
    body = fact.body
    call = Call(
        id=fact.subject,
        room=str(body["room"]),
        kind=str(body["kind"]),
        asked_at=fact.at,
        since=fact.at,
        escalate_due_s=due_s(fact, now, float(str(body["escalate_s"]))),
    )
    service = replace(office.service, serial=int(str(body["serial"])))
    return _put(replace(office, service=service), call)


def fold_answered(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a call further on, or over."""
    old = office.service.calls.get(fact.subject)
    if old is None:
        return office
    progress = Progress(str(fact.body["progress"]))
    call = replace(
        old, progress=progress, since=fact.at, by=str(fact.body["by"]), escalate_due_s=None
    )
    return _end(office, call) if progress in ENDS else _put(office, call)


def fold_escalated(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a call that the alert engine knows of."""
    call = office.service.calls.get(fact.subject)
    if call is None:
        return office
    return _put(office, replace(call, escalate_due_s=None, escalated=True))


def _put(office: "Office", call: Call) -> "Office":
    service = replace(office.service, calls={**office.service.calls, call.id: call})
    return replace(office, service=service)


def _end(office: "Office", call: Call) -> "Office":
    service: Service = office.service
    calls = {key: one for key, one in service.calls.items() if key != call.id}
    ended = (*service.ended, call)[-ENDED_KEPT:]
    return replace(office, service=replace(service, calls=calls, ended=ended))


FOLDS: dict[str, Fold] = {
    "call.asked": fold_asked,
    "call.answered": fold_answered,
    "call.escalated": fold_escalated,
}
