"""A browser for tests of the page: Debian's Chromium, driven by Playwright, without a network.

Where there is no Chromium the tests are skipped; ``.ci/run`` installs it. Screenshots are kept in
``screenshots/``, for people to look at.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
SCREENSHOTS = Path(__file__).parent.parent / "screenshots"
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SHOWN = "() => Number(document.documentElement.dataset.shown) > 0"
DRAWN = "() => document.querySelectorAll('#pictures figure > .canvas > svg').length === 2"
# Goes to a view by its address, and waits until all of it is shown.
GO = """
async (hash) => {
  const root = document.documentElement;
  const before = root.dataset.shown;
  if (location.hash === hash) return;
  location.hash = hash;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve));
    if (root.dataset.problem) throw new Error(root.dataset.problem);
    if (root.dataset.shown && root.dataset.shown !== before) return;
  }
}
"""
# The rosters as a reader sees them.
_ROSTERS = """
() => Object.fromEntries([...document.querySelectorAll(".program")].map((program) => [
  program.id.replace("program-", ""),
  [...program.querySelectorAll(":scope > .members > li")].map((member) => ({
    ...member.dataset, name: member.querySelector(".name").textContent,
  })),
]))
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no {CHROMIUM}: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        yield browser
        browser.close()


class Reader:
    """Somebody who reads the page in a window of their own, and all that went wrong there."""

    def __init__(self, browser: Browser, site: Path, **window: Any) -> None:
        self.site = site
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **window})
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.faults: list[str] = []
        self.requests: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console",
            lambda said: (
                self.faults.append(said.text) if said.type in ("error", "warning") else None
            ),
        )
        self.page.on("request", lambda request: self.requests.append(request.url))

    def open(self, address: str = "") -> "Reader":
        self.page.goto(f"{self.site.as_uri()}/index.html{address}")
        self.page.wait_for_function(SHOWN)
        return self

    def look(self) -> "Reader":
        """Scroll to the pictures, which are loaded only then."""
        self.page.locator("#pictures").evaluate("(pictures) => pictures.scrollIntoView()")
        self.page.wait_for_function(DRAWN)
        self.wait()
        return self

    def go(self, hash_: str) -> None:
        self.page.evaluate(GO, hash_)

    def wait(self) -> None:
        self.page.wait_for_function(SHOWN)

    @property
    def rosters(self) -> dict[str, list[dict[str, str]]]:
        found: dict[str, list[dict[str, str]]] = self.page.evaluate(_ROSTERS)
        return found

    @property
    def hash(self) -> str:
        found: str = self.page.evaluate("() => location.hash")
        return found

    def names(self, program: str) -> list[str]:
        return [one["name"] for one in self.rosters[program]]

    def texts(self, selector: str) -> Sequence[str]:
        return self.page.locator(selector).all_inner_texts()

    def picture(self, name: str, *, whole: bool = False) -> None:
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=whole)

    def violations(self) -> list[str]:
        """What axe finds that keeps somebody from reading the page."""
        options = {"resultTypes": ["violations"], "preload": False}  # it would load the style again
        found = Axe().run(self.page, options=options).response["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
