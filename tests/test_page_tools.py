"""What helps on the page: who is in which, search, history played, what can be taken away."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pages
import pytest
import terminal
from browser import Reader
from playwright.sync_api import Browser, Position, expect

from ledger.store import Ledger
from ledger.transparency import merkle

pytestmark = pytest.mark.apart
Open = Callable[..., Reader]
FIVE = "artemis-accords,ilrs,moon-agreement,outer-space-treaty,gateway"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "site"
    terminal.answer_to(
        f"depositary --db {pages.SAMPLE} publish {folder} 'Artemis Accords' ILRS --title 'The desk'"
        " --publisher 'A newsroom' --url https://example.org/register/"
    )
    return folder


@pytest.fixture
def read(browser: Browser, site: Path) -> Iterator[Open]:
    readers: list[Reader] = []

    def opened(address: str = "", **window: Any) -> Reader:
        readers.append(Reader(browser, site, **window))
        return readers[-1].open(address)

    yield opened
    for reader in readers:
        reader.context.close()
        assert reader.faults == []


class TestWhoIsInWhich:
    def test_those_in_both_with_the_days_since_when(self, read: Open) -> None:
        reader = read("#programs=artemis-accords,ilrs&on=2025-12-31")
        rows = [" ".join(one.split()) for one in reader.texts("#both tbody tr")]
        assert rows == [
            "Senegal 24 July 2025 5 September 2024",
            "Thailand 16 December 2024 5 April 2024",
        ]

    def test_of_five_programs_those_in_the_most_come_first(self, read: Open) -> None:
        reader = read(f"#programs={FIVE}&on=2026-11-01")
        options = reader.texts("#least option")
        assert options[0] == "In all 5 (0)"
        counts = [int(one.rsplit("(", 1)[1].rstrip(")")) for one in options]
        assert counts == sorted(counts)
        chosen = reader.page.locator("#least").input_value()
        rows = reader.page.locator("#both tbody tr")
        expect(rows).to_have_count(next(one for one in counts if one))
        for row in rows.all():
            expect(row.locator("td button")).to_have_count(int(chosen))

    def test_it_is_searched_by_name_and_sorted_by_the_day_of_joining(self, read: Open) -> None:
        reader = read("#programs=artemis-accords,ilrs&on=2025-12-31")
        reader.page.locator("#least").select_option("1")
        reader.page.locator("#both th button", has_text="International Lunar").click()
        assert set(reader.texts("#both tbody .name")[:2]) == {"China", "Russia"}
        reader.page.locator("#who").fill("emirates")
        assert reader.texts("#both tbody .name") == ["United Arab Emirates"]
        reader.page.locator("#who").fill("nobody at all")
        expect(reader.page.locator("#both")).to_contain_text("Nobody there goes by that name.")

    def test_from_one_audit_there_is_a_way_to_the_other(self, read: Open) -> None:
        reader = read("#programs=artemis-accords,ilrs&on=2025-12-31")
        reader.page.get_by_role("button", name="Thailand, International Lunar").click()
        expect(reader.page.locator("#audit .kicker")).to_contain_text("International Lunar")
        expect(reader.page.locator("#audit .elsewhere")).to_have_text(
            "Artemis Accords: signatory since 16 December 2024 (date differs)"
        )
        reader.page.locator("#audit .elsewhere button").click()
        expect(reader.page.locator("#audit .kicker")).to_contain_text("Artemis Accords")
        assert "member=artemis-accords/THA" in reader.hash


class TestSearch:
    @pytest.mark.parametrize(
        ("typed", "path"), [("egy", "EGY"), ("UAE", "ARE"), ("roscosmos", "roscosmos")]
    )
    def test_enter_leads_to_the_page_of_a_participant(
        self, typed: str, path: str, read: Open
    ) -> None:
        reader = read()
        reader.page.locator("#find").fill(typed)
        expect(reader.page.locator("#found [data-href]").first).to_be_visible()
        reader.page.locator("#find").press("Enter")
        reader.page.wait_for_url(f"**/participants/{path}/index.html")


class TestHistoryPlayed:
    def test_its_speed_is_chosen_and_at_the_end_it_is_played_again(self, read: Open) -> None:
        reader = read("#programs=ilrs&on=2025-01-01")
        pace = reader.page.locator(".pace")
        expect(pace).to_have_text("1×")
        pace.click()
        pace.click()
        expect(pace).to_have_accessible_name("Speed: 4 times")
        reader.page.locator(".play").click()
        expect(reader.page.locator(".play")).to_have_text("Replay")
        before = reader.page.locator("#date").input_value()
        reader.page.locator(".play").click()
        reader.page.wait_for_function(f"Number(document.querySelector('#date').value) < {before}")

    def test_a_tick_says_what_happened_and_leads_there(self, read: Open) -> None:
        reader = read("#programs=ilrs&on=2025-01-01")
        ticks = reader.page.locator(".ticks")
        box = ticks.bounding_box()
        assert box is not None
        low, high = (
            int(str(reader.page.locator("#date").get_attribute(one))) for one in ("min", "max")
        )
        day = reader.page.evaluate("dayNumber('2024-09-05')")
        at: Position = {"x": (day - low) / (high - low) * box["width"], "y": box["height"] / 2}
        ticks.hover(position=at, force=True)
        expect(reader.page.locator(".tip")).to_contain_text("5 September 2024: Senegal signed")
        ticks.click(position=at, force=True)
        assert "on=2024-09-05" in reader.hash

    def test_milestones_are_those_of_the_programs_shown(self, read: Open) -> None:
        reader = read("#programs=moon-agreement,outer-space-treaty")
        shown = reader.texts(".milestones li")
        assert len(shown) == 1
        assert "Saudi Arabia's withdrawal" in shown[0]


class TestTakenAway:
    def test_a_roster_as_csv_has_the_conditions_of_the_view(
        self, read: Open, tmp_path: Path
    ) -> None:
        reader = read("#programs=ilrs&on=2023-09-30&tiers=official")
        with reader.page.expect_download() as coming:
            reader.page.get_by_role("button", name="Rosters as CSV").click()
        coming.value.save_as(tmp_path / "roster.csv")
        with (tmp_path / "roster.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        command = "roster ilrs --on 2023-09-30 --tier official --format json"
        answer = json.loads(terminal.answer_to(f"depositary --db {pages.SAMPLE} {command}"))
        wanted = {one["participant"]["id"]: one["since"] for one in answer["members"]}
        assert {one["id"]: one["since"] for one in rows if one["certainty"] == "certain"} == wanted
        assert {one["conditions"] for one in rows} == {"counting only official sources"}
        assert {one["known"] for one in rows} == {"1051"}

    @pytest.mark.parametrize("kind", ["SVG", "PNG"])
    def test_a_picture_has_what_it_shows_and_whose_it_is(
        self, kind: str, read: Open, tmp_path: Path
    ) -> None:
        reader = read("#programs=ilrs&on=2023-09-30&tiers=official").look()
        with reader.page.expect_download() as coming:
            reader.page.get_by_role("button", name=kind).first.click()
        coming.value.save_as(tmp_path / "picture")
        found = (tmp_path / "picture").read_bytes()
        if kind == "PNG":
            assert found.startswith(b"\x89PNG")
            assert len(found) > 10_000
        else:
            text = found.decode()
            assert "Counting only official sources." in " ".join(text.split())
            assert "A newsroom" in text

    @pytest.mark.parametrize("known", [157, 256, 1])
    def test_what_was_known_before_is_cited_with_the_root_up_to_there(
        self, known: int, read: Open
    ) -> None:
        """That of the tree over as many events, which the browser computes from the records."""
        reader = read(f"#programs=ilrs&on=2023-09-30&known={known}")
        reader.page.locator("#take summary", has_text="Cite").click()
        cited = reader.page.locator("#take details:first-of-type .command")
        with Ledger.open(pages.SAMPLE) as ledger:
            root = merkle.root_at(ledger.node, known).hex()
        expect(cited).to_have_text(
            f"depositary again 'depositary roster ilrs --on 2023-09-30 at #{known} root {root}'"
        )
        [words] = reader.texts("#take .citation")
        assert f"(event #{known}, root {root})" in words
        again = cited.inner_text().replace("depositary ", f"depositary --db {pages.SAMPLE} ", 1)
        assert f"the events up to #{known} are those cited" in terminal.answer_to(again)

    def test_what_it_is_cited_by_is_asked_again(self, read: Open) -> None:
        reader = read("#programs=ilrs&on=2023-09-30&kind=state&min=2")
        reader.page.locator("#take summary", has_text="Cite").click()
        expect(reader.page.locator("#take .citation")).to_have_count(1)
        [command] = reader.texts("#take details:first-of-type .command")
        told = terminal.answer_to(
            command.replace("depositary ", f"depositary --db {pages.SAMPLE} ", 1)
        )
        assert "[exit" not in told
        [words] = reader.texts("#take .citation")
        assert words.startswith(
            "A newsroom. (2026, November 26). At the end of 30 September 2023, "
        )
        assert "counting only events with 2 sources or more, counting states alone" in words
        assert "https://example.org/register/#programs=ilrs" in words

    @pytest.mark.parametrize(
        ("part", "shown", "hidden"),
        [
            ("count", [".lede", ".whole"], ["#programs", "#pictures", "#when"]),
            ("roster", ["#programs"], ["#pictures", "#when"]),
            ("chart", ["figure:first-of-type", "#when"], ["figure:last-of-type", "#programs"]),
            ("map", ["figure:last-of-type"], ["figure:first-of-type", "#programs"]),
        ],
    )
    def test_a_part_is_embedded_as_high_as_it_is(
        self, part: str, shown: list[str], hidden: list[str], read: Open, tmp_path: Path
    ) -> None:
        reader = read("#programs=ilrs,artemis-accords&on=2023-09-30")
        reader.page.locator("#take summary", has_text="Embed").click()
        reader.page.locator("#part").select_option(part)
        reader.page.locator("#theme").select_option("dark")
        [code] = reader.texts("#take .command")
        here = reader.site.as_uri()
        (tmp_path / "host.html").write_text(
            code.replace("https://example.org/register/#", f"{here}/index.html#").replace(
                "https://example.org/register/", f"{here}/"
            )
        )
        host = reader.context.new_page()
        host.goto((tmp_path / "host.html").as_uri())
        frame = host.frame_locator("iframe")
        for one in shown:
            expect(frame.locator(one)).to_be_visible()
        for one in hidden:
            expect(frame.locator(one)).not_to_be_visible()
        expect(frame.locator(".whole")).to_contain_text("A newsroom")
        assert frame.locator("html").get_attribute("data-theme") == "dark"
        host.wait_for_function("document.querySelector('iframe').style.height !== ''")
