"""The pages of plain HTML: that they are whole, say what the commands answer and under which
conditions, can be taken away and cited, and stay as they are until something bears on them."""

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as xml

import pages
import pytest
import terminal
from published import Element, anchors, leads_nowhere, read

from ledger.dates import parse
from ledger.said import say
from web.pages import metadata, rendering
from web.pages.days import in_words, spelled
from web.pages.imprint import Named, named
from web.pages.paths import folder_of

pytestmark = pytest.mark.apart  # long

SITE = "https://example.org/register/"
OPTIONS = (
    f'--url {SITE} --title "The desk\'s register" --publisher "The Desk https://example.org/"'
    " --licence 'CC BY 4.0 https://creativecommons.org/licenses/by/4.0/' --about about.md"
)
ABOUT = """# Who we are

A *desk* of three & <b>more</b>. <script>alert(1)</script>

- [Here](https://example.org/) [there](javascript:alert(1))
"""
PROGRAMS = ("artemis-accords", "brics", "gatt", "ilrs", "moon-agreement", "rome-statute")
WHO = ("EGY", "RUS", "ARE", "sharjah", "cnsa", "SUN", "apsco")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, published by a desk that says everything of itself."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "about.md").write_text(ABOUT)
    options = OPTIONS.replace("about.md", str(folder / "about.md"))
    answer = terminal.answer_to(f"depositary --db {pages.SAMPLE} publish {folder}/site {options}")
    assert "exit" not in answer, answer
    return folder / "site"


