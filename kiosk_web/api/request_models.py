"""Leave, outings, overtime and corrections as they travel over the API."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field

from kiosk_web.api.models import Answered, Asked, Id, Key, Out, Words

# The schemas of the API are named by their classes: each name is the only one.


class RequestKind(StrEnum):
    """What is asked for."""

    LEAVE = "leave"
    OUTING = "outing"
    OVERTIME = "overtime"
    CORRECTION = "correction"


class RequestState(StrEnum):
    """How far a request has come."""

    ASKED = "asked"
    FIRST_APPROVAL = "first_approval"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CANCEL_ASKED = "cancel_asked"
    CANCELLED = "cancelled"


Line = Annotated[str, Field(max_length=200)]


class RequestDecidedOut(Out):
    """One decision; its note stays on the screens."""

    by: str
    choice: str = Field(description="`approve`, `refuse`, `withdraw`, `cancel`")
    at: datetime


class RequestOut(Out):
    """A request and what became of it; the reason stays on the screens."""

    id: str
    asked: RequestKind
    person: str
    by: str = Field(description="Who filed it")
    since: datetime
    until: datetime = Field(description="Not included; of a correction the declared instant")
    what: str = Field(description="The leave's kind, the outing's place, `in` or `out`")
    name: Words = Field(description="What it is, in words")
    filed_at: datetime
    seconds: float = Field(description="Of leave: planned work; else from since to until")
    days: float = Field(description="Working days of leave")
    marks: list[str] = Field(
        description="`urgent`, `late`, `emergency`, `no_balance`, `cancelled_late`"
    )
    state: RequestState
    needed: list[list[str]] = Field(description="Who has to approve, level by level")
    level: int = Field(description="How many levels have approved")
    waits_for: list[str] = Field(description="Who may decide now; empty when nothing waits")
    decided: list[RequestDecidedOut]


class Requests(Out):
    """Requests that wait, are ahead, or ended within two months; newest first."""

    requests: list[RequestOut]


class RequestsQuery(Asked):
    """Which are asked for; left out: all."""

    person: Key | None = Field(None, description="A person's id")
    state: RequestState | None = None


class NewRequest(Asked):
    """What is asked for, by whom, for whom."""

    asked: RequestKind = Field(examples=["leave"])
    person: Id = Field(description="Whom it is about", examples=["p017"])
    by: Id | None = Field(None, description="Who files it; left out: the person")
    since: AwareDatetime = Field(examples=["2026-11-24T09:00:00+08:00"])
    until: AwareDatetime | None = Field(
        None, description="Left out for a correction", examples=["2026-11-24T17:30:00+08:00"]
    )
    what: Line = Field("", examples=["annual"])
    reason: Line = ""
    emergency: bool = False


class RequestFiledOut(Answered):
    """How it went; `id` is the request's."""

    id: str


class RequestChoice(StrEnum):
    """What can be answered to a request."""

    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"


class RequestDecision(Asked):
    """What is answered, and by whom; a refusal needs a note."""

    choice: RequestChoice = Field(examples=["approve"])
    by: Id = Field(description="The person who answers", examples=["p001"])
    note: Line = ""


class RequestPath(BaseModel):
    """Which request."""

    request: Key
