"""The duty desk: swaps that wait, the log, what is open, rounds, and pages to sign."""

from dataclasses import dataclass

from gateway.domain.duty import words
from gateway.domain.duty.handover import IN, OUT, WITNESS, page_of
from gateway.domain.duty.rounds import left_to_pass, part_of
from gateway.domain.duty.state import Planned, Swap, SwapStep, relief_of
from gateway.domain.duty.swapping import may_answer
from gateway.domain.rooms.names import full_name
from kiosk_web.ports import Snapshot
from kiosk_web.views.duty.month import slot_title
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapRow:
    """One swap; `choices` are what who looks may say to it."""

    id: str
    words: str
    sub: str
    mark: Mark
    choices: tuple[tuple[str, str], ...]


def swap_rows(snapshot: Snapshot, who: str, tongue: Tongue) -> tuple[SwapRow, ...]:
    """Return swaps that who looks is part of or may decide, the newest first."""
    rows = []
    for swap in reversed(tuple(snapshot.office.duties.swaps.values())):
        choices = _choices(snapshot, swap, who, tongue)
        if choices or who in (swap.by, swap.with_):
            rows.append(_swap(snapshot, swap, choices, tongue))
    return tuple(rows)


def _choices(
    snapshot: Snapshot, swap: Swap, who: str, tongue: Tongue
) -> tuple[tuple[str, str], ...]:
    _ = tongue._
    said = {
        "agree": _("Agree"),
        "approve": _("Approve"),
        "refuse": _("Refuse"),
        "withdraw": _("Withdraw"),
    }
    if swap.step not in (SwapStep.ASKED, SwapStep.AGREED):
        return ()
    return tuple((c, w) for c, w in said.items() if may_answer(snapshot.rules, swap, c, who))


