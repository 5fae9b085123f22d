"""Duties for programs: the roster, who is at the post, swaps, cover; the rules of the screens."""

from flask import Response

from gateway.domain.duty.now import how_is, on_duty
from gateway.domain.duty.state import Planned, Swap
from gateway.domain.duty.words import kind_name, name_of, post_name
from gateway.domain.events import DutyGiven, DutyPublished, DutyTakenOff, SwapAnswered, SwapAsked
from kiosk_web.api import duty_models as shapes
from kiosk_web.api import models
from kiosk_web.api.act import CONFLICT, answered
from kiosk_web.api.acting import NOT_THEIRS, acted, began, refused
from kiosk_web.api.base import caller, get, not_found, post
from kiosk_web.api.read import sent, words
from kiosk_web.duty import draft_of, present, publish
from kiosk_web.ports import Snapshot
from kiosk_web.tokens import Scope

NO_DUTY = not_found("No such duty or person")


@get(
    "/duty/roster",
    Scope.DUTY,
    summary="Published duties of some days, and who is on them",
    responses={200: shapes.DutyRoster},
)
def roster(query: shapes.DutyRosterQuery) -> Response:
    """Return them by their beginning; what was over two months ago is in `report duty` only."""
    now = present()
    first = query.from_ or query.to or now.now.at.date()
    last = query.to or first
    duties = now.office.duties.planned.values()
    found = [
        duty
        for duty in duties
        if first <= duty.slot.day <= last
        and query.post in (None, duty.slot.post)
        and (query.person is None or query.person in duty.people)
    ]
    return sent(shapes.DutyRoster(duties=[_duty(now, duty) for duty in found]))


@get(
    "/duty/now",
    Scope.DUTY,
    summary="Who is on duty now at each post, and next",
    responses={200: shapes.DutyPosts},
)
def duty_now() -> Response:
    """Return every post; on duty is who is signed in there, no plan says so."""
    now = present()
    found = on_duty(now.office, now.rules, now.now.at)
    posts = [
        shapes.DutyPostOut(
            post=each.post,
            name=words(post_name(now.rules, each.post)),
            zone=now.rules.duty.posts[each.post].zone,
            empty=each.is_empty,
            now=_duty(now, each.now) if each.now else None,
            next=_duty(now, each.next) if each.next else None,
        )
        for each in found
    ]
    return sent(shapes.DutyPosts(posts=posts))


@get(
    "/duty/draft",
    Scope.DUTY,
    summary="A month's plan that is not published",
    responses={200: shapes.DutyDraft},
)
def draft(query: shapes.DutyDraftQuery) -> Response:
    """Return it as `/duty` shows it to everybody; empty where there is none."""
    rows = sorted(draft_of(query.month).items())
    duties = [shapes.DutyDraftSlot(slot=name, people=who) for name, who in rows if who]
    return sent(shapes.DutyDraft(month=query.month, duties=duties))


@post(
    "/duty/publish",
    Scope.DUTY,
    summary="Publish a month's draft, or duties that are given",
    responses={200: models.Answered, 403: NOT_THEIRS, 404: NO_DUTY, 409: CONFLICT},
)
def publish_duties(body: shapes.DutyPublish) -> Response:
    """Have a leader do it: all or none. What is published stays; the same again is `nothing`."""
    if found := refused(body.by):
        return found
    if body.month:
        return answered(publish(body.month, body.by, via=caller()))
    places = tuple((duty.slot, tuple(duty.people)) for duty in body.duties)
    return acted(body.by, DutyPublished(places=places, by=body.by, via=caller()))


@post(
    "/duty/roster/<slot>/cover",
    Scope.DUTY,
    summary="Put somebody on a duty, in another's place or where one is missing",
    responses={200: models.Answered, 403: NOT_THEIRS, 404: NO_DUTY, 409: CONFLICT},
)
def cover(path: shapes.DutyPath, body: shapes.DutyCover) -> Response:
    """Have a leader do it: 403 for anybody else."""
    event = DutyGiven(slot=path.slot, in_=body.in_, out=body.out, by=body.by, via=caller())
    return acted(body.by, event)


