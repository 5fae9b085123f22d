"""Setting attendance up, and a team's month, in a real Chromium: fit, line up, pass axe."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from gateway.domain.events import BadgeTapped, DutyPublished, VisitArrived, VisitBadgeTaken
from kiosk_web import WebSettings
from tests.browser.conftest import SIZES
from tests.browser.reading import serious
from tests.browser.server import server_of
from tests.kiosk_web.admin_scene import RealOffice, add_roster, real_office

DUTY = {
    "duty_checkpoints": [
        {"id": "hall", "name": {"zh": "大厅", "en": "Hall"}, "room": "room-a"},
        {"id": "roof", "name": {"zh": "天台", "en": "Roof"}},
    ],
    "duty_posts": [
        {
            "id": "desk",
            "name": {"zh": "前台", "en": "Desk"},
            "zone": "office",
            "kinds": ["evening", "day_off"],
            "heads": 2,
            "checkpoints": ["hall", "roof"],
        }
    ],
    "duty_groups": [
        {
            "id": "one",
            "name": {"zh": "一组", "en": "Group one"},
            "leader": "p010",
            "members": ["p010", "p017", "p018", "p019"],
        }
    ],
    "visitor_cards": [
        {"badge": "a" * 64, "label": "V-01", "uid_tail": "A1B2"},
        {"badge": "b" * 64, "label": "V-02", "active": False},
        {"badge": "c" * 64, "label": "V-03", "active": False, "lost": True},
        {"badge": "d" * 64, "label": "V-04"},
    ],
}
OUT = Path(__file__).resolve().parents[2] / "build" / "screenshots"
PLAN = "/admin/plans/new?who=p018&shift=evening&from=2026-12-01&to=&kind=cycle&on=4&off=1"
PAGES = {
    "people": "/admin/people",
    "person": "/admin/people/p017",
    "import": "/admin/people/import",
    "teams": "/admin/teams",
    "team": "/admin/teams/service",
    "shifts": "/admin/shifts",
    "shift": "/admin/shifts/day",
    "plans": "/admin/plans",
    "plan": PLAN,
    "calendar": "/admin/calendar?year=2026&day=2026-12-31",
    "unknown-year": "/admin/calendar?year=2031",
    "cards": "/admin/cards",
    "card": "/admin/cards/new",
    "duty": "/admin/duty",
    "duty-post": "/admin/duty/posts/desk",
    "duty-group": "/admin/duty/groups/one",
    "duty-kind": "/admin/duty/kinds/evening",
    "duty-point": "/admin/duty/checkpoints/roof",
    "duty-rules": "/admin/duty/rules",
    "roster": "/attendance/plan?team=service&month=2026-12&edit=p017:2026-12-03",
}
CROOKED = """() => [...document.querySelectorAll('table')].filter((table) => {
  const rows = [...table.rows].filter((row) => row.cells.length > 1);
  const left = (cell) => cell.getBoundingClientRect().left;
  return rows.some((row) => [...row.cells].some((cell, n) => {
    const head = rows[0].cells[n];
    return head && Math.abs(left(cell) - left(head)) > 1;
  }));
}).map((table) => table.className)"""
CUT = """() => [...document.querySelectorAll('main .btn, main input, main select')].filter((e) => {
  const at = e.getBoundingClientRect();
  return at.width && !e.closest('.scroll') && at.right > innerWidth + 1;
}).map((e) => e.outerHTML.slice(0, 80))"""


class Served:
    """The office and where it answers."""

    def __init__(self, office: RealOffice, url: str) -> None:
        self.office, self.url = office, url

    def opened(
        self, browser: Browser, path: str, size: str, language: str, person: str = "p001"
    ) -> Page:
        """Open a page as an administrator (or somebody else), at a size and in a language."""
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, locale=language)
        cookie = self.office.browser(person).client.get_cookie("office")
        assert cookie is not None
        context.add_cookies([{"name": "office", "value": cookie.value, "url": self.url}])
        page = context.new_page()
        page.goto(self.url + path)
        return page


def published(office: RealOffice) -> None:
    """Publish Monday evening at the desk, and let a visitor carry a card."""
    places = (("2026-11-23.evening.desk", ("p017", "p018")),)
    assert office.gateway.ask(DutyPublished(places=places, by="p010")).ok
    visit = VisitArrived(
        arrival="a1", reader="front-door", name="高远", company="", host="p017", consents=True
    )
    assert office.gateway.ask(visit).ok
    (key,) = office.gateway.office.visits.open
    assert office.gateway.ask(VisitBadgeTaken(visit=key, label="V-04", by="kiosk")).ok


@pytest.fixture(scope="module")
def admin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the office with teams, shifts, plans, and a month's draft."""
    settings = WebSettings(rate_per_device="10000/second", trusted_hosts=("localhost", "127.0.0.1"))
    office = real_office(tmp_path_factory.mktemp("admin"), settings)
    add_roster(office)
    assert office.registry.import_document(DUTY) == ()
    published(office)
    server = server_of(office.app)
    thread = threading.Thread(target=server.serve_forever, name="admin-screens")
    thread.start()
    try:
        yield Served(office, f"http://127.0.0.1:{server.port}")
    finally:
        office.app.extensions["live"].close()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("size", ["panel", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_fit_and_tables_line_up(
    browser: Browser, admin: Served, name: str, size: str
) -> None:
    """Nothing is wider than the glass, no key is cut off, in both languages."""
    for language in ("zh-CN", "en"):
        page = admin.opened(browser, PAGES[name], size, language)
        try:
            assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
            assert page.evaluate(CROOKED) == []
            assert page.evaluate(CUT) == []
            OUT.mkdir(parents=True, exist_ok=True)
            kept = OUT / f"admin-{name}-{size}-{language[:2]}.png"
            kept.write_bytes(page.screenshot(full_page=True, caret="initial"))
        finally:
            page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(browser: Browser, admin: Served, name: str) -> None:
    """WCAG 2.2 AA, with everything opened."""
    page = admin.opened(browser, PAGES[name], "panel", "en")
    try:
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        assert serious(page) == []
    finally:
        page.context.close()


def test_a_day_is_changed_with_two_touches(browser: Browser, admin: Served) -> None:
    """The day, then the shift: and it stands in the grid."""
    page = admin.opened(browser, "/attendance/plan?team=service&month=2026-12", "panel", "en")
    try:
        day = page.locator('td a[href*="p018:2026-12-15"]')
        day.click()
        page.get_by_role("button", name="rest day").click()
        page.wait_for_url("**month=2026-12")
        assert "rest day" in (page.locator('td:has(a[href*="p018:2026-12-15"])').inner_text())
    finally:
        page.context.close()
    kept = admin.office.registry.get("rosters", "service:2026-12")
    assert kept is not None
    assert kept["days"]["p018"]["2026-12-15"] == ""  # type: ignore[index,call-overload]


def test_a_table_of_people_is_looked_at_and_taken(
    browser: Browser, admin: Served, tmp_path: Path
) -> None:
    """Choose a file, look, take the good lines."""
    file = tmp_path / "people.csv"
    file.write_bytes("工号,姓名,部门\n2001,孙倩,service\n,无工号,\n".encode("gb18030"))
    page = admin.opened(browser, PAGES["import"], "phone", "zh-CN")
    try:
        page.set_input_files('input[type="file"]', file)
        page.get_by_role("button", name="先看一看").click()
        page.get_by_text("1 行没问题").wait_for()
        kept = OUT / "admin-import-seen-phone-zh.png"
        kept.write_bytes(page.screenshot(full_page=True))
        page.get_by_role("button", name="只导入没问题的行").click()
        page.get_by_text("已导入 1 人").wait_for()
    finally:
        page.context.close()
    assert "p2001" in admin.office.gateway.rules.people


def test_a_card_is_enrolled_with_a_tap_and_a_touch(browser: Browser, admin: Served) -> None:
    """The page waits, goes on by itself, proposes a label; the card stands in the list."""
    page = admin.opened(browser, "/admin/cards", "phone", "en")
    try:
        with page.expect_navigation():
            page.get_by_role("link", name="New card").click()
        page.get_by_text("Hold the new card to any reader now").wait_for()
        admin.office.gateway.tell(
            BadgeTapped(tap_id="new-card", reader="front-door", badge="e" * 64, uid_tail="E5F6")
        )
        page.get_by_text("Badge …E5F6 was tapped").wait_for()
        assert page.get_by_label("Label").input_value() == "V-05"
        with page.expect_navigation():
            page.get_by_role("button", name="Put it into the pool").click()
        page.locator("b", has_text="V-05").wait_for()
    finally:
        page.context.close()
    kept = admin.office.registry.get("visitor_cards", "e" * 64)
    assert kept is not None
    assert kept["label"] == "V-05"


def test_a_post_is_added_and_a_wrong_number_is_said_beside_its_name(
    browser: Browser, admin: Served
) -> None:
    """The form keeps what was typed; mended, the post stands in the list."""
    page = admin.opened(browser, "/admin/duty", "panel", "en")
    try:
        with page.expect_navigation():
            page.get_by_role("link", name="New post").click()
        page.get_by_label("Name in English").fill("Gate")
        page.get_by_label("Zone where one has to be").select_option("office")
        page.get_by_label("Evening duty").check()
        page.locator("form:has(input[name=heads])").evaluate("(f) => { f.noValidate = true; }")
        page.get_by_label("People on each duty").fill("51")
        with page.expect_navigation():
            page.get_by_role("button", name="Save").click()
        page.get_by_text("People on each duty: must be 50 or less, not 51").wait_for()
        assert page.get_by_label("Name in English").input_value() == "Gate"
        assert page.get_by_label("Evening duty").is_checked()
        page.get_by_label("People on each duty").fill("3")
        with page.expect_navigation():
            page.get_by_role("button", name="Save").click()
        page.get_by_role("link", name="Gate").wait_for()
    finally:
        page.context.close()
    assert admin.office.gateway.rules.duty.posts["gate"].heads == 3
