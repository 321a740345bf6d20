"""``publish``, and the files of the page that it writes: what they are, and when they are made."""

import base64
import importlib
import json
import re
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import crowd
import pages
import pytest
import terminal
from data_files import value

from cli import laid_out
from cli.data_files import DataFiles
from cli.days import known_position
from ledger import codec, records, whole_files
from ledger.events import Recorded
from ledger.store import Ledger
from ledger.transparency import checkpoints, merkle
from projections.view import View
from web.page import site
from web.page.site import Site
from web.pages.imprint import Imprint
from web.pages.site import Pages
from web.pictures import specs

pytestmark = pytest.mark.apart  # pictures take seconds until they are kept

TODAY = date(2026, 11, 27)
STATIC = Path(site.__file__).parent / "static"


class Watched(View):
    """A view that tells whose records were read."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger, ledger.size)
        self.read: list[str] = []

    def records(self, program: str | None = None, participant: str | None = None) -> list[Recorded]:
        self.read.append(str(program))
        return super().records(program, participant)


@contextmanager
def sample(shown: Sequence[str] = ("ilrs",)) -> Iterator[tuple[Site, Watched]]:
    with Ledger.open(pages.SAMPLE) as ledger:
        view = Watched(ledger)
        yield Site(view, TODAY, shown), view


def publish(folder: Path, *programs: str, db: Path = pages.SAMPLE) -> str:
    names = " ".join(f"'{one}'" for one in programs)
    return terminal.answer_to(f"depositary --db {db} publish {folder} {names}")


@pytest.fixture
def small(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    return crowd.crowded(tmp_path_factory.mktemp("small") / "events.db", 3, monkeypatch)


class TestPublish:
    @pytest.mark.parametrize(("acts", "omits"), [(15, None), (25, "sources"), (35, "everything")])
    def test_says_about_whom_the_page_has_no_answer(
        self, acts: int, omits: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ledger = crowd.crowded(tmp_path / "events.db", acts, monkeypatch)
        said = publish(tmp_path / "page", db=ledger).splitlines()[1:]
        about = "p: too much is on file for the page to answer all about France"
        assert said == ([f"{about}: ask 'depositary roster p'"] if omits else [])
        found = value((tmp_path / "page" / "data" / "program-p.js").read_bytes())
        told = {one["id"]: one["omits"] for one in found["participants"]}
        assert told == {"CHL": None, "FRA": omits}

    def test_writes_every_file(self, tmp_path: Path) -> None:
        answer = publish(tmp_path / "site", "ILRS")
        with sample() as (made, view):
            pages_of = Pages(view, TODAY, Imprint(), DataFiles())
            paths = [*made.paths(), *pages_of.paths()]
            for path in set(paths) - {"index.html"}:
                found = made.file(path) or pages_of.file(path)
                assert (tmp_path / "site" / path).read_bytes() == found, path
        files = {one for one in (tmp_path / "site").rglob("*") if one.is_file()}
        names = {str(one.relative_to(tmp_path / "site")) for one in files}
        assert names == {*paths, laid_out.LIST}
        listed = (tmp_path / "site" / laid_out.LIST).read_text().splitlines()[1:]
        assert listed == sorted(paths)
        size, many = sum(one.stat().st_size for one in files), len(files)
        page = tmp_path / "site" / "index.html"
        told = f"{page}: the site, {many} files, {size:,} bytes; {many} written"
        assert answer == told

    def test_takes_away_what_the_site_has_no_more_and_nothing_else(self, tmp_path: Path) -> None:
        db, site = tmp_path / "events.db", tmp_path / "site"
        with Ledger.create(db) as ledger:
            wires = [{"type": "program", "id": one, "name": one} for one in ("kept", "gone")]
            gone = ledger.append(map(codec.decode, wires), by="desk")[1]
        publish(site, db=db)
        (site / "CNAME").write_text("example.org")  # as some file servers want it
        (site / "programs" / "kept" / "mine.txt").touch()
        (tmp_path / "beside.txt").touch()
        with (site / laid_out.LIST).open("a") as file:
            file.write("../beside.txt\n/etc/hostname\nprograms/../../beside.txt\n")
        with Ledger.open(db, write=True) as ledger:
            retraction = {"type": "retraction", "event": gone.id, "reason": "never begun"}
            ledger.append([codec.decode(retraction)], by="desk")
        assert "exit" not in publish(site, db=db)
        assert not (site / "programs" / "gone").exists()
        assert not (site / "data" / "program-gone.js").exists()
        assert (site / "programs" / "kept" / "mine.txt").exists()
        assert (site / "CNAME").exists()
        assert (tmp_path / "beside.txt").exists()
        assert "gone" not in (site / laid_out.LIST).read_text()

    def test_goes_on_from_a_page_that_lists_no_files(self, tmp_path: Path, small: Path) -> None:
        """As those did that had no pages of plain HTML."""
        publish(tmp_path, db=small)
        (tmp_path / laid_out.LIST).unlink()
        old = tmp_path / "data" / "program-gone.js"
        old.touch()
        assert publish(tmp_path, db=small).endswith("; 1 written")
        assert not old.exists()

    def test_leaves_a_folder_of_other_files_alone(self, tmp_path: Path) -> None:
        (tmp_path / "thesis.txt").write_text("years of work")
        answer = publish(tmp_path)
        assert answer == (
            f"depositary: {tmp_path} has files that are no page: name an empty folder or a new one"
            "\n[exit 1]"
        )
        assert [one.name for one in tmp_path.iterdir()] == ["thesis.txt"]

    @pytest.mark.parametrize("number", [0, 1, 5])
    def test_goes_on_with_one_that_was_killed(
        self, tmp_path: Path, small: Path, number: int
    ) -> None:
        """With the first files, and one that was not whole; before that, with folders alone."""
        with Ledger.open(small) as ledger:
            made = Site(View(ledger), TODAY, ["p"])
            paths = list(made.paths())
            (tmp_path / "data").mkdir()
            for path in paths[:number]:
                (tmp_path / path).write_bytes(made.file(path) or b"")
        for folder in (tmp_path, tmp_path / "data"):
            (folder / ".depositary-0123456789abcdef.part").write_text("half")
        assert "exit" not in publish(tmp_path, db=small)
        files = {str(one.relative_to(tmp_path)) for one in tmp_path.rglob("*") if one.is_file()}
        assert files > set(paths)
        assert not [one for one in files if ".part" in one]

    @pytest.mark.parametrize("number", [0, 1, 7])
    def test_takes_back_what_it_wrote_when_it_fails(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
    ) -> None:
        take_over, done = whole_files._take_over, list[object]()

        def full_after_some(*given: Any) -> None:
            done.append(given)
            if len(done) > number:
                raise OSError(28, "No space left on device")
            take_over(*given)

        monkeypatch.setattr(whole_files, "_take_over", full_after_some)
        folder = tmp_path / "site"
        answer = publish(folder)
        assert answer.startswith(f"depositary: {folder}/")
        assert answer.endswith(
            "no space left on device: check the path and its permissions\n[exit 1]"
        )
        assert list(tmp_path.iterdir()) == []

    def test_a_program_that_is_not_filed(self, tmp_path: Path) -> None:
        assert "did you mean ilrs" in publish(tmp_path / "site", "ILR")
        assert not (tmp_path / "site").exists()

    def test_without_the_packages_that_draw_nothing_is_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "vl_convert", None)
        pictures = importlib.import_module("web.pictures")
        for module in ("assets", "bundle"):
            monkeypatch.delitem(sys.modules, f"web.pictures.{module}", raising=False)
            monkeypatch.delattr(pictures, module, raising=False)
        assert "depositary[web]" in publish(tmp_path / "site")
        assert not (tmp_path / "site").exists()

    def test_an_empty_ledger(self, tmp_path: Path) -> None:
        terminal.answer_to(f"depositary --db {tmp_path / 'events.db'} init")
        assert "exit" not in publish(tmp_path / "site", db=tmp_path / "events.db")


class TestSite:
    def test_a_programs_data_is_made_only_when_it_is_asked_for(self) -> None:
        with sample() as (made, view):
            made.file("data/ledger.js")
            assert view.read == []
            made.file("data/program-gateway.js")
            assert view.read == ["gateway"]

    def test_without_the_tables_all_is_read_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("projections.kept.tables.current", lambda ledger: False)
        with sample() as (made, view):
            wanted = [made.file(f"data/program-{one}.js") for one in ("ilrs", "gateway")]
            assert view.read == ["ilrs"]
        monkeypatch.undo()
        with sample() as (made, _):
            assert [made.file(f"data/program-{one}.js") for one in ("ilrs", "gateway")] == wanted

    def test_what_is_no_file_of_it(self) -> None:
        with sample() as (made, _):
            for path in ("", "types.d.ts", "data/program-.js", "data/other-ilrs.js", "../site.py"):
                assert made.file(path) is None
            assert made.file("data/papers-program-ilrs.js") is None

    def test_first_it_shows_those_in_which_most_happened_lately(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with sample(()) as (made, view):
            assert value(made.file("data/ledger.js"))["shown"] == ["artemis-accords", "ilrs"]
            assert sorted(view.read) == sorted(view.names.programs)
        monkeypatch.setattr("web.page.site._FEW", 4)
        with sample(()) as (made, view):
            shown = value(made.file("data/ledger.js"))["shown"]
            assert shown == ["moon-agreement", "artemis-accords"]
            assert view.read == []

    def test_the_index_knows_the_last_position_of_each_day(self) -> None:
        with sample() as (made, view):
            days = value(made.file("data/ledger.js"))["days"]
            assert days[-1][1] == view.ledger.size
            assert dict(days)["2023-10-23"] == known_position(view.ledger, "2023-10-24")

    def test_a_program_is_defined_as_it_read_at_each_position(self, tmp_path: Path) -> None:
        with Ledger.create(tmp_path / "events.db") as ledger:
            wire = {"type": "program", "id": "ilrs", "name": "Lunar base"}
            [receipt] = ledger.append([codec.decode(wire)], by="desk")
            changes = {"name": "Research station", "members": ["party"], "opened_on": "2021-03"}
            correction = {"type": "correction", "event": receipt.id, "reason": "its name"}
            [later] = ledger.append([codec.decode({**correction, "changes": changes})], by="desk")
            retraction = {"type": "retraction", "event": later.id, "reason": "too early"}
            ledger.append([codec.decode(retraction)], by="desk")
            index = value(Site(View(ledger, 3), TODAY).file("data/ledger.js"))
        first = {"name": "Lunar base", "members": ["signatory", "bound", "party"], "opened": None}
        later_on = {"name": "Research station", "members": ["party"], "opened": "2021-03-01"}
        assert index["programs"][0]["definitions"] == [
            {"known": 0, **first},
            {"known": 2, **later_on},
            {"known": 3, **first},
        ]

    def test_the_record_can_be_proved_from_its_blocks(self) -> None:
        """As ``verify.js`` does it, and RFC 9162 in sections 2.1.1 and 2.1.3.2."""
        with sample() as (made, view):
            tree = value(made.file("data/tree.js"))
            blocks = [value(made.file(f"data/records-{one}.js")) for one in range(5)]
            assert made.file("data/records-5.js") is made.file("data/records-01.js") is None
            rows = list(view.ledger.rows())
            assert tree["origin"] == checkpoints.own_origin(view.ledger)
            filed = view.ledger.defined("participant", "apsco")
        lines = [line for one in blocks for line in unpacked(one).split("\n")]
        kept = [[row.recorded_at, json.dumps(row.recorded_by), row.body] for row in rows]
        assert [line.split("\t") for line in lines] == kept
        leaves = [merkle.leaf_hash(records.record(*row)) for row in rows]
        size = tree["block"]
        roots = [root_of(leaves[one : one + size]) for one in range(0, len(leaves), size)]
        assert [one.hex() for one in roots] == tree["roots"]
        assert root_of(roots).hex() == tree["root"]
        assert (tree["size"], tree["filed"]["apsco"]) == (len(rows), filed)

    def test_the_first_view_is_small(self) -> None:
        """Before pictures, which are drawn after it."""
        with sample(("artemis-accords", "ilrs")) as (made, _):
            data = ["data/ledger.js", "data/program-artemis-accords.js", "data/program-ilrs.js"]
            assert sum(len(made.file(path) or b"") for path in (*site.STATIC, *data)) < 400_000

    def test_the_data_stays_small(self) -> None:
        with sample() as (made, _):
            kinds = [f"data/{kind}-{one}.js" for kind in ("program", "papers") for one in PROGRAMS]
            assert sum(len(made.file(path) or b"") for path in kinds) < 1_500_000


def unpacked(packed: str) -> str:
    return zlib.decompress(base64.b64decode(packed)).decode()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over some hashes, as RFC 9162 defines it in section 2.1.1."""
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << ((len(hashes) - 1).bit_length() - 1)
    return merkle.node_hash(root_of(hashes[:half]), root_of(hashes[half:]))


