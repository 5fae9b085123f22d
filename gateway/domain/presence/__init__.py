"""Who is here: from a tap to an open session, bounces, undo, corrections, zones.

A tap is a fact and is always kept; what it means is decided here (spec 02 §1).
The limits, all in seconds since the person's tap before, at the same zone:

- up to and with 10 s it is a *bounce*: kept, marked, never paired. Each read of
  the card counts anew, so a card left lying on a reader signs nobody out;
- from there up to and with 120 s since the last paired tap it *offers undo*:
  kept, nothing paired until the person answers. A direction said beforehand,
  or a reader that only lets in or only out and was not the last way, needs no
  question;
- a correction is taken up to and with 120 s after its tap (or the question).

A session that was never ended is closed as *missing out* at 04:00 (for a shift
over 04:00: the next day's), so a forgotten tap turns nothing round.
"""

from typing import TYPE_CHECKING, Any

from gateway.domain import events
from gateway.domain.presence.correct import fold_corrected, on_corrected
from gateway.domain.presence.dates import (
    fold_clock_trusted,
    fold_missing_out,
    fold_outing_over,
    on_minute,
    on_part,
    on_started,
)
from gateway.domain.presence.noticed import Noticed, home_at, is_uncertain, on_evidence_seen
from gateway.domain.presence.noticed import on_started as begin_noticing
from gateway.domain.presence.refused import not_kept
from gateway.domain.presence.shown import on_time
from gateway.domain.presence.state import (
    LastTap,
    Presence,
    Session,
    Taps,
    TapShown,
    counted_zone,
    head_count,
    people_in,
)
from gateway.domain.presence.taps import fold_tap, on_badge, on_signed_in
from gateway.domain.turn import Fold, Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office

__all__ = [
    "FOLDS",
    "ON",
    "LastTap",
    "Noticed",
    "Presence",
    "Session",
    "TapShown",
    "Taps",
    "counted_zone",
    "head_count",
    "home_at",
    "is_uncertain",
    "next_due_s",
    "not_kept",
    "people_in",
]


def next_due_s(office: "Office") -> float | None:
    """Return when the next shown tap has to go."""
    return min((t.until_s for t in office.taps.shown.values()), default=None)


def _on_started(turn: Turn, event: events.GatewayStarted) -> None:
    on_started(turn, event)
    begin_noticing(turn, event)


ON: dict[type, Any] = {
    events.BadgeTapped: on_badge,
    events.SignedIn: on_signed_in,
    events.TapCorrected: on_corrected,
    events.TimePassed: on_time,
    events.MinuteBegan: on_minute,
    events.PartChanged: on_part,
    events.GatewayStarted: _on_started,
    events.EvidenceSeen: on_evidence_seen,
}
FOLDS: dict[str, Fold] = {
    "tap": fold_tap,
    "tap.corrected": fold_corrected,
    "session.missing_out": fold_missing_out,
    "outing.missing_back": fold_outing_over,
    "clock.trusted": fold_clock_trusted,
}
