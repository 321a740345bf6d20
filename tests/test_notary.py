"""The notary signs what the standby has, each head only if it continues the last one, and whatever
ends it: on one server, which stands for both, and on a pair of them."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import clusters
import pairs
import psycopg
import pytest
import terminal
from clusters import PASSWORD
from desk_commands import Desks, cluster, desks, empty
from pairs import Pair

from ledger import codec, witness
from ledger.store import Ledger
from ledger.transparency import checkpoints, signed_notes
from ledger.transparency.cosignatures import PrivateCosignerKey
from ledger.witness import Cosigned
from projections.kept.ledgers import open_ledger
from shared import notary, pulling
from shared.errors import NoStandby, OtherNotary, StandbyBehind, TwoNotaries
from shared.register import Register

__all__ = ["cluster", "desks", "empty"]
pytestmark = pytest.mark.apart
KEY = PrivateCosignerKey("example.org/notary", bytes(range(32)))
OTHER = PrivateCosignerKey("example.org/notary", bytes([7]) * 32)
POLICY = "witness notary {}\nquorum notary\n"
SIGN = "depositary notary --sign notary.key --once"
NAME = "example.org/notary: "


@pytest.fixture
def signing(desks: Desks) -> Desks:
    """Desks with a notary, ``notary.db`` being its copy."""
    desks.sql(
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'notary') THEN CREATE ROLE"
        f" notary LOGIN PASSWORD '{PASSWORD}' IN ROLE depositary_notary; END IF; END $$"
    )
    keys()
    desks.copy("notary")
    return desks


def keys() -> None:
    Path("notary.key").write_text(f"{KEY.written()}\n")
    Path("policy.txt").write_text(POLICY.format(KEY.public))


def record(desks: Desks, *numbers: int) -> None:
    with Register(desks.url("rome")) as register:
        for number in numbers:
            register.append([codec.canonical({"type": "x", "n": number})], expect=None, seen=0)


def signed(desks: Desks) -> list[int]:
    """The sizes of the heads that were signed, whose signatures are the notary's."""
    rows = desks.sql("SELECT replace(note, E'\\n', '|') FROM depositary.signed_heads ORDER BY size")
    heads = [checkpoints.parse(row.replace("|", "\n")) for row in rows.splitlines()]
    for head in heads:
        assert signed_notes.problem(head.note, [KEY.public]) is None
    return [head.size for head in heads]


def kept(folder: Path = Path("notary.key.state")) -> int:
    """The size of the head that the notary knows to have signed last."""
    [path] = folder.glob("*/checkpoint")
    return checkpoints.parse(path.read_text()).size


