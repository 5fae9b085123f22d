"""What travels over the API, as OpenAPI describes it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(min_length=1, max_length=200)]
Key = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^/]+$")]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Short = Annotated[str, Field(max_length=40)]
Plain = bool | Finite | Annotated[str, Field(max_length=200)] | None


class Out(BaseModel):
    """An answer."""

    model_config = ConfigDict(frozen=True, defer_build=True)


class Asked(BaseModel):
    """A request; words that are not known are refused.

    A body is described with an example, put together from those of its fields.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **_more: object) -> None:
        """Put the example together, where every field that is needed has one."""
        fields = {field.alias or name: field for name, field in cls.model_fields.items()}
        example = {name: f.examples[0] for name, f in fields.items() if f.examples}
        if example.keys() >= {name for name, f in fields.items() if f.is_required()}:
            extra = {"openapi_extra": {"example": example}}
            cls.model_config.update(extra)  # type: ignore[typeddict-item]


class Words(Out):
    """One sentence in both languages."""

    zh: str
    en: str


class FieldProblem(Out):
    """One field that is not right."""

    path: str
    message: str


class Problem(Out):
    """Problem details (RFC 9457): `code` is stable, `detail` is for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    zh: str
    en: str
    errors: list[FieldProblem] = []
    data: dict[str, object] = Field(default_factory=dict, description="More: `offer`, `wait_s` ...")


class Answered(Out):
    """How it went; it is on disk by now."""

    ok: bool
    code: str = Field(description="`done`, `asked`, `repeated` ... (docs/controls.md)")
    text: Words
    data: dict[str, object] = Field(
        default_factory=dict,
        description="More of it: `channels`, `offline`, `wait_s` ...",
    )


class Begun(Answered):
    """How it went; `id` is that of what came of it: a call, a ticket, a swap, a visitor ..."""

    id: str


class Site(Out):
    """The office."""

    id: str
    name: Words
    timezone: str
    now: datetime
    clock_trusted: bool
    version: int = Field(description="Grows with each change of the office since the start")


class ZoneOut(Out):
    """A zone; its head-count names nobody."""

    id: str
    name: Words
    parent: str | None
    head_count: int
    occupied: bool
    uncertain: bool = Field(
        description="Everybody in is three hours past their shift, and nothing was noticed since"
    )
    power_w: float | None = Field(description="Of its own meter; null when not heard")
    check: str | None = Field(description="Stage of a last-one-out check, or null")


class Zones(Out):
    """All zones, in the order of the site file."""

    zones: list[ZoneOut]


class PersonIn(Out):
    """Somebody who is in, since when, where."""

    person: str
    name: str
    zone: str
    since: datetime


class Presence(Out):
    """Who is in now."""

    people: list[PersonIn]


class AlertOut(Out):
    """An alert that is open, or was resolved lately."""

    key: str
    severity: str
    state: str
    zone: str | None
    title: Words
    body: Words
    raised_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    resolved_at: datetime | None


class Alerts(Out):
    """Open alerts first, then the last resolved ones."""

    alerts: list[AlertOut]


class PromptItemOut(Out):
    """One line of a checklist."""

    channel: str
    state: str
    watts: float | None


class PromptOut(Out):
    """Something the screens of a zone ask now."""

    prompt: str
    zone: str
    stage: str
    asked_at: datetime
    items: list[PromptItemOut]


class Prompts(Out):
    """All that is asked now."""

    prompts: list[PromptOut]


class LedgerStatus(Out):
    """Where the ledger stands; `office-gateway ledger verify` proves the chain."""

    seq: int
    at: datetime | None
    store: str = Field(description="The word of `/healthz` for the store")


class Row(Out):
    """One row of the ledger."""

    seq: int
    at: datetime
    kind: str
    subject: str
    body: dict[str, object]


class Rows(Out):
    """Rows after a sequence number, oldest first; ask again with the last `seq`."""

    rows: list[Row]


class RoomPath(BaseModel):
    """Which room."""

    room: Key


class ZonePath(BaseModel):
    """Which zone."""

    zone: Key


class AlertPath(BaseModel):
    """Which alert."""

    key: Key


class RowsQuery(BaseModel):
    """From where, and how many."""

    after: Annotated[int, Field(ge=0, le=2**62)] = 0
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class Press(Asked):
    """A control and its value, as a panel presses it."""

    control: Id = Field(
        description="`<channel>.<verb>` or `lights.all_off`", examples=["spot-1.level"]
    )
    value: Plain | Annotated[dict[Short, Plain], Field(max_length=10)] = Field(
        None,
        description="A number or word, or how long a key that has to be held was held.",
        examples=[50, {"held_s": 2.0}],
    )


class Choice(StrEnum):
    """What can be answered to a last-one-out check."""

    TURN_ALL_OFF = "turn_all_off"
    LEAVE_ON = "leave_on"
    STAYING = "staying"
    SOMEONE_INSIDE = "someone_inside"
    STOP = "stop"
    TICK = "tick"


class PromptAnswer(Asked):
    """What is chosen of a prompt."""

    prompt: Annotated[str, Field(max_length=40)] = "last-out"
    choice: Choice = Field(examples=["turn_all_off"])
    items: list[Id] = Field(
        [],
        max_length=100,
        description="With `leave_on` and `tick` the things it is about; with `someone_inside` "
        "the ids of people, none for somebody without a badge.",
    )
    reason: Annotated[str, Field(max_length=200)] = ""
    until: datetime | None = Field(None, description="With an offset, for `leave_on`")
