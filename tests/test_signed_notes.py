"""Signed notes and keys: against published keys, notes and signatures, and against rubbish."""

import sys
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.errors import MalformedProof, SigningUnavailable
from ledger.transparency import ed25519, signed_notes
from ledger.transparency.signed_notes import Note, PrivateKey, PublicKey, Signature

T = TypeVar("T")

# RFC 8032 section 7.1, tests 1 to 3: secret key, public key, message, signature.
RFC_8032 = """
    9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60
    d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a

    e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155\
    5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b

    4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb
    3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c
    72
    92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
    085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00

    c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7
    fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025
    af82
    6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac\
    18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
""".replace(" ", "").split("\n")[1:]
VECTORS = [tuple(map(bytes.fromhex, RFC_8032[at : at + 4])) for at in (0, 5, 10)]

# The example in the documentation of golang.org/x/mod/sumdb/note, and that of its tests.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
BY_PETER = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpR"
    "Zb6KE6RyyBwJnAM=\n"
)
BY_ENOCH = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33"
    "WWd1RvMc+QQ=\n"
)
NOTE = f"{TEXT}\n{BY_PETER}"
BOTH = NOTE + BY_ENOCH

# The examples of c2sp.org/signed-note, in two of its versions.
EXAMPLE = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_NOTE = (
    "This is an example message.\n\n— example.com/foo"
    " Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72Iney"
    "aQM=\n"
)
QUASIMODO = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore"
    " NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwN"
    "tIc=\n"
)
# Keys of public logs: that of Go's modules, and one with a + in its base64.
SUM_GOLANG = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
WITH_PLUS = "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6"


# Ed25519


@pytest.mark.parametrize("vector", VECTORS, ids=("1", "2", "3"))
def test_published_signatures(vector: tuple[bytes, ...]) -> None:
    seed, public, message, signature = vector
    assert ed25519.public_key(seed) == public
    assert ed25519.sign(seed, message) == signature
    assert ed25519.verifies(public, message, signature)
    assert not ed25519.verifies(public, message + b"\0", signature)
    assert not ed25519.verifies(public, message, signature[:-1])
    assert not ed25519.verifies(bytes(32), message, signature)


P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
SMALL = (  # the points of small order: canonical, with the other sign of x, with a y of P and more
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
)


def eightfold(encoded: bytes) -> tuple[int, int]:
    """Eight times a point, by the formulas of RFC 8032 sections 5.1.3 and 5.1.4."""
    y = int.from_bytes(encoded, "little") % 2**255 % P
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    assert x * x % P == square
    for _ in range(3):
        k = D * x * x * y * y % P
        x, y = 2 * x * y * pow(1 + k, -1, P) % P, (y * y + x * x) * pow(1 - k, -1, P) % P
    return x, y


@pytest.mark.parametrize("encoded", SMALL)
def test_a_key_to_which_anybody_can_sign_is_refused(encoded: str) -> None:
    public = bytes.fromhex(encoded)
    assert eightfold(public) == (0, 1)  # so it is of small order
    assert refused(signed_notes.public_key, str(signed_notes.PublicKey("x", public))).startswith(
        "this is no public key, it is a point of small order, to which anybody can sign any text: "
    )
    assert not any(ed25519.is_of_small_order(vector[1]) for vector in VECTORS)


def test_without_the_extra_signing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    for use in (
        lambda: ed25519.public_key(bytes(32)),
        lambda: ed25519.sign(bytes(32), b""),
        lambda: ed25519.verifies(bytes(32), b"", bytes(64)),
        lambda: signed_notes.private_key(PETER_PRIVATE),
        lambda: signed_notes.problem(signed_notes.parse(NOTE), [signed_notes.public_key(PETER)]),
    ):
        with pytest.raises(SigningUnavailable, match="the extra 'sign'"):
            use()
    assert signed_notes.problem(
        signed_notes.parse(NOTE), [signed_notes.public_key(ENOCH)]
    )  # nothing to be checked


# Published keys and notes


