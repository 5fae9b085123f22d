"""What fingers do, in a real Chromium against a real server."""

from dataclasses import replace
from datetime import timedelta

from playwright.sync_api import Route, expect

from gateway.domain.effects import Answer
from gateway.domain.events import AlertAnswered, ControlPressed, Event, PromptAnswered, TapCorrected
from gateway.domain.lastout import Stage
from gateway.domain.text import Text
from kiosk_web.ports import LinkClaim
from tests.browser import scenes
from tests.browser.conftest import Open, Site

DONE = Answer(ok=True, code="asked", text=Text("已请求", "Asked"))


def answered(site: Site, monkeypatch, answer: Answer = DONE) -> list[Event]:
    """Answer every question with `answer` and return the list of what was asked."""
    asked: list[Event] = []

    def ask(event: Event, timeout_s: float = 3.0) -> Answer:
        asked.append(event)
        return answer

    monkeypatch.setattr(site.office.gateway, "ask", ask)
    return asked


def test_a_tap_is_shown_at_once_and_the_name_is_put_away(site: Site, open_page: Open) -> None:
    """Spec 05: the name shows for 6 s, then the same screen goes on without it."""
    page = open_page("/kiosk")
    expect(page.locator("[data-mode=idle]")).to_be_visible()

    site.show(scenes.tapped())
    expect(page.locator("h1.who").first).to_have_text("李伟")

    later = replace(scenes.now(), mono_s=1006.5, at=scenes.MORNING + timedelta(seconds=6.5))
    site.show(scenes.tapped(), later)
    expect(page.locator(".verdict.plainv")).to_be_visible()
    assert "李伟" not in page.content()


def test_a_correction_is_one_touch(site: Site, open_page: Open, monkeypatch) -> None:
    """Spec 02 §1: "not right?" is answered by one touch."""
    site.show(scenes.tapped())
    asked = answered(site, monkeypatch)
    page = open_page("/kiosk")

    page.click("text=我要外出")
    expect(page.locator("[data-press=correct-going_out]")).to_have_attribute("aria-busy", "false")

    assert [type(e) for e in asked] == [TapCorrected]


def test_leaving_things_on_says_which_until_when_and_why(
    site: Site, open_page: Open, monkeypatch
) -> None:
    """Spec 04 §2.2: leave on = pick which, with a reason and until when."""
    site.show(scenes.last_out(), scenes.now(scenes.EVENING))
    asked = answered(site, monkeypatch)
    page = open_page("/kiosk", language="en")

    page.click("[data-open=leave-on]")
    expect(page.locator("[data-send]")).to_be_disabled()
    page.click("text=Air conditioner >> nth=-1")
    page.click("#leave-on >> text=2 h")
    page.click("#leave-on >> text=Has to run")
    site.show(scenes.last_out(now_w=1200.0), scenes.now(scenes.EVENING))
    page.wait_for_timeout(300)
    page.click("[data-send]")
    expect(page.locator("#leave-on")).to_be_hidden()

    [event] = asked
    assert isinstance(event, PromptAnswered)
    assert (event.choice, event.items, event.reason) == ("leave_on", ("room-a.ac",), "Has to run")
    assert event.until == "2026-11-20T23:07:00+08:00"


def test_the_check_goes_from_question_to_proof(site: Site, open_page: Open) -> None:
    """Spec 04 §2: asked, switching with each confirmation, then verified."""
    page = open_page("/kiosk", language="en")
    site.show(scenes.last_out(), scenes.now(scenes.EVENING))
    expect(page.locator("text=Turn all off")).to_be_visible()

    site.show(scenes.switching(), scenes.now(scenes.EVENING))
    expect(page.locator("text=2 of 5 confirmed")).to_be_visible()
    expect(page.locator(".dial.big .num")).to_have_text("948")

    site.show(
        scenes.last_out(stage=Stage.DONE, outcome="verified", done_until_s=2000.0),
        scenes.now(scenes.EVENING),
    )
    expect(page.locator("h1")).to_have_text("All off, and verified")


def test_a_press_is_asked_at_once_and_done_when_confirmed(
    site: Site, open_page: Open, monkeypatch
) -> None:
    """Spec 05: asked before the gateway has heard of it; done by report, never by hope."""
    asked = answered(site, monkeypatch)
    page = open_page("/room/room-a", "panel", "en")
    page.click('[data-tab="lights"]')
    window = page.locator('[aria-label="Window light"][role="switch"]')
    expect(window).to_have_attribute("aria-checked", "false")

    held: list[Route] = []
    page.route("**/press", lambda route: held.append(route))
    window.click()
    expect(window).to_have_attribute("data-state", "asked")
    expect(window).to_have_attribute("aria-checked", "false")
    held[0].continue_()
    expect(window).to_have_attribute("aria-busy", "false")
    expect(window).to_have_attribute("aria-checked", "false")

    site.show(scenes.wished(window_light="asked"))
    expect(page.locator("text=Asked: on")).to_be_visible()
    site.show(scenes.wished(window_light="done"))
    expect(page.locator('[data-press="window-light.on"]')).to_have_attribute("data-state", "done")
    assert [(e.control, e.room) for e in asked if isinstance(e, ControlPressed)] == [
        ("window-light.on", "room-a")
    ]


