"""The way of a press: a program asks over HTTP, a relay switches, a screen shows it confirmed."""

from tests.e2e.office import DOOR, LIGHT, ROOM, ZHOU


def test_a_press_over_http_reaches_the_relay_and_comes_back_confirmed_on_the_panel(office, devices):
    """Asked for and done are two things; the panel shows "on" only once the relay said so."""
    admin = office.admin()
    with admin.live("panel", ROOM) as panel:
        panel.until(lambda text: "All off" in text)

        said = office.program("control").send(
            f"/api/v1/rooms/{ROOM}/press", {"control": "door-light.on"}, page=None
        )

        assert (said.status, said.json()["code"]) == (200, "asked")
        assert devices.relays.wait_for(lambda s: s.channels[1].is_on)
        panel.until(lambda text: "1 of 2 on" in text)
    light = office.channel(LIGHT)
    assert (light.wish.state, light.known, light.reported.power) == ("done", "confirmed", True)


def test_a_tap_is_on_the_kiosk_and_in_the_ledger(office):
    """A card on the reader: the person signed in, the kiosk greets, the row is on disk."""
    admin, kiosk = office.admin(), office.visitor()
    kiosk.pair(admin, f"kiosk:{DOOR}")
    with kiosk.live("kiosk", DOOR) as screen:
        office.tap(ZHOU)
        screen.until(lambda text: "周敏" in text)

    assert office.people_in() == {"p001"}
    (kept,) = office.app.history.latest(kinds=["tap"], limit=1)
    assert (kept.subject, kept.body["direction"]) == ("p001", "in")
