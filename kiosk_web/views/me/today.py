"""Where I stand today: in since when, which shift, what it comes to so far."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.domain.attendance.day import Day
from gateway.domain.attendance.shifts import windows_on
from gateway.domain.presence import Session
from gateway.domain.snapshot import Snapshot
from kiosk_web.views.attendance.standing import Standing, standing
from kiosk_web.views.marks import Mark
from kiosk_web.views.me.duty import NextDuty, next_duty
from kiosk_web.views.me.verdicts import verdict
from kiosk_web.views.words import Tongue, hhmm


@dataclass(frozen=True, slots=True)
class Today:
    """The tile at the top.

    Attributes:
        head: Where I am: `In since 08:57`.
        shift: My hours today, or that there are none.
        marks: The verdict so far; none where there is nothing to judge.
        duty: My next duty, or the one that runs; None: I have none.
    """

    head: str
    icon: str
    shift: str
    marks: tuple[Mark, ...]
    duty: NextDuty | None = None


def today_view(snapshot: Snapshot, person: str, tongue: Tongue, days: Sequence[Day] = ()) -> Today:
    """Return today of one person; `days` may hold any of theirs, for the verdict so far."""
    today = snapshot.now.at.date()
    head, icon = _where(snapshot, person, tongue)
    mine = [day for day in days if day.date == today]
    marks = tuple(mark for day in mine if day.shift for mark in _marks(day, snapshot, tongue))
    duty = next_duty(snapshot, person, tongue)
    return Today(head, icon, _shift(snapshot, person, tongue), marks, duty)


def _where(snapshot: Snapshot, person: str, tongue: Tongue) -> tuple[str, str]:
    _, presence, now = tongue._, snapshot.office.presence, snapshot.now.at
    if (out := presence.out.get(person)) is not None:
        return _("On an outing since %(time)s", time=tongue.when(out, now)), "outing"
    if (here := _session(snapshot, person)) is not None:
        return _("In since %(time)s", time=tongue.when(here.in_at, now)), "in"
    taps = [tap for key, tap in presence.last.items() if key.partition("@")[0] == person]
    left = max((tap.at for tap in taps if tap.direction == "out"), default=None)
    if left is not None and left.astimezone(now.tzinfo).date() == now.date():
        return _("Left at %(time)s", time=hhmm(left.astimezone(now.tzinfo))), "out"
    return _("Not in"), "out"


def _session(snapshot: Snapshot, person: str) -> Session | None:
    """Return the session that began first: of who is in a zone inside another, the outer."""
    mine = [s for s in snapshot.office.presence.sessions.values() if s.person == person]
    return min(mine, key=lambda s: s.in_at, default=None)


def _shift(snapshot: Snapshot, person: str, tongue: Tongue) -> str:
    rules, zone = snapshot.rules, snapshot.rules.timezone
    windows = windows_on(rules, person, snapshot.now.at.date())
    said = [
        f"{w.shift.name.in_(tongue.language)} "
        f"{hhmm(w.start.astimezone(zone))}–{hhmm(w.end.astimezone(zone))}"
        for w in windows
    ]
    return tongue.comma.join(said) or tongue._("No shift today")


def _marks(day: Day, snapshot: Snapshot, tongue: Tongue) -> tuple[Mark, ...]:
    """Return the verdict so far; who is in and was not late is on time."""
    at = standing(snapshot.rules, day, snapshot.now.at)
    found = verdict(snapshot.rules, day, snapshot.now.at, tongue).marks
    if at in (Standing.IN, Standing.OUT) and len(found) == 1:
        return (Mark("ok", tongue._("On time"), "ok"),)
    return found[1:] if at in (Standing.IN, Standing.OUT) else found
