"""Live pages: what travels to a browser, and when."""

import threading
from dataclasses import replace

import pytest

from tests.kiosk_web.live_page import SECRET, Listener, dim, probe_office, serving
from tests.patience import PATIENCE_S


def test_a_browser_first_hears_all_fragments_then_only_what_changed():
    """A lamp's report sends the lamp; the day, which is as it was, stays home."""
    built = probe_office()
    with serving(built) as server:
        panel = Listener(server.port, "room-a")
        first = panel.next_patch()
        assert set(first.fragments) == {"lamp", "day"}

        dim(built, "room-a", 25.0)

        patch = panel.next_patch()
        assert patch.fragments == {"lamp": "<b>25.0</b>"}
        assert patch.data["v"] == built.gateway.version
        assert patch.id != first.id
        panel.close()


def test_a_browser_that_comes_back_to_the_same_hears_nothing_again():
    """`Last-Event-ID` of what is current: a beat comes first, no patch."""
    built = probe_office()
    with serving(built) as server:
        before = Listener(server.port, "room-a")
        shown = before.next_patch().id
        before.close()

        again = Listener(server.port, "room-a", last=shown)
        assert again.next().event == "beat"
        again.close()


def test_a_browser_that_comes_back_to_something_new_hears_it_all():
    """What changed while it was away is sent whole."""
    built = probe_office()
    with serving(built) as server:
        before = Listener(server.port, "room-a")
        shown = before.next_patch().id
        before.close()
        dim(built, "room-a", 75.0)

        again = Listener(server.port, "room-a", last=shown)
        assert again.next_patch().fragments["lamp"] == "<b>75.0</b>"
        again.close()


def test_the_first_page_carries_the_id_that_spares_the_first_patch():
    """What `render` showed is not sent again a moment later."""
    built = probe_office()
    client = built.app.test_client()
    client.set_cookie("office_screen", f"panel-room-a.{SECRET}")
    from kiosk_web import live

    with built.app.test_request_context(headers={"Cookie": f"office_screen=panel-room-a.{SECRET}"}):
        html = live.render("probe", "room-a")
        shown = live.hub().show(live.hub().page("probe"), "room-a", "en")
    assert "<b>None</b>" in html
    with serving(built) as server:
        panel = Listener(server.port, "room-a", last=shown.id)
        assert panel.next().event == "beat"
        panel.close()


def test_a_beat_comes_when_nothing_happens():
    """The page knows within seconds that the gateway lives, and what o'clock it is there."""
    built = probe_office(beat_s=0.05)
    with serving(built) as server:
        panel = Listener(server.port, "room-a")
        panel.next_patch()
        beat = panel.next()
        assert beat.event == "beat"
        assert beat.id is None
        assert beat.data["v"] == 1
        assert beat.data["at"] == built.gateway.clock.at.isoformat()
        assert beat.data["theme"] == "light"
        panel.close()


def test_a_revoked_screen_is_told_to_reload_and_its_stream_ends():
    """Revoking works on what is open already, within a beat."""
    built = probe_office(beat_s=0.05)
    with serving(built) as server:
        panel = Listener(server.port, "room-a")
        panel.next_patch()

        built.registry.save("screens", "panel-room-a", None, by="p001")

        assert panel.next_patch().event == "reload"
        assert panel.next() is None
        panel.close()


def test_a_panel_may_not_listen_to_another_room():
    """A stream is guarded as its page is."""
    built = probe_office()
    client = built.app.test_client()
    client.set_cookie("office_screen", f"panel-room-a.{SECRET}")
    assert client.get("/events?page=probe&target=room-b").status_code in (401, 403)
    assert built.app.test_client().get("/events?page=probe&target=room-a").status_code == 401
    assert client.get("/events?page=probe&target=nowhere").status_code == 404
    assert client.get("/events?page=nothing&target=room-a").status_code == 404


def test_the_clock_alone_changes_a_page_each_minute():
    """A view that depends on `now` is looked at again though nothing happened."""
    built = probe_office(beat_s=0.05)
    with serving(built) as server:
        panel = Listener(server.port, "room-a")
        assert "20 en" in panel.next_patch().fragments["day"]

        at = built.gateway.clock.at.replace(day=21)
        built.gateway.clock = replace(built.gateway.clock, mono_s=90_000.0, at=at)

        assert panel.next_patch().fragments == {"day": "<i>21 en Code</i>"}
        panel.close()


