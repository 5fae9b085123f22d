"""The registry: checked as a whole, written as a whole, known to the rules before it is said."""

import copy
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.domain.events import PartChanged, RegistryChanged
from gateway.errors import GatewayBusy, RegistryProblem, StoreUnavailable
from gateway.keys import Keys
from gateway.registry import (
    DocumentProblems,
    FolderLock,
    Registry,
    RegistryView,
    document_schema,
    view_of_document,
)
from tests.stores.samples import DOCUMENT

Said = list[RegistryChanged | PartChanged]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the registry is."""
    return tmp_path / "registry.json"


@pytest.fixture
def said() -> Said:
    """What was put in the inbox."""
    return []


@pytest.fixture
def registry(file: Path, keys: Keys, said: Said) -> Iterator[Registry]:
    """A running registry with the sample document."""
    made = Registry(file, keys, said.append)
    made.start()
    assert made.import_document(DOCUMENT) == ()
    said.clear()
    yield made
    made.stop()


def _lines(registry: Registry, **tables: object) -> list[str]:
    return [problem.line("en") for problem in registry.import_document(tables)]


def test_the_sample_document_is_what_the_rules_read(registry: Registry, keys: Keys) -> None:
    """Each table is where `gateway/rules.py` looks for it."""
    view = registry.view
    badge = keys.hash_uid(bytes.fromhex("04A1B2C3D4E5F6"))

    assert view.people["p017"].name == "李伟"
    assert view.badges[badge].person == "p017"
    assert view.badges[badge].uid_tail == "E5F6"
    assert view.shifts["day"].name.zh == "日班"
    assert view.assignments[0].pattern == "weekdays"
    assert [day.isoformat() for day in view.calendar] == ["2026-12-31"]


def test_no_uid_is_ever_written(registry: Registry, file: Path) -> None:
    """Hashed on the way in; the file, its generations and the export hold only the hash."""
    registry.save("settings", "notice", {"value": "x"}, by="p017")
    texts = [p.read_text().upper() for p in file.parent.iterdir()]
    texts.append(json.dumps(registry.export_document()).upper())

    assert not any("04A1B2C3D4E5F6" in text for text in texts)


def test_an_export_can_be_imported_again(registry: Registry, tmp_path: Path, keys: Keys) -> None:
    """Under the same keys it is the same registry; sign-in secrets are not in it."""
    registry.save("accounts", "p017", {"password": "$argon2id$x"}, by="p017")
    exported = registry.export_document()
    (tmp_path / "b").mkdir()
    other = Registry(tmp_path / "b" / "registry.json", keys)

    assert other.import_document(json.loads(json.dumps(exported))) == ()
    assert other.export_document() == exported
    assert "argon2" not in json.dumps(exported)


def test_a_change_is_on_disk_and_in_the_rules_before_it_is_said(file: Path, keys: Keys) -> None:
    """Disk, rules, inbox: in this order, and `save` returns after all three."""
    order: list[str] = []

    def on_change(view: RegistryView) -> None:
        on_disk = "王芳" in file.read_text()
        order.append(f"rules {'p018' in view.people} disk {on_disk}")

    registry = Registry(file, keys, lambda event: order.append(type(event).__name__), on_change)
    registry.start()
    registry.save("people", "p018", {"number": "1018", "name": "王芳"}, by="p017")
    registry.stop()

    assert order == ["rules True disk True", "RegistryChanged"]


def test_a_change_is_said_with_table_key_and_who(registry: Registry, said: Said) -> None:
    """It becomes a ledger row; the digest tells two contents apart."""
    registry.save("people", "p019", {"number": "1019", "name": "赵"}, by="p017")
    registry.save("people", "p019", None, by="p018")

    first, second = said
    assert isinstance(first, RegistryChanged)
    assert (first.table, first.key, first.by) == ("people", "p019", "p017")
    assert isinstance(second, RegistryChanged)
    assert (second.table, second.key, second.by) == ("people", "p019", "p018")
    assert len(first.digest) == 64
    assert first.digest != second.digest
    assert registry.get("people", "p019") is None


def test_what_is_the_same_is_neither_written_nor_said(
    registry: Registry, said: Said, file: Path
) -> None:
    """An import every night does not fill the ledger."""
    before = file.stat().st_ino

    assert registry.import_document(DOCUMENT) == ()
    registry.save("people", "nobody", None, by="p017")

    assert said == []
    assert file.stat().st_ino == before


def test_a_document_replaces_the_one_before_as_a_whole(registry: Registry) -> None:
    """What the new one does not say is back to its default."""
    registry.save("people", "p017", {"number": "1017", "name": "李伟"}, by="x")

    assert registry.get("people", "p017") == {
        "id": "p017",
        "number": "1017",
        "name": "李伟",
        "team": "",
        "roles": ["staff"],
        "active": True,
        "since": None,
        "until": None,
    }
    assert set(registry.all("people")) == {"p017", "p018"}
    assert registry.all("tokens") == {}


def test_every_problem_of_a_document_is_said_at_once_with_its_path(registry: Registry) -> None:
    """And none of it is imported, not even what was right."""
    before = registry.export_document()
    lines = _lines(
        registry,
        people=[
            {"id": "p1", "number": "1", "nme": "x", "roles": ["stuff"]},
            {"id": "p2", "number": "1017", "name": "good but taken"},
            {"id": "p2", "number": "2", "name": "twice"},
            "no object",
        ],
        badges=[{"uid": "04", "person": "p1"}, {"uid": "04a1b2c3d4e5f6", "person": "p018"}],
        shifts=[
            {"id": "n", "name": "夜", "start": "00:00", "end": "24:00"},
            {"id": "m", "name": "m", "start": "09:00", "end": "09:00"},
            {
                "id": "b",
                "name": "b",
                "start": "22:00",
                "end": "06:00",
                "breaks": [{"start": "12:00", "end": "12:30"}],
            },
        ],
        assignments=[
            {"person": "p018", "shift": "day", "from": "2026-02-01", "to": "2026-01-01"},
            {"person": "px", "shift": "dai", "from": "2026-02-01"},
            {"person": "p1", "shift": "n", "from": "2026-02-01"},
        ],
        calender=[],
    )

    text = "\n".join(lines)
    assert "people.p1.name: is missing" in text
    assert "people.p1.nme: unknown key; did you mean 'name'?" in text
    assert "people.p1.roles[0]: must be one of" in text
    assert "people.p2: is listed twice" in text
    assert "people[3]: must be an object" in text
    assert "badges[0].uid: uid must have 4 to 10 bytes" in text
    assert "is already bound to 李伟 (p017)" in text
    assert "shifts.n.end: a time is written" in text
    assert "shifts.m: start and end are the same" in text
    assert "shifts.b: the break 12:00-12:30 is not inside" in text
    assert "ends on 2026-01-01, before it begins" in text
    assert "there is no person 'px'" in text
    assert "there is no shift 'dai'; did you mean 'day'?" in text
    assert "calender: unknown key; did you mean 'calendar'?" in text
    assert "'p1'" not in text  # wrong itself, and so not said to be missing
    assert registry.export_document() == before


@pytest.mark.parametrize("said_badly", [None, [], "x", {"people": {}}, {"people": None}])
def test_a_document_of_the_wrong_shape_is_said(registry: Registry, said_badly: object) -> None:
    """Any JSON gets an answer in words."""
    assert len(registry.import_document(said_badly)) == 1


def test_a_shift_over_midnight_may_have_its_break_after_it(registry: Registry) -> None:
    """22:00 to 06:00 with a break from 23:45 to 00:15."""
    night = {
        "id": "night",
        "name": "夜班",
        "start": "22:00",
        "end": "06:00",
        "breaks": [{"start": "23:45", "end": "00:15"}],
    }

    assert _lines(registry, shifts=[night]) == []


def test_a_number_belongs_to_one_active_person(registry: Registry) -> None:
    """Who has left may have had it."""
    with pytest.raises(RegistryProblem, match="1017"):
        registry.save("people", "p9", {"number": "1017", "name": "x"}, by="x")

    left = {**DOCUMENT["people"][0], "active": False}
    registry.save("people", "p017", left, by="x")
    registry.save("people", "p9", {"number": "1017", "name": "x"}, by="x")


def test_a_badge_goes_to_another_person_only_after_it_was_given_back(
    registry: Registry, keys: Keys
) -> None:
    """A badge bound to somebody is not taken over by a slip."""
    badge = keys.hash_uid(bytes.fromhex("04A1B2C3D4E5F6"))
    with pytest.raises(DocumentProblems, match="already bound") as raised:
        registry.save("badges", badge, {"person": "p018"}, by="x")
    assert "李伟" in raised.value.found[0].text.zh

    registry.save("badges", badge, {"person": "p017", "status": "returned"}, by="x")
    registry.save("badges", badge, {"person": "p018"}, by="x")
    assert registry.view.badges[badge].person == "p018"


def test_who_has_left_gets_no_card_and_no_plan(registry: Registry, keys: Keys) -> None:
    """But keeps what there was, and a card can still be blocked."""
    badge = keys.hash_uid(bytes.fromhex("04A1B2C3D4E5F6"))
    registry.save("people", "p017", {**DOCUMENT["people"][0], "active": False}, by="x")
    registry.save("badges", badge, {"person": "p017", "status": "blocked"}, by="x")

    plan = {"person": "p017", "shift": "day", "from": "2027-01-01"}
    assert _lines(registry, assignments=[plan]) == [
        "assignments.p017:day:2027-01-01: 李伟 has left the office"
    ]
    assert "has left" in _lines(registry, badges=[{"uid": "AABBCCDD", "person": "p017"}])[0]


@pytest.mark.parametrize(("table", "key"), [("people", "p017"), ("shifts", "day")])
def test_what_others_point_at_is_not_deleted(registry: Registry, table: str, key: str) -> None:
    """Nothing in the registry points at what is not there."""
    with pytest.raises(RegistryProblem, match=f"there is no .* {key!r}"):
        registry.save(table, key, None, by="x")

    assert registry.get(table, key) is not None


def test_a_document_saved_under_another_key_is_refused(registry: Registry) -> None:
    """The key in the address and the one in the document are the same."""
    with pytest.raises(RegistryProblem, match="the document says 'p020'"):
        registry.save("people", "p019", {"id": "p020", "number": "9", "name": "x"}, by="x")


def test_an_unknown_table_is_refused(registry: Registry) -> None:
    """With the nearest that there is."""
    with pytest.raises(RegistryProblem, match="did you mean 'people'"):
        registry.save("peoples", "p019", {}, by="x")


def test_a_secret_is_not_repeated_in_a_problem(registry: Registry) -> None:
    """A password saved in the clear is refused, and does not end up in a log."""
    with pytest.raises(RegistryProblem) as raised:
        registry.save("accounts", "p017", {"password": "hunter2"}, by="x")

    assert "hunter2" not in str(raised.value)


def test_programs_may_keep_more_in_their_own_tables(registry: Registry) -> None:
    """Screens and accounts are written by the screens, which may learn new words."""
    screen = {"role": "kiosk", "target": "front-door", "token": "a" * 64, "side": "left"}
    registry.save("screens", "s1", screen, by="x")

    kept = registry.get("screens", "s1")
    assert kept is not None
    assert kept["side"] == "left"


def test_many_threads_save_and_nothing_is_lost(registry: Registry, file: Path, keys: Keys) -> None:
    """TinyDB shared by threads loses rows; one owner does not."""
    wrong: list[BaseException] = []

    def save(first: int) -> None:
        try:
            for number in range(first, first + 10):
                document = {"number": str(number), "name": "x"}
                registry.save("people", f"t{number}", document, by="x")
        except BaseException as error:
            wrong.append(error)

    savers = [threading.Thread(target=save, args=(n,)) for n in (5_000, 6_000, 7_000, 8_000)]
    for one in savers:
        one.start()
    for one in savers:
        one.join()

    assert wrong == []
    assert len(registry.view.people) == 42
    assert len(Registry(file, keys).view.people) == 42


def test_a_failed_write_changes_nothing_and_is_said(
    registry: Registry, said: Said, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Disk full: the caller is told, the rules keep the old view, and it works again later."""
    before = file.read_bytes()

    def no_room(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("gateway.files.os.fsync", no_room)
        with pytest.raises(StoreUnavailable, match="No space left"):
            registry.save("people", "p019", {"number": "9", "name": "x"}, by="x")

    assert file.read_bytes() == before
    assert registry.get("people", "p019") is None
    assert said == []
    registry.save("people", "p019", {"number": "9", "name": "x"}, by="x")
    assert [p.name for p in file.parent.iterdir() if p.name.endswith(".new")] == []


def test_a_second_owner_is_refused_in_words(registry: Registry, file: Path, keys: Keys) -> None:
    """A command cannot change what a running gateway owns; it may read."""
    other = Registry(file, keys)

    assert "p017" in other.view.people
    with pytest.raises(StoreUnavailable, match="stop the gateway first"):
        other.save("people", "p019", {"number": "9", "name": "x"}, by="cli")
    with pytest.raises(StoreUnavailable, match="in use by process"):
        other.start()


def test_a_command_sees_what_was_written_since_it_began(file: Path, keys: Keys) -> None:
    """It reads again once it owns the folder, so nothing is overwritten."""
    first, second = Registry(file, keys), Registry(file, keys)
    first.save("people", "p1", {"number": "1", "name": "x"}, by="cli")
    second.save("people", "p2", {"number": "2", "name": "y"}, by="cli")

    assert set(Registry(file, keys).view.people) == {"p1", "p2"}


def test_what_a_command_changed_is_said_when_the_gateway_starts(file: Path, keys: Keys) -> None:
    """Every change to the registry becomes a ledger row, once."""
    Registry(file, keys).import_document(DOCUMENT)
    for expected in (5, 0):
        said: Said = []
        gateway = Registry(file, keys, said.append)
        gateway.start()
        gateway.stop()
        assert len(said) == expected


def test_a_bug_in_the_rules_ends_the_thread_and_is_seen(file: Path, keys: Keys) -> None:
    """Not swallowed: who asked gets it, the watchdog sees it, later askers are told."""

    def bug(view: RegistryView) -> None:
        raise KeyError("bug")

    registry = Registry(file, keys, lambda event: None, bug)
    registry.start()
    assert registry.is_alive()
    with pytest.raises(KeyError):
        registry.save("people", "p1", {"number": "1", "name": "x"}, by="x")

    with pytest.raises(GatewayBusy, match="restarting"):
        registry.save("people", "p2", {"number": "2", "name": "x"}, by="x")
    assert not registry.is_alive()
    registry.stop()


def test_the_lock_goes_with_its_owner(tmp_path: Path) -> None:
    """Taken twice by the same owner it is one; released, another may have it."""
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    first.take()
    first.take()
    with pytest.raises(StoreUnavailable):
        second.take()
    first.release()
    first.release()

    with second:
        assert second.held
    assert not second.held


def test_a_document_is_read_without_a_file_for_replay(keys: Keys) -> None:
    """`replay --registry` keeps nothing."""
    assert "p017" in view_of_document(DOCUMENT, keys.hash_uid).people

    wrong = copy.deepcopy(DOCUMENT)
    wrong["people"] = []
    with pytest.raises(DocumentProblems, match="no person 'p017'"):
        view_of_document(wrong, keys.hash_uid)


def test_the_schema_knows_every_table_of_the_document() -> None:
    """`schema registry` describes what `registry import` takes."""
    schema = document_schema()

    assert set(DOCUMENT) < set(schema["properties"])
    assert "uid" in schema["$defs"]["BadgeRow"]["properties"]
