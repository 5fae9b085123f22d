"""The lines of a replay that tell what people do at a room's panel, besides pressing."""

from gateway.domain.events import (
    CallAnswered,
    Event,
    FaultReported,
    MeetingBegan,
    MeetingEnded,
    PanelTouched,
    PinTried,
    ServiceAsked,
    TicketAnswered,
)
from gateway.replay.said import Said

TYPES = ("pin", "touch", "call", "call_answer", "fault", "ticket_answer", "meeting")


def event_of(kind: str, said: Said) -> Event:
    """Return the event of one line of these types.

    Raises:
        BadLine: A field is missing or of the wrong type.
    """
    match kind:
        case "pin":
            level = said.number("level")
            return PinTried(
                room=said.text("room"),
                level=1 if level is None else level,
                right=said.flag("right", default=True),
            )
        case "touch":
            return PanelTouched(room=said.text("room"), lock=said.flag("lock", default=False))
        case "call":
            by = said.text("by", "panel")
            return ServiceAsked(room=said.text("room"), kind=said.text("kind"), by=by)
        case "call_answer":
            choice, by = said.text("choice"), said.text("by", "facilities")
            return CallAnswered(call=said.text("call"), choice=choice, by=by)
        case "fault":
            return FaultReported(
                room=said.text("room"),
                channel=said.text_or_none("channel"),
                text=said.text("text", ""),
                by=said.text("by", "panel"),
            )
        case "ticket_answer":
            choice, by = said.text("choice"), said.text("by", "facilities")
            return TicketAnswered(ticket=said.text("ticket"), choice=choice, by=by)
        case _:
            return _meeting(said)


def _meeting(said: Said) -> Event:
    room, until = said.text("room"), said.instant_or_none("until")
    return MeetingEnded(room=room) if until is None else MeetingBegan(room=room, until=until)
