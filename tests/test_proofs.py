"""Proofs of events: of every event in ledgers of every size, tampered with in every bit, made of
rubbish; the commands that write and check them; and the page of documents about them."""

import json
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import attrs
import pages
import pytest
import terminal
from extent import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st
from registers import register

from ledger import codec, records
from ledger.errors import Damaged, MalformedProof
from ledger.store import Ledger
from ledger.transparency import checkpoints, merkle, proofs, signed_notes
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.proofs import HEADER, Proof
from ledger.transparency.signed_notes import PrivateKey
from projections.kept import tables

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
KEY = PrivateKey("example.org/register", bytes(range(32)))
STRANGER = PrivateKey("example.org/witness", bytes(32))
HISTORY = """
2024-01-01 | program ilrs name="International Lunar Research Station" aliases=ILRS
           | participant cnsa name=CNSA state=CHN
           | source cgtn published_on=2023-12-07
           | source reprint copy_of=cgtn
           | source undated
           | milestone landing on=2030~
           | signing program=ilrs participant=EGY on=2023-12-06 with=cnsa cites=reprint
           | endorsement program=ilrs participant=BOL on=../2025-04 note="a\\x1b[31m\u202eb"
           | consent program=ilrs participant=ZAF on=2023 action=accession
           | withdrawal program=ilrs participant=ZAF on=2024-01/.. effective_on=2025
           | announcement program=ilrs participants=MYS on=2023-06
           | launch payload=MisrSat-2 launched_by=CHN launched_for=EGY on=2023-12-04
           | claim program=ilrs on=2023-12-31 count=9 cites=cgtn
           | attestation event=#7 cites=undated says=2023-12-07 stance=disputes
           | correction event=#7 changes.place=Cairo
           | retraction event=#15
           | participant cnes name="Centre national d’études spatiales" state=FRA
"""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger with an event of every type, its tables kept along."""
    path = tmp_path_factory.mktemp("proofs") / "events.db"
    with Ledger.create(path, subscribers=[tables.keep]) as ledger:
        ledger.append([one.event for one in register(HISTORY)], by="desk", at=NOON)
        yield ledger


def proof_of(ledger: Ledger, position: int, *keys: PrivateKey) -> Proof:
    head = checkpoints.of(ledger)
    for key in keys:
        head = head.signed(key)
    return proofs.prove(ledger, position, head)


def alone(record: bytes) -> Proof:
    """The proof of a record, whatever it is, that is a tree of its own."""
    return Proof(record, 0, (), Checkpoint("x", 1, merkle.leaf_hash(record)))


# Every event


def test_every_event_is_proved_under_every_head(ledger: Ledger) -> None:
    for size in range(1, ledger.size + 1):
        head = Checkpoint("x", size, merkle.root_at(ledger.node, size))
        for position in range(1, size + 1):
            proof = proofs.prove(ledger, position, head)
            assert proof.problem() is None
            assert proofs.parse(str(proof)) == proof
            assert proof.recorded() == ledger.at(position)
            assert proof.leaf == ledger.node(0, position - 1)


def test_several_proofs_in_one_text(ledger: Ledger) -> None:
    every = [proof_of(ledger, position, KEY) for position in range(1, ledger.size + 1)]
    for count in (1, 2, ledger.size):
        text = proofs.joined(every[:count])
        assert proofs.parse_all(text) == every[:count]
        assert text.count(f"\n\n{HEADER}\n") == count - 1
    for part, proof in zip(text.split(f"\n\n{HEADER}\n"), every, strict=True):
        whole = part if part.startswith(HEADER) else f"{HEADER}\n{part}"
        assert proofs.parse(f"{whole.rstrip()}\n") == proof  # each stands alone


def test_a_proof_is_not_given_away_when_it_does_not_hold(ledger: Ledger) -> None:
    with pytest.raises(Damaged, match="#3 cannot be proved, its record and hashes do not lead"):
        proofs.prove(ledger, 3, Checkpoint("x", ledger.size, bytes(32)))


# Tampered with


def claims(proof: Proof) -> Proof:
    """What is believed of a proof that was signed: all but the signatures of strangers."""
    return attrs.evolve(proof, head=attrs.evolve(proof.head, signatures=()))


def outcome(data: bytes, keys: list[signed_notes.PublicKey], whole: Proof) -> str:
    """What becomes of a proof that was tampered with."""
    try:
        [found] = proofs.parse_all(data.decode())
    except (UnicodeDecodeError, MalformedProof):
        return "refused"
    if (keys and signed_notes.problem(found.head.note, keys)) or found.problem():
        return "does not hold"
    if claims(found) == claims(whole):
        return "nothing that was claimed is changed"
    head = attrs.evolve(found.head, origin=whole.head.origin, size=whole.head.size)
    assert claims(attrs.evolve(found, head=head)) == claims(whole)
    return "another head is claimed"


def outcomes(proof: Proof, keys: list[signed_notes.PublicKey], start: int = 0) -> Counter[str]:
    """What becomes of a proof for each bit of it, from a byte on, that is flipped."""
    data = str(proof).encode()
    return Counter(
        outcome(data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :], keys, proof)
        for at in range(start, len(data))
        for bit in range(8)
    )


@pytest.mark.apart  # long
def test_every_bit_of_a_signed_proof_counts(ledger: Ledger) -> None:
    proof = proof_of(ledger, 6, KEY)
    found = outcomes(proof, [KEY.public])
    assert found.total() == 8 * len(str(proof).encode()) > 5000
    assert set(found) == {"refused", "does not hold"}


def test_all_that_can_be_changed_unseen_is_a_signature_that_nobody_checks(ledger: Ledger) -> None:
    proof = proof_of(ledger, 9, KEY, STRANGER)
    by_stranger = str(proof.head.signatures[1]).encode()
    start = len(str(proof).encode()) - len(by_stranger)
    found = outcomes(proof, [KEY.public], start)
    assert found["nothing that was claimed is changed"] > 0
    assert set(found) == {"refused", "nothing that was claimed is changed"}


def test_without_a_key_only_the_words_of_the_head_can_be_changed(ledger: Ledger) -> None:
    """The record, its index, its path and the root hold each other; whose root it is, and how
    large the tree, is the word of the head, of which verify-proof says that it was not checked."""
    proof = proof_of(ledger, 6)
    found = outcomes(proof, [])
    assert set(found) == {"refused", "does not hold", "another head is claimed"}
    words = f"{proof.head.origin}{proof.head.size}".encode()
    assert found["another head is claimed"] < 8 * len(words)


def test_lines_that_are_moved_doubled_or_taken_out_are_noticed(ledger: Ledger) -> None:
    whole = proof_of(ledger, 7, KEY)
    lines = str(whole).splitlines(keepends=True)
    found = Counter[str]()
    for i, line in enumerate(lines):
        before, after = lines[:i], lines[i + 1 :]
        changed = [[*before, *after], [*before, line, *lines[i:]], [*before, "\n", *lines[i:]]]
        changed += (
            [[*before, *after[:1], line, *after[1:]]] if after[:1] not in ([], [line]) else []
        )
        for one in changed:
            found[outcome("".join(one).encode(), [KEY.public], whole)] += 1
    # The same signature twice says the same as once.
    assert found.pop("nothing that was claimed is changed") == 1
    assert set(found) == {"refused", "does not hold"}


def test_no_part_of_one_proof_fits_into_another(ledger: Ledger) -> None:
    one, other = proof_of(ledger, 7), proof_of(ledger, 8)
    for field in ("record", "index", "path"):
        mixed = attrs.evolve(one, **{field: getattr(other, field)})
        assert mixed.problem() == "its record and hashes do not lead to the root of its head"


# What is no proof


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (HEADER, "c2sp.org/tlog-proof@v2", "its first line is not c2sp.org/tlog-proof@v1"),
        (f"{HEADER}\n", "", "its first line is not"),
        (f"{HEADER}\n", f"\ufeff{HEADER}\n", "its first line is not"),
        ("\n", "\r\n", "its first line is not"),
        ("\n\n", "\n", "after an empty line, a head are expected"),
        ("extra ", "Extra ", "it has no line of extra where one is expected"),
        ("extra ", "extra  ", "its record is not in base64"),
        ("extra ", "extra ß", "its record is not in base64"),
        ("index ", "index: ", "it has no line of index where one is expected"),
        ("index 6", "index 06", "a whole number is expected, not '06'"),
        ("index 6", "index -6", "a whole number is expected, not '-6'"),
        ("index 6\n", "index 6\nAAAA\n", "a hash of 32 bytes in base64 is expected, not 'AAAA'"),
        ("\n17\n", "\n017\n", "a whole number is expected, not '017'"),
        ("\n17\n", "\n", "an origin, a size and a root are expected"),
    ],
)
def test_what_is_no_proof(old: str, new: str, problem: str, ledger: Ledger) -> None:
    text = str(proof_of(ledger, 7)).replace(old, new)
    for parse in (proofs.parse, proofs.parse_all):
        with pytest.raises(MalformedProof, match="this is no proof") as refusal:
            parse(text)
        assert problem in str(refusal.value)


def test_a_proof_without_a_record_is_not_one_of_this_house(ledger: Ledger) -> None:
    header, _, *rest = str(proof_of(ledger, 7)).splitlines(keepends=True)
    with pytest.raises(MalformedProof, match="no line of extra"):
        proofs.parse("".join([header, *rest]))
    with pytest.raises(MalformedProof, match="are expected"):
        proofs.parse(f"{HEADER}\nindex 0\n\nx\n1\n{signed_notes.to_base64(bytes(32))}\n")


@pytest.mark.parametrize(
    "text", ["", "\n", HEADER, f"{HEADER}\n", f"\n\n{HEADER}\n", f"{HEADER}\n" * 3]
)
def test_hardly_anything_is_no_proof(text: str) -> None:
    with pytest.raises(MalformedProof):
        proofs.parse_all(text)


# What is no record, though a tree has it


BODY = '{"id":"landing","name":"landing","on":"2030","type":"milestone"}'
ID = codec.event_id(BODY)
AT = "2026-11-21T12:00:00Z"
RECORD = records.record(1, ID, AT, "desk", BODY)


def test_a_tree_of_one_record() -> None:
    assert alone(RECORD).problem() is None


def with_body(body: str) -> bytes:
    return records.record(1, codec.event_id(body), AT, "desk", body)


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        (records.record(2, ID, AT, "desk", BODY), "its record says #2, and is at #1 in the tree"),
        (records.record(1, "0" * 64, AT, "desk", BODY), "its id is not the hash of its event"),
        (records.record(1, ID.upper(), AT, "desk", BODY), "its id is not the hash of its event"),
        (records.record(1, ID, "2026-11-21", "desk", BODY), "no moment in UTC"),
        (records.record(1, ID, "2026-02-30T12:00:00Z", "desk", BODY), "day"),
        (RECORD + b" ", "it is not in canonical form"),
        (b" " + RECORD, "it is not in canonical form"),
        (RECORD.replace(b'"position":1', b'"position":1.0'), "it is not in canonical form"),
        (RECORD.replace(b'"position":1', b'"position":true'), "it is not in canonical form"),
        (RECORD.replace(b'"position":1', b'"position":"1"'), "it is not in canonical form"),
        (RECORD.replace(b'"desk"', b"[]"), "it is not in canonical form"),
        (RECORD.replace(b'"desk"', b'"\\u0064esk"'), "it is not in canonical form"),
        (
            RECORD.replace(b'"position":1', b'"position":1,"position":1'),
            "it is not in canonical form",
        ),
        (
            RECORD.replace(b',"recorded_by"', b',"more":1,"recorded_by"'),
            "it is not in canonical form",
        ),
        (RECORD.replace(b',"recorded_by":"desk"', b""), "it has other fields"),
        (b"[]", "it has other fields"),
        (b"3", "it has other fields"),
        (b"", "Expecting value"),
        (b"\xff", "decode"),
        (b'{"body":' * 100_000, "it has other fields"),
        (b"9" * 5000, "digit"),
        (with_body("{}"), "type: nothing is no event type known here"),
        (with_body(BODY.replace('"2030"', '" 2030"')), "its event is not in canonical form"),
        (with_body(BODY.replace('"on"', '"note":null,"on"')), "its event is not in canonical form"),
    ],
)
def test_what_is_no_record(record: bytes, problem: str) -> None:
    said = alone(record).problem()
    assert said
    assert problem in said


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=6,
)
bodies = st.one_of(
    json_values,
    st.fixed_dictionaries(
        {"type": st.sampled_from([*codec.CLASSES, "", None])},
        optional=dict.fromkeys(("id", "name", "on", "event", "changes", "citations"), json_values),
    ),
)
record_values = st.fixed_dictionaries(
    {
        "body": bodies,
        "id": st.one_of(st.just(ID), json_values),
        "position": st.one_of(st.just(1), json_values),
        "recorded_at": st.one_of(st.just(AT), json_values),
        "recorded_by": json_values,
    }
)


@given(st.one_of(st.binary(), json_values.map(json.dumps), record_values.map(codec.canonical)))
@example(codec.canonical({"body": {"\ud800": 1}, "id": "\ud800"}))
def test_rubbish_is_no_record(record: bytes | str) -> None:
    data = record if isinstance(record, bytes) else record.encode("utf-8", "surrogatepass")
    assert alone(data).problem() is not None


pieces = st.sampled_from(
    [
        *str(alone(RECORD)).split("\n"),
        str(alone(RECORD)),
        "index 1",
        "extra ",
        "\n",
        f"\n\n{HEADER}",
    ]
)
rubbish = st.one_of(
    st.text(), st.lists(st.one_of(pieces, st.text(max_size=9)), max_size=12).map("\n".join)
)


@given(rubbish)
def test_rubbish_is_refused_or_written_again_byte_for_byte(text: str) -> None:
    try:
        found = proofs.parse_all(text)
    except MalformedProof:
        return
    assert proofs.joined(found) == text


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rubbish") / "file"


@settings(max_examples=examples(50))
@given(
    st.one_of(
        st.binary(),
        rubbish.map(lambda text: text.encode("utf-8", "surrogatepass")),
        record_values.map(codec.canonical).map(lambda text: str(alone(text.encode())).encode()),
    )
)
def test_rubbish_in_a_file_is_refused_in_one_line(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    for command in ("verify-proof {0}", "verify-proof {0} --key {0}", "verify-proof x --key {0}"):
        found = answer(command.format(file))
        holds = HEADER.encode() in data and found[-1].startswith("NOT checked against a key")
        assert (len(found), found[-1]) in ((2, "[exit 1]"), (2, "[exit 3]")) or holds


# The commands


@pytest.fixture
def folder(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with keys, away from the ledger, which a command of its own reads."""
    monkeypatch.setenv("DEPOSITARY_DB", str(ledger.path))
    monkeypatch.chdir(tmp_path)
    Path("key").write_text(f"{KEY.written()}\n")
    Path("key.pub").write_text(f"{KEY.public}\n")
    Path("other.pub").write_text(f"{STRANGER.public}\n")
    return tmp_path


