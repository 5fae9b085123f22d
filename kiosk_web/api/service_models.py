"""Calls and tickets as they travel over the API."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from kiosk_web.api.models import Asked, Id, Key, Out, Words


class CallOut(Out):
    """Somebody in a room has called for something."""

    id: str
    room: str
    kind: str
    name: Words
    progress: str = Field(description="`asked`, `seen`, `coming`; over: `done`, `withdrawn`")
    asked_at: datetime
    since: datetime = Field(description="When it came so far")
    escalated: bool = Field(description="Nobody answered in time, and facilities were told")


class Calls(Out):
    """Open calls, oldest first, then the last ones that are over."""

    calls: list[CallOut]


class TicketOut(Out):
    """Something in a room is broken."""

    id: str
    room: str
    channel: str | None
    text: str
    progress: str = Field(description="`open`, `taken`, `done`")
    opened_at: datetime
    since: datetime = Field(description="When it came so far")
    by: str = Field(description="Who has it or did it; empty while it is open")


class Tickets(Out):
    """Tickets that are not done, oldest first, then the last ones that are."""

    tickets: list[TicketOut]


class NewCall(Asked):
    """What is called for."""

    kind: Id = Field(description="One of the site's services", examples=["tea"])


class NewTicket(Asked):
    """What is broken: a channel, a few words, or both."""

    channel: Id | None = Field(None, examples=["spot-1"])
    text: Annotated[str, Field(max_length=200)] = Field("", examples=["一直闪"])


class CallChoice(StrEnum):
    """What can be answered to a call."""

    SEEN = "seen"
    COMING = "coming"
    DONE = "done"
    WITHDRAW = "withdraw"


class TicketChoice(StrEnum):
    """What can be answered to a ticket."""

    TAKE = "take"
    GIVE_BACK = "give_back"
    DONE = "done"


class CallAnswer(Asked):
    """What is answered to a call."""

    choice: CallChoice = Field(examples=["coming"])


class TicketAnswer(Asked):
    """What is answered to a ticket."""

    choice: TicketChoice = Field(examples=["take"])


class CallPath(BaseModel):
    """Which call."""

    call: Key


class TicketPath(BaseModel):
    """Which ticket."""

    ticket: Key
