"""The roll-call in the worst hour: killed, no broker, no network; the list on disk outlives all."""

import threading
import time
from pathlib import Path

from gateway.musterlist import TEXT
from tests.e2e.office import DOOR, NoBroker, Program
from tests.e2e.web import PASSWORD, Visitor
from tests.patience import PATIENCE_S

PIN = "483920"
HELD = {"held_s": 2.0}


def post(one: Visitor, path: str, **said: object) -> dict:
    """Post JSON and return the answer."""
    answer = one.send(path, said, "/rollcall")
    assert answer.status == 200, answer.text
    return answer.json()


def test_a_roll_call_stands_right_after_kill_nine_without_a_broker(tmp_path):
    """Who is in, what was ticked and by whom are there again; nothing of it goes over MQTT."""
    with Program(tmp_path, NoBroker()) as program:
        admin, kiosk = program.visitor(), program.visitor()
        admin.become_admin(program.setup_code)
        assert admin.post("/account/pin", "/account", old=PASSWORD, pin=PIN).status == 303
        kiosk.pair(admin, f"kiosk:{DOOR}")
        said = kiosk.send(f"/kiosk/{DOOR}/sign-in", {"number": "9001", "pin": PIN}, "/kiosk")
        assert said.status == 200, said.text
        post(kiosk, "/rollcall/start", drill=True, value=HELD)
        line = f"p:{said_person(admin)}"
        post(kiosk, "/rollcall/tick", line=line, choice="found")
        post(kiosk, "/rollcall/add", text="the water man")

        program.kill()

        kept = program.data / TEXT
        assert "Who is in" in kept.read_text("utf-8")
        kept.unlink()
        program.start()
        assert "Admin" in written(kept)
        kiosk.port = program.port
        page = kiosk.get("/rollcall")
        assert "the water man" in page.text
        assert "Admin" in page.text
        assert f'["{line}", "found"' in page.text
        post(kiosk, "/rollcall/end", reason="over")
        assert "Roll-call" in kiosk.get("/rollcall").text


def written(file: Path) -> str:
    """Return what is in a file that is written by now or within seconds."""
    until_s = time.monotonic() + PATIENCE_S
    while not file.exists():
        assert time.monotonic() < until_s
        threading.Event().wait(0.05)
    return file.read_text("utf-8")


def said_person(admin: Visitor) -> str:
    """Return the administrator's id as the roll-call lists it."""
    page = admin.get("/rollcall").text
    start = page.index('data-line="p:') + len('data-line="p:')
    return page[start : page.index('"', start)]