def answer(command: str) -> list[str]:
    return terminal.answer_to(f"depositary {command}").splitlines()


def test_a_proof_is_checked_without_a_ledger(
    folder: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answer("prove '#11' --sign key -o file") == []
    monkeypatch.setenv("DEPOSITARY_DB", "nowhere.db")
    *event, empty, head, more, signed = answer("verify-proof file --key key.pub")
    assert event == [
        "#11 Malaysia: something was announced",
        "  recorded 2026-11-21T12:00:00Z by desk",
        "  type: announcement",
        "  occurred_on: 2023-06",
        "  summary: something was announced",
        "  program: ilrs",
        '  participants: ["MYS"]',
        f"  event id {ledger.find('#11').id}",
        f"  leaf hash {ledger.node(0, 10).hex()}",
    ]
    assert empty == ""
    assert more == (
        "whether anything else was recorded about these events, no proof can show: "
        "the whole ledger can"
    )
    root = ledger.head().root.hex()
    assert head == f"1 event holds under the tree head of {KEY.name}, 17 events: {root}"
    assert signed == f"signed by {KEY.name} (key {KEY.public.key_id.hex()})"


def test_the_proof_of_an_event_has_what_was_recorded_about_it(folder: Path) -> None:
    """Though not what was recorded later than its head."""
    answer("prove '#7' -o file")
    found = proofs.parse_all(Path("file").read_text())
    assert [proof.index + 1 for proof in found] == [7, 14, 15, 16]
    said = answer("verify-proof file")
    since = "  this is as it was recorded; since then "
    assert [line for line in said if line[:1] == "#" or line.startswith(since)] == [
        "#7 Egypt signed ilrs with cnsa",
        f"{since}#14 disputes it, #15 corrects it",
        *(line for line in said if line.startswith("#14")),
        *(line for line in said if line.startswith("#15")),
        f"{since}#16 retracts it",
        *(line for line in said if line.startswith("#16")),
    ]
    Path("alone").write_text(str(found[0]))
    assert not any(line.startswith(since) for line in answer("verify-proof alone"))


def test_without_a_key_it_says_that_the_head_was_not_checked(folder: Path) -> None:
    answer("prove '#7' -o unsigned")
    answer("prove '#7' --sign key -o signed")
    warning = "NOT checked against a key: whether to believe this head is left to you"
    by = f"a signature by {KEY.name} (key {KEY.public.key_id.hex()}) was not checked"
    for file, line in (("unsigned", "signed by nobody"), ("signed", by)):
        *_, who, what = answer(f"verify-proof {file}")
        assert who == line
        assert what.startswith(warning)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ("--key other.pub", f"it is not signed by the key of {STRANGER.name}"),
        ("--key key.pub --origin x", f"its head is of {KEY.name}, not of x"),
        ("--origin x", f"its head is of {KEY.name}, not of x"),
        (f"--key key.pub --origin {KEY.name}", None),
        (f"--key other.pub --key {KEY.public}", None),
    ],
)
def test_whom_to_believe(options: str, problem: str | None, folder: Path) -> None:
    answer("prove '#8' --sign key -o file")
    found = answer(f"verify-proof file {options}")
    if problem:
        assert found == [f"file does not hold: {problem}", "[exit 3]"]
    else:
        assert found[-1] == f"signed by {KEY.name} (key {KEY.public.key_id.hex()})"


