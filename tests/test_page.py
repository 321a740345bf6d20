"""The published page in a real browser: what it answers, how it is used, and what it withstands."""

import functools
import http.server
import json
import random
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import crowd
import pages
import pytest
import terminal
from browser import DRAWN, SHOWN, Reader
from playwright.sync_api import Browser, expect

from ledger.dates import parse
from ledger.events import TIERS
from ledger.names import now_called

pytestmark = pytest.mark.apart
Open = Callable[..., Reader]
NO_ACT = {"announcement", "about-another", "of-predecessor"}
DISPUTES = {
    "date disputed": "date differs",
    "act disputed": "membership contested",
    "detail disputed": "detail differs",
}
PROGRAMS = ("artemis-accords", "gateway", "ilrs", "moon-agreement", "outer-space-treaty")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "site"
    terminal.answer_to(f"depositary --db {pages.SAMPLE} publish {folder} 'Artemis Accords' ILRS")
    return folder


@pytest.fixture
def read(browser: Browser, site: Path) -> Iterator[Open]:
    """Opens the page; whatever goes wrong on it while it is read fails the test."""
    readers: list[Reader] = []

    def opened(address: str = "", at: Path = site, **window: Any) -> Reader:
        readers.append(Reader(browser, at, **window))
        return readers[-1].open(address)

    yield opened
    for reader in readers:
        reader.context.close()
        assert reader.faults == []
        assert all(url.startswith(("file:", "data:")) for url in reader.requests)


@pytest.fixture(scope="module")
def reader(browser: Browser, site: Path) -> Iterator[Reader]:
    """One who goes from view to view by the address alone."""
    found = Reader(browser, site).open()
    yield found
    found.context.close()
    assert found.faults == []


def asked(command: str) -> Any:
    return json.loads(terminal.answer_to(f"depositary --db {pages.SAMPLE} {command} --format json"))


