"""The roll-call as it travels over the API."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from kiosk_web.api.models import Asked, Id, Out

By = Annotated[Id, Field(description="Who does it: a person's id", examples=["p018"])]
Line = Annotated[str, Field(pattern=r"^[pvx]:[A-Za-z0-9_.:-]{1,80}$")]
LONGEST_WAIT_S = 86_400


class RollCallChoice(StrEnum):
    """What can be said of a line; `open` takes it back."""

    FOUND = "found"
    ELSEWHERE = "elsewhere"
    MISSING = "missing"
    OPEN = "open"


class RollCallLineOut(Out):
    """One person, or one party of visitors, on the list."""

    line: str = Field(description="`p:<person>`, `v:<visit>`, `x:<number>`")
    kind: str = Field(description="`person`, `visitor`, `said` (whom no door knows)")
    name: str
    count: int = Field(description="How many they are")
    zone: str = Field(description="Where they were last; empty: nobody knows")
    since: datetime
    host: str | None = Field(description="Of visitors: whom they see")
    doubt: str | None = Field(
        description="Why they may not be there: `shift_over`, `not_noticed`, `clock`, `said`"
    )
    away: bool = Field(description="Out on an errand: listed, and not looked for")
    choice: RollCallChoice
    by: str | None = Field(description="Who said so first, without a break since")
    at: datetime | None


class RollCallTally(Out):
    """People, not lines; the four others make the total."""

    total: int
    found: int
    elsewhere: int
    missing: int
    open: int


class RollCallOut(Out):
    """The roll-call that runs."""

    id: str
    drill: bool
    by: str
    started_at: datetime
    tally: RollCallTally
    lines: list[RollCallLineOut]


class RollCallZone(Out):
    """How many are in a zone and in none inside it; empty `zone`: where is not known."""

    zone: str
    people: int


class RollCallState(Out):
    """The one that runs, with names; null: none does. How many are in each zone now, always."""

    running: RollCallOut | None
    inside: list[RollCallZone]


class RollCallPart(Out):
    """What a roll-call came to in one zone; empty `zone`: added by hand."""

    zone: str
    total: int
    settled: int
    last_s: float | None


class RollCallReport(Out):
    """What a roll-call came to; nobody is named."""

    id: str
    drill: bool
    started_at: datetime
    ended_at: datetime
    total: int
    found: int
    elsewhere: int
    missing: int
    unconfirmed: int
    visitors: int
    added: int
    half_s: float | None = Field(description="After how many seconds half were accounted for")
    last_s: float | None = Field(description="After how many seconds the last one was")
    parts: list[RollCallPart]


class RollCallReportsQuery(Asked):
    """Of which year; left out: of all."""

    year: Annotated[int, Field(ge=2000, le=2199)] | None = None


class RollCallReports(Out):
    """What roll-calls came to, newest first."""

    reports: list[RollCallReport]


class RollCallStart(Asked):
    """Who begins one; `drill`: it is practised."""

    by: By
    drill: bool = False


class RollCallTick(Asked):
    """What is said of a line."""

    line: Line = Field(examples=["p:p017"])
    choice: RollCallChoice = Field(examples=["found"])
    by: By
    rollcall: Annotated[str, Field(max_length=40)] = Field(
        "", description="Which roll-call; left out: the one that runs", examples=["rc1"]
    )
    touch: Annotated[str, Field(max_length=64)] = Field(
        "", description="Your own mark of it: sent twice, it counts once"
    )
    age_s: Annotated[float, Field(ge=0, le=LONGEST_WAIT_S)] = Field(
        0.0, description="How long ago it was said, of a program that was without a network"
    )


class RollCallAdd(Asked):
    """Who is inside whom no door knows."""

    text: Annotated[str, Field(max_length=100)] = Field(examples=["电梯维修工"])
    by: By


class RollCallEnd(Asked):
    """Who ends it; the reason is needed while somebody is missing."""

    by: By
    reason: Annotated[str, Field(max_length=100)] = Field("", examples=["消防员接手"])
