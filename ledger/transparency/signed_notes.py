"""Signed notes (c2sp.org/signed-note): a text with signatures below it; and the keys to both.

This is the example of `docs/file-format.md`, the tree head of three events, signed::

    example.org/register
    3
    VGv4yO38/5XmUa3juXbFtm/w/dG8UNLerXtXfbcdYig=

    — example.org/register hKm/2sWzCQYF28MdPi/afU7UE2sojyMRqomDNf0p/TkUJMquUBOLcOfM35J5Cy+bWtdxUMjPuJXTwmckrF3di2erMgQ=

The text ends with a line feed; an empty line follows, then the signatures, each a line: an em dash
(U+2014), a space, the name of the key, a space, and in base64 the key's id, 4 bytes, and the
signature itself, 64 bytes, over the text with its last line feed. The note is UTF-8 without other
control characters than the line feed. A text without an empty line is read as a note that nobody
has signed yet, which is a form of this house.

The id of a key is the beginning of SHA-256(name || 0x0A || 0x01 || public key); 0x01 stands for
Ed25519. A key is one line, as the package golang.org/x/mod/sumdb/note writes it, here the public
and the private one to the example (whose seed is that of RFC 8032 section 7.1, test 1)::

    example.org/register+84a9bfda+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea
    PRIVATE+KEY+example.org/register+84a9bfda+AZ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g

that is the name, the id, and in base64 0x01 and the key's 32 bytes. A name is not empty and has
neither spaces nor ``+``. Every text has one form only: what is read is written again byte for byte.
`checkpoints` reads what the text of a note says.
"""  # noqa: E501

import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import ClassVar, Self, TypeVar

import attrs

from ledger.errors import MalformedProof
from ledger.transparency import ed25519

_DASH = "— "
_PRIVATE = "PRIVATE+KEY+"
_FOR = {b"\x01": "sign with", b"\x04": "cosign with"}
_BOTH = set(_FOR)
_UNWANTED = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")  # controls, halves of surrogate pairs
MOST_SIGNATURES = 100


@attrs.frozen
class Signature:
    """A signature as it stands in a note, checked or not."""

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.value)}\n"