def test_proofs_go_through_a_pipe(folder: Path) -> None:
    answer("prove '#7' -o file")
    assert terminal.answer_to("depositary prove '#7'") == Path("file").read_text().rstrip("\n")
    assert answer("verify-proof - < file") == answer("verify-proof file")


def test_the_words_of_an_event_do_not_act_on_a_terminal(folder: Path) -> None:
    answer("prove '#8' -o file")
    found = answer("verify-proof file")
    assert "  note: a\\x1b[31m\\u202eb" in found
    assert all(line.isprintable() for line in found)


def test_the_words_of_a_head_do_not_act_on_a_terminal(folder: Path, ledger: Ledger) -> None:
    head = attrs.evolve(checkpoints.of(ledger), origin="a\x7f b", extensions=("\x9bc", "d\u202e"))
    Path("file").write_text(str(proofs.prove(ledger, 7, head.signed(KEY))))
    found = answer("verify-proof file --key key.pub")
    assert found[-6].startswith("1 event holds under the tree head of a\\x7f b, 17 events")
    assert found[-4:-2] == ["extension: \\x9bc", "extension: d\\u202e"]
    assert all(line.isprintable() for line in found)


def test_in_a_file_of_several_proofs_each_is_told_of(folder: Path, ledger: Ledger) -> None:
    good, one = proof_of(ledger, 1, KEY), proof_of(ledger, 2, KEY)
    other = proofs.prove(ledger, 3, checkpoints.of(ledger, "elsewhere").signed(KEY))
    bad = attrs.evolve(one, index=2)
    Path("file").write_text(proofs.joined([good, bad, one, other]))
    found = answer("verify-proof file --key key.pub")
    root = good.head.root.hex()
    assert [line for line in found if line and line[0] in "#12f["] == [
        "#1 program ilrs: International Lunar Research Station",
        "#2 agency cnsa: CNSA",
        f"2 events hold under the tree head of {good.head.origin}, 17 events: {root}",
        "#3 source cgtn: cgtn, 2023-12-07, cgtn",
        f"1 event holds under the tree head of elsewhere, 17 events: {root}",
        f"file, proof 2 of 4 does not hold: {bad.problem()}",
        "[exit 3]",
    ]


