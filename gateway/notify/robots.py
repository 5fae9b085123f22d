"""Group robots of DingTalk, WeCom and Feishu (Lark): what they answer is read.

All three answer HTTP 200 to a wrong token, a missing keyword or too many
messages, and say only in the body that nothing was posted. Apprise 2.2 looks at
the status alone and would call that delivered, so it reads the address and the
message is posted from here. Addresses are Apprise's; a Feishu robot with a
signature is `feishu://SECRET@TOKEN`.
"""

import base64
import hmac
import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gateway.clock import unix_s
from gateway.domain.text import Json, Text

MOST_ANSWER_BYTES = 8192
MOST_WORDS = 120
WECOM_BYTES = 2048
"""A WeCom text message is refused above this."""

TOKEN = Text("token（webhook 地址）不对，或机器人已被移除", "wrong token, or the robot was removed")
TOO_MANY = Text("发得太多，被限流", "too many messages, slowed down by the service")
SETTINGS = Text(
    "机器人的安全设置不符：关键词、加签密钥或 IP",
    "the robot's security settings do not fit: keyword, signature or IP address",
)
TOO_LONG = Text("消息太长", "the message is too long")
SIGNATURE = Text("加签密钥不对，或本机时间不准", "wrong signing secret, or this clock is wrong")
ADDRESS_LIST = Text("本机 IP 不在机器人的白名单里", "this IP address is not on the robot's list")
KEYWORD = Text("消息里没有机器人要求的关键词", "a keyword the robot asks for is missing")
MEANS: Mapping[int, Text] = {
    300001: TOKEN,
    300005: TOKEN,
    310000: SETTINGS,
    130101: TOO_MANY,
    93000: TOKEN,
    45009: TOO_MANY,
    40058: TOO_LONG,
    19001: TOKEN,
    19021: SIGNATURE,
    19022: ADDRESS_LIST,
    19024: KEYWORD,
    11232: TOO_MANY,
}
NO_NETWORK = Text("连不上 {host}：没有网络、DNS 或被拦截", "cannot reach {host}: network or DNS")
NO_ANSWER = Text("{host} 的回答看不懂", "{host} gave an answer that makes no sense")

Payload = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Robot:
    """One robot in one group.

    Attributes:
        host: Its server, for people.
        url: Where to post now; a secret.
        payload: What to post.
    """

    host: str
    url: Callable[[], str] = field(repr=False)
    payload: Callable[[str, str], Payload] = field(repr=False)

    @property
    def server(self) -> tuple[str, int] | None:
        """Return the host and port that have to be reached."""
        parts = urllib.parse.urlsplit(self.url())
        return (parts.hostname, parts.port or 443) if parts.hostname else None

    def send(self, title: str, body: str, slowest_s: float) -> Text | None:
        """Post one message; None once the robot has posted it, else why not."""
        request = urllib.request.Request(  # noqa: S310 - made from a plug-in's own https address
            self.url(),
            data=json.dumps(self.payload(title, body), ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json; charset=utf-8"},
        )
        try:
            with urllib.request.urlopen(request, timeout=slowest_s) as answer:  # noqa: S310 - as above
                said = answer.read(MOST_ANSWER_BYTES)
        except urllib.error.HTTPError as refusal:
            with refusal:
                said = refusal.read(MOST_ANSWER_BYTES)
        except (OSError, ValueError, http.client.HTTPException):
            return NO_NETWORK.filled(host=self.host)
        return self._meaning(said)

    def _meaning(self, said: bytes) -> Text | None:
        code, words = read_answer(said)
        if code == 0:
            return None
        if code is None:
            return NO_ANSWER.filled(host=self.host)
        known = MEANS.get(code, Text("对方拒绝", "refused"))
        note = f"{code}: {words}" if words else str(code)
        return Text(f"{known.zh}（{note}）", f"{known.en} ({note})")


def read_answer(said: bytes) -> tuple[int | None, str]:
    """Return a robot's code (0 = posted; None = it made no sense) and its own words."""
    try:
        answer = json.loads(said)
    except ValueError:
        return None, ""
    if not isinstance(answer, dict):
        return None, ""
    code = next((answer[k] for k in ("errcode", "code", "StatusCode") if k in answer), None)
    words = str(answer.get("errmsg", answer.get("msg", "")))
    plain = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return (code if type(code) is int else None), plain[:MOST_WORDS]


def robot_of(plugin: object) -> Robot | None:
    """Return the robot of an Apprise plug-in, or None for all other services."""
    make = _MAKERS.get(str(getattr(plugin, "secure_protocol", "")))
    return make(plugin) if make else None


def _dingtalk(plugin: object) -> Robot:
    token, secret = _said(plugin, "token"), _said(plugin, "secret")
    address = _said(plugin, "notify_url").format(token=token)
    phones: tuple[str, ...] = tuple(getattr(plugin, "targets", ()))

    def url() -> str:
        if not secret:
            return address
        at_ms = str(round(unix_s() * 1000))
        sign = _sign(secret.encode(), f"{at_ms}\n{secret}".encode())
        return f"{address}&{urllib.parse.urlencode({'timestamp': at_ms, 'sign': sign})}"

    def payload(title: str, body: str) -> Payload:
        text: Json = {"content": f"{title}\n{body}"}
        at: Json = {"atMobiles": list(phones), "isAtAll": False}
        return {"msgtype": "text", "text": text, "at": at}

    return Robot(_host(address), url, payload)


def _wecom(plugin: object) -> Robot:
    address = _said(plugin, "notify_url").format(key=_said(plugin, "key"))

    def payload(title: str, body: str) -> Payload:
        return {"msgtype": "text", "text": {"content": shortened(f"{title}\n{body}", WECOM_BYTES)}}

    return Robot(_host(address), lambda: address, payload)


def _feishu(plugin: object) -> Robot:
    token, secret = _said(plugin, "token"), _said(plugin, "user")
    address = _said(plugin, "webhook_url") or _said(plugin, "notify_url").format(token=token)

    def payload(title: str, body: str) -> Payload:
        said: Payload = {"msg_type": "text", "content": {"text": f"{title}\n{body}"}}
        if not secret:
            return said
        at_s = str(int(unix_s()))
        return {**said, "timestamp": at_s, "sign": _sign(f"{at_s}\n{secret}".encode(), b"")}

    return Robot(_host(address), lambda: address.rstrip("/"), payload)


_MAKERS: Mapping[str, Callable[[object], Robot]] = {
    "dingtalk": _dingtalk,
    "wecombot": _wecom,
    "feishu": _feishu,
    "lark": _feishu,
}


def shortened(text: str, most_bytes: int) -> str:
    """Return a text of so many bytes at most: the middle goes, its last paragraph stays.

    The last paragraph is the link by which something can be done.
    """
    if len(text.encode()) <= most_bytes:
        return text
    head, gap, tail = text.rpartition("\n\n")
    end = f"\n…{gap}{tail}" if head and len(tail.encode()) < most_bytes // 2 else "\n…"
    room = most_bytes - len(end.encode())
    start = (head or text).encode()[:room].decode(errors="ignore")
    return f"{start}{end}"


def _said(plugin: object, name: str) -> str:
    return str(getattr(plugin, name, None) or "")


def _host(address: str) -> str:
    return urllib.parse.urlsplit(address).hostname or ""


def _sign(key: bytes, said: bytes) -> str:
    return base64.b64encode(hmac.digest(key, said, "sha256")).decode()
