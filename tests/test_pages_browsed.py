"""The pages of plain HTML in a real browser, with and without scripts: nothing runs, no other host
is asked, and nothing keeps anybody from reading them."""

from pathlib import Path

import pages
import pytest
import terminal
from browser import Reader
from playwright.sync_api import Browser

from web.pages.days import in_words

pytestmark = pytest.mark.apart
PATHS = (
    *("programs/ilrs", "programs/gatt", "participants/EGY", "participants/ARE", "programs"),
    *("participants", "changes", "changes/corrections", "changes/1-500", "about"),
)
DATES = (
    *("2023", "2023-08", "2023-10-03", "2023-10-03?", "2012~", "2009%", "0900-01-02", "../2013"),
    *("2021-06-16/..", "[2020-11-12,2020-11-13]", "[2024-05-07..2024-05-09]", "2024-05/2024-07"),
    *("202X", "20XX", "2023-XX", "2023-XX-XX", "2023-1X", "2023-35", "2023-21", "2023-27"),
    *("2023-32", "2023-38", "2023-41?", "[..2020,2022..]", "[2020-01..2020-03,2021]", "2023~/.."),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "site"
    terminal.answer_to(f"depositary --db {pages.SAMPLE} publish {folder} --publisher 'The Desk'")
    return folder


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 1280), ("dark", 375)], ids=["light-1280", "dark-375"]
)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_can_be_read(
    path: str, scheme: str, width: int, browser: Browser, site: Path
) -> None:
    window = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    reader = Reader(browser, site, **window)
    reader.page.goto(f"{site.as_uri()}/{path}/index.html")
    assert reader.violations() == []
    assert reader.page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert reader.faults == []
    assert all(url.startswith(site.as_uri()) for url in reader.requests)
    reader.picture(f"plain-{path.replace('/', '-')}-{width}")
    reader.context.close()


def test_without_a_script_the_first_page_leads_on(browser: Browser, site: Path) -> None:
    reader = Reader(browser, site, java_script_enabled=False)
    reader.page.goto(f"{site.as_uri()}/index.html")
    assert not reader.page.locator("main").is_visible()
    assert reader.page.locator("noscript").is_visible()
    reader.page.get_by_role("link", name="International Lunar Research Station").click()
    assert reader.page.url.endswith("/programs/ilrs/index.html")
    assert reader.page.get_by_role("heading", level=1).inner_text() == (
        "International Lunar Research Station"
    )
    reader.picture("plain-first-without-script")
    reader.context.close()


def test_the_first_page_has_no_fault_and_the_way_to_all_others(
    browser: Browser, site: Path
) -> None:
    reader = Reader(browser, site).open()
    assert reader.page.locator(".directory").is_visible()
    assert reader.violations() == []
    assert reader.faults == []
    reader.context.close()


def test_dates_are_said_alike_on_both(browser: Browser, site: Path) -> None:
    """`web.pages.days` and ``static/dates.js`` are two writings of one rule."""
    reader = Reader(browser, site).open()
    said = reader.page.evaluate("(dates) => dates.map(dateInWords)", list(DATES))
    assert said == [in_words(one) for one in DATES]
    reader.context.close()
