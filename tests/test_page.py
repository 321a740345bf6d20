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
from browser import Reader, chromium
from playwright.sync_api import Browser, expect

from ledger.dates import parse
from ledger.events import TIERS
from ledger.names import now_called

pytestmark = pytest.mark.apart
Open = Callable[..., Reader]
PROGRAMS = ("artemis-accords", "gateway", "ilrs", "moon-agreement", "outer-space-treaty")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


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
        for number in range(20):
            view, options = random_view(program, chance)
            reader.go(f"#programs={program}&{view}&n={number}")
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
        for number in range(20):
            view, options = random_view("ilrs", chance, kinds=False)
            who = chance.choice(everybody)
            reader.go(f"#programs=ilrs&{view}&member=ilrs/{who}&n={number}")
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
            assert [mark["kind"] in fact for mark in answer["fact"]["marks"]] == [
                True for _ in answer["fact"]["marks"]
            ]

    def test_possible_and_disputed_look_different(self, reader: Reader) -> None:
        reader.go("#on=2023-10-24&published=2023-10-24")
        brazil = reader.page.locator("#program-artemis-accords [data-id=BRA]")
        assert "possibly" in brazil.inner_text()
        assert "disputed" in reader.page.locator("#program-ilrs [data-id=ZAF]").inner_text()
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
        row = ["2023-09-01", "International Lunar Research Station", str(members), ""]
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
        page.locator("#published").fill("2025-01-01")
        page.locator("#since").fill("2023-01-01")
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
        assert "since=2022-05-05" in reader.hash
        page.go_back()
        page.go_forward()
        expect(page.locator("#since")).to_have_value("2022-05-05")
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
        reader = read("#on=2023-12-06")
        mark = reader.page.locator("#pictures [aria-label^='South Africa, in']")
        mark.scroll_into_view_if_needed()
        mark.click()
        expect(reader.page.locator("#audit-title")).to_have_text("South Africa")
        assert "member=ilrs/ZAF" in reader.hash

    def test_what_names_no_moment_is_told(self, read: Open) -> None:
        reader = read("#known=9999")
        reader.page.locator("#asked > summary").click()
        expect(reader.page.locator("#known-fault")).to_contain_text("no position up to #1051")
        expect(reader.page.locator("#known")).to_have_attribute("aria-invalid", "true")

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
        reader.page.get_by_role("button", name="october accords").click()
        assert "on=2023-10-03" in reader.hash
        reader.go("#known=203")  # the last event before it was filed
        expect(reader.page.get_by_role("button", name="ilrs founding")).to_be_visible()
        expect(reader.page.get_by_role("button", name="october accords")).to_have_count(0)

    def test_programs_are_chosen(self, read: Open) -> None:
        reader = read()
        assert not any("moon-agreement" in url for url in reader.requests)
        reader.page.locator("#asked > summary").click()
        reader.page.get_by_role("checkbox", name="Moon Agreement").check()
        reader.page.locator("#program-moon-agreement [data-id=CHL]").wait_for()
        assert "programs=artemis-accords,ilrs,moon-agreement" in reader.hash
        assert any("program-moon-agreement.js" in url for url in reader.requests)

    def test_the_parts_follow_the_date_at_once(self, read: Open) -> None:
        """A generous bound here; what was measured stands in docs/page.md."""
        reader = read("#on=2022-01-01")
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
        reader = read("#on=2023-10-24&published=2023-10-24", **window)
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
        reader.picture("print", whole=True)

    def test_embedded_there_is_one_program_and_no_more(self, read: Open) -> None:
        reader = read("?embed=1#programs=ilrs,artemis-accords&on=2023-10-24")
        assert list(reader.rosters) == ["ilrs"]
        for hidden in ("#asked", "#both", "#changes"):
            expect(reader.page.locator(hidden)).not_to_be_visible()
        expect(reader.page.locator("[aria-label^='Pakistan, in']")).to_be_visible()
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
        assert page.title() == "Who is in"
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
            "At the end of 27 November 2026, the Lunar base had 0 members."
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
        expect(page.get_by_role("alert")).to_contain_text("draw.js could not be loaded")
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
