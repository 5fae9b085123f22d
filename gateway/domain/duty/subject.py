"""Duty as a subject of the rules: what it listens to, how its facts fold, when it wakes."""

from typing import Any

from gateway.domain import events
from gateway.domain.duty import (
    handover,
    logbook,
    notices,
    presence,
    publishing,
    reminding,
    rounds,
    swapping,
    watching,
)
from gateway.domain.duty.folds import FOLDS
from gateway.domain.duty.handover import next_due_s
from gateway.domain.turn import Turn

__all__ = ["FOLDS", "ON", "next_due_s"]


def _on_minute(turn: Turn, event: events.MinuteBegan) -> None:
    presence.on_look(turn, event)
    logbook.on_minute(turn, event)
    notices.end_notices(turn)
    notices.look_for_short(turn)
    reminding.on_minute(turn, event)


def _on_badge_shown(turn: Turn, event: events.BadgeShown) -> None:
    signs = event.reader in turn.office.pages.by_reader
    handover.on_badge_shown(turn, event)
    rounds.on_badge_shown(turn, event, answers=not signs)
    presence.on_badge_shown(turn, event)


ON: dict[type, Any] = {
    events.GatewayStarted: watching.on_started,
    events.DutyPublished: publishing.on_published,
    events.DutyGiven: publishing.on_given,
    events.DutyTakenOff: publishing.on_taken_off,
    events.DutyRemarked: notices.on_remarked,
    events.SwapAsked: swapping.on_asked,
    events.SwapAnswered: swapping.on_answered,
    events.HandoverOpened: handover.on_opened,
    events.HandoverSigned: handover.on_signed,
    events.DutyNoted: logbook.on_noted,
    events.DutyItemClosed: logbook.on_closed,
    events.DutyMarkLifted: logbook.on_lifted,
    events.CheckpointPassed: rounds.on_passed,
    events.BadgeShown: _on_badge_shown,
    events.ZoneEntered: presence.on_look,
    events.PersonLeft: presence.on_look,
    events.MinuteBegan: _on_minute,
    events.TimePassed: handover.on_time,
}
