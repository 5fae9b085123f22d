"""How the facts of a last-out check fold into the state; live and at start alike."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, cast

from gateway.domain.effects import PromptItem
from gateway.domain.lastout.state import Check, Inside, LastOut, LeftOn, Outcome, Stage
from gateway.domain.now import Now
from gateway.domain.text import Json
from gateway.domain.turn import Fact, Fold, due_s, names_in, number_in

if TYPE_CHECKING:
    from gateway.domain.office import Office

SHOWN_S = 20.0
"""The kiosk shows the result so long."""

GIVE_UP_S = 300.0
"""Not off and quiet by then, it has failed."""

LEAVING_S = 30.0
"""So long after a tap or an answer, a door or motion may be the leaver's own."""

INSIDE_S = 1800.0
"""A zone said to be occupied is taken as such for half an hour."""

Body = Mapping[str, Json]
Step = Callable[[Check, Fact, Now], Check]


def fold_asked(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with a check begun; what was said of this zone before is over.

    What was chosen for a zone inside it stays: its leaver is not asked again.
    """
    body = fact.body
    items = tuple(_item(cast(Body, i)) for i in cast(list[Json], body["items"]))
    check = Check(
        id=str(body["id"]),
        zone=fact.subject,
        person=str(body["person"]),
        tap_id=str(body["tap_id"]),
        reader=str(body["reader"]),
        asked_at=fact.at,
        stage=Stage.ASKED if items else Stage.VERIFYING,
        items=items,
        answer_due_s=due_s(fact, now, number_in(body, "answer_s") or 0.0),
        verify_due_s=None if items else due_s(fact, now, GIVE_UP_S),
        quiet_s=number_in(body, "quiet_s") or 0.0,
        start_w=number_in(body, "start_w"),
        now_w=number_in(body, "start_w"),
        leaving_until_s=due_s(fact, now, LEAVING_S),
    )
    old = office.lastout
    new = LastOut(
        checks={**old.checks, fact.subject: check},
        left_on={c: k for c, k in old.left_on.items() if k.zone != fact.subject},
        inside={z: i for z, i in old.inside.items() if z != fact.subject},
        left_open={z: i for z, i in old.left_open.items() if z != fact.subject},
    )
    return replace(office, lastout=new)


def _item(body: Body) -> PromptItem:
    return PromptItem(
        channel=str(body["channel"]), state=str(body["state"]), watts=number_in(body, "watts")
    )


def _step(step: Step) -> Fold:
    """Return the fold of a fact that takes the check of its zone one step on."""

    def fold(office: "Office", fact: Fact, now: Now) -> "Office":
        check = office.lastout.checks.get(fact.subject)
        if check is None:
            return office
        checks = {**office.lastout.checks, fact.subject: step(check, fact, now)}
        return replace(office, lastout=replace(office.lastout, checks=checks))

    return fold


def _waited(check: Check, fact: Fact, now: Now) -> Check:
    return replace(check, answer_due_s=due_s(fact, now, number_in(fact.body, "answer_s") or 0.0))


def _missed(check: Check, fact: Fact, now: Now) -> Check:
    """Nothing is switched any more; what was quiet before the gap has to be so again."""
    return replace(
        check,
        stage=Stage.VERIFYING if check.stage is Stage.ASKED else check.stage,
        verify_due_s=due_s(fact, now, number_in(fact.body, "look_s") or 0.0),
        quiet_since_s=None,
        now_w=None,
        only_looks=True,
    )


def _evidence(check: Check, fact: Fact, _now: Now) -> Check:
    return replace(check, evidence=str(fact.body["what"]))


def _answered(check: Check, fact: Fact, now: Now) -> Check:
    until = fact.body.get("until")
    return replace(
        check,
        kept=names_in(fact.body, "kept"),
        kept_until=datetime.fromisoformat(str(until)) if until else None,
        reason=str(fact.body.get("reason") or ""),
        people=names_in(fact.body, "people"),
        leaving_until_s=due_s(fact, now, LEAVING_S),
    )


def _switched(check: Check, fact: Fact, now: Now) -> Check:
    channels = names_in(fact.body, "channels")
    return replace(
        check,
        stage=Stage.SWITCHING if channels else Stage.VERIFYING,
        switched=channels,
        restore=names_in(fact.body, "restore"),
        kept=(*check.kept, *names_in(fact.body, "kept")),
        verify_due_s=due_s(fact, now, GIVE_UP_S + (number_in(fact.body, "wait_s") or 0.0)),
    )


def _confirmed(check: Check, fact: Fact, _now: Now) -> Check:
    channel = str(fact.body["channel"])
    return _settled(replace(check, confirmed=(*check.confirmed, channel)))


def _unconfirmed(check: Check, fact: Fact, _now: Now) -> Check:
    channel = str(fact.body["channel"])
    return _settled(replace(check, failed=(*check.failed, channel)))


def _settled(check: Check) -> Check:
    if check.stage is Stage.SWITCHING and not check.waiting:
        return replace(check, stage=Stage.VERIFYING)
    return check


def _metered(check: Check, fact: Fact, now: Now) -> Check:
    since_s = None
    if fact.body["quiet"]:
        since_s = check.quiet_since_s
        if since_s is None:
            since_s = due_s(fact, now, 0.0)
    return replace(check, now_w=number_in(fact.body, "w"), quiet_since_s=since_s)


def _ticked(check: Check, fact: Fact, _now: Now) -> Check:
    ticked = dict.fromkeys((*check.ticked, *names_in(fact.body, "items")))
    return replace(check, ticked=tuple(ticked))


def fold_ended(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with a check ended, and what it left on or found inside."""
    lastout = office.lastout
    check = lastout.checks.get(fact.subject)
    if check is None:
        return office
    outcome = Outcome(str(fact.body["outcome"]))
    if not fact.body["shown"]:
        return _without(office, fact.subject)
    done = replace(
        check,
        stage=Stage.DONE,
        outcome=outcome,
        failed=names_in(fact.body, "failed"),
        done_until_s=due_s(fact, now, SHOWN_S),
    )
    lastout = replace(lastout, checks={**lastout.checks, fact.subject: done})
    if outcome in (Outcome.LEFT_ON, Outcome.FAILED):  # what else failed undoes no choice
        kept = LeftOn(
            zone=check.zone,
            until=check.kept_until,
            reason=check.reason,
            by=check.person,
            tap_id=check.tap_id,
            reader=check.reader,
        )
        # What a leaver of a zone inside had chosen keeps its own time and reason.
        left_on = {**dict.fromkeys(check.kept, kept), **lastout.left_on}
        lastout = replace(lastout, left_on=left_on)
    if left_open := names_in(fact.body, "open"):
        lastout = replace(lastout, left_open={**lastout.left_open, fact.subject: left_open})
    if fact.body.get("inside"):
        someone = Inside(
            why=str(fact.body["why"]),
            occupied_until_s=due_s(fact, now, INSIDE_S),
            person=check.person,
            tap_id=check.tap_id,
            reader=check.reader,
            people=check.people,
        )
        lastout = replace(lastout, inside={**lastout.inside, fact.subject: someone})
    return replace(office, lastout=lastout)


def fold_inside(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with a zone in which somebody was noticed again."""
    lastout = office.lastout
    inside = lastout.inside.get(fact.subject)
    if inside is None:
        return office
    seen = replace(inside, occupied_until_s=due_s(fact, now, INSIDE_S))
    lastout = replace(lastout, inside={**lastout.inside, fact.subject: seen})
    return replace(office, lastout=lastout)


def fold_quiet(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with a zone of which nothing was noticed any more."""
    inside = {z: i for z, i in office.lastout.inside.items() if z != fact.subject}
    return replace(office, lastout=replace(office.lastout, inside=inside))


def fold_time_over(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office without what was left on until now, or until somebody came."""
    over = names_in(fact.body, "channels")
    left_on = {c: k for c, k in office.lastout.left_on.items() if c not in over}
    return replace(office, lastout=replace(office.lastout, left_on=left_on))


def fold_cleared(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office without a check that was shown long enough."""
    return _without(office, fact.subject)


def _without(office: "Office", zone: str) -> "Office":
    checks = {z: c for z, c in office.lastout.checks.items() if z != zone}
    return replace(office, lastout=replace(office.lastout, checks=checks))


FOLDS: dict[str, Fold] = {
    "lastout.asked": fold_asked,
    "lastout.resumed": fold_asked,
    "lastout.inside": fold_inside,
    "lastout.quiet": fold_quiet,
    "lastout.time_over": fold_time_over,
    "lastout.waited": _step(_waited),
    "lastout.missed": _step(_missed),
    "lastout.evidence": _step(_evidence),
    "lastout.answered": _step(_answered),
    "lastout.switched": _step(_switched),
    "lastout.confirmed": _step(_confirmed),
    "lastout.unconfirmed": _step(_unconfirmed),
    "lastout.metered": _step(_metered),
    "lastout.ticked": _step(_ticked),
    "lastout.ended": fold_ended,
    "lastout.cleared": fold_cleared,
}
