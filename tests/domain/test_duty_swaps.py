"""Published plans, swaps with consent and a cap, and cover in an emergency."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from gateway.domain.duty.asking import candidates
from gateway.domain.duty.fitting import Hindrance
from gateway.domain.duty.swapping import swaps_in
from gateway.domain.effects import Answer, Notify
from gateway.domain.events import (
    DutyGiven,
    DutyPublished,
    RequestAnswered,
    RequestFiled,
    SwapAnswered,
    SwapAsked,
)
from gateway.domain.rules import Contact
from gateway.domain.text import Text
from tests.domain.duty_desk import duty_rules
from tests.domain.scene import FRIDAY_0830, SHANGHAI, FakeClock, Scene, every
from tests.domain.service_desk import answer_to

MON, TUE, WED, THU = (f"2026-12-{n:02}.evening.desk" for n in (7, 8, 9, 10))


@pytest.fixture
def desk() -> Scene:
    """An office on 20 November with four evenings of December published; p001 leads."""
    scene = Scene(duty_rules(people=6), FakeClock())
    places = ((MON, ("p002",)), (TUE, ("p003",)), (WED, ("p004",)), (THU, ("p002",)))
    assert answer_to(scene, DutyPublished(places=places, by="p001")).ok
    return scene


def people(scene: Scene, slot: str) -> tuple[str, ...]:
    """Return who is on a duty."""
    return scene.office.duties.planned[slot].people


def swap(
    scene: Scene, slot: str = MON, by: str = "p002", with_: str = "p003", **more: str
) -> Answer:
    """Ask for a swap."""
    return answer_to(scene, SwapAsked(slot=slot, by=by, with_=with_, **more))


def decide(scene: Scene, choice: str, by: str, number: int = 1) -> Answer:
    """Answer a swap."""
    return answer_to(scene, SwapAnswered(swap=f"w{number}", choice=choice, by=by))


def test_only_a_leader_publishes_and_nothing_published_is_overwritten(desk: Scene):
    """A second publication may bring new duties, never other people for old ones."""
    friday = "2026-12-11.evening.desk"

    no_leader = answer_to(desk, DutyPublished(places=((friday, ("p002",)),), by="p002"))
    other = answer_to(desk, DutyPublished(places=((MON, ("p004",)),), by="p001"))
    more = ((MON, ("p002",)), (friday, ("p003", "p004")))
    new = answer_to(desk, DutyPublished(places=more, by="p001"))

    assert (no_leader.code, other.code) == ("not_leader", "published_before")
    assert new.data["slots"] == 1
    assert people(desk, MON) == ("p002",)
    assert people(desk, friday) == ("p003", "p004")


def test_a_duty_the_calendar_does_not_ask_for_is_not_published(desk: Scene):
    """An evening duty on a Sunday; somebody nobody knows."""
    sunday = (("2026-12-13.evening.desk", ("p002",)),)
    nobody = (("2026-12-14.evening.desk", ("p777",)),)

    assert answer_to(desk, DutyPublished(places=sunday, by="p001")).code == "unknown_slot"
    assert answer_to(desk, DutyPublished(places=nobody, by="p001")).code == "unknown_person"


def test_a_swap_needs_both_and_the_leader(desk: Scene):
    """Asked, agreed, approved; only then the roster changes."""
    assert swap(desk, other=TUE).code == "asked"
    assert decide(desk, "agree", "p004").code == "not_asked"
    assert decide(desk, "approve", "p001").code == "not_asked"
    assert decide(desk, "agree", "p003").code == "agreed"
    assert decide(desk, "approve", "p002").code == "not_asked"
    assert people(desk, MON) == ("p002",)

    assert decide(desk, "approve", "p001").code == "approved"
    assert (people(desk, MON), people(desk, TUE)) == (("p003",), ("p002",))
    assert decide(desk, "withdraw", "p002").code == "decided"


def test_a_third_swap_of_the_month_is_refused_and_withdrawn_ones_do_not_count(desk: Scene):
    """Two a person and month, counted in the month of the original duty."""
    swap(desk)
    assert decide(desk, "withdraw", "p002").ok
    swap(desk)
    assert decide(desk, "agree", "p003", 2).ok
    assert decide(desk, "approve", "p001", 2).ok
    assert swap(desk, THU, with_="p005").code == "asked"

    third = answer_to(desk, SwapAsked(slot=WED, by="p004", with_="p002"))
    fine = answer_to(desk, SwapAsked(slot=WED, by="p004", with_="p003"))

    assert third.code == "too_many"
    assert "王芳" in third.text.zh
    assert fine.code == "asked"


def test_the_month_of_the_original_duty_counts_not_the_month_of_asking(desk: Scene):
    """Two swaps of December, asked in November, leave January free."""
    january = "2027-01-04.evening.desk"
    answer_to(desk, DutyPublished(places=((january, ("p002",)),), by="p001"))
    swap(desk)
    swap(desk, THU, with_="p005")

    assert swap(desk, january, with_="p004").code == "asked"


def test_a_swap_that_collides_or_leaves_no_rest_is_refused(desk: Scene):
    """Somebody with a duty that day; somebody on leave; 24 h of rest where the office wants it."""
    answer_to(
        desk,
        RequestFiled(
            asked="leave",
            what="annual",
            person="p004",
            by="p004",
            since="2026-12-07T00:00+08:00",
            until="2026-12-08T00:00+08:00",
        ),
    )
    (request,) = desk.office.requests.open.values()
    for level in request.needed:
        answer_to(desk, RequestAnswered(request=request.id, choice="approve", by=level[0]))
    limits = replace(desk.rules.duty.limits, rest_h=24)
    strict = replace(desk.rules, duty=replace(desk.rules.duty, limits=limits))

    away = swap(desk, with_="p004")
    desk.rules = strict
    tired = swap(desk, MON, with_="p003")
    instead = swap(desk, MON, with_="p003", other=TUE)

    assert away.code == "hindered_away"
    assert tired.code == "hindered_rest"
    assert instead.code == "asked"


def test_a_duty_that_has_begun_is_not_swapped(desk: Scene):
    """Swaps are reported before."""
    begun = datetime(2026, 12, 7, 18, 0, tzinfo=SHANGHAI)
    desk.clock.advance((begun - FRIDAY_0830).total_seconds())

    assert swap(desk).code == "begun"


def test_the_roster_is_looked_at_again_when_a_swap_is_approved(desk: Scene):
    """In between the leader has put somebody else there."""
    swap(desk)
    decide(desk, "agree", "p003")
    assert answer_to(desk, DutyGiven(slot=MON, out="p002", in_="p005", by="p001")).ok

    assert decide(desk, "approve", "p001").code == "decided"
    assert people(desk, MON) == ("p005",)


def test_who_shall_decide_is_told_if_they_are_a_contact(desk: Scene):
    """First the colleague, then the leader; nobody else."""
    contacts = {c: Contact(id=c, name=Text(c, c)) for c in ("p001", "p003")}
    desk.rules = replace(desk.rules, contacts={**desk.rules.contacts, **contacts})

    asked = every(Notify, desk.feed(SwapAsked(slot=MON, by="p002", with_="p003")))
    agreed = every(Notify, desk.feed(SwapAnswered(swap="w1", choice="agree", by="p003")))

    assert [n.to for n in asked] == ["p003"]
    assert [n.to for n in agreed] == [] or [n.to for n in agreed] == ["p001"]


def test_cover_asks_who_can_come_now(desk: Scene):
    """Who is here first, who had fewer duties next; who works or is away is not asked."""
    desk.tap("p006")
    slot = desk.office.duties.planned[MON].slot

    found = candidates(desk.office, desk.rules, slot)

    assert found[0].person == "p006"
    assert found[0].is_in
    assert [c.person for c in found[1:]] == ["p001", "p005", "p003", "p004"]
    assert all(c.hindrance is None for c in found)


def test_a_leader_may_put_a_tired_one_on_duty_but_not_one_who_is_on_it(desk: Scene):
    """Emergency cover: too little rest is the leader's to weigh."""
    limits = replace(desk.rules.duty.limits, rest_h=24)
    desk.rules = replace(desk.rules, duty=replace(desk.rules.duty, limits=limits))
    slot = desk.office.duties.planned[MON].slot
    last = candidates(desk.office, desk.rules, slot)[-1]

    twice = answer_to(desk, DutyGiven(slot=MON, in_="p002", by="p001"))
    tired = answer_to(desk, DutyGiven(slot=MON, out="p002", in_="p003", by="p001"))

    assert (last.person, last.hindrance) == ("p003", Hindrance.REST)
    assert (twice.code, tired.code) == ("hindered", "given")
    assert people(desk, MON) == ("p003",)