def test_the_proofs_of_all_events_behind_a_fact(folder: Path, ledger: Ledger) -> None:
    """The event, what was recorded about it and about that, the sources that these name and those
    that they copy, the program, and the participants that are no states."""
    assert answer("audit ILRS Egypt --on 2024-01-01 --proof file --sign key")[0] == (
        "9 proofs written to file"
    )
    found = proofs.parse_all(Path("file").read_text())
    assert [proof.index + 1 for proof in found] == [1, 2, 3, 4, 5, 7, 14, 15, 16]
    assert "[exit 3]" not in answer("verify-proof file --key key.pub")
    answer("audit ILRS CNSA --proof agency")
    assert [one.index + 1 for one in proofs.parse_all(Path("agency").read_text())] == [1, 2]


CORRECTED = """
2024-01-01 | program p
           | source a
           | source original
           | source b copy_of=original
           | participant cnsa name=CNSA state=CHN
           | signing program=p participant=FRA on=2023-12-06 cites=a
           | source elsewhere
"""


def test_the_proofs_hold_the_sources_and_bodies_that_only_a_correction_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Ledger.create("events.db", subscribers=[tables.keep]) as ledger:
        ledger.append([one.event for one in register(CORRECTED)], by="desk", at=NOON)
    answer("correct '#6' --set 'citations=[{\"source\": \"b\"}]' --reason 'The other has it'")
    answer("correct '#6' --set 'with=[\"CNSA\"]' --reason 'With whom'")
    assert answer("audit p France --proof file")[0] == "8 proofs written to file"
    found = [proof.index + 1 for proof in proofs.parse_all(Path("file").read_text())]
    assert found == [1, 2, 3, 4, 5, 6, 8, 9]


