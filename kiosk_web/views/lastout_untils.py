"""The keys of "leave on": until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk_web.views.words import Tongue, hhmm, next_morning


@dataclass(frozen=True, slots=True)
class Until:
    """One answer to "until when": the instant for the gateway, the words for the key."""

    iso: str
    words: str
    clock: str


def untils(at: datetime, tongue: Tongue) -> tuple[Until, ...]:
    """Return the keys for "until when": in 1, 2, 4 hours, and the next morning."""
    at = at.replace(second=0, microsecond=0)
    found = [
        Until(
            (at + timedelta(hours=h)).isoformat(),
            tongue._("%(h)s h", h=h),
            hhmm(at + timedelta(hours=h)),
        )
        for h in (1, 2, 4)
    ]
    morning = next_morning(at)
    word = tongue._("Tomorrow") if morning.date() > at.date() else tongue._("This morning")
    found.append(Until(morning.isoformat(), word, hhmm(morning)))
    return tuple(found)