class TestAnswers:
    @pytest.mark.parametrize("program", PROGRAMS)
    def test_random_views_are_those_of_the_command(self, program: str, reader: Reader) -> None:
        """Twenty for each of five programs."""
        chance = random.Random(program)
        for _ in range(20):
            view, options = random_view(program, chance)
            reader.go(f"#programs={program}&{view}")
            answer = asked(f"roster {program} {options}")
            shown = {
                (one["id"], one["name"], one["status"], one["since"], one["certainty"])
                for one in reader.rosters[program]
            }
            assert shown == set(map(entry, [*answer["members"], *answer["possible"]])), options
            [count] = reader.texts(".program .count strong")
            assert count == str(answer["counts"]["members"])

    def test_random_audits_are_those_of_the_command(self, reader: Reader) -> None:
        chance = random.Random(20231106)
        reader.go("#programs=ilrs")
        everybody = reader.page.evaluate(
            "() => programData('ilrs').participants.map((one) => one.id)"
        )
        for _ in range(20):
            view, options = random_view("ilrs", chance, kinds=False)
            who = chance.choice(everybody)
            reader.go(f"#programs=ilrs&{view}&member=ilrs/{who}")
            answer = asked(f"audit ilrs {who} {options}")
            shown = reader.page.locator("#audit .event").evaluate_all(
                "(all) => all.map((one) => [Number(one.dataset.position), one.dataset.verdict])"
            )
            wanted = [[one["position"], one["verdict"]] for one in answer["events"]]
            assert shown == wanted, f"{who} {options}"
            [fact] = reader.texts("#audit .fact")
            assert ("A member on" in fact) == (
                answer["fact"] is not None and answer["fact"]["certainty"] == "certain"
            )
            related = " ".join(reader.texts("#audit .related"))
            assert all(one["participant"]["name"] in related for one in answer["related"])

    def test_iceland_on_its_three_axes(self, reader: Reader) -> None:
        reader.go("#on=2023-10-24")
        assert "Iceland" in reader.names("artemis-accords")
        reader.go("#on=2023-10-24&known=2023-10-24")
        assert "Iceland" not in reader.names("artemis-accords")
        reader.go("#on=2023-10-24&published=2023-10-24")
        roster = reader.rosters["artemis-accords"]
        certain = [one for one in roster if one["certainty"] == "certain"]
        assert (len(certain), len(roster) - len(certain)) == (19, 10)

    def test_dates_are_put_into_words(self, reader: Reader) -> None:
        words = {
            "2023": "2023",
            "2023-08": "August 2023",
            "2023-10-03": "3 October 2023",
            "2023-10-03?": "3 October 2023 (uncertain)",
            "2023~": "about 2023",
            "2023-10%": "about October 2023 (uncertain)",
            "2024-05-07/2024-05-09": "7 May 2024 to 9 May 2024",
            "../2023-06": "June 2023 or before",
            "2021-06-16/..": "16 June 2021 or later",
            "[2020-11-12,2020-11-13]": "12 November 2020 or 13 November 2020",
            "[2024-05-07..2024-05-09]": "a day between 7 May 2024 and 9 May 2024",
            "[2023,2024-05..2024-06]": "2023 or May 2024 to June 2024",
            "[..2023]": "2023 or before",
            "[2023..]": "2023 or later",
        }
        assert reader.page.evaluate("(all) => all.map(dateInWords)", list(words)) == list(
            words.values()
        )
        assert all(parse(text) for text in words)

    def test_who_is_in_both(self, reader: Reader) -> None:
        reader.go("#on=2025-12-31")
        assert reader.texts("#both .name") == ["Senegal", "Thailand"]

    def test_what_changed_is_what_diff_says(self, reader: Reader) -> None:
        reader.go("#on=2024-06-30&since=2023-09-30&published=2024-01-31")
        for program in ("artemis-accords", "ilrs"):
            answer = asked(f"diff {program} 2023-09-30 2024-06-30 --published-by 2024-01-31")
            wanted = {(one["change"], one["participant"]["id"]) for one in answer["changes"]}
            column = f"#changes .column:nth-child({1 + (program == 'ilrs')}) [data-change]"
            shown = reader.page.locator(column).evaluate_all(
                "(found) => found.map((one) => [one.dataset.change, one.dataset.id])"
            )
            assert set(map(tuple, shown)) == wanted

    @pytest.mark.parametrize(
        ("program", "on", "then", "now"),
        [
            ("ilrs", "2023-09-30", 157, 1051),
            ("ilrs", "2023-06-30", 157, 300),
            ("artemis-accords", "2023-10-24", 212, 221),
            ("moon-agreement", "2023-12-31", 50, 1051),
        ],
    )
    def test_what_is_told_otherwise_is_what_diff_says(
        self, program: str, on: str, then: int, now: int, reader: Reader
    ) -> None:
        """Whichever of the two positions is the later one."""
        answer = asked(f"diff {program} '#{then}' '#{now}' --on {on}")
        wanted = {(one["change"], one["participant"]["id"]) for one in answer["changes"]}
        assert wanted
        for one, other in ((then, now), (now, then)):
            reader.go(f"#programs={program}&on={on}&known={one}&against={other}")
            shown = reader.page.locator("[data-revision]").evaluate_all(
                "(found) => found.map((one) => [one.dataset.revision, one.dataset.id])"
            )
            assert set(map(tuple, shown)) == wanted

    def test_what_was_recorded_in_between_is_dated_on_both_axes(self, reader: Reader) -> None:
        reader.go("#programs=artemis-accords&on=2023-10-24&known=221&against=212")
        rows = ".revision .table:last-child tbody tr"
        positions = [re.findall(r"#(\d+)", one)[0] for one in reader.texts(rows)]
        assert positions == ["214", "215", "221"]
        last = reader.texts(rows)[-1]
        assert last.split("\t")[:2] == ["7 November 2023 #221", "10 October 2023"]
        assert "now reads" in last
        assert last.endswith("Iceland signed Artemis Accords")
        reader.page.get_by_role("button", name="Happened").click()
        positions = [re.findall(r"#(\d+)", one)[0] for one in reader.texts(rows)]
        assert positions == ["214", "221", "215"]

    @pytest.mark.parametrize(
        ("program", "participant", "view", "options"),
        [
            ("ilrs", "ZAF", "on=2023-09-30", "--on 2023-09-30"),
            ("ilrs", "ARE", "on=2023-06-30", "--on 2023-06-30"),
            (
                "ilrs",
                "ARE",
                "on=2023-06-30&known=2023-06-30",
                "--on 2023-06-30 --known 2023-06-30",
            ),
            ("moon-agreement", "SAU", "on=2024-01-05", "--on 2024-01-05"),
            ("artemis-accords", "UKR", "on=2020-11-12", "--on 2020-11-12"),
            ("artemis-accords", "LVA", "on=2026-01-20&tiers=press", "--on 2026-01-20 --tier press"),
        ],
    )
    def test_an_audit_is_that_of_the_command(
        self, program: str, participant: str, view: str, options: str, reader: Reader
    ) -> None:
        reader.go(f"#programs={program}&{view}&member={program}/{participant}")
        answer = asked(f"audit {program} {participant} {options}")
        events = reader.page.locator("#audit .event")
        shown = events.evaluate_all(
            "(all) => all.map((one) => [Number(one.dataset.position), one.dataset.verdict])"
        )
        assert shown == [[one["position"], one["verdict"]] for one in answer["events"]]
        for place, event in enumerate(answer["events"]):
            text = events.nth(place).inner_text()
            assert event["id"] in text
            if event["verdict"].startswith("not yet known: recorded"):
                continue
            for source in event["sources"]:
                assert source["title"] in text
                assert source["quote"] is None or source["quote"] in text
            for step in event["history"]:
                assert f"(#{step['position']})" in text
        if answer["fact"]:
            fact = reader.page.locator("#audit .fact").inner_text()
            assert answer["fact"]["status"] in fact
            assert all(DISPUTES[mark["kind"]] in fact for mark in answer["fact"]["marks"])

    @pytest.mark.parametrize(
        ("view", "said"),
        [
            (
                "on=2023-09-30&programs=ilrs",
                "At the end of 30 September 2023, the {} had 8 members on file (4 of them states).",
            ),
            (
                "on=2023-09-30&programs=ilrs&known=157",
                (
                    "At the end of 30 September 2023, as this register had it at #157 (21 June "
                    "2023), the {} had 7 members on file (6 of them states)."
                ),
            ),
            (
                "on=2026-11-26&programs=ilrs&tiers=official,press&min=2&kind=state",
                (
                    "At the end of 26 November 2026, counting only official or press sources, "
                    "counting only events with 2 sources or more, counting states alone, "
                    "the {} had 7 members on file."
                ),
            ),
            (
                "on=2026-11-27&programs=ilrs",
                (
                    "On 27 November 2026, by what was known that day, "
                    "the {} had 24 members on file (13 of them states)."
                ),
            ),
            (
                "on=9999-12-31&programs=ilrs",
                (
                    "At the end of 31 December 9999, by what was known on 27 November 2026, "
                    "the {} will have 24 members on file (13 of them states)."
                ),
            ),
        ],
    )
    def test_the_conditions_stand_in_the_sentence(
        self, view: str, said: str, reader: Reader
    ) -> None:
        ilrs = "International Lunar Research Station"
        for more in ("", "&embed=1"):
            reader.go(f"#{view}{more}")
            [lede] = reader.texts("#lede")
            assert lede == said.format(ilrs)
            conditions = [one for one in lede.split(", ")[1:-1] if "known" not in one]
            assert all(one in reader.page.title() for one in conditions)
            for caption in reader.texts("#pictures figcaption"):
                assert all(one.lower() in caption.lower() for one in conditions)

    def test_an_event_that_does_not_count_is_not_told_as_if_it_did(self, reader: Reader) -> None:
        reader.go("#programs=artemis-accords&on=2026-10-01")
        [said] = reader.texts(".said")
        assert said.endswith("signed Artemis Accords.")
        reader.go("#programs=artemis-accords&on=2026-10-01&tiers=reference")
        assert reader.texts(".said") == [
            said.replace("Accords.", "Accords (not counted here, for want of such sources).")
        ]

    def test_two_days_are_compared_in_the_order_of_time(self, reader: Reader) -> None:
        reader.go("#programs=ilrs&on=2023-01-01&since=2024-01-01")
        assert reader.texts("#since-label") == ["What changed after 1 January 2023, until "]
        shown = reader.page.locator("#changes [data-change]").evaluate_all(
            "(found) => found.map((one) => [one.dataset.change, one.dataset.id])"
        )
        answer = asked("diff ilrs 2023-01-01 2024-01-01")
        wanted = [[one["change"], one["participant"]["id"]] for one in answer["changes"]]
        assert sorted(shown) == sorted(wanted)

    def test_another_day_is_no_doubt_about_a_membership(self, reader: Reader) -> None:
        reader.go("#programs=artemis-accords&on=2026-11-26")
        assert reader.texts(".flag.disputed") == []
        reader.go("#programs=artemis-accords&on=2026-11-26&member=artemis-accords/USA")
        assert reader.texts("#audit .fact")[0].endswith("; date differs.")

    def test_each_row_says_how_many_sources_its_audit_has(self, reader: Reader) -> None:
        for known in (1051, 300):
            reader.go(f"#programs=ilrs&on=2024-12-31&known={known}")
            rows = reader.page.locator("#program-ilrs > .members .word").all_inner_texts()
            ids = [one["id"] for one in reader.rosters["ilrs"]]
            for who, row in zip(ids, rows, strict=True):
                events = asked(f"audit ilrs {who} --on 2024-12-31 --known '#{known}'")["events"]
                gone = {"retracted", "not-read", "corrected-later", "not-yet-recorded", *NO_ACT}
                found = {
                    source["source"]
                    for event in events
                    if event["verdict_word"] not in gone
                    for source in event["sources"]
                }
                words = f"{len(found)} source{'s' if len(found) > 1 else ''}"
                assert re.fullmatch(rf"{words}(, (date|detail) differs)* ›", row), who

    def test_a_program_has_one_colour_and_shape_whatever_it_is_shown_with(
        self, reader: Reader
    ) -> None:
        def look() -> tuple[str, str]:
            found: tuple[str, str] = tuple(
                reader.page.locator("#program-ilrs h2 .mark").evaluate(
                    "(it) => [getComputedStyle(it).fill, it.firstChild.getAttribute('d')]"
                )
            )
            return found

        reader.go("#programs=ilrs&on=2023-10-24")
        alone = look()
        for others in (
            "artemis-accords,ilrs",
            "ilrs,brics,artemis-accords",
            "gatt,wto,ilrs,unesco",
        ):
            reader.go(f"#programs={others}&on=2023-10-24")
            assert look() == alone
            marks = reader.page.locator(".program h2 .mark path").evaluate_all(
                "(all) => all.map((one) => one.getAttribute('d'))"
            )
            assert len(set(marks)) == len(marks)

    def test_names_stand_as_in_a_dictionary_those_of_states_first(self, reader: Reader) -> None:
        reader.go("#programs=ilrs&on=2026-11-26")
        states, others = (
            reader.texts(f"#program-ilrs > .members{one} .name")
            for one in (":not(.bodies)", ".bodies")
        )
        assert len(states) == 13
        for names in (states, others):
            assert names == sorted(names, key=str.casefold)
        assert [*states, *others] == reader.names("ilrs")

    def test_the_chart_begins_with_the_first_member_and_tells_its_days(
        self, reader: Reader
    ) -> None:
        reader.go("#programs=ilrs&on=2023-09-30")
        caption = reader.page.locator("#pictures figure:first-child figcaption")
        expect(caption).to_contain_text(
            "30 September 2023, the dashed line: International Lunar Research Station 8."
        )
        details = reader.page.locator("#pictures figure:first-child details")
        if details.get_attribute("open") is None:
            details.locator("summary").click()
        expect(details.locator("td").first).to_have_text("9 March 2021")
        chart = reader.look().page.locator("#pictures figure:first-child .canvas svg")
        chart.hover()
        readout = reader.page.locator("#pictures .readout").first
        expect(readout).to_have_text(
            re.compile(r"^\d+ \w+ \d{4}: International Lunar Research Station \d+(–\d+)?$")
        )
        chart.click()
        reader.wait()
        expect(reader.page.locator(".date")).to_have_text(readout.inner_text().split(":")[0])

    def test_possible_and_disputed_look_different(self, reader: Reader) -> None:
        reader.go("#on=2023-10-24&published=2023-10-24")
        brazil = reader.page.locator("#program-artemis-accords [data-id=BRA]")
        assert "possibly" in brazil.inner_text()
        assert "possibly" not in reader.page.locator("#program-ilrs [data-id=ZAF]").inner_text()

    @pytest.mark.parametrize(
        ("acts", "view", "there"),
        [
            (25, "on=2000-01-01", ["Chile", "France"]),
            (25, "on=2000-01-01&min=1", ["Chile"]),
            (35, "on=2000-01-01", ["Chile"]),
        ],
    )
    def test_it_is_said_about_whom_the_page_has_no_answer(
        self,
        acts: int,
        view: str,
        there: list[str],
        read: Open,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        ledger = crowd.crowded(tmp_path / "events.db", acts, monkeypatch)
        terminal.answer_to(f"depositary --db {ledger} publish {tmp_path / 'page'}")
        reader = read(f"#programs=p&{view}&member=p/FRA", tmp_path / "page")
        assert reader.names("p") == there
        too_much = "Too much is on file for the page to tell: ask ‘depositary"
        omitted = "France" not in there
        expect(reader.page.locator("#program-p .omitted")).to_have_text(
            f"Not counted here: France. {too_much} roster p’." if omitted else ""
        )
        expect(reader.page.locator("#audit .event")).to_have_count(0 if omitted else acts)
        said = reader.page.locator("#audit").get_by_text(f"{too_much} audit p FRA’.")
        expect(said).to_have_count(int(omitted))

    def test_a_table_stands_behind_each_picture(self, reader: Reader) -> None:
        reader.go("#on=2023-09-30&programs=ilrs")
        for details in reader.page.locator("details.behind").all():
            details.locator("summary").click()
        counts, states = (
            reader.page.locator(f"#pictures figure:nth-child({n}) tr") for n in (1, 2)
        )
        members = asked("roster ilrs --on 2023-09-01")["counts"]["members"]
        row = ["1 September 2023", "International Lunar Research Station", str(members), ""]
        expect(counts.filter(has_text=row[0]).locator("td")).to_have_text(row)
        expect(states.filter(has_text="South Africa")).to_have_count(1)
        expect(states.filter(has_text="Egypt")).to_have_count(0)
        expect(reader.page.locator("#events tbody")).to_contain_text("Egypt signed ILRS")


class TestUse:
    def test_the_keyboard_alone(self, read: Open) -> None:
        reader = read("#on=2023-12-05&programs=ilrs")
        keyboard = reader.page.keyboard
        keyboard.press("Tab")
        expect(reader.page.locator(".skip")).to_be_focused()
        while not reader.page.locator("#date").evaluate("(it) => it === document.activeElement"):
            keyboard.press("Tab")
        date_of = reader.page.locator("#date")
        keyboard.press("ArrowRight")
        expect(reader.page).to_have_url(re.compile("on=2023-12-06"))
        assert "Egypt" in reader.names("ilrs")
        keyboard.press("PageDown")  # to the event before
        expect(date_of).to_have_attribute("aria-valuetext", "24 November 2023")
        keyboard.press("PageUp")
        expect(date_of).to_have_attribute("aria-valuetext", "6 December 2023")
        expect(reader.page).to_have_url(re.compile("on=2023-12-06"))
        member = reader.page.locator("#program-ilrs [data-id=EGY] button")
        member.focus()
        keyboard.press("Enter")
        expect(reader.page.locator("#audit-title")).to_have_text("Egypt")
        keyboard.press("Escape")
        expect(reader.page.locator("#audit")).not_to_be_visible()
        expect(member).to_be_focused()
        expect(reader.page).not_to_have_url(re.compile("member"))

    def test_a_view_comes_back_as_it_was(self, read: Open) -> None:
        reader = read("#on=2023-10-24")
        page = reader.page
        page.locator("#exact").fill("2023-12-07")
        page.locator("#exact").blur()
        page.locator("#asked > summary").click()
        page.locator("#known").fill("#300")
        page.locator("#known").press("Enter")
        page.locator("#tier-official").check()
        page.locator("#min").fill("2")
        page.locator("#min").press("Enter")
        page.locator("#kind").select_option("state")
        page.locator("#published").fill("1 January 2025")
        page.locator("#since").fill("January 1, 2023")
        page.locator("#since").press("Enter")
        reader.wait()
        before = (reader.hash, reader.rosters, reader.texts("#changes"))
        assert before[0] == (
            "#programs=artemis-accords,ilrs&on=2023-12-07&since=2023-01-01&known=300"
            "&published=2025-01-01&tiers=official&min=2&kind=state"
        )
        again = read(before[0])
        assert (again.hash, again.rosters, again.texts("#changes")) == before
        page.go_back()
        assert "since" not in reader.hash
        page.locator("#since").fill("2022-05-05")
        page.locator("#since").press("Enter")
        assert "since=2022-05-05" in reader.hash
        page.go_back()
        page.go_forward()
        expect(page.locator("#since")).to_have_value("5 May 2022")
        assert "known=300" in str(page.locator(".cite").get_attribute("href"))

    def test_days_passed_in_a_hurry_are_one_step_back(self, read: Open) -> None:
        reader = read("#on=2023-10-01")
        before = reader.page.evaluate("() => history.length")
        reader.page.locator("#date").evaluate(  # more often than browsers let a page remember
            """(slider) => {
              for (let day = 0; day < 300; day += 1) {
                slider.stepUp();
                slider.dispatchEvent(new Event("input"));
                slider.dispatchEvent(new Event("change"));
              }
            }"""
        )
        expect(reader.page).to_have_url(re.compile("on=2024-07-27"))
        assert reader.page.evaluate("() => history.length") == before + 1

    def test_back_closes_the_audit(self, read: Open) -> None:
        reader = read("#on=2023-10-24")
        reader.page.locator("[data-id=ISL] button").click()
        expect(reader.page.locator("#audit-title")).to_have_text("Iceland")
        assert "member=artemis-accords/ISL" in reader.hash
        reader.page.go_back()
        expect(reader.page.locator("#audit")).not_to_be_visible()
        reader.page.go_forward()
        expect(reader.page.locator("#audit-title")).to_have_text("Iceland")

    def test_a_mark_on_the_map_leads_to_its_audit(self, read: Open) -> None:
        reader = read("#on=2023-12-06").look()
        mark = reader.page.locator("#pictures [aria-label^='South Africa, in']")
        mark.scroll_into_view_if_needed()
        mark.click()
        expect(reader.page.locator("#audit-title")).to_have_text("South Africa")
        assert "member=ilrs/ZAF" in reader.hash

    def test_the_land_of_a_state_answers_as_a_whole(self, read: Open) -> None:
        """Far from its capital, and between its dots."""
        reader = read("#on=2023-12-06&programs=ilrs").look()
        canvas = reader.page.locator("#pictures figure:last-child > .canvas")
        canvas.scroll_into_view_if_needed()
        siberia = reader.page.locator("[aria-label^='Russia, in']").bounding_box()
        assert siberia
        reader.page.mouse.move(siberia["x"] + 150, siberia["y"] - 20)
        expect(reader.page.locator("#vg-tooltip-element")).to_contain_text("Russia, in")
        reader.page.mouse.click(siberia["x"] + 153, siberia["y"] - 17)
        expect(reader.page.locator("#audit-title")).to_have_text("Russia")

    def test_a_state_in_both_has_a_mark_of_each(self, read: Open) -> None:
        """Side by side, each in its own colour, and each tells its own program."""
        reader = read("#on=2025-12-31").look()
        marks: list[list[Any]] = reader.page.locator(
            "#pictures [aria-label^='Thailand, in ']"
        ).evaluate_all(
            "(all) => all.map((one) => [one.ariaLabel, one.getAttribute('fill'), one.getBBox().x])"
        )
        [one, other] = sorted(marks, key=lambda mark: mark[2])
        assert one[0].startswith("Thailand, in Artemis Accords: signatory since ")
        assert other[0].startswith("Thailand, in International Lunar Research Station: ")
        assert one[1] != other[1]
        legend = reader.texts("#pictures .legend li")
        assert legend[-1].split() == ["in", "both", "2"]

    def test_the_states_can_be_seen_as_squares(self, read: Open) -> None:
        """The same as on the map, each with its code and its way to the audit; the address has it,
        and a step back is the map again."""
        reader = read("#on=2025-12-31").look()
        symbols = "#pictures figure:last-child > .canvas [aria-roledescription=point]"
        of = "(all) => all.map((one) => one.ariaLabel).sort()"
        on_the_map = reader.page.locator(symbols).evaluate_all(of)
        reader.page.get_by_role("button", name="As squares").click()
        reader.wait()
        assert "map=squares" in reader.hash
        assert reader.page.locator(symbols).evaluate_all(of) == on_the_map
        pressed = reader.page.locator("[aria-pressed=true]")
        assert pressed.all_inner_texts() == ["As squares"]
        codes = reader.page.locator(
            "#pictures figure:last-child > .canvas text"
        ).all_text_contents()
        assert {"SGP", "FRA", "NRU"} <= {*codes}
        reader.page.get_by_text("FRA", exact=True).hover()
        expect(reader.page.locator("#vg-tooltip-element")).to_contain_text("France, in Artemis")
        reader.page.locator("#pictures [aria-label^='South Africa, in']").click()
        expect(reader.page.locator("#audit-title")).to_have_text("South Africa")
        reader.page.go_back()
        reader.page.go_back()
        reader.wait()
        assert reader.page.locator(symbols).evaluate_all(of) == on_the_map
        assert "map=" not in reader.hash

    def test_squares_on_a_narrow_page_have_no_codes(self, read: Open) -> None:
        window = {"width": 375, "height": 700}
        reader = read("#on=2025-12-31&map=squares", viewport=window).look()
        canvas = "#pictures figure:last-child > .canvas"
        assert reader.page.locator(f"{canvas} text").count() == 0
        assert reader.page.locator(f"{canvas} [aria-label^='Singapore, in']").count() == 1
        expect(reader.page.locator("#pictures .inset")).not_to_be_visible()

    @pytest.mark.parametrize("width", [1280, 375])
    def test_symbols_stay_in_the_square_of_their_state(self, width: int, read: Open) -> None:
        """Those of up to six programs; each lies in one square with its whole width and height."""
        window = {"width": width, "height": 700}
        reader = read(f"#programs={','.join(PROGRAMS)}&on=2025-05-08&map=squares", viewport=window)
        spilt: list[str] = reader.look().page.evaluate(
            """() => {
              const canvas = document.querySelector("#pictures figure:last-child > .canvas");
              const boxes = (of) => [...canvas.querySelectorAll(of)]
                .map((one) => [one.ariaLabel, one.getBoundingClientRect()]);
              const squares = boxes(".mark-rect path").map(([, box]) => box);
              const within = (small, large) => small.left >= large.left - 0.5
                && small.right <= large.right + 0.5 && small.top >= large.top - 0.5
                && small.bottom <= large.bottom + 0.5;
              return boxes("[aria-roledescription=point]")
                .filter(([, box]) => !squares.some((square) => within(box, square)))
                .map(([label]) => label);
            }"""
        )
        assert spilt == []

    def test_the_map_says_how_many_are_not_drawn(self, read: Open) -> None:
        """Bodies have no place; where there are none, nothing is said of them."""
        caption = "#pictures figure:last-child figcaption"
        [told] = read("#programs=ilrs&on=2025-12-31").texts(caption)
        assert told.endswith("Not drawn, since they are no states: 11 more.")
        [told] = read("#programs=artemis-accords&on=2025-12-31").texts(caption)
        assert "Not drawn" not in told

    def test_squares_that_follow_the_date_are_those_drawn_anew(self, read: Open) -> None:
        drawn = """() => [...document.querySelectorAll("#pictures figure:last-child svg path")]
          .map((one) => one.outerHTML).sort()"""
        reader = read("#on=2021-01-01&map=squares").look()
        for day in ("2024-06-30", "2023-12-06"):
            reader.go(f"#on={day}&map=squares")
        anew = read("#on=2023-12-06&map=squares").look()
        assert reader.page.evaluate(drawn) == anew.page.evaluate(drawn)

    def test_the_land_of_a_state_in_none_says_so(self, read: Open) -> None:
        reader = read("#on=2023-12-06").look()
        canvas = reader.page.locator("#pictures figure:last-child > .canvas")
        canvas.scroll_into_view_if_needed()
        egypt = reader.page.locator("[aria-label^='Egypt, in']").bounding_box()
        assert egypt
        reader.page.mouse.move(egypt["x"] - 100, egypt["y"] + 25)
        expect(reader.page.locator("#vg-tooltip-element")).to_have_text(
            re.compile(r"^(Algeria|Libya), counted in none of these programs$")
        )

    def test_europe_stands_below_a_narrow_map_once_more(self, read: Open) -> None:
        europe = "#pictures .inset svg"
        expect(read("#on=2023-12-06").look().page.locator(europe)).not_to_be_visible()
        reader = read("#on=2023-12-06", viewport={"width": 375, "height": 700}).look()
        expect(reader.page.locator(europe)).to_be_visible()
        assert reader.page.locator("[aria-label^='Italy, in']").count() == 2
        expect(reader.page.locator(".credit")).to_contain_text("GeoNames, CC BY 4.0")

    def test_the_record_is_compared_once_it_is_asked(self, read: Open) -> None:
        """With what it was a month before; the address says so, and that it is no more."""
        reader = read("#programs=ilrs&on=2023-09-30&known=221")
        assert "against" not in reader.hash
        reader.page.locator("#revision summary").click()
        expect(reader.page.locator("#against")).to_have_value(re.compile(r"#\d+"))
        assert re.search(r"&known=221&against=\d+$", reader.hash)
        reader.page.locator("#against").fill("2023-06-21")
        reader.page.locator("#against").press("Enter")
        assert reader.hash.endswith("&known=221&against=2023-06-21")
        reader.page.locator("#against").fill("#9999")
        reader.page.locator("#against").press("Enter")
        expect(reader.page.locator("#against-fault")).to_contain_text("no position up to #1051")
        reader.page.locator("#revision summary").click()
        reader.wait()
        assert "against" not in reader.hash

    def test_what_names_no_moment_is_told(self, read: Open) -> None:
        reader = read("#programs=ilrs&on=2023-10-24")
        reader.page.locator("#asked > summary").click()
        reader.page.locator("#known").fill("9999")
        reader.page.locator("#known").press("Enter")
        assert "known" not in reader.hash
        expect(reader.page.locator("#known-fault")).to_contain_text("no position up to #1051")
        expect(reader.page.locator("#known")).to_have_attribute("aria-invalid", "true")

    @pytest.mark.parametrize(
        ("address", "told"),
        [
            ("#on=2023-9-30", ["“2023-9-30” is no day that there is"]),
            ("#on=2023-02-31&since=x", ["“2023-02-31” is no day", "“x” is no day"]),
            ("#programs=ilrs,nothing", ["“nothing” is no program on file here"]),
            ("#known=99999", ["“99999” is no position up to #1051 and no day"]),
            ("#tiers=offical&min=two", ["“two” is no number of sources", "“offical” is no tier"]),
            ("#date=2023-09-30", ["“date” is nothing that can be asked here"]),
            (
                "#member=nothing/EGY&kind=cat",
                ["“nothing/EGY” is no program and", "“cat” is no kind"],
            ),
        ],
    )
    def test_a_bad_address_is_told_and_nothing_else_answered(
        self, address: str, told: list[str], read: Open
    ) -> None:
        reader = read(address)
        faults = reader.texts("#address li")
        assert len(faults) == len(told)
        assert all(fault.startswith(one) for fault, one in zip(faults, told, strict=True))
        for part in ("#lede", "main", "#colophon"):
            expect(reader.page.locator(part)).not_to_be_visible()
        reader.page.get_by_role("button", name="Show what remains").click()
        expect(reader.page.locator("#address")).not_to_be_visible()
        expect(reader.page.locator("#lede")).to_contain_text("members")
        assert told[0].split("”")[0][1:] not in reader.hash

    def test_a_program_goes_by_its_aliases(self, read: Open) -> None:
        assert list(read("#programs=ILRS&on=2023-09-30").rosters) == ["ilrs"]

    def test_history_is_played(self, read: Open) -> None:
        reader = read("#on=2021-01-01")
        play = reader.page.locator(".play")
        play.click()
        expect(play).to_have_text("Pause")
        expect(reader.page.locator(".date")).not_to_have_text("1 January 2021")
        play.click()
        expect(play).to_have_text("Play")

    def test_milestones_are_named_and_lead_there(self, read: Open) -> None:
        reader = read()
        for word, day in (("before", "2023-10-02"), ("after", "2023-10-23")):
            reader.page.get_by_role("button", name=f"{word}: The October accords of 2023").click()
            expect(reader.page).to_have_url(re.compile(f"on={day}"))
        reader.go("#known=203")  # the last event before it was filed
        milestones = reader.page.locator(".milestones li")
        expect(milestones.filter(has_text="found the International Lunar")).to_have_count(1)
        expect(milestones.filter(has_text="October accords")).to_have_count(0)

    def test_programs_are_found_by_name_or_alias_and_taken_away(self, read: Open) -> None:
        reader = read()
        page = reader.page
        assert not any("moon-agreement" in url for url in reader.requests)
        page.locator("#find").fill("moon agr")
        page.keyboard.press("Enter")
        page.locator("#program-moon-agreement [data-id=CHL]").wait_for()
        assert "programs=artemis-accords,ilrs,moon-agreement" in reader.hash
        assert any("program-moon-agreement.js" in url for url in reader.requests)
        page.locator("#find").fill("gatt")  # an alias
        page.get_by_role("option", name="General Agreement on Tariffs").click()
        page.locator("#program-gatt").wait_for()
        page.locator("#find").fill("no such thing")
        expect(page.locator("#found li")).to_have_text("Nothing on file goes by that name.")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Take away Artemis Accords").click()
        assert "programs=ilrs,moon-agreement,gatt&" in reader.hash
        reader.go("#programs=ilrs,brics,gatt,wto,ctbt,unesco&on=2023-10-24")
        page.locator("#find").fill("moon")
        expect(page.locator("#found li")).to_contain_text("take one away first")
        reader.go("#programs=ilrs&on=2023-10-24")
        expect(page.get_by_role("button", name="Take away")).to_have_count(0)

    def test_programs_are_chosen_by_keyboard(self, read: Open) -> None:
        reader = read()
        reader.page.locator("#find").focus()
        for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
            reader.page.keyboard.press(key)
        reader.page.locator("#program-ctbt").wait_for()
        assert reader.violations() == []

    @pytest.mark.parametrize(
        ("typed", "day"),
        [
            ("2023-09-30", "2023-09-30"),
            ("30 September 2023", "2023-09-30"),
            ("Sept. 30, 2023", "2023-09-30"),
            ("1 jan 2024", "2024-01-01"),
            ("29 February 2023", None),
            ("09/30/2023", None),
            ("2023", None),
        ],
    )
    def test_a_day_is_taken_when_it_is_whole(self, typed: str, day: str | None, read: Open) -> None:
        reader = read("#on=2022-01-01&programs=ilrs")
        field = reader.page.locator("#exact")
        field.press_sequentially(typed)
        assert "on=2022-01-01" in reader.hash
        field.press("Enter")
        assert f"on={day or '2022-01-01'}" in reader.hash
        expect(reader.page.locator("#exact-fault")).to_have_text(
            "" if day else f"“{typed}” is no day: write 30 September 2023 or 2023-09-30."
        )

    @pytest.mark.parametrize("width", [1440, 768, 375])
    def test_nothing_moves_under_the_pointer(self, width: int, read: Open) -> None:
        reader = read("#on=2020-01-01", viewport={"width": width, "height": 900})
        shifted = reader.page.evaluate(
            """() => new Promise((done) => {
              let sum = 0;
              new PerformanceObserver((list) => {
                for (const one of list.getEntries()) sum += one.value;
              }).observe({ type: "layout-shift", buffered: true });
              setTimeout(() => done(sum), 200);
            })"""
        )
        assert shifted < 0.1
        tops = reader.page.evaluate(
            """() => {
              const slider = document.getElementById("date");
              const found = new Set();
              for (let day = Number(slider.min); day <= Number(slider.max); day += 9) {
                slider.value = String(day);
                slider.dispatchEvent(new Event("input"));
                found.add(Math.round(slider.getBoundingClientRect().top));
              }
              return [...found];
            }"""
        )
        assert len(tops) == 1

    @pytest.mark.parametrize("width", [1440, 375])
    def test_pictures_are_loaded_when_they_near_the_view(self, width: int, read: Open) -> None:
        """Into the room that they have: nothing moves."""
        reader = read("#on=2023-12-06", viewport={"width": width, "height": 900})
        reader.page.evaluate(
            """() => new PerformanceObserver((list) => {
              for (const one of list.getEntries()) window.moved = (window.moved ?? 0) + one.value;
            }).observe({ type: "layout-shift" })"""
        )
        reader.page.wait_for_timeout(200)
        drawing = {"draw.js", "charts.js", "places.js"}
        assert not drawing & {Path(url).name for url in reader.requests}
        reader.look()
        assert drawing <= {Path(url).name for url in reader.requests}
        reader.page.wait_for_timeout(200)
        assert reader.page.evaluate("() => window.moved ?? 0") < 0.1

    def test_pictures_are_loaded_at_once_where_nobody_tells_what_is_near(
        self, site: Path, browser: Browser
    ) -> None:
        reader = Reader(browser, site)
        reader.page.add_init_script("delete window.IntersectionObserver")
        reader.open("#on=2023-12-06").page.wait_for_function(DRAWN)
        assert reader.page.evaluate("() => scrollY") == 0
        assert reader.faults == []
        reader.context.close()

    def test_pictures_that_follow_the_date_are_those_drawn_anew(self, read: Open) -> None:
        """Whatever was shown before, and in the same order."""
        drawn = """() => {
          const marks = (of) => [...document.querySelectorAll(`#pictures .canvas ${of}`)]
            .map((one) => one.outerHTML);
          return [marks(".mark-symbol path"), marks(".mark-line path"), marks("text"),
            marks(".mark-rule line"), marks(".mark-shape path").sort()];
        }"""
        reader = read("#on=2021-01-01").look()
        for day in ("2024-06-30", "2022-05-05", "2025-12-31"):
            reader.go(f"#on={day}")
        reader.page.locator("#date").evaluate(  # faster than anything is drawn
            """(slider) => {
              for (const day of ["2021-06-01", "2024-02-01", "2026-01-01", "2023-12-06"]) {
                slider.value = String(dayNumber(day));
                slider.dispatchEvent(new Event("input"));
              }
            }"""
        )
        reader.wait()
        assert reader.page.evaluate(drawn) == read("#on=2023-12-06").look().page.evaluate(drawn)

    def test_a_click_on_the_chart_goes_to_the_day_that_is_pointed_at(self, read: Open) -> None:
        reader = read("#on=2024-06-30").look()
        line = reader.page.locator("#pictures figure:first-of-type line[stroke-dasharray='5,3']")
        before = line.bounding_box()
        assert before
        reader.page.mouse.click(before["x"] - 200, before["y"] + 50)
        reader.wait()
        after = line.bounding_box()
        assert after
        assert after["x"] == pytest.approx(before["x"] - 200, abs=2)

    def test_the_line_of_the_date_is_dragged_in_the_chart_as_on_the_slider(
        self, read: Open
    ) -> None:
        """Its day is shown while it is dragged; elsewhere dragging compares two days."""
        reader = read("#on=2024-06-30").look()
        dashed = reader.page.locator("#pictures figure:first-of-type line[stroke-dasharray='5,3']")
        line = dashed.bounding_box()
        assert line
        mouse, high = reader.page.mouse, line["y"] + line["height"] / 2
        mouse.move(line["x"], high)
        mouse.down()
        mouse.move(line["x"] + 60, high, steps=4)
        expect(reader.page.locator(".when .date")).to_have_text("5 November 2024")
        assert "on=2024-06-30" in reader.hash  # until it is let go
        mouse.up()
        reader.page.wait_for_function("() => location.hash.includes('on=2024-11-05')")
        assert "since=" not in reader.hash
        mouse.move(line["x"] - 100, high)
        mouse.down()
        mouse.move(line["x"] - 60, high, steps=4)
        mouse.up()
        reader.wait()
        assert "since=" in reader.hash

    def test_single_keys_do_what_the_list_of_them_says(self, read: Open) -> None:
        reader = read("#on=2023-10-24")
        keyboard = reader.page.keyboard
        date = reader.page.locator(".when .date")
        keyboard.press("n")
        expect(date).to_have_text("1 November 2023")
        keyboard.press("p")
        expect(date).to_have_text("23 October 2023")
        keyboard.press("m")
        reader.page.wait_for_function("() => location.hash.includes('map=squares')")
        keyboard.press("d")
        expect(reader.page.locator("#exact")).to_be_focused()
        keyboard.type("n")  # typed, and no key
        assert reader.page.locator("#exact").input_value().endswith("n")
        reader.page.locator("#date").focus()
        keyboard.press("f")
        expect(reader.page.locator("#find")).to_be_focused()

    def test_keys_can_be_turned_off(self, read: Open) -> None:
        """And on again; the list names each."""
        reader = read("#on=2023-10-24")
        opener = reader.page.get_by_role("button", name="Keys")
        opener.click()
        dialog = reader.page.locator("dialog.keys")
        keys = dialog.locator("kbd").all_inner_texts()
        assert keys == ["f", "d", "n", "p", "h", "m", "r", "w", "c", "t", "?"]
        assert reader.violations() == []
        reader.picture("keys")
        dialog.get_by_label("Single keys work").uncheck()
        reader.page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        expect(opener).to_be_focused()
        reader.page.locator("#date").focus()
        reader.page.keyboard.press("n")
        assert "on=2023-10-24" in reader.hash
        reader.page.keyboard.press("?")
        dialog.get_by_label("Single keys work").check()
        reader.page.keyboard.press("Escape")
        reader.page.keyboard.press("n")
        reader.wait()
        assert "on=2023-10-24" not in reader.hash

    def test_an_embedded_page_has_no_keys(self, read: Open) -> None:
        reader = read("#programs=ilrs&on=2023-10-24&embed=1")
        reader.page.keyboard.press("n")
        assert "on=2023-10-24" in reader.hash
        expect(reader.page.get_by_role("button", name="Keys")).not_to_be_visible()

    def test_the_sticky_bar_has_the_counts(self, read: Open) -> None:
        reader = read("#on=2023-10-24")
        reader.page.evaluate("() => scrollTo(0, 900)")
        assert reader.texts(".when .tally") == ["30", "11"]
        expect(reader.page.locator(".when .tally").first).to_be_in_viewport()

    def test_the_parts_follow_the_date_at_once(self, read: Open) -> None:
        """A generous bound here; what was measured stands in docs/page.md."""
        reader = read("#on=2022-01-01").look()
        reader.page.evaluate("() => performance.clearMeasures()")
        reader.page.locator("#date").focus()
        for _ in range(30):
            reader.page.keyboard.press("PageUp")
            reader.wait()
        took: dict[str, list[float]] = reader.page.evaluate(
            """() => Object.fromEntries(["page", "page and pictures"].map((name) =>
              [name, performance.getEntriesByName(name).map((one) => one.duration)]))"""
        )
        assert sorted(took["page"])[len(took["page"]) // 2] < 500
        for name, all_of_them in took.items():
            ordered = sorted(all_of_them)
            median, most = ordered[len(ordered) // 2], ordered[-1]
            print(f"{name}: median {median:.0f} ms, at most {most:.0f} ms of {len(ordered)}")


class TestForEverybody:
    @pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 375)])
    def test_axe_finds_no_violation(self, scheme: str, width: int, read: Open) -> None:
        window = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
        reader = read("#on=2023-10-24&published=2023-10-24", **window).look()
        reader.picture(f"{scheme}-{width}", whole=True)
        reader.go("#programs=ilrs,gateway&on=2023-10-24&published=2023-10-24")
        for details in reader.page.locator("main details > summary").all():
            details.click()
        assert reader.violations() == []
        reader.picture(f"{scheme}-{width}-open", whole=True)
        reader.go("#programs=ilrs,gateway&on=2023-10-24&member=ilrs/ZAF")
        assert reader.violations() == []
        reader.picture(f"{scheme}-{width}-audit")

    def test_nothing_is_wider_than_a_small_screen(self, read: Open) -> None:
        reader = read(f"#programs={','.join(PROGRAMS)}", viewport={"width": 375, "height": 700})
        reader.page.locator("#asked > summary").click()
        assert reader.page.evaluate("() => document.documentElement.scrollWidth") == 375

    def test_it_prints(self, read: Open) -> None:
        reader = read("#on=2023-10-24")
        reader.page.emulate_media(media="print")
        expect(reader.page.locator("#date")).not_to_be_visible()
        expect(reader.page.get_by_text("Iceland").first).to_be_visible()
        view = "#programs=artemis-accords,ilrs&on=2023-10-24&known=1051"
        address = f"This view: {reader.site.as_uri()}/index.html{view}"
        expect(reader.page.locator(".colophon .printed")).to_have_text(address)
        reader.picture("print", whole=True)
        reader.go("#on=2023-10-24&member=ilrs/ZAF")
        expect(reader.page.locator(".audit .printed")).to_be_visible()
        expect(reader.page.locator(".audit .printed")).to_contain_text("&member=ilrs/ZAF")

    def test_where_it_is_to_be_printed_pictures_are_loaded(self, read: Open) -> None:
        reader = read("#on=2023-10-24")
        missing = reader.page.locator("#pictures figure > .canvas > p")
        expect(missing.first).to_have_text(
            "The map was not loaded yet: print once more to have it."
        )
        sketch = "document.querySelector('.sketch').textContent"
        printed = f"() => (dispatchEvent(new Event('beforeprint')), {sketch})"
        assert "72 Artemis Accords" in reader.page.evaluate(printed)  # in few lines, at once
        reader.page.wait_for_function(DRAWN)
        expect(missing).to_have_count(0)

    def test_what_is_printed_by_keyboard_has_its_pictures(self, read: Open) -> None:
        reader = read("#on=2023-10-24")
        reader.page.evaluate(
            "() => (window.print = () => (window.printed = document.querySelectorAll"
            "('#pictures figure > .canvas > svg').length))"
        )
        reader.page.keyboard.press("Control+p")
        reader.page.wait_for_function("() => window.printed === 2")

    def test_embedded_there_is_one_program_and_no_more(self, read: Open) -> None:
        reader = read("?embed=1#programs=ilrs,artemis-accords&on=2023-10-24")
        assert list(reader.rosters) == ["ilrs"]
        for hidden in ("#asked", "#both", "#changes"):
            expect(reader.page.locator(hidden)).not_to_be_visible()
        expect(reader.look().page.locator("[aria-label^='Pakistan, in']")).to_be_visible()
        whole = reader.page.get_by_role("link", name="The whole page")
        assert "embed" not in str(whole.get_attribute("href"))
        reader.picture("embedded")