def test_the_answer_of_an_audit_is_the_same_with_its_proofs(folder: Path) -> None:
    for form in ("table", "json", "csv"):
        audit = f"depositary audit ILRS Egypt --format {form}"
        told, _, rest = terminal.answer_to(f"{audit} --proof {form}.file").partition("\n")
        assert told.endswith(f"proofs written to {form}.file")  # on standard error
        assert rest == terminal.answer_to(audit)


def test_nothing_of_this_wants_the_extra(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    assert answer("head -o head") == answer("prove '#8' -o file") == []
    for command in ("verify --head head", "verify-proof file", "audit ILRS Egypt --proof proofs"):
        assert not answer(command)[-1].startswith("[exit")
    for command in ("keygen a -o new", "head --sign key", "verify-proof file --key key.pub"):
        assert answer(command) in (
            ["depositary: signatures need the extra 'sign': install depositary[sign]", "[exit 1]"],
            [f"file does not hold: it is not signed by the key of {KEY.name}", "[exit 3]"],
        )
    assert not Path("new").exists()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("prove '#99'", "no event is called '#99'"),
        ("prove '#7' -o key", "key exists already, and is never overwritten"),
        ("prove '#7' --sign nowhere", "nowhere: no such file or directory"),
        ("prove '#7' --sign other.pub", "other.pub is no private key"),
        ("prove '#7' --origin 'a b'", "this is no name"),
        ("audit ILRS Egypt --proof key", "key exists already, and is never overwritten"),
        ("audit ILRS Egypt --sign key", "--sign is for the proofs that --proof writes"),
        ("verify-proof nowhere", "nowhere: no such file or directory"),
        ("verify-proof .", ".: is a directory"),
        ("verify-proof key", f"key is no proof, its first line is not {HEADER}"),
        ("verify-proof large", "large is no proof, it is larger than 16 MiB"),
        ("verify-proof - < large", "- is no proof, it is larger than 16 MiB"),
        ("verify-proof key --key key", "key is no public key, it is the private one"),
    ],
)
def test_what_is_refused(command: str, said: str, folder: Path) -> None:
    with Path("large").open("wb") as file:
        file.truncate(2**24 + 1)
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    *found, code = answer(command)
    assert code in ("[exit 1]", "[exit 2]")
    assert said in found[-1]
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


