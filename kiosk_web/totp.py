"""The six digits of an authenticator (RFC 6238: HMAC-SHA-1, 30 s, 6 digits)."""

import base64
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote

STEP_S = 30
DRIFT_STEPS = 1


def new_secret() -> str:
    """Return 160 random bits in base32, as authenticators take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """Return the code of one step of 30 seconds since 1970."""
    mac = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    at = mac[-1] & 0x0F
    number = struct.unpack(">I", mac[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def matching_step(secret: str, code: str, at: datetime, after: int = 0) -> int | None:
    """Return the step whose code was typed, or None.

    One step early or late is forgiven; a step at or before `after` was used already.
    """
    now = int(at.timestamp()) // STEP_S
    found = None
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        if hmac.compare_digest(code_at(secret, step), code.strip()) and step > after:
            found = step
    return found


def link(secret: str, site: str, who: str) -> str:
    """Return the `otpauth://` address for a QR code."""
    return f"otpauth://totp/{quote(site)}:{quote(who)}?secret={secret}&issuer={quote(site)}"
