"""The access log: who looked at whose attendance is a fact like any other."""

from gateway.domain.effects import Answer, Record
from gateway.domain.events import PersonalSeen


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