# The page about them


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return pages.enter(tmp_path, monkeypatch)


def test_examples_are_what_the_program_answers(reader: Path, rewrite: bool) -> None:
    after = pages.answered("proofs")
    if rewrite:
        (pages.DOCS / "proofs.md").write_text(after)
    assert rewrite or after == pages.page("proofs")


def worked_example() -> str:
    [text] = [one for one in pages.blocks(pages.page("proofs"), "text") if HEADER in one]
    return text


def test_the_worked_example_holds_and_is_that_of_the_modules() -> None:
    proof = proofs.parse(worked_example())
    assert proof.problem() is None
    assert codec.body(proof.recorded().event).startswith('{"occurred_on":"2023-07-17"')
    assert str(proof.head) in dedent(checkpoints)
    assert all(line[:80] in dedent(proofs) for line in worked_example().splitlines())
    signed = dedent(signed_notes)
    assert str(attrs.evolve(proof.head, origin="example.org/register")) in signed
    public, private = (line for line in signed.splitlines() if "+84a9bfda+" in line)
    assert signed_notes.private_key(private).public == signed_notes.public_key(public)
    [by] = [line for line in signed.splitlines() if line.startswith("— ")]
    head = attrs.evolve(proof.head, origin="example.org/register")
    assert str(head.signed(signed_notes.private_key(private))) == f"{head}\n{by}\n"


