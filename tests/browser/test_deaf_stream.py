"""A stream that the network has forgotten: no error comes, and nothing else either."""

from playwright.sync_api import Browser, expect

from tests.browser.conftest import Site

DEAF = """
const Real = window.EventSource;
window.streams = 0;
window.EventSource = class extends Real {
  addEventListener(name, hook) { if (window.streams > 1) super.addEventListener(name, hook); }
  constructor(url) { super(url); window.streams += 1; }
};
"""


def test_a_stream_that_says_nothing_is_opened_anew(site: Site, browser: Browser) -> None:
    """After twelve seconds of silence; not again before the new one has had as long."""
    context = browser.new_context()
    context.add_cookies([site.cookie()])
    page = context.new_page()
    page.clock.install()
    page.add_init_script(DEAF)
    page.goto(f"{site.url}/rollcall")
    page.clock.run_for(11_000)
    expect(page.locator("#away")).to_be_visible()
    assert page.evaluate("() => window.streams") == 1
    page.clock.run_for(2_000)
    assert page.evaluate("() => window.streams") == 2
    expect(page.locator("#away")).to_be_hidden()
    context.close()
