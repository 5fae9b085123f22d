"""Signed links in messages: for one contact, about one alert, until a time (spec 04 §4).

A link carries its claim and an HMAC-SHA-256 over it. It opens a page and does
nothing by itself; that it works only once is kept by the rules (`links_used`).
A message has one link for each thing that can be done, each used up by itself.
"""

import base64
import binascii
import hmac
import json
from datetime import UTC, datetime, timedelta

from gateway.clock import Clock
from gateway.domain.alerts import LinkClaim
from gateway.domain.effects import Notify
from gateway.domain.power import place_of
from gateway.domain.text import Text
from gateway.domain.visitors.state import ABOUT as VISIT

MAC_BYTES = 16
"""128 bits of the HMAC: short enough for a text message, beyond guessing."""
LONGEST = 1024
"""Characters of a token looked at; ours have about 150."""
LASTS = timedelta(hours=24)

SWITCH_OFF, KNOWN, TAKE = "switch_off", "known_until", "acknowledge"
WORDS = {
    SWITCH_OFF: Text("关掉（安全关机）：\n{url}", "Switch off, safely:\n{url}"),
    TAKE: Text("我来处理：\n{url}", "I have it:\n{url}"),
    KNOWN: Text("已知，先不提醒到……：\n{url}", "Known, until …:\n{url}"),
    "": Text("查看和处理：\n{url}", "See it and act:\n{url}"),
    VISIT: Text("回复访客：\n{url}", "Answer your visitor:\n{url}"),
}
ONCE = Text(
    "链接只给您用，各一次有效，{until} 前；打开页面不会开关任何东西。",
    "For you only, each works once, until {until}; opening the page switches nothing.",
)


class Links:
    """Makes and reads links.

    Args:
        key: The gateway's link key; whoever has it can make links.
        clock: Tells whether a link has expired.
    """

    def __init__(self, key: bytes, clock: Clock) -> None:
        # A key of its own for this form of token: another use of the same secret
        # can never be taken for a link.
        self._key = hmac.digest(key, b"office-gateway link v1", "sha256")
        self.clock = clock

    def sign(self, claim: LinkClaim) -> str:
        """Return the token of a claim: letters, digits, `-`, `_` and one dot."""
        expires_s = int(claim.expires_at.timestamp())
        choice = [claim.choice] if claim.choice else []
        said = json.dumps(
            [claim.id, claim.alert, claim.contact, expires_s, *choice],
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()
        return f"{_encode(said)}.{_encode(self._mac(said))}"

    def read(self, token: str) -> LinkClaim | None:
        """Return the claim of a link that is genuine and not expired, else None."""
        said, _, mac = token[:LONGEST].partition(".")
        try:
            raw, given = _decode(said), _decode(mac)
        except (binascii.Error, ValueError):
            return None
        if not hmac.compare_digest(given, self._mac(raw)):
            return None
        id_, alert, contact, expires_s, *choice = json.loads(raw)  # ours: the HMAC says so
        expires_at = datetime.fromtimestamp(expires_s, UTC)
        if self.clock.now().at >= expires_at:
            return None
        return LinkClaim(id_, alert, contact, expires_at, *choice)

    def in_message(self, notify: Notify, address: str, language: str) -> str:
        """Return the lines under a message: its links, each with what it does.

        Args:
            notify: The message.
            address: Where people reach the screens, without a slash at the end.
            language: Of whoever reads it.
        """
        expires_at = self.clock.now().at + LASTS
        if notify.alert.startswith(VISIT):
            claim = LinkClaim(notify.notification, notify.alert, notify.to, expires_at)
            url = f"{address}/v/host/{self.sign(claim)}"
            return WORDS[VISIT].in_(language).format(url=url)
        lines = []
        for choice in choices_of(notify):
            id_ = f"{notify.notification}:{choice}" if choice else notify.notification
            claim = LinkClaim(id_, notify.alert, notify.to, expires_at, choice)
            url = f"{address}/a/{self.sign(claim)}"
            lines.append(WORDS[choice].in_(language).format(url=url))
        lines.append(ONCE.in_(language).format(until=f"{expires_at:%m-%d %H:%M}"))
        return "\n\n".join(lines)

    def _mac(self, said: bytes) -> bytes:
        return hmac.digest(self._key, said, "sha256")[:MAC_BYTES]


def choices_of(notify: Notify) -> tuple[str, ...]:
    """Return what can be done about an alert, a link each; one link for what has just a page."""
    if notify.channels:
        return SWITCH_OFF, KNOWN
    return (TAKE, KNOWN) if place_of(notify.alert) else ("",)


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    """Return the bytes of URL-safe base64 without padding; strict, one spelling only.

    Raises:
        ValueError: It is not, or not in the one way we would write it.
    """
    raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True)
    if _encode(raw) != text:
        raise ValueError("another spelling of the same bytes")
    return raw
