"""The duty desk for programs: hand-overs, the log, what is open, rounds, marks."""

from flask import Response

from gateway.domain.duty.handover import page_of
from gateway.domain.duty.rounds import left_to_pass, part_of
from gateway.domain.duty.state import Item, Planned, relief_of, running
from gateway.domain.duty.words import UNKNOWN_ITEM, UNKNOWN_SLOT
from gateway.domain.events import (
    CheckpointPassed,
    DutyItemClosed,
    DutyMarkLifted,
    DutyNoted,
    HandoverSigned,
)
from kiosk_web.api import duty_models as shapes
from kiosk_web.api import models
from kiosk_web.api.act import CONFLICT
from kiosk_web.api.acting import NOT_THEIRS, acted, began
from kiosk_web.api.base import caller, get, not_found, post
from kiosk_web.api.read import sent
from kiosk_web.duty import present
from kiosk_web.ports import Snapshot
from kiosk_web.problems import problem
from kiosk_web.seen import seen
from kiosk_web.tokens import Scope

NO_DUTY = not_found("No such duty or person")
NO_POST = not_found("No such post or person")


@get(
    "/duty/handover/<slot>",
    Scope.DUTY,
    summary="The page of a duty that ends, as the gateway fills it in",
    responses={200: shapes.HandoverOut, 404: not_found("No such duty")},
)
def handover(path: shapes.DutyPath) -> Response:
    """Return what is on, open and not known at the post, and who has signed."""
    now = present()
    duty = now.office.duties.planned.get(path.slot)
    if duty is None:
        return problem(404, "unknown_slot", UNKNOWN_SLOT)
    relief = relief_of(now.office, duty, now.rules.duty.limits.meet_min)
    page = page_of(now.office, now.rules, duty.slot.post)
    items = now.office.duties.items
    told = shapes.HandoverOut(
        slot=duty.slot.id,
        relief=relief.slot.id if relief else None,
        handed=duty.handed or None,
        signed=[shapes.DutySigned(person=p, role=role) for p, role in duty.signed],
        things=[shapes.DutyThing(id=key, state=state) for key, state in page.things],
        items=[_item(items[key]) for key in page.items],
        tickets=list(page.tickets),
        alerts=list(page.alerts),
    )
    return sent(told)


@post(
    "/duty/handover/<slot>/sign",
    Scope.DUTY,
    summary="Sign the page of a duty that ends",
    responses={200: models.Answered, 403: NOT_THEIRS, 404: NO_DUTY, 409: CONFLICT},
)
def sign(path: shapes.DutyPath, body: shapes.HandoverSign) -> Response:
    """Sign for whom `by` names: who goes, who comes, or the leader where nobody comes."""
    event = HandoverSigned(slot=path.slot, by=body.by, note=body.note, via=caller())
    return acted(body.by, event)


@get(
    "/duty/log",
    Scope.DUTY,
    summary="The duty log, and what is open",
    responses={200: shapes.DutyLog},
)
def duty_log(query: shapes.PostQuery) -> Response:
    """Return the newest lines, newest first; all are in the ledger."""
    duties = present().office.duties
    lines = [each for each in reversed(duties.log) if query.post in (None, each.post)]
    told = shapes.DutyLog(
        lines=[
            shapes.DutyLineOut(post=x.post, kind=x.kind, text=x.text, by=x.by, at=x.at)
            for x in lines
        ],
        items=[_item(i) for i in duties.items.values() if query.post in (None, i.post)],
    )
    return sent(told)


@post(
    "/duty/log",
    Scope.DUTY,
    summary="Write a line into the duty log",
    responses={200: models.Answered, 404: NO_POST},
)
def write_line(body: shapes.NewDutyLine) -> Response:
    """Write it; it never changes."""
    event = DutyNoted(
        post=body.post, kind=body.kind.value, text=body.text, by=body.by, via=caller()
    )
    return acted(body.by, event)