def test_a_page_with_a_bug_does_not_stop_the_others(caplog):
    """An exception in one view is logged; other panels go on."""
    built = probe_office()
    with serving(built) as server:
        broken = Listener(server.port, "room-broken")
        assert broken.status == 500
        broken.close()
        panel = Listener(server.port, "room-a")
        panel.next_patch()
        dim(built, "room-a", 50.0)
        assert panel.next_patch().fragments == {"lamp": "<b>50.0</b>"}
        panel.close()
    assert "a bug in a view" in caplog.text


def test_what_a_page_was_of_may_go_while_it_is_open(caplog):
    """A room that is taken out of the site: nothing breaks, and the others go on."""
    built = probe_office()
    with serving(built) as server:
        gone, panel = Listener(server.port, "room-a"), Listener(server.port, "room-b")
        gone.next_patch()
        panel.next_patch()
        rules = built.gateway.rules
        built.gateway.change(rules=replace(rules, rooms={"room-b": rules.rooms["room-b"]}))
        dim(built, "room-a", 40.0)
        dim(built, "room-b", 50.0)
        assert panel.next_patch().fragments == {"lamp": "<b>50.0</b>"}
        gone.close()
        panel.close()
    assert "page probe of" not in caplog.text


def test_one_stream_more_than_allowed_is_refused_and_short_requests_go_on():
    """Streams never take the threads of short requests."""
    built = probe_office(most_streams=2, request_threads=2)
    with serving(built) as server:
        panels = [Listener(server.port, room) for room in ("room-a", "room-b")]
        for panel in panels:
            panel.next_patch()
        refused = Listener(server.port, "room-a")
        assert refused.status == 503
        for each in (*panels, refused):
            each.close()


def test_sixty_four_panels_each_hear_their_own_room():
    """One report wakes one panel; a change for all reaches all."""
    built = probe_office(rooms=64)
    rooms = list(built.gateway.rules.rooms)
    with serving(built) as server:
        panels = {room: Listener(server.port, room) for room in rooms}
        for panel in panels.values():
            panel.next_patch()
        assert built.app.extensions["live"].streams == 64

        for level, room in enumerate(rooms):
            dim(built, room, float(level))
        for level, room in enumerate(rooms):
            assert panels[room].next_patch().fragments == {"lamp": f"<b>{float(level)}</b>"}

        for panel in panels.values():
            panel.close()


def test_a_slow_browser_gets_the_newest_state_not_every_state_between():
    """States are skipped, not queued: memory does not grow with a sleeping tablet."""
    built = probe_office()
    hub = built.app.extensions["live"]
    channel, wake = hub.join(hub.page("probe"), "room-a", "en")
    try:
        for level in range(50):
            dim(built, "room-a", float(level))
        deadline = threading.Event()
        for _ in range(100):
            wake.wait(0.1)
            wake.clear()
            if channel.shown.html["lamp"] == "<b>49.0</b>":
                break
            deadline.wait(0.01)
        assert channel.shown.html["lamp"] == "<b>49.0</b>"
    finally:
        hub.leave(channel, wake)
        hub.close()


def test_what_a_view_reads_unchanged_spares_the_view():
    """`reads` equal to last time: the view is not asked again."""
    built = probe_office()
    hub = built.app.extensions["live"]
    asked = []

    def counted(snapshot, room, language):
        asked.append(room)
        return {"lamp": hub.page("probe").view(snapshot, room, language)["lamp"]}

    def reads(snapshot, room):
        return snapshot.office.devices.reports.get((f"{room}-lights", 1))

    page = replace(hub.page("probe"), name="spared", view=counted, reads=reads)
    hub.add(page)
    built.app.jinja_env.loader.loaders[0].mapping["spared/_lamp.html"] = "{{ view.level }}"
    a = hub.join(page, "room-a", "en")
    b = hub.join(page, "room-b", "en")
    try:
        dim(built, "room-a", 10.0)
        assert a[1].wait(PATIENCE_S)
        asked.clear()
        dim(built, "room-a", 20.0)
        a[1].clear()
        assert a[1].wait(PATIENCE_S)
        assert asked == ["room-a"]
    finally:
        hub.leave(*a)
        hub.leave(*b)
        hub.close()


def test_two_pages_of_one_name_are_a_bug_found_at_start():
    """A page's name is its address on `/events`."""
    built = probe_office()
    with pytest.raises(ValueError, match="two live pages are named probe"):
        built.app.extensions["live"].add(built.app.extensions["live"].page("probe"))


def test_fragments_are_drawn_whatever_the_gateway_is_called():
    """No request is at hand when the hub draws: `url_for` works with any trusted host."""
    built = probe_office(trusted_hosts=(".office.example",))
    hub = built.app.extensions["live"]
    page = hub.page("panel")
    assert "/static/icons.svg#i-" in "".join(hub.show(page, "room-a", "zh").html.values())
