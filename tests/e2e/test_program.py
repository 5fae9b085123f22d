"""The program itself: starts, is killed, comes back, is stopped; its commands beside it."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.office import DOOR, Devices, Program, command
from tests.e2e.web import PASSWORD, Visitor
from tests.parts.mosquitto import free_port
from tests.parts.onlooker import Onlooker

PIN = "483920"


@pytest.fixture
def program(tmp_path, broker, devices):
    """The running program, and devices that answer it."""
    with Program(tmp_path, broker) as one:
        yield one


def with_pin(program: Program) -> tuple[Visitor, Visitor]:
    """Return the browsers of the administrator, who has a PIN, and of a paired kiosk."""
    admin, kiosk = program.visitor(), program.visitor()
    admin.become_admin(program.setup_code)
    assert admin.post("/account/pin", "/account", old=PASSWORD, pin=PIN).status == 303
    kiosk.pair(admin, f"kiosk:{DOOR}")
    return admin, kiosk


def sign_in(kiosk: Visitor):
    """Sign in at the kiosk by number and PIN, as who forgot the badge."""
    said = kiosk.send(f"/kiosk/{DOOR}/sign-in", {"number": "9001", "pin": PIN}, "/kiosk")
    assert said.status == 200, said.text
    return said.json()["data"]


def rows(program: Program, kind: str) -> list[dict]:
    """Return the bodies of the ledger's rows of one kind, asked beside the program."""
    lines = command("ledger", "export", "--data", program.data).stdout.splitlines()
    return [row["body"] for row in map(json.loads, lines) if row["kind"] == kind]


def chain(program: Program) -> list[str]:
    """Return the ledger's rows as exported, asked beside the program."""
    done = command("ledger", "export", "--data", program.data)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_killed_program_comes_back_with_who_is_in_and_the_question_still_open(
    program, devices, broker
):
    """kill -9 at any time: presence and the last-out check are as before.

    The deadline of the question counts on: it is not asked anew.
    """
    _, kiosk = with_pin(program)
    assert sign_in(kiosk)["direction"] == "in"
    program.kill()
    program.start()
    home = kiosk_again(kiosk, program)
    assert in_now(home) == 1

    devices.relays.press_wall_switch(1)
    assert devices.relays.wait_for(lambda s: s.channels[1].is_on)
    tap = sign_in(kiosk)
    leave(kiosk, tap)
    with kiosk.live("kiosk", DOOR) as screen:
        screen.until(lambda text: "Door light" in text)
    program.kill()
    program.start()

    home = kiosk_again(kiosk, program)
    assert "Door light" in home
    answer = {"zone": "office", "choice": "turn_all_off", "items": []}
    said = kiosk.send(f"/kiosk/{DOOR}/last-out", answer, "/kiosk")
    assert said.status == 200, said.text
    assert devices.relays.wait_for(lambda s: not s.channels[1].is_on)
    assert len(rows(program, "lastout.asked")) == 1
    assert command("ledger", "verify", "--data", program.data).returncode == 0


def kiosk_again(kiosk: Visitor, program: Program) -> str:
    """Return the page of the same screen after a restart: it is still paired."""
    kiosk.port = program.port
    page = kiosk.get("/kiosk")
    assert page.status == 200, page.headers
    return page.text


def in_now(page: str) -> int:
    """Return how many are in, as an idle kiosk says."""
    found = re.search(r'<b class="num">(\d+)</b> in now', page)
    assert found is not None, page
    return int(found[1])


def leave(kiosk: Visitor, tap: dict) -> None:
    """Touch "leaving" after a tap that only asked."""
    if tap["direction"] != "out":
        touched = {"tap_id": tap["tap_id"], "correction": "leaving"}
        said = kiosk.send(f"/kiosk/{DOOR}/correct", touched, "/kiosk")
        assert said.status == 200, said.text


def test_told_to_stop_it_ends_in_good_order_within_five_seconds(program, broker):
    """Exit 0, the retained status says offline, no child is left, the chain is whole."""
    with Onlooker(broker, "office/e2e/status") as onlooker:
        onlooker.hear("office/e2e/status", b"online")
        admin, _ = with_pin(program)
        with admin.live("panel", "room-a") as page:
            page.until(lambda text: "Lights" in text)
            children = Path(f"/proc/{program.pid}/task/{program.pid}/children").read_text().split()

            assert program.stop() == 0

        onlooker.hear("office/e2e/status", b"offline")
    assert [c for c in children if Path(f"/proc/{c}").exists()] == []
    assert "Traceback" not in "".join(program.said)
    with Onlooker(broker, "office/e2e/status") as late:
        assert late.hear("office/e2e/status")[1:] == (b"offline", True)
    assert command("ledger", "verify", "--data", program.data).returncode == 0


