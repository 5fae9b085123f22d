"""When somebody was last noticed in a zone, and whether its head-count can be believed.

Evidence signs nobody in or out. But where everybody who counts as in should have
gone home three hours ago and nothing was noticed since, somebody has most
likely forgotten to tap out: the count is *uncertain* until 04:00 (spec 04 §1).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gateway.domain.attendance import window_at
from gateway.domain.duty.state import bound_until
from gateway.domain.events import EvidenceSeen, GatewayStarted
from gateway.domain.now import Now
from gateway.domain.presence.state import Session, counted_zone, people_in
from gateway.domain.turn import Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office
    from gateway.domain.rules import Rules

UNCERTAIN_AFTER = timedelta(hours=3)
"""So long after the shift's end, and without evidence for as long."""

LONGEST_DAY = timedelta(hours=9)
"""How long somebody without a shift is taken to stay."""

NEWS_S = 60.0
"""Evidence is noted once in this time; a sensor says the same every few seconds."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """Transient: when somebody was last noticed, by zone, in monotonic seconds.

    Attributes:
        listening_s: Since when anybody could have been noticed: the start.
    """

    by_zone: Mapping[str, float] = field(default_factory=dict)
    listening_s: float | None = None


def on_evidence_seen(turn: Turn, event: EvidenceSeen) -> None:
    """Note that somebody is there."""
    noticed, now_s = turn.office.noticed, turn.now.mono_s
    last_s = noticed.by_zone.get(event.zone)
    if last_s is None or now_s - last_s >= NEWS_S:
        by_zone = {**noticed.by_zone, event.zone: now_s}
        turn.change(noticed=replace(noticed, by_zone=by_zone))


def on_started(turn: Turn, _event: GatewayStarted) -> None:
    """What was noticed before is not known: count from now."""
    turn.change(noticed=Noticed(listening_s=turn.now.mono_s))


def noticed_s(office: "Office", rules: "Rules", zone: str) -> float | None:
    """Return when somebody was last noticed in a zone or inside it, monotonic; None: never."""
    below = rules.zones_below(zone)
    seen = [at_s for where, at_s in office.noticed.by_zone.items() if where in below]
    return max(seen, default=None)


def is_uncertain(office: "Office", rules: "Rules", zone: str, now: Now) -> bool:
    """Tell whether a zone's only people have most likely forgotten to tap out.

    Args:
        office: The state.
        rules: The rules.
        zone: Its id; where nobody can sign in, the zone around it speaks for it.
        now: The present; nothing is uncertain while its clock is not trusted.
    """
    counted = counted_zone(rules, zone)
    people = people_in(office, rules, counted)
    if not people or not now.trusted:
        return False
    long_s = UNCERTAIN_AFTER.total_seconds()
    for seen_s in (noticed_s(office, rules, counted), office.noticed.listening_s):
        if seen_s is not None and now.mono_s - seen_s < long_s:
            return False
    return all(
        now.at - home_at(office, rules, session, now) >= UNCERTAIN_AFTER for session in people
    )


def home_at(office: "Office", rules: "Rules", session: Session, now: Now) -> datetime:
    """Return when somebody should have gone home: after their shift, and a duty that has begun."""
    window = window_at(rules, session.person, session.in_at)
    home = session.in_at + LONGEST_DAY if window is None else window.end
    return max(home, bound_until(office, session.person, session.in_at, now.at) or home)