@pytest.mark.parametrize("line", [PETER, ENOCH, EXAMPLE, SUM_GOLANG, WITH_PLUS])
def test_published_public_keys(line: str) -> None:
    assert str(signed_notes.public_key(line)) == line


def test_the_published_private_key() -> None:
    key = signed_notes.private_key(PETER_PRIVATE)
    assert (key.name, str(key.public), key.written()) == ("PeterNeumann", PETER, PETER_PRIVATE)
    assert str(Note(TEXT, (key.sign(TEXT),))) == NOTE


@pytest.mark.parametrize(
    ("text", "keys"),
    [(NOTE, [PETER]), (BOTH, [PETER]), (BOTH, [ENOCH, PETER]), (EXAMPLE_NOTE, [PETER, EXAMPLE])],
)
def test_published_notes(text: str, keys: list[str]) -> None:
    note = signed_notes.parse(text)
    assert str(note) == text
    assert signed_notes.problem(note, [*map(signed_notes.public_key, keys)]) is None


def test_a_text_may_have_empty_lines() -> None:
    note = signed_notes.parse(QUASIMODO)
    assert note.text.endswith("\n\ned è subito sera.\n")
    assert [one.name for one in note.signatures] == ["quasimodo.example/salvatore"]
    assert str(note) == QUASIMODO


def test_a_text_without_an_empty_line_is_a_note_that_nobody_signed() -> None:
    note = signed_notes.parse(TEXT)
    assert note == Note(TEXT)
    assert str(note) == TEXT
    assert signed_notes.problem(note, [signed_notes.public_key(PETER)]) == (
        "it is not signed by the key of PeterNeumann"
    )


# Who signed


def known(*lines: str) -> list[PublicKey]:
    return [signed_notes.public_key(line) for line in lines]


def test_a_signature_by_an_unknown_key_is_passed_over() -> None:
    stranger = PrivateKey.generate("example.org/stranger").sign("some other text\n")
    note = signed_notes.parse(f"{NOTE}{stranger}")
    assert signed_notes.problem(note, known(PETER)) is None
    assert signed_notes.problem(note, known(ENOCH, EXAMPLE)) == (
        "it is not signed by the key of EnochRoot, example.com/foo"
    )
    assert signed_notes.problem(note, []) is not None


def test_a_name_or_an_id_alone_makes_no_known_key() -> None:
    peter, enoch = known(PETER, ENOCH)
    for name, key_id in ((peter.name, enoch.key_id), (enoch.name, peter.key_id)):
        false = Signature(name, key_id, bytes(64))
        assert signed_notes.problem(Note(TEXT, (false,)), [peter, enoch]) is not None
        assert signed_notes.problem(signed_notes.parse(f"{NOTE}{false}"), [peter, enoch]) is None


def test_a_false_signature_in_the_name_of_a_known_key_spoils_the_note() -> None:
    [peter] = known(PETER)
    false = Signature(peter.name, peter.key_id, bytes(64))
    problem = signed_notes.problem(signed_notes.parse(f"{NOTE}{false}"), [peter])
    assert problem == "the signature of PeterNeumann is not by its key, or not under this text"
    assert (
        signed_notes.problem(signed_notes.parse(NOTE.replace("answer", "question")), [peter])
        == problem
    )


def test_keys_that_share_a_name_and_an_id_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """An id has 32 bits, so that somebody who tries can make a second key with it."""
    [peter] = known(PETER)
    twin = PublicKey(peter.name, known(ENOCH)[0].public)
    monkeypatch.setattr(PublicKey, "key_id", peter.key_id)
    assert signed_notes.problem(signed_notes.parse(NOTE), [twin, peter]) is None
    assert signed_notes.problem(signed_notes.parse(NOTE), [twin]) is not None


# New keys


def test_a_new_key_signs_and_is_read_again() -> None:
    key = PrivateKey.generate("example.org/register")
    other = PrivateKey.generate("example.org/register")
    assert key != other
    assert signed_notes.private_key(key.written()) == key
    assert signed_notes.public_key(str(key.public)) == key.public
    note = Note(TEXT, (key.sign(TEXT), other.sign(TEXT)))
    assert signed_notes.parse(str(note)) == note
    assert (
        signed_notes.problem(note, [key.public])
        is signed_notes.problem(note, [other.public])
        is None
    )


