"""The muster list on disk: whole, private, written each minute; what it says."""

import stat
from dataclasses import dataclass, replace

import pytest

from gateway.domain.events import RollCallStarted, RollCallTicked
from gateway.domain.now import Now
from gateway.domain.rules import Person
from gateway.domain.snapshot import Snapshot
from gateway.musterlist import HTML, TEXT, MusterList, muster_html, muster_text
from tests.domain.front_desk import arrive, front_desk
from tests.domain.scene import Scene


@dataclass
class Moment:
    """A clock at the scene's instant."""

    scene: Scene

    def now(self) -> Now:
        """Return the instant."""
        return self.scene.clock.now()

    def monotonic(self) -> float:
        """Return the monotonic seconds."""
        return self.scene.clock.mono_s


@pytest.fixture(name="scene")
def _scene() -> Scene:
    scene = front_desk()
    scene.tap("p001")
    scene.tap("p002", "lab-door")
    arrive(scene, count=2)
    return scene


def seen(scene: Scene) -> Snapshot:
    """Return the office as screens read it."""
    return Snapshot(1, scene.office, scene.rules, scene.clock.now())


def test_the_list_says_who_is_in_by_zone_with_visitors_and_their_hosts(scene):
    """In both languages, with a box to tick by hand."""
    text = muster_text(seen(scene), scene.clock.now())
    assert "2026-11-20 08:30:00" in text
    assert "4 人 / people" in text
    assert "## 办公区 / Office\n[ ] 李伟  08:30 起" in text
    assert "[ ] 高远 ×2（访客 visitor → 李伟）" in text
    assert "## 实验室 / Lab\n[ ] 王芳" in text


def test_while_a_roll_call_runs_the_list_says_who_is_found(scene):
    """So that the last minute before the power went is not lost."""
    scene.feed(RollCallStarted(by="desk"))
    scene.feed(RollCallTicked(line="p:p001", choice="found", by="desk"))
    text = muster_text(seen(scene), scene.clock.now())
    assert "ROLL-CALL 08:30: 1/4" in text
    assert "李伟  08:30 起  已找到 found" in text


def test_what_people_typed_is_text_in_the_page(scene):
    """A visitor's name is no markup."""
    arrive(scene, name="<b>x</b>")
    page = muster_html(seen(scene), scene.clock.now())
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<script" not in page
    assert "☐" in page


def test_both_files_are_there_at_once_and_nobody_else_may_read_them(scene, tmp_path):
    """Written before the thread starts; stopping leaves them."""
    muster = MusterList(lambda: seen(scene), Moment(scene), tmp_path)
    muster.start()
    assert muster.is_alive()
    muster.stop()
    assert not muster.is_alive()
    for name in (TEXT, HTML):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == [HTML, TEXT]


def test_a_disk_that_refuses_is_told_once_and_tried_again(scene, tmp_path, caplog):
    """The gateway goes on; when there is room the list is written."""
    folder = tmp_path / "data"
    muster = MusterList(lambda: seen(scene), Moment(scene), folder)
    muster.write()
    muster.write()
    assert len([r for r in caplog.records if "muster list" in r.message]) == 1
    folder.mkdir()
    muster.write()
    assert (folder / TEXT).exists()


def test_somebody_without_a_name_is_on_the_list_too(scene):
    """And people who have left the registry stand there by what is known."""
    people = {k: v for k, v in scene.rules.people.items() if k != "p001"}
    people["p002"] = replace(scene.rules.people["p002"], name="王芳二")
    assert isinstance(people["p002"], Person)
    scene.rules = replace(scene.rules, people=people)
    text = muster_text(seen(scene), scene.clock.now())
    assert "王芳二" in text
    assert "somebody without a badge" in text
