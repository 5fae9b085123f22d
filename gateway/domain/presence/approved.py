"""What of somebody's approved leave and outings matters at a door."""

from datetime import datetime
from typing import TYPE_CHECKING

from gateway.domain import requests
from gateway.domain.attendance import windows_on
from gateway.domain.attendance.day import Away
from gateway.domain.attendance.shifts import DAY

if TYPE_CHECKING:
    from gateway.domain.office import Office
    from gateway.domain.rules import Rules


def aways_of(office: "Office", person: str) -> tuple[Away, ...]:
    """Return a person's approved absences that are ahead, under way, or not long over."""
    return requests.aways(requests.requests_of(office, person))


def outing_until(office: "Office", person: str, at: datetime) -> datetime | None:
    """Return when the approved outing ends that somebody is on, or goes on, at an instant."""
    found = requests.away_now(office, person, at)
    return found.until if found is not None and found.asked is requests.Asked.OUTING else None


def is_due_after(rules: "Rules", person: str, at: datetime) -> bool:
    """Tell whether a shift goes on beyond an instant, so that somebody has to come back."""
    day = at.astimezone(rules.timezone).date()
    windows = [*windows_on(rules, person, day - DAY), *windows_on(rules, person, day)]
    return any(w.start <= at < w.end for w in windows)