def entry(of: dict[str, Any]) -> tuple[str, ...]:
    who = of["participant"]
    called = now_called(of["name_then"], who["name"])
    return who["id"], called, of["status"], of["since"], of["certainty"]


def random_view(program: str, chance: random.Random, kinds: bool = True) -> tuple[str, str]:
    """A view of a program in the words of an address, and the same as options."""
    first = date(1967 if program == "outer-space-treaty" else 2016, 1, 1)
    day = first + timedelta(days=chance.randrange((date(2026, 11, 27) - first).days))
    view, options = [f"on={day}"], [f"--on {day}"]
    if chance.random() < 0.5:
        known = chance.choice([f"{chance.randint(1, 1051)}", str(random_day(chance))])
        view.append(f"known={known}")
        options.append(f"--known {known}" if "-" in known else f"--known '#{known}'")
    if chance.random() < 0.4:
        published = random_day(chance)
        view.append(f"published={published}")
        options.append(f"--published-by {published}")
    if chance.random() < 0.4:
        tiers = chance.sample(TIERS, chance.randint(1, 3))
        view.append(f"tiers={','.join(tiers)}")
        options += [f"--tier {tier}" for tier in tiers]
    if chance.random() < 0.3:
        least = chance.randint(1, 4)
        view.append(f"min={least}")
        options.append(f"--min-sources {least}")
    if kinds and chance.random() < 0.2:
        view.append("kind=state")
        options.append("--kind state")
    return "&".join(view), " ".join(options)


