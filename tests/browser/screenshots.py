"""Pictures of every screen, into `build/screenshots`; and the README's, of a running demo.

`python -m tests.browser.screenshots --readme http://127.0.0.1:8080 docs/pictures`
`python -m tests.browser.screenshots [name[:size[:language]] …]`, all of them by default.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page

from gateway.domain.effects import Result
from gateway.domain.events import Correction
from gateway.domain.lastout import Outcome
from gateway.domain.office import Office
from gateway.domain.text import Text
from tests.browser import scenes
from tests.browser.conftest import SIZES, Site, chromium, serving

OUT = Path(__file__).resolve().parents[2] / "build" / "screenshots"
LANGUAGES = ("zh-CN", "en")
NIGHT = scenes.EVENING.replace(hour=23, minute=52)

Touch = Callable[[Page], None]


def _lights(page: Page) -> None:
    page.click('[data-tab="lights"]')


def _sign_in(page: Page) -> None:
    page.click('[data-open="sign-in"]')
    for digit in "1017":
        page.click(f'[data-pad="{digit}"]')
    page.click('[data-pad="next"]')
    for digit in "123":
        page.click(f'#sign-in .pad [data-pad="{digit}"]')


def _leave_on(page: Page) -> None:
    page.click('[data-open="leave-on"]')
    page.click('[data-choice="items"] >> nth=0')


def _nothing(page: Page) -> None:
    pass


UNKNOWN = {
    "result": Result.UNKNOWN_BADGE,
    "person": None,
    "direction": None,
    "verdict": None,
    "offers": (),
    "message": Text(
        "请用工号签到，或到前台登记新卡。", "Sign in by number, or register the badge."
    ),
}
FAILED = {
    **UNKNOWN,
    "result": Result.STORE_FAILED,
    "message": Text("没有记下，请告诉前台。", "Not recorded. Please tell reception."),
}
OUT_TAP = {
    "direction": "out",
    "verdict": "goodbye",
    "worked_s": 30060,
    "at": scenes.MORNING.replace(hour=17, minute=32),
    "offers": (Correction.ARRIVED, Correction.GOING_OUT, Correction.UNDO),
}
LEAVE_TAP = {"verdict": "on_leave", "until": scenes.MORNING.replace(hour=17, minute=30)}
OUTING_TAP = {
    "direction": "going_out",
    "verdict": "goodbye",
    "worked_s": 4860,
    "at": scenes.MORNING.replace(hour=9, minute=58),
    "until": scenes.MORNING.replace(hour=11, minute=0),
    "offers": (Correction.ARRIVED, Correction.LEAVING, Correction.UNDO),
}
HOLIDAY_TAP = {"verdict": "holiday", "shift": None}

SHOTS: dict[str, tuple[str, Office, object, Touch]] = {
    "kiosk-idle": ("/kiosk", scenes.idle(), scenes.MORNING, _nothing),
    "kiosk-store": ("/kiosk", scenes.troubled("store"), scenes.MORNING, _nothing),
    "kiosk-signin": ("/kiosk", scenes.idle(), scenes.MORNING, _sign_in),
    "kiosk-ontime": ("/kiosk", scenes.tapped(), scenes.MORNING, _nothing),
    "kiosk-late": (
        "/kiosk",
        scenes.tapped(verdict="late", late_s=200, person="p021"),
        scenes.MORNING,
        _nothing,
    ),
    "kiosk-anon": ("/kiosk", scenes.tapped(name_until_s=999.0), scenes.MORNING, _nothing),
    "kiosk-out": ("/kiosk", scenes.tapped(**OUT_TAP), scenes.MORNING, _nothing),
    "kiosk-leave": ("/kiosk", scenes.tapped(**LEAVE_TAP), scenes.MORNING, _nothing),
    "kiosk-outing": ("/kiosk", scenes.tapped(**OUTING_TAP), scenes.MORNING, _nothing),
    "kiosk-holiday": ("/kiosk", scenes.tapped(**HOLIDAY_TAP), scenes.MORNING, _nothing),
    "kiosk-unknown": ("/kiosk", scenes.tapped(**UNKNOWN), scenes.MORNING, _nothing),
    "kiosk-failed": ("/kiosk", scenes.tapped(**FAILED), scenes.MORNING, _nothing),
    "lastout-ask": ("/kiosk", scenes.last_out(), scenes.EVENING, _nothing),
    "lastout-leave": ("/kiosk", scenes.last_out(), scenes.EVENING, _leave_on),
    "lastout-off": ("/kiosk", scenes.switching(), scenes.EVENING, _nothing),
    "lastout-done": ("/kiosk", scenes.ended(Outcome.VERIFIED), scenes.EVENING, _nothing),
    "lastout-failed": (
        "/kiosk",
        scenes.ended(
            Outcome.FAILED, items=scenes.ITEMS, failed=("room-a.side-light",), now_w=260.0
        ),
        scenes.EVENING,
        _nothing,
    ),
    "panel-home": ("/room/room-a", scenes.idle(), scenes.MORNING, _nothing),
    "panel-lights": ("/room/room-a", scenes.wished(window_light="asked"), scenes.MORNING, _lights),
    "panel-broker": ("/room/room-a", scenes.troubled("broker"), scenes.MORNING, _lights),
    "facilities": ("/facilities", scenes.alerted(), NIGHT, _nothing),
    "demo": ("/demo", scenes.idle(), scenes.MORNING, _nothing),
}


def shoot(
    browser: Browser, site: Site, name: str, size: str, language: str, *, full: bool = False
) -> Path:
    """Take one picture and return where it is."""
    path, state, at, touch = SHOTS[name]
    site.show(state, scenes.now(at))  # type: ignore[arg-type]
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale=language)
    context.add_cookies([site.cookie()])
    page = context.new_page()
    page.on("pageerror", lambda error: print("!", name, error))
    page.on("console", lambda m: print("!", name, m.text) if m.type == "error" else None)
    page.goto(site.url + path)
    touch(page)
    page.wait_for_timeout(300)
    found = OUT / f"{name}-{size}-{language[:2]}.png"
    page.screenshot(path=found, full_page=full, caret="initial")
    context.close()
    return found


def readme(url: str, out: Path) -> None:
    """Take the documents' pictures, of a running demo: `demo`, `kiosk` and `facilities`."""
    out.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 1100}, locale="en")
        page.goto(f"{url}/demo")
        panel = page.frame_locator("#panel-frame")
        panel.locator("[data-tab=lights]").click()
        panel.locator("[data-press='lights.all_on']").click()
        for card in range(3):
            page.locator("[data-card]").nth(card).click()
            page.locator(".badge.in").nth(card).wait_for()
        page.wait_for_timeout(1500)
        page.screenshot(path=out / "demo.png")
        page.set_viewport_size({"width": 1024, "height": 600})
        page.goto(f"{url}/kiosk")
        page.locator("[data-mode=idle]").wait_for()
        page.screenshot(path=out / "kiosk.png")
        _facilities(page, url, out)


