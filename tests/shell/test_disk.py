"""A disk that runs low is told while there is still time."""

import pytest

from gateway.disk import DiskWatch
from gateway.domain.effects import AlertChanged
from gateway.domain.events import PartChanged
from gateway.domain.now import Now
from gateway.ledger import DiskState
from tests.domain.scene import FRIDAY_0830, FakeClock, Scene, every, sample_rules

MB = 1 << 20


@pytest.fixture
def watch(tmp_path):
    """Return a function: what is told when the disk is so, a minute later each time."""
    told, state, at_s = [], [DiskState(0, writable=True)], [0.0]
    disk = DiskWatch(tmp_path, told.append, lambda _: state[0])

    def look(free_mb: int, *, writable: bool = True, after_s: float = 60.0):
        told.clear()
        state[0] = DiskState(free_mb * MB, writable=writable)
        at_s[0] += after_s
        disk.look(Now(at_s[0], FRIDAY_0830))
        return [(e.part, e.ok, e.detail) for e in told]

    return look


def test_the_first_look_tells_and_then_only_changes(watch):
    """An alert of the last run may be over."""
    assert watch(9000) == [("disk", True, "9000 MB")]
    assert watch(8000) == []
    assert watch(150) == [("disk", False, "150 MB")]
    assert watch(100) == []


def test_much_room_is_told_in_gigabytes(watch):
    """Nobody reads 77177 MB."""
    assert watch(77_177) == [("disk", True, "75 GB")]


def test_it_is_looked_at_once_a_minute(watch):
    """Not each second."""
    watch(9000)

    assert watch(10, after_s=59.0) == []
    assert watch(10, after_s=1.0) != []


def test_a_little_more_room_is_not_enough(watch):
    """A quarter more than the limit is; else the alert would flap."""
    watch(150)

    assert watch(200) == []
    assert watch(300) == [("disk", True, "300 MB")]


def test_a_disk_that_takes_nothing_is_the_ledgers_to_tell(watch):
    """One trouble, one alert."""
    watch(9000)

    assert watch(0, writable=False) == []


def test_a_real_folder_can_be_looked_at(tmp_path):
    """With the real look."""
    told = []
    DiskWatch(tmp_path, told.append).look(Now(0.0, FRIDAY_0830))

    assert [type(e) for e in told] == [PartChanged]


def test_a_low_disk_is_an_alert_at_once():
    """In words, with what is left."""
    scene = Scene(sample_rules(), FakeClock())

    effects = scene.feed(PartChanged(part="disk", ok=False, detail="150 MB"))

    assert [e.key for e in every(AlertChanged, effects)] == ["part:disk"]
    alert = scene.office.alerts.open["part:disk"]
    assert (alert.severity, alert.title.en) == ("warning", "The gateway's disk is nearly full")
    assert "150 MB" in alert.body.zh
