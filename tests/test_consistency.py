"""One tree head that continues another, proved to somebody who has no ledger."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
import pages
import pytest
import terminal
from hypothesis import given
from hypothesis import strategies as st

from ledger import codec
from ledger.errors import MalformedProof
from ledger.store import Ledger
from ledger.transparency import checkpoints, consistency, merkle
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.consistency import Consistency
from ledger.transparency.signed_notes import PrivateKey

KEY = PrivateKey("example.org/register", bytes(range(32)))
SIZE = 9


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.create(tmp_path_factory.mktemp("consistency") / "events.db") as ledger:
        for number in range(SIZE):
            event = {"type": "program", "id": f"p{number}", "name": f"P{number}"}
            ledger.append([codec.decode(event)], by="desk")
        yield ledger


def head(ledger: Ledger, size: int) -> Checkpoint:
    return Checkpoint(KEY.name, size, merkle.root_at(ledger.node, size))


def heads(ledger: Ledger) -> Iterator[tuple[Checkpoint, Checkpoint]]:
    for new in range(SIZE + 1):
        yield from ((head(ledger, old), head(ledger, new)) for old in range(new + 1))


def test_every_head_is_proved_to_continue_every_older_one(ledger: Ledger) -> None:
    for old, new in heads(ledger):
        proof = consistency.prove(ledger, old, new)
        assert proof.problem(old) is None
        assert consistency.parse(str(proof)) == proof
        assert str(proof).startswith(f"old {old.size}\n")


def test_no_other_head_is(ledger: Ledger) -> None:
    for old, new in heads(ledger):
        proof = consistency.prove(ledger, old, new)
        for at in range(len(proof.path)):
            path = [*proof.path]
            path[at] = bytes(32)
            assert attrs.evolve(proof, path=tuple(path)).problem(old)
        assert attrs.evolve(proof, path=(*proof.path, bytes(32))).problem(old)
        forged = attrs.evolve(old, root=bytes(32))
        assert proof.problem(forged) == (
            "its hashes do not lead from the root of the older head to that of its own"
        )
        later = attrs.evolve(old, size=old.size + 1)
        assert proof.problem(later) == (
            f"it begins after {old.size} events, and the older head covers {old.size + 1}"
        )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("old 3", "new 3", "a line 'old SIZE' and, after an empty line, a head are expected"),
        ("\n\n", "\n", "a line 'old SIZE' and, after an empty line, a head are expected"),
        ("old 3", "old 03", "a whole number is expected, not '03'"),
        ("old 3", "old 3\nx", "a hash of 32 bytes in base64 is expected, not 'x'"),
        ("old 3", "old 3" + "\nx" * 64, "hashes, 63 at most"),
        ("\n5\n", "\nfive\n", "a whole number is expected, not 'five'"),
    ],
)
def test_what_is_none(old: str, new: str, problem: str, ledger: Ledger) -> None:
    text = str(consistency.prove(ledger, head(ledger, 3), head(ledger, 5)))
    with pytest.raises(MalformedProof) as refusal:
        consistency.parse(text.replace(old, new, 1))
    said = str(refusal.value)
    assert said.startswith("this is no consistency proof, ")
    assert problem in said
    assert said.endswith("get it again, or make a new consistency proof")


@given(
    st.one_of(
        st.text(st.sampled_from("old 019=A\n")), st.text().map(lambda text: f"old 1\n\n{text}")
    )
)
def test_rubbish_is_refused_or_written_again_byte_for_byte(text: str) -> None:
    try:
        found = consistency.parse(text)
    except MalformedProof:
        return
    assert str(found) == text


# The commands


@pytest.fixture
def folder(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a key and heads, away from the ledger."""
    monkeypatch.setenv("DEPOSITARY_DB", str(ledger.path))
    monkeypatch.chdir(tmp_path)
    Path("key").write_text(f"{KEY.written()}\n")
    Path("key.pub").write_text(f"{KEY.public}\n")
    for size in (0, 1, 3, 5):
        Path(f"head-{size}").write_text(str(head(ledger, size)))
    Path("signed-5").write_text(str(head(ledger, 5).signed(KEY)))
    Path("forged-3").write_text(str(attrs.evolve(head(ledger, 3), root=bytes(32))))
    return tmp_path