@post(
    "/duty/roster/<slot>/take-off",
    Scope.DUTY,
    summary="Take somebody off a duty, with a reason",
    responses={200: models.Answered, 403: NOT_THEIRS, 404: NO_DUTY, 409: CONFLICT},
)
def take_off(path: shapes.DutyPath, body: shapes.DutyOff) -> Response:
    """Have a leader do it; 409 `would_be_empty` until it is said that this is known."""
    return acted(
        body.by,
        DutyTakenOff(
            slot=path.slot,
            out=body.out,
            by=body.by,
            reason=body.reason,
            leaves_empty=body.leaves_empty,
            via=caller(),
        ),
    )


@get("/duty/swaps", Scope.DUTY, summary="Swaps of duties", responses={200: shapes.DutySwaps})
def swaps() -> Response:
    """Return those that wait, and those of the last two months; the newest first."""
    found = reversed(tuple(present().office.duties.swaps.values()))
    return sent(shapes.DutySwaps(swaps=[_swap(swap) for swap in found]))


@post(
    "/duty/swaps",
    Scope.DUTY,
    summary="Ask a colleague for a swap",
    responses={200: models.Begun, 403: NOT_THEIRS, 404: NO_DUTY, 409: CONFLICT},
)
def new_swap(body: shapes.NewSwap) -> Response:
    """Ask; sent twice, the second is refused as `asked_before`."""
    event = SwapAsked(
        slot=body.slot,
        by=body.by,
        with_=body.with_,
        other=body.other,
        reason=body.reason,
        via=caller(),
    )
    return began(body.by, event, "swap")


@post(
    "/duty/swaps/<swap>/answer",
    Scope.DUTY,
    summary="Agree, refuse, approve or withdraw a swap",
    responses={
        200: models.Answered,
        403: NOT_THEIRS,
        404: not_found("No such swap or person"),
        409: CONFLICT,
    },
)
def answer_swap(path: shapes.SwapPath, body: shapes.SwapAnswer) -> Response:
    """Answer it for whom `by` names: 403 when it does not wait for them."""
    event = SwapAnswered(swap=path.swap, choice=body.choice.value, by=body.by, via=caller())
    return acted(body.by, event)


def _duty(now: Snapshot, duty: Planned) -> shapes.DutySlotOut:
    slot, rules = duty.slot, now.rules
    return shapes.DutySlotOut(
        slot=slot.id,
        day=slot.day,
        kind=slot.kind,
        kind_name=words(kind_name(rules, slot.kind)),
        post=slot.post,
        post_name=words(post_name(rules, slot.post)),
        start=slot.start.astimezone(rules.timezone),
        end=slot.end.astimezone(rules.timezone),
        heads=slot.heads,
        people=[_person(now, duty, person) for person in duty.people],
        empty_since=duty.empty_since,
        handed=duty.handed or None,
    )


def _person(now: Snapshot, duty: Planned, person: str) -> shapes.DutyPersonOut:
    standing = duty.standing(person)
    return shapes.DutyPersonOut(
        person=person,
        name=name_of(now.rules, person),
        state=_state(now, duty, person),
        came_at=standing.came_at,
        late_s=standing.late_s,
        off_posts=standing.off_posts,
    )


def _state(now: Snapshot, duty: Planned, person: str) -> str:
    if not duty.ended:
        return how_is(now.office, now.rules, duty, person, now.now.at).value
    marks = now.office.duties.marks
    own = (m for m in marks if (m.slot, m.person) == (duty.slot.id, person) and not m.lifted_by)
    return "missed" if any(own) else "kept"


def _swap(swap: Swap) -> shapes.SwapOut:
    return shapes.SwapOut.model_validate(
        {
            "id": swap.id,
            "slot": swap.slot,
            "day": swap.day,
            "by": swap.by,
            "with": swap.with_,
            "other": swap.other or None,
            "asked_at": swap.asked_at,
            "state": swap.step.value,
        }
    )
