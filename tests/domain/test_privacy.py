"""The access log: who looked at whose attendance is a fact like any other."""

from dataclasses import replace

import pytest

from gateway.domain.effects import Answer, Record
from gateway.domain.events import PersonalSeen
from gateway.domain.privacy import is_about, is_personal
from gateway.domain.rules import Person, Team
from gateway.domain.text import Text
from tests.domain.scene import sample_rules


def test_a_look_at_somebodys_attendance_is_kept_under_who_looked(scene):
    """S26: the row names the viewer, and says what was seen about whom."""
    effects = scene.feed(PersonalSeen(by="p001", what="month", about="p017", span="2026-11"))

    kept = [e for e in effects if isinstance(e, Record)]
    assert [(r.kind, r.subject) for r in kept] == [("personal.seen", "p001")]
    assert kept[0].body == {"what": "month", "about": "p017", "span": "2026-11"}


def test_who_looks_is_answered_once_it_is_kept(scene):
    """A page shows nothing before the look is on disk, so it needs an answer."""
    effects = scene.feed(PersonalSeen(by="p001", what="day", about="all"))

    assert [e.ok for e in effects if isinstance(e, Answer)] == [True]
    assert [type(e) for e in effects].index(Record) == 0


def test_a_look_changes_nothing_in_the_office(scene):
    """The access log is read from the ledger, never from the state."""
    before = scene.office

    scene.feed(PersonalSeen(by="p001", what="day", about="all"))

    assert scene.office == before


def office_of_teams():
    """Return rules with a team inside a team, a manager of the inner one, and HR."""
    name = Text("组", "Team")
    teams = {
        "inner": Team(id="inner", name=name, managers=("boss",), parent="outer"),
        "outer": Team(id="outer", name=name),
        "other": Team(id="other", name=name),
    }
    people = [
        Person(id="me", number="1", name="A", team="inner"),
        Person(id="else", number="2", name="B", team="other"),
        Person(id="boss", number="3", name="C", team="inner"),
        Person(id="hr", number="4", name="D", roles=frozenset({"hr"})),
        Person(id="left", number="5", name="E", active=False),
    ]
    return replace(sample_rules(), teams=teams, people={p.id: p for p in people})


@pytest.mark.parametrize(
    ("by", "about", "is_so"),
    [
        ("boss", "me", True),
        ("me", "me", False),
        ("boss", "else", False),
        ("boss", "team:inner", True),
        ("boss", "team:outer", True),
        ("boss", "team:other", False),
        ("hr", "all", True),
        ("boss", "all", True),
        ("else", "all", False),
        ("left", "all", True),
        ("token:t1", "all", True),
    ],
)
def test_a_look_is_at_whom_the_viewer_could_see_in_it(by, about, is_so):
    """At the person, a team of theirs, or all that the viewer sees; never at oneself."""
    assert is_about(office_of_teams(), by, about, "me") is is_so


@pytest.mark.parametrize(
    ("alert", "is_so"),
    [
        *(("request:r1", True), ("outing:r1", True), ("swap:w1", True)),
        *(("duty-remind:s:p1:eve", True), ("duty-change:s:p1:on", True), ("duty-off:s:p1", True)),
        *(("offhours:room-a", False), ("fault:t1", False)),
        *(("duty-empty:s", False), ("duty-short:s", False)),
    ],
)
def test_what_waits_for_a_decision_about_somebody_is_personal(alert, is_so):
    """Such alerts are on no wall."""
    assert is_personal(alert) is is_so
