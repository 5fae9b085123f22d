"""A request is answered: approved level by level, refused, withdrawn, cancelled."""

from gateway.domain.events import RequestAnswered, TroubleGone
from gateway.domain.requests import words
from gateway.domain.requests.chain import level_after, may_decide
from gateway.domain.requests.filing import tell_waiting
from gateway.domain.requests.folds import DECLARED, SHORTENED
from gateway.domain.requests.length import given_back
from gateway.domain.requests.locks import locked_in
from gateway.domain.requests.state import (
    CANCELLED_LATE,
    COUNTS,
    WAITING,
    Asked,
    Request,
    Step,
)
from gateway.domain.service.tickets import tidy
from gateway.domain.staff import EVERYBODYS
from gateway.domain.text import Json, Text
from gateway.domain.turn import Turn


def on_answered(turn: Turn, event: RequestAnswered) -> None:
    """Take a request a step further, or say why not; always answer."""
    request = turn.office.requests.open.get(event.request)
    carry_out = CHOICES.get(event.choice)
    if request is None:
        turn.reply("unknown_request", words.UNKNOWN_REQUEST, ok=False)
    elif carry_out is None:
        turn.reply("unknown_choice", words.UNKNOWN_CHOICE, ok=False)
    else:
        carry_out(turn, request, event)


def _approve(turn: Turn, request: Request, event: RequestAnswered) -> None:
    if not _is_decider(turn, request, event):
        return
    if request.step is Step.CANCEL_ASKED:
        _give_back(turn, request, event)
        return
    level = level_after(request, event.by)
    if level < len(request.needed):
        _move(turn, request, "request.approved_level", event, words.NEXT_LEVEL, level=level)
        return
    _move(turn, request, "request.approved", event, words.APPROVED, level=level)
    if request.asked is Asked.CORRECTION:
        body = {
            "person": request.person,
            "direction": request.what,
            "at": request.since.isoformat(),
            "request": request.id,
            "by": event.by,
            "reason": request.reason,
        }
        turn.record(DECLARED, request.id, body)


def _give_back(turn: Turn, request: Request, event: RequestAnswered) -> None:
    """Cancel a request; of a leave that runs, what was taken before stands."""
    asked_at = next(d.at for d in reversed(request.decided) if d.choice == "cancel")
    until, length = given_back(turn.rules, request, asked_at)
    if not length.days:
        _move(turn, request, "request.cancelled", event, words.CANCELLED)
        return
    kept: dict[str, Json] = {
        "until": until.isoformat(),
        "seconds": length.seconds,
        "days": length.days,
        "shares": length.shares,
    }
    _move(turn, request, SHORTENED, event, words.shortened(until), **kept)


def _refuse(turn: Turn, request: Request, event: RequestAnswered) -> None:
    if not _is_decider(turn, request, event):
        return
    if not tidy(event.note):
        turn.reply("words_missing", words.NO_NOTE, ok=False)
    elif request.step is Step.CANCEL_ASKED:
        _move(turn, request, "request.cancel_refused", event, words.STANDS)
    else:
        _move(turn, request, "request.refused", event, words.REFUSED)


def _withdraw(turn: Turn, request: Request, event: RequestAnswered) -> None:
    if not _is_theirs(turn, request, event.by):
        turn.reply("not_yours", words.NOT_YOUR_REQUEST, ok=False)
    elif request.step is Step.CANCEL_ASKED:
        _move(turn, request, "request.cancel_withdrawn", event, words.STANDS)
    elif request.step in WAITING:
        _move(turn, request, "request.withdrawn", event, words.WITHDRAWN)
    else:
        turn.reply("already_decided", words.over_before(request), ok=False)


def _cancel(turn: Turn, request: Request, event: RequestAnswered) -> None:
    """Ask that something approved is given back; who decides says whether it is."""
    if not _is_theirs(turn, request, event.by):
        turn.reply("not_yours", words.NOT_YOUR_REQUEST, ok=False)
    elif request.step in (Step.ASKED, Step.FIRST_APPROVAL):
        turn.reply("not_approved", words.NOT_APPROVED, ok=False)
    elif request.step is not Step.APPROVED:
        turn.reply("already_decided", words.over_before(request), ok=False)
    elif request.asked is Asked.CORRECTION:
        turn.reply("tap_stays", words.KEPT_TAP, ok=False)
    elif not _is_closed(turn, request):
        late = turn.now.at >= request.since
        marks = (CANCELLED_LATE,) if late else ()
        _move(turn, request, "request.cancel_asked", event, words.CANCEL_ASKED, marks=marks)


CHOICES = {"approve": _approve, "refuse": _refuse, "withdraw": _withdraw, "cancel": _cancel}


def _is_decider(turn: Turn, request: Request, event: RequestAnswered) -> bool:
    """Tell whether somebody may decide about a request now; else say why not."""
    if request.step not in WAITING:
        turn.reply("already_decided", words.decided_before(request), ok=False)
        return False
    if not may_decide(turn.office, turn.rules, request, event.by, turn.now):
        turn.reply("not_yours", words.NOT_YOURS, ok=False)
        return False
    # What is refused changes no day: a closed month does not keep anybody from it.
    return event.choice == "refuse" or not _is_closed(turn, request)


def _is_closed(turn: Turn, request: Request) -> bool:
    """Tell whether a request touches a closed month; say so if it does."""
    day = locked_in(turn.office, turn.rules, request.person, request.since, request.until)
    if day is None:
        return False
    turn.reply("month_closed", words.month_closed(day), ok=False)
    return True


def _is_theirs(turn: Turn, request: Request, by: str) -> bool:
    """Tell whether somebody may take a request back: whom it is about, who filed it, HR."""
    somebody = turn.rules.people.get(by)
    if somebody is None or not somebody.active:
        return False
    return by in (request.person, request.by) or not EVERYBODYS.isdisjoint(somebody.roles)


def _move(
    turn: Turn, request: Request, kind: str, event: RequestAnswered, said: Text, **more: Json
) -> None:
    """Keep a step, have it told or taken back that somebody has to decide, and answer."""
    body: dict[str, Json] = {"by": event.by, "note": tidy(event.note), **more}
    turn.record(kind, request.id, body)
    now = turn.office.requests.open[request.id]
    turn.tell(TroubleGone(key=request.alert))
    if now.step in WAITING:
        tell_waiting(turn, now)
    if now.step not in COUNTS:
        turn.tell(TroubleGone(key=request.overdue_alert))
    turn.reply("done", said, ok=True, request=request.id, step=now.step.value)
