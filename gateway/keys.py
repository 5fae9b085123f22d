"""The gateway's four secrets, and the only place that sees a card's number.

They live in `keys.json` of the data folder (mode 0600), apart from what they
protect, and go into every backup: without the ledger's key nobody can prove
the chain any more, without the badge key every card has to be learnt anew.
"""

import hmac
import json
import logging
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path

from gateway.errors import StoreDamaged
from gateway.files import PRIVATE, sync_folder, why, write_synced

log = logging.getLogger(__name__)

FILE = "keys.json"
KEY_BYTES = 32
UID_BYTES = range(4, 11)
"""ISO 14443-3 knows UIDs of 4, 7 and 10 bytes; other cards lie between."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets of one gateway, 32 random bytes each; never in `repr` or logs.

    Attributes:
        ledger: Chains the ledger's rows (HMAC-SHA-256).
        badge: Turns a card's UID into what is stored of it (HMAC-SHA-256).
        web: Signs the screens' sessions.
        link: Signs the one-time links in messages.
    """

    ledger: bytes = field(repr=False)
    badge: bytes = field(repr=False)
    web: bytes = field(repr=False)
    link: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "Keys":
        """Return fresh random keys, kept nowhere yet."""
        return cls(*(secrets.token_bytes(KEY_BYTES) for _ in fields(cls)))

    @classmethod
    def load_or_create(cls, data: Path) -> "Keys":
        """Return the keys of a data folder; at first use they are made and are on disk.

        Two programs that start at once get the same keys.

        Raises:
            StoreDamaged: The file cannot be read, or it is missing beside data
                that needs it: new keys would make that data worthless.
        """
        path = data / FILE
        if not path.exists():
            needs_keys = [n for n in ("ledger.db", "registry.json") if (data / n).exists()]
            if needs_keys:
                raise StoreDamaged(
                    f"{path} is missing, but {needs_keys[0]} there was written with it: "
                    "put keys.json back from a backup"
                )
            data.mkdir(parents=True, exist_ok=True)
            _create(path, cls.new())
        return cls.load(data)

    @classmethod
    def load(cls, data: Path) -> "Keys":
        """Return the keys of a data folder that has them.

        Raises:
            StoreDamaged: The file is missing or cannot be read.
        """
        path = data / FILE
        try:
            kept = json.loads(path.read_bytes())
            keys = cls(**{f.name: bytes.fromhex(kept[f.name]) for f in fields(cls)})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreDamaged(
                f"{path} cannot be read ({why(error)}): put it back from a backup"
            ) from error
        if any(len(getattr(keys, f.name)) != KEY_BYTES for f in fields(cls)):
            raise StoreDamaged(f"{path} holds a key that is not {KEY_BYTES} bytes long")
        _tighten(path)
        return keys

    def hash_uid(self, uid: bytes) -> str:
        """Return what is stored of a card: HMAC-SHA-256 of its UID, in hex.

        A plain hash would be no protection: all 4-byte UIDs are tried in minutes.
        """
        return hmac.digest(self.badge, uid, "sha256").hex()


def uid_from_text(text: str) -> bytes:
    """Return a UID written by a person: hex in either case, spaces and colons allowed.

    Raises:
        ValueError: Not hex, or not 4 to 10 bytes; the message does not repeat the number.

    Example:
        >>> uid_from_text("04:a1 B2c3").hex()
        '04a1b2c3'
    """
    try:
        uid = bytes.fromhex(text.replace(":", "").replace("-", ""))
    except ValueError:
        raise ValueError("uid must be hex digits, like 04A1B2C3D4E5F6") from None
    if len(uid) not in UID_BYTES:
        raise ValueError(f"uid must have 4 to 10 bytes (8 to 20 hex digits), not {len(uid)} bytes")
    return uid


def _create(path: Path, keys: Keys) -> None:
    """Write the file in one step; whoever comes second keeps the first one's."""
    content = {f.name: getattr(keys, f.name).hex() for f in fields(keys)}
    aside = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    write_synced(aside, json.dumps(content, indent=1).encode() + b"\n")
    try:
        with suppress(FileExistsError):
            os.link(aside, path)
    finally:
        aside.unlink()
    sync_folder(path.parent)


def _tighten(path: Path) -> None:
    """Take the file away from everybody else, and say so if they had it."""
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        log.warning("%s could be read by others (mode %o); now %o", path, mode, PRIVATE)
        path.chmod(PRIVATE)