PROGRAMS = ("artemis-accords", "gateway", "ilrs", "moon-agreement", "outer-space-treaty")


class TestStaticFiles:
    def test_all_are_published_and_loaded(self) -> None:
        assert {one.name for one in STATIC.iterdir()} == set(site.STATIC)
        page = (STATIC / "index.html").read_text()
        loaded = re.findall(r'(?:src|href)="([^"#]+)"', page)
        for_others = "embed.js"  # loaded by pages that embed a part of this one
        assert {*loaded, "index.html", for_others} == {*site.STATIC, "data/ledger.js"}

    def test_none_names_another_host(self) -> None:
        for path in STATIC.iterdir():
            hosts = set(re.findall(r"https?://([\w.-]+)", path.read_text()))
            assert hosts <= {"www.w3.org"}, path.name  # the name space of SVG

    def test_the_colours_of_programs_are_those_of_the_pictures(self) -> None:
        style = (STATIC / "style.css").read_text()
        found = [one.upper() for one in re.findall(r"--p\d: (#\w+)", style)]
        light, dark = found[: len(specs.SHAPES)], found[len(specs.SHAPES) :]
        assert light == [one.upper() for one in specs.LIGHT.programs]
        assert len(set(dark)) == len(light)


def test_every_part_of_an_address_is_explained() -> None:
    code = (STATIC / "state.js").read_text()
    written = set(re.findall(r'asked\.set\("(\w+)"', code))
    read = {*re.findall(r'(?:text|list|day|one)\("(\w+)"', code)}
    rows = pages.table(pages.section("page", "Addresses"))[1:]
    assert {row[0].strip("`") for row in rows} == written == read