@attrs.frozen
class Note:
    """A text that ends with a line feed, and its signatures, which may be none yet."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def __str__(self) -> str:
        lines = "".join(map(str, self.signatures))
        return f"{self.text}\n{lines}" if lines else self.text


@attrs.frozen
class PublicKey:
    """A key to check signatures with, and the name that it goes by. ``KIND`` is the byte of its
    sort of signatures (c2sp.org/signed-note, section "Signature types")."""

    KIND: ClassVar[bytes] = b"\x01"
    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        named = f"{self.name}\n".encode()
        return sha256(named + self.KIND + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{to_base64(self.KIND + self.public)}"

    def is_named_by(self, signature: Signature) -> bool:
        """Return whether a signature says that it was made with this key."""
        return (signature.name, signature.key_id) == (self.name, self.key_id)

    def verifies(self, text: str, signature: Signature) -> bool:
        return ed25519.verifies(self.public, text.encode(), signature.value)


@attrs.frozen
class PrivateKey:
    """A key to sign with, and the name that it goes by. ``PUBLIC`` is the class of its half that
    others may have."""

    PUBLIC: ClassVar[type[PublicKey]] = PublicKey
    name: str
    seed: bytes = attrs.field(repr=False)

    @classmethod
    def generate(cls, name: str) -> Self:
        """Return a new key. Raises `MalformedProof` for what cannot be a name."""
        return cls(checked_name(name), secrets.token_bytes(32))

    @property
    def public(self) -> PublicKey:
        return self.PUBLIC(self.name, ed25519.public_key(self.seed))

    def written(self) -> str:
        """Return the line that it is kept as: not ``str()``, so that it gets nowhere by mistake."""
        key = to_base64(self.PUBLIC.KIND + self.seed)
        return f"{_PRIVATE}{self.name}+{self.public.key_id.hex()}+{key}"

    def sign(self, text: str) -> Signature:
        return Signature(self.name, self.public.key_id, ed25519.sign(self.seed, text.encode()))


Public = TypeVar("Public", bound=PublicKey)
Private = TypeVar("Private", bound=PrivateKey)


def parse(text: str) -> Note:
    """Return the note that a text is. Raises `MalformedProof`."""
    try:
        return _note(text)
    except ValueError as problem:
        raise MalformedProof("tree head", str(problem)) from None


def public_key(line: str) -> PublicKey:
    """Return the public key that a line is. Raises `MalformedProof`."""
    return public_key_of(line, PublicKey)


def public_key_of(line: str, sort: type[Public]) -> Public:
    """Return the public key of a sort that a line is. Raises `MalformedProof`."""
    if line.startswith(_PRIVATE):
        raise MalformedProof("public key", "it is the private one, which nobody else should have")
    try:
        name, key_id, public = _key(line, sort.KIND)
        if sort(name, public).key_id != key_id:
            raise ValueError("its id is not that of its name and key")
        if ed25519.is_of_small_order(public):
            raise ValueError("it is a point of small order, to which anybody can sign any text")
    except ValueError as problem:
        raise MalformedProof("public key", str(problem)) from None
    return sort(name, public)


def private_key(line: str) -> PrivateKey:
    """Return the private key that a line is. Raises `MalformedProof`, `SigningUnavailable`."""
    return private_key_of(line, PrivateKey)


def private_key_of(line: str, sort: type[Private]) -> Private:
    """Return the private key of a sort that a line is. Raises `MalformedProof`,
    `SigningUnavailable`."""
    try:
        if not line.startswith(_PRIVATE):
            raise ValueError(f"it does not begin with {_PRIVATE}")
        name, key_id, seed = _key(line.removeprefix(_PRIVATE), sort.PUBLIC.KIND)
        if sort(name, seed).public.key_id != key_id:
            raise ValueError("its id is not that of its name and key")
    except ValueError as problem:
        raise MalformedProof("private key", str(problem)) from None
    return sort(name, seed)


def problem(note: Note, keys: Sequence[PublicKey]) -> str | None:
    """Return why somebody who trusts these keys, and no other, should not believe a note.

    One of them must have signed it, and no signature in the name of one may be false; signatures
    by others are passed over (c2sp.org/signed-note, section "Signatures").
    """
    signed = False
    for one in note.signatures:
        named = [key for key in keys if key.is_named_by(one)]
        if named and not any(key.verifies(note.text, one) for key in named):
            return f"the signature of {one.name} is not by its key, or not under this text"
        signed = signed or bool(named)
    if signed:
        return None
    names = ", ".join(dict.fromkeys(key.name for key in keys))
    return f"it is not signed by the key of {names}"


def checked_name(name: str) -> str:
    """Return a name that a key or a ledger can go by. Raises `MalformedProof`."""
    if not _is_name(name) or not name.isprintable():
        raise MalformedProof("name", "it is empty, or has a space, a '+' or a control character")
    return name


def to_base64(data: bytes) -> str:
    return b64encode(data).decode()


def from_base64(text: str) -> bytes:
    """Return the bytes of a text in the one way in which base64 writes them (RFC 4648 section 4).
    Raises `ValueError`."""
    data = b64decode(text, validate=True)
    if to_base64(data) != text:  # the bits that are left over can be set, and would be ignored
        raise ValueError("it is not the base64 of its bytes")
    return data


def _note(text: str) -> Note:
    if not text.endswith("\n"):
        raise ValueError("its last line has no end")
    if _UNWANTED.search(text):
        raise ValueError("it has control characters, or line ends other than a line feed")
    said, empty, lines = text.rpartition("\n\n")
    if not empty:
        return Note(text)
    signatures = lines.removesuffix("\n").split("\n")
    if len(signatures) > MOST_SIGNATURES:
        raise ValueError(f"it has {len(signatures)} signatures, {MOST_SIGNATURES} at most")
    return Note(f"{said}\n", tuple(map(_signature, signatures)))


def _signature(line: str) -> Signature:
    name, _, value = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not _is_name(name):
        raise ValueError("below its last empty line stands something other than signatures")
    try:
        data = from_base64(value)
    except ValueError:
        raise ValueError("a signature is not in base64") from None
    if len(data) < 5:
        raise ValueError("a signature is too short")
    return Signature(name, data[:4], data[4:])


def _key(line: str, kind: bytes) -> tuple[str, bytes, bytes]:
    """Return the name, the id and the 32 bytes of a key of a kind."""
    name, key_id, data = [*line.split("+", 2), "", ""][:3]
    if not _is_name(name) or not re.fullmatch("[0-9a-f]{8}", key_id, re.ASCII):
        raise ValueError("a name, an id and a key are expected, with '+' between")
    try:
        key = from_base64(data)
    except ValueError:
        raise ValueError("its last part is not in base64") from None
    if {key[:1], kind} == _BOTH:
        raise ValueError(f"it is one to {_FOR[key[:1]]}, and one to {_FOR[kind]} is expected")
    if len(key) != 33 or not key.startswith(kind):
        raise ValueError("it is not for Ed25519")
    return name, bytes.fromhex(key_id), key[1:]


def _is_name(text: str) -> bool:
    return bool(text) and "+" not in text and not any(map(str.isspace, text))
