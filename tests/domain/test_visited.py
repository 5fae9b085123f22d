"""Visits out of the ledger's facts: what a visitors' book says, and what it cannot any more."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from gateway.domain.now import Now
from gateway.domain.turn import Fact
from gateway.domain.visitors.visited import State, Visited, visited

NINE = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def at(minute: int) -> datetime:
    return NINE + timedelta(minutes=minute)


def fact(minute: int, kind: str, subject: str = "", **body: object) -> Fact:
    return Fact(f"visit.{kind}", subject, body, at(minute))


def came(minute: int, visit: str, **more: object) -> Fact:
    said = {"host": "p017", "name": "张三", "company": "电力", "count": 2, "expected": ""}
    return fact(minute, "arrived", visit, **{**said, **more})


def seen(*facts: Fact, minute: int = 600) -> tuple[Visited, ...]:
    return visited(facts, Now(0.0, at(minute)))


def test_a_visit_from_the_first_word_to_the_last():
    """Expected, here, answered, a card lent and returned: one line."""
    (visit,) = seen(
        fact(-60, "expected", "g1", host="p017", name="张三", on="2026-11-20", at="09:30", count=2),
        came(0, "v2", expected="g1"),
        fact(1, "answered", "v2", reply="wait", note="", by="p017"),
        fact(3, "answered", "v2", reply="coming", note="", by="p017"),
        fact(4, "card_lent", "v2", card="V-07"),
        fact(50, "ended", "v2", how="card", by="kiosk", card="V-07"),
    )

    assert (visit.id, visit.state, visit.host, visit.count) == ("v2", State.LEFT, "p017", 2)
    assert (visit.expected_on, visit.expected_at) == (date(2026, 11, 20), "09:30")
    assert (visit.answer, visit.answered_at, visit.card) == ("coming", at(3), "V-07")
    assert (visit.arrived_at, visit.left_at, visit.ended) == (at(0), at(50), "card")
    assert not visit.blanked


def test_who_never_came_has_a_line_of_their_own():
    """Still to come, called off, or not come; several parties of one appointment are visits."""
    told = {"host": "p017", "name": "李四"}
    found = seen(
        fact(-60, "expected", "g1", on="2026-11-20", **told),
        fact(-59, "expected", "g2", on="2026-11-19", **told),
        fact(-58, "expected", "g3", on="2026-11-20", **told),
        fact(-57, "expected", "g4", on="2026-11-20", **told),
        fact(-56, "called_off", "g3", by="p017"),
        came(0, "v5", expected="g4"),
        came(5, "v6", expected="g4"),
    )

    states = {visit.id: visit.state for visit in found}
    assert states == {
        "g1": State.EXPECTED,
        "g2": State.NOT_COME,
        "g3": State.CALLED_OFF,
        "v5": State.HERE,
        "v6": State.HERE,
    }
    assert [visit.day for visit in found] == [date(2026, 11, 19), *[date(2026, 11, 20)] * 4]


def test_nobody_answered_and_a_message_was_left():
    """Both are said; the words of the message are not in the book."""
    (visit,) = seen(
        came(0, "v1"),
        fact(3, "unanswered", "v1"),
        fact(5, "note_left", "v1", host="p017", name="张三", text="请回电"),
        fact(900, "ended", "v1", how="forgotten", by=""),
        minute=1000,
    )

    assert (visit.answer, visit.unanswered, visit.note_left) == ("", True, True)
    assert visit.ended == "forgotten"
    assert "请回电" not in str(visit)


def test_of_a_blanked_visit_the_hours_are_left():
    """When somebody came and how it ended, told by the order in which they came; no name."""
    first, second, third = seen(
        fact(0, "arrived"),
        fact(1, "answered"),
        fact(2, "arrived"),
        fact(30, "ended", "v2", how="host", by="p017"),
        fact(60, "ended", "v1", how="forgotten", by=""),
        came(100, "v3"),
    )

    assert (first.id, first.ended, first.left_at) == ("v1", "forgotten", at(60))
    assert (second.id, second.ended, second.left_at) == ("v2", "host", at(30))
    assert (first.name, first.host, first.answer, first.count) == ("", "", "", 0)
    assert [v.blanked for v in (first, second, third)] == [True, True, False]


def test_where_the_order_leaves_a_doubt_no_end_is_told():
    """An end too few, or one before its beginning: only the arrival is certain."""
    found = seen(fact(0, "arrived"), fact(2, "arrived"), fact(30, "ended", "v2", how="host"))
    assert [(v.id, v.ended, v.blanked) for v in found] == [("", "", True)] * 2

    (alone,) = seen(fact(0, "ended", "v1", how="host"), fact(5, "arrived"))
    assert (alone.ended, alone.arrived_at) == ("", at(5))


def test_nobody_who_came_is_said_not_to_have_come():
    """Their own row is blank before the one of who expected them: one line, without a name."""
    told = {"host": "p017", "name": "张三", "on": "2026-11-20"}
    rows = (
        fact(-60, "expected", "g1", **told),
        fact(-59, "expected", "g2", **{**told, "name": "李四"}),
        fact(0, "arrived"),
        fact(30, "ended", "v3", how="kiosk"),
        fact(990, "tidied", "visits", expected=["g2"], notes=[]),
    )

    found = seen(*rows, minute=100_000)
    assert [(v.id, v.state, v.name) for v in found] == [
        ("g2", State.NOT_COME, "李四"),
        ("v3", State.LEFT, ""),
    ]


def test_a_number_that_was_given_twice_is_two_visits():
    """After a ledger was begun anew a visit may have the id of an old one."""
    first, second = seen(
        came(0, "v1"), fact(9, "ended", "v1", how="kiosk"), came(20, "v1", name="王五")
    )

    assert (first.name, first.ended) == ("张三", "kiosk")
    assert (second.name, second.state) == ("王五", State.HERE)
