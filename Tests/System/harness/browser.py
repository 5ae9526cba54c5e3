"""A real Chromium, and what axe-core finds in it."""

import contextlib
import pathlib
import shutil

import axe_playwright_python
from playwright.sync_api import sync_playwright

AXE = next(pathlib.Path(axe_playwright_python.__file__).parent.glob("axe.min.js"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextlib.contextmanager
def chromium():
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


def faults(page):
    """What axe-core holds against the page as it is: rules, and the first element of each."""
    # The page's own policy would refuse a script of a test.
    page.evaluate(AXE.read_text())
    found = page.evaluate("(rules) => axe.run(document, {runOnly: rules})", RULES)
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]]