class TestANotary:
    def test_signs_what_is_new_and_nothing_twice(self, signing: Desks) -> None:
        assert signing.type(SIGN, "notary") == f"{NAME}nothing is new"
        record(signing, 1, 2)
        assert re.fullmatch(
            f"{NAME}signed 2 events under [0-9a-f]{{64}}", signing.type(SIGN, "notary")
        )
        assert signing.type(SIGN, "notary") == f"{NAME}nothing is new"
        record(signing, 3)
        assert "signed 3 events" in signing.type(SIGN, "notary")
        assert (signed(signing), kept()) == ([2, 3], 3)

    def test_is_believed_by_copies_that_were_told_its_key(self, signing: Desks) -> None:
        copy = f"depositary copy {signing.url('kyiv')} --policy policy.txt"
        record(signing, 1)
        assert "no notary has signed one yet" in signing.type(copy, "careful")
        signing.type(SIGN, "notary")
        record(signing, 2)
        said = signing.type(copy, "careful")
        assert ", 1 event under" in said
        assert "cosigned by example.org/notary" in said
        append = "depositary append program --id x --name X"
        assert signing.type(append, "careful").startswith("recorded #3 ")
        record(signing, 4)
        said = signing.type("depositary pull", "careful")
        assert "0 new events, 3 events" in said
        assert said.endswith("what was recorded here last is not signed yet")
        signing.type(SIGN, "notary")
        assert "1 new event, 4 events" in signing.type("depositary pull", "careful")

    def test_is_no_other(self, signing: Desks) -> None:
        record(signing, 1)
        signing.type(SIGN, "notary")
        Path("other.txt").write_text(POLICY.format(OTHER.public))
        said = signing.type(f"depositary copy {signing.url('kyiv')} --policy other.txt", "careful")
        assert "is not signed as is asked for, it is cosigned by nobody that counts" in said
        assert not Path("careful.db").exists()

    def test_is_named_in_a_policy_as_a_witness(self, signing: Desks) -> None:
        key = signed_notes.PrivateKey("example.org/register", bytes(32)).public
        said = signing.type(f"depositary copy {signing.url('kyiv')} --key {key}", "careful")
        assert "name the notary as a witness in a --policy" in said

    @pytest.mark.parametrize("role", ["kyiv", "library"])
    def test_has_a_role_of_its_own(self, signing: Desks, role: str) -> None:
        record(signing, 1)
        signing.type("depositary pull", "notary")
        with open_ledger("notary.db", write=True) as ledger, ledger.change():
            assert ledger.upstream
            ledger.follow(ledger.upstream._replace(address=signing.url(role)))
        assert f"{role} may not " in signing.type(SIGN, "notary")
        assert signed(signing) == []

    @pytest.mark.parametrize(
        "tried",
        [
            "INSERT INTO depositary.signed_heads VALUES (1, '')",
            "DELETE FROM depositary.signed_heads",
            "SELECT * FROM depositary.append(ARRAY['{\"type\":\"x\"}'], null, null, '0')",
        ],
    )
    def test_may_do_nothing_else(self, signing: Desks, tried: str) -> None:
        assert "ERROR:  42501: " in signing.sql(tried, "notary")

    def test_puts_no_head_that_is_not_the_registers(self, signing: Desks) -> None:
        record(signing, 1)
        said = signing.sql("SELECT depositary.put_signed(1, sha256('x'), '', 0)", "notary")
        assert "the head that was signed is not here" in said


