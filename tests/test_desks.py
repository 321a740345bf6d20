"""Several desks keep one register together on PostgreSQL: each has a copy, and all append to one
order."""

import re
import threading
from pathlib import Path
from typing import Any

import clusters
import pytest
import relays
from desk_commands import NAMES, Desks, cluster, desks, empty
from terminal import answer_to

from cli import upstreams
from cli.commands.init import sample_path
from ledger import codec
from ledger.batch import Batch, Receipt
from ledger.copies import Taken
from ledger.copy_errors import HistoryRewritten
from ledger.errors import AlreadyFiled, Unexpected
from ledger.store import Ledger, Upstream
from ledger.transparency import checkpoints
from ledger.verify import verify
from projections.kept import tables
from shared.errors import NoAnswer, NoConnection
from shared.register import Register
from shared.sequencer import Sequencer

__all__ = ["cluster", "desks", "empty"]
pytestmark = pytest.mark.apart
PROGRAM = "depositary append program --id ilrs --name 'Lunar Research Station' --alias ILRS"
SIGNING = "depositary append signing --program ILRS --on 2021-03-09 --participant"
SOURCE = (
    "--source-url http://x.example/1 --source-title T --publisher P --published-on 2021-03-10"
    " --tier press"
)


def rows(path: Path) -> list[object]:
    """All that a ledger has of what was recorded, but for times and who recorded it."""
    with Ledger.open(path) as ledger:
        assert list(verify(ledger)) == []
        return ledger.sql.execute(
            "SELECT position, id, type, program, participant, earliest, latest, date, defines,"
            " about, body FROM events ORDER BY position"
        ).fetchall()


def sealed(path: Path) -> tuple[list[object], list[object]]:
    with Ledger.open(path) as ledger:
        assert list(verify(ledger)) == []
        return (
            ledger.sql.execute("SELECT * FROM events ORDER BY position").fetchall(),
            ledger.sql.execute("SELECT * FROM tree_heads ORDER BY size").fetchall(),
        )


