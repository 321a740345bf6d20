"""Cosignatures, the policies that ask for them, and the witness that gives them: never for two
heads that cannot both be true, whatever ends it, and however many are started."""

import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pages
import pytest
import terminal

from ledger import codec, witness
from ledger.asking_witnesses import cosignature
from ledger.copy_errors import BadState, NotCosigned, StateTaken
from ledger.errors import MalformedProof
from ledger.store import Ledger
from ledger.transparency import checkpoints, cosignatures, merkle, policies, signed_notes
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.consistency import Consistency
from ledger.transparency.cosignatures import CosignerKey, PrivateCosignerKey
from ledger.transparency.policies import Policy
from ledger.transparency.signed_notes import PrivateKey, PublicKey, Signature
from ledger.witness import Answer, Cosigned, Witness

LOG = PrivateKey("example.org/register", bytes(range(32)))
OTHER_LOG = PrivateKey("example.org/other", bytes([7]) * 32)
KEYS = [
    PrivateCosignerKey(f"example.net/w{number}", bytes([number]) * 32) for number in range(1, 6)
]
KEY = KEYS[0]
NOW = 1_795_773_600
LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(12)]
FORK = [*LEAVES[:2], merkle.leaf_hash(b"forged"), *LEAVES[3:]]


def reader(leaves: list[bytes]) -> merkle.Reader:
    def read(level: int, index: int) -> bytes:
        some = merkle.Frontier()
        for leaf in leaves[index << level : (index + 1) << level]:
            some.add(leaf)
        return some.root()

    return read


def head(size: int, leaves: list[bytes] = LEAVES, key: PrivateKey = LOG) -> Checkpoint:
    return Checkpoint(key.name, size, merkle.root_at(reader(leaves), size)).signed(key)


def request(old: int, new: int, leaves: list[bytes] = LEAVES) -> bytes:
    path = merkle.consistency_proof(reader(leaves), old, new)
    return str(Consistency(old, tuple(path), head(new, leaves))).encode()


# What the tests of filippo.io/torchwood ask a witness (cmd/litewitness/testdata/litewitness.txt on
# GitHub): a log of the leaf hashes 2A 00 00 …, 2A 01 00 …, its key, three heads that this signed,
# and the key of the witness.
ORIGIN = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
PUBLIC = "ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f"
SIGNED = {
    1: "UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY"
    "=",
    3: "UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6go"
    "=",
    5: "UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww"
    "=",
}
SEED = "31ffc2116ecbe003acaa800ab70757bd7d53206e3febef6a6d0796d95530b34f"
WITNESS = "64848ad8abed6e85981b3b3875b252b8767ebb4b02f703aca3b1e71bbd6a8e50"
THEIRS = [bytes([0x2A, number]) + bytes(30) for number in range(5)]


