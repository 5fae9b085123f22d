"""A message to try a contact's addresses out, and in plain words why one does not work.

For whoever installs the gateway: the first night is too late to learn that a
token was wrong. Sends at once, past routes, quiet hours and limits.
"""

import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gateway.domain.text import Text
from gateway.notify.channels import SLOWEST_S, UNKNOWN, Channel, channel_of

TITLE = Text("测试消息", "Test message")
BODY = Text(
    "这是一条测试消息，没有发生任何事。收到它，说明以后的告警也能到您这里。",
    "This is a test, nothing has happened. That it reached you means that alerts will, too.",
)
NOT_UNDERSTOOD = Text("看不懂这个地址", "this address is not understood")
CHECK_KIND = Text(
    "检查 :// 前面的名字和后面的写法（每种服务不同，见 Apprise 的说明）",
    "check the word before :// and what follows it (Apprise's pages have each service's form)",
)
NO_NAME = Text("找不到 {host}", "{host} is not found")
CHECK_NETWORK = Text("检查主机名、DNS 和网络", "check the host's name, DNS and the network")
NO_ANSWER = Text("{host}:{port} 没有应答", "{host}:{port} does not answer")
CHECK_PORT = Text("检查端口、防火墙，服务是否开着", "check the port, firewalls, and that it runs")
ANSWERS = Text(
    "{host}:{port} 能连上，但没有收下消息", "{host}:{port} answers, but did not take the message"
)
CHECK_ACCOUNT = Text(
    "检查账号、密码（或 token）、加密方式", "check account, password or token, and TLS"
)
CHECK_SERVICE = Text("检查 token 和服务的设置", "check the token and the service's settings")
REFUSED = Text("没有收下", "not taken")


@dataclass(frozen=True, slots=True)
class Trial:
    """How one address did; never the address itself.

    Attributes:
        where: What people call it, and its fingerprint: `E-Mail (mailto-1a2b3c4d)`.
        why: Why it did not work; None if the message was taken.
        mend: What to look at.
    """

    where: str
    why: Text | None = None
    mend: Text | None = None


def try_out(urls: Iterable[str], title: str, body: str) -> list[Trial]:
    """Return how each of a contact's addresses did; takes as long as the slowest of them."""
    return [_try(number, url, title, body) for number, url in enumerate(urls, start=1)]


def _try(number: int, url: str, title: str, body: str) -> Trial:
    channel = channel_of(url)
    if channel is None:
        return Trial(f"no. {number}", NOT_UNDERSTOOD, CHECK_KIND)
    where = f"{channel.kind} ({channel.fingerprint})"
    why = channel.send(title, body)
    if why is None:
        return Trial(where)
    return Trial(where, *_explained(channel, why))


def _explained(channel: Channel, why: Text) -> Sequence[Text]:
    """Return why and what to look at; where nobody said why, the server is asked for."""
    if why is not UNKNOWN:
        return why, CHECK_SERVICE
    if channel.server is None:
        return REFUSED, CHECK_SERVICE
    host, port = channel.server
    try:
        socket.create_connection((host, port), timeout=SLOWEST_S).close()
    except socket.gaierror:
        return NO_NAME.filled(host=host, port=port), CHECK_NETWORK
    except OSError:
        return NO_ANSWER.filled(host=host, port=port), CHECK_PORT
    return ANSWERS.filled(host=host, port=port), CHECK_ACCOUNT
