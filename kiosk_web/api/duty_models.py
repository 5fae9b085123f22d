"""Duties, swaps, hand-overs, the log, rounds and marks as they travel over the API."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kiosk_web.api.models import Asked, Id, Key, Out, Words

Note = Annotated[str, Field(max_length=200)]
By = Annotated[Id, Field(description="Who does it: a person's id", examples=["p017"])]
Leader = Annotated[Id, Field(description="Who does it: a leader's id", examples=["p001"])]
SLOT = "2026-11-20.evening.desk"


class DutyPersonOut(Out):
    """One person on a duty."""

    person: str
    name: str
    state: str = Field(
        description="`ahead`, `here`, `missing`, `out`, `off_post`, `released`; over: "
        "`kept`, `missed`"
    )
    came_at: datetime | None
    late_s: int = Field(description="Beyond the grace only")
    off_posts: int = Field(description="How often they were off post")


class DutySlotOut(Out):
    """A published duty and who is on it."""

    slot: str = Field(description="`<day>.<kind>.<post>`", examples=[SLOT])
    day: date
    kind: str
    kind_name: Words
    post: str
    post_name: Words
    start: datetime
    end: datetime = Field(description="Not included")
    heads: int = Field(description="How many it needs")
    people: list[DutyPersonOut]
    empty_since: datetime | None = Field(description="Nobody is at the post since then")
    handed: str | None = Field(description="`signed`, `witnessed`; null: not handed over")


class DutyRoster(Out):
    """Published duties of some days, by their beginning."""

    duties: list[DutySlotOut]


class DutyRosterQuery(Asked):
    """Which are asked for; left out: today, every post, everybody."""

    from_: date | None = Field(None, alias="from")
    to: date | None = Field(None, description="Included; left out: `from`")
    post: Key | None = None
    person: Key | None = None


class DutyPostOut(Out):
    """One post at this moment."""

    post: str
    name: Words
    zone: str
    empty: bool = Field(description="A duty runs, and nobody of it is there")
    now: DutySlotOut | None
    next: DutySlotOut | None


class DutyPosts(Out):
    """Every post: who is on duty now, and next."""

    posts: list[DutyPostOut]


class DutyPath(BaseModel):
    """Which duty."""

    slot: Key = Field(description="`<day>.<kind>.<post>`")


Month = Annotated[str, Field(pattern=r"^2[01][0-9]{2}-(0[1-9]|1[0-2])$")]
MOST_DUTIES = 2000
MOST_PEOPLE = 50


class DutyDraftQuery(Asked):
    """Of which month."""

    month: Month = Field(description="`2026-12`")


class DutyDraftSlot(Out):
    """One duty of a draft, and who is on it."""

    slot: str = Field(description="`<day>.<kind>.<post>`", examples=[SLOT])
    people: list[str] = Field(description="Ids")


class DutyDraft(Out):
    """What is planned of a month and not published."""

    month: str
    duties: list[DutyDraftSlot]


class NewDuty(Asked):
    """One duty to publish, and who is on it."""

    slot: Id = Field(examples=[SLOT])
    people: Annotated[list[Id], Field(min_length=1, max_length=MOST_PEOPLE)] = Field(
        examples=[["p017"]]
    )


class DutyPublish(Asked):
    """What is published: a month's draft, or the duties that are given; one of the two."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {
                    "required": ["month"],
                    "properties": {"month": {"type": "string"}, "duties": {"maxItems": 0}},
                },
                {
                    "required": ["duties"],
                    "properties": {"month": {"type": "null"}, "duties": {"minItems": 1}},
                },
            ]
        }
    )

    month: Month | None = Field(
        None, description="The draft of this month, as `/duty` has it", examples=["2026-12"]
    )
    duties: Annotated[list[NewDuty], Field(max_length=MOST_DUTIES)] = Field(
        default_factory=list, description="These, of any days; the draft stays as it is"
    )
    by: Leader

    @model_validator(mode="after")
    def _is_one_of_two(self) -> "DutyPublish":
        if bool(self.month) == bool(self.duties):
            raise ValueError("give either month or duties")
        return self


class DutyCover(Asked):
    """Who takes a place on a duty, and whose it was."""

    in_: Id = Field(alias="in", description="Who takes it", examples=["p018"])
    out: Annotated[str, Field(max_length=200)] = Field(
        "", description="Whose place it was; left out: where one is missing", examples=["p017"]
    )
    by: Leader


class DutyOff(Asked):
    """Who is taken off a duty, and why."""

    out: Id = Field(examples=["p017"])
    reason: Note = Field(examples=["病假"])
    leaves_empty: bool = Field(False, description="It is known that nobody is left on the duty")
    by: Leader


class SwapOut(Out):
    """A swap and how far it has come; its reason stays on the screens."""

    id: str
    slot: str
    day: date
    by: str
    with_: str = Field(alias="with")
    other: str | None = Field(description="The duty they take instead")
    asked_at: datetime
    state: str = Field(description="`asked`, `agreed`, `approved`; over: `refused`, `withdrawn`")