class TestPublishedVectors:
    def asked(self, old: int, new: int, signed: str = "", root: bytes = b"", cut: int = 0) -> bytes:
        path = merkle.consistency_proof(reader(THEIRS), old, new)[: -cut or None]
        root = root or merkle.root_at(reader(THEIRS), new)
        text = Checkpoint(ORIGIN, new, root)
        line = f"— {ORIGIN} {signed or SIGNED[new]}\n"
        return f"{Consistency(old, tuple(path), text)}\n{line}".encode()

    def test_the_answers_are_those(self, tmp_path: Path) -> None:
        log = PublicKey(ORIGIN, bytes.fromhex(PUBLIC))
        key = PrivateCosignerKey("example.com/witness", bytes.fromhex(SEED))
        assert key.public.public.hex() == WITNESS
        roots = [merkle.root_at(reader(THEIRS), size) for size in (1, 3, 5)]
        assert [b64encode(root).decode() for root in roots] == [
            "KgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "RcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=",
            "QrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=",
        ]
        with witness.state(tmp_path, key) as own:
            found = Witness(own, [log], lambda: NOW)
            bad = SIGNED[3].replace("6go=", "6gw=")  # theirs, 6gx=, is not in base64 here
            for body, status in [
                (self.asked(0, 1), 200),
                (self.asked(1, 3, bad), 403),
                (self.asked(1, 3).replace(b"e562\n", b"e563\n", 1), 404),
                (self.asked(1, 3, cut=2), 422),
                (self.asked(1, 3).replace(b"KgIA", b"KgMA"), 422),
                (self.asked(1, 3), 200),
                (self.asked(1, 5), 409),
                (self.asked(3, 5), 200),
                (self.asked(0, 5), 409),
            ]:
                answer = found.add_checkpoint(body)
                assert answer.status == status, answer
                if status == 409:
                    size = {b"old 1": "3\n", b"old 0": "5\n"}[body[:5]]
                    assert answer == Answer(409, size, "text/x.tlog.size")
                if status == 200:
                    assert answer.text.startswith("— example.com/witness ")

    def test_the_example_of_the_specification(self) -> None:
        """c2sp.org/tlog-cosignature: the time of its example, and the lines that are signed."""
        line = (
            "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0"
            "xUe+mbIUBkBIfZ+qnA=="
        )
        value = signed_notes.from_base64(line)
        found = Signature("witness.example.com/w1", value[:4], value[4:])
        assert (cosignatures.time_of(found), len(found.value)) == (1679315147, 72)
        root = signed_notes.from_base64("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
        text = Checkpoint("example.com/behind-the-sofa", 20852163, root).note.text
        given = KEY.cosign(text, 1679315147)
        message = f"cosignature/v1\ntime 1679315147\n{text}".encode()
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        private = Ed25519PrivateKey.from_private_bytes(KEY.seed)
        assert given.value == (1679315147).to_bytes(8, "big") + private.sign(message)
        named = f"{KEY.name}\n\x04".encode() + private.public_key().public_bytes_raw()
        assert given.key_id == sha256(named).digest()[:4]


class TestCosignatures:
    def test_a_key_is_read_again(self) -> None:
        assert cosignatures.public_key(str(KEY.public)) == KEY.public
        assert signed_notes.private_key_of(KEY.written(), PrivateCosignerKey) == KEY

    def test_a_key_of_the_other_sort_is_refused(self) -> None:
        with pytest.raises(MalformedProof, match="one to sign with, and one to cosign with is"):
            cosignatures.public_key(str(LOG.public))
        with pytest.raises(MalformedProof, match="one to cosign with, and one to sign with is"):
            signed_notes.public_key(str(KEY.public))

    def test_it_is_of_one_text_at_one_time_by_one_key(self) -> None:
        text = head(3).note.text
        given = KEY.cosign(text, NOW)
        public = KEY.public
        assert public.verifies(text, given)
        assert not public.verifies(head(4).note.text, given)
        assert not KEYS[1].public.verifies(text, given)
        for at in range(len(given.value)):
            value = bytearray(given.value)
            value[at] ^= 1
            assert not public.verifies(text, Signature(KEY.name, given.key_id, bytes(value)))
        for wrong in (given.value[:-1], given.value + b"\0", b"\xff" * 72, b"12345678"):
            assert not public.verifies(text, Signature(KEY.name, given.key_id, wrong))

    def test_no_time_is_too_late_for_the_format_alone(self) -> None:
        text = head(3).note.text
        assert KEY.public.verifies(text, KEY.cosign(text, 2**63 - 1))
        assert not KEY.public.verifies(text, KEY.cosign(text, 2**63))


def policy(*lines: str) -> Policy:
    return policies.parse("".join(f"{line}\n" for line in lines))


WITNESSES = [f"witness w{number} {key.public}" for number, key in enumerate(KEYS, start=1)]


TWO_LEVELS = [
    *("group X-witnesses 2 w1 w2 w3", "group Y-witnesses any w4 w5"),
    *("group X-and-Y all X-witnesses Y-witnesses", "quorum X-and-Y"),
]


def by(size: int, *numbers: int, key: PrivateKey = LOG) -> Checkpoint:
    """A head, cosigned by some of the witnesses."""
    found = head(size, key=key)
    given = [KEYS[number - 1].cosign(found.note.text, NOW) for number in numbers]
    return Checkpoint(found.origin, size, found.root, (), (*found.signatures, *given))


class TestPolicies:
    @pytest.mark.parametrize(
        ("rule", "held", "good"),
        [
            (["quorum none"], (), True),
            (["quorum w1"], (1,), True),
            (["quorum w1"], (2, 3), False),
            (["group g any w1 w2", "quorum g"], (2,), True),
            (["group g any w1 w2", "quorum g"], (3,), False),
            (["group g all w1 w2", "quorum g"], (1, 2), True),
            (["group g all w1 w2", "quorum g"], (1, 3), False),
            (["group g 2 w1 w2 w3", "quorum g"], (1, 3), True),
            (["group g 2 w1 w2 w3", "quorum g"], (3, 4, 5), False),
            (TWO_LEVELS, (1, 2, 5), True),
            (TWO_LEVELS, (1, 2, 3), False),
            (TWO_LEVELS, (1, 4, 5), False),
        ],
    )
    def test_quorums(self, rule: list[str], held: tuple[int, ...], good: bool) -> None:
        """The last three are the example of c2sp.org/tlog-policy."""
        found = policy(f"log {LOG.public}", *WITNESSES, *rule)
        problem = found.problem(by(3, *held))
        assert (problem is None) == good
        assert good or "and the quorum" in str(problem)

    def test_whose_head_it_is(self) -> None:
        found = policy(f"log {LOG.public}", f"log {OTHER_LOG.public}", "quorum none")
        assert found.problem(head(3)) is None
        assert found.problem(head(3, key=OTHER_LOG)) is None
        alike = Checkpoint(LOG.name, 3, head(3).root)
        assert found.problem(alike) == "it is not signed by the key of example.org/register"
        assert found.problem(alike.signed(OTHER_LOG)) == found.problem(alike)
        strange = head(3, key=PrivateKey("example.org/strange", bytes(32)))
        assert "no log of that name is trusted" in str(found.problem(strange))

    def test_without_a_log_the_witnesses_decide(self) -> None:
        found = policy(*WITNESSES, "quorum w1")
        assert found.problem(by(3, 1, key=OTHER_LOG)) is None
        assert found.problem(by(3, key=OTHER_LOG)) is not None

    def test_a_false_cosignature_spoils_the_head(self) -> None:
        found = policy(*WITNESSES, "quorum w1")
        good = by(3, 1)
        false = Signature(KEYS[1].name, KEYS[1].public.key_id, bytes(72))
        spoilt = Checkpoint(good.origin, 3, good.root, (), (*good.signatures, false))
        assert found.problem(spoilt) == "the cosignature of example.net/w2 is not by its key"

    def test_what_asks_for_nothing(self) -> None:
        assert not policy("quorum none").asks
        assert policy(f"log {LOG.public}", "quorum none").asks
        assert policy(*WITNESSES, "quorum w1").asks

    def test_how_it_may_be_written(self) -> None:
        text = f"# whose\n\n \tlog\t{LOG.public}  https://a/ \n"
        text += f"witness é {KEY.public} http://b\nquorum é\n"
        found = policies.parse(text)
        assert (found.logs, found.quorum, found.text) == ((LOG.public,), "é", text)
        assert found.witnesses == {"é": policies.Witness(KEY.public, "http://b")}
        assert policies.parse("quorum none\n") == policies.of_keys([])

    @pytest.mark.parametrize(
        ("lines", "faults"),
        [
            ([], ["it has no line 'quorum NAME'"]),
            (["quorum"], ["line 1: 'quorum NAME' is expected", "it has no line 'quorum NAME'"]),
            (["quorum none", "quorum none"], ["line 2: a quorum is named already"]),
            (["quorum w9"], ["line 1: no line above names a witness or a group w9"]),
            (["logs x"], ["line 1: it begins with 'logs': log, witness, group, quorum are known"]),
            (["log"], ["line 1: 'log KEY [ADDRESS]' is expected"]),
            (["log x"], ["line 1: a name, an id and a key are expected, with '+' between"]),
            ([f"log {KEY.public}"], ["line 1: it is one to cosign with, and one to sign with"]),
            ([f"log {LOG.public}"] * 2, ["line 2: a log has this key already"]),
            (["witness w"], ["line 1: 'witness NAME KEY [ADDRESS]' is expected"]),
            (["witness none x"], ["line 1: the name none is taken"]),
            ([WITNESSES[0], WITNESSES[0]], ["line 2: the name w1 is taken"]),
            ([WITNESSES[0], f"witness w {KEY.public}"], ["line 2: a witness has this key already"]),
            (["group g any"], ["line 1: 'group NAME all|any|NUMBER MEMBER...' is expected"]),
            ([WITNESSES[0], "group w1 any w1"], ["line 2: the name w1 is taken"]),
            ([WITNESSES[0], "group g any w1 w1"], ["line 2: w1 is a member of a group already"]),
            ([WITNESSES[0], "group g any w1", "group h any w1"], ["line 3: w1 is a member"]),
            (["group g any none"], ["line 1: no line above names a witness or a group none"]),
            ([WITNESSES[0], "group g 2 w1"], ["line 2: '2' is neither all nor any nor a number"]),
            ([WITNESSES[0], "group g 0 w1"], ["line 2: '0' is neither"]),
            ([WITNESSES[0], "group g some w1"], ["line 2: 'some' is neither"]),
            (["quorum none\r"], ["line 1: it has a control character"]),
        ],
    )  # fmt: skip
    def test_what_is_no_policy(self, lines: list[str], faults: list[str]) -> None:
        with pytest.raises(MalformedProof) as refusal:
            policy(*lines)
        for fault in faults:
            assert fault in refusal.value.problem

    def test_a_last_line_without_an_end(self) -> None:
        with pytest.raises(MalformedProof, match="its last line has no end"):
            policies.parse("quorum none")


@pytest.fixture
def found(tmp_path: Path) -> Iterator[Witness]:
    with witness.state(tmp_path, KEY) as own:
        yield Witness(own, [LOG.public, OTHER_LOG.public], lambda: NOW)


class TestTheWitness:
    def test_cosigns_what_continues(self, found: Witness, tmp_path: Path) -> None:
        last = 0
        for size in (0, 1, 2, 2, 3, 8, 12):
            answer = found.add_checkpoint(request(last, size))
            assert answer.status == 200, answer
            cosigned = checkpoints.parse(f"{head(size)}{answer.text}")
            assert signed_notes.problem(cosigned.note, [KEY.public]) is None
            assert cosignatures.time_of(cosigned.signatures[1]) == NOW
            name = sha256(LOG.name.encode()).hexdigest()
            kept = (tmp_path / name / "checkpoint").read_text()
            assert kept == str(cosigned)
            assert found.checkpoint(f"/{name}/checkpoint") == Answer(200, kept)
            last = size

    def test_knows_each_log_apart(self, found: Witness) -> None:
        assert found.add_checkpoint(request(0, 3)).status == 200
        other = Consistency(0, (), head(5, FORK, OTHER_LOG))
        assert found.add_checkpoint(str(other).encode()).status == 200
        assert found.add_checkpoint(request(3, 4)).status == 200

    @pytest.mark.parametrize("old", range(7))
    def test_never_signs_a_fork(self, old: int, found: Witness) -> None:
        found.add_checkpoint(request(0, 6))
        for new in range(max(old, 3), 13):
            answer = found.add_checkpoint(request(old, new, FORK))
            assert answer.status == (422 if old == 6 else 409)
        assert found.add_checkpoint(request(6, 7)).status == 200

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            (b"", 400),
            (b"\xff", 400),
            (b"old 1\n", 400),
            (b"old 01\n\n" + str(head(3)).encode(), 400),
            (b"old 0\n" + b"A" * 43 + b"=\n" + str(head(3)).encode(), 400),
            (b"old 0\n" + (b"A" * 43 + b"=\n") * 64 + b"\n" + str(head(3)).encode(), 400),
            (b"old 4\n\n" + str(head(3)).encode(), 400),
            (b"old 0\n" + b"A" * 43 + b"=\n\n" + str(head(3)).encode(), 422),
            (b"old 0\n\n" + str(head(3, key=PrivateKey("x", bytes(32)))).encode(), 404),
            (b"old 0\n\n" + head(3).note.text.encode(), 403),
            (b"old 0\n\n" + str(head(3, key=PrivateKey(LOG.name, bytes(32)))).encode(), 403),
            (b"old 0\n\n" + str(Checkpoint(LOG.name, 0, bytes(32)).signed(LOG)).encode(), 422),
        ],
    )
    def test_what_is_refused(self, body: bytes, status: int, found: Witness) -> None:
        assert found.add_checkpoint(body).status == status
        assert found.add_checkpoint(request(0, 3)).status == 200

    def test_the_time_never_goes_back(self, tmp_path: Path) -> None:
        with witness.state(tmp_path, KEY) as own:
            assert cosignatures.time_of(own.cosign(head(1), NOW, lambda _: None)) == NOW
            assert cosignatures.time_of(own.cosign(head(1), NOW - 99, lambda _: None)) == NOW
            assert cosignatures.time_of(own.cosign(head(1), NOW + 1, lambda _: None)) == NOW + 1

    def test_keeps_no_signature_that_it_did_not_check(self, found: Witness, tmp_path: Path) -> None:
        signed = head(3).signed(OTHER_LOG)
        found.add_checkpoint(str(Consistency(0, (), signed)).encode())
        [kept] = tmp_path.glob("*/checkpoint")
        names = [one.name for one in checkpoints.parse(kept.read_text()).signatures]
        assert names == [LOG.name, KEY.name]

    @pytest.mark.parametrize("path", ["/", "/checkpoint", "/../lock", "/lock"])
    def test_nothing_else_is_shown(self, path: str, found: Witness) -> None:
        assert found.checkpoint(path).status == 404

    def test_none_was_cosigned_yet(self, found: Witness) -> None:
        name = sha256(LOG.name.encode()).hexdigest()
        assert found.checkpoint(f"/{name}/checkpoint") == Answer(404, "none was cosigned yet\n")

    def test_signs_nothing_once_its_state_was_altered(self, found: Witness, tmp_path: Path) -> None:
        found.add_checkpoint(request(0, 3))
        [path] = tmp_path.glob("*/checkpoint")
        good = path.read_text()
        other = str(Checkpoint("x", 3, head(3).root, (), (KEY.cosign("x\n", NOW),)))
        for bad in (b"", b"\xff", good[:-1].encode(), str(head(3)).encode(), other.encode()):
            path.write_bytes(bad)
            with pytest.raises(BadState):
                found.add_checkpoint(request(3, 4))
        path.write_text(good.replace("\n3\n", "\n2\n"))
        with pytest.raises(BadState):
            found.add_checkpoint(request(2, 4, FORK))
        path.unlink()
        path.mkdir()
        with pytest.raises(BadState):
            found.add_checkpoint(request(0, 4))

    def test_two_cannot_both_sign(self, found: Witness, tmp_path: Path) -> None:
        with pytest.raises(StateTaken), witness.state(tmp_path, KEY):
            pass

    def test_one_that_did_not_know_of_the_other_reads_what_it_signed(self, tmp_path: Path) -> None:
        """As where a file system knows no locks: it is read again before each signature."""
        first, second = (Witness(Cosigned(tmp_path, KEY), [LOG.public], lambda: NOW) for _ in "12")
        assert first.add_checkpoint(request(0, 3)).status == 200
        assert second.add_checkpoint(request(0, 3, FORK)).status == 409
        assert second.add_checkpoint(request(3, 5)).status == 200
        assert first.add_checkpoint(request(3, 4)).status == 409


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
import test_witness
from ledger import whole_files, witness

