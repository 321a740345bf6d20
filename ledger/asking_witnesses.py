"""Asks witnesses to cosign the head of a ledger (c2sp.org/tlog-witness), and believes none: each
cosignature is checked with the key of the witness that was asked.
"""

from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import attrs

from ledger.copy_errors import NotCosigned
from ledger.errors import MalformedProof
from ledger.store import Ledger
from ledger.tile_files import said_by
from ledger.transparency import checkpoints, consistency, merkle
from ledger.transparency.checkpoints import Checkpoint
from ledger.transparency.signed_notes import PublicKey, Signature
from ledger.version import __version__

_WAIT = 30.0  # seconds for an answer
_AT_MOST = 1 << 16  # bytes of one
_TRIES = 3  # as others may ask meanwhile


def cosignature(ledger: Ledger, head: Checkpoint, key: PublicKey, address: str) -> Signature:
    """Return the cosignature of a witness, which answers under an address, below a signed head of
    a ledger. Raises `NotCosigned`."""
    size = 0
    for _ in range(_TRIES):
        old = Checkpoint(head.origin, size, merkle.root_at(ledger.node, size))
        status, text = _asked(address, key, str(consistency.prove(ledger, old, head)))
        if status == 200:
            return _checked(head, key, text)
        if status != 409:
            raise NotCosigned(key.name, f"it answers {status}, {text.strip()[:200] or 'no word'}")
        size = _size(key, text)
        if size > head.size:
            raise NotCosigned(
                key.name, f"it has cosigned {size} events already, and these are {head.size}"
            )
    raise NotCosigned(key.name, "others ask it for the same ledger at the same time")


def _asked(address: str, key: PublicKey, request: str) -> tuple[int, str]:
    try:
        asked = Request(f"{address.rstrip('/')}/add-checkpoint", request.encode(), method="POST")
        asked.add_header("Content-Type", "text/plain; charset=utf-8")
        asked.add_header("User-Agent", f"depositary/{__version__}")
        with urlopen(asked, timeout=_WAIT) as answer:
            return answer.status, answer.read(_AT_MOST).decode()
    except HTTPError as answer:
        with answer:
            return answer.code, answer.read(_AT_MOST).decode(errors="replace")
    except (OSError, HTTPException, ValueError) as problem:
        why = said_by(problem)
        raise NotCosigned(key.name, f"{address} cannot be asked ({why})") from None


def _size(key: PublicKey, text: str) -> int:
    try:
        return checkpoints.number(text.removesuffix("\n"))
    except ValueError:
        raise NotCosigned(key.name, "it does not say which head it cosigned last") from None


def _checked(head: Checkpoint, key: PublicKey, text: str) -> Signature:
    """Return the signature of a key among those of an answer; those of others are passed over."""
    try:
        given = checkpoints.parse(f"{attrs.evolve(head, signatures=())}\n{text}").signatures
    except MalformedProof:
        given = ()
    for one in filter(key.is_named_by, given):
        if key.verifies(head.note.text, one):
            return one
    raise NotCosigned(key.name, "what it answers is no cosignature of it")
