"""One duty: who is on it and how it is with them, why, who could take it, what may be done."""

from dataclasses import dataclass

from gateway.domain.duty import words
from gateway.domain.duty.asking import candidates, may_lead
from gateway.domain.duty.fitting import WORDS
from gateway.domain.duty.now import Is, how_is
from gateway.domain.duty.plan import Places
from gateway.domain.duty.slots import Slot
from gateway.domain.duty.state import Planned, relief_of
from kiosk_web.ports import Snapshot
from kiosk_web.views.duty.month import slot_title
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class OnIt:
    """Somebody on a duty."""

    id: str
    name: str
    mark: Mark | None
    why: str
    mine: bool
    may_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Somebody who could take a duty: `sub` says what speaks for or against it."""

    id: str
    name: str
    sub: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRow:
    """What somebody missed on a duty; `lifted`: who took it back, or empty."""

    id: str
    name: str
    kind: str
    lifted: str
    may_lift: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OffRow:
    """Somebody who was taken off a duty, for them and for who leads them."""

    name: str
    sub: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotPage:
    """A duty's page; `state` is `published`, `draft` or `open`."""

    id: str
    month: str
    title: str
    state: str
    people: tuple[OnIt, ...]
    missing: int
    others: tuple[Other, ...]
    own: tuple[tuple[str, str], ...]
    begun: bool
    over: bool
    is_today: bool
    handover: bool
    marks: tuple[MarkRow, ...]
    taken_off: tuple[OffRow, ...]


def slot_page(
    snapshot: Snapshot,
    slot: Slot,
    who: str,
    tongue: Tongue,
    draft: Places,
    whys: dict[str, str],
) -> SlotPage:
    """Return a duty's page.

    Args:
        snapshot: The office.
        slot: The duty.
        who: Who looks.
        tongue: The language.
        draft: The month's draft.
        whys: By person what the plan says of their place.
    """
    office, rules, at = snapshot.office, snapshot.rules, snapshot.now.at
    planned = office.duties.planned.get(slot.id)
    people = planned.people if planned else tuple(draft.get(slot.id, ()))
    marks = {p: how_is(office, rules, planned, p, at) for p in people} if planned else {}
    meet = rules.duty.limits.meet_min
    return SlotPage(
        id=slot.id,
        month=f"{slot.day:%Y-%m}",
        title=slot_title(rules, slot, tongue),
        state="published" if planned else ("draft" if people else "open"),
        people=tuple(
            OnIt(
                id=p,
                name=words.name_of(rules, p),
                mark=how_mark(marks[p], tongue) if p in marks else None,
                why=whys.get(p, ""),
                mine=p == who,
                may_change=may_lead(rules, who, p),
            )
            for p in people
        ),
        missing=max(0, slot.heads - len(people)),
        others=_others(snapshot, slot, people, tongue),
        own=_own(snapshot, slot, who),
        begun=at >= slot.start,
        over=at >= slot.end,
        is_today=slot.day == at.astimezone(rules.timezone).date(),
        handover=planned is not None and relief_of(office, planned, meet) is not None,
        marks=_marks(snapshot, slot, who, tongue),
        taken_off=_taken_off(snapshot, planned, who, tongue) if planned else (),
    )


def _taken_off(snapshot: Snapshot, duty: Planned, who: str, tongue: Tongue) -> tuple[OffRow, ...]:
    """Return who was taken off a duty and why, to whom it concerns."""
    _, rules, now = tongue._, snapshot.rules, snapshot.now.at
    return tuple(
        OffRow(
            name=words.name_of(rules, one.person),
            sub=tongue.dot.join(
                (
                    _("taken off by %(name)s", name=words.name_of(rules, one.by)),
                    tongue.when(one.at, now),
                    one.reason,
                )
            ),
        )
        for one in duty.taken_off
        if who == one.person or may_lead(rules, who, one.person)
    )


def _marks(snapshot: Snapshot, slot: Slot, who: str, tongue: Tongue) -> tuple[MarkRow, ...]:
    """Return what was missed on a duty, to whom it concerns: the person, and who leads them."""
    rules, said = snapshot.rules, mark_kinds(tongue)
    return tuple(
        MarkRow(
            id=mark.id,
            name=words.name_of(rules, mark.person),
            kind=said.get(mark.kind, mark.kind),
            lifted=words.name_of(rules, mark.lifted_by) if mark.lifted_by else "",
            may_lift=not mark.lifted_by and may_lead(rules, who, mark.person),
        )
        for mark in snapshot.office.duties.marks
        if mark.slot == slot.id and (mark.person == who or may_lead(rules, who, mark.person))
    )


def mark_kinds(tongue: Tongue) -> dict[str, str]:
    """Return what can be missed on a duty, in words."""
    _ = tongue._
    return {
        "absent": _("Absent"),
        "late": _("Late"),
        "early": _("Left early"),
        "off_post": _("Off post"),
        "bad_handover": _("Not handed over"),
    }


def how_mark(found: Is, tongue: Tongue) -> Mark | None:
    """Return the sign of how it is with somebody; None while it is ahead."""
    _ = tongue._
    return {
        Is.AHEAD: None,
        Is.HERE: Mark("in", _("At the post"), "ok"),
        Is.MISSING: Mark("warn", _("Not here"), "bad"),
        Is.OUT: Mark("outing", _("Out")),
        Is.OFF_POST: Mark("warn", _("Off post"), "bad"),
        Is.RELEASED: Mark("check", _("Handed over")),
    }[found]


def _others(
    snapshot: Snapshot, slot: Slot, people: tuple[str, ...], tongue: Tongue
) -> tuple[Other, ...]:
    """Return who could take a duty, the best first; who was taken off it before comes last."""
    _, duty = tongue._, snapshot.office.duties.planned.get(slot.id)
    off = {each.person for each in duty.taken_off} if duty else set()
    able = candidates(snapshot.office, snapshot.rules, slot)
    found = []
    for each in sorted(able, key=lambda one: one.person in off):
        if each.person in people:
            continue
        said = [tongue.n("%(n)s duty this month", "%(n)s duties this month", each.this_month)]
        if each.is_in:
            said.insert(0, _("in the house"))
        if each.hindrance is not None:
            said.append(WORDS[each.hindrance].in_(tongue.language))
        if each.person in off:
            said.append(_("taken off this duty before"))
        name = words.name_of(snapshot.rules, each.person)
        found.append(Other(id=each.person, name=name, sub=tongue.dot.join(said)))
    return tuple(found)


def _own(snapshot: Snapshot, slot: Slot, who: str) -> tuple[tuple[str, str], ...]:
    """Return duties of others that who looks might take instead: slot and person, in words."""
    rules, at = snapshot.rules, snapshot.now.at
    return tuple(
        (f"{d.slot.id}/{p}", f"{words.span_of(rules, d.slot)} {words.name_of(rules, p)}")
        for d in snapshot.office.duties.planned.values()
        if d.slot.start > at and who not in d.people and d.slot.id != slot.id
        for p in d.people
    )[:60]
