"""Events that this version of the program cannot read: kept, hashed and shown as they are, and of
no account; every answer says how many there are."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import later
import pytest
import terminal
from extent import FULL
from pages import SAMPLE

from ledger import codec
from ledger.errors import AlreadyFiled, MalformedEvent, UnreadName
from ledger.events import Unread
from ledger.references import sources
from ledger.store import Ledger
from ledger.verify import verify
from projections.checks.registry import references, unread
from projections.effective import fold
from projections.kept import tables
from projections.roster import memberships
from projections.steps import steps
from projections.view import View

STATES = ["kept", "behind"]  # how the tables of a ledger can be
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
SIGNED = {"type": "signing", "program": "p", "occurred_on": "2020-01-01"}
SUSPENSION = {**SIGNED, "type": "arbitration", "participant": "FRA"}
PROVISIONAL = {**SIGNED, "participant": "DEU", "provisional": True}
PROTOCOL = {**SIGNED, "participant": "ESP", "instrument": "protocol"}
TREATY = {"type": "program", "id": "x", "name": "Treaty X", "depositary": "UNSG"}
FEED = {"type": "source", "id": "feed", "publisher": "F", "title": "T", "tier": "social"}
BODY = {"type": "participant", "id": "club", "name": "Club", "kind": "partnership"}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in which France (#3) and Italy (#4) signed, and a source (#2) said so."""
    path = tmp_path / "events.db"
    with Ledger.create(path, clock=lambda: NOON, subscribers=[tables.keep]) as made:
        wire = {"type": "source", "id": "wire", "publisher": "W", "title": "T", "tier": "press"}
        record(made, {"type": "program", "id": "p", "name": "P"}, wire)
        record(made, *({**SIGNED, "participant": one} for one in ("FRA", "ITA")))
        yield made


def record(ledger: Ledger, *wires: dict[str, Any]) -> list[int]:
    receipts = ledger.append(map(codec.decode, wires), by="desk")
    return [one.position for one in receipts]


def about(position: int, **wire: Any) -> dict[str, Any]:
    return {"event": f"#{position}", "reason": "a mistake", **wire}


def members(ledger: Ledger) -> dict[str, set[str]]:
    """Who is in p, by the fold, and the tables agree with it."""
    found = memberships(fold(ledger.events()))
    by_fold = {who: {str(one) for one in spans[-1].statuses} for (_, who), spans in found.items()}
    tables.rebuild(ledger)
    on = date(2025, 1, 1)
    kept = tables.memberships_of(ledger, "p", ledger.size, on)
    assert {who: {str(one) for one in span.statuses} for who, span in kept} == by_fold
    return by_fold


class TestWhatIsUnread:
    @pytest.mark.parametrize(
        ("wire", "why"),
        [
            (SUSPENSION, "type: 'arbitration' is no event type known here"),
            (PROVISIONAL, "provisional: 'provisional' is no field known here"),
            (PROTOCOL, "instrument: 'protocol' is not one of treaty"),
            ({**SIGNED, "participant": 7}, "participant: "),
            ({"type": ""}, "type: '' is no event type known here"),
        ],
    )
    def test_an_object_of_a_type_that_is_no_event_here(
        self, wire: dict[str, Any], why: str
    ) -> None:
        body = codec.canonical(wire)
        found = codec.read(body)
        assert isinstance(found, Unread)
        assert (found.body, found.type) == (body, wire["type"])
        assert found.why.startswith(why)
        assert codec.body(found) == body
        assert codec.encode(found) == wire

    @pytest.mark.parametrize(
        "body", ["", "[]", "7", "{}", '{"type":7}', '{"type": "arbitration"}', '{"type":"a"']
    )
    def test_anything_else_is_no_event(self, body: str) -> None:
        with pytest.raises(ValueError, match=r".") as refused:
            codec.read(body)
        assert not isinstance(refused.value, UnicodeError)

    def test_it_is_never_appended(self, ledger: Ledger) -> None:
        with pytest.raises(MalformedEvent, match="'arbitration' is no event type known here"):
            record(ledger, SUSPENSION)
        with pytest.raises(MalformedEvent, match="this version cannot read it: type: "):
            ledger.append([codec.read(codec.canonical(SUSPENSION))], by="desk")