def test_a_touch_before_the_scripts_are_there_is_not_lost(
    site: Site, open_page: Open, monkeypatch
) -> None:
    """Whoever touches a key while a slow wall panel still loads has pressed it, once."""
    asked = answered(site, monkeypatch)
    page = open_page("/kiosk")
    site.show(scenes.tapped())
    held: list[Route] = []
    page.route("**/press.js*", lambda route: held.append(route))
    page.goto(page.url, wait_until="commit")
    key = page.locator("[data-press=correct-going_out]")
    key.click()
    key.click()
    expect(key).not_to_have_attribute("aria-busy", "true")
    assert not asked

    held[0].continue_()
    expect(key).to_have_attribute("aria-busy", "false")
    assert [type(e) for e in asked] == [TapCorrected]


def test_a_refused_press_says_why(site: Site, open_page: Open, monkeypatch) -> None:
    """Spec 05: errors say what happened and what to do."""
    words = Text("离线，没有发出", "Offline, nothing was sent")
    answered(site, monkeypatch, Answer(ok=False, code="offline", text=words))
    page = open_page("/room/room-a", "panel", "en")

    page.click('[data-tab="lights"]')
    page.click('[data-press="lights.all_off"]')

    expect(page.locator("#says")).to_have_text("Offline, nothing was sent")
    expect(page.locator('[data-press="lights.all_off"]')).to_have_attribute(
        "data-state", "noanswer"
    )


def test_a_slider_under_a_finger_is_left_alone(site: Site, open_page: Open, monkeypatch) -> None:
    """A patch never takes a slider out of a hand; what came meanwhile is put in after."""
    asked = answered(site, monkeypatch)
    page = open_page("/room/room-a#lights", "panel", "en")
    slider = page.locator('[data-press="spot-1.level"][type=range]')
    box = slider.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 40, box["y"] + 20, steps=5)
    held = slider.input_value()

    site.show(scenes.wished(window_light="asked"))
    expect(page.locator("text=Asked: on")).to_be_visible()
    assert slider.input_value() == held
    page.mouse.up()
    expect(slider).to_have_attribute("aria-busy", "false")

    values = [e.value for e in asked if isinstance(e, ControlPressed)]
    assert int(held) > 80
    assert values[-1] == int(held)


def test_a_broker_that_is_gone_is_said_at_once(site: Site, open_page: Open) -> None:
    """Issue 2: broker stopped while pressing lights: the panel says so at once."""
    page = open_page("/room/room-a#lights", "panel", "en")
    site.show(scenes.troubled("broker"))
    expect(page.locator('[data-trouble="broker"]')).to_be_visible()


def test_a_lost_gateway_is_said_and_typing_is_kept(site: Site, open_page: Open) -> None:
    """Spec 05: says so, greys the last known, and comes back; typing is kept."""
    page = open_page("/kiosk", language="en")
    page.click("[data-open=sign-in]")
    for digit in "1017":
        page.click(f'#sign-in [data-pad="{digit}"]')
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    real = site.office.app.extensions["live"]
    real._closed = True  # the stream ends as when the gateway stops
    expect(page.locator("#away")).to_be_visible()
    assert page.locator("[data-field=number]").text_content() == "1017"

    real._closed = False
    page.context.set_offline(False)
    expect(page.locator("#away")).to_be_hidden()
    assert page.locator("[data-field=number]").text_content() == "1017"


def test_one_touch_changes_the_language(site: Site, open_page: Open) -> None:
    """Spec 05: language per device, switchable with one touch."""
    page = open_page("/kiosk")
    page.click("text=English")
    expect(page.locator("text=Tap your badge")).to_be_visible()


def test_facilities_acknowledges_an_alert(site: Site, open_page: Open, monkeypatch) -> None:
    """Spec 04 §5: acknowledged from the page, with who."""
    site.show(scenes.alerted(), scenes.now(scenes.EVENING.replace(hour=23, minute=52)))
    asked = answered(site, monkeypatch)
    page = open_page("/facilities", "panel", "en")

    page.click("[data-press^=ack-]")
    expect(page.locator("[data-press^=ack-]").first).to_have_attribute("aria-busy", "false")

    assert [(e.key, e.choice) for e in asked if isinstance(e, AlertAnswered)] == [
        ("offhours:room-a", "acknowledge")
    ]


def test_a_link_switches_nothing_until_its_button_is_pressed(
    site: Site, open_page: Open, monkeypatch
) -> None:
    """Spec 04 §4: a mail program's preview switches nothing; the button does, once."""
    at = scenes.EVENING.replace(hour=23, minute=52)
    site.show(scenes.alerted(), scenes.now(at))
    claim = LinkClaim("l1", "offhours:room-a", "facilities", at + timedelta(hours=8))
    site.office.links.claims["tok"] = claim
    asked = answered(site, monkeypatch)
    page = open_page("/a/tok", "phone", "en")
    assert asked == []

    page.click("text=Switch it off")
    [event] = asked
    assert isinstance(event, AlertAnswered)
    assert (event.choice, event.by, event.link) == ("switch_off", "facilities", "l1")

    page.goto(site.url + "/a/forged")
    expect(page.locator("text=not valid any more")).to_be_visible()


def test_the_demo_taps_moves_and_breaks(site: Site, open_page: Open) -> None:
    """Spec 05: badges to tap, the clock to move, things to break."""
    demo = site.office.demo
    assert demo is not None
    demo.pulled.clear()
    page = open_page("/demo", "panel", "en")

    page.click("[data-card=li-wei]")
    page.click("text=21:07")
    page.select_option("[data-press=break-relay]", "silent")
    expect(page.locator("[data-state=asked]")).to_have_count(0)

    assert sorted(demo.pulled) == [
        ("break", "relay", "silent"),
        ("clock", "21:07"),
        ("tap", "front-door", "li-wei"),
    ]
    frame = page.frame_locator(".kiosk-frame iframe")
    expect(frame.locator("text=Tap your badge")).to_be_visible()