folder, counted = Path(sys.argv[3]), 0

def ending(step, function):
    def call(*given, **named):
        global counted
        counted += 1
        if counted == step:
            os.kill(os.getpid(), signal.SIGKILL)
        found = function(*given, **named)
        counted += 1
        if counted == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return found
    return call

def answered(where, step):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with witness.state(where, test_witness.KEY) as own:
            found = witness.Witness(own, [test_witness.LOG.public], lambda: test_witness.NOW)
            for name in ("open", "fsync", "link", "rename", "unlink", "close", "fchmod", "mkdir"):
                setattr(os, name, ending(step, getattr(os, name)))
            answer = found.add_checkpoint(test_witness.request(START, 6))
            os.write(writing, str(answer.status).encode())
        os._exit(0)
    os.close(writing)
    status = os.read(reading, 9).decode()
    os.close(reading)
    _, how = os.waitpid(child, 0)
    return status, os.WIFSIGNALED(how)

for START in (0, 2):
    step, killed = 0, True
    while killed:
        step += 1
        where = folder / f"{START}-{step}"
        with witness.state(where, test_witness.KEY) as own:
            found = witness.Witness(own, [test_witness.LOG.public], lambda: test_witness.NOW)
            if START:
                assert found.add_checkpoint(test_witness.request(0, START)).status == 200
        status, killed = answered(where, step)
        with witness.state(where, test_witness.KEY) as own:
            found = witness.Witness(own, [test_witness.LOG.public], lambda: test_witness.NOW)
            last = own.last(test_witness.LOG.name)
            size = last.size if last else 0
            assert size in (START, 6), size
            assert status in ("", "200") and (status == "" or size == 6)
            fork = found.add_checkpoint(test_witness.request(size, 7, test_witness.FORK)).status
            assert fork == (422 if size == 6 else 200)
    print(START, step)
