"""Ed25519 signatures (RFC 8032), by the package cryptography, which only the extra ``sign`` brings.

It is imported where it is used, so that everything else works without it.
"""

from types import ModuleType

from ledger.errors import SigningUnavailable

_P = 2**255 - 19
_Y8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7  # of a point of order 8
_OF_SMALL_ORDER = {1, _P - 1, 0, _Y8, _P - _Y8}  # the y of the points of order 1, 2, 4 and 8


def public_key(seed: bytes) -> bytes:
    """Return the public key, 32 bytes, of a private key of 32 bytes (RFC 8032 section 5.1.5)."""
    private = _library().Ed25519PrivateKey.from_private_bytes(seed)
    return bytes(private.public_key().public_bytes_raw())


def is_of_small_order(public: bytes) -> bool:
    """Return whether a public key of 32 bytes is one of the eight points whose order divides the
    cofactor 8 (section 5.1), however it is encoded (section 5.1.3): a signature that any message
    has can be made to such a key by anybody (section 5.1.7)."""
    y = int.from_bytes(public, "little") & (2**255 - 1)  # without the sign of x
    return y % _P in _OF_SMALL_ORDER


def sign(seed: bytes, message: bytes) -> bytes:
    """Return the signature, 64 bytes; the same message always has the same (section 5.1.6)."""
    return bytes(_library().Ed25519PrivateKey.from_private_bytes(seed).sign(message))


def verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether a signature is that of a message (section 5.1.7)."""
    key = _library().Ed25519PublicKey.from_public_bytes(public)
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _library() -> ModuleType:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise SigningUnavailable from None
    return ed25519