@post(
    "/duty/items",
    Scope.DUTY,
    summary="Note something that is handed on until it is done",
    responses={200: models.Begun, 404: NO_POST},
)
def open_item(body: shapes.NewDutyItem) -> Response:
    """Open it; `id` is the item's."""
    event = DutyNoted(
        post=body.post,
        kind=body.kind.value,
        text=body.text,
        by=body.by,
        is_open=True,
        via=caller(),
    )
    return began(body.by, event, "item")


@post(
    "/duty/items/<item>/close",
    Scope.DUTY,
    summary="Say that something is done",
    responses={200: models.Answered, 404: not_found("No such item or person, or it is done")},
)
def close_item(path: shapes.DutyItemPath, body: shapes.DutyClose) -> Response:
    """Close it; who did it and how is kept."""
    if path.item not in present().office.duties.items:
        return problem(404, "unknown_item", UNKNOWN_ITEM)
    event = DutyItemClosed(item=path.item, by=body.by, note=body.note, via=caller())
    return acted(body.by, event)


@get("/duty/rounds", Scope.DUTY, summary="Rounds under way", responses={200: shapes.DutyRounds})
def rounds() -> Response:
    """Return, of each duty that runs, which checkpoints its round has passed."""
    now = present()
    found = (_round(now, duty) for duty in running(now.office, now.now.at))
    return sent(shapes.DutyRounds(rounds=[each for each in found if each is not None]))


@post(
    "/duty/checkpoints/<checkpoint>/pass",
    Scope.DUTY,
    summary="Say that somebody on a round is at a checkpoint",
    responses={
        200: models.Answered,
        404: not_found("No such checkpoint or person"),
        409: CONFLICT,
    },
)
def pass_checkpoint(path: shapes.CheckpointPath, body: shapes.CheckpointPass) -> Response:
    """Keep it; what is amiss becomes a fault or an open item. 409 for who is not on duty."""
    event = CheckpointPassed(checkpoint=path.checkpoint, by=body.by, note=body.note, via=caller())
    return acted(body.by, event)


@get("/duty/marks", Scope.DUTY, summary="What was missed", responses={200: shapes.DutyMarks})
def marks(query: shapes.DutyMarksQuery) -> Response:
    """Return misses of this year and the last; the look is kept."""
    seen("duty", query.person or "all", f"{query.year or ''}", by=caller())
    found = [
        mark
        for mark in present().office.duties.marks
        if query.person in (None, mark.person) and query.year in (None, mark.day.year)
    ]
    told = [
        shapes.DutyMarkOut(
            id=mark.id,
            person=mark.person,
            kind=mark.kind,
            slot=mark.slot,
            day=mark.day,
            seconds=mark.seconds,
            lifted_by=mark.lifted_by or None,
        )
        for mark in found
    ]
    return sent(shapes.DutyMarks(marks=told))


@post(
    "/duty/marks/<mark>/lift",
    Scope.DUTY,
    summary="Take back a mark that was contested",
    responses={
        200: models.Answered,
        403: NOT_THEIRS,
        404: not_found("No such mark or person, or it is taken back"),
    },
)
def lift_mark(path: shapes.DutyMarkPath, body: shapes.DutyLift) -> Response:
    """Have a leader do it, with a reason; nobody takes back their own."""
    event = DutyMarkLifted(mark=path.mark, by=body.by, reason=body.reason, via=caller())
    return acted(body.by, event)


def _item(item: Item) -> shapes.DutyItemOut:
    return shapes.DutyItemOut(
        id=item.id, post=item.post, kind=item.kind, text=item.text, by=item.by, at=item.at
    )


def _round(now: Snapshot, duty: Planned) -> shapes.DutyRoundOut | None:
    post_ = now.rules.duty.posts.get(duty.slot.post)
    if post_ is None or not post_.checkpoints or now.now.at >= duty.slot.end:
        return None
    part = part_of(duty, post_.rounds, now.now.at)
    left = left_to_pass(duty, post_, part)
    return shapes.DutyRoundOut(
        slot=duty.slot.id,
        post=post_.id,
        part=part + 1,
        parts=post_.rounds,
        passed=[point for point in post_.checkpoints if point not in left],
        left=list(left),
        missed=[n + 1 for n in duty.missed],
    )
