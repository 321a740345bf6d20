"""Tree heads that are kept elsewhere: what they say, whose they are, and the ledger of a later day
held against them, whatever became of it."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import terminal
from hypothesis import given
from hypothesis import strategies as st

from ledger.dates import parse as edtf
from ledger.errors import Damaged, MalformedProof, NoOrigin
from ledger.events import Milestone
from ledger.store import Ledger, TreeHead
from ledger.transparency import checkpoints, merkle, signed_notes
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.signed_notes import PrivateKey
from projections.kept import tables

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEY = PrivateKey("example.org/register", bytes(range(32)))
OTHER = PrivateKey("example.org/witness", bytes(32))
ROOT = bytes(range(32))
HEAD = Checkpoint("example.org/register", 3, ROOT)

# The example of c2sp.org/tlog-checkpoint.
PUBLISHED = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGz\
Gku9nTo+zyWE+xeMcTOAYQ8=
"""


def events(words: str) -> list[Milestone]:
    """A milestone for each letter."""
    return [Milestone(id=f"m-{word}", name=word, on=edtf("2030")) for word in words]


class Shelf:
    """Ledgers by the letters that were recorded in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.open: list[Ledger] = []

    def __call__(self, words: str) -> Ledger:
        ledger = Ledger.create(self.folder / f"{len(self.open)}.db")
        self.open.append(ledger)
        ledger.append(events(words), by="desk", at=NOON)
        return ledger

    def head(self, words: str) -> Checkpoint:
        return checkpoints.of(self(words), "example.org/register")


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path)
    yield shelf
    for ledger in shelf.open:
        ledger.close()


# The text


def test_a_published_checkpoint() -> None:
    found = checkpoints.parse(PUBLISHED)
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20852163)
    assert found.root.hex().startswith("0ac5186a91863e8e1d90c808")
    assert [one.name for one in found.signatures] == [found.origin]
    assert str(found) == PUBLISHED


def test_a_checkpoint_without_signatures_is_its_text_alone() -> None:
    text = f"example.org/register\n3\n{signed_notes.to_base64(ROOT)}\n"
    assert str(HEAD) == HEAD.note.text == text
    assert checkpoints.parse(text) == HEAD


def test_a_checkpoint_takes_one_signature_after_another() -> None:
    signed = HEAD.signed(KEY).signed(OTHER)
    assert checkpoints.parse(str(signed)) == signed
    assert str(signed).startswith(f"{HEAD}\n— {KEY.name} ")
    for trusted in ([KEY.public], [OTHER.public], [KEY.public, OTHER.public]):
        assert signed_notes.problem(signed.note, trusted) is None


def test_lines_of_extension_are_kept_and_signed() -> None:
    text = f"{HEAD}of another's making\n\x7f\n"
    found = checkpoints.parse(text)
    assert found.extensions == ("of another's making", "\x7f")
    signed = found.signed(KEY)
    assert checkpoints.parse(str(signed)) == signed
    fewer = Checkpoint(found.origin, 3, ROOT, found.extensions[:1], signed.signatures)
    assert signed_notes.problem(signed.note, [KEY.public]) is None
    assert signed_notes.problem(fewer.note, [KEY.public]) is not None


@pytest.mark.parametrize("size", [0, 1, 9, 10, 2**63 - 1])
def test_every_size_is_read_again(size: int) -> None:
    head = Checkpoint("go.sum database tree", size, ROOT)
    assert checkpoints.parse(str(head)) == head


GOOD = str(HEAD).split("\n")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "its last line has no end"),
        (str(HEAD)[:-1], "its last line has no end"),
        (f"{HEAD}\n", "something other than signatures"),
        (f"\n{HEAD}", "an origin, a size and a root are expected"),
        (str(HEAD).replace("\n", "\r\n"), "line ends"),
        ("example.org/register\n3\n", "an origin, a size and a root are expected"),
        ("\n", "an origin, a size and a root are expected"),
        (f"{HEAD}\n{HEAD}\n{KEY.sign('')}", "an origin, a size and a root are expected"),
        (f"\n3\n{GOOD[2]}\n\n{KEY.sign('')}", "an origin, a size and a root are expected"),
        *(
            (str(HEAD).replace("\n3\n", f"\n{size}\n"), "a whole number is expected")
            for size in ("03", "+3", "-3", "3.0", " 3", "3 ", "٣", "x", "9" * 19, "9" * 5000)
        ),
        *(
            (str(HEAD).replace(GOOD[2], root), "a hash of 32 bytes in base64 is expected")
            for root in (
                GOOD[2][:-1],
                GOOD[2][:-2] + "9=",
                GOOD[2] + "=",
                signed_notes.to_base64(ROOT[:31]),
                signed_notes.to_base64(ROOT + b"\0"),
                ROOT.hex(),
                "ß" * 43 + "=",
            )
        ),
    ],
)
def test_what_is_no_checkpoint(text: str, problem: str) -> None:
    with pytest.raises(MalformedProof, match="this is no tree head") as refusal:
        checkpoints.parse(text)
    assert problem in str(refusal.value)
    assert len(str(refusal.value)) < 300


pieces = st.sampled_from([*GOOD, "0", "4", "\n", "\n\n", "— ", str(HEAD), str(HEAD.signed(KEY))])


@given(st.one_of(st.text(), st.lists(st.one_of(pieces, st.text(max_size=9))).map("\n".join)))
def test_rubbish_is_refused_or_written_again_byte_for_byte(text: str) -> None:
    try:
        found = checkpoints.parse(text)
    except MalformedProof:
        return
    assert str(found) == text


# The head of a ledger


def test_the_head_of_a_ledger_is_its_size_and_root(shelf: Shelf) -> None:
    ledger = shelf("abc")
    assert checkpoints.of(ledger, "x") == Checkpoint("x", 3, ledger.head().root)


def test_a_ledger_goes_by_its_first_leaf(shelf: Shelf) -> None:
    ledger = shelf("a")
    origin = checkpoints.own_origin(ledger)
    assert origin == f"depositary/{ledger.node(0, 0).hex()[:16]}"
    assert checkpoints.of(ledger).origin == origin
    ledger.append(events("bcd"), by="desk", at=NOON)
    assert checkpoints.of(ledger).origin == origin
    assert checkpoints.own_origin(shelf("a")) == origin
    assert checkpoints.own_origin(shelf("b")) != origin


def test_ledgers_that_begin_with_the_same_event_have_origins_of_their_own(shelf: Shelf) -> None:
    by_whom, when = shelf(""), shelf("")
    by_whom.append(events("a"), by="somebody else", at=NOON)
    when.append(events("a"), by="desk", at=NOON.replace(second=1))
    assert len({checkpoints.own_origin(one) for one in (shelf("a"), by_whom, when)}) == 3


def test_an_empty_ledger_has_no_origin_of_its_own(shelf: Shelf) -> None:
    with pytest.raises(NoOrigin, match="origin of its own: give one"):
        checkpoints.of(shelf(""))
    assert checkpoints.of(shelf(""), "x") == Checkpoint("x", 0, merkle.EMPTY_ROOT)


def test_an_origin_is_a_name(shelf: Shelf) -> None:
    for origin in ("", "a b", "a\nb", "a+b", "a\x1bb"):
        with pytest.raises(MalformedProof, match="no name"):
            checkpoints.of(shelf("a"), origin)


@pytest.mark.parametrize("head", [TreeHead(2, ROOT, NOON), TreeHead(1, ROOT, NOON)])
def test_a_head_that_is_not_of_the_events_is_not_given_away(
    head: TreeHead, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ledger, "head", lambda self: head)
    with pytest.raises(Damaged, match="not that of its events"):
        checkpoints.of(shelf("ab"), "x")


# A ledger against heads that were kept


def test_a_ledger_begins_with_the_events_under_each_head_of_its_past(shelf: Shelf) -> None:
    ledger, kept = shelf(""), [Checkpoint("x", 0, merkle.EMPTY_ROOT)]
    for one in events("abcdefghijklm"):
        ledger.append([one], by="desk", at=NOON)
        kept += [checkpoints.of(ledger), checkpoints.of(ledger, "x")]
        assert [checkpoints.difference(ledger, head) for head in kept] == [None] * len(kept)


def test_every_event_that_is_altered_is_noticed_from_its_head_on(shelf: Shelf) -> None:
    words = "abcdef"
    kept = [shelf.head(words[:size]) for size in range(len(words) + 1)]
    for at in range(len(words)):
        forged = shelf(f"{words[:at]}z{words[at + 1 :]}")
        found = [checkpoints.difference(forged, head) for head in kept]
        assert found[: at + 1] == [None] * (at + 1)
        for size, problem in enumerate(found[at + 1 :], start=at + 1):
            assert problem
            assert problem.startswith(f"history was rewritten, events 1 to {size} have the root")
            assert kept[size].root.hex() in problem


@pytest.mark.parametrize(
    ("today", "problem"),
    [
        ("", "covers 5 events, and the ledger has 0"),
        ("abcd", "covers 5 events, and the ledger has 4"),  # the end was cut off
        ("abce", "covers 5 events, and the ledger has 4"),  # one was taken out
        ("abced", "history was rewritten"),  # two were swapped
        ("abcxde", "history was rewritten"),  # one was slipped in
        ("xyzuvw", "history was rewritten"),  # it is another ledger
        ("abcdfe", "history was rewritten"),  # a copy that went its own way
    ],
)
def test_what_became_of_a_ledger(today: str, problem: str, shelf: Shelf) -> None:
    said = checkpoints.difference(shelf(today), shelf.head("abcde"))
    assert said
    assert problem in said


def test_a_head_of_another_ledger_is_told_by_an_origin_of_its_own(shelf: Shelf) -> None:
    kept, other = checkpoints.of(shelf("ab")), shelf("xyz")
    said = checkpoints.difference(other, kept)
    assert said == f"it is of {kept.origin}, and this ledger is {checkpoints.own_origin(other)}"
    said = checkpoints.difference(shelf(""), kept)
    assert said == "it covers 2 events, and the ledger has 0"


@pytest.mark.parametrize("words", ["", "a", "abc"])
def test_a_head_of_no_events(words: str, shelf: Shelf) -> None:
    ledger = shelf(words)
    assert checkpoints.difference(ledger, Checkpoint("x", 0, merkle.EMPTY_ROOT)) is None
    assert checkpoints.difference(ledger, Checkpoint("x", 0, ROOT)) is not None


# verify --head


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ledger of four events, a head from after each, and keys."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "key").write_text(f"{KEY.written()}\n")
    (folder / "key.pub").write_text(f"{KEY.public}\n")
    (folder / "other.pub").write_text(f"\n  {OTHER.public}  \n")
    with Ledger.create(folder / "events.db", subscribers=[tables.keep]) as ledger:
        for size, one in enumerate(events("abcd"), start=1):
            ledger.append([one], by="desk", at=NOON)
            head = checkpoints.of(ledger, "example.org/register")
            (folder / f"head-{size}").write_text(str(head))
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, to work in."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DEPOSITARY_DB", raising=False)
    return tmp_path


def forge(name: str, words: str) -> None:
    with Ledger.create(name, subscribers=[tables.keep]) as ledger:
        ledger.append(events(words), by="desk", at=NOON)


def answer(command: str) -> list[str]:
    """What the program answers, without the line on the ledger itself."""
    return terminal.answer_to(f"depositary {command}").splitlines()[1:]


def test_heads_are_told_in_the_order_of_their_sizes(folder: Path) -> None:
    assert answer("verify --head head-4 --head head-1 --head head-3") == [
        "head-1: the first event is the one under this head; signed by nobody",
        "head-3: the first 3 events are those under this head; signed by nobody",
        "head-4: the first 4 events are those under this head; signed by nobody",
    ]


@pytest.mark.parametrize(
    ("heads", "where"),
    [
        ("3", "up to #3"),
        ("2 3", "after #2 and up to #3"),
        ("1 3 4", "after #1 and up to #3"),
        ("4 1", "after #1 and up to #4"),
    ],
)
def test_several_heads_narrow_down_where_history_was_rewritten(
    heads: str, where: str, folder: Path
) -> None:
    forge("forged.db", "abxd")
    given = " ".join(f"--head head-{one}" for one in heads.split())
    *_, where_said, code = answer(f"--db forged.db verify {given}")
    said = "was altered or cut off, or the head is of another ledger"
    assert (where_said, code) == (f"something {where} {said}", "[exit 3]")


def test_heads_of_two_histories_contradict_each_other(folder: Path) -> None:
    forge("fork.db", "ax")
    terminal.answer_to("depositary --db fork.db head --origin example.org/register -o fork-2")
    said = answer("verify --head fork-2 --head head-3")
    assert said[0].startswith("fork-2: does not hold: history was rewritten")
    assert said[1].startswith("head-3: the first 3 events are those")
    assert said[2:] == [
        "these heads contradict each other: they cannot all be of one history",
        "[exit 3]",
    ]


def test_a_head_is_good_only_if_a_trusted_key_signed_it(folder: Path) -> None:
    terminal.answer_to("depositary head --sign key -o signed")
    by = f"signed by {KEY.name} (key {KEY.public.key_id.hex()})"
    holds = "the first 4 events are those under this head"
    assert answer("verify --head signed --key key.pub") == [f"signed: {holds}; {by}"]
    assert answer("verify --head signed --key other.pub --key key.pub") == [
        f"signed: {holds}; {by}"
    ]
    assert answer("verify --head signed --key other.pub") == [
        f"signed: does not hold: it is not signed by the key of {OTHER.name}",
        "[exit 3]",
    ]
    assert answer("verify --head head-4 --key key.pub") == [
        f"head-4: does not hold: it is not signed by the key of {KEY.name}",
        "[exit 3]",
    ]
    unchecked = f"a signature by {KEY.name} (key {KEY.public.key_id.hex()}) was not checked"
    assert answer("verify --head signed") == [f"signed: {holds}; {unchecked}"]


def test_a_key_can_be_given_as_its_line(folder: Path) -> None:
    terminal.answer_to("depositary head --sign key -o signed")
    assert "[exit 3]" not in answer(f"verify --head signed --key {KEY.public}")
    assert "[exit 3]" in answer(f"verify --head signed --key {OTHER.public}")


def test_a_head_with_a_false_signature_and_another_history_says_nothing_of_history(
    folder: Path,
) -> None:
    forge("forged.db", "ax")
    terminal.answer_to("depositary head --sign key -o signed")
    text = Path("signed").read_text()
    Path("signed").write_text(text.replace("\n4\n", "\n2\n"))
    false = f"the signature of {KEY.name} is not by its key, or not under this text"
    assert answer("--db forged.db verify --head signed --key key.pub") == [
        f"signed: does not hold: {false}",
        "[exit 3]",
    ]


def test_a_ledger_that_does_not_hold_itself_is_compared_with_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.verifying.failures", lambda *_: ["#1: it was altered"])
    assert terminal.answer_to("depositary verify --head head-3").splitlines() == [
        "#1: it was altered",
        "head-3: not compared, since the ledger itself does not hold",
        "[exit 3]",
    ]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("verify --key key.pub", "--key and --policy are for the heads that --head gives"),
        ("verify --head key", "key is no tree head, an origin, a size and a root are expected"),
        ("verify --head events.db", "events.db is no tree head, it is no text in UTF-8"),
        ("verify --head nowhere", "nowhere: no such file or directory"),
        ("verify --head head-1 --key nowhere", "nowhere: no such file or directory"),
        ("verify --head head-1 --key key", "key is no public key, it is the private one"),
        ("verify --head head-1 --key a+b", "this is no public key"),
        ("head --sign key.pub", "key.pub is no private key, it does not begin with PRIVATE+KEY+"),
        ("head --origin ''", "this is no name"),
        ("head -o head-1", "head-1 exists already, and is never overwritten"),
        ("head -o nowhere/head", "nowhere/head: no such file or directory"),
    ],
)
def test_what_is_refused(command: str, said: str, folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    found = terminal.answer_to(f"depositary {command}")
    assert re.search(r"\[exit [12]\]$", found)
    assert said in found
    assert KEY.written().rpartition("+")[2] not in found
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_what_stands_in_a_head_does_not_act_on_a_terminal(folder: Path) -> None:
    text = Path("head-1").read_text()
    Path("head-1").write_text(text.replace("example.org/register", "depositary/\x9b31m\u202e"))
    [said, *_] = answer("verify --head head-1")
    assert said.startswith("head-1: does not hold: it is of depositary/\\x9b31m\\u202e, and this")


# keygen


def test_keygen_makes_a_pair_that_works(folder: Path) -> None:
    said = terminal.answer_to("depositary keygen example.org/new -o new").splitlines()
    assert said == [
        "new: the private key; keep it to yourself, and a copy in a safe place",
        "new.pub: the public key, for everybody:",
        Path("new.pub").read_text().strip(),
    ]
    assert Path("new").stat().st_mode & 0o777 == 0o600
    assert signed_notes.private_key(
        Path("new").read_text().strip()
    ).public == signed_notes.public_key(said[2])
    terminal.answer_to("depositary head --sign new --sign key -o signed")
    assert Path("signed").read_text().startswith("example.org/new\n4\n")
    assert "[exit 3]" not in answer("verify --head signed --key new.pub --key key.pub")


@pytest.mark.parametrize(
    ("name", "file"), [("example.org/new", "new"), ("example.org/", "example.org"), ("a", "a")]
)
def test_a_key_is_called_as_the_end_of_its_name(name: str, file: str, folder: Path) -> None:
    terminal.answer_to(f"depositary keygen {name}")
    assert Path(f"{file}.key").is_file()
    assert Path(f"{file}.key.pub").read_text().startswith(f"{name}+")


def test_keygen_leaves_a_key_that_is_there(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for there in ("key", "other"):  # the one has both halves, the other only the public one
        said = terminal.answer_to(f"depositary keygen example.org/new -o {there}")
        assert said.endswith("never overwritten: choose another path\n[exit 1]")
    assert terminal.answer_to("depositary keygen 'a b'").endswith("[exit 1]")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_private_key_alone_is_given_its_public_one(folder: Path) -> None:
    """As when `keygen` was ended between the two."""
    made = terminal.answer_to("depositary keygen example.org/new -o new")
    public = Path("new.pub").read_text()
    Path("new.pub").unlink()
    assert "never overwritten" in terminal.answer_to("depositary keygen example.org/b -o new")
    said = terminal.answer_to("depositary keygen example.org/new -o new")
    assert said == made.replace("key; keep", "key, which was there already; keep")
    assert Path("new.pub").read_text() == public


def test_keygen_leaves_a_file_that_is_no_key(folder: Path) -> None:
    Path("new").write_text("dear reader")
    said = terminal.answer_to("depositary keygen example.org/new -o new")
    assert said.startswith("depositary: new exists already")
    assert Path("new").read_text() == "dear reader"


def test_a_file_that_cannot_be_written_whole_is_not_left_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    before = set(folder.iterdir())
    monkeypatch.setattr("ledger.whole_files.os.fsync", full)
    for command in ("keygen example.org/new -o new", "head -o new"):
        said = terminal.answer_to(f"depositary {command}")
        assert "new: no space left on device" in said
        assert said.endswith("[exit 1]")
    assert set(folder.iterdir()) == before