"""


@pytest.mark.apart
def test_it_survives_being_killed_at_every_step(tmp_path: Path) -> None:
    """Before and after each call to the system between a request and its answer. What was answered
    is kept, so that no fork of it is signed; what is not kept was answered to nobody."""
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(here), str(here.parent), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    steps = [int(line.split()[1]) for line in done.stdout.splitlines()]
    assert len(steps) == 2
    assert min(steps) > 8


class Served:
    """A witness in a process of its own."""

    def __init__(self, folder: Path, key: PrivateCosignerKey = KEY) -> None:
        (folder / "w.key").write_text(f"{key.written()}\n")
        command = [sys.executable, "-m", "cli.main", "witness", "--sign", "w.key", "--port", "0"]
        self.process = subprocess.Popen(
            [*command, "--key", str(LOG.public)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(pages.TOP), "PYTHONUNBUFFERED": "1"},
            cwd=folder,
        )
        assert self.process.stdout
        told = self.process.stdout.readline()
        assert told, self.process.communicate()[1]
        self.address = told.split()[3].rstrip(":")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "events.db") as ledger:
        for number in range(5):
            event: Any = {"type": "program", "id": f"p{number}", "name": f"P{number}"}
            ledger.append([codec.decode(event)], by="desk", at=terminal.NOW)
        yield ledger


def of(ledger: Ledger, size: int) -> Checkpoint:
    return Checkpoint(LOG.name, size, merkle.root_at(ledger.node, size)).signed(LOG)


@pytest.mark.apart
def test_a_witness_is_asked_over_the_web(ledger: Ledger, tmp_path: Path) -> None:
    served = Served(tmp_path)
    try:
        for size in (2, 2, 5):
            given = cosignature(ledger, of(ledger, size), KEY.public, served.address)
            assert KEY.public.verifies(of(ledger, size).note.text, given)
        with pytest.raises(NotCosigned, match="it has cosigned 5 events already"):
            cosignature(ledger, of(ledger, 3), KEY.public, served.address)
        unknown = checkpoints.of(ledger, "x").signed(PrivateKey("x", bytes(32)))
        with pytest.raises(NotCosigned, match="it answers 404, no log of this origin"):
            cosignature(ledger, unknown, KEY.public, served.address)
        with pytest.raises(NotCosigned, match="what it answers is no cosignature of it"):
            cosignature(ledger, of(ledger, 5), KEYS[1].public, served.address)
        with pytest.raises(NotCosigned, match="it answers 404, there is nothing of this name"):
            cosignature(ledger, of(ledger, 5), KEY.public, f"{served.address}elsewhere/")
    finally:
        served.process.send_signal(signal.SIGTERM)
        out, problems = served.process.communicate(timeout=60)
    assert (out, problems, served.process.returncode) == ("", "", 0)
    with pytest.raises(NotCosigned, match="refused"):
        cosignature(ledger, of(ledger, 5), KEY.public, served.address)


@pytest.mark.apart
def test_what_is_published_is_cosigned_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages.enter(tmp_path, monkeypatch)
    Path("register.key").write_text(f"{LOG.written()}\n")
    served = Served(tmp_path)
    try:
        lines = [f"log {LOG.public}", f"witness a {KEY.public} {served.address}"]
        lines += [f"witness b {KEYS[1].public} http://127.0.0.1:9/", "group g any a b", "quorum g"]
        Path("policy.txt").write_text("".join(f"{line}\n" for line in lines))
        publish = "depositary --db events.db.sample publish --tiles tiles --sign register.key"
        said = terminal.answer_to(f"{publish} --policy policy.txt")
        assert "note: example.net/w2 does not cosign the tree head, http://127.0.0.1:9/" in said
        assert f"cosigned by {KEY.name} (key {KEY.public.key_id.hex()}) at 2" in said
        head = "depositary --db events.db.sample head --sign register.key --policy policy.txt"
        terminal.answer_to(f"{head} -o head.txt")
        cosigned = checkpoints.parse(Path("head.txt").read_text())
        assert [one.name for one in cosigned.signatures] == [LOG.name, KEY.name]
    finally:
        served.process.kill()
        served.process.communicate()
    before = Path("tiles/checkpoint").read_bytes()
    refused = terminal.answer_to(f"{publish} --policy policy.txt")
    assert "it is cosigned by nobody that counts, and the quorum g is not reached" in refused
    assert refused.endswith("[exit 1]")
    assert Path("tiles/checkpoint").read_bytes() == before
    copied = terminal.answer_to("depositary --db copy.db copy tiles --policy policy.txt")
    assert f"cosigned by {KEY.name}" in copied


class TestWhatAWitnessAnswers:
    """A client believes no witness."""

    def asked(self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch, *answers: Any) -> Signature:
        given = iter(answers)
        monkeypatch.setattr("ledger.asking_witnesses._asked", lambda *_: next(given))
        return cosignature(ledger, of(ledger, 5), KEY.public, "http://127.0.0.1:9/")

    def test_one_that_others_ask_too(self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
        good = KEY.cosign(of(ledger, 5).note.text, NOW)
        conflict = [(409, f"{size}\n") for size in (1, 2)]
        assert self.asked(ledger, monkeypatch, *conflict, (200, str(good))) == good
        with pytest.raises(NotCosigned, match="others ask it for the same ledger"):
            self.asked(ledger, monkeypatch, *conflict, (409, "3\n"))

    def test_signatures_of_others_are_passed_over(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = of(ledger, 5).note.text
        good, other = (key.cosign(text, NOW) for key in KEYS[:2])
        assert self.asked(ledger, monkeypatch, (200, f"{other}{good}")) == good

    @pytest.mark.parametrize(
        ("answer", "problem"),
        [
            ((200, ""), "what it answers is no cosignature of it"),
            ((200, "thanks\n"), "what it answers is no cosignature of it"),
            ((200, str(KEY.cosign("x\n", NOW))), "what it answers is no cosignature of it"),
            ((409, "many\n"), "it does not say which head it cosigned last"),
            ((422, ""), "it answers 422, no word"),
        ],
    )
    def test_what_is_not_taken(
        self, answer: Any, problem: str, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with pytest.raises(NotCosigned, match=problem):
            self.asked(ledger, monkeypatch, answer)


def test_keys_of_both_sorts_are_values() -> None:
    assert KEY.public != PublicKey(KEY.name, KEY.public.public)
    assert isinstance(KEY.public, CosignerKey)