def test_killed_the_broker_says_offline_for_it(program, broker):
    """Its last will: nobody believes a dead gateway."""
    with Onlooker(broker, "office/e2e/status") as onlooker:
        onlooker.hear("office/e2e/status", b"online")
        program.kill()
        onlooker.hear("office/e2e/status", b"offline")


def test_while_a_gateway_runs_a_command_that_writes_says_so_and_changes_nothing(program, tmp_path):
    """It names the process and the mend; reading commands work beside it."""
    people = tmp_path / "people.json"
    people.write_text(json.dumps({"people": [{"id": "p1", "number": "1", "name": "Li"}]}))

    refused = command("registry", "import", people, "--data", program.data)

    assert refused.returncode == 1
    assert f"is in use by process {program.pid}: stop the gateway first" in refused.stderr
    assert "Traceback" not in refused.stderr
    export = command("registry", "export", "--data", program.data)
    assert (export.returncode, json.loads(export.stdout)["people"]) == (0, [])


def test_a_second_program_on_the_same_data_ends_with_words(program):
    """Exit 1; the first goes on."""
    config = program.config.read_text().replace(f"= {program.port}\n", f"= {free_port()}\n")
    other = program.config.with_name("other.toml")
    other.write_text(config)

    refused = command("run", "--config", other, "--data", program.data)

    assert refused.returncode == 1
    assert f"in use by process {program.pid}" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert program.visitor().get("/healthz").status == 200


def test_a_backup_of_a_running_gateway_is_restored_with_the_same_state(program, tmp_path, broker):
    """Who is in, who may sign in, which screens are paired: all there in a new folder."""
    _, kiosk = with_pin(program)
    sign_in(kiosk)
    made = command("backup", "--data", program.data, "--to", tmp_path / "backups")
    assert made.returncode == 0, made.stderr
    program.stop()
    written = chain(program)  # the office goes on writing while it is backed up

    program.data = tmp_path / "restored"
    back = command("restore", made.stdout.strip(), "--data", program.data)
    assert back.returncode == 0, back.stderr
    restored = chain(program)
    assert restored == written[: len(restored)]
    assert rows(program, "tap")
    program.start()

    home = kiosk_again(kiosk, program)
    assert in_now(home) == 1
    assert sign_in(kiosk)["tap_id"]
    assert command("ledger", "verify", "--data", program.data).returncode == 0


def test_a_row_edited_by_hand_is_named_by_verify(program):
    """Triggers taken away, one word changed: verify names the row and fails."""
    _, kiosk = with_pin(program)
    sign_in(kiosk)
    program.stop()
    with closing(sqlite3.connect(program.data / "ledger.db")) as db, db:
        names = [n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in names:
            db.execute(f"DROP TRIGGER {name}")
        (seq,) = db.execute("SELECT seq FROM rows WHERE kind = 'tap'").fetchone()
        db.execute(
            "UPDATE rows SET body = replace(body, '\"in\"', '\"out\"') WHERE seq = ?", (seq,)
        )

    broken = command("ledger", "verify", "--data", program.data)

    assert broken.returncode == 1
    assert f"broken at row {seq}: its subject or body was changed" in broken.stdout


def test_the_port_in_use_is_said_in_words(program, tmp_path):
    """Another program has it: exit 1, which port, no traceback."""
    refused = command("run", "--config", program.config, "--data", tmp_path / "other")

    assert refused.returncode == 1
    assert str(program.port) in refused.stderr
    assert "Traceback" not in refused.stderr


def test_without_a_broker_it_starts_and_says_so(tmp_path, broker):
    """Screens first: a gateway without a broker is up and honest."""
    broker.stop()
    with Program(tmp_path, broker) as program:
        health = program.visitor().get("/healthz").json()
        assert health["live"]
        assert health["ready"]
        admin = program.visitor()
        admin.become_admin(program.setup_code)
        with admin.live("panel", "room-a") as panel:
            panel.until(lambda text: "No connection to lights and devices" in text)
        broker.start()
        with Devices(broker), admin.live("panel", "room-a") as panel:
            panel.until(lambda text: "All off" in text, most=200)
        assert program.stop() == 0
    assert (program.data / "ledger.db").exists()
