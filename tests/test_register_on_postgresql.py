"""The register as a database: what a desk may do there, and what is said when something is wrong
with it or with the way to it."""

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import clusters
import psycopg
import pytest
import relays
from clusters import PASSWORD
from desk_commands import Desks, cluster, desks, empty
from psycopg import pq
from terminal import answer_to

from ledger import codec
from ledger.batch import Receipt
from ledger.errors import Damaged, DiskFull, Refusal
from ledger.store import Ledger
from ledger.verify import verify
from shared import pulling
from shared.errors import NoAnswer, NoConnection, NotTakenBack, RefusedThere
from shared.register import Register, checked
from shared.sequencer import Sequencer

__all__ = ["cluster", "desks", "empty"]
pytestmark = pytest.mark.apart
PROGRAM = "depositary append program --id ilrs --name 'Lunar Research Station' --alias ILRS"
UPDATED = "UPDATE {} SET recorded_at = ''"
BODY = '{"id":"x","name":"X","type":"program"}'


def call(*bodies: str, more: str = "null, null, '0.1.0'") -> str:
    """The call of the function, as a client of one's own may send it."""
    given = ", ".join(f"$body${one}$body$" for one in bodies)
    return f"SELECT * FROM depositary.append(ARRAY[{given}]::text[], {more})"