class TestItCountsForNothing:
    def test_an_act(self, ledger: Ledger) -> None:
        later.append(ledger, SUSPENSION, PROVISIONAL, PROTOCOL)
        assert members(ledger) == {"FRA": {"signatory"}, "ITA": {"signatory"}}
        assert tables.unread(ledger, ledger.size) == [5, 6, 7]
        assert tables.unread(ledger, 5) == [5]
        assert sorted(fold(ledger.events()).unread) == [5, 6, 7]

    def test_a_verification_tells_which_and_the_tables_are_held_against_those(
        self, ledger: Ledger
    ) -> None:
        later.append(ledger, SUSPENSION, PROVISIONAL)
        tables.rebuild(ledger)
        found: list[int] = []
        assert list(verify(ledger, unread=found)) == []
        assert found == [5, 6]
        assert list(tables.differences(ledger, found)) == []
        [line] = tables.differences(ledger, [5])
        assert line.startswith("#6: the table readings holds what the events do not say: ")

    def test_a_retraction(self, ledger: Ledger) -> None:
        later.append(ledger, about(3, type="retraction", extent="in part"))
        assert members(ledger) == {"FRA": {"signatory"}, "ITA": {"signatory"}}

    def test_an_attestation_does_not_vouch(self, ledger: Ledger) -> None:
        stance = {"stance": "doubts", "citation": {"source": "wire"}}
        later.append(ledger, {"type": "attestation", "event": "#3", **stance})
        assert members(ledger) == {"FRA": {"signatory"}, "ITA": {"signatory"}}

    def test_an_event_that_was_corrected_as_only_a_later_version_reads(
        self, ledger: Ledger
    ) -> None:
        [correction] = later.append(ledger, about(3, type="correction", changes={"until": "2021"}))
        assert members(ledger) == {"ITA": {"signatory"}}
        assert fold(ledger.events()).unread[3].why.startswith("changes.until: ")
        assert tables.unread(ledger, ledger.size) == [3]
        record(ledger, about(correction, type="retraction"))
        assert members(ledger) == {"FRA": {"signatory"}, "ITA": {"signatory"}}
        assert tables.unread(ledger, ledger.size) == []

    @pytest.mark.parametrize(
        "changes",
        [{"citations": 7}, {"citations": [7, {}]}, {"citation": "wire"}, {"program": {"id": "p"}}],
    )
    def test_whatever_a_correction_says(self, ledger: Ledger, changes: dict[str, Any]) -> None:
        later.append(ledger, about(3, type="correction", changes=changes))
        assert members(ledger) == {"ITA": {"signatory"}}
        event = ledger.find("#5").event
        assert list(sources(event)) == []

    def test_not_even_when_somebody_here_appends_after_it(self, ledger: Ledger) -> None:
        later.append(ledger, PROVISIONAL)
        assert not tables.current(ledger)
        record(ledger, {**SIGNED, "participant": "PER"})
        assert tables.current(ledger)
        assert tables.unread(ledger, ledger.size) == [5]
        assert list(tables.differences(ledger)) == []
        assert list(verify(ledger)) == []
        assert members(ledger).keys() == {"FRA", "ITA", "PER"}


