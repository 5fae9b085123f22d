"""Bearer tokens of programs: `<id>.<secret>`, shown once, kept hashed (table `tokens`)."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gateway.domain.text import Json
from kiosk_web.context import web
from kiosk_web.sessions import digest, new_secret

TABLE = "tokens"


class Scope(StrEnum):
    """What a program may do.

    `READ`: site, zones, rooms, alerts. `CONTROL`: press, answer prompts,
    acknowledge alerts. `PRESENCE`: who is in, by name. `LEDGER`: the ledger.
    `ATTENDANCE`: leave and other requests, for whom it names: read, file, decide.
    `TIMESHEET`: everybody's days of attendance, to read.
    `DUTY`, `VISITORS`, `ROLLCALL`: duties, visitors, the roll-call, read and acted in for
    whom it names, as far as that person may.
    """

    READ = "read"
    CONTROL = "control"
    PRESENCE = "presence"
    LEDGER = "ledger"
    ATTENDANCE = "attendance"
    TIMESHEET = "timesheet"
    DUTY = "duty"
    VISITORS = "visitors"
    ROLLCALL = "rollcall"


@dataclass(frozen=True, slots=True)
class Token:
    """One program's token, without its secret."""

    id: str
    name: str
    scopes: frozenset[str]
    made_at: str
    made_by: str


def make(name: str, scopes: frozenset[Scope], *, by: str) -> tuple[Token, str]:
    """Keep a new token and return it with the text the program sends, never seen again."""
    key, secret = secrets.token_hex(8), new_secret()
    kept: dict[str, Json] = {
        "name": name,
        "scopes": sorted(scopes),
        "token": digest(secret),
        "made_at": web().gateway.now().at.isoformat(),
        "made_by": by,
    }
    web().registry.save(TABLE, key, kept, by=by)
    return _token(key, kept), f"{key}.{secret}"


def read(text: str) -> Token | None:
    """Return the token that a program sent, or None when it is not one or was revoked."""
    key, _, secret = text.partition(".")
    kept = web().registry.get(TABLE, key) if key and secret else None
    if kept is None or not hmac.compare_digest(str(kept.get("token", "")), digest(secret)):
        return None
    return _token(key, kept)


def every() -> list[Token]:
    """Return all tokens, oldest first."""
    tokens = [_token(key, kept) for key, kept in web().registry.all(TABLE).items()]
    return sorted(tokens, key=lambda token: token.made_at)


def revoke(key: str, *, by: str) -> bool:
    """Forget a token; return whether it was one."""
    if web().registry.get(TABLE, key) is None:
        return False
    web().registry.save(TABLE, key, None, by=by)
    return True


def _token(key: str, kept: Mapping[str, Json]) -> Token:
    scopes = kept.get("scopes", ())
    named = (str(s) for s in scopes) if isinstance(scopes, list | tuple) else ()
    return Token(
        key,
        str(kept.get("name", "")),
        frozenset(named),
        str(kept.get("made_at", "")),
        str(kept.get("made_by", "")),
    )
