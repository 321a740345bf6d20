"""Cosignatures (c2sp.org/tlog-cosignature): what somebody other than the keeper of a ledger signs
below its head.

A cosigner says by it that, at a time, this head was the largest that it had seen of that origin,
and that it continues all that it had cosigned of it before. Here the head of `signed_notes`, with
one::

    example.org/register
    3
    VGv4yO38/5XmUa3juXbFtm/w/dG8UNLerXtXfbcdYig=

    — example.org/register hKm/2sWzCQYF28MdPi/afU7UE2sojyMRqomDNf0p/TkUJMquUBOLcOfM35J5Cy+bWtdxUMjPuJXTwmckrF3di2erMgQ=
    — example.net/witness …

The signature is a time in seconds since 1970, 8 bytes, the highest first, and one of Ed25519 over
the lines ``cosignature/v1`` and ``time SECONDS`` and the text of the note below them. The byte of
this kind in keys and their ids is 0x04.
"""  # noqa: E501

from typing import ClassVar

import attrs

from ledger.transparency import ed25519, signed_notes
from ledger.transparency.signed_notes import PrivateKey, PublicKey, Signature

_TIME, _LATEST = 8, 2**63 - 1


@attrs.frozen
class CosignerKey(PublicKey):
    """A key to check cosignatures with, and the name that it goes by."""

    KIND: ClassVar[bytes] = b"\x04"

    def verifies(self, text: str, signature: Signature) -> bool:
        seconds, value = time_of(signature), signature.value[_TIME:]
        if len(value) != 64 or seconds > _LATEST:
            return False
        return ed25519.verifies(self.public, _message(text, seconds), value)


@attrs.frozen
class PrivateCosignerKey(PrivateKey):
    """A key to cosign with, and the name that it goes by. It must sign nothing else, and under no
    other name, which the signed text does not have (section "Ed25519 signed message")."""

    PUBLIC: ClassVar[type[PublicKey]] = CosignerKey

    @property
    def public(self) -> CosignerKey:
        return CosignerKey(self.name, ed25519.public_key(self.seed))

    def cosign(self, text: str, seconds: int) -> Signature:
        """Return the cosignature of the text of a note, at a time in seconds since 1970."""
        value = ed25519.sign(self.seed, _message(text, seconds))
        return Signature(self.name, self.public.key_id, seconds.to_bytes(_TIME, "big") + value)


def time_of(signature: Signature) -> int:
    """Return the time that a cosignature gives, in seconds since 1970, checked or not."""
    return int.from_bytes(signature.value[:_TIME], "big")


def public_key(line: str) -> CosignerKey:
    """Return the public key that a line is. Raises `MalformedProof`."""
    return signed_notes.public_key_of(line, CosignerKey)


def _message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
