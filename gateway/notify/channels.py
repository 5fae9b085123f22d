"""One address of a contact: a message goes there, or it is said why not.

Through Apprise, but for group robots that answer "200" to everything
(`robots.py`). Why a message was not taken is said in both languages and never
names an address, an account or a password.
"""

import hashlib
import logging
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gateway.domain.text import Text
from gateway.guard import guarded
from gateway.notify.robots import Robot, robot_of

if TYPE_CHECKING:
    from apprise import Apprise

SLOWEST_S = 8.0
"""A channel has this long to connect and to answer each step; then it failed."""
PAUSE_S = 0.5
"""Between two messages to one channel; Apprise's 5.5 s are for floods, and hold up a stop."""

STATUSES = {
    401: Text("账号、密码或 token 不对", "wrong account, password or token"),
    403: Text("不允许：token 或权限不对", "not allowed: wrong token or rights"),
    404: Text("没有这个地址：检查路径和 token", "no such address: check its path and token"),
    413: Text("消息太长", "the message is too long"),
    429: Text("发得太多，被限流", "too many messages, slowed down by the service"),
}
SERVER_TROUBLE = Text("对方服务器出错（{status}）", "trouble at the server ({status})")
REFUSED = Text("对方拒绝（{status}）", "refused with status {status}")
UNKNOWN = Text("", "")
"""Not taken, and nobody said why."""
WITH_HOST = frozenset(
    f"{kind}{secure}"
    for kind in ("mailto", "json", "form", "xml", "gotify")
    for secure in ("", "s")
)
"""Kinds of addresses that name a server."""
_STATUS = re.compile(r"\berror=(\d{3})\b")


@dataclass(frozen=True, slots=True)
class Channel:
    """One address of a contact.

    Attributes:
        fingerprint: Names it without telling the address: kind and a hash.
        kind: What people call it (`E-Mail`).
        server: Host and port it has to reach, if known; for people who look for a fault.
        sender: Apprise, set to this one address, or a robot.
    """

    fingerprint: str
    kind: str
    server: tuple[str, int] | None
    sender: "Apprise | Robot" = field(repr=False, compare=False)

    def send(self, title: str, body: str) -> Text | None:
        """Send one message; None once it is taken, else why not (`UNKNOWN`: nobody said).

        A plug-in that raises has not taken it.
        """
        took: list[Text | None] = []
        heard = _Warnings()
        with heard:
            guarded(f"channel {self.fingerprint}", lambda: took.append(self._send(title, body)))
        if not took:
            return UNKNOWN
        return heard.meaning() if took[0] is UNKNOWN else took[0]

    def _send(self, title: str, body: str) -> Text | None:
        if isinstance(self.sender, Robot):
            return self.sender.send(title, body, SLOWEST_S)
        taken = self.sender.notify(title=title, body=body, body_format="text")
        return None if taken else UNKNOWN


def channel_of(url: str) -> Channel | None:
    """Return the channel of an Apprise address, or None when it is not one."""
    # Here and not above: it takes half a second, and a gateway without contacts needs none of it.
    from apprise import Apprise

    plugin = Apprise.instantiate(url, suppress_exceptions=True)
    if plugin is None:
        return None
    plugin.socket_connect_timeout = min(plugin.socket_connect_timeout or SLOWEST_S, SLOWEST_S)
    plugin.socket_read_timeout = min(plugin.socket_read_timeout or SLOWEST_S, SLOWEST_S)
    plugin.request_rate_per_sec = min(plugin.request_rate_per_sec, PAUSE_S)
    kind = url.partition(":")[0].lower()
    digest = hashlib.sha256(url.encode()).hexdigest()[:8]
    robot = robot_of(plugin)
    sender: Apprise | Robot = robot or Apprise()
    if not isinstance(sender, Robot):
        sender.add(plugin)
    server = robot.server if robot else _server_of(kind, plugin)
    return Channel(f"{kind}-{digest}", str(plugin.service_name), server, sender)


def _server_of(kind: str, plugin: object) -> tuple[str, int] | None:
    """Return the host and port that have to be reached, None where the address has no host.

    Of most services the first part of the address is a token, which is never told.
    """
    if kind not in WITH_HOST:
        return None
    host = getattr(plugin, "smtp_host", None) or getattr(plugin, "host", None)
    port = getattr(plugin, "port", None) or (443 if kind.endswith("s") else 80)
    return (str(host), int(port)) if host else None


class _Warnings(logging.Handler):
    """Hears what Apprise says while one message is sent: one is under way at a time."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._said: list[str] = []

    def __enter__(self) -> "_Warnings":
        logging.getLogger("apprise").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("apprise").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a warning."""
        self._said.append(record.getMessage())

    def meaning(self) -> Text:
        """Return what a status in the warnings means; `UNKNOWN` without one."""
        found = next((m for said in self._said if (m := _STATUS.search(said))), None)
        return status_means(int(found[1])) if found else UNKNOWN


def status_means(status: int) -> Text:
    """Return what an HTTP status says to somebody who set an address up."""
    if status in STATUSES:
        return STATUSES[status]
    said = SERVER_TROUBLE if status >= 500 else REFUSED
    return said.filled(status=status)
