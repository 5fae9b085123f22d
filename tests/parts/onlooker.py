"""A plain paho client beside the gateway: sees what is on the wire, and may speak.

with Onlooker(broker, "cmnd/#") as onlooker:
    onlooker.say("stat/a/POWER1", "ON")
    message = onlooker.hear("cmnd/a/POWER1")      # waits
    assert onlooker.heard == [("cmnd/a/POWER1", b"OFF", False)]   # topic, payload, retained
"""

import threading
import time
from types import TracebackType

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from tests.patience import PATIENCE_S

Message = tuple[str, bytes, bool]


class Onlooker:
    """See the module; a context manager, subscribed on entry."""

    def __init__(
        self, broker, *filters: str, username: str | None = None, password: str | None = None
    ) -> None:
        self._broker = broker
        self._filters = filters
        self._changed = threading.Condition()
        self._subscribed = threading.Event()
        self.heard: list[Message] = []
        self._client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv311)
        if username:
            self._client.username_pw_set(username, password)
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.on_message = self._on_message

    def say(self, topic: str, payload: str | bytes, *, retain: bool = False, qos: int = 1) -> None:
        """Publish, and return when the broker has it (QoS 1)."""
        info = self._client.publish(topic, payload, qos, retain)
        if qos:
            info.wait_for_publish(PATIENCE_S)
            assert info.is_published(), f"the broker has not taken what was said on {topic}"

    def hear(
        self, topic: str, payload: bytes | None = None, *, within_s: float = PATIENCE_S
    ) -> Message:
        """Return the first message on a topic (with that payload); wait for it."""

        def found() -> Message | None:
            return next((m for m in self.heard if m[0] == topic and payload in (None, m[1])), None)

        with self._changed:
            assert self._changed.wait_for(lambda: found() is not None, within_s), (
                f"nothing on {topic} within {within_s} s; heard {self.heard[-20:]}"
            )
            message = found()
            assert message is not None
            return message

    def forget(self) -> None:
        """Forget what was heard so far."""
        with self._changed:
            self.heard.clear()

    def wait_for_count(self, count: int, within_s: float = PATIENCE_S) -> None:
        """Return once so many messages were heard."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.heard) >= count, within_s), self.heard

    def __enter__(self) -> "Onlooker":
        until_s = time.monotonic() + PATIENCE_S
        self._client.connect("127.0.0.1", self._broker.port)
        self._client.loop_start()
        assert self._subscribed.wait(until_s - time.monotonic()), "the broker lets nobody listen"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._client.disconnect()
        self._client.loop_stop()
        # paho closes its wake-up sockets when the client is let go: now, not when a cycle is found.
        self._client.on_connect = self._client.on_subscribe = self._client.on_message = None
        del self._client

    def _on_connect(self, client, userdata, flags, reason, properties) -> None:
        if self._filters and not reason.is_failure:
            client.subscribe([(f, 1) for f in self._filters])
        else:
            self._subscribed.set()

    def _on_message(self, client, userdata, message) -> None:
        with self._changed:
            self.heard.append((message.topic, bytes(message.payload), message.retain))
            self._changed.notify_all()
