"""Visitors as they travel over the API."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from kiosk_web.api.models import Asked, Begun, Id, Key, Out

By = Annotated[Id, Field(description="Who says so: a person's id", examples=["p017"])]
Name = Annotated[str, Field(max_length=60)]


class VisitorHere(Out):
    """A party of visitors who registered and have not signed out."""

    id: str
    name: str
    company: str
    count: int
    host: str
    zone: str = Field(description="Where they are, as far as readers know")
    arrived_at: datetime
    answer: str = Field(description="The host's: `waiting` (none yet), `coming`, `wait`, `away`")
    answered_at: datetime | None
    unanswered: bool = Field(description="Others were told that the host does not answer")
    card: str | None = Field(description="The label of the card they carry")
    host_left_at: datetime | None = Field(description="The host signed out before them")


class VisitorExpected(Out):
    """Somebody who will come."""

    id: str
    name: str
    company: str
    count: int = Field(description="How many are still to come")
    host: str
    on: date
    at: str | None = Field(description="Local time `HH:MM`; null: some time that day")


class Visitors(Out):
    """Who is here, in the order in which they came; who is expected on a day, by time."""

    here: list[VisitorHere]
    expected: list[VisitorExpected]
    free_cards: list[str] = Field(description="Labels of the cards that can be lent")


class VisitorsQuery(Asked):
    """Whose visitors; left out: everybody's, today."""

    host: Key | None = Field(None, description="Only this host's")
    on: date | None = Field(None, description="Who is expected on that day; left out: today")


class NewVisitor(Asked):
    """Who will come, to see whom, when."""

    host: Id = Field(description="Whom they come to see", examples=["p017"])
    on: date = Field(examples=["2026-11-20"])
    at: Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$")] = Field(
        "", description="Local time; left out: some time that day", examples=["14:00"]
    )
    name: Name = Field(examples=["张三"])
    company: Name = Field("", examples=["电力公司"])
    count: Annotated[int, Field(ge=1, le=50)] = 1
    by: By


class VisitorNoted(Begun):
    """How it went; `id` is theirs, `visitor_code` what they type at the entrance."""

    visitor_code: str | None = Field(
        description="Six digits, good on that day; a key: give it to nobody else. Null where "
        "they were gone again before it could be read"
    )


class VisitorBy(Asked):
    """Who says so."""

    by: By


class VisitorReply(StrEnum):
    """What a host can answer: at once, in five minutes, or not now."""

    COMING = "coming"
    WAIT = "wait"
    AWAY = "away"


class VisitorAnswer(Asked):
    """What the host, or who looks after visitors, answers."""

    choice: VisitorReply = Field(examples=["wait"])
    note: Annotated[str, Field(max_length=200)] = Field(
        "", description="A few words that the visitor reads", examples=["五分钟就来"]
    )
    by: By


class VisitPath(BaseModel):
    """Which visit."""

    visit: Key


class ExpectedPath(BaseModel):
    """Which expected visitor."""

    expected: Key
