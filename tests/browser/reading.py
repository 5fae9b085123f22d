"""How a page reads: what axe finds in it, by the rules of WCAG 2.2 AA."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
"""Every violation is told in full; where all is well it is not written out, which takes longer
than to look."""


def serious(page: Page) -> list[tuple[str, list[object]]]:
    """Return what is serious or critical as the page stands: the rule, and where."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate("(o) => axe.run(o).then((seen) => seen.violations)", OPTIONS)
    return [
        (v["id"], [n["target"] for n in v["nodes"]])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
