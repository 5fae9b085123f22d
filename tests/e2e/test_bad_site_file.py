"""A site file that is wrong: every problem at once, each with its path, before anything starts."""

import pytest

from tests.e2e.office import SITE, command

CHANGES = (
    ('id = "e2e"', 'id = "e 2 e"'),
    ('timezone = "Asia/Shanghai"', 'timezone = "Asia/Shangai"'),
    ("standby_w = 60", "standby_w = -5"),
    ('zone = "office"\nplate', 'zone = "ofice"\nplate'),
    ('kind = "ac", device = "room-a-relays"', 'kind = "ac", device = "room-a-relay"'),
    ("port = 8080", "prot = 8080"),
    ('facilities = ["facilities"]', 'facilities = ["nobody"]'),
)
PATHS = (
    "site.id",
    "site.timezone",
    "zones.office.standby_w",
    "rooms.room-a.zone",
    "rooms.room-a.channels.ac.device",
    "web.prot",
    "alerts.facilities",
)


def written(tmp_path, *changes):
    """Return a copy of the small site file with some words changed."""
    text = SITE.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "site.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("words", [("check",), ("run", "--data", "no-such-folder")])
def test_every_problem_is_listed_with_its_path_and_exit_78(tmp_path, words):
    """Seven mistakes, seven lines; a name that is nearly right gets a "did you mean"."""
    path = written(tmp_path, *CHANGES)
    verb, *rest = words

    said = command(verb, "--config", path, *rest)

    assert said.returncode == 78
    assert "Traceback" not in said.stderr
    lines = said.stderr.splitlines()
    assert [p for p in PATHS if not any(p in line for line in lines)] == [], said.stderr
    assert "office" in said.stderr
    assert "did you mean" in said.stderr
    assert said.stdout == ""


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"[site\nid = 1", "line 1"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"", "site"),
        (b"[[site]]\n", "site"),
    ],
    ids=["not TOML", "not text", "empty", "a list where a table is"],
)
def test_a_file_that_is_no_site_file_is_said_in_one_line(tmp_path, content, word):
    """Where it breaks off, in words; exit 78."""
    path = tmp_path / "site.toml"
    path.write_bytes(content)

    said = command("run", "--config", path, "--data", tmp_path / "data")

    assert said.returncode == 78, said.stderr
    assert word in said.stderr
    assert "Traceback" not in said.stderr
    assert not (tmp_path / "data").exists()


def test_a_site_file_that_is_not_there_is_named(tmp_path):
    """Exit 78, with the path that was looked for."""
    said = command("run", "--config", tmp_path / "nowhere.toml")

    assert said.returncode == 78
    assert "nowhere.toml" in said.stderr
    assert "Traceback" not in said.stderr


def test_wrong_keys_of_a_driver_are_problems_too(tmp_path):
    """What only a driver knows is read before anything starts."""
    path = written(tmp_path, ('id = "office-meter"', 'id = "office-meter"\nlevles = "channel"'))

    for words in (("check", "--config", path), ("run", "--config", path, "--data", tmp_path / "d")):
        said = command(*words)
        assert said.returncode == 78, said.stderr
        assert "levles" in said.stderr
        assert "Traceback" not in said.stderr
