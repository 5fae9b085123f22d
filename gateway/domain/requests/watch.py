"""What minutes bring: what nobody decides, who is not back, what is old enough to be let go."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from gateway.domain.events import MinuteBegan, TroubleFound, TroubleGone, ZoneEntered
from gateway.domain.requests import words
from gateway.domain.requests.checks import MOST_BACK
from gateway.domain.requests.filing import tell_waiting
from gateway.domain.requests.folds import BACK, TIDIED
from gateway.domain.requests.length import work_after
from gateway.domain.requests.state import COUNTS, WAITING, Asked, Request, Step
from gateway.domain.turn import Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office

UNDECIDED = timedelta(hours=1)
"""What nobody has decided so long after it was filed, so long before it begins, is told again."""
OVERDUE = timedelta(minutes=15)
"""So long after the time somebody is expected back, others are told (spec 02 §4)."""
GIVEN_UP = timedelta(hours=12)
"""After so long nobody waits any more: the day is over."""
SUMS_KEPT_YEARS = 3


def on_minute(turn: Turn, _event: MinuteBegan) -> None:
    """Look at what begins undecided and at outings that are over; let go what was long ago."""
    if not turn.now.trusted:
        return
    for request in tuple(turn.office.requests.open.values()):
        if _begins_undecided(turn, request):
            _tell_undecided(turn, request)
    for request in _out(turn.office):
        if turn.now.at >= request.until + OVERDUE:
            _settle(turn, request)
    _tidy(turn)


def on_entered(turn: Turn, event: ZoneEntered) -> None:
    """Note that somebody is back from an outing that has begun."""
    for request in _out(turn.office):
        if request.person == event.person and turn.now.at >= request.since:
            _end(turn, request, "back")


def _begins_undecided(turn: Turn, request: Request) -> bool:
    """Tell whether a request begins soon, nobody has decided it, and nobody took the message."""
    if request.step not in (Step.ASKED, Step.FIRST_APPROVAL) or request.asked is Asked.CORRECTION:
        return False
    alert = turn.office.alerts.open.get(request.alert)
    if alert is None or alert.severity != "info":
        return False
    now = turn.now.at
    return now >= request.filed_at + UNDECIDED and now >= request.since - UNDECIDED


def _tell_undecided(turn: Turn, request: Request) -> None:
    tell_waiting(turn, request, words.undecided_title(turn.rules, request), "warning")


def _out(office: "Office") -> tuple[Request, ...]:
    """Return approved outings of which it is not known how they ended."""
    return tuple(
        r
        for r in office.requests.open.values()
        if r.asked is Asked.OUTING and r.step in COUNTS and not r.back
    )


def _settle(turn: Turn, request: Request) -> None:
    """Say how an outing ended whose time is over, or that somebody is not back."""
    is_in = any(s.person == request.person for s in turn.office.presence.sessions.values())
    if is_in:
        _end(turn, request, "stayed")
    elif turn.now.at >= request.until + GIVEN_UP:
        _end(turn, request, "never")
    elif not work_after(turn.rules, request.person, request.until):
        _end(turn, request, "not_due")
    elif request.overdue_alert not in turn.office.alerts.open:
        _tell_overdue(turn, request)


def _end(turn: Turn, request: Request, how: str) -> None:
    turn.record(BACK, request.id, {"how": how})
    turn.tell(TroubleGone(key=request.overdue_alert))


def _tell_overdue(turn: Turn, request: Request) -> None:
    title = words.overdue_title(turn.rules, request)
    body = words.overdue_body(turn.rules, request, request.needed[0])
    turn.tell(
        TroubleFound(
            key=request.overdue_alert,
            severity="warning",
            zone=None,
            title=title,
            body=body,
            first=request.needed[0],
        )
    )


def _tidy(turn: Turn) -> None:
    """Let go what was over long ago, as days change; what nobody decided ends refused."""
    today = turn.now.at.date()
    ended = datetime.combine(today, time(), turn.now.at.tzinfo) - MOST_BACK
    old = [
        r
        for r in turn.office.requests.open.values()
        if r.until < ended and r.ended_at.date() + MOST_BACK < today
    ]
    for request in old:
        if request.step in WAITING and request.step is not Step.CANCEL_ASKED:
            turn.record("request.refused", request.id, {"by": "", "note": ""})
        turn.tell(TroubleGone(key=request.alert))
    oldest = today.year - SUMS_KEPT_YEARS
    sums = [k for k in turn.office.requests.taken if int(k.rpartition("/")[2]) <= oldest]
    if old or sums:
        turn.record(TIDIED, "requests", {"ids": [r.id for r in old], "sums": sums})
