"""Requests under any sequence of filing, deciding, withdrawing, cancelling, time and restarts."""

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import combinations

import hypothesis.strategies as st
from hypothesis import given, settings

from gateway.domain import requests
from gateway.domain.events import MinuteBegan, RequestAnswered, RequestFiled
from gateway.domain.requests import COUNTS, WAITING, Asked, Request
from gateway.domain.requests.watch import SUMS_KEPT_YEARS
from tests.domain.leave_desk import NAMES, at, desk
from tests.domain.scene import Scene

PEOPLE = [*NAMES, "p004", "p009"]
BEGINS = [at(day, local) for day in ("20", "23", "24", "25") for local in ("09:00", "13:00")]
BEGINS += [at("2026-12-31"), at("19", "09:00")]
HOURS = [4.0, 8.5, 32.5, 150.0, -1.0]
WAITS = [60.0, 3600.0, 86_400.0, 40 * 86_400.0]
FILE = st.tuples(
    st.just("file"),
    st.sampled_from(["leave", "leave", "outing", "overtime", "correction"]),
    st.sampled_from(PEOPLE[:4]),
    st.sampled_from(BEGINS),
    st.sampled_from(HOURS),
    st.sampled_from(["personal", "annual", "in"]),
)
DECIDE = st.tuples(
    st.just("decide"), st.integers(0, 5), st.sampled_from(["approve", "approve", "refuse"])
)
STEPS = st.lists(
    st.one_of(
        FILE,
        FILE,
        DECIDE,
        DECIDE,
        st.tuples(st.just("own"), st.integers(0, 5), st.sampled_from(["withdraw", "cancel"])),
        st.tuples(
            st.just("answer"),
            st.integers(1, 6),
            st.sampled_from(["approve", "refuse", "withdraw", "cancel"]),
            st.sampled_from(PEOPLE),
        ),
        st.tuples(st.just("tap"), st.sampled_from(PEOPLE[:4])),
        st.tuples(st.just("wait"), st.sampled_from(WAITS)),
        st.tuples(st.just("restart")),
    ),
    min_size=6,
    max_size=30,
)


def file(scene: Scene, asked: str, person: str, since: str, hours: float, what: str) -> None:
    """File a request that mostly makes sense."""
    until = datetime.fromisoformat(since) + timedelta(hours=hours)
    scene.feed(
        RequestFiled(
            asked=asked,
            person=person,
            by=person,
            since=since,
            until=until.isoformat(),
            what=what if asked != "leave" or what != "in" else "sick",
            reason="有事",
        )
    )


def decided(scene: Scene, place: int, choice: str) -> None:
    """Have one of those who may decide about something that waits."""
    waiting = [r for r in scene.office.requests.open.values() if r.step in WAITING]
    if waiting:
        request = waiting[place % len(waiting)]
        who = requests.deciders(scene.office, scene.rules, request, scene.clock.now())
        by = who[place % len(who)]
        scene.feed(RequestAnswered(request=request.id, choice=choice, by=by, note="好"))


def owned(scene: Scene, place: int, choice: str) -> None:
    """Have a person take back something of their own."""
    found = list(scene.office.requests.open.values())
    if found:
        request = found[place % len(found)]
        scene.feed(RequestAnswered(request=request.id, choice=choice, by=request.person))


def take(scene: Scene, step: tuple) -> None:
    """Take one step; what a restart gives is what there was."""
    match step:
        case ("file", *parts):
            file(scene, *parts)
        case ("decide", place, choice):
            decided(scene, place, choice)
        case ("own", place, choice):
            owned(scene, place, choice)
        case ("answer", number, choice, by):
            answer = RequestAnswered(request=f"r{number}", choice=choice, by=by, note="好")
            scene.feed(answer)
        case ("tap", person):
            scene.tap(person)
        case ("wait", seconds):
            scene.advance(seconds)
            scene.feed(MinuteBegan())
        case ("restart",):
            before = scene.durable()
            scene.restart()
            assert scene.durable() == before


def all_of(scene: Scene) -> list[Request]:
    """Return every request there ever was."""
    return list(requests.folded(scene.kept).values())


def check_levels(found: list[Request]) -> None:
    """Whatever counts has an approval for every level, by nobody for oneself, in order."""
    for each in found:
        approvals = [d for d in each.decided if d.choice == "approve"]
        assert all(d.by != each.person for d in each.decided if d.choice in ("approve", "refuse"))
        if each.step in COUNTS:
            assert each.level == len(each.needed)
            assert approvals
            top = {name for level in each.needed for name in level} | {"p005", "boss", "dora"}
            assert all(d.by in top for d in approvals)


def check_apart(found: list[Request]) -> None:
    """No two approved absences of one person overlap."""
    absences = [r for r in found if r.asked in (Asked.LEAVE, Asked.OUTING) and r.step in COUNTS]
    for one, two in combinations(absences, 2):
        apart = one.until <= two.since or two.until <= one.since
        assert one.person != two.person or apart


@settings(max_examples=200, deadline=None)
@given(STEPS)
def test_nothing_is_approved_without_its_levels_and_no_two_absences_overlap(steps) -> None:
    """And the balance is the sum of what is approved, whatever was let go since."""
    scene = desk()
    for step in steps:
        take(scene, step)
        check_apart(list(scene.office.requests.open.values()))
    found = all_of(scene)
    check_levels(found)
    check_apart(found)
    sums: dict[str, float] = defaultdict(float)
    oldest = scene.clock.at.year - SUMS_KEPT_YEARS
    for each in found:
        counts = each.asked is Asked.LEAVE and each.step in COUNTS
        for year, days in each.shares.items() if counts else ():
            key = f"{each.person}/{each.what}/{year}"
            if int(year) > oldest:
                sums[key] = round(sums[key] + days, 2)
    assert scene.office.requests.taken == dict(sums)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_a_correction_is_a_declared_tap_exactly_when_it_is_approved(steps) -> None:
    """Once each, with its own words."""
    scene = desk()
    for step in steps:
        take(scene, step)
    approved = {r.id for r in all_of(scene) if r.asked is Asked.CORRECTION and r.step in COUNTS}
    declared = [fact.subject for fact in scene.records("tap.declared")]
    assert sorted(declared) == sorted(approved)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_the_state_holds_no_more_than_two_months_of_what_is_over(steps) -> None:
    """All else is in the ledger; what is kept is the same in both."""
    scene = desk()
    for step in steps:
        take(scene, step)
    scene.feed(MinuteBegan())
    today = scene.clock.at.date()
    found = requests.folded(scene.kept)
    for key, request in scene.office.requests.open.items():
        assert (today - request.ended_at.date()).days <= 62
        assert found[key] == request
