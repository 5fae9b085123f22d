"""The floor for everything that goes over MQTT: paho and Mosquitto with nothing of ours between.

from tests.benchmarks.bare_mqtt import round_trip_s, received_per_s
times_s = round_trip_s(broker.port)            # publish → own subscriber, QoS 1, NODELAY
rate = received_per_s(broker.port)             # what a bare subscriber takes, messages/s
"""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

TOPIC = "bench/bare"
HOST = "127.0.0.1"


@contextmanager
def client(port: int, on_message: Callable[[bytes], None] | None = None, topic: str = TOPIC):
    """Yield a connected (and, given `on_message`, subscribed) paho client with TCP_NODELAY."""
    ready = threading.Event()
    c = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
    c.on_socket_open = lambda c, u, s: s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if on_message is None:
        c.on_connect = lambda *_: ready.set()
    else:
        c.on_connect = lambda *_: c.subscribe(topic, 1)
        c.on_subscribe = lambda *_: ready.set()
        c.on_message = lambda c, u, m: on_message(m.payload)
    c.connect(HOST, port)
    c.loop_start()
    try:
        assert ready.wait(5), "no broker"
        yield c
    finally:
        c.disconnect()
        c.loop_stop()


def round_trip_s(port: int, times: int = 500, qos: int = 1) -> list[float]:
    """Return how long each of `times` messages took from one client to another, in seconds."""
    came = threading.Event()
    taken = []
    with client(port, lambda payload: came.set()), client(port) as speaker:
        for n in range(times):
            came.clear()
            began = time.perf_counter()
            speaker.publish(TOPIC, str(n), qos)
            assert came.wait(5)
            taken.append(time.perf_counter() - began)
    return taken


def received_per_s(port: int, messages: int = 20_000, payload: bytes = b"x" * 300) -> float:
    """Return how many QoS 0 messages a second a bare subscriber takes that does nothing."""
    got, done = 0, threading.Event()

    def take(data: bytes) -> None:
        nonlocal got
        got += 1
        if got >= messages:
            done.set()

    with client(port, take):
        began = time.perf_counter()
        flood(port, [(TOPIC, payload)] * messages)
        done.wait(60)
        return got / (time.perf_counter() - began)


def flood(port: int, messages: list[tuple[str, bytes]]) -> None:
    """Write QoS 0 messages as fast as the socket takes them, packets made beforehand."""
    packets = b"".join(packet(topic, payload) for topic, payload in messages)
    with connected(port) as wire:
        wire.sendall(packets)


@contextmanager
def connected(port: int):
    """Yield a socket that may send `packet`s; at its end the broker has taken them all."""
    with socket.create_connection((HOST, port)) as wire:
        wire.sendall(b"\x10\x13\x00\x04MQTT\x04\x02\x00\x3c\x00\x07bench-f")
        assert wire.recv(4)[3] == 0
        yield wire
        wire.sendall(b"\xe0\x00")
        wire.shutdown(socket.SHUT_WR)
        while wire.recv(4096):
            pass


def packet(topic: str, payload: bytes) -> bytes:
    """Return a PUBLISH, QoS 0, as it is on the wire."""
    name = topic.encode()
    body = len(name).to_bytes(2, "big") + name + payload
    left, length = len(body), b""
    while True:
        left, digit = divmod(left, 128)
        length += bytes([digit | (0x80 if left else 0)])
        if not left:
            return b"\x30" + length + body


if __name__ == "__main__":
    from tests.parts.mosquitto import Mosquitto

    with Mosquitto("max_queued_messages 0") as broker:
        times = sorted(round_trip_s(broker.port))
        print(f"round trip QoS 1: p50 {times[len(times) // 2] * 1e3:.2f} ms")
        print(f"bare subscriber: {received_per_s(broker.port):.0f} messages/s")