class TestWhatIsDoneAboutIt:
    @pytest.fixture
    def ledger(self, ledger: Ledger) -> Ledger:
        later.append(ledger, SUSPENSION)
        return ledger

    def test_it_can_be_retracted_and_the_retraction_too(self, ledger: Ledger) -> None:
        record(ledger, about(5, type="retraction"))
        assert tables.unread(ledger, ledger.size) == sorted(fold(ledger.events()).unread) == []
        record(ledger, about(6, type="retraction"))
        assert tables.unread(ledger, ledger.size) == sorted(fold(ledger.events()).unread) == [5]
        assert tables.unread(ledger, 6) == []
        members(ledger)

    @pytest.mark.parametrize(
        "wire",
        [
            about(5, type="correction", changes={"note": "of 2020"}),
            {
                "type": "attestation",
                "event": "#5",
                "stance": "supports",
                "citation": {"source": "wire"},
            },
        ],
    )
    def test_it_is_neither_corrected_nor_attested(
        self, ledger: Ledger, wire: dict[str, Any]
    ) -> None:
        with pytest.raises(MalformedEvent, match="#5, an arbitration, cannot be read by this vers"):
            record(ledger, wire)

    def test_nor_is_what_a_later_version_corrected(self, ledger: Ledger) -> None:
        later.append(ledger, about(3, type="correction", changes={"until": "2021"}))
        with pytest.raises(MalformedEvent, match="#3, a signing, cannot be read by this version"):
            record(ledger, about(3, type="correction", changes={"note": "of 2020"}))
        record(ledger, about(3, type="retraction"))
        assert sorted(fold(ledger.events()).unread) == [5]

    def test_a_correction_without_which_it_would_be_unread_stays(self, ledger: Ledger) -> None:
        later.append(ledger, about(3, type="correction", changes={"place": 7}))
        [mended] = later.append(ledger, about(3, type="correction", changes={"place": "Paris"}))
        with pytest.raises(MalformedEvent, match=r"cannot go: without it, changes\.place"):
            record(ledger, about(mended, type="retraction"))

    def test_the_same_event_is_known_once_a_version_reads_it(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An upgrade is a new edition of the tables, which are then made again."""
        record(ledger, {**SIGNED, "participant": "PER"})
        monkeypatch.setattr(tables, "EDITION", tables.EDITION + 1)
        assert not tables.current(ledger)
        record(ledger, {**SIGNED, "participant": "CHL"})
        assert tables.current(ledger)


class TestDefinitions:
    @pytest.fixture
    def ledger(self, ledger: Ledger) -> Ledger:
        later.append(ledger, TREATY, FEED, BODY)
        later.append(ledger, {**SIGNED, "program": "x", "participant": "PER"})
        return ledger

    @pytest.mark.parametrize("name", ["x", "treaty  X"])
    def test_what_it_defines_has_no_name_here(self, ledger: Ledger, name: str) -> None:
        with pytest.raises(UnreadName, match=f"program '{name}' is filed by an event that this"):
            ledger.names().program(name)
        assert ledger.names().title("x") == "x"

    @pytest.mark.parametrize(
        "wire",
        [
            {**SIGNED, "program": "x", "participant": "CHL"},
            {**SIGNED, "participant": "club"},
            {**SIGNED, "participant": "CHL", "citations": [{"source": "feed"}]},
        ],
    )
    def test_nothing_new_refers_to_it(self, ledger: Ledger, wire: dict[str, Any]) -> None:
        with pytest.raises(MalformedEvent, match="is filed by an event that this version cannot"):
            record(ledger, wire)

    @pytest.mark.parametrize("wire", [{"type": "program", "id": "x", "name": "Other"}])
    def test_it_is_not_filed_again(self, ledger: Ledger, wire: dict[str, Any]) -> None:
        with pytest.raises(UnreadName):
            record(ledger, wire)
        with pytest.raises(AlreadyFiled):
            record(ledger, {"type": "program", "id": "p", "name": "Other"})

    def test_the_views_leave_it_out(self, ledger: Ledger) -> None:
        tables.rebuild(ledger)
        for view, has in (("programs", ["p"]), ("participants", []), ("sources", ["wire"])):
            assert [row[0] for row in ledger.sql.execute(f"SELECT id FROM {view}")] == has

    def test_checks_name_it_and_what_refers_to_it(self, ledger: Ledger) -> None:
        effective, names = fold(ledger.events()), ledger.names()
        found = unread(effective, names)
        assert [one.position for one in found] == [5, 6, 7]
        assert found[0].problem.startswith("upgrade depositary, or retract it: depositary: ")
        [dangling] = references(effective, names)
        problem = "it refers to the program 'x', which this version cannot read"
        assert (dangling.position, dangling.problem) == (8, problem)


class TestOfTheFile:
    def test_its_type_is_held_against_its_body(self, ledger: Ledger) -> None:
        later.append(ledger, SUSPENSION)
        assert list(verify(ledger)) == []
        query = "SELECT sql FROM sqlite_master WHERE name = 'events_keep'"
        [trigger] = ledger.sql.execute(query).fetchone()
        with ledger.change():
            ledger.sql.execute("DROP TRIGGER events_keep")
            ledger.sql.execute("UPDATE events SET type = 'signing' WHERE position = 5")
            ledger.sql.execute(trigger)
        assert "#5: its type is not that of its body" in map(str, verify(ledger))

    def test_the_last_head_says_which_version_recorded_last(self, ledger: Ledger) -> None:
        later.append(ledger, SUSPENSION)
        assert ledger.head().version == later.VERSION
        assert ledger.head(4).version != later.VERSION

    @pytest.mark.parametrize("wire", [SUSPENSION, PROVISIONAL])
    def test_columns_that_are_no_dates_harm_nothing(
        self, ledger: Ledger, wire: dict[str, Any]
    ) -> None:
        later.append(ledger, {**wire, "occurred_on": "some day", "program": None})
        assert members(ledger) == {"FRA": {"signatory"}, "ITA": {"signatory"}}
        assert ledger.dates(but=tables.unread(ledger, 5)) == ("2020-01-01", "2020-01-01")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, and after it twelve events of a later version: nine are unread here, and two
    others because of them."""
    path = tmp_path_factory.mktemp("mixed") / "events.db"
    shutil.copy(SAMPLE, path)
    signing = {"type": "signing", "occurred_on": "2025-01-01", "program": "ilrs"}
    with Ledger.open(path, write=True, clock=lambda: terminal.NOW) as ledger:
        later.append(
            ledger,
            {**signing, "type": "arbitration", "participant": "EGY"},
            {**signing, "participant": "PER", "provisional": True},
            {**signing, "participant": "CHL", "citations": [{"source": "tass", "page": 7}]},
            about(404, type="retraction", extent="in part"),
            about(63, type="correction", changes={"until": "2030"}),
            about(66, type="correction", changes={"instrument": "protocol"}),
            {"type": "attestation", "event": "#66", "stance": "doubts", "citation": {"source": 1}},
            TREATY,
            {**signing, "program": "x", "participant": "PER"},
            FEED,
            BODY,
            {"type": "claim", "program": "ilrs", "on": "2025", "citation": "feed", "count": "many"},
        )
    return path


COUNT = "11 events count for nothing, since this version cannot read them"
COMMANDS = """
roster ILRS
roster ILRS --tier official
roster ILRS --known '#1054'
diff ILRS 2020-12-31 2025-12-31
diff ILRS '#1051' '#1063' --on 2025-12-31
compare ILRS "Artemis Accords"
timeline
timeline ILRS
timeline EGY
replay
replay ILRS --to 2025-12-31
ties EGY
audit ILRS RUS
audit ILRS EGY
log
log --last 20
show '#1052'
show '#63'
status
check --strict
chart ILRS
map ILRS
""".strip().splitlines()


@pytest.fixture(scope="module", params=STATES if FULL else STATES[:1])
def made(
    mixed: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    path = Path(shutil.copy(mixed, tmp_path_factory.mktemp("made") / "events.db"))
    if request.param == "kept":
        with Ledger.open(path, write=True) as ledger:
            tables.rebuild(ledger)
    return path


class TestEveryCommand:
    @pytest.fixture
    def folder(self, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        shutil.copy(made, tmp_path / "events.db")
        monkeypatch.chdir(tmp_path)
        return tmp_path

    def answer(self, typed: str, code: int = 0) -> str:
        answer = terminal.answer_to(f"depositary {typed}")
        found = re.search(r"\[exit (\d)\]$", answer)
        assert int(found[1] if found else 0) == code, answer
        return answer

    @pytest.mark.parametrize("typed", COMMANDS)
    def test_answers_and_says_how_many_were_left_out(self, folder: Path, typed: str) -> None:
        code = 3 if typed.startswith("check") else 0
        count = COUNT.replace("11 events", "3 events") if "#1054" in typed else COUNT
        answer = self.answer(typed, code)
        if not typed.startswith("check"):
            assert count in answer
        rows = self.answer(f"{typed} --format csv", code)
        assert f"{count}: see 'depositary check'" in rows
        shape = json.loads(self.answer(f"{typed} --format json", code).partition("\n[exit")[0])
        end = shape["to"] if typed.startswith("diff") else shape
        known = end.get("known", end)
        assert known["unread"] == (3 if "#1054" in typed else 11)

    def test_who_is_in_does_not_hang_on_it(self, folder: Path) -> None:
        shape = json.loads(self.answer("roster ILRS --on 2025-12-31 --format json"))
        ids = {one["participant"]["id"] for one in shape["members"]}
        assert ids >= {"EGY", "SEN"}
        assert not ids & {"PER", "CHL"}

    def test_check_names_each(self, folder: Path) -> None:
        lines = [one for one in self.answer("check", 3).splitlines() if one.startswith("unread")]
        positions = [int(one.partition("#")[2].partition(":")[0]) for one in lines]
        assert positions == [63, 66, 1052, 1053, 1054, 1055, 1058, 1059, 1061, 1062, 1063]

    def test_it_is_shown_as_it_is(self, folder: Path) -> None:
        shape = json.loads(self.answer("show '#1052' --format json"))
        assert shape["type"] == "arbitration"
        assert shape["event"]["participant"] == "EGY"
        assert shape["unread"].startswith("type: 'arbitration' is no event type known here")
        assert "arbitration that this version cannot read" in self.answer("log --last 20")

    def test_the_file_is_in_order(self, folder: Path) -> None:
        answer = self.answer("verify")
        assert "recorded last by depositary 9.1.0" in answer
        assert COUNT in answer
        assert "1063 events" in self.answer("rebuild")
        assert "the tables are up to date" in self.answer("status")

    def test_it_is_proved(self, folder: Path) -> None:
        self.answer("prove '#1052' -o one.tlog-proof")
        assert "type: arbitration" in self.answer("verify-proof one.tlog-proof")
        self.answer("audit ILRS EGY --proof all.tlog-proof")
        self.answer("verify-proof all.tlog-proof")

    @pytest.mark.parametrize("form", ["jsonl", "csv"])
    def test_it_is_exported_and_an_import_says_what_it_cannot_take(
        self, folder: Path, form: str
    ) -> None:
        self.answer(f"export -o events.{form}")
        text = Path(f"events.{form}").read_text()
        assert "arbitration" in text
        assert "provisional" in text
        self.answer("--db other.db init")
        answer = self.answer(f"--db other.db import events.{form}", 1)
        assert "arbitration" in answer or form == "csv"
        assert "0 events" in self.answer("--db other.db status")

    def test_it_is_backed_up_and_its_texts_archived(self, folder: Path) -> None:
        assert "1063 events" in self.answer("backup copy.db")
        assert "9.1.0" in self.answer("--db copy.db verify")
        assert "feed" in self.answer("archive --list --format csv")

    def test_it_can_be_retracted_and_no_more(self, folder: Path) -> None:
        self.answer("retract '#1052' --reason 'not ours'")
        assert COUNT.replace("11", "10") in self.answer("roster ILRS")
        said = "cannot be read by this version, and be no more than retracted"
        assert said in self.answer(
            "attest '#1053' --stance supports --source tass-2021-03-09-memorandum", 1
        )
        assert said in self.answer("correct '#1053' --set note=x --reason y", 1)

    def test_its_program_has_a_word_of_its_own(self, folder: Path) -> None:
        assert "is filed by an event that this version cannot read" in self.answer("roster x", 1)

    def test_the_page_is_made(self, folder: Path) -> None:
        pytest.importorskip("altair")
        from web.page.site import Site

        with Ledger.open(folder / "events.db") as ledger:
            index = (
                Site(View(ledger, ledger.size), date(2026, 11, 27)).file("data/ledger.js") or b""
            ).decode()
        assert '"unread":[63,66,1052,1053,1054,1055,1058,1059,1061,1062,1063],' in index


class TestWhatIsAboutIt:
    def test_a_correction_leaves_it_unread(self, ledger: Ledger) -> None:
        [arbitration] = later.append(ledger, SUSPENSION)
        later.append(ledger, about(arbitration, type="correction", changes={"note": "of a part"}))
        assert arbitration in fold(ledger.events()).unread

    def test_an_audit_shows_it_as_not_read(self, ledger: Ledger) -> None:
        [partly] = later.append(ledger, about(3, type="retraction", extent="in part"))
        found = [(one.position, one.what) for one in steps(ledger.find("#3"), ledger.about)]
        assert found == [(3, "recorded"), (partly, "not read")]

    def test_the_text_that_a_source_names_is_no_stranger(self, ledger: Ledger) -> None:
        digest = sha256(b"as it was said").hexdigest()
        with ledger.change():
            archived = "INSERT INTO archive (sha256, text) VALUES (?, 'as it was said')"
            ledger.sql.execute(archived, [digest])
        assert any("of no source" in str(one) for one in verify(ledger))
        later.append(ledger, {**FEED, "sha256": digest})
        assert not any("of no source" in str(one) for one in verify(ledger))