def _swap(
    snapshot: Snapshot, swap: Swap, choices: tuple[tuple[str, str], ...], tongue: Tongue
) -> SwapRow:
    _, rules = tongue._, snapshot.rules
    planned = snapshot.office.duties.planned
    one, two = words.name_of(rules, swap.by), words.name_of(rules, swap.with_)
    duty, other = planned.get(swap.slot), planned.get(swap.other)
    said = [words.slot_name(rules, duty.slot).in_(tongue.language)] if duty else []
    if other:
        back = words.slot_name(rules, other.slot).in_(tongue.language)
        said.append(_("in exchange: %(duty)s", duty=back))
    if swap.reason:
        said.append(swap.reason)
    steps = {
        SwapStep.ASKED: Mark("clock", _("Waits for the colleague"), "warn"),
        SwapStep.AGREED: Mark("clock", _("Waits for the leader"), "warn"),
        SwapStep.APPROVED: Mark("check", _("Approved"), "ok"),
        SwapStep.REFUSED: Mark("close", _("Refused")),
        SwapStep.WITHDRAWN: Mark("undo", _("Withdrawn")),
    }
    return SwapRow(
        id=swap.id,
        words=f"{one} → {two}",
        sub=tongue.stop.join(said),
        mark=steps[swap.step],
        choices=choices,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a list: an id, words, small words."""

    id: str
    words: str
    sub: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDesk:
    """One post's desk: the log, what is open, what this round still has to pass."""

    id: str
    name: str
    lines: tuple[Row, ...]
    items: tuple[Row, ...]
    points: tuple[Row, ...]
    sign: str


def desks(snapshot: Snapshot, who: str, tongue: Tongue) -> tuple[PostDesk, ...]:
    """Return every post's desk; rounds for who looks, if they are on duty there."""
    return tuple(_desk(snapshot, post, who, tongue) for post in snapshot.rules.duty.posts)


def _desk(snapshot: Snapshot, post: str, who: str, tongue: Tongue) -> PostDesk:
    office, rules, at = snapshot.office, snapshot.rules, snapshot.now.at
    kinds = line_kinds(tongue)
    log = [line for line in office.duties.log if line.post == post][-30:]
    mine = next((d for d in _open(snapshot, post) if d.slot.start <= at), None)
    meet = rules.duty.limits.meet_min
    page = next((d for d in _open(snapshot, post) if relief_of(office, d, meet)), None)
    return PostDesk(
        id=post,
        name=words.post_name(rules, post).in_(tongue.language),
        lines=tuple(
            Row(
                id="",
                words=line.text,
                sub=tongue.dot.join(
                    (
                        f"{line.at.astimezone(rules.timezone):%m-%d %H:%M}",
                        kinds.get(line.kind, line.kind),
                        words.name_of(rules, line.by),
                    )
                ),
            )
            for line in reversed(log)
        ),
        items=_items(snapshot, post),
        points=_points(snapshot, mine, who, tongue),
        sign=page.slot.id if page else "",
    )


def _open(snapshot: Snapshot, post: str) -> tuple[Planned, ...]:
    planned = snapshot.office.duties.planned.values()
    return tuple(d for d in planned if d.slot.post == post and not d.ended and not d.handed)


def _items(snapshot: Snapshot, post: str) -> tuple[Row, ...]:
    rules = snapshot.rules
    return tuple(
        Row(
            id=item.id,
            words=item.text,
            sub=f"{words.name_of(rules, item.by)} {item.at.astimezone(rules.timezone):%m-%d %H:%M}",
        )
        for item in snapshot.office.duties.items.values()
        if item.post == post
    )


def _points(snapshot: Snapshot, duty: Planned | None, who: str, tongue: Tongue) -> tuple[Row, ...]:
    rules = snapshot.rules
    post = rules.duty.posts.get(duty.slot.post) if duty else None
    if duty is None or post is None or who not in duty.people:
        return ()
    part = part_of(duty, post.rounds, snapshot.now.at)
    left = left_to_pass(duty, post, part)
    return tuple(
        Row(
            id=point,
            words=rules.duty.checkpoints[point].name.in_(tongue.language),
            sub="" if point in left else tongue._("Passed"),
        )
        for point in post.checkpoints
        if point in rules.duty.checkpoints
    )


def line_kinds(tongue: Tongue) -> dict[str, str]:
    """Return the kinds of lines of the log, in words."""
    _ = tongue._
    return {
        "call": _("Call"),
        "visitor": _("Visitor"),
        "incident": _("Incident"),
        "instruction": _("Instruction"),
        "note": _("Note"),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class PageShown:
    """The page of a hand-over: who signs, and what the gateway has filled in."""

    slot: str
    title: str
    relief: str
    signers: tuple[tuple[str, str, str], ...]
    things: tuple[Row, ...]
    items: tuple[Row, ...]
    alerts: tuple[str, ...]
    tickets: int
    handed: bool
    mine: bool


def page_shown(snapshot: Snapshot, duty: Planned, who: str, tongue: Tongue) -> PageShown:
    """Return a hand-over's page as it is now."""
    _, office, rules = tongue._, snapshot.office, snapshot.rules
    relief = relief_of(office, duty, rules.duty.limits.meet_min)
    page = page_of(office, rules, duty.slot.post)
    states = {
        "on": _("On"),
        "open": _("Open"),
        "unknown": _("Unknown"),
        "unreachable": _("No answer"),
    }
    roles = {OUT: _("Hands over"), IN: _("Takes over"), WITNESS: _("Witness")}
    signed = {role: words.name_of(rules, person) for person, role in duty.signed}
    side = {OUT: duty.people, IN: relief.people if relief else ()}
    opened = office.alerts.open
    return PageShown(
        slot=duty.slot.id,
        title=slot_title(rules, duty.slot, tongue),
        relief=slot_title(rules, relief.slot, tongue) if relief else "",
        signers=tuple(
            (roles[role], names_in(snapshot, side.get(role, ()), tongue), signed.get(role, ""))
            for role in (OUT, IN, WITNESS)
            if role != WITNESS or role in signed
        ),
        things=tuple(
            Row(
                id=key,
                words=_thing(snapshot, key, tongue),
                sub=states.get(state, state),
            )
            for key, state in page.things
        ),
        items=_items(snapshot, duty.slot.post),
        alerts=tuple(opened[key].title.in_(tongue.language) for key in page.alerts),
        tickets=len(page.tickets),
        handed=bool(duty.handed),
        mine=not any(person == who for person, _role in duty.signed),
    )


def names_in(snapshot: Snapshot, people: tuple[str, ...], tongue: Tongue) -> str:
    """Return names in a row."""
    return tongue.comma.join(words.name_of(snapshot.rules, person) for person in people)


def _thing(snapshot: Snapshot, key: str, tongue: Tongue) -> str:
    found = snapshot.rules.inputs.get(key)
    name = found.name if found else full_name(snapshot.rules, key)
    return name.in_(tongue.language)
