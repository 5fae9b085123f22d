"""A request is filed: looked at, measured, kept, and shown to who decides."""

from gateway.domain.events import RequestFiled
from gateway.domain.notice import notice
from gateway.domain.requests import words
from gateway.domain.requests.adjoining import adjoining_days
from gateway.domain.requests.balances import goes_over
from gateway.domain.requests.chain import deciders, needed_for
from gateway.domain.requests.checks import Refusal, Wish, read, refused
from gateway.domain.requests.deadlines import marks_of
from gateway.domain.requests.folds import FILED
from gateway.domain.requests.state import NO_BALANCE, Asked, Request
from gateway.domain.text import Json, Text
from gateway.domain.turn import Turn


def on_filed(turn: Turn, event: RequestFiled) -> None:
    """Keep a request, or say why it cannot be; always answer."""
    wish = read(turn, event)
    refusal = wish if isinstance(wish, Refusal) else refused(turn, wish)
    if isinstance(wish, Refusal) or refusal is not None:
        assert refusal is not None
        turn.reply(refusal.code, refusal.said, ok=False)
        return
    days = wish.length.days + adjoining_days(turn.office, turn.rules, wish)
    needed = needed_for(turn.rules, wish.asked, wish.person, days, wish.kind)
    if not needed:
        turn.reply("nobody_decides", words.NOBODY_DECIDES, ok=False)
        return
    _keep(turn, wish, needed, event)


def _keep(turn: Turn, wish: Wish, needed: tuple[tuple[str, ...], ...], event: RequestFiled) -> None:
    serial = turn.office.requests.serial + 1
    seconds = (wish.until - wish.since).total_seconds()
    marks = marks_of(wish, turn.now.at, emergency=event.emergency)
    if wish.asked is Asked.LEAVE:
        seconds = wish.length.seconds
        over = goes_over(turn.office, turn.rules, wish.person, wish.what, wish.length.shares)
        marks = (*marks, NO_BALANCE) if over else marks
    body: dict[str, Json] = {
        "serial": serial,
        "asked": wish.asked.value,
        "person": wish.person,
        "by": wish.by,
        "since": wish.since.isoformat(),
        "until": wish.until.isoformat(),
        "what": wish.what,
        "reason": wish.reason,
        "seconds": seconds,
        "days": wish.length.days,
        "shares": wish.length.shares,
        "marks": marks,
        "needed": needed,
    }
    turn.record(FILED, f"r{serial}", body)
    tell_waiting(turn, turn.office.requests.open[f"r{serial}"])
    said = words.filed(marks)
    turn.reply("filed", said, ok=True, request=f"r{serial}", marks=marks, days=wish.length.days)


def tell_waiting(
    turn: Turn, request: Request, title: Text | None = None, severity: str = "info"
) -> None:
    """Have it told, once, that somebody has to decide."""
    title = title or words.waiting_title(turn.rules, request)
    who = deciders(turn.office, turn.rules, request, turn.now)
    body = words.waiting_body(turn.rules, request, who)
    turn.tell(notice(request.alert, title, body, first=who, severity=severity))
