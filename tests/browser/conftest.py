"""A real Chromium, one for the whole session, and offices to look at with it."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.rules import Rules
from kiosk_web import WebSettings
from kiosk_web.sessions import SCREENS, digest
from tests.browser import scenes
from tests.browser.server import server_of
from tests.kiosk_web.fake_gateway import FakeOffice, office
from tests.patience import PATIENCE_S

expect.set_options(timeout=1000 * PATIENCE_S)

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECRET = "one-secret-for-every-screen-of-the-tests"
SIZES = {
    "tiny": (800, 480),
    "small": (1024, 600),
    "panel": (1280, 800),
    "upright": (800, 1280),
    "phone": (390, 844),
}


@dataclass
class Site:
    """A fake office behind a real server; `show` puts another instant in place."""

    office: FakeOffice
    url: str

    def show(self, state: Office, now: Now | None = None, rules: Rules | None = None) -> None:
        """Put a state and an instant in place, as a batch would; the sample office by default."""
        self.office.gateway.clock = now or scenes.now()
        self.office.gateway.change(state, rules or scenes.rules())

    def cookie(self) -> dict[str, str]:
        """Return the cookie of a screen that may show everything."""
        return {"name": "office_screen", "value": f"all.{SECRET}", "url": self.url}


@contextmanager
def serving(*, demo: bool = True) -> Iterator[Site]:
    """Serve a sample office on a free port of this machine, with a screen paired."""
    settings = WebSettings(rate_per_device="10000/second", beat_s=0.5)
    fake = office(demo=demo, settings=settings)
    fake.registry.tables[SCREENS] = {
        "all": {"name": "all", "role": "demo", "target": "", "token": digest(SECRET)}
    }
    server = server_of(fake.app)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    thread = threading.Thread(target=server.serve_forever, name="browser-tests")
    thread.start()
    site = Site(fake, f"http://127.0.0.1:{server.port}")
    site.show(scenes.idle())
    try:
        yield site
    finally:
        fake.app.extensions["live"].close()
        server.shutdown()
        thread.join()
        server.server_close()


def caught_up(site: Site, page: Page) -> None:
    """Wait until the page shows what was put in place last; looked at with each frame."""
    version = str(site.office.gateway.version)
    page.wait_for_function("(v) => document.body.dataset.v === v", arg=version)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    with (
        sync_playwright() as playwright,
        closing(playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)) as browser,
    ):
        yield browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="session")
def served() -> Iterator[Site]:
    with serving() as one:
        yield one


@pytest.fixture
def site(served: Site) -> Site:
    served.show(scenes.idle())
    return served


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[Open]:
    """Open a path at a size and in a language; a page that logs an error fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(path: str, size: str = "small", language: str = "zh-CN") -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=language,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.add_cookies([site.cookie()])
        page = context.new_page()
        page.set_default_timeout(1000 * PATIENCE_S)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console", lambda m: errors.append(m.text) if "Content Security" in m.text else None
        )
        page.goto(site.url + path)
        return page

    yield opened
    for context in contexts:
        with suppress(Exception):
            context.close()
    assert not errors, errors
