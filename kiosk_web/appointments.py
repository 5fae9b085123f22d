"""The codes of expected visitors: six digits that a host sends on and an entrance screen takes.

A code is a key and is kept nowhere: it is worked out from the seed of who is
expected and the gateway's own secret, so that neither the ledger, a backup of
it nor a message can open anything, and the host can still read it again.

It is good on its day, for as many as were noted, and no longer than that: who
has come or was called off is expected no more, and nothing is left to find.
"""

import hmac
import secrets
import threading
from dataclasses import dataclass, field, replace
from typing import Self

from flask import current_app

from gateway.domain.effects import Answer
from gateway.domain.events import AdminActed, VisitExpected
from gateway.domain.text import Text
from gateway.domain.visitors import Guest, guests_on
from kiosk_web.context import snapshot, web
from kiosk_web.limits import device
from kiosk_web.lockout import Lockouts
from kiosk_web.problems import ask

DIGITS = 6
SEED_BYTES = 16

WRONG_CODE = Text(
    "这个访客码今天用不了。请核对数字和日期，或直接登记。",
    "That code is not good today. Check the digits and the day, or register without one.",
)


def code_of(guest: Guest) -> str:
    """Return the six digits of who is expected; empty where they were noted without."""
    return _code(guest.seed) if guest.seed else ""


def _code(seed: str) -> str:
    number = int.from_bytes(
        hmac.digest(web().secret, b"visitor code v1:" + seed.encode(), "sha256")
    )
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def expect(event: VisitExpected) -> Answer:
    """Note who will come, with a code that nobody else who is expected has."""
    with _desk().making:
        expected = snapshot().office.visits.expected.values()
        return ask(replace(event, seed=_seed({code_of(guest) for guest in expected})))


def _seed(taken: set[str]) -> str:
    while _code(seed := secrets.token_hex(SEED_BYTES)) in taken:
        pass
    return seed


def guest_with(code: str) -> Guest | None:
    """Return who is expected today and has this code; counts nothing."""
    digits = "".join(c for c in code if c.isalnum())
    if len(digits) != DIGITS or not digits.isascii():
        return None
    today = web().gateway.now().at.astimezone(snapshot().rules.timezone).date()
    given = [g for g in guests_on(snapshot().office, today) if g.seed]
    found = [g for g in given if hmac.compare_digest(code_of(g), digits)]
    return found[0] if len(found) == 1 else None


def tried(code: str) -> Guest | None:
    """Return whose code this is, or None; wrong ones are counted for this device alone.

    Raises:
        LockedOut: Too many wrong codes here; who has none registers all the same.
    """
    desk, key, now = _desk(), f"code:{device()}", web().gateway.now().at
    with desk.trying:
        desk.lockouts.demand(now, key)
        guest = guest_with(code)
        began = guest is None and desk.lockouts.failed(now, key)
    if began:
        ask(AdminActed(action="visit-code.locked", subject=device(), by=device()))
    return guest


def used() -> None:
    """Forget this device's wrong codes: somebody who is expected has registered with theirs."""
    desk = _desk()
    with desk.trying:
        desk.lockouts.right(f"code:{device()}")


@dataclass(frozen=True, slots=True)
class _Desk:
    """What codes need besides the office: how often each device was wrong; one at a time."""

    lockouts: Lockouts
    making: threading.Lock = field(default_factory=threading.Lock)
    trying: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls) -> Self:
        return cls(Lockouts(web().registry))


def _desk() -> _Desk:
    found: _Desk | None = current_app.extensions.get("appointments")
    return found or current_app.extensions.setdefault("appointments", _Desk.of())
