"""How rows are chained, so that nobody can change one quietly. Pure.

    content_hash = SHA-256(salt, subject, body)
    hash         = HMAC-SHA-256(key, previous hash, content_hash, seq, gateway, at, clock, kind)

The link covers the *hash* of what is personal, not the personal part itself:
retention may blank subject, body and salt, and the chain still verifies. The
random salt goes too, so that what was blanked cannot be found by trying
(there are not many people, and fewer directions).

The key is kept apart from the ledger: who can write the file but has no key
cannot make a row that fits.
"""

import hashlib
import hmac

GENESIS = bytes(32)
"""Stands for the row before the first."""


def content_hash(salt: bytes, subject: str, body: str) -> bytes:
    """Return the commitment to what retention may blank."""
    return hashlib.sha256(salt + subject.encode() + b"\0" + body.encode()).digest()


def link(
    key: bytes,
    previous: bytes,
    content: bytes,
    row: tuple[int, str, int, str, str],
) -> bytes:
    """Return a row's hash.

    Args:
        key: The ledger's key.
        previous: Hash of the row before, or GENESIS.
        content: The row's `content_hash`.
        row: seq, gateway, at (microseconds since 1970, UTC), clock, kind.
    """
    text = "\0".join(map(str, row))
    return hmac.digest(key, previous + content + text.encode(), "sha256")


def key_mark(key: bytes) -> str:
    """Return what tells that a ledger was written with this key, and nothing more."""
    return hmac.digest(key, b"office-gateway ledger key", "sha256")[:8].hex()


def seal(key: bytes, text: str) -> bytes:
    """Return the keyed hash of something kept beside the rows (a checkpoint)."""
    return hmac.digest(key, b"office-gateway checkpoint\0" + text.encode(), "sha256")
