"""The broker: does it let us in, and how long is a message's way there and back?

A few dozen bytes of MQTT 3.1.1 on a socket of our own, under a name of our
own, so that a running gateway is not pushed off the broker by being looked at.
"""

import contextlib
import os
import socket
import ssl
import statistics
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509

from gateway.clock import uptime_s
from gateway.doctor.finding import Finding, bad, ok, warn
from gateway.domain.now import Now
from gateway.domain.text import Text
from gateway.errors import DeviceUnavailable

TIMEOUT_S = 3.0
ROUNDS = 20
SLOW_S = 0.02
"""A wire is faster, and Wi-Fi mostly too; 40 ms is Nagle waiting for a delayed ACK."""
EXPIRES_DAYS = 30
MOST_BYTES = 1 << 16

MOST_KEPT = 500

CONNACK, PUBLISH, PUBACK, SUBACK, PINGRESP = 0x20, 0x30, 0x40, 0x90, 0xD0
REFUSALS = {
    1: "it does not speak MQTT 3.1.1",
    2: "it does not take our name",
    3: "it is not available",
    4: "user or password is wrong",
    5: "this account may not connect",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where the broker is and as whom we go there.

    `topic` is one that the account may both say and hear.
    """

    host: str
    port: int
    topic: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False
    ca: str | None = None
    cert: str | None = None
    key: str | None = None


def look(account: Account, now: Now) -> Iterator[Finding]:
    """Yield what there is to say of the broker and its certificates."""
    topic = Text("消息服务器", "broker")
    yield from _certificates(account, now)
    try:
        round_trip_s = probe(account)
    except DeviceUnavailable as error:
        words = f"{account.host}:{account.port}: {error}"
        yield bad(
            topic,
            words,
            words,
            Text(
                "sudo systemctl status mosquitto；核对 [broker] url 与 secrets.toml",
                "sudo systemctl status mosquitto; check [broker] url and secrets.toml",
            ),
        )
        return
    if round_trip_s is None:
        yield bad(
            topic,
            f"{account.host} 让我们进，但收不到自己发的消息",
            f"{account.host} lets us in and delivers nothing we say",
            Text(
                "权限表里给网关 `topic readwrite office/#`（config/mosquitto/office.acl）",
                "grant the gateway `topic readwrite office/#` (config/mosquitto/office.acl)",
            ),
        )
        return
    yield _speed(topic, account, round_trip_s)


def _speed(topic: Text, account: Account, round_trip_s: float) -> Finding:
    ms = f"{round_trip_s * 1000:.1f}"
    zh, en = f"{account.host} 往返 {ms} 毫秒", f"{account.host}, {ms} ms there and back"
    if round_trip_s < SLOW_S:
        return ok(topic, zh, en)
    return warn(
        topic,
        f"{zh}，太慢",
        f"{en}, which is slow",
        Text(
            "在 mosquitto.conf 里加 `set_tcp_nodelay true` 并重启；或检查网络",
            "put `set_tcp_nodelay true` into mosquitto.conf and restart it; or look at the network",
        ),
    )


def probe(account: Account) -> float | None:
    """Return the median time of a QoS 1 message there and back, in seconds.

    None when the broker takes what we say and never delivers it to us.

    Raises:
        DeviceUnavailable: It cannot be reached, or refuses us; in words.
    """
    try:
        with _connected(account) as wire:
            _log_in(wire, account)
            _subscribe(wire, account.topic)
            try:
                times_s = [_there_and_back(wire, account.topic, n) for n in range(1, ROUNDS + 1)]
            except TimeoutError:
                return None
            wire.sendall(b"\xe0\x00")
    except (OSError, ValueError) as error:
        raise DeviceUnavailable(str(error) or type(error).__name__) from error
    return statistics.median(times_s)


def retained(account: Account, topic: str) -> list[tuple[str, bytes]]:
    """Return what the broker keeps under a filter, 500 messages at most.

    Raises:
        DeviceUnavailable: It cannot be reached, or refuses us; in words.
    """
    found: list[tuple[str, bytes]] = []
    try:
        with _connected(account) as wire:
            _log_in(wire, account)
            _send(wire, 0x82, struct.pack(">H", 1) + _text(topic) + b"\x00")
            wire.sendall(b"\xc0\x00")  # what is kept comes before the answer to a ping
            while len(found) < MOST_KEPT:
                kind, body = _receive(wire)
                if kind & 0xF0 == PINGRESP:
                    break
                if kind & 0xF0 == PUBLISH:
                    end = 2 + int.from_bytes(body[:2], "big")
                    found.append((body[2:end].decode(errors="replace"), body[end:]))
            wire.sendall(b"\xe0\x00")
    except (OSError, ValueError) as error:
        raise DeviceUnavailable(str(error) or type(error).__name__) from error
    return found


@contextlib.contextmanager
def _connected(account: Account) -> Iterator[socket.socket]:
    address = (account.host, account.port)
    with socket.create_connection(address, timeout=TIMEOUT_S) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not account.tls:
            yield plain
            return
        context = ssl.create_default_context(cafile=account.ca)
        if account.cert:
            context.load_cert_chain(account.cert, account.key)
        with context.wrap_socket(plain, server_hostname=account.host) as wire:
            yield wire


def _log_in(wire: socket.socket, account: Account) -> None:
    flags, payload = 0x02, _text(f"office-gateway-doctor-{os.urandom(3).hex()}")
    if account.user is not None:
        flags, payload = flags | 0x80, payload + _text(account.user)
        if account.password is not None:
            flags, payload = flags | 0x40, payload + _text(account.password)
    _send(wire, 0x10, _text("MQTT") + bytes([4, flags, 0, 30]) + payload)
    kind, body = _receive(wire)
    if kind & 0xF0 != CONNACK or len(body) < 2:
        raise DeviceUnavailable("what answers there is no MQTT broker")
    if body[1]:
        raise DeviceUnavailable(REFUSALS.get(body[1], f"it refuses us (code {body[1]})"))


def _subscribe(wire: socket.socket, topic: str) -> None:
    _send(wire, 0x82, struct.pack(">H", 1) + _text(topic) + b"\x01")
    while _receive(wire)[0] & 0xF0 != SUBACK:
        pass


def _there_and_back(wire: socket.socket, topic: str, number: int) -> float:
    began_s = uptime_s()
    said = str(number).encode()
    _send(wire, 0x32, _text(topic) + struct.pack(">H", number) + said)
    while True:
        kind, body = _receive(wire)
        if kind & 0xF0 == PUBLISH and body.endswith(said):
            if kind & 0x06:
                at = 2 + int.from_bytes(body[:2], "big")
                _send(wire, PUBACK, body[at : at + 2])
            return uptime_s() - began_s


def _text(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack(">H", len(encoded)) + encoded


def _send(wire: socket.socket, kind: int, body: bytes) -> None:
    length, head = len(body), bytearray([kind])
    while True:
        length, digit = divmod(length, 128)
        head.append(digit | (0x80 if length else 0))
        if not length:
            break
    wire.sendall(bytes(head) + body)


def _receive(wire: socket.socket) -> tuple[int, bytes]:
    """Return one packet's first byte and its body."""
    kind, length, shift = _exactly(wire, 1)[0], 0, 0
    while True:
        digit = _exactly(wire, 1)[0]
        length |= (digit & 0x7F) << shift
        shift += 7
        if not digit & 0x80:
            break
        if shift > 21:
            raise ValueError("what answers there is no MQTT broker")
    if length > MOST_BYTES:
        raise ValueError("what answers there is no MQTT broker")
    return kind, _exactly(wire, length)


def _exactly(wire: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        more = wire.recv(count - len(got))
        if not more:
            raise ConnectionError("it hung up")
        got += more
    return got


def _certificates(account: Account, now: Now) -> Iterator[Finding]:
    """Yield what is wrong with the TLS files; nothing where all is well."""
    for path in filter(None, (account.ca, account.cert, account.key)):
        topic = Text("证书", "certificate")
        mend = Text("核对 [broker.tls]，换上新的证书", "check [broker.tls]; put a new one in place")
        try:
            content = Path(path).read_bytes()
        except OSError as error:
            words = f"{path}: {error.strerror}"
            yield bad(topic, words, words, mend)
            continue
        if path == account.key:
            continue
        try:
            ends = min(c.not_valid_after_utc for c in x509.load_pem_x509_certificates(content))
        except ValueError:
            yield bad(topic, f"{path} 不是 PEM 证书", f"{path} is no PEM certificate", mend)
            continue
        days = (ends - now.at).days
        zh, en = f"{path} 还有 {days} 天到期", f"{path} ends in {days} days"
        if days < 0:
            yield bad(topic, f"{path} 已过期", f"{path} has expired", mend)
        elif days < EXPIRES_DAYS:
            yield warn(topic, zh, en, mend)
        else:
            yield ok(topic, zh, en)
