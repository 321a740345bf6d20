"""Ed25519 signatures (RFC 8032), by the package cryptography, which only the extra ``sign`` brings.

It is imported where it is used, so that everything else works without it. What is signed, and how
keys are written down, is left to `notes`.
"""

from types import ModuleType

from ledger.errors import SigningUnavailable


def public_key(seed: bytes) -> bytes:
    """The public key, 32 bytes, of a private key of 32 bytes (RFC 8032 section 5.1.5)."""
    private = _library().Ed25519PrivateKey.from_private_bytes(seed)
    return bytes(private.public_key().public_bytes_raw())


def sign(seed: bytes, message: bytes) -> bytes:
    """The signature, 64 bytes; the same message always has the same (section 5.1.6)."""
    return bytes(_library().Ed25519PrivateKey.from_private_bytes(seed).sign(message))


def verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature is that of a message (section 5.1.7)."""
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
