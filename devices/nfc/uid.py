"""A card's number as bytes: what counts as one, and what may be shown of it."""

LENGTHS = frozenset({4, 7, 8, 10})
"""ISO 14443-3 type A has 4, 7 or 10 bytes; type B gives 4, FeliCa and ISO 15693 give 8."""

_RANDOM_FIRST_BYTE = 0x08


def uid_of(answer: bytes) -> bytes | None:
    """Return the UID in a reader's answer to GET DATA (`FF CA 00 00 00`), or None.

    None for any status but 90 00, a length no card has, and all zeros or all
    ones, which readers give when they misread.
    """
    if answer[-2:] != b"\x90\x00":
        return None
    return usable(answer[:-2])


def usable(uid: bytes) -> bytes | None:
    """Return the UID if a card may have it, else None."""
    if len(uid) not in LENGTHS or set(uid) in ({0x00}, {0xFF}):
        return None
    return uid


def is_random(uid: bytes) -> bool:
    """Return True for a number made up anew at each tap (ISO 14443-3: 4 bytes, first 08).

    Phones and cards with random ID do this; such a number must never be
    bound to a person.
    """
    return len(uid) == 4 and uid[0] == _RANDOM_FIRST_BYTE


def tail(uid: bytes) -> str:
    """Return the last 2 bytes in hex: the most that logs and screens may show."""
    return uid[-2:].hex().upper()