class TestADesk:
    """It can append in its own name, and nothing else."""

    @pytest.mark.parametrize(
        "tried",
        [
            "INSERT INTO depositary.events SELECT * FROM depositary.events",
            "INSERT INTO depositary.tree_heads VALUES (9, sha256('x'), now()::text, '1')",
            "INSERT INTO depositary.desks VALUES ('library', 'Library')",
            "INSERT INTO depositary.texts VALUES ('x', 'y')",
            "UPDATE depositary.events SET recorded_by = 'somebody else'",
            "UPDATE depositary.events SET recorded_at = '2001-01-01T00:00:00Z'",
            "UPDATE depositary.events SET leaf = sha256('x')",
            "UPDATE depositary.tree_heads SET root = sha256('x')",
            "UPDATE depositary.ledger SET size = 0",
            "UPDATE depositary.desks SET name = 'Somebody else'",
            "UPDATE depositary.register SET id = 'other'",
            "DELETE FROM depositary.events",
            "DELETE FROM depositary.tree_heads",
            "DELETE FROM depositary.texts",
            "TRUNCATE depositary.events",
            "SELECT * FROM depositary.ledger FOR UPDATE",
            "BEGIN; LOCK TABLE depositary.events",
            "DROP TABLE depositary.events",
            "ALTER TABLE depositary.events DISABLE TRIGGER ALL",
            "ALTER FUNCTION depositary.append_only() OWNER TO kyiv",
            "SELECT depositary.take_down('x')",
            "SET ROLE depositary_owner",
            "SET SESSION AUTHORIZATION rome",
            "SET session_replication_role = replica",
            "CREATE TABLE depositary.more ()",
            "CREATE TEMPORARY TABLE events ()",
        ],
    )
    def test_may_not(self, desks: Desks, tried: str) -> None:
        desks.sql(call(BODY), "kyiv")
        before = desks.sql("TABLE depositary.events")
        assert re.search(r"ERROR:  42501: |ERROR:  42809: ", desks.sql(tried, "kyiv")), tried
        assert desks.sql("TABLE depositary.events") == before

    def test_gives_no_name_no_time_and_no_hash(self, desks: Desks) -> None:
        """What it gives of them is a part of its event, if anything."""
        desks.sql(
            call('{"recorded_at":"2001-01-01T00:00:00Z","recorded_by":"me","type":"x"}'), "rome"
        )
        assert desks.sql("SELECT recorded_by FROM depositary.events") == "Редакція «Рим»"
        assert "2001" not in desks.sql("SELECT recorded_at FROM depositary.events")

    def test_is_known_by_its_login_not_by_a_role_that_it_takes_on(self, desks: Desks) -> None:
        desks.sql(f"SET ROLE depositary_desk; {call(BODY)}", "rome")
        assert desks.sql("SELECT recorded_by FROM depositary.events") == "Редакція «Рим»"

    def test_of_a_role_without_a_name_is_none(self, desks: Desks) -> None:
        desks.sql("DELETE FROM depositary.desks WHERE role = 'kyiv'")
        assert "kyiv is no desk" in desks.sql(call(BODY), "kyiv")
        assert "ask who keeps it to make it a desk" in desks.type(PROGRAM)

    @pytest.mark.parametrize("role", ["library", "stranger"])
    def test_is_nobody_else(self, desks: Desks, role: str) -> None:
        assert "permission denied" in desks.sql(call(BODY), role)

    @pytest.mark.parametrize(
        "body",
        [
            "",
            "{",
            "[]",
            '"type"',
            "null",
            "{}",
            '{"type":1}',
            '{"type": "x"}',
            '{"type":"x","a":1}',
            '{"a":1,"a":1,"type":"x"}',
            '{"b":1,"aa":1,"type":"x"}',
            '{"n":1.0,"type":"x"}',
            '{"n":1e3,"type":"x"}',
            '{"n":-0,"type":"x"}',
            '{"n":12345678901234567890,"type":"x"}',
            '{"a":"\\u0000","type":"x"}',
            '{"a":"\\u00e9","type":"x"}',
            '{"a":"\\ud800","type":"x"}',
            '{"a":"\\/","type":"x"}',
            '{"a":' + "[" * 20 + "]" * 20 + ',"type":"x"}',
            "[" * 50_000,
            '{"event":"0","reason":"x","type":"retraction"}',
            '{"a":"' + "x" * 65_500 + '","type":"x"}',
        ],
        ids=lambda body: body[:20],
    )
    def test_appends_nothing_that_copies_could_not_take(self, desks: Desks, body: str) -> None:
        said = desks.sql(call(BODY, body), "kyiv")
        assert "ERROR:  DP002: an event is " in said
        assert desks.sql("SELECT count(*) FROM depositary.events") == "0"

    def test_defines_an_id_once(self, desks: Desks) -> None:
        desks.sql(call(BODY), "kyiv")
        assert "ERROR:  23505" in desks.sql(call(BODY.replace('"X"', '"Y"')), "rome")

    def test_that_records_nonsense_keeps_no_copy_from_going_on(self, desks: Desks) -> None:
        """Of a later version; of none; written as no program writes it; naming nobody."""
        odd = (
            '{"shape":"round","type":"orbit"}',
            '{"aliases":[],"id":"y","name":"Y","type":"program"}',
            '{"occurred_on":"2024","participant":"XXX","program":"none","type":"signing"}',
            '{"a":[1,-2,{"z":true,"é":null}],"b":"\\"\\\\ \\n\\t\\u001f ","type":"x"}',
        )
        assert "ERROR" not in desks.sql(call(*odd), "rome")
        assert "4 new events" in desks.type("depositary pull")
        assert desks.type(PROGRAM).startswith("recorded #5 ")
        with Ledger.open("kyiv.db") as ledger:
            said = {str(failure) for failure in verify(ledger)}
        assert said == {"#2: its body is not in canonical form"}
        assert "2 events count for nothing" in desks.type("depositary roster ILRS")

    def test_sends_texts_of_sources_alone(self, desks: Desks) -> None:
        said = desks.sql(call(BODY, more="null, null, '0.1.0', ARRAY['hello']"), "kyiv")
        assert "a text is that of no source" in said
        assert desks.sql("SELECT count(*) FROM depositary.events") == "0"

    def test_has_its_settings_and_the_record_its_form(self, desks: Desks) -> None:
        odd = (
            "SET timezone = 'Asia/Kathmandu'; SET datestyle = 'SQL, DMY';"
            "SET bytea_output = escape; SET standard_conforming_strings = off;"
        )
        desks.sql(odd + call(BODY).replace("$body$", "$b$"), "kyiv")
        at = desks.sql("SELECT recorded_at FROM depositary.events")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", at)
        now = desks.sql("SELECT now() AT TIME ZONE 'UTC'")
        assert at[:13] == now.replace(" ", "T")[:13]
        assert "1 new event" in desks.type("depositary pull")


