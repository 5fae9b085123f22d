"""The kiosk's words for leave, outings and a second shift the same day (spec 02 §1)."""

from dataclasses import replace
from datetime import UTC, date, time, timedelta

import pytest

from gateway.domain.duty.slots import Slot
from gateway.domain.duty.state import Duties, Planned
from gateway.domain.office import Office
from gateway.domain.rules import Assignment, Rules, Shift
from gateway.domain.text import Text
from kiosk_web.ports import Snapshot
from kiosk_web.views.kiosk import screen_view
from kiosk_web.views.kiosk_welcome import Welcome
from kiosk_web.views.words import Tongue
from tests.browser import scenes

ZH, EN = Tongue("zh"), Tongue("en")
LATER = timedelta(hours=3, minutes=19)


def welcome(office: Office, tongue: Tongue, rules: Rules | None = None) -> Welcome:
    """Return what the front door's kiosk says."""
    now = scenes.now(scenes.MORNING)
    view = screen_view(Snapshot(1, office, rules or scenes.rules(), now), "front-door", tongue)
    assert view.welcome is not None
    return view.welcome


@pytest.mark.parametrize(
    ("tongue", "word", "fact"),
    [(ZH, "今天请假", ("请假到", "12:00")), (EN, "On leave today", ("On leave to", "12:00"))],
)
def test_on_leave_today(tongue: Tongue, word: str, fact: tuple[str, str]) -> None:
    """And until when; not which kind."""
    office = scenes.tapped(verdict="on_leave", until=scenes.MORNING + LATER)
    said = welcome(office, tongue)

    assert said.mark is not None
    assert (said.tone, said.mark.word) == ("ok", word)
    assert fact in said.facts


@pytest.mark.parametrize(("tongue", "word"), [(ZH, "12:00 前回来"), (EN, "Back by 12:00")])
def test_going_out_says_when_to_be_back(tongue: Tongue, word: str) -> None:
    """An approved outing has an end."""
    office = scenes.tapped(
        direction="going_out", verdict="goodbye", until=scenes.MORNING + LATER, offers=()
    )
    said = welcome(office, tongue)

    assert said.mark is not None
    assert (said.word, said.mark.word) == (tongue._("Going out"), word)


@pytest.mark.parametrize(
    ("tongue", "fact", "hello"),
    [
        (ZH, ("今天还有", "值班 18:00"), "待会儿见"),
        (EN, ("Next today", "Duty 18:00"), "See you later"),
    ],
)
def test_who_has_a_second_shift_today_is_reminded(
    tongue: Tongue, fact: tuple[str, str], hello: str
) -> None:
    """Leaving the day, the evening's duty comes next: not "see you tomorrow"."""
    rules = scenes.rules()
    duty = Shift(id="duty", name=Text("值班", "Duty"), start=time(18), end=time(21))
    plan = Assignment(person="p017", shift="duty", from_=date(2026, 1, 1), pattern="daily")
    rules = replace(
        rules,
        shifts={**rules.shifts, "duty": duty},
        assignments=(*rules.assignments, plan),
    )
    said = welcome(scenes.tapped(direction="out", verdict="goodbye", worked_s=3600), tongue, rules)

    assert fact in said.facts
    assert said.hello == hello
    assert len(said.facts) <= 3


def test_a_duty_that_comes_next_is_told_too() -> None:
    """A published duty of the evening, for who leaves the day; not for who comes."""
    evening = scenes.MORNING.replace(hour=18, minute=0).astimezone(UTC)
    slot = Slot(
        id="d",
        day=scenes.MORNING.date(),
        kind="evening",
        post="desk",
        start=evening,
        end=evening + timedelta(hours=3),
    )
    duties = Duties(planned={"d": Planned(slot=slot, people=("p017",))})
    leaving = scenes.tapped(direction="out", verdict="goodbye", worked_s=3600)
    coming = scenes.tapped()

    assert ("Next today", "Evening duty 18:00") in welcome(
        replace(leaving, duties=duties), EN
    ).facts
    assert "Next today" not in dict(welcome(replace(coming, duties=duties), EN).facts)