def dedent(module: object) -> str:
    """A docstring with its examples brought to the margin."""
    return textwrap.dedent(str(module.__doc__)).replace("\n    ", "\n")


def test_the_verifier_on_the_page_needs_nothing_else(folder: Path, ledger: Ledger) -> None:
    script, _ = pages.blocks(pages.section("proofs", "Without this program"), "python")
    Path("check.py").write_text(script)
    every = [proof_of(ledger, position, KEY) for position in range(1, ledger.size + 1)]
    Path("good").write_text(proofs.joined(every))
    Path("small").write_text(worked_example())
    bad = {
        "record": attrs.evolve(every[6], record=every[6].record.replace(b"2023", b"2024")),
        "index": attrs.evolve(every[6], index=7),
        "longer": attrs.evolve(every[6], path=(*every[6].path, bytes(32))),
        "shorter": attrs.evolve(every[6], path=every[6].path[:-1]),
        "outside": attrs.evolve(every[16], index=17),
    }
    for name, proof in bad.items():
        Path(name).write_text(str(proof))
    said = checked("good")
    assert [line.partition(" ")[0] for line in said[::2]] == [f"#{n}" for n in range(1, 18)]
    assert set(said[1::2]) == {
        f"under {every[0].head.origin}, 17 events, {ledger.head().root.hex()}"
    }
    assert checked("small")[0].startswith("#2 ")
    assert [checked(name) for name in bad] == [[]] * len(bad)


def checked(name: str) -> list[str]:
    """What the verifier prints of a file; nothing when it stops."""
    found = subprocess.run(
        [sys.executable, "-I", "check.py", name], capture_output=True, text=True, check=False
    )
    assert bool(found.returncode) == ("AssertionError" in found.stderr)
    return [] if found.returncode else found.stdout.splitlines()