class TestTheRegister:
    def test_goes_on_when_the_clock_goes_back(self, desks: Desks) -> None:
        desks.sql("UPDATE depositary.ledger SET recorded_at = '2999-01-01T00:00:00Z'")
        desks.sql(call(BODY), "kyiv")
        assert desks.sql("SELECT recorded_at FROM depositary.events") == "2999-01-01T00:00:00Z"

    def test_answers_what_is_sent_again_as_the_first_time(self, desks: Desks) -> None:
        first = desks.sql(call(BODY, more="0, null, '0.1.0'"), "kyiv")
        again = desks.sql(call(BODY, more="0, null, '0.1.0'"), "kyiv")
        assert (first[-1], again) == ("t", first[:-1] + "f")

    @pytest.mark.parametrize("table", ["events", "tree_heads"])
    @pytest.mark.parametrize(
        "how", ["UPDATE {} SET recorded_at = ''", "DELETE FROM {}", "TRUNCATE {}"]
    )
    def test_keeps_its_owner_from_mistakes(self, desks: Desks, how: str, table: str) -> None:
        said = desks.sql(how.format(f"depositary.{table}"))
        assert "the register is append-only" in said

    def test_orders_eight_desks_that_append_at_once(self, desks: Desks) -> None:
        def many(number: int) -> None:
            with Register(desks.url(("kyiv", "rome")[number % 2])) as register:
                for one in range(20):
                    body = codec.canonical({"type": "x", "n": number, "of": one})
                    register.append([body], expect=None, seen=0)

        threads = [threading.Thread(target=many, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert "160 new events" in desks.type("depositary pull")
        with Ledger.open("kyiv.db") as ledger:
            assert list(verify(ledger)) == []
            for number in range(8):
                found = [one for _, one in ledger.wires() if one["n"] == number]
                assert [one["of"] for one in found] == list(range(20))

    @pytest.mark.parametrize("column", ["sha256", "source"])
    def test_finds_who_names_a_text_without_reading_all_events(
        self, desks: Desks, column: str
    ) -> None:
        asked = f"SELECT FROM depositary.names_text WHERE {column} = 'x'"
        plan = desks.sql(f"SET enable_seqscan = off; EXPLAIN {asked}")
        assert plan.count("Index ") >= 2
        assert "Seq Scan" not in plan


class TestTheWay:
    """The network goes, and comes back: nothing is lost, and nothing recorded twice."""

    @pytest.fixture
    def relay(self, desks: Desks) -> Iterator[relays.Relay]:
        with relays.relay(desks.cluster.port) as made:
            yield made

    def through(self, desks: Desks, relay: relays.Relay) -> str:
        return desks.url("kyiv").replace(f":{desks.cluster.port}/", f":{relay.port}/")

    def test_is_cut_between_sending_and_answer(self, desks: Desks, relay: relays.Relay) -> None:
        relay.cut_at, relay.times = b"depositary.append", 2
        with desks.open(url=self.through(desks, relay)) as ledger:
            event = codec.decode({"type": "program", "id": "x", "name": "X"})
            [receipt] = ledger.append([event], by="anybody", expect=0)
            assert (receipt.position, ledger.size, relay.cuts) == (1, 1, 2)

    @pytest.mark.parametrize(
        "words",
        ["server_encoding", "depositary.register", "has_schema", "tree_heads", "FROM depos"],
    )
    def test_is_cut_at_any_question(self, desks: Desks, relay: relays.Relay, words: str) -> None:
        with Register(desks.url("rome")) as register:
            register.append([BODY], expect=None, seen=0)
        relay.cut_at, relay.times = words.encode(), 1
        address = self.through(desks, relay)
        with desks.open() as ledger:
            with pytest.raises(NoConnection) as refused, Register(address) as register:
                pulling.pull(ledger, register)
            assert "(server closed the connection unexpectedly)" in str(refused.value)
            assert relay.cuts == 1
            with Register(address) as register:
                assert pulling.pull(ledger, register).events == 1

    def test_leads_to_a_server_that_goes_down_for_lack_of_room(
        self, desks: Desks, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whatever it did before, nobody knows: the same is sent again."""
        execute = psycopg.Connection.execute
        sent: list[object] = []

        def going_down(self: Any, query: Any, *values: Any, **more: Any) -> Any:
            if "depositary.append" in str(query) and not sent:
                sent.append(execute(self, query, *values, **more))
                info: dict[int, bytes | None] = {
                    int(pq.DiagnosticField.SEVERITY_NONLOCALIZED): b"PANIC"
                }
                raise psycopg.errors.DiskFull("could not write to file", info=info)
            return execute(self, query, *values, **more)

        with Register(desks.url("kyiv")) as register:
            monkeypatch.setattr(psycopg.Connection, "execute", going_down)
            [receipt] = register.append([BODY], expect=None, seen=0)
        assert (receipt.position, receipt.new, len(sent)) == (1, False, 1)

    def test_stays_cut(
        self, desks: Desks, relay: relays.Relay, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.register._PATIENCE", 0.5)
        monkeypatch.setattr("shared.register._PAUSE", 0.1)
        relay.cut_at, relay.times = b"depositary.append", 1000
        with desks.open(url=self.through(desks, relay)) as ledger:
            event = codec.decode({"type": "program", "id": "x", "name": "X"})
            with pytest.raises(NoAnswer):
                ledger.append([event], by="anybody")
            assert ledger.size == 0
        assert desks.type("depositary pull").startswith("kyiv.db: 1 new event, ")

    def test_is_cut_before_what_was_recorded_is_taken_back(
        self, desks: Desks, relay: relays.Relay
    ) -> None:
        relay.cut_at = b"LEFT JOIN"
        with desks.open(url=self.through(desks, relay)) as ledger:
            event = codec.decode({"type": "program", "id": "x", "name": "X"})
            with pytest.raises(NotTakenBack, match=r"as #1, and not in this copy yet, .* cannot"):
                ledger.append([event], by="anybody")
            assert (relay.cuts, ledger.size) == (1, 0)
        assert desks.type("depositary pull").startswith("kyiv.db: 1 new event, ")

    def test_is_whole_and_the_file_of_the_copy_fails(self, desks: Desks) -> None:
        Path("two.jsonl").write_text(f"{BODY}\n{BODY.replace('x', 'y')}\n")
        with desks.open() as ledger:
            ledger.subscribers = (lambda ledger, _: ledger.sql.execute("no statement"),)  # type: ignore[assignment]
            with pytest.raises(
                NotTakenBack, match=r"as #1 to #2, and not in this copy yet, .*kyiv\.db is"
            ):
                ledger.append(
                    [codec.loads(BODY), codec.loads(BODY.replace("x", "y"))], by="anybody"
                )
            assert ledger.size == 0
        assert desks.type("depositary import two.jsonl") == "0 recorded, 2 known already"

    @pytest.mark.parametrize(
        ("problem", "found"),
        [
            (NoConnection("db", "timeout"), "db cannot be reached (timeout)"),
            (RefusedThere("db", "not now"), "db refuses it, not now"),
            (DiskFull(Path("kyiv.db")), "no room on the disk of kyiv.db"),
            (Damaged(Path("kyiv.db"), "#3 is missing"), "kyiv.db is damaged, #3 is missing"),
        ],
    )
    def test_what_was_recorded_and_not_taken_back_is_not_called_unchanged(
        self, problem: Refusal, found: str
    ) -> None:
        assert str(NotTakenBack("db", [Receipt(7, "", new=True)], problem)) == (
            f"it is recorded at db as #7, and not in this copy yet, {found}: "
            "mend that, then 'depositary pull' takes it"
        )

    @pytest.mark.parametrize("told", ["notice", "error"])
    def test_is_waited_for_when_a_standby_is_and_a_cancel_is_no_answer(
        self, desks: Desks, told: str
    ) -> None:
        admin = clusters.SUPERUSER
        desks.sql(f"ALTER DATABASE {desks.database} SET client_min_messages = {told}")

        def set_standby(name: str) -> None:
            desks.sql(f"ALTER SYSTEM SET synchronous_standby_names = '{name}'")
            desks.sql("SELECT pg_reload_conf()")

        with desks.open() as ledger:
            assert isinstance(ledger.place, Sequencer)
            ledger.place.pull(ledger)
            set_standby("nobody")
            waiting = (
                "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
                f" AND usename <> '{admin}'"
            )
            seen, answered = list[str](), threading.Event()

            def cancel() -> None:
                try:
                    for _ in range(2):
                        while not (pid := desks.sql(waiting)):
                            if answered.wait(0.05):
                                return
                        seen.append(desks.sql(f"SELECT pg_cancel_backend({pid})"))
                        while desks.sql(waiting) == pid:
                            time.sleep(0.02)
                finally:
                    set_standby("")

            thread = threading.Thread(target=cancel)
            thread.start()
            event = codec.decode({"type": "program", "id": "x", "name": "X"})
            try:
                [receipt] = ledger.append([event], by="anybody")
            finally:
                answered.set()
                thread.join()
            assert (receipt.position, ledger.size, seen) == (1, 1, ["t", "t"])


class TestBadInput:
    """Each is one line, and changes nothing."""

    def one_line(self, said: str, words: str) -> None:
        assert words in said
        assert re.fullmatch(r"depositary: [^\n]+\n\[exit [12]\]", said), said

    @pytest.mark.parametrize(
        ("address", "words"),
        [
            ("postgresql://kyiv@127.0.0.1:port/db", "that is no address of a PostgreSQL database"),
            ("postgresql://h/d?no=thing", "that is no address of a PostgreSQL database"),
            ("postgresql://kyiv:hush@h/d", "the address has a password in it: leave it out"),
            ("postgresql://h/d?password=hush", "the address has a password in it: leave it out"),
            ("postgresql://u:hu@sh@h:1x/d", "the address has a password in it: leave it out"),
            ("mysql://h/d", "is no address that a copy can be made of"),
            ("postgresql://kyiv@127.0.0.1:1/d", "cannot be reached (Connection refused)"),
            (
                "postgresql://127.0.0.1:1/d?sslmode=full",
                'd cannot be tried (invalid sslmode value: "full")',
            ),
            ("postgresql://127.0.0.1:1/d?service=none", "cannot be tried (definition of service"),
        ],
    )
    def test_in_an_address(
        self, address: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        said = answer_to(f"depositary --db x.db copy {address}")
        self.one_line(said, words)
        assert "hush" not in said
        assert list(tmp_path.iterdir()) == []

    def test_is_no_address_to_share_at_either(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        answer_to("depositary init")
        self.one_line(answer_to("depositary share events.db"), "that is no address")
        with pytest.raises(Refusal):
            checked("tiles")

    @pytest.mark.parametrize(
        ("what", "words"),
        [
            ("DROP SCHEMA depositary CASCADE", "has no register: check the address"),
            ("DELETE FROM depositary.register", "has no register: check the address"),
            ("DROP TABLE depositary.register", "has no register: check the address"),
            ("UPDATE depositary.register SET format = 2", "has format 2 and this program knows 1"),
            ("REVOKE SELECT ON depositary.events FROM depositary_desk", "kyiv may not read at"),
            ("REVOKE USAGE ON SCHEMA depositary FROM depositary_desk", "kyiv may not read at"),
        ],
    )
    def test_is_a_database_that_is_no_register(self, desks: Desks, what: str, words: str) -> None:
        assert "ERROR" not in desks.sql(what)
        self.one_line(desks.type(f"depositary copy {desks.url('kyiv')}", "new"), words)
        self.one_line(desks.type("depositary pull"), words)
        assert not Path("new.db").exists()

    def test_is_a_role_that_may_not_connect(self, desks: Desks) -> None:
        said = desks.type(f"depositary copy {desks.url('stranger')}", "new")
        self.one_line(said, "that role may not connect to")

    @pytest.mark.parametrize("password", ["wrong", ""])
    def test_is_a_password(
        self, desks: Desks, password: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PGPASSWORD", password)
        self.one_line(desks.type("depositary pull"), "lets nobody in by that name and password")

    def test_is_a_database_that_does_not_exist(self, desks: Desks) -> None:
        address = desks.cluster.url("kyiv", "nowhere")
        said = desks.type(f"depositary copy {address}", "new")
        self.one_line(said, "there is no database 127.0.0.1/nowhere: check the address")

    def test_is_one_of_another_encoding(self, desks: Desks) -> None:
        name = f"{desks.database}ascii"
        made = f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' TEMPLATE template0"
        assert not desks.cluster.run(made, database="postgres")
        desks.type("depositary init", "plain")
        for command in ("share", "copy"):
            address = desks.cluster.url(database=name)
            file = "plain" if command == "share" else "new"
            said = desks.type(f"depositary {command} {address}", file)
            self.one_line(said, "has the encoding SQL_ASCII: make one with ENCODING 'UTF8'")
        said = desks.cluster.run(answer_to("depositary share --sql"), database=name)
        assert "the encoding of the database is SQL_ASCII" in said

    def test_is_a_server_that_only_reads(
        self, desks: Desks, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desks.sql(f"ALTER DATABASE {desks.database} SET default_transaction_read_only = on")
        monkeypatch.setattr("shared.register._PATIENCE", 0.2)
        self.one_line(
            desks.type(PROGRAM), "is read-only, as a standby is, and records nothing: name"
        )
        assert "0 new events" in desks.type("depositary pull")

    def test_is_a_full_disk(self, desks: Desks) -> None:
        """As PostgreSQL says it: a disk of a test cannot be filled."""
        desks.sql(
            "CREATE FUNCTION public.full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE"
            " EXCEPTION USING ERRCODE = '53100', MESSAGE = 'could not extend file'; END $$;"
            "CREATE TRIGGER no_room BEFORE INSERT ON depositary.events"
            " FOR EACH ROW EXECUTE FUNCTION public.full()"
        )
        self.one_line(desks.type(PROGRAM), "is full, nothing was recorded")
        desks.sql("DROP TRIGGER no_room ON depositary.events")
        assert desks.type(PROGRAM).startswith("recorded #1 ")

    def test_is_whatever_the_register_refuses(self, desks: Desks) -> None:
        with Register(desks.url("kyiv")) as register, pytest.raises(Refusal) as refused:
            register.append(["{}"], expect=None, seen=0)
        assert str(refused.value).endswith(
            " refuses it, an event is no canonical JSON, nothing was recorded"
        )


def test_no_password_is_in_any_file_or_answer(desks: Desks) -> None:
    said = [
        desks.type(command)
        for command in (PROGRAM, "depositary status", f"{PROGRAM} --draft", "depositary pull")
    ]
    said += [desks.type(f"depositary copy {desks.url('nobody')}", "new")]
    assert PASSWORD not in "".join(said)
    files = [one for one in desks.folder.rglob("*") if one.is_file()]
    assert len(files) >= 2
    assert not [one for one in files if PASSWORD.encode() in one.read_bytes()]


def test_without_the_package_one_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    from shared import optional

    monkeypatch.chdir(tmp_path)
    for name in [one for one in sys.modules if one.split(".")[0] in ("shared", "psycopg")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    said = answer_to("depositary copy postgresql://kyiv@db.example.org/register")
    assert said == f"depositary: {optional.SharedUnavailable()}\n[exit 1]"