class DutySwaps(Out):
    """Swaps, the newest first."""

    swaps: list[SwapOut]


class NewSwap(Asked):
    """Which duty, with whom, for which of theirs."""

    slot: Id = Field(examples=[SLOT])
    with_: Id = Field(alias="with", examples=["p018"])
    other: Annotated[str, Field(max_length=200)] = Field(
        "", description="The duty taken instead; left out: none"
    )
    reason: Note = ""
    by: By


class SwapChoice(StrEnum):
    """What can be answered to a swap: the colleague's, then the leader's, or taken back."""

    AGREE = "agree"
    REFUSE = "refuse"
    APPROVE = "approve"
    WITHDRAW = "withdraw"


class SwapAnswer(Asked):
    """What is answered to a swap, and by whom."""

    choice: SwapChoice = Field(examples=["agree"])
    by: By


class SwapPath(BaseModel):
    """Which swap."""

    swap: Key


class DutySigned(Out):
    """Who has signed a page, and as what."""

    person: str
    role: str = Field(description="`out`, `in`, `witness`")


class DutyThing(Out):
    """Something in the post's zone that is on, open or not known."""

    id: str
    state: str


class DutyItemOut(Out):
    """Something that is handed on until somebody closes it."""

    id: str
    post: str
    kind: str = Field(description="`item`, `request`, `key`, `incident`")
    text: str
    by: str
    at: datetime


class HandoverOut(Out):
    """The page of a duty that ends, as the gateway fills it in now."""

    slot: str
    relief: str | None = Field(description="The duty that takes over; null: none does")
    handed: str | None
    signed: list[DutySigned]
    things: list[DutyThing]
    items: list[DutyItemOut]
    tickets: list[str] = Field(description="Ids of faults that are not done")
    alerts: list[str] = Field(description="Keys of alerts that are open")


class HandoverSign(Asked):
    """Whose name stands under the page; `note` is what else is to be known."""

    by: By
    note: Note = ""


class DutyLineOut(Out):
    """A line of the duty log; it never changes."""

    post: str
    kind: str = Field(description="`call`, `visitor`, `incident`, `instruction`, `note`")
    text: str
    by: str
    at: datetime


class DutyLog(Out):
    """The newest lines, newest first; and what is open."""

    lines: list[DutyLineOut]
    items: list[DutyItemOut]


class PostQuery(Asked):
    """Of which post; left out: of all."""

    post: Key | None = None


class DutyLineKind(StrEnum):
    """What a line of the log is about."""

    CALL = "call"
    VISITOR = "visitor"
    INCIDENT = "incident"
    INSTRUCTION = "instruction"
    NOTE = "note"


class DutyItemKind(StrEnum):
    """What is handed on."""

    ITEM = "item"
    REQUEST = "request"
    KEY = "key"
    INCIDENT = "incident"


class NewDutyLine(Asked):
    """A line for the log."""

    post: Id = Field(examples=["desk"])
    kind: DutyLineKind = Field(examples=["call"])
    text: Note = Field(examples=["14:10 消防公司来电，明天上午检修"])
    by: By


class NewDutyItem(Asked):
    """Something that stays open until it is done."""

    post: Id = Field(examples=["desk"])
    kind: DutyItemKind = DutyItemKind.ITEM
    text: Note = Field(examples=["三楼钥匙未还"])
    by: By


class DutyClose(Asked):
    """Who has done it, and how."""

    by: By
    note: Note = ""


class DutyItemPath(BaseModel):
    """Which open item."""

    item: Key


class DutyRoundOut(Out):
    """The round of a duty that runs, in the part of the duty that it is now."""

    slot: str
    post: str
    part: int = Field(description="From 1")
    parts: int
    passed: list[str]
    left: list[str]
    missed: list[int] = Field(description="Parts whose round was missed")


class DutyRounds(Out):
    """Rounds under way."""

    rounds: list[DutyRoundOut]


class CheckpointPass(Asked):
    """Who is there, and what is amiss."""

    by: By
    note: Note = Field("", description="What is amiss; left out: nothing", examples=["灯不亮"])


class CheckpointPath(BaseModel):
    """Which checkpoint."""

    checkpoint: Key


class DutyMarkOut(Out):
    """One miss of one person; taken back it stays to be seen, and counts nowhere."""

    id: str
    person: str
    kind: str = Field(description="`absent`, `late`, `early`, `off_post`, `bad_handover`")
    slot: str
    day: date
    seconds: int
    lifted_by: str | None


class DutyMarks(Out):
    """Misses of this year and the last, oldest first."""

    marks: list[DutyMarkOut]


class DutyMarksQuery(Asked):
    """Whose, and of which year; left out: everybody's, both years."""

    person: Key | None = None
    year: Annotated[int, Field(ge=1970, le=2999)] | None = None


class DutyMarkPath(BaseModel):
    """Which mark."""

    mark: Key


class DutyLift(Asked):
    """Who takes a mark back, and why."""

    by: Leader
    reason: Note = Field(examples=["读卡器坏了，人在岗"])
