"""A roll-call while the broker is killed under it: nothing of it goes that way, nothing waits."""

from gateway.musterlist import muster_text
from tests.e2e.office import DOOR, LI, ZHOU

HELD = {"held_s": 2.0}


def post(one, path: str, **said: object) -> dict:
    """Post JSON and return the answer."""
    answer = one.send(path, said, "/rollcall")
    assert answer.status == 200, answer.text
    return answer.json()


def test_a_roll_call_is_begun_ticked_and_ended_while_the_broker_is_dead(office, broker):
    """Killed, not stopped: two browsers, one list, live; who comes in is on it."""
    admin, kiosk = office.admin(), office.visitor()
    kiosk.pair(admin, f"kiosk:{DOOR}")
    office.tap(ZHOU)
    office.see(lambda s: len(s.office.presence.sessions) == 1)
    broker.kill()
    office.see(lambda s: s.office.devices.broker_ok is False)

    with admin.live("rollcall", "lead") as screen:
        post(kiosk, "/rollcall/start", drill=True, value=HELD)
        screen.until(lambda text: 'data-state="running"' in text)
        office.tap(LI)
        seen = office.see(lambda s: len(s.office.rollcall.running.lines) == 2)
        first, second = (line.key for line in seen.office.rollcall.running.lines)
        post(kiosk, "/rollcall/tick", line=first, choice="found", touch="a1", rollcall="rc1")
        post(admin, "/rollcall/tick", line=second, choice="missing", touch="b1", age_s=3.0)
        again = post(kiosk, "/rollcall/tick", line=first, choice="found", touch="a1")
        assert again["code"] == "already"
        screen.until(
            lambda text: f'["{first}", "found"' in text and f'["{second}", "missing"' in text
        )
    assert "1/2" in muster_text(office.look(), office.app.clock.now())

    assert post(admin, "/rollcall/end", reason="The drill is over")["code"] == "ended"
    report = admin.get("/rollcall/reports/rc1")
    assert report.status == 200
    assert "The drill is over" in report.text
    assert office.look().office.devices.broker_ok is False


def test_the_return_of_the_broker_sends_nothing_of_it(office, broker):
    """Not a name, not a number: what MQTT tells is who runs the lamps, and no more."""
    admin = office.admin()
    office.tap(ZHOU)
    office.see(lambda s: len(s.office.presence.sessions) == 1)
    broker.kill()
    office.see(lambda s: s.office.devices.broker_ok is False)
    post(admin, "/rollcall/start", value=HELD)
    before = len(broker.log)
    broker.start()
    office.see(lambda s: s.office.devices.broker_ok)
    post(admin, "/rollcall/end", reason="over")
    assert "rollcall" not in broker.log[before:]