def html(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def asked(question: str, db: Path = pages.SAMPLE) -> str:
    return terminal.answer_to(f"depositary --db {db} {question}")


def cited(page: Path) -> str:
    """The citation on a page."""
    code = read(page).one("section", id="cite").one("code").text
    return code.removeprefix("depositary again '").removesuffix("'")


def question(citation: str) -> str:
    """What a citation asks, as it is typed."""
    words, _, rest = citation.removeprefix("depositary ").partition(" at ")
    return f"{words} --known '{rest.split()[0]}'"


class TestEachPage:
    def test_is_well_formed_and_every_link_leads_somewhere(self, site: Path) -> None:
        assert len(html(site)) > 190
        for page in html(site):
            anchors(page)
            for one in read(page).all():
                for name in ("href", "src"):
                    address = one.attributes.get(name, "")
                    if address and not address.startswith("http"):
                        assert not leads_nowhere(page, address), f"{page}: {address}"

    def test_says_what_it_is_to_readers_and_to_machines(self, site: Path) -> None:
        titles = set()
        for page in html(site):
            top, path = read(page), str(page.relative_to(site))
            address = SITE + path.removesuffix("index.html")
            told = {
                one.attributes.get("name") or one.attributes.get("property"): one
                for one in top.all("meta")
            }
            assert top.one("link", rel="canonical").attributes["href"] == address
            assert told["og:url"].attributes["content"] == address
            assert told["og:site_name"].attributes["content"] == "The desk's register"
            titles.add(top.one("title").text)
            for name in ("description", "og:description", "og:title"):
                assert len(told[name].attributes["content"]) > 5
            assert top.one("html").attributes["lang"] == "en"
            assert top.one("h1").text.strip()
            data = json.loads(top.one("script", type="application/ld+json").text)
            assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
            assert data["publisher"]["name"] == "The Desk"
        assert len(titles) == len(html(site))

    def test_runs_nothing_and_asks_no_other_host(self, site: Path) -> None:
        for page in html(site):
            for one in read(page).all():
                assert not [name for name in one.attributes if name.startswith("on")]
                assert "style" not in one.attributes
                if (
                    one.tag in ("script", "link", "img")
                    and one.attributes.get("rel") != "canonical"
                ):
                    loaded = one.attributes.get("src") or one.attributes.get("href") or ""
                    assert not loaded.startswith(("http", "//", "data:"))
                if one.tag == "script" and page.parent != site:
                    assert one.attributes == {"type": "application/ld+json"}
                if one.tag == "a" and one.attributes["href"].startswith("http"):
                    assert one.attributes["rel"] == "noopener noreferrer"
            if page.parent != site:
                policy = [
                    one.attributes["content"]
                    for one in read(page).all("meta")
                    if one.attributes.get("http-equiv") == "Content-Security-Policy"
                ]
                assert policy == [rendering.CONTENT_POLICY]

    def test_the_policy_is_no_laxer_than_that_of_the_page_with_the_date(self, site: Path) -> None:
        index = (site / "index.html").read_text()
        parts = [part.strip() for part in rendering.CONTENT_POLICY.split(";")]
        assert all(part in index for part in parts)
        assert "script" not in rendering.CONTENT_POLICY

    def test_the_first_page_leads_to_all_that_need_no_script(self, site: Path) -> None:
        below = read(site / "index.html").one("section", class_="directory")
        paths = {one.attributes["href"] for one in below.all("a")}
        assert {"programs/index.html", "participants/index.html", "about/index.html"} <= paths
        assert {f"programs/{one}/index.html" for one in PROGRAMS} <= paths
        assert read(site / "index.html").one("title").text == "The desk's register"


def rows_of(table: Element) -> dict[str, list[str]]:
    """The rows of a table by their ids, as texts."""
    found = (one for one in table.one("tbody").all("tr") if "id" in one.attributes)
    return {one.attributes["id"]: [cell.text for cell in cells(one)] for one in found}


def cells(row: Element) -> list[Element]:
    return [one for one in row.inner if isinstance(one, Element)]


def section(page: Path, heading: str) -> Element:
    """The section of a page under a heading."""
    found = [
        one
        for one in read(page).all("section")
        if any(h2.text.startswith(heading) for h2 in one.all("h2"))
    ]
    [one] = found
    return one


def with_days_in_words(text: str) -> str:
    return re.sub(r"\d{4}-\d\d-\d\d", lambda day: in_words(day[0]), text)


class TestPrograms:
    @pytest.mark.parametrize("program", PROGRAMS)
    def test_the_members_are_those_that_the_command_answers(self, program: str, site: Path) -> None:
        page = site / "programs" / program / "index.html"
        answer = json.loads(asked(f"{question(cited(page))} --format json"))
        table = [*section(page, "Members").all("table")]
        shown = rows_of(table[0]) if table else {}
        entries = [*answer["members"], *answer["possible"]]
        assert set(shown) == {one["participant"]["id"] for one in entries}
        for one in entries:
            row = shown[one["participant"]["id"]]
            assert one["participant"]["name"] in row[0]
            possibly = "" if one["certainty"] == "certain" else "possibly "
            assert row[2] == f"{possibly}{one['status']}"
            assert row[3].startswith(in_words(one["since"]))
            for source in one["sources"][:1]:
                assert source["publisher"] in row[4]
        lede = read(page).one("p", class_="lede").text
        number = len(answer["members"])
        assert lede.startswith(f"{number} members were" if number else "No member was")
        if answer["short"]:
            assert f"{answer['short']['missing']} more than are on file" in lede

    @pytest.mark.parametrize("program", PROGRAMS)
    def test_the_answer_of_today_is_the_one_on_the_page(self, program: str, site: Path) -> None:
        page = site / "programs" / program / "index.html"
        today = json.loads(asked(f"roster {program} --sources --format json"))
        shown = json.loads((page.parent / "roster.json").read_text())
        assert shown["members"] == today["members"]
        assert shown["possible"] == today["possible"]

    def test_every_number_has_its_conditions(self, site: Path) -> None:
        for page in (site / "programs").glob("*/index.html"):
            top = read(page)
            terms = [one.text for one in top.one("dl", class_="conditions").all("dt")]
            assert terms[:4] == [
                *("As known when", "Which sources count", "Who is a member", "How complete"),
            ]
            description = next(
                one.attributes["content"]
                for one in top.all("meta")
                if one.attributes.get("name") == "description"
            )
            assert "As known on 26 November 2026, when event #" in description
            assert "Every act on file counts, whatever its source" in description

    def test_the_artemis_accords_say_who_counts_more(self, site: Path) -> None:
        page = site / "programs" / "artemis-accords" / "index.html"
        assert "NASA counts 76 states as of 27 September 2026: 4 more than are on file" in (
            read(page).one("p", class_="lede").text
        )
        counted = rows_of(section(page, "What others count").one("table"))
        findings = json.loads(asked("check claims --format json").partition("\n[exit")[0])
        by_position = {f"e{one['position']}": one for one in findings["claims"]}
        for anchor, row in counted.items():
            claim = by_position[anchor]
            differs = with_days_in_words(claim["explanation"])
            assert row[3] == ("the same" if claim["reproduced"] else differs)

    def test_one_that_ended_has_no_members_and_says_so(self, site: Path) -> None:
        top = read(site / "programs" / "gatt" / "index.html")
        assert top.one("p", class_="lede").text == "No member was on file on 26 November 2026."
        assert "It ceased to exist on 1 January 1996; memberships ended with it." in (
            top.one("dl", class_="conditions").text
        )

    @pytest.mark.parametrize(
        ("program", "who", "why"),
        [
            ("ilrs", "ARE", "what was recorded was taken back"),
            ("ilrs", "DJI", "named, and no act of joining is on file"),
            ("moon-agreement", "SAU", "no longer from 5 January 2024 on"),
            ("moon-agreement", "FRA", "it is a signatory, and Moon Agreement counts party"),
            ("gatt", "FRA", "no longer from 1 January 1996 on: the program ended"),
            ("council-of-europe", "CSK", "no longer from 1 January 1993 on: ceased to exist"),
        ],
    )
    def test_who_is_named_and_no_member_has_the_reason(
        self, program: str, who: str, why: str, site: Path
    ) -> None:
        page = site / "programs" / program / "index.html"
        assert rows_of(section(page, "On file, and no members").one("table"))[who][2] == why
        mine = site / "participants" / who / "index.html"
        assert rows_of(section(mine, "Programs").one("table"))[program][1] == (
            f"Not on its roster: {why}"
        )

    def test_what_happened_is_the_timeline(self, site: Path) -> None:
        page = site / "programs" / "ilrs" / "index.html"
        shown = rows_of(section(page, "What happened").one("table"))
        items = json.loads(asked("timeline ilrs --format json"))["items"]
        wanted = [one for one in items if one["type"] != "milestone"]
        assert list(shown) == [f"e{one['position']}" for one in wanted]
        for one in wanted:
            assert with_days_in_words(one["summary"]) in shown[f"e{one['position']}"][1]

    def test_corrections_have_what_was_read_before_and_why(self, site: Path) -> None:
        page = site / "programs" / "ilrs" / "index.html"
        text = section(page, "What was corrected and taken back").text
        assert "the date a day between 16 October 2023 and 20 October 2023 18 October 2023" in text
        assert "Pakistan signed only in October 2023" in text


class TestParticipants:
    @pytest.mark.parametrize("who", WHO)
    def test_it_has_everything_that_happened_with_its_sources(self, who: str, site: Path) -> None:
        page = site / "participants" / who / "index.html"
        items = json.loads(asked(f"timeline {who} --sources --format json"))["items"]
        happened = section(page, "What it did, and what was said of it")
        shown = {one.attributes["id"]: one for one in happened.all("li", class_="event")}
        assert list(shown) == [f"e{one['position']}" for one in items]
        for item in items:
            told = shown[f"e{item['position']}"]
            assert with_days_in_words(item["summary"]) in told.text
            assert in_words(item["date"]) in told.text
            for source in item["sources"]:
                assert source["title"] in told.text
                if source["quote"]:
                    assert f"“{source['quote']}”" in told.text
            if not item["sources"]:
                assert "No source is cited." in told.text

    def test_every_participant_that_an_event_names_has_a_page(self, site: Path) -> None:
        events = [json.loads(line) for line in asked("export").splitlines()]
        named = {event[key] for event in events for key in ("participant",) if event.get(key)}
        named |= {one for event in events for one in event.get("participants", ())}
        named |= {event["id"] for event in events if event["type"] == "participant"}
        assert len(named) > 150
        for one in named:
            assert (site / "participants" / one / "index.html").is_file()

    def test_what_was_taken_back_is_told_apart(self, site: Path) -> None:
        page = site / "participants" / "ARE" / "index.html"
        gone = section(page, "What was recorded and taken back").text
        assert "Taken back: it counts for nothing." in gone
        assert "No document of the state was found." in gone
        assert "e132" in anchors(page)

    def test_what_it_is_in_is_said_in_a_sentence(self, site: Path) -> None:
        told = read(site / "participants" / "EGY" / "index.html").one("p", class_="lede").text
        assert told == (
            "On 26 November 2026, Egypt was on file as a member of BRICS, Comprehensive"
            " Nuclear-Test-Ban Treaty, International Lunar Research Station and Outer Space Treaty."
        )
        nobody = read(site / "participants" / "cnsa" / "index.html").one("p", class_="lede").text
        assert nobody == (
            "On 26 November 2026, no membership of China National Space Administration was on file."
        )

    def test_a_body_and_its_state_lead_to_each_other(self, site: Path) -> None:
        state = site / "participants" / "ARE" / "index.html"
        assert "University of Sharjah" in section(state, "Its bodies").text
        body = read(site / "participants" / "sharjah" / "index.html").one("p", class_="kicker")
        assert body.text.startswith("university of United Arab Emirates · sharjah")

    @pytest.mark.parametrize(
        ("identity", "folder"), [("EGY", "EGY"), ("cnsa", "cnsa"), ("nga", "nga.body")]
    )
    def test_no_two_have_one_folder_on_any_disk(self, identity: str, folder: str) -> None:
        assert folder_of(identity) == folder


class TestTakeAway:
    @pytest.mark.parametrize("program", PROGRAMS)
    def test_the_data_of_a_program_are_the_answer_that_is_cited(
        self, program: str, site: Path
    ) -> None:
        folder = site / "programs" / program
        citation = cited(folder / "index.html")
        answer = asked(f"{question(citation)} --format json")
        assert json.loads((folder / "roster.json").read_text()) == json.loads(answer)
        typed_to = f"{question(citation)} --format csv > {folder.parent.parent}/../roster.csv"
        asked(typed_to)
        answer = (folder.parent.parent.parent / "roster.csv").read_text()
        assert (folder / "roster.csv").read_text() == answer
        assert asked(f'again "{citation}"').endswith("as known today the answer is the same")

    @pytest.mark.parametrize("who", WHO)
    def test_the_data_of_a_participant_are_the_answer_that_is_cited(
        self, who: str, site: Path
    ) -> None:
        folder = site / "participants" / who
        citation = cited(folder / "index.html")
        answer = json.loads(asked(f"{question(citation)} --format json"))
        assert json.loads((folder / "events.json").read_text()) == answer
        assert (folder / "events.csv").read_text().splitlines() == asked(
            f"{question(citation)} --format csv"
        ).splitlines()
        assert asked(f'again "{citation}"').endswith("as known today the answer is the same")

    def test_it_is_cited_with_position_and_root(self, site: Path) -> None:
        folder = site / "programs" / "ilrs"
        citation = cited(folder / "index.html")
        position, root = citation.rsplit(" ", 3)[1], citation.rsplit(" ", 1)[1]
        apa = read(folder / "index.html").one("p", class_="citation").text
        assert apa == (
            "The Desk. (2026, November 26). International Lunar Research Station: members (event"
            f" {position}, root {root}) [Data set]. The desk's register. {SITE}programs/ilrs/"
        )
        bibtex = (folder / "cite.bib").read_text()
        assert bibtex.startswith("@misc{programs-ilrs-")
        assert "  author = {{The Desk}},\n" in bibtex
        assert f"url = {{{SITE}programs/ilrs/}}" in bibtex
        assert rf"root {root}; depositary roster ilrs" in bibtex
        assert r"event \#" in bibtex
        lines = (folder / "cite.ris").read_bytes().decode().split("\r\n")
        assert lines[0] == "TY  - DATA"
        assert lines[-2:] == ["ER  - ", ""]
        assert f"N1  - {citation}" in lines
        assert f"UR  - {SITE}programs/ilrs/" in lines

    def test_search_engines_are_told_what_there_is(self, site: Path) -> None:
        page = site / "programs" / "ilrs" / "index.html"
        data = json.loads(read(page).one("script").text)
        assert data["@type"] == "Dataset"
        assert 50 <= len(data["description"]) <= 5000
        assert data["identifier"] == cited(page)
        assert data["temporalCoverage"] == "2017-01-01/2026-11-26"
        assert [one["contentUrl"] for one in data["distribution"]] == [
            f"{SITE}programs/ilrs/roster.csv",
            f"{SITE}programs/ilrs/roster.json",
        ]
        about = json.loads(read(site / "participants" / "EGY" / "index.html").one("script").text)
        assert about["about"]["@type"] == "Country"
        listed = json.loads(read(site / "programs" / "index.html").one("script").text)
        assert {one["url"] for one in listed["dataset"]} >= {f"{SITE}programs/ilrs/"}

    def test_the_sitemap_has_every_page(self, site: Path) -> None:
        found = xml.parse(site / "sitemap.xml").getroot()
        listed = [one.text for one in found.iter() if one.tag.endswith("loc")]
        paths = [str(page.relative_to(site)).removesuffix("index.html") for page in html(site)]
        assert sorted(map(str, listed)) == sorted(f"{SITE}{path}" for path in paths)
        changed = [str(one.text) for one in found.iter() if one.tag.endswith("lastmod")]
        assert len(changed) == len(listed)
        assert all(date.fromisoformat(one) <= date(2026, 11, 27) for one in changed)

    def test_a_sitemap_has_no_more_addresses_than_it_may(self) -> None:
        many = [(f"{SITE}{number}", date(2026, 1, 1)) for number in range(50_001)]
        assert metadata.sitemap(many).count(b"<loc>") == 50_000


class TestFeeds:
    def feeds(self, site: Path) -> Mapping[str, xml.Element]:
        return {
            str(path.relative_to(site)): xml.parse(path).getroot()
            for path in site.rglob("*.xml")
            if path.name != "sitemap.xml"
        }

    def test_each_has_what_rfc_4287_asks_for(self, site: Path) -> None:
        feeds = self.feeds(site)
        assert len(feeds) == 2 + len(list((site / "programs").glob("*/"))) + len(
            list((site / "participants").glob("*/"))
        )
        ids = set()
        for path, feed in feeds.items():
            assert feed.tag == f"{ATOM}feed"
            for name in ("id", "title", "updated", "author", "subtitle", "rights"):
                assert len(feed.findall(f"{ATOM}{name}")) == 1, path
            ids.add(text(feed, "id"))
            links = {one.attrib["rel"]: one.attrib["href"] for one in feed.findall(f"{ATOM}link")}
            assert links["self"] == SITE + path
            moments = [text(entry, "updated") for entry in feed.findall(f"{ATOM}entry")]
            assert text(feed, "updated") == max(moments, default=text(feed, "updated"))
            own = [text(entry, "id") for entry in feed.findall(f"{ATOM}entry")]
            assert len(own) == len(set(own))
            for entry in feed.findall(f"{ATOM}entry"):
                assert text(entry, "title")
                assert text(entry, "content")
                link = one_of(entry, "link").attrib["href"]
                assert link.startswith(SITE)
                page, _, anchor = link.removeprefix(SITE).partition("#")
                assert not anchor or anchor in anchors(site / page / "index.html"), link
        assert len(ids) == len(feeds)

    def test_corrections_are_apart_from_events(self, site: Path) -> None:
        feeds = self.feeds(site)
        titles = [text(one, "title") for one in feeds["corrections.xml"].findall(f"{ATOM}entry")]
        assert titles
        assert all("orrected: " in one or "etracted: " in one for one in titles)
        for path, feed in feeds.items():
            if path != "corrections.xml":
                told = [text(one, "title") for one in feed.findall(f"{ATOM}entry")]
                assert not [one for one in told if one.startswith(("Corrected: ", "Retracted: "))]

    def test_the_newest_come_first_with_their_sources(self, site: Path) -> None:
        feed = self.feeds(site)["participants/EGY/feed.xml"]
        entries = feed.findall(f"{ATOM}entry")
        moments = [text(one, "published") for one in entries]
        assert moments == sorted(moments, reverse=True)
        signed = next(one for one in entries if "Egypt signed ILRS" in text(one, "title"))
        assert text(signed, "content").startswith("6 December 2023, Beijing: Egypt signed ILRS")
        assert "SpaceNews, 6 December 2023, https://spacenews.com/" in text(signed, "content")


def one_of(parent: xml.Element, name: str) -> xml.Element:
    found = parent.find(f"{ATOM}{name}")
    assert found is not None
    return found


def text(parent: xml.Element, name: str) -> str:
    return one_of(parent, name).text or ""


class TestAbout:
    def test_the_desk_has_its_own_words_and_no_markup(self, site: Path) -> None:
        page = site / "about" / "index.html"
        top = read(page)
        assert "A desk of three & <b>more</b>. <script>alert(1)</script>" in top.text
        assert [one.attributes for one in top.all("script")] == [{"type": "application/ld+json"}]
        hrefs = [one.attributes["href"] for one in top.all("a")]
        assert "https://example.org/" in hrefs
        assert not [one for one in hrefs if "javascript" in one]

    def test_the_root_is_that_of_the_ledger(self, site: Path) -> None:
        head = json.loads(asked("status --format json"))["tree_head"]
        told = section(site / "about" / "index.html", "How to check it").text
        assert f"the record had {head['size']} events" in told
        assert head["root"] in told

    @pytest.mark.parametrize(
        ("typed", "name", "url"),
        [
            ("The Desk", "The Desk", None),
            ("The Desk https://example.org/a", "The Desk", "https://example.org/a"),
            ("The  Desk <https://example.org/a>", "The Desk", "https://example.org/a"),
            ("https://example.org/a", "https://example.org/a", "https://example.org/a"),
            ("CC0 http is old", "CC0 http is old", None),
        ],
    )
    def test_a_publisher_has_a_name_and_maybe_an_address(
        self, typed: str, name: str, url: str | None
    ) -> None:
        assert named(typed) == Named(name, url)

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ("--url example.org", "--url example.org is no web address: it begins with https://"),
            ("--about events.db.sample", "is no text in UTF-8: save it as such"),
            ("--about nowhere.md", "nowhere.md: no such file or directory"),
            ("--title A --title B", "--title takes one value"),
        ],
    )
    def test_what_is_typed_wrong_is_told_and_nothing_written(
        self, options: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pages.enter(tmp_path, monkeypatch)
        answer = asked(f"publish site {options}", Path("events.db.sample"))
        assert said in answer
        assert "[exit" in answer
        assert not (tmp_path / "site").exists()


def test_days_in_a_sentence_are_put_into_words() -> None:
    """Whatever it is made of; what was recorded stays as it is."""
    about = say("{who} (from {date} on)", who="Club of 2023-10-03", date=parse("2024-07-05?"))
    told = say("the register has {n} on {date}; {about}", n=3, date=date(2025, 4, 29), about=about)
    assert spelled(told) == (
        "the register has 3 on 29 April 2025; Club of 2023-10-03 (from 5 July 2024 (uncertain) on)"
    )
    assert spelled("on 2025-04-29") == "on 2025-04-29"