class TestALedgerThatIsShared:
    def test_is_the_same_in_every_copy_byte_for_byte(self, empty: Desks) -> None:
        Path("office.db").write_bytes(sample_path().read_bytes())
        said = empty.type(f"depositary share {empty.url('admin')}", "office")
        where = f"127.0.0.1/{empty.database}"
        assert said == f"office.db: 1051 events shared at {where}; this is a copy now"
        empty.admit()
        empty.copy("kyiv")
        assert sealed(Path("kyiv.db")) == sealed(sample_path()) == sealed(Path("office.db"))

    def test_takes_its_texts_along(self, empty: Desks) -> None:
        Path("page.txt").write_text("Egypt signed.\n")
        for command in (
            "init",
            "append source --id s --title T --publisher P --published-on 2023 --tier press",
            "archive page.txt --source s",
        ):
            empty.type(f"depositary {command}", "office")
        empty.type(f"depositary share {empty.url('admin')}", "office")
        empty.admit()
        empty.copy("kyiv")
        assert "not here" in empty.type("depositary archive --list")
        assert empty.type("depositary archive --show s") == "Egypt signed."
        assert "not here" not in empty.type("depositary archive --list")

    def test_goes_into_an_empty_database_only(self, desks: Desks) -> None:
        desks.type(PROGRAM)
        desks.type("depositary init", "office")
        said = desks.type(f"depositary share {desks.url('admin')}", "office")
        assert "has a register already: share into an empty database" in said
        assert "is no copy" in desks.type("depositary pull", "office")

    def test_is_set_up_by_an_administrator_alone(self, empty: Desks) -> None:
        empty.sql(f"GRANT CONNECT ON DATABASE {empty.database} TO stranger")
        empty.type("depositary init", "office")
        said = empty.type(f"depositary share {empty.url('stranger')}", "office")
        assert "have an administrator run what 'depositary share --sql' prints" in said
        assert empty.sql("SELECT to_regnamespace('depositary')") == ""

    def test_or_after_the_script_was_run(self, empty: Desks) -> None:
        assert "ERROR" not in empty.sql(answer_to("depositary share --sql"))
        empty.type("depositary init", "office")
        assert "0 events shared" in empty.type(f"depositary share {empty.url('admin')}", "office")

    def test_one_of_address_and_sql(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        assert "give one of ADDRESS and --sql" in answer_to("depositary share")


class TestACopy:
    COMMANDS = (
        PROGRAM,
        f"{SIGNING} China {SOURCE}",
        f"{SIGNING} Russia",
        f"{SIGNING} Russia",
        f"{SIGNING} Columbia",
        f"{SIGNING} 'South Africa' --dry-run",
        f"{SIGNING} Egypt --expect 3",
        f"{SIGNING} Egypt --expect 4",
        f"{SIGNING} Kenya --participant Ghana",
        PROGRAM.replace("Lunar", "Moon"),
        "depositary correct '#3' --set occurred_on=2021-03 --reason 'only the month'",
        "depositary attest '#3' --stance supports --source p-2021-03-10",
        "depositary retract '#4' --reason 'another'",
        "depositary retract '#77' --reason 'another'",
        "depositary import events.jsonl",
        "depositary import wrong.jsonl",
        "depositary import --dry-run more.jsonl",
        "depositary archive page.txt --source p-2021-03-10",
        "depositary archive page.txt --source p-2021-03-10",
        "depositary archive --show p-2021-03-10",
        "depositary archive other.txt --source p-2021-03-10",
        "depositary archive --erase p-2021-03-10 --reason 'they ask'",
        "depositary archive --erase p-2021-03-10 --reason 'they ask'",
        "depositary roster ILRS --on 2022-01-01",
        "depositary check",
    )

    def test_answers_as_a_plain_ledger_does(self, desks: Desks) -> None:
        event = '{"type":"endorsement","program":"ilrs","participant":"%s","occurred_on":"2024"}\n'
        Path("events.jsonl").write_text(event % "BOL" + event % "GHA" + event % "BOL")
        Path("more.jsonl").write_text(event % "TGO")
        Path("wrong.jsonl").write_text(event % "SEN" + event % "XXX")
        Path("page.txt").write_text("China signed.\n")
        Path("other.txt").write_text("China did not sign.\n")
        desks.type("depositary init", "plain")

        def bare(said: str) -> str:
            return re.sub(r"\d{4}-\d\d-\d\dT[\d:]+Z", "(time)", said)

        for command in self.COMMANDS:
            here, there = desks.type(command, "plain"), desks.type(command, "kyiv")
            assert bare(there).replace("kyiv.db", "plain.db") == bare(here), command
        assert rows(Path("kyiv.db")) == rows(Path("plain.db"))

    def test_records_in_the_name_of_its_desk(self, desks: Desks) -> None:
        desks.type(PROGRAM, "kyiv")
        desks.type(f"{SIGNING} China", "rome")
        desks.type("depositary pull", "kyiv")
        with Ledger.open("kyiv.db") as ledger:
            assert [one.recorded_by for one in ledger.events()] == [*NAMES.values()]

    def test_records_in_no_other_name(self, desks: Desks) -> None:
        said = desks.type(f"{PROGRAM} --recorded-by {'me'}")
        assert "here 'Embassy in Kyiv' records, and not 'me': leave that name out" in said
        assert "recorded #1" in desks.type(f"{PROGRAM} --recorded-by '{NAMES['kyiv']}'")

    def test_restores_no_times(self, desks: Desks) -> None:
        Path("lines.jsonl").write_text("")
        said = desks.type("depositary import --restore lines.jsonl")
        assert "the times of record are given at" in said
        said = desks.type("depositary import --restore --draft lines.jsonl")
        assert "a draft has no time of record" in said

    def test_of_a_reader_only_pulls(self, desks: Desks) -> None:
        desks.copy("library")
        desks.type(PROGRAM)
        said = desks.type(f"{SIGNING} China", "library")
        assert "library may not append at" in said
        assert "1 new event" in desks.type("depositary pull", "library")

    def test_says_how_it_stands(self, desks: Desks) -> None:
        said = desks.type("depositary status")
        assert re.search(
            rf"a copy of {desks.url('kyiv')}\nlast heard of at \S+Z, level with it\n", said
        )

    def test_that_was_cut_off_goes_on_and_says_how_far_it_is(
        self, desks: Desks, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desks.type(PROGRAM, "rome")
        desks.type(f"{SIGNING} China", "rome")
        with monkeypatch.context() as cut, desks.open() as ledger:
            cut.setattr(Register, "rows", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                upstreams.pull(ledger)
        assert "2 events behind" in desks.type("depositary status")
        assert "2 new events" in desks.type("depositary pull")

    def test_takes_commits_whole_in_changes_of_about_a_thousand(
        self, desks: Desks, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.pulling._AT_ONCE", 3)
        desks.type(PROGRAM, "rome")
        line = '{"type":"endorsement","program":"ilrs","participant":"%s","occurred_on":"2024"}\n'
        states = ("BOL", "GHA", "TGO", "SEN", "KEN")
        Path("five.jsonl").write_text("".join(line % one for one in states))
        desks.type("depositary import five.jsonl", "rome")
        for state in ("Peru", "Chile"):
            desks.type(f"{SIGNING} {state}", "rome")
        assert "8 new events" in desks.type("depositary pull")
        assert sealed(Path("kyiv.db")) == sealed(Path("rome.db"))

    def test_becomes_a_plain_ledger(self, desks: Desks) -> None:
        desks.type(PROGRAM)
        assert "and no copy of" in desks.type("depositary leave")
        assert "recorded #2" in desks.type(f"{SIGNING} China")
        assert "is no copy" in desks.type("depositary leave")
        assert "a copy of" not in desks.type("depositary status")

    def test_starts_a_new_register_with_which_others_go_on(
        self, desks: Desks, tmp_path: Path
    ) -> None:
        desks.type(PROGRAM)
        new = f"{desks.database}new"
        desks.cluster.run(f"CREATE DATABASE {new}", database="postgres")
        there = Desks(desks.cluster, new, tmp_path)
        assert "1 event shared" in desks.type(f"depositary share {there.url('admin')}")
        there.admit()
        assert "1 new event" in desks.type(f"depositary pull --from {there.url('rome')}", "rome")
        assert "recorded #2" in desks.type(f"{SIGNING} China", "rome")
        assert there.sql("SELECT count(*) FROM depositary.events") == "2"

    def test_is_moved_to_no_folder_and_is_a_copy(self, desks: Desks) -> None:
        said = desks.type("depositary pull --from tiles")
        assert "--from moves a copy of a register from one PostgreSQL to another" in said
        desks.type("depositary init", "plain")
        assert "is no copy" in desks.type(f"depositary pull --from {desks.url('kyiv')}", "plain")

    def test_takes_no_policy(self, desks: Desks) -> None:
        Path("policy").write_text("log example.org+4f7ae1b0+AQ==\n")
        answer_to("depositary keygen example.org/x")
        said = desks.type(f"depositary copy {desks.url('kyiv')} --key x.key.pub", "more")
        assert "[exit" in said
        assert not Path("more.db").exists()

    def test_is_never_made_over_a_file(self, desks: Desks) -> None:
        assert "kyiv.db exists already" in desks.copy("kyiv")

    def test_follows(self, desks: Desks) -> None:
        with desks.open() as ledger:
            found = upstreams.followed(ledger, 30.0)
            first = next(found)
            assert isinstance(first, Taken)
            assert first.events == 0
            later = threading.Timer(0.2, append, (desks, "x"))
            later.start()
            while not isinstance(one := next(found), Taken) or not one.events:
                pass
            later.join()
            assert ledger.size == 1

    def test_goes_on_trying_and_says_so_once(self, desks: Desks) -> None:
        with relays.relay(desks.cluster.port) as relay, desks.open() as ledger:
            to_relay = desks.url("kyiv").replace(f":{desks.cluster.port}/", f":{relay.port}/")
            upstreams.pull_from(ledger, to_relay)
            ledger.place.close()
            port, relay.port = relay.port, clusters.free_port()
            nowhere = to_relay.replace(str(port), str(relay.port))
            with ledger.change():
                ledger.follow(upstream(ledger)._replace(address=nowhere))
            ledger.place = Sequencer(nowhere)
            found = upstreams.followed(ledger, 0.1)
            refusal = next(found)
            assert isinstance(refusal, NoConnection)
            assert "cannot be reached (Connection refused)" in str(refusal)
            ledger.place = Sequencer(to_relay)
            assert isinstance(next(found), Taken)


def upstream(ledger: Ledger) -> Upstream:
    assert ledger.upstream
    return ledger.upstream


def append(desks: Desks, identity: str, desk: str = "rome") -> int:
    """Record a program through another desk; its position."""
    with desks.open(desk) as ledger:
        event = codec.decode({"type": "program", "id": identity, "name": identity})
        return ledger.append([event], by="anybody")[0].position


def record_while(
    desks: Desks, ledger: Ledger, wire: object, other: str, expect: int | None = None
) -> None:
    """Record an event, and while it is checked a program through another desk."""
    with ledger.batch(expect=expect) as batch:
        batch.add_wire(wire, by="anybody")
        append(desks, other)


class TestTwoDesksAtOnce:
    """What others record while events are checked: they are taken first, and only what concerns the
    same is checked again."""

    def sign(self, batch: Batch, participant: str) -> Receipt:
        wire = {"type": "signing", "program": "ilrs", "participant": participant}
        return batch.add_wire({**wire, "occurred_on": "2021"}, by="anybody")

    def test_others_may_come_first(self, desks: Desks) -> None:
        desks.type(PROGRAM)
        with desks.open() as ledger:
            with ledger.batch() as batch:
                receipts = [self.sign(batch, one) for one in ("CHN", "RUS")]
                assert [one.position for one in receipts] == [2, 3]
                append(desks, "other")
            assert [batch.settled(one).position for one in receipts] == [3, 4]
            assert list(batch.recorded) == [3, 4]
            assert [ledger.at(2).event.id, ledger.size] == ["other", 4]  # type: ignore[union-attr]

    def test_what_concerns_the_same_is_checked_again(self, desks: Desks) -> None:
        desks.type(PROGRAM)
        with desks.open() as ledger:
            with ledger.batch() as batch:
                receipt = self.sign(batch, "CHN")
                desks.type(f"{SIGNING} China", "rome")
            assert batch.settled(receipt).position == 3

    def test_and_refused_where_the_rules_refuse_it(self, desks: Desks) -> None:
        program = {"type": "program", "id": "x", "name": "Another"}
        with desks.open() as ledger:
            with pytest.raises(AlreadyFiled):
                record_while(desks, ledger, program, other="x")
            assert ledger.size == 0
            ledger.place.close()
            assert upstreams.pull(ledger).events == 1

    def test_the_same_event_is_recorded_once(self, desks: Desks) -> None:
        with desks.open() as ledger:
            with ledger.batch() as batch:
                wire = {"type": "program", "id": "x", "name": "x"}
                receipt = batch.add_wire(wire, by="anybody")
                append(desks, "x")
            assert batch.settled(receipt).new is False
            assert list(batch.recorded) == []

    def test_that_another_recorded_with_more_comes_with_all_of_that(self, desks: Desks) -> None:
        wires = [{"type": "program", "id": one, "name": one} for one in ("x", "y", "z")]
        with desks.open() as ledger, ledger.batch() as batch:
            receipt = batch.add_wire(wires[1], by="anybody")
            with desks.open("rome") as other:
                other.append(map(codec.decode, wires), by="anybody")
        assert (batch.settled(receipt).position, batch.settled(receipt).new) == (2, False)
        assert desks.type("depositary pull").startswith("kyiv.db: 0 new events, 3 events under ")

    def test_what_comes_after_is_left_to_the_next_pull(
        self, desks: Desks, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its own is on the disks of both servers, as is what came before."""
        plain = Register.append

        def append_and_then(self: Register, *bodies: Any, **more: Any) -> list[Receipt]:
            receipts = plain(self, *bodies, **more)
            monkeypatch.setattr(Register, "append", plain)
            append(desks, "later")
            return receipts

        with desks.open() as ledger, ledger.batch() as batch:
            batch.add_wire({"type": "program", "id": "x", "name": "X"}, by="anybody")
            append(desks, "earlier")
            monkeypatch.setattr(Register, "append", append_and_then)
        assert desks.type("depositary pull").startswith("kyiv.db: 1 new event, 3 events under ")

    def test_of_two_that_expect_the_same_size_one_is_refused(self, desks: Desks) -> None:
        program = {"type": "program", "id": "y", "name": "Y"}
        with desks.open() as ledger, pytest.raises(Unexpected):
            record_while(desks, ledger, program, other="x", expect=0)
        assert append(desks, "z") == 2

    def test_what_was_recorded_and_is_there_no_more_is_not_known(
        self, desks: Desks, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As after a failover to a server that never had it."""
        monkeypatch.setattr(Register, "append", lambda *_, **__: [Receipt(1, "0" * 64, new=True)])
        with pytest.raises(NoAnswer):
            append(desks, "x")
        with desks.open("rome") as ledger:
            assert ledger.size == 0

    def test_what_was_taken_before_a_refusal_stays(self, desks: Desks) -> None:
        append(desks, "x")
        assert "no program is called 'ILRS'" in desks.type(f"{SIGNING} China")
        assert "kyiv.db: 1 events under" in desks.type("depositary status")
        with desks.open() as ledger:
            assert tables.current(ledger)

    def test_the_tables_are_kept_once_for_what_was_taken_and_what_was_sent(
        self, desks: Desks
    ) -> None:
        append(desks, "x")
        with desks.open() as ledger:
            told: list[tuple[int, int]] = []
            ledger.subscribers += (lambda ledger, after: told.append((after, ledger.size)),)
            with ledger.batch() as batch:
                batch.add_wire({"type": "program", "id": "y", "name": "Y"}, by="anybody")
                append(desks, "z")
            assert told == [(0, 3)]
            assert tables.current(ledger)
            assert list(tables.differences(ledger)) == []

    def test_nothing_to_record_asks_for_nothing(self, desks: Desks) -> None:
        with desks.open() as ledger, ledger.batch():
            append(desks, "x")
        assert append(desks, "z") == 2


class TestDrafts:
    def draft(self, desks: Desks, command: str) -> str:
        said = desks.type(f"{command} --draft")
        assert said.startswith("drafted "), said
        return said

    def test_wait_until_they_are_pushed(self, desks: Desks) -> None:
        self.draft(desks, PROGRAM)
        self.draft(desks, f"{SIGNING} China")  # of a program that is a draft itself
        assert "2 drafts wait: 'depositary push' sends them" in desks.type("depositary status")
        assert "0 events" in desks.type("depositary status")
        assert desks.type("depositary push --list").count("\n") == 1
        said = desks.type("depositary push")
        assert re.sub(r" [0-9a-f]{12} ", " (id) ", said).splitlines() == [
            "draft 1: recorded #1 (id) program",
            "draft 2: recorded #2 (id) signing",
        ]
        assert desks.type("depositary push") == "no drafts"
        assert desks.type("depositary push --list") == "no drafts"

    def test_need_no_connection(self, desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PGPASSWORD", "wrong")
        assert "lets nobody in" in desks.type(PROGRAM)
        self.draft(desks, PROGRAM)

    def test_are_checked_as_events_are(self, desks: Desks) -> None:
        assert "no program is called 'ILRS'" in desks.type(f"{SIGNING} China --draft")
        assert "0 events, not 7" in desks.type(f"{PROGRAM} --draft --expect 7")
        assert desks.type("depositary push --list") == "no drafts"

    def test_come_from_files_too(self, desks: Desks) -> None:
        Path("one.jsonl").write_text('{"type":"program","id":"x","name":"X"}\n')
        assert desks.type("depositary import --draft one.jsonl") == "1 drafted"
        assert "draft 1: recorded #1" in desks.type("depositary push")

    def test_stay_where_others_came_in_between(self, desks: Desks) -> None:
        desks.type(PROGRAM)
        for state in ("China", "Russia"):
            self.draft(desks, f"{SIGNING} {state}")
        self.draft(desks, PROGRAM.replace("ilrs", "x"))
        desks.type(f"{SIGNING} China --place Moscow", "rome")
        desks.type(PROGRAM.replace("ilrs", "x").replace("Lunar", "Other"), "rome")
        said = desks.type("depositary push").splitlines()
        assert said[0].startswith("draft 2: recorded #4 ")
        assert said[1].startswith("draft 1 stays: #2 came in between: see 'depositary show #2'")
        assert said[2].startswith("draft 3 stays: #3 came in between")
        assert said[3] == "[exit 1]"
        said = desks.type("depositary push --anyway").splitlines()
        assert said[0].startswith("draft 1: recorded #5 ")
        assert said[1].startswith("draft 3 stays: program 'x' was filed already as #3")
        assert "1 draft waits" in desks.type("depositary leave")
        assert desks.type("depositary push --drop 3") == "dropped draft 3"
        assert desks.type("depositary push") == "no drafts"

    def test_that_another_recorded_are_known(self, desks: Desks) -> None:
        self.draft(desks, PROGRAM)
        desks.type(PROGRAM, "rome")
        assert "draft 1: known already as #1" in desks.type("depositary push")

    def test_are_only_of_copies_to_which_one_appends(self, desks: Desks) -> None:
        desks.type("depositary init", "plain")
        assert "is no copy" in desks.type(f"{PROGRAM} --draft", "plain")
        assert "is no copy" in desks.type("depositary push", "plain")
        desks.type(PROGRAM, "plain")
        desks.type("depositary publish --tiles tiles", "plain")
        answer_to("depositary --db shelf.db copy tiles")
        said = desks.type(f"{SIGNING} China --draft", "shelf")
        assert "append there, then 'depositary pull' here" in said

    def test_one_thing_at_a_time(self, desks: Desks) -> None:
        assert "give one of --list" in desks.type("depositary push --list --anyway")
        assert "there is no draft 4" in desks.type("depositary push --drop 4")


class TestTexts:
    @pytest.fixture(autouse=True)
    def a_source_with_a_text(self, desks: Desks) -> None:
        source = "append source --id s --title T --publisher P --published-on 2023 --tier press"
        Path("page.txt").write_text("Egypt signed.\n")
        desks.type(f"depositary {source}")
        desks.type("depositary archive page.txt --source s")
        desks.type("depositary pull", "rome")

    def test_travel_when_they_are_asked_for(self, desks: Desks) -> None:
        assert "not here" in desks.type("depositary archive --list", "rome")
        assert desks.type("depositary archive --show s", "rome") == "Egypt signed."
        assert "not here" not in desks.type("depositary archive --list", "rome")

    def test_are_gone_everywhere_once_they_are_taken_down(self, desks: Desks) -> None:
        desks.type("depositary archive --show s", "rome")
        desks.type("depositary archive --erase s --reason 'they ask'", "rome")
        assert desks.sql("SELECT count(*) FROM depositary.texts") == "0"
        desks.type("depositary pull")
        for desk in NAMES:
            assert b"Egypt signed" not in Path(f"{desk}.db").read_bytes()
            assert "is not in this ledger" in desks.type("depositary archive --show s", desk)

    def test_stay_where_another_source_has_them(self, desks: Desks) -> None:
        source = "append source --id r --title R --publisher P --published-on 2023 --tier press"
        desks.type(f"depositary {source}")
        desks.type("depositary archive page.txt --source r")
        desks.type("depositary archive --erase s --reason 'they ask'")
        desks.type("depositary pull", "rome")
        assert desks.type("depositary archive --show r", "rome") == "Egypt signed."

    def test_are_those_of_their_hash(self, desks: Desks) -> None:
        desks.sql("UPDATE depositary.texts SET text = 'Egypt did not sign.'")
        said = desks.type("depositary archive --show s", "rome")
        assert "is not in this ledger" in said

    def test_are_missing_where_nobody_put_them(self, desks: Desks) -> None:
        desks.sql("DELETE FROM depositary.texts")
        assert "is not in this ledger" in desks.type("depositary archive --show s", "rome")

    def test_of_a_source_that_names_another_now_are_left(self, desks: Desks) -> None:
        desks.type("depositary archive --erase s --reason 'they ask'")
        desks.type("depositary archive page.txt --source s")
        desks.type("depositary pull", "rome")
        assert desks.type("depositary archive --show s", "rome") == "Egypt signed."


class TestARegisterThatWasRewritten:
    """The owner of the database can do it; every copy tells, changes nothing, keeps both heads."""

    @pytest.fixture(autouse=True)
    def two_events(self, desks: Desks) -> None:
        desks.type(PROGRAM)
        desks.type(f"{SIGNING} China")
        desks.type("depositary pull", "rome")

    def by_force(self, desks: Desks, statement: str) -> None:
        assert not desks.sql(f"SET session_replication_role = replica; {statement}")

    def refused(self, desks: Desks, words: str) -> None:
        before = sealed(Path("kyiv.db"))
        said = desks.type("depositary pull")
        assert words in said
        assert said.endswith("\n[exit 1]")
        assert said.count("\n") == 1
        assert sealed(Path("kyiv.db")) == before

    def test_under_another_root(self, desks: Desks) -> None:
        self.by_force(desks, "UPDATE depositary.tree_heads SET root = sha256('x') WHERE size = 2")
        self.refused(desks, "was rewritten, its first 2 events have the root")
        [evidence] = Path.cwd().glob("kyiv.db.contradiction-2-2-*.txt")
        with Ledger.open("kyiv.db") as ledger:
            assert str(checkpoints.of(ledger, "x")).split("\n")[2] in evidence.read_text()
        assert evidence.read_text().count("depositary/shared/") == 2

    def test_without_a_head_there(self, desks: Desks) -> None:
        desks.type(f"{SIGNING} Russia", "rome")
        self.by_force(desks, "DELETE FROM depositary.tree_heads WHERE size = 2")
        self.refused(desks, "was rewritten, its first 2 events are under no head")

    def test_back_in_time(self, desks: Desks) -> None:
        self.by_force(desks, "DELETE FROM depositary.tree_heads WHERE size = 2")
        self.refused(desks, "went back, it has 1 events, and had 2")
        self.by_force(desks, "DELETE FROM depositary.tree_heads")
        self.refused(desks, "went back, it has 0 events, and had 2")

    @pytest.mark.parametrize("others", [0, 1, 2])
    def test_while_something_was_appended(self, desks: Desks, others: int) -> None:
        """As when a copy has what a failover took: the first of the events is there no more."""

        def come_between() -> None:
            self.by_force(
                desks,
                "DELETE FROM depositary.events; DELETE FROM depositary.tree_heads;"
                "UPDATE depositary.ledger SET size = 0, peaks = '{}'",
            )
            with Register(desks.url("rome")) as register:
                for number in range(others):
                    body = codec.canonical({"type": "x", "n": number})
                    register.append([body], expect=None, seen=0)

        def append() -> None:
            with desks.open() as ledger, ledger.batch() as batch:
                come_between()
                batch.add(codec.decode({"type": "program", "id": "x", "name": "X"}), by="anybody")

        with pytest.raises(HistoryRewritten) as refused:
            append()
        assert ("went back" if others == 0 else "was rewritten") in str(refused.value)
        assert refused.value.evidence.exists()
        with Ledger.open("kyiv.db") as ledger:
            assert ledger.size == 2

    @pytest.mark.parametrize(
        ("forged", "words"),
        [
            ("events SET body = replace(body, 'CHN', 'RUS')", "its id is not the hash"),
            ("events SET recorded_by = 'somebody'", "its events do not lead to the root"),
            ("events SET recorded_at = '2001-01-01T00:00:00Z'", "before the event ahead of it"),
            ("tree_heads SET recorded_at = '2001-01-01T00:00:00Z'", "its head has another time"),
            ("tree_heads SET root = sha256('x')", "its events do not lead to the root"),
        ],
    )
    def test_in_what_is_new(self, desks: Desks, forged: str, words: str) -> None:
        desks.type(f"{SIGNING} Russia", "rome")
        column = "size" if forged.startswith("tree") else "position"
        forged = forged.replace("'CHN', 'RUS'", "'RUS', 'USA'")
        self.by_force(desks, f"UPDATE depositary.{forged} WHERE {column} = 3")
        self.refused(desks, words)

    def test_without_a_row(self, desks: Desks) -> None:
        desks.type(f"{SIGNING} Russia", "rome")
        self.by_force(desks, "DELETE FROM depositary.events WHERE position = 3")
        self.refused(desks, "its events do not lead to the root of its head")

    def test_without_the_last_row_of_a_commit(self, desks: Desks) -> None:
        desks.type(f"{SIGNING} Russia --participant Egypt", "rome")
        self.by_force(desks, "DELETE FROM depositary.events WHERE position = 4")
        self.refused(desks, "its events do not lead to the root of its head")

    def test_or_is_another_register(self, desks: Desks) -> None:
        desks.sql("UPDATE depositary.register SET id = 'other'")
        self.refused(desks, "has the register depositary/shared/other, and this is a copy of")
