"""`/healthz` and `/metrics`: for machines, and nothing personal."""

from gateway.domain.events import BadgeTapped, PartChanged
from tests.kiosk_web.fake_gateway import office


def test_health_says_live_and_ready():
    """200 only when both."""
    built = office()
    client = built.app.test_client()
    built.gateway.signs["parts"] = {"broker": "ok"}
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.get_json() == {"live": True, "ready": True, "parts": {"broker": "ok"}}
    built.gateway.signs["ready"] = False
    assert client.get("/healthz").status_code == 503
    assert client.get("/healthz/live").status_code == 200
    built.gateway.signs["live"] = False
    assert client.get("/healthz/live").status_code == 503


def test_figures_are_there_for_prometheus():
    """Loop, taps, commands, parts, screens; by name `office_*`."""
    built = office()
    built.gateway.signs |= {
        "loop": {"age_s": 0.25, "inbox": 3, "events": 17, "longest_s": 0.01},
        "taps": {"accepted": 5, "bounce": 1},
        "commands": {"sent": 9, "confirmed": 8, "unreachable": 1},
    }
    built.gateway.tell(PartChanged(part="broker", ok=False))
    text = built.app.test_client().get("/metrics").text
    for line in (
        "office_loop_age_seconds 0.25",
        "office_inbox_length 3.0",
        "office_events_total 17.0",
        'office_taps_total{result="accepted"} 5.0',
        'office_commands_total{state="unreachable"} 1.0',
        'office_part_up{part="broker"} 0.0',
        "office_sse_clients 0.0",
        "office_ready 1.0",
    ):
        assert line in text, text


def test_neither_names_anybody():
    """They are open to whoever can reach the gateway."""
    built = office()
    built.gateway.tell(BadgeTapped(tap_id="t1", reader="front-door", badge="b017"))
    client = built.app.test_client()
    said = client.get("/healthz").text + client.get("/metrics").text
    for person in built.gateway.rules.people.values():
        assert person.name not in said
        assert person.id not in said


def test_two_apps_in_one_process_keep_their_own_figures():
    """A registry of its own, not the library's global one."""
    first, second = office(), office()
    first.gateway.signs["loop"] = {"events": 1}
    second.gateway.signs["loop"] = {"events": 2}
    assert "office_events_total 1.0" in first.app.test_client().get("/metrics").text
    assert "office_events_total 2.0" in second.app.test_client().get("/metrics").text