def random_day(chance: random.Random) -> date:
    return date(2019, 1, 1) + timedelta(days=chance.randrange(2880))


HOSTILE = '<script>document.title = "run"</script>"\'><img src=x onerror=alert(1)>'
BACKWARDS = "\u202egro.elpmaxe//:sptth\u202c"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of names that were chosen to break it."""
    folder = tmp_path_factory.mktemp("hostile")
    source = {"type": "source", "id": "s", "publisher": HOSTILE, "title": HOSTILE, "tier": "press"}
    body = {"type": "participant", "id": "body", "name": HOSTILE, "kind": "agency", "state": "NOR"}
    text = {"citations": [{"source": "s", "quote": HOSTILE}], "note": HOSTILE, "place": BACKWARDS}
    signing = {"type": "signing", "program": "p", "occurred_on": "2023-10-03"}
    events: list[dict[str, Any]] = [
        {"type": "program", "id": "p", "name": HOSTILE},
        {"type": "program", "id": "q", "name": HOSTILE},
        {"type": "milestone", "id": "m", "name": HOSTILE, "on": "2023-10-03"},
        {**source, "url": 'https://example.org/"onmouseover="alert(1)'},
        body,
        {**body, "id": "long", "name": "x" * 10_000},
        {**body, "id": "rtl", "name": f"{BACKWARDS} {{0}} {{ink}}"},
        *({**signing, **text, "participant": one} for one in ("body", "long", "rtl", "NOR")),
        {**signing, "program": "q", "participant": "NOR"},
    ]
    publish(folder, events)
    return folder / "site"


def publish(folder: Path, events: list[dict[str, Any]]) -> None:
    """A page, in ``site``, of a ledger of some events."""
    ledger, lines = folder / "events.db", folder / "events.jsonl"
    lines.write_text("".join(f"{json.dumps(event)}\n" for event in events))
    commands = ["init", *[f"import {lines}"] * bool(events), f"publish {folder / 'site'}"]
    for command in commands:
        assert "exit" not in terminal.answer_to(f"depositary --db {ledger} {command}")


class TestHostileData:
    def test_it_shows_as_text(self, hostile: Path, read: Open) -> None:
        reader = read("#on=2023-10-04&member=p/body", at=hostile)
        page = reader.page
        assert page.title().startswith(f"{HOSTILE[:59]}… in the ")
        assert page.locator("#audit-title").text_content() == HOSTILE
        assert page.locator("#audit blockquote").text_content() == f"“{HOSTILE}”"
        page.keyboard.press("Escape")
        assert HOSTILE in reader.names("p")
        assert "x" * 10_000 in reader.names("p")
        assert "\\u202egro.elpmaxe//:sptth\\u202c {0} {ink}" in reader.names("p")
        assert page.locator("img, main script").count() == 0
        assert page.evaluate("() => document.documentElement.scrollWidth") == 1280
        for details in page.locator("main details:not([hidden]) > summary").all():
            details.click()
        reader.picture("hostile", whole=True)

    def test_only_links_to_documents_are_links(
        self, hostile: Path, read: Open, tmp_path: Path
    ) -> None:
        """The ledger refuses other addresses; a data file may still have been tampered with."""
        reader = read("#on=2023-10-04&member=p/body", at=hostile)
        link = reader.page.locator("#audit .sources a")
        assert str(link.get_attribute("href")).startswith("https://example.org/")
        assert link.get_attribute("onmouseover") is None
        tampered = tmp_path / "site"
        shutil.copytree(hostile, tampered)
        papers = tampered / "data" / "papers-p.js"
        papers.write_text(
            papers.read_text().replace("https://example.org/", "javascript:alert(1)//")
        )
        reader = read("#on=2023-10-04&member=p/body", at=tampered)
        assert reader.page.locator("#audit .sources").count() == 1
        assert reader.page.locator("#audit a").count() == 0


class TestLittleData:
    def test_an_empty_ledger(self, tmp_path: Path, read: Open) -> None:
        publish(tmp_path, [])
        reader = read(at=tmp_path / "site")
        assert reader.texts("#lede") == ["No program is on file yet."]

    def test_a_program_without_an_event(self, tmp_path: Path, read: Open) -> None:
        publish(tmp_path, [{"type": "program", "id": "p", "name": "Lunar base"}])
        reader = read(at=tmp_path / "site")
        assert reader.texts("#lede") == [
            "On 27 November 2026, by what was known that day, the Lunar base had 0 members on file."
        ]
        assert reader.texts(".said") == ["Nothing has happened yet."]


class TestMissingFiles:
    def test_what_cannot_be_loaded_is_told_and_the_rest_is_shown(
        self, site: Path, browser: Browser, tmp_path: Path
    ) -> None:
        shutil.copytree(site, tmp_path / "site")
        (tmp_path / "site" / "draw.js").unlink()
        page = Reader(browser, tmp_path / "site").page
        page.goto(f"{(tmp_path / 'site').as_uri()}/index.html#on=2023-10-24")
        page.wait_for_function(SHOWN)
        page.locator("#pictures").scroll_into_view_if_needed()
        expect(page.get_by_role("alert")).to_contain_text("draw.js could not be loaded")
        chart, world = page.locator("#pictures figure > .canvas").all()
        expect(chart.get_by_role("img")).to_contain_text("72 Artemis Accords")  # in few lines
        expect(world).to_have_text("This picture could not be loaded.")
        expect(page.locator("#lede")).to_contain_text("had 30 members")


class TestAsFiles:
    def test_it_asks_for_a_programs_data_when_it_is_shown(self, read: Open) -> None:
        reader = read("#programs=gateway")
        asked_for = [Path(url).name for url in reader.requests if "program-" in url]
        assert asked_for == ["program-gateway.js"]
        assert not any("papers-" in url for url in reader.requests)

    def test_any_file_server_will_do(self, site: Path, browser: Browser) -> None:
        handler = functools.partial(QuietHandler, directory=str(site))
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            reader = Reader(browser, site)
            reader.page.goto(f"http://127.0.0.1:{server.server_port}/#on=2023-10-24")
            reader.wait()
            server.shutdown()
            assert len(reader.names("artemis-accords")) == 30
            assert reader.faults == []
            assert {urlsplit(url).netloc for url in reader.requests} == {
                f"127.0.0.1:{server.server_port}"
            }
            reader.context.close()

    def test_a_strict_policy_stands_in_the_page(self, site: Path) -> None:
        page = (site / "index.html").read_text()
        [policy] = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert not re.search(r"<script>|<style|style=|\son\w+=", page)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""
