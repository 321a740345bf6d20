"""In a browser: the page as `serve` shows it, and pictures in HTML."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
import terminal
from browser import SHOWN, Reader
from playwright.sync_api import Browser
from servers import SAMPLE, Server, record, serving

pytestmark = pytest.mark.apart


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(SAMPLE, tmp_path_factory.mktemp("browsed") / "events.db"))


@pytest.fixture(scope="module")
def server(path: Path) -> Iterator[Server]:
    with serving(path, "ILRS", "Moon Agreement") as found:
        yield found


@pytest.fixture
def reader(browser: Browser, path: Path) -> Iterator[Reader]:
    found = Reader(browser, path.parent)
    found.page.set_default_timeout(60_000)  # the first pictures take some seconds to be made
    yield found
    found.context.close()
    assert found.faults == []


class TestServed:
    def test_the_page_shows_what_others_recorded_on_reload(
        self, reader: Reader, server: Server, path: Path
    ) -> None:
        page = reader.page
        page.goto(server.address)
        page.wait_for_function(SHOWN)
        assert "Venezuela" in reader.names("ilrs")
        assert list(reader.rosters) == ["ilrs", "moon-agreement"]
        reader.look()
        assert reader.violations() == []
        reader.picture("served", whole=True)
        before = page.locator("footer").inner_text()
        record(path, "new")
        page.reload()
        page.wait_for_function(SHOWN)
        assert "1051" in before
        assert "1052" in page.locator("footer").inner_text()
        assert not [one for one in reader.requests if not one.startswith(server.address)]

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_the_list_of_questions_is_read_on_a_small_screen(
        self, scheme: Literal["light", "dark"], browser: Browser, server: Server, path: Path
    ) -> None:
        window = {"viewport": {"width": 375, "height": 800}, "color_scheme": scheme}
        reader = Reader(browser, path.parent, **window)
        reader.page.goto(f"{server.address}/api/")
        assert reader.page.evaluate("document.documentElement.scrollWidth") == 375
        assert reader.violations() == []
        reader.context.close()
        assert reader.faults == []

    def test_the_tables_stand_behind_it(self, reader: Reader, server: Server) -> None:
        page = reader.page
        page.goto(server.address)
        page.get_by_role("link", name="All tables").click()
        page.get_by_role("link", name="Who is in a program on a day").click()
        page.goto(f"{server.address}ledger/roster?program=ILRS&on=2023-09-30&known=")
        assert page.locator("td.col-name", has_text="South Africa").count() == 1
        page.goto(f"{server.address}ledger/events")
        assert page.locator(".facet-info").count() >= 1
        assert not [one for one in reader.requests if not one.startswith(server.address)]
        reader.picture("served-events")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a chart and a map."""
    folder = tmp_path_factory.mktemp("pictures")
    for command, day in (("chart", "--to 2024-05-08"), ("map", "--on 2024-05-08")):
        asked = f'{command} "Artemis Accords" ILRS {day} -o {folder}/{command}.html'
        assert terminal.answer_to(f"depositary --db {SAMPLE} {asked}").startswith("drawn to")
    return folder


class TestPicturesInHtml:
    @pytest.mark.parametrize("name", ["chart", "map"])
    @pytest.mark.parametrize("width", [375, 1280])
    def test_are_for_everybody(self, name: str, width: int, browser: Browser, drawn: Path) -> None:
        reader = Reader(browser, drawn, viewport={"width": width, "height": 800})
        page = reader.page
        page.goto(f"{drawn.as_uri()}/{name}.html")
        assert page.locator("svg").first.is_visible()
        page.locator("summary").click()
        assert page.locator("tbody tr").count() > 20
        reader.picture(f"{name}-in-html-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert reader.violations() == []
        assert (reader.faults, reader.requests) == ([], [page.url])
        reader.context.close()
