"""Looks of a panel, one after another on one open page, and whether each fits its glass."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Page

from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.rules import Rules
from tests.browser import scenes
from tests.browser.conftest import Site, caught_up
from tests.browser.reading import serious
from tests.browser.test_screens import NO_SCROLL, SMALL_TARGETS

WALL = ("small", "panel", "upright")
SMALLEST = "tiny"
"""800x480, the smallest panel that is sold."""

IN_SIGHT = """const scope = document.querySelector('dialog[open]') ?? document.body;
  const seen = (e) => { const at = e.getBoundingClientRect();
    return at.width > 1 && at.height > 1 && getComputedStyle(e).visibility !== 'hidden'; };
  const said = (e) => (e.textContent.trim() || e.ariaLabel || e.className).slice(0, 40);"""

OVERFLOWS = f"""() => {{ {IN_SIGHT}
  return [...scope.querySelectorAll('section, .tile, .rows')]
    .filter((e) => seen(e) && !e.closest('[hidden]') && e.scrollHeight > e.clientHeight + 2)
    .map((e) => e.className); }}"""

CUT_WORDS = f"""() => {{ {IN_SIGHT}
  return [...scope.querySelectorAll('h1, h2, h3, b, p, small, button, .cut, .tag, .known, .num')]
    .filter((e) => seen(e) && getComputedStyle(e).clipPath === 'none'
      && getComputedStyle(e).display !== 'inline' && (e.scrollWidth > e.clientWidth + 1
        || (e.nodeName === 'BUTTON' && e.scrollHeight > e.clientHeight + 1)))
    .map(said); }}"""

OVERLAPS = f"""() => {{ {IN_SIGHT}
  const all = [...scope.querySelectorAll('button, a, input, h1, h2, h3, p, .tag, .known')].filter(
    (e) => seen(e) && getComputedStyle(e).clipPath === 'none' && !e.closest('.toast, .sr'));
  const found = [];
  for (const [n, a] of all.entries()) for (const b of all.slice(n + 1)) {{
    if (a.contains(b) || b.contains(a)) continue;
    const x = a.getBoundingClientRect(), y = b.getBoundingClientRect();
    const wide = Math.min(x.right, y.right) - Math.max(x.left, y.left);
    const high = Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top);
    if (wide > 1 && high > 1) found.push(`${{said(a)}} / ${{said(b)}}`);
  }}
  return found; }}"""

WIDER = "document.scrollingElement.scrollWidth - innerWidth"


def as_it_is(page: Page) -> None:
    """Touch nothing."""


@dataclass(frozen=True)
class Look:
    """One thing to look at: a tab of room A's panel, a state, and what is touched first."""

    tab: str
    office: Office
    rules: Rules
    touch: Callable[[Page], None] = as_it_is
    at: Now = field(default_factory=scenes.now)


def each(site: Site, page: Page, looks: Mapping[str, Look]) -> Iterator[str]:
    """Show one look after another on one open panel."""
    rules = None
    for name, look in looks.items():
        site.show(look.office, look.at, look.rules)
        if look.rules is not rules:
            page.reload()  # another room: what is drawn once is of that one
        rules = look.rules
        caught_up(site, page)
        if look.tab:
            page.click(f'.p-nav [data-tab="{look.tab}"]')
        look.touch(page)
        yield name
        page.evaluate("document.querySelectorAll('dialog').forEach((d) => d.close())")


def misfits(page: Page, *, fingers: bool) -> list[object]:
    """Return what scrolls, is cut, overlaps, or (`fingers`) is too small to be touched."""
    seen = page.evaluate(NO_SCROLL)
    found: list[object] = [seen] if seen["high"] > 0 or seen["wide"] > 0 or seen["cut"] else []
    for script in (OVERFLOWS, CUT_WORDS, OVERLAPS, *((SMALL_TARGETS,) if fingers else ())):
        if wrong := page.evaluate(script):
            found.append(wrong)
    return found


def unfit(site: Site, page: Page, looks: Mapping[str, Look], *, fingers: bool) -> list[object]:
    """Return each look that does not fit, with what is wrong."""
    wrong: list[object] = []
    for name in each(site, page, looks):
        if found := misfits(page, fingers=fingers):
            wrong.append((name, found))
    return wrong


def too_wide(site: Site, page: Page, looks: Mapping[str, Look]) -> list[str]:
    """Return the looks that are wider than their glass."""
    return [name for name in each(site, page, looks) if page.evaluate(WIDER) > 0]


def hard_to_read(site: Site, page: Page, looks: Mapping[str, Look]) -> list[object]:
    """Return what axe finds serious in each look (WCAG 2.2 AA)."""
    return [(name, *one) for name in each(site, page, looks) for one in serious(page)]
