"""How long personal rows are kept: who and what of older ones is blanked, once a day (spec 06).

The rows stay with their hashes, so the chain still verifies; what they said of
anybody is overwritten on disk. Done at night by the thread that writes the
ledger, one kind of thing at a time and only while nothing else waits.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from gateway.domain import alerts, closing, rollcall, visitors
from gateway.domain.duty import subject as duty
from gateway.domain.forgotten.lending import LENT
from gateway.domain.forgotten.subject import FORGOTTEN
from gateway.domain.now import Now
from gateway.domain.privacy import SEEN
from gateway.domain.requests import KINDS as REQUESTS
from gateway.domain.text import Json
from gateway.domain.turn import Fact
from gateway.domain.visitors.arriving import MOST_AHEAD
from gateway.domain.visitors.folds import EXPECTED
from gateway.errors import StoreUnavailable

log = logging.getLogger(__name__)

PURGE_HOUR = 3
"""Begun in this hour of the site's day, or when the gateway is next awake."""

LEAP = timedelta(days=31)
"""A clock so far ahead of the newest row is wrong more often than a gateway that slept so long."""

STEP = timedelta(days=7)
"""So much is blanked at once: after years without it no tap waits for all of them."""

DOUBT_S = 86_400.0
"""After such a leap nothing is blanked for a day, so that somebody can set the clock."""

AHEAD_DAYS = MOST_AHEAD.days
"""A visitor may be expected so long before they come."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "taps": (
        *("tap", "tap.corrected", "tap.declared", "session.missing_out", "outing.missing_back"),
        *(FORGOTTEN, LENT),
    ),
    "requests": (*REQUESTS, "requests.tidied"),
    "months": (closing.SIGNED, closing.CLOSED, closing.REOPENED),
    "looks": (SEEN,),
    "duties": tuple(duty.FOLDS),
    "messages": tuple(alerts.FOLDS),
    "rollcalls": rollcall.PERSONAL,
    "visitors": (
        *(kind for kind in visitors.PERSONAL if kind != EXPECTED),
        *rollcall.VISITORS,
    ),
    "expected": (EXPECTED,),
}
"""What is kept equally long, and which rows it is: those that hold names, ids or free words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Days that each is kept (`[privacy]` of the site file).

    Attributes:
        taps: Taps and what was said of them.
        requests: Leave, outings, overtime, corrections.
        months: Months that were signed and closed.
        looks: Who looked at whose attendance.
        duties: Plans, swaps, hand-overs, the log.
        messages: Alerts and what was sent because of them: they name people.
        rollcalls: Who was inside at a roll-call.
        visitors: Who came, whom they saw, what they left.
    """

    taps: int = 731
    requests: int = 731
    months: int = 1827
    looks: int = 365
    duties: int = 731
    messages: int = 731
    rollcalls: int = 365
    visitors: int = 90

    def days_of(self, what: str) -> int:
        """Return how many days one of `KINDS` is kept."""
        if what == "expected":
            return self.visitors + AHEAD_DAYS
        return int(getattr(self, what))


class Blanks(Protocol):
    """The ledger, as far as it blanks."""

    def first_to_blank(self, kinds: Sequence[str], before: datetime) -> datetime | None:
        """Return when the first row of some kinds was kept that is older and not blank."""

    def blank(self, kinds: Sequence[str], before: datetime, now: Now) -> int:
        """Blank rows of some kinds before a time; return how many."""


class Purge:
    """Blanks what is older than it may be; `look` is called by the thread that owns the ledger.

    Args:
        ledger: Where.
        retention: How long each is kept.
        newest_at: When the newest row was kept at the start, None for an empty ledger.
        told: Takes the fact that something was blanked, as the ledger has kept it.
    """

    def __init__(
        self,
        ledger: Blanks,
        retention: Retention,
        newest_at: datetime | None,
        told: Callable[[Fact], None] = lambda _: None,
    ) -> None:
        self._ledger = ledger
        self._retention = retention
        self._newest_at = newest_at
        self._told = told
        self._doubt_until_s: float | None = None
        self._done_on: date | None = None
        self._left: list[str] = []

    def look(self, now: Now, *, quiet: bool) -> None:
        """Do one step if it is time for it; `quiet`: nothing else waits to be decided."""
        if not now.trusted or not quiet or self._in_doubt(now):
            return
        if self._left:
            if self._step(self._left[-1], now):
                self._left.pop()
        elif self._done_on != now.at.date() and now.at.hour >= PURGE_HOUR:
            self._done_on = now.at.date()
            self._left = sorted(KINDS, reverse=True)

    def all_now(self, now: Now) -> int:
        """Blank everything that is older than it may be; return how many rows.

        Raises:
            StoreUnavailable: Some of it is not blanked.
        """
        rows = 0
        for what in KINDS:
            while (count := self._blank(what, now)) is not None:
                rows += count
        return rows

    def _in_doubt(self, now: Now) -> bool:
        if self._doubt_until_s is None:
            leapt = self._newest_at is not None and now.at - self._newest_at > LEAP
            self._doubt_until_s = now.mono_s + DOUBT_S if leapt else now.mono_s
            if leapt:
                log.warning("the newest record is of %s: nothing is blanked today", self._newest_at)
        return now.mono_s < self._doubt_until_s

    def _step(self, what: str, now: Now) -> bool:
        """Blank a week of something; return whether that was all for tonight."""
        try:
            return self._blank(what, now) is None
        except StoreUnavailable as error:
            log.warning("%s: old rows are blanked tomorrow: %s", what, error)
            return True

    def _blank(self, what: str, now: Now) -> int | None:
        """Blank the oldest week of what is too old; return how many rows, None for nothing left."""
        days = self._retention.days_of(what)
        before = now.at - timedelta(days=days)
        first = self._ledger.first_to_blank(KINDS[what], before)
        if first is None:
            return None
        before = min(before, first + STEP)
        count = self._ledger.blank(KINDS[what], before, now)
        body: dict[str, Json] = {"kinds": KINDS[what], "before_us": round(before.timestamp() * 1e6)}
        self._told(Fact(closing.BLANKED, "ledger", body, now.at))
        log.info("%s older than %d days: %d rows blanked", what, days, count)
        return count