def test_a_private_key_does_not_show_itself() -> None:
    key = signed_notes.private_key(PETER_PRIVATE)
    shown = f"{key} {key!r} {[key]}"
    assert PETER_PRIVATE.rpartition("+")[2] not in shown
    assert key.seed.hex() not in shown
    assert repr(key.seed) not in shown


@pytest.mark.parametrize(
    "name",
    ["", " ", "a b", "a\u00a0b", "a+b", "a\nb", "a\x1b[31m", "a\u202eb", "\ud800", "a\u2028b"],
)
def test_what_cannot_be_a_name(name: str) -> None:
    with pytest.raises(MalformedProof, match="is no name"):
        PrivateKey.generate(name)


@pytest.mark.parametrize("name", ["a", "example.org/register", "Österreich", "登録"])
def test_what_can_be_a_name(name: str) -> None:
    key = PrivateKey.generate(name)
    assert signed_notes.public_key(str(key.public)).name == name


# What is no key


def refused(read: Callable[[str], object], text: str) -> str:
    with pytest.raises(MalformedProof) as refusal:
        read(text)
    return str(refusal.value)


def next_character(text: str, at: int) -> str:
    return text[:at] + chr(ord(text[at]) + 1) + text[at + 1 :]


@pytest.mark.parametrize(
    ("read", "line"), [(signed_notes.public_key, PETER), (signed_notes.private_key, PETER_PRIVATE)]
)
def test_a_mangled_key_is_refused(read: Callable[[str], object], line: str) -> None:
    """As in the tests of Go's package: every part of it, and every character changed."""
    parts = [line[i:j] for i in range(len(line)) for j in range(i + 1, len(line) + 1)]
    for text in (*parts, *(next_character(line, at) for at in range(len(line)))):
        if text != line:
            assert line not in refused(read, text)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("", "a name, an id and a key are expected"),
        ("++", "a name, an id and a key are expected"),
        ("PeterNeumann", "a name, an id and a key are expected"),
        (PETER.replace("c74f20a3", "C74F20A3"), "a name, an id and a key are expected"),
        (PETER.replace("c74f20a3", "c74f20a٣"), "a name, an id and a key are expected"),
        (PETER.replace("Peter", "Peter "), "a name, an id and a key are expected"),
        (PETER.replace("c74f20a3", "c74f20a4"), "its id is not that of its name and key"),
        (PETER.replace("Peter", "Paul"), "its id is not that of its name and key"),
        (PETER.replace("Peter", "\ud800"), ""),
        (PETER + "\n", "its last part is not in base64"),
        (PETER[:-1], "its last part is not in base64"),
        (PETER + "ß", "its last part is not in base64"),
        (
            "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
            "not in base64",
        ),
        (
            "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADK",
            "not for Ed25519",
        ),
        ("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "not for Ed25519"),
        (PETER_PRIVATE, "it is the private one, which nobody else should have"),
    ],
)
def test_what_is_no_public_key(line: str, problem: str) -> None:
    said = refused(signed_notes.public_key, line)
    assert said.startswith(
        f"this is no public key, {problem}" if "expected" in problem else "this is"
    )
    assert problem in said
    assert PETER_PRIVATE[-20:] not in said


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (PETER, "it does not begin with PRIVATE+KEY+"),
        (PETER_PRIVATE[:-4], "not for Ed25519"),
        (PETER_PRIVATE.replace("Peter", "Paul"), "its id is not that of its name and key"),
        (PETER_PRIVATE.replace("Peter", "\ud800"), ""),
    ],
)
def test_what_is_no_private_key(line: str, problem: str) -> None:
    said = refused(signed_notes.private_key, line)
    assert said.startswith("this is no private key")
    assert problem in said
    assert PETER_PRIVATE[-20:] not in said


