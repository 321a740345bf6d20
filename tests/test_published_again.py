"""A site that is published again: what is written, what stays as it is to the letter, and that it
is the same by whatever way it was read."""

import json
import re
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as xml

import later
import pages
import pytest
import terminal
from published import read

from ledger.store import Ledger
from projections.kept import tables
from web.pages import preview

pytestmark = pytest.mark.apart  # long

DAY = datetime(2026, 11, 27, 10, tzinfo=UTC)
NAMED = (
    "program --id moonbase --name Moonbase",
    "program --id orbit --name Orbit",
    "participant --id desk --name Desk --kind agency --state FRA",
    "source --id gazette --publisher Gazette --title One --tier press --published-on 2026-01-02",
    "signing --program moonbase --participant Egypt --on 2026-01-01 --source gazette",
    "signing --program moonbase --participant Peru --on 2026-01-01",
    "signing --program orbit --participant Peru --on 2026-02-01",
    "signing --program orbit --participant desk --on 2026-02-01",
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pages.enter(tmp_path, monkeypatch)
    on(DAY, monkeypatch)
    return tmp_path


def on(day: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "NOW", day)


def begun() -> None:
    """A small ledger, published."""
    answer("init")
    for event in NAMED:
        answer(f"append {event}")
    answer("publish site")


def answer(typed: str) -> str:
    said = terminal.answer_to(f"depositary {typed}")
    assert "exit" not in said, said
    return said


def state(site: Path = Path("site")) -> dict[str, tuple[int, bytes]]:
    files = (one for one in site.rglob("*") if one.is_file())
    return {str(one.relative_to(site)): (one.stat().st_ino, one.read_bytes()) for one in files}


def written(typed: str = "publish site") -> set[str]:
    """The files that publishing once more writes anew; all others are not touched."""
    before = state()
    said = answer(typed)
    after = state()
    changed = {path for path, found in after.items() if before.get(path) != found}
    assert said.endswith(f"; {len(changed)} written")
    for path in changed & before.keys():
        assert before[path][1] != after[path][1], f"{path} was written, and is the same"
    return changed


def of(folder: str, *names: str) -> set[str]:
    return {f"{folder}/{name}" for name in names}


EACH = ("cite.bib", "cite.ris", "index.html")
OF_PROGRAM = ("feed.xml", "roster.csv", "roster.json", *EACH)
OF_PARTICIPANT = ("events.csv", "events.json", "feed.xml", *EACH)
OF_THE_RECORD = {
    *("about/index.html", "changes/index.html", "changes/1-500/index.html", "data/ledger.js"),
    *("data/records-0.js", "data/tree.js"),
}


class TestPublishedAgain:
    def test_nothing_is_written_where_nothing_changed(self) -> None:
        begun()
        assert written() == set()

    def test_another_day_alone_changes_the_day_of_the_page_with_the_date(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begun()
        on(DAY + timedelta(days=40), monkeypatch)
        assert written() == {"data/ledger.js"}

    def test_a_signing_changes_the_pages_that_it_is_about(self) -> None:
        begun()
        answer("append signing --program moonbase --participant Chile --on 2026-03-01")
        changed = written()
        assert changed == {
            *of("programs/moonbase", *OF_PROGRAM),
            *of("participants/CHL", *OF_PARTICIPANT),
            *of("data", "program-moonbase.js", "papers-moonbase.js", "files.txt"),
            *("index.html", "programs/index.html", "participants/index.html", "feed.xml"),
            "participants/names.js",
            *OF_THE_RECORD,
        }

    def test_a_correction_of_a_source_changes_the_pages_that_cite_it(self) -> None:
        begun()
        answer("correct '#4' --set title=Two --reason misprint")
        assert written() == {
            *(of("programs/moonbase", *OF_PROGRAM) - {"programs/moonbase/roster.csv"}),
            *(of("participants/EGY", *OF_PARTICIPANT) - {"participants/EGY/events.csv"}),
            *of("data", "papers-moonbase.js"),
            *("feed.xml", "corrections.xml", "changes/corrections/index.html"),
            *OF_THE_RECORD,
        } - {"programs/moonbase/feed.xml", "participants/EGY/feed.xml", "feed.xml"}

    def test_a_new_name_of_a_program_changes_the_pages_of_all_who_are_in_it(self) -> None:
        begun()
        answer("append renaming --program orbit --name Ring --on 2026-05-01")
        changed = written()
        pages_ = {path for path in changed if path.endswith("/index.html")}
        assert {"participants/PER/index.html", "participants/desk/index.html"} <= pages_
        assert not {one for one in pages_ if "EGY" in one or "moonbase" in one}
        assert "Ring" in read(Path("site/participants/PER/index.html").absolute()).text

    def test_an_exit_changes_its_pages_on_the_day_on_which_it_comes_into_effect(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begun()
        left = "--on 2026-11-01 --effective-on 2026-12-24"
        answer(f"append withdrawal --program moonbase --participant Peru {left}")
        answer("publish site")
        page = Path("site/programs/moonbase/index.html")
        assert "2 members were on file on 27 November 2026" in page.read_text()
        assert "leaving on 24 December 2026 by notice of 1 November 2026" in page.read_text()
        on(datetime(2026, 12, 23, 10, tzinfo=UTC), monkeypatch)
        assert written() == {"data/ledger.js"}
        on(datetime(2026, 12, 30, 10, tzinfo=UTC), monkeypatch)
        changed = written()
        assert {"programs/moonbase/index.html", "participants/PER/index.html"} <= changed
        assert not {one for one in changed if "orbit" in one or "EGY" in one}
        assert (
            "1 member was on file on 24 December 2026, as known on 27 November 2026: 1 state."
            in page.read_text()
        )

    def test_what_is_cited_stays_the_answer_as_long_as_the_page_stays(self) -> None:
        begun()
        page = read(Path("site/programs/orbit/index.html").absolute())
        cited = page.one("section", id="cite").one("code").text.split("'")[1]
        answer("append signing --program moonbase --participant Chile --on 2026-03-01")
        assert answer(f"again '{cited}'").endswith("as known today the answer is the same")


class TestPictures:
    """For whoever links to a page, where the site has an address."""

    TYPED = "publish site --url https://example.org/site"

    def test_each_page_names_its_own_which_is_there(self) -> None:
        begun()
        answer(self.TYPED)
        for folder in ("", "programs/moonbase/", "programs/orbit/"):
            text = Path(f"site/{folder}index.html").read_text()
            [path] = re.findall(r'og:image" content="https://example.org/site/([^"]+)"', text)
            assert path.startswith(f"{folder}members-")
            png = Path("site", path).read_bytes()
            assert png.startswith(b"\x89PNG")
            assert struct.unpack(">II", png[16:24]) == (1200, 630)

    def test_one_is_drawn_anew_only_where_it_changed(self) -> None:
        begun()
        answer(self.TYPED)
        assert written(self.TYPED) == set()
        before = {str(one) for one in Path("site").rglob("*.png")}
        answer("append signing --program moonbase --participant Chile --on 2026-03-01")
        changed = {path for path in written(self.TYPED) if path.endswith(".png")}
        assert sorted(path.rpartition("members-")[0] for path in changed) == [
            "",
            "programs/moonbase/",
        ]
        after = {str(one) for one in Path("site").rglob("*.png")}
        assert len(after) == len(before)
        assert after - before == {f"site/{path}" for path in changed}

    def test_of_many_programs_the_first_page_alone_has_one(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(preview, "MOST", 1)
        begun()
        answer(self.TYPED)
        assert len(list(Path("site").rglob("*.png"))) == 1


class TestAlike:
    def test_without_an_address_links_are_relative_and_ids_are_the_same(self) -> None:
        begun()
        answer("publish there --url https://example.org/site")
        here, there = state(), state(Path("there"))
        pictures = {path for path in there if path.endswith(".png")}
        assert set(there) - set(here) == {"sitemap.xml", *pictures}
        feed = here["programs/orbit/feed.xml"][1].decode()
        assert 'href="../../participants/' not in feed
        assert 'href="../../programs/orbit/index.html#e7"' in feed
        far = there["programs/orbit/feed.xml"][1].decode()
        assert 'href="https://example.org/site/programs/orbit/#e7"' in far

        def ids(text: str) -> list[str]:
            return [line for line in text.splitlines() if line.startswith("<id>")]

        assert ids(feed) == ids(far)
        assert b"canonical" not in here["programs/orbit/index.html"][1]

    def test_it_is_the_same_without_the_tables(self, monkeypatch: pytest.MonkeyPatch) -> None:
        begun()
        with monkeypatch.context() as patch:
            patch.setattr(tables, "current", lambda ledger: False)
            assert written() == set()

    def test_the_pages_of_a_ledger_without_events(self) -> None:
        answer("init")
        answer("publish site")
        assert "No program is on file." in read(Path("site/programs/index.html").absolute()).text
        about = read(Path("site/about/index.html").absolute()).text
        assert "The record has no events yet." in about
        assert written() == set()

    def test_events_that_cannot_be_read_are_told_beside_every_answer(self) -> None:
        begun()
        page = Path("site/programs/orbit/index.html")
        assert "cannot be read" not in page.read_text()
        with Ledger.open("events.db", write=True, clock=lambda: DAY) as ledger:
            event = {"program": "orbit", "participant": "CHL", "occurred_on": "2026-03-01"}
            later.append(ledger, {"type": "docking", **event})
        answer("publish site")
        told = "1 of the events up to there cannot be read by the version that made this page"
        assert told not in page.read_text()  # as nothing is known to bear on it
        answer("append signing --program orbit --participant Peru --on 2026-04-01 --note again")
        answer("publish site")
        assert told in page.read_text()
        assert "1 of the events on file cannot be read" in Path("site/about/index.html").read_text()


HOSTILE = '<script>document.title = "run"</script>"\'><img src=x onerror=alert(1)>&amp;{{ 7 * 7 }}'
BACKWARDS = "\u202egro.elpmaxe//:sptth\u202c"


class TestHostileData:
    @pytest.fixture
    def site(self) -> Path:
        """A site of names that were chosen to break it."""
        body = {"type": "participant", "id": "body", "name": HOSTILE, "kind": "agency"}
        text = {"citations": [{"source": "s", "quote": HOSTILE}], "note": HOSTILE}
        source = {"type": "source", "id": "s", "publisher": HOSTILE, "title": BACKWARDS}
        events = [
            {
                "type": "program",
                "id": "p",
                "name": HOSTILE,
                "aliases": [BACKWARDS],
                "note": HOSTILE,
            },
            {**source, "tier": "press", "url": 'https://example.org/"onmouseover="alert(1)'},
            {**body, "state": "NOR"},
            {"type": "signing", "program": "p", "participant": "body", **text}
            | {"occurred_on": "2023-10-03", "place": BACKWARDS, "by": HOSTILE},
        ]
        Path("events.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in events))
        answer("init")
        answer("import events.jsonl")
        reason = HOSTILE.replace('"', "")
        answer(f'correct "#4" --set "note={reason}" --reason "{reason}"')
        Path("about.md").write_text(f"[x](<javascript:alert(1)>) {HOSTILE}\n\n<{HOSTILE}>")
        title = f"--title '{HOSTILE}'".replace("\"'>", '">')
        answer(f"publish site {title} --about about.md")
        return Path("site").absolute()

    def test_it_shows_as_text(self, site: Path) -> None:
        for page in site.rglob("*.html"):
            top = read(page)
            for one in top.all():
                assert one.tag != "img"
                assert not [name for name in one.attributes if name.startswith("on")]
                if one.tag == "script" and page.parent != site:
                    assert json.loads(one.text)
                if one.tag == "a":
                    assert not one.attributes["href"].startswith(("javascript", "data"))
            assert "\u202e" not in top.text
        program = read(site / "programs" / "p" / "index.html")
        assert program.one("h1").text == HOSTILE
        assert "Also: \\u202egro.elpmaxe//:sptth\\u202c" in program.one("p", class_="kicker").text
        links = {
            one.attributes.get("title"): one for one in program.all("a", rel="noopener noreferrer")
        }
        assert links["\\u202egro.elpmaxe//:sptth\\u202c"].attributes["href"] == (
            'https://example.org/"onmouseover="alert(1)'
        )

    def test_feeds_and_citations_are_whole(self, site: Path) -> None:
        for feed in site.rglob("*.xml"):
            told = "".join(xml.parse(feed).getroot().itertext())
            assert "\u202e" not in told
        assert HOSTILE in "".join(xml.parse(site / "programs/p/feed.xml").getroot().itertext())
        bibtex = (site / "programs" / "p" / "cite.bib").read_text()
        assert bibtex.count("{") - bibtex.count(r"\{") == bibtex.count("}") - bibtex.count(r"\}")
        assert (site / "programs" / "p" / "cite.ris").read_bytes().count(b"\r\n") == 10