def answer(command: str) -> list[str]:
    return terminal.answer_to(f"depositary {command}").splitlines()


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "the first 0 events under it are those under head-0: "),
        (1, "the first event under it is the one under head-1: "),
        (3, "the first 3 events under it are those under head-3: "),
    ],
)
def test_it_is_checked_without_a_ledger(
    size: int, said: str, folder: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answer(f"prove --since head-{size} --sign key -o file") == []
    monkeypatch.setenv("DEPOSITARY_DB", "nowhere.db")
    assert answer(f"verify-proof file --since head-{size} --key key.pub") == [
        f"the tree head of {KEY.name}, {SIZE} events: {head(ledger, SIZE).root.hex()}",
        f"{said}{head(ledger, size).root.hex()}",
        f"signed by {KEY.name} (key {KEY.public.key_id.hex()})",
    ]


def test_between_two_heads_that_were_kept(folder: Path) -> None:
    assert answer("prove --since head-3 --head signed-5 -o file") == []
    assert Path("file").read_text().endswith(f"\n{Path('signed-5').read_text()}")
    assert "[exit 3]" not in answer("verify-proof file --since head-3 --key key.pub")


def test_an_event_under_a_head_that_was_kept(folder: Path) -> None:
    assert answer("prove '#2' --head signed-5 -o file") == []
    assert f"\n{Path('signed-5').read_text()}" in Path("file").read_text()
    assert "[exit 3]" not in answer("verify-proof file --key key.pub")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ("--since forged-3", "its hashes do not lead from the root of the older head to that of"),
        ("--since head-1", "it begins after 3 events, and the older head covers 1"),
        ("--since head-3 --key key.pub", f"it is not signed by the key of {KEY.name}"),
        ("--since head-3 --origin x", f"its head is of {KEY.name}, not of x"),
    ],
)
def test_what_does_not_hold(options: str, problem: str, folder: Path) -> None:
    answer(f"prove --since head-3 --origin {KEY.name} -o file")
    *said, code = answer(f"verify-proof file {options}")
    assert code == "[exit 3]"
    assert said[-1].startswith(f"file does not hold: {problem}")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("prove", "give an EVENT or --since, one of the two"),
        ("prove '#1' --since head-3", "give an EVENT or --since, one of the two"),
        ("prove '#1' --head head-5 --sign key", "--head names a head as it is: leave out --sign"),
        ("prove '#6' --head head-5", "#6 is not under a head of 5 events: prove it under a later"),
        ("prove '#2' --head head-1", "#2 is not under a head of 1 event: prove it under a later"),
        ("prove --since head-5 --head head-3", "#5 is not under a head of 3 events: prove it"),
        (
            "prove --since forged-3",
            "forged-3 is no head of this ledger, history was rewritten, events 1 to 3 have the",
        ),
        ("prove --since key", "key is no tree head, "),
        ("verify-proof event --since head-3", "this proof is of events: leave out --since"),
        ("verify-proof growth", "this proof leads from an older head: give that with --since"),
        ("verify-proof key --since head-3", "key is no consistency proof, a line 'old SIZE' and"),
    ],
)
def test_what_is_refused(command: str, said: str, folder: Path) -> None:
    answer("prove --since head-3 -o growth")
    answer("prove '#1' -o event")
    *found, code = answer(command)
    assert code in ("[exit 1]", "[exit 2]")
    assert said in found[-1]


def test_a_head_that_goes_by_another_name_than_its_key(folder: Path) -> None:
    answer("prove '#1' --sign key --origin elsewhere -o file")
    doubt = (
        "it goes by elsewhere, not by the name of its key: whether that key may sign for it is left"
        " to you, or say what it must go by (--origin)"
    )
    assert answer("verify-proof file --key key.pub")[-1] == doubt
    assert doubt not in answer("verify-proof file --key key.pub --origin elsewhere")


@pytest.mark.apart  # processes of its own
def test_the_verifier_on_the_page_checks_the_same(folder: Path, ledger: Ledger) -> None:
    [_, script] = pages.blocks(pages.section("proofs", "Without this program"), "python")
    Path("check.py").write_text(script)

    def checked(proof: Consistency, old: Checkpoint) -> bool:
        Path("proof").write_text(str(proof))
        Path("old").write_text(str(old))
        run = [sys.executable, "-I", "check.py", "proof", "old"]
        return subprocess.run(run, capture_output=True, check=False).returncode == 0

    for old_size, new_size in ((1, 9), (3, 5), (4, 8), (6, 7), (7, 9), (8, 9), (9, 9)):
        old, new = head(ledger, old_size), head(ledger, new_size).signed(KEY)
        proof = consistency.prove(ledger, old, new)
        assert checked(proof, old), (old_size, new_size)
        assert not checked(proof, attrs.evolve(old, root=bytes(32)))
        assert not checked(attrs.evolve(proof, path=(*proof.path, bytes(32))), old)
        assert not checked(proof, attrs.evolve(old, size=old_size - 1))


def test_the_example_of_the_module_is_that_of_the_page() -> None:
    [text] = [one for one in pages.blocks(pages.page("proofs"), "text") if one.startswith("old ")]
    assert consistency.parse(text).old_size == 3
    assert all(line.strip() in str(consistency.__doc__) for line in text.splitlines())


def test_the_older_head_of_the_example_is_continued() -> None:
    [text] = [one for one in pages.blocks(pages.page("proofs"), "text") if one.startswith("old ")]
    old = Checkpoint("x", 3, checkpoints.tree_hash("VGv4yO38/5XmUa3juXbFtm/w/dG8UNLerXtXfbcdYig="))
    assert consistency.parse(text).problem(old) is None
