"""Through which program somebody acted: kept with every fact of the act, and with no other."""

from dataclasses import fields
from typing import get_args

from gateway.domain.decide import decide
from gateway.domain.effects import Record
from gateway.domain.events import (
    DutyNoted,
    Event,
    RollCallStarted,
    VisitArrived,
    VisitExpected,
)
from gateway.domain.now import Now
from gateway.domain.office import Office
from tests.kiosk_web.fake_gateway import START, sample_rules

NOW = Now(1000.0, START)
TOKEN = "token:t1"


def records(event: Event, office: Office | None = None) -> list[Record]:
    _, effects = decide(office or Office(), event, NOW, sample_rules())
    return [effect for effect in effects if isinstance(effect, Record)]


def test_a_fact_says_through_which_program_it_was() -> None:
    """Beside who did it; nothing of it where it was the person's own screen."""
    said = {"host": "p017", "on": "2026-11-20", "name": "张三", "by": "p017"}

    (by_program,) = records(VisitExpected(**said, via=TOKEN))
    assert (by_program.body["by"], by_program.body["via"]) == ("p017", TOKEN)
    (by_hand,) = records(VisitExpected(**said))
    assert "via" not in by_hand.body


def test_a_roll_call_begun_by_a_program_says_so() -> None:
    """A body that is made elsewhere is not changed, only added to."""
    (begun,) = records(RollCallStarted(by="p018", drill=True, via=TOKEN))
    assert (begun.body["drill"], begun.body["lines"], begun.body["via"]) == (True, [], TOKEN)


def test_what_others_make_of_it_is_not_the_program_s() -> None:
    """An alert that follows from a visitor's coming has no program."""
    arrived = VisitArrived(
        arrival="a1", reader="front-door", name="张三", host="p017", consents=True
    )
    assert all("via" not in record.body for record in records(arrived))


def test_nothing_is_kept_of_what_is_refused() -> None:
    """A refusal leaves no row, through a program or not."""
    assert not records(DutyNoted(post="moon", kind="note", text="x", by="p017", via=TOKEN))


def test_whoever_may_act_through_a_program_is_named_by_a_person() -> None:
    """An event with `via` has a `by`: a program acts for somebody."""
    for event in get_args(Event):
        names = {field.name for field in fields(event)}
        assert "via" not in names or "by" in names, event.__name__