def test_a_restart_loses_nothing(desk: Scene):
    """The roster and the swaps are what the facts say."""
    swap(desk, other=TUE)
    decide(desk, "agree", "p003")
    before = desk.durable()

    desk.restart()

    assert desk.durable() == before
    assert desk.clock.at.date() + timedelta(days=17) == date(2026, 12, 7)


def test_a_swap_with_the_leader_goes_to_who_may_approve_it(desk: Scene):
    """Nobody approves their own: HR does where there is no other leader."""
    assert swap(desk, with_="p001").ok
    assert decide(desk, "agree", "p001").ok
    said = desk.office.alerts.open["swap:w1"].body.zh

    assert "人事" in said
    assert "李伟" not in said.partition("。")[2]
    assert decide(desk, "approve", "p001").code == "not_asked"
    assert decide(desk, "approve", "p099").code == "approved"
    assert "swap:w1" not in desk.office.alerts.open


def test_the_group_of_a_leader_who_has_left_is_another_leaders(desk: Scene):
    """Until the tables name a new one."""
    rules = desk.rules
    one = rules.duty.groups["one"]
    two = replace(one, id="two", leader="p006", members=("p006",))
    gone = replace(rules.people["p001"], active=False)
    duty = replace(rules.duty, groups={"one": one, "two": two})
    desk.rules = replace(rules, duty=duty, people={**rules.people, "p001": gone})
    assert swap(desk).ok
    assert decide(desk, "agree", "p003").ok

    assert decide(desk, "approve", "p001").code == "not_asked"
    assert decide(desk, "approve", "p006").code == "approved"


def test_a_swap_is_off_once_either_duty_is_somebody_elses(desk: Scene):
    """p003 has swapped Tuesday away: p002, who was to take it, may ask again, nothing counts."""
    assert swap(desk, other=TUE).ok
    assert swap(desk, slot=TUE, by="p003", with_="p004", other=WED).ok
    assert decide(desk, "agree", "p004", 2).ok
    assert decide(desk, "approve", "p001", 2).code == "approved"

    assert desk.office.duties.swaps["w1"].step == "withdrawn"
    assert not [key for key in desk.office.alerts.open if key.startswith("swap:")]
    assert swaps_in(desk.office, "p002", date(2026, 12, 1)) == 0
