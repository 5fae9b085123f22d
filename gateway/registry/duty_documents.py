"""The shapes of what people maintain of duties, and the same as rules (spec 02 §5)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from gateway.config.words import complain
from gateway.domain.attendance.patterns import NAMES
from gateway.domain.duty.rules import (
    USUAL_KINDS,
    Checkpoint,
    Consequences,
    DutyKind,
    DutyRules,
    Group,
    Limits,
    Post,
)
from gateway.registry.base import Clock, Document, Key, Minutes, Words

Day = Literal["workday", "makeup", "rest", "holiday"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Miss = Literal["absent", "late", "early", "off_post", "bad_handover"]
Place = Annotated[str, Field(min_length=1, max_length=80)]


class DutyKindDoc(Document):
    """A kind of duty; once one is kept, only those kept are there."""

    id: Key
    name: Words
    start: Clock
    end: Clock
    """At or before the start: on the next day."""
    days: Annotated[tuple[Day, ...], Field(min_length=1)] = ("workday", "makeup")
    weekdays: tuple[Weekday, ...] = ()
    within_shift: bool = False


class CheckpointDoc(Document):
    """A place that rounds pass."""

    id: Key
    name: Words
    reader: Place | None = None
    room: Place | None = None


class PostDoc(Document):
    """A place where somebody has to be on duty."""

    id: Key
    name: Words
    zone: Place
    kinds: Annotated[tuple[Key, ...], Field(min_length=1)]
    heads: Annotated[int, Field(ge=1, le=50)] = 1
    checkpoints: tuple[Key, ...] = ()
    rounds: Annotated[int, Field(ge=1, le=24)] = 2


class GroupDoc(Document):
    """People who share duties; the leader approves swaps and is told who is missing."""

    id: Key
    name: Words
    leader: Key
    members: Annotated[tuple[Key, ...], Field(min_length=1)]
    posts: tuple[Key, ...] = ()


class DutyRulesDoc(Document):
    """The numbers of the duty rules; there is one, called `duty`."""

    id: Literal["duty"] = "duty"
    rest_h: Annotated[float, Field(ge=0, le=48)] = 11.0
    swaps_a_month: Annotated[int, Field(ge=0, le=31)] = 2
    grace_min: Minutes = 5
    missing_min: Minutes = 5
    escalate_min: Minutes = 15
    off_post_min: Minutes = 10
    confirm_min: Minutes = 0
    handover_from_min: Minutes = 30
    handover_until_min: Minutes = 10
    meet_min: Minutes = 30
    absent_a_year: Annotated[int, Field(ge=1, le=366)] = 3
    late_early_a_year: Annotated[int, Field(ge=1, le=366)] = 6
    empty_is_all_absent: bool = False
    money: dict[Miss, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "CNY"
    withheld_pct: Annotated[float, Field(ge=0, le=100)] = 10.0

    @model_validator(mode="after")
    def _makes_sense(self) -> "DutyRulesDoc":
        if self.missing_min > self.escalate_min:
            first, then = self.missing_min, self.escalate_min
            complain(
                f"进一步上报（escalate_min，{then} 分钟）不能早于告诉组长"
                f"（missing_min，{first} 分钟）；请改其中一个",
                f"Telling it further (escalate_min, {then} min) is not before the leader is told "
                f"(missing_min, {first} min): change one of them",
            )
        if self.handover_until_min > self.handover_from_min:
            begins, until = self.handover_from_min, self.handover_until_min
            complain(
                f"按时交接（handover_until_min，提前 {until} 分钟）不能早于可以开始交接"
                f"（handover_from_min，提前 {begins} 分钟）；请改其中一个",
                f"In good time until {until} min before (handover_until_min) is over before "
                f"signing begins, {begins} min before (handover_from_min): change one of them",
            )
        return self


class DutyCommentDoc(Document):
    """What somebody said of a draft; `seen_by` is the leader who took note, or answered."""

    KEY = "at"
    by: Key
    at: datetime
    text: Annotated[str, Field(min_length=1, max_length=500)]
    slot: Annotated[str, Field(max_length=200)] = ""
    seen_by: Annotated[str, Field(max_length=64)] = ""
    answer: Annotated[str, Field(max_length=500)] = ""


class DutyWishDoc(Document):
    """A day somebody would like to have free of duty."""

    KEY = "on"
    by: Key
    on: date


class DutyPlanDoc(Document):
    """A draft of who is on duty in a month; publishing it is a fact of the ledger."""

    KEY = "month"
    month: Annotated[str, Field(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
    slots: dict[Key, tuple[Key, ...]] = Field(default_factory=dict)
    """By the slot's id (`<date>.<kind>.<post>`) people's ids."""
    wishes: tuple[DutyWishDoc, ...] = ()
    comments: tuple[DutyCommentDoc, ...] = ()
    version: Annotated[int, Field(ge=1)] = 1


DUTY_TABLES: dict[str, type[Document]] = {
    "duty_kinds": DutyKindDoc,
    "duty_checkpoints": CheckpointDoc,
    "duty_posts": PostDoc,
    "duty_groups": GroupDoc,
    "duty_rules": DutyRulesDoc,
    "duty_plans": DutyPlanDoc,
}
"""In the order in which a registry document lists them."""


def duty_of(tables: Mapping[str, Mapping[str, Document]]) -> DutyRules:
    """Return what the registry says of duties as rules."""
    every = [doc for name in DUTY_TABLES for doc in tables.get(name, {}).values()]
    kinds = [_kind(doc) for doc in every if isinstance(doc, DutyKindDoc)]
    told = next((doc for doc in every if isinstance(doc, DutyRulesDoc)), DutyRulesDoc())
    return DutyRules(
        kinds={kind.id: kind for kind in _or_usual(kinds)},
        posts={doc.id: _post(doc) for doc in every if isinstance(doc, PostDoc)},
        groups={doc.id: _group(doc) for doc in every if isinstance(doc, GroupDoc)},
        checkpoints={
            doc.id: Checkpoint(id=doc.id, name=doc.name, reader=doc.reader, room=doc.room)
            for doc in every
            if isinstance(doc, CheckpointDoc)
        },
        limits=Limits(
            rest_h=told.rest_h,
            swaps_a_month=told.swaps_a_month,
            grace_min=told.grace_min,
            missing_min=told.missing_min,
            escalate_min=told.escalate_min,
            off_post_min=told.off_post_min,
            confirm_min=told.confirm_min,
            handover_from_min=told.handover_from_min,
            handover_until_min=told.handover_until_min,
            meet_min=told.meet_min,
        ),
        consequences=Consequences(
            absent_a_year=told.absent_a_year,
            late_early_a_year=told.late_early_a_year,
            empty_is_all_absent=told.empty_is_all_absent,
            money={str(miss): sum_ for miss, sum_ in told.money.items()},
            currency=told.currency,
            withheld_pct=told.withheld_pct,
        ),
    )


def _or_usual(kinds: list[DutyKind]) -> Iterable[DutyKind]:
    return kinds or USUAL_KINDS


def _kind(doc: DutyKindDoc) -> DutyKind:
    return DutyKind(
        id=doc.id,
        name=doc.name,
        start=doc.start,
        end=doc.end,
        days=frozenset(doc.days),
        weekdays=frozenset(NAMES.index(day) for day in doc.weekdays),
        within_shift=doc.within_shift,
    )


def _post(doc: PostDoc) -> Post:
    return Post(
        id=doc.id,
        name=doc.name,
        zone=doc.zone,
        kinds=doc.kinds,
        heads=doc.heads,
        checkpoints=doc.checkpoints,
        rounds=doc.rounds,
    )


def _group(doc: GroupDoc) -> Group:
    return Group(id=doc.id, name=doc.name, leader=doc.leader, members=doc.members, posts=doc.posts)
