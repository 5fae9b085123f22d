"""A month is signed by the person, by who answers for them, and closed; HR may open it again.

Whoever asks hands over the days as they are now (`days`), and the digest of
what was on the screen: what has changed between is not signed unseen.
"""

from typing import TYPE_CHECKING

from gateway.domain import staff
from gateway.domain.attendance.day import Day, Flag
from gateway.domain.attendance.kept import as_kept, day_of, digest_of
from gateway.domain.closing import folds, words
from gateway.domain.closing.state import Signature, is_closed, is_gone, signed_by, span_of
from gateway.domain.events import MonthClosed, MonthReopened, MonthSigned
from gateway.domain.rules import Rules
from gateway.domain.text import Json, Text
from gateway.domain.turn import Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office

MOST_SHOWN = 5
"""More days than these are not named one by one."""

Problem = tuple[str, Text]
"""A stable word and what is said."""


def answers_for(rules: Rules, who: str, person: str) -> bool:
    """Tell whether somebody may sign and close another's month: a manager of theirs, or HR."""
    somebody = rules.people.get(who)
    if somebody is None or not somebody.active or who == person:
        return False
    return staff.manages(rules, who, person) or _is_hr(rules, who)


def on_signed(turn: Turn, event: MonthSigned) -> None:
    """Put a name under a month."""
    own = event.by == event.person
    days, problem = _days(turn, event)
    if problem is None and not own and not answers_for(turn.rules, event.by, event.person):
        problem = "not_allowed", words.NOT_ALLOWED
    if problem is not None:
        turn.reply(*problem, ok=False)
        return
    signed = signed_by(turn.office, event.person, event.month)
    old = signed.own if own else signed.other
    if old is None or (old.by, old.digest) != (event.by, event.digest):
        turn.record(folds.SIGNED, event.person, {**_about(event), "own": own})
    turn.reply("signed", words.SIGNED, ok=True, days=len(days))


def on_closed(turn: Turn, event: MonthClosed) -> None:
    """Keep a month as it is, for good.

    HR may close a month that is not signed (of who has left, say), or has days in a gap of the
    readers, which never become final, and says why.
    """
    alone = bool(event.reason) and _is_hr(turn.rules, event.by)
    days, problem = _days(turn, event, lost_too=alone)
    if problem is None and not answers_for(turn.rules, event.by, event.person):
        problem = "not_allowed", words.NOT_ALLOWED
    if problem is None and not alone:
        problem = _unsigned(turn.office, event)
    if problem is not None:
        turn.reply(*problem, ok=False)
        return
    signed = signed_by(turn.office, event.person, event.month)
    body: dict[str, Json] = {
        **_about(event),
        "signed": {"own": _told(signed.own), "other": _told(signed.other)},
        "reason": event.reason,
        "days": [as_kept(day) for day in days],
    }
    turn.record(folds.CLOSED, event.person, body)
    turn.reply("closed", words.CLOSED, ok=True, days=len(days))


def on_reopened(turn: Turn, event: MonthReopened) -> None:
    """Open a closed month again: HR does, and says why; what was kept stays in the ledger."""
    if not _is_hr(turn.rules, event.by):
        turn.reply("not_allowed", words.NOT_HR, ok=False)
    elif is_gone(turn.office, event.month):
        turn.reply("gone", words.GONE, ok=False)
    elif not is_closed(turn.office, event.person, event.month):
        turn.reply("not_closed", words.NOT_CLOSED, ok=False)
    elif not event.reason.strip():
        turn.reply("no_reason", words.NO_REASON, ok=False)
    else:
        body: dict[str, Json] = {
            "month": event.month,
            "person": event.person,
            "by": event.by,
            "reason": event.reason.strip(),
        }
        turn.record(folds.REOPENED, event.person, body)
        turn.reply("reopened", words.REOPENED, ok=True)


def _days(
    turn: Turn, event: MonthSigned | MonthClosed, *, lost_too: bool = False
) -> tuple[list[Day], Problem | None]:
    """Return the days that are asked about, and why they cannot be signed or closed."""
    if event.person not in turn.rules.people:
        return [], ("unknown_person", words.UNKNOWN)
    try:
        first, last = span_of(event.month)
        days = sorted(map(day_of, event.days), key=lambda day: (day.date, day.shift or ""))
    except ValueError:
        return [], ("wrong", words.WRONG_MONTH)
    if is_gone(turn.office, event.month):
        return [], ("gone", words.GONE)
    if any(day.person != event.person or not first <= day.date <= last for day in days):
        return days, ("changed", words.CHANGED)
    if is_closed(turn.office, event.person, event.month):
        return days, ("already_closed", words.ALREADY)
    if turn.now.at.astimezone(turn.rules.timezone).date() <= last:
        return days, ("not_over", words.NOT_OVER)
    if digest_of(days) != event.digest:
        return days, ("changed", words.CHANGED)
    return days, _not_final(days, lost_too=lost_too)


def _not_final(days: list[Day], *, lost_too: bool) -> Problem | None:
    open_ = [
        f"{day.date:%m-%d}"
        for day in days
        if not day.final and not (lost_too and Flag.READER_DOWN in day.flags)
    ]
    if not open_:
        return None
    more = " …" if len(open_) > MOST_SHOWN else ""
    said = ", ".join(dict.fromkeys(open_[:MOST_SHOWN]))
    return "not_final", words.NOT_FINAL.filled(days=said + more)


def _unsigned(office: "Office", event: MonthClosed) -> Problem | None:
    """Return whose name is missing under these very days."""
    signed = signed_by(office, event.person, event.month)
    if signed.own is None or signed.own.digest != event.digest:
        return "unsigned", words.UNSIGNED_OWN
    if signed.other is None or signed.other.digest != event.digest:
        return "unsigned", words.UNSIGNED_OTHER
    return None


def _is_hr(rules: Rules, who: str) -> bool:
    somebody = rules.people.get(who)
    return (
        somebody is not None and somebody.active and not staff.EVERYBODYS.isdisjoint(somebody.roles)
    )


def _about(event: MonthSigned | MonthClosed) -> dict[str, Json]:
    return {
        "month": event.month,
        "person": event.person,
        "by": event.by,
        "digest": event.digest,
    }


def _told(name: Signature | None) -> dict[str, Json] | None:
    return None if name is None else {"by": name.by, "at": name.at.isoformat()}