def _facilities(page: Page, url: str, out: Path) -> None:
    """Take the picture of the facilities page: a window open, somebody at work in room B."""
    page.set_viewport_size({"width": 1280, "height": 860})
    page.goto(f"{url}/demo")
    page.select_option('[data-press="break-input:window-3"]', "open")
    page.goto(f"{url}/facilities#room:room-b")
    card = page.locator("#place")
    card.locator("summary").first.click()
    card.locator("[name=reason]").fill("New lamps")
    card.locator('[data-for="2h"]').click()
    card.locator('[data-press="over-room:room-b"]').wait_for()
    card.locator("[data-close]").click()
    page.locator(".plan.wide .ar.work").wait_for()
    page.wait_for_timeout(1500)
    page.screenshot(path=out / "facilities.png")


def main(wanted: list[str]) -> None:
    """Take the pictures asked for: `name[:size[:language]]`, or all of them."""
    if wanted[:1] == ["--readme"]:
        readme(wanted[1], Path(wanted[2]))
        return
    OUT.mkdir(parents=True, exist_ok=True)
    SIZES.setdefault("desk", (1440, 900))
    with serving() as site, chromium() as browser:
        for word in wanted or [f"{n}:{s}:{g}" for n in SHOTS for s in SIZES for g in LANGUAGES]:
            name, size, language = (word.split(":") + ["small", "zh-CN"][word.count(":") :])[:3]
            print(shoot(browser, site, name, size, language))


if __name__ == "__main__":
    main(sys.argv[1:])