# What is no note


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "its last line has no end"),
        (TEXT[:-1], "its last line has no end"),
        (NOTE[:-1], "its last line has no end"),
        (f"{TEXT}\n", "something other than signatures"),
        (f"{NOTE}\n", "something other than signatures"),
        (f"{TEXT}\nnot a signature\n", "something other than signatures"),
        (f"{NOTE}not a signature\n", "something other than signatures"),
        (NOTE.replace("— ", "- "), "something other than signatures"),
        (NOTE.replace("— ", "—\u00a0"), "something other than signatures"),
        (NOTE.replace("PeterNeumann", ""), "something other than signatures"),
        (NOTE.replace("PeterNeumann", "Peter+Neumann"), "something other than signatures"),
        (NOTE.replace("PeterNeumann", "Peter\u2003Neumann"), "something other than signatures"),
        (NOTE.replace("PeterNeumann", "Peter Neumann"), "a signature is not in base64"),
        (NOTE.replace("nAM=", "nAM"), "a signature is not in base64"),
        (NOTE.replace("nAM=", "nAN="), "a signature is not in base64"),  # stray bits
        (NOTE.replace("x08go/", "x08go_"), "a signature is not in base64"),
        (f"{TEXT}\n— x \n", "a signature is too short"),
        (f"{TEXT}\n— x\n", "a signature is too short"),
        (f"{TEXT}\n— x AAAAAA==\n", "a signature is too short"),
        (NOTE.replace("\n", "\r\n"), "line ends other than a line feed"),
        (NOTE.replace("answer", "ans\twer"), "control characters"),
        (NOTE.replace("answer", "ans\0wer"), "control characters"),
        (NOTE.replace("answer", "ans\x1fwer"), "control characters"),
        (NOTE.replace("answer", "ans\udfffwer"), "control characters"),
        (f"{TEXT}\n" + BY_PETER * 101, "it has 101 signatures, 100 at most"),
    ],
)
def test_what_is_no_note(text: str, problem: str) -> None:
    assert problem in refused(signed_notes.parse, text)


def test_a_hundred_signatures_are_read() -> None:
    note = signed_notes.parse(f"{TEXT}\n" + BY_PETER * signed_notes.MOST_SIGNATURES)
    assert len(note.signatures) == 100
    assert signed_notes.problem(note, known(PETER)) is None


def test_every_bit_of_a_signed_note_counts() -> None:
    data, keys, found = NOTE.encode(), known(PETER), Counter[str]()
    for at in range(len(data)):
        for bit in range(8):
            flipped = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            try:
                problem = signed_notes.problem(signed_notes.parse(flipped.decode()), keys)
            except (UnicodeDecodeError, MalformedProof):
                found["refused"] += 1
            else:
                found["not signed" if problem else "believed"] += 1
    assert found.total() == 8 * len(data)
    assert found == {"refused": found["refused"], "not signed": found["not signed"]}


# Rubbish

lines = st.sampled_from(
    [*TEXT.splitlines(), BY_PETER[:-1], BY_ENOCH[:-1], PETER, "", "— ", "— x y"]
)
rubbish = st.one_of(
    st.text(),
    st.lists(st.one_of(lines, st.text(max_size=20))).map("\n".join),
    st.lists(lines).map("".join),
    st.lists(lines).map(lambda found: "".join(f"{line}\n" for line in found)),
)


@given(rubbish)
@example(NOTE)
@example(f"{TEXT}\n{BY_PETER}{BY_PETER}")
@example(f"\n\n\n{BY_PETER}")
def test_rubbish_is_refused_or_written_again_byte_for_byte(text: str) -> None:
    assert read(signed_notes.parse, str, text) in (None, text)
    assert read(signed_notes.public_key, str, text) in (None, text)
    assert read(signed_notes.private_key, PrivateKey.written, text) in (None, text)


def read(parse: Callable[[str], T], write: Callable[[T], str], text: str) -> str | None:
    """What a text is when it was read and written again; None when it is refused."""
    try:
        return write(parse(text))
    except MalformedProof:
        return None


@given(st.text())
def test_base64_has_one_form(text: str) -> None:
    try:
        data = signed_notes.from_base64(text)
    except ValueError:
        return
    assert signed_notes.to_base64(data) == text