@pytest.mark.parametrize(
    ("made", "words", "code"),
    [
        ("init", "notary.db is no copy: make one with 'depositary copy ADDRESS'", 1),
        ("copy tiles", "a notary signs for a shared register, and notary.db is a copy of", 2),
    ],
)
def test_it_wants_a_copy_of_a_register(
    made: str, words: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    keys()
    for command in (
        "depositary init",
        "depositary publish --tiles tiles --origin example.org/register",
        f"depositary --db notary.db {made}",
    ):
        assert "[exit" not in terminal.answer_to(command)
    said = sign()
    assert re.fullmatch(rf"depositary: {words}[^\n]*\n\[exit {code}\]", said), said


@contextmanager
def two_folders(signing: Desks) -> Iterator[tuple[Ledger, Cosigned, Cosigned]]:
    """The notary's copy, of a register with something new, and two folders for what is signed."""
    record(signing, 1)
    with (
        open_ledger("notary.db", write=True) as ledger,
        witness.state(Path("first"), KEY) as own,
        witness.state(Path("second"), KEY) as another,
    ):
        yield ledger, own, another


class TestTwo:
    """Started by mistake: they cannot both sign."""

    def test_with_one_folder(self, signing: Desks) -> None:
        record(signing, 1)
        with witness.state(Path("notary.key.state"), KEY):
            assert "another process cosigns from notary.key.state" in signing.type(SIGN, "notary")
        assert signed(signing) == []

    def test_with_two_folders_at_once(self, signing: Desks) -> None:
        with two_folders(signing) as (ledger, own, another):
            one = notary.Notary(ledger, own, lambda: 1)
            with pytest.raises(TwoNotaries, match=r"^notary has the lock of the notary at 127\."):
                notary.Notary(ledger, another, lambda: 1)
            assert one.sign()
            one.close()
            assert notary.sign_once(ledger, own, lambda: 1) is None

    def test_of_which_one_is_none(self, signing: Desks) -> None:
        """Whoever may connect can take the lock: it is said who has it."""
        lock = "SELECT pg_advisory_lock(hashtext('depositary notary'))"
        with psycopg.connect(signing.url("library"), autocommit=True) as somebody:
            somebody.execute(lock)
            assert "library has the lock of the notary at" in signing.type(SIGN, "notary")

    @pytest.mark.parametrize("before", [0, 1])
    def test_of_which_one_does_not_know_what_the_other_signed(
        self, signing: Desks, before: int
    ) -> None:
        """With no folder, or one that was copied a while ago."""
        record(signing, *range(before))
        if before:
            signing.type(f"{SIGN} --state copied", "notary")
            subprocess.run(["cp", "-r", "copied", "notary.key.state"], check=True)
        record(signing, 8, 9)
        signing.type(SIGN, "notary")
        said = signing.type(f"{SIGN} --state copied", "notary")
        assert f"a head up to #{before + 2} was signed" in said
        assert "end the other notary, or find the folder" in said

    def test_of_which_the_other_comes_between(
        self, signing: Desks, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where there is no lock, as at two primaries."""
        monkeypatch.setattr(Register, "lock", lambda self: True)
        with two_folders(signing) as (ledger, own, another):
            one = notary.Notary(ledger, own, lambda: 1)

            def other() -> int:
                assert notary.sign_once(ledger, another, lambda: 1)
                return 1

            monkeypatch.setattr(one, "_clock", other)
            with pytest.raises(OtherNotary):
                one.sign()
            one.close()
        assert signed(signing) == [1]


class TestAForkIsNotSigned:
    def test_when_the_register_was_rewritten(self, signing: Desks) -> None:
        record(signing, 1)
        signing.type(SIGN, "notary")
        signing.sql(
            "SET session_replication_role = replica; DELETE FROM depositary.events;"
            "DELETE FROM depositary.tree_heads;"
            "UPDATE depositary.ledger SET size = 0, peaks = '{}'"
        )
        said = signing.type(SIGN, "notary")
        assert "the standby of " in said
        assert "has 0 events, and 1 were taken, so nothing is signed" in said
        record(signing, 2, 3)
        said = signing.type(SIGN, "notary")
        assert "was rewritten, its first 1 events have the root" in said
        assert len(list(Path().glob("notary.db.contradiction-*"))) == 1
        assert (signed(signing), kept()) == ([1], 1)

    def test_nor_with_a_new_copy(self, signing: Desks) -> None:
        record(signing, 1)
        signing.type(SIGN, "notary")
        Path("notary.db").unlink()
        signing.sql(
            "SET session_replication_role = replica; DELETE FROM depositary.events;"
            "DELETE FROM depositary.tree_heads; DELETE FROM depositary.signed_heads;"
            "UPDATE depositary.ledger SET size = 0, peaks = '{}'"
        )
        record(signing, 2, 3)
        signing.copy("notary")
        said = signing.type(SIGN, "notary")
        assert "the head of 1 events that was cosigned last is of another history" in said
        assert (signed(signing), kept()) == ([], 1)

    def test_and_a_copy_refuses_a_head_that_was_signed_over_another(self, signing: Desks) -> None:
        record(signing, 1)
        signing.type(SIGN, "notary")
        policy = "--policy policy.txt"
        signing.type(f"depositary copy {signing.url('kyiv')} {policy}", "careful")
        record(signing, 2)
        head = checkpoints.parse(next(Path("notary.key.state").glob("*/checkpoint")).read_text())
        for size in (1, 2):
            other = attrs.evolve(head, size=size, root=bytes(32), signatures=())
            note = attrs.evolve(other, signatures=(KEY.cosign(other.note.text, 1),))
            signing.sql(
                "SET session_replication_role = replica; DELETE FROM depositary.signed_heads;"
                f"INSERT INTO depositary.signed_heads VALUES ({size}, '{note}')"
            )
            said = signing.type("depositary pull", "careful")
            assert f"its first {size} events are not those that were signed" in said
            [evidence] = Path().glob(f"careful.db.contradiction-{size}-{size}-*")
            assert str(note).strip() in evidence.read_text()


KILLED = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
import clusters, os, traced
os.environ["PGPASSWORD"] = clusters.PASSWORD
import cli.commands.notary, cli.upstreams, shared.notary, shared.sequencer  # once, not in each
from cli.main import run
from ledger import codec
from shared.register import Register

def sign():
    return run(["--db", "notary.db", "notary", "--sign", "notary.key", "--once"])

number = calls = 0
with Register(sys.argv[3]) as register:
    while number <= calls:
        number += 1
        register.append([codec.canonical({"type": "x", "n": number})], expect=None, seen=0)
        ended = traced.run(sign, Path.cwd(), at=number)
        calls = max(calls, ended.calls)
        assert ended.code in (None, 0), ended
        last = register.signed_head()
        known = [one.read_text() for one in Path("notary.key.state").glob("*/checkpoint")]
        size = int(known[0].splitlines()[1]) if known else 0
        assert (last.size if last else 0) <= size, (number, last, size)
        again = os.fork()
        if not again:
            os._exit(sign())
        assert os.waitpid(again, 0)[1] == 0
        assert register.signed_head().size == number
print(number)
"""


def test_it_survives_being_killed_at_every_step(signing: Desks) -> None:
    """At each call to the system that changes a file, of its copy and of what it signed last. What
    is in the database is never more than it knows; the next one goes on."""
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(here), str(here / "endurance"), signing.url("rome")],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    steps = int(done.stdout.split()[-1])
    assert steps > 20
    assert signed(signing) == list(range(1, steps + 1))
    with Ledger.open("notary.db") as ledger:
        assert ledger.size == steps


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    if clusters.missing:
        pytest.skip(clusters.missing)
    with pairs.pair(["kyiv"]) as made:
        yield made


class TestOnTwoServers:
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pair: Pair) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("PGPASSWORD", PASSWORD)
        keys()

    def record(self, pair: Pair, name: str) -> int:
        with Register(pair.address("kyiv")) as register:
            body = codec.canonical({"type": "x", "n": name})
            return register.append([body], expect=None, seen=0)[0].position

    def test_it_signs_what_the_standby_has(self, pair: Pair) -> None:
        """Here the standby has it on its disk, and shows it later: it is signed then."""
        first = self.record(pair, "first")
        pair.level()
        copy(pair.address("notary", "standby"))
        assert f"signed {first} event" in sign()
        pair.standby.rows("SELECT pg_wal_replay_pause()")
        pairs.until(
            lambda: pair.standby.rows("SELECT pg_get_wal_replay_pause_state()") == [("paused",)], 5
        )
        second = self.record(pair, "second")
        assert sign() == f"{NAME}nothing is new"
        pair.standby.rows("SELECT pg_wal_replay_resume()")
        pair.level()
        assert f"signed {second} events" in sign()
        forget(pair)

    def test_it_signs_nothing_while_there_is_no_standby(self, pair: Pair) -> None:
        self.record(pair, "third")
        pair.level()
        copy(pair.address("notary", "standby"))
        with open_ledger("notary.db", write=True) as ledger, witness.state(Path("s"), KEY) as own:
            at_work = notary.Notary(ledger, own, lambda: 1)
            pair.primary.cluster.kill()
            pair.promote()
            with pytest.raises(NoStandby):
                at_work.sign()
            at_work.close()
            said = sign("--state", "elsewhere")
            assert "is a standby" not in said
            assert said.endswith("[exit 1]")
            pair.bring_back()
            pair.level()
            assert notary.sign_once(ledger, own, lambda: 1)
        forget(pair)

    def test_a_standby_that_is_behind_is_waited_for(self, pair: Pair) -> None:
        self.record(pair, "fourth")
        pair.level()
        address = pair.address("notary", "standby")
        copy(address)
        with open_ledger("notary.db", write=True) as ledger, witness.state(Path("s"), KEY) as own:
            pair.standby.rows("SELECT pg_wal_replay_pause()")
            last = self.record(pair, "fifth")
            with Register(address, primary=True) as register:
                pulling.pull(ledger, register)
            assert ledger.size == last
            with pytest.raises(StandbyBehind):
                notary.sign_once(ledger, own, lambda: 1)
            pair.standby.rows("SELECT pg_wal_replay_resume()")
            pair.level()
            head = notary.sign_once(ledger, own, lambda: 1)
            assert head
            assert head.size == last
        forget(pair)


def copy(address: str) -> None:
    said = terminal.answer_to(f"depositary --db notary.db copy {address}")
    assert said.startswith("notary.db: a copy of "), said


def sign(*more: str) -> str:
    return terminal.answer_to(
        " ".join((SIGN.replace("depositary", "depositary --db notary.db"), *more))
    )


def forget(pair: Pair) -> None:
    """Let the next test begin with a notary that has signed nothing."""
    pair.primary.rows("SET session_replication_role = replica; DELETE FROM depositary.signed_heads")
