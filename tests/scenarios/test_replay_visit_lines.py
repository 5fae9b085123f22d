"""Lines of a replay on visitors and roll-calls: what each means, how one is refused."""

import json

import pytest

from gateway.domain import events
from gateway.replay import lines_rollcall, lines_visit
from gateway.replay.lines_in import events_of, read_line
from gateway.replay.said import BadLine

AT = "2026-11-20T09:00:00+08:00"
WHOLE = {
    "visit_expect": ({"host": "p1", "on": "2026-11-20", "name": "张三"}, events.VisitExpected),
    "visit_call_off": ({"expected": "g1", "by": "p1"}, events.VisitCalledOff),
    "visit": ({"reader": "door", "name": "张三", "host": "p1"}, events.VisitArrived),
    "visit_answer": ({"visit": "v1", "choice": "wait", "by": "p1"}, events.VisitAnswered),
    "visit_note": ({"visit": "v1", "text": "请回电"}, events.VisitNoteLeft),
    "visit_note_read": ({"visit": "v1", "by": "p1"}, events.VisitNoteRead),
    "visit_card": ({"visit": "v1", "label": "V-01"}, events.VisitBadgeTaken),
    "visit_end": ({"visit": "v1"}, events.VisitEnded),
    "visit_host": ({"host": "p1", "choice": "gone"}, events.VisitorsLeftBehind),
    "rollcall": ({"by": "p1"}, events.RollCallStarted),
    "rollcall_tick": ({"line": "p:p1", "choice": "found", "by": "p1"}, events.RollCallTicked),
    "rollcall_add": ({"text": "工人", "by": "p1"}, events.RollCallAdded),
    "rollcall_end": ({"by": "p1"}, events.RollCallEnded),
}


def read(kind: str, said: dict[str, object], number: int = 7) -> object:
    line = read_line(number, json.dumps({"at": AT, "type": kind, **said}))
    (event,) = events_of(line, mqtt=lambda *_: [], hash_uid=lambda uid: uid.hex(), now_s=0.0)
    return event


def test_every_line_has_an_example_here():
    """None is forgotten."""
    assert set(WHOLE) == {*lines_visit.TYPES, *lines_rollcall.TYPES}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_line_means_its_event_and_says_what_it_lacks(kind):
    """Each key that has no default is asked for by name."""
    said, event = WHOLE[kind]
    assert isinstance(read(kind, said), event)
    for key in said:
        rest = {name: value for name, value in said.items() if name != key}
        with pytest.raises(BadLine, match=f"line 7: {key} must be text"):
            read(kind, rest)


def test_what_is_not_said_has_its_plain_meaning():
    """One visitor who agrees; each line registers anew; the host notes for themselves."""
    arrived = read("visit", WHOLE["visit"][0])
    assert (arrived.count, arrived.consents, arrived.arrival) == (1, True, "replay:7")
    assert read("visit_expect", WHOLE["visit_expect"][0]).by == "p1"
    assert read("visit_end", {"visit": "v1"}).by == "kiosk"
    assert read("rollcall", {"by": "p1"}).drill is False
    assert read("rollcall_tick", {**WHOLE["rollcall_tick"][0], "age_s": 90}).age_s == 90.0


@pytest.mark.parametrize(
    ("kind", "wrong", "why"),
    [
        ("visit", {"count": "two"}, "count must be a whole number"),
        ("visit", {"consents": "yes"}, "consents must be true or false"),
        ("rollcall", {"drill": 1}, "drill must be true or false"),
        ("rollcall_tick", {"age_s": 1.5}, "age_s must be a whole number"),
    ],
)
def test_a_field_of_the_wrong_kind_is_refused(kind, wrong, why):
    """With the line's number and the field's name."""
    with pytest.raises(BadLine, match=f"line 7: {why}"):
        read(kind, {**WHOLE[kind][0], **wrong})
