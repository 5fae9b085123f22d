"""The one file that knows paho: a connection (`Link`) and the gateway's bus on it (`Bus`).

Why paho's own loop, reconnect and memory are not used (each was measured):
an exception in a callback kills its network thread silently; QoS 1 messages
published while there is no connection are kept and sent hours later; its
reconnect has no jitter. Here one thread of ours pumps the socket, and each
connection is a new paho client that remembers nothing.

Longer than other files because paho stays in one; what could be told without it
is in `session.py`, `outbox.py`, `echo.py`, `pump.py` and `backoff.py`.
"""

import logging
import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from math import ceil
from typing import Any, ParamSpec

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from devices.base import Emit, Publication
from devices.mqtt.address import Broker
from devices.mqtt.backoff import Backoff
from devices.mqtt.link import Listener, Will
from devices.mqtt.outbox import Outbox, Parcel
from devices.mqtt.publish import Published, published
from devices.mqtt.pump import Pump
from devices.mqtt.router import Router
from devices.mqtt.session import OFFLINE, BusConfig, End, Session
from gateway.domain.effects import Command
from gateway.domain.events import Event, PartChanged
from gateway.errors import DeviceUnavailable

P = ParamSpec("P")
log = logging.getLogger(__name__)

KEEPALIVE_S = 15
CONNECT_S = 3.0
UNACKED_MS = 4000
"""The kernel gives a connection up when nothing was acknowledged for so long:
a command may not lie in a TCP buffer and arrive when the cable is back."""
LOOK_S = 1.0
GOODBYE_S = 1.0
REFUSED_S = 30.0
FILTERS_AT_ONCE = 100
READ_AHEAD_BYTES = 16_384
CROWD = 5
"""So many reports at one look, and nothing left to read: more will follow soon."""
REST_S = 0.02
"""... and are looked at together. Each look costs as much as deciding several reports."""
V5, V311 = 5, 4
FAILURE = 0x80
"""Reason codes of MQTT 5 from here on say that it was not done."""
_NOTHING = Publication("", b"")


class _Client(paho.Client):
    """paho (2.2), with two things it does not do by itself.

    It reads over that the broker refuses a QoS 2 message: the refusal comes in
    PUBREC; paho goes on as if there was none. And it asks the socket for each
    packet's first byte, its length and its rest apart: five calls a report.
    """

    def __init__(self, *args: Any, refused: Callable[[int, str], None], **more: Any) -> None:
        super().__init__(*args, **more)
        self._refused = refused
        self.ahead = b""
        """What was read from the socket and not yet taken."""
        self.drained = True
        """Whether the last reading found less than it would have taken."""

    def reports(self) -> Iterator[Published]:
        """Read, and yield the messages at QoS 0 that come first; the rest stays `ahead`."""
        if self._in_packet["command"] != 0:
            return  # paho is in the middle of a packet
        if not self.ahead:
            with suppress(OSError):  # nothing there, or an end: paho will find it as well
                self.ahead = super()._sock_recv(READ_AHEAD_BYTES)
            self.drained = len(self.ahead) < READ_AHEAD_BYTES
        has_properties = self._protocol == paho.MQTTv5
        at = 0
        try:
            while found := published(self.ahead, at, has_properties=has_properties):
                at = found.end
                yield found
        finally:
            self.ahead = self.ahead[at:]

    def _sock_recv(self, bufsize: int) -> bytes:
        if not self.ahead:
            self.ahead = super()._sock_recv(max(bufsize, READ_AHEAD_BYTES))
        taken, self.ahead = self.ahead[:bufsize], self.ahead[bufsize:]
        return taken

    def _handle_pubrec(self) -> MQTTErrorCode:
        packet = bytes(self._in_packet["packet"])
        if len(packet) > 2 and packet[2] >= FAILURE:
            reason = ReasonCode(PacketTypes.PUBREC, identifier=packet[2])
            self._refused(int.from_bytes(packet[:2], "big"), str(reason))
        return super()._handle_pubrec()


class Link:
    """One connection to a broker, from CONNECT to its end; no thread, never reused.

    Args:
        broker: Where, and as whom.
        client_id: Stable, so that a second connection replaces the first.
        listener: Is told everything, in the thread that pumps.
        will: What the broker says when we vanish.
        version: `V5` or `V311`.
    """

    def __init__(
        self,
        broker: Broker,
        client_id: str,
        listener: Listener,
        will: Will | None = None,
        version: int = V5,
    ) -> None:
        self._broker = broker
        self._listener = listener
        self._version = version
        self._over = False
        self.caught = 0
        """How often our own code raised in a callback; each cost one message."""
        self._client = client = _Client(
            CallbackAPIVersion.VERSION2,
            refused=self._guard(listener.acknowledged),
            client_id=client_id,
            protocol=paho.MQTTv5 if version == V5 else paho.MQTTv311,
            clean_session=None if version == V5 else True,
            reconnect_on_failure=False,
        )
        self._heard = self._guard(listener.heard)
        client.connect_timeout = CONNECT_S
        if will is not None:
            client.will_set(will.topic, will.payload, qos=1, retain=will.retain)
        if broker.username is not None:
            client.username_pw_set(broker.username, broker.password)
        if broker.tls:
            client.tls_set(ca_certs=broker.ca, certfile=broker.cert, keyfile=broker.key)
        client.on_socket_open = lambda c, u, sock: _tune(sock)
        client.on_connect = self._guard(self._on_connect)
        client.on_disconnect = self._guard(self._on_disconnect)
        client.on_message = self._guard(self._on_message)
        client.on_publish = self._guard(self._on_publish)
        client.on_subscribe = self._guard(self._on_subscribe)

    def open(self) -> None:
        """Connect and send CONNECT; the answer comes to the listener.

        Raises:
            DeviceUnavailable: Nobody there, in `CONNECT_S` at most.
        """
        broker = self._broker
        clean = True if self._version == V5 else paho.MQTT_CLEAN_START_FIRST_ONLY
        try:
            self._client.connect(broker.host, broker.port, KEEPALIVE_S, clean_start=clean)
        except (OSError, ValueError) as error:  # ValueError: a certificate that is none
            self.hang_up()
            raise DeviceUnavailable(
                f"no broker at {broker.host}:{broker.port} ({error}); is it running?"
            ) from error

    def sock(self) -> socket.socket | None:
        """Return the socket to wait for, or None when the connection is over."""
        return None if self._over else self._client.socket()  # type: ignore[return-value]

    @property
    def drained(self) -> bool:
        """Whether all that has come was read at the last look."""
        return self._client.drained

    def wants_write(self) -> bool:
        """Return True while something waits to be written."""
        return self._client.want_write()

    def ready(self, *, readable: bool, writable: bool) -> None:
        """Read and write what can be; whatever the broker sends, nothing is raised."""
        try:
            if writable:
                self._client.loop_write()
            if readable:
                self._read()
        except Exception:  # paho on a broker that does not keep to the protocol
            log.exception("the broker sent something unreadable")
            self.abort()
            self._end("it sent something unreadable")

    def _read(self) -> None:
        """Take a packet, and all that was read with it: the selector does not see those.

        TLS may hold bytes that it does not see either, so it is asked itself.
        """
        while True:
            heard = False
            for said in self._client.reports():
                heard = True
                self._heard(said.topic, said.payload, retained=said.retained)
            if self._client.ahead or not heard:
                self._client.loop_read()
            sock = self.sock()
            more = isinstance(sock, ssl.SSLSocket) and sock.pending()
            if sock is None or not (self._client.ahead or more):
                return

    def misc(self) -> None:
        """Keep the connection alive; call it about each second."""
        if not self._over:
            self._client.loop_misc()

    def publish(self, message: Publication, *, retain: bool = False) -> int | None:
        """Send it now; return the number it will be acknowledged by, or None if it failed."""
        properties = None
        if self._version == V5 and not retain:
            properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
            properties.MessageExpiryInterval = max(1, ceil(message.expires_s))
        try:
            info = self._client.publish(
                message.topic, message.payload, message.qos, retain, properties
            )
        except ValueError:
            log.exception("%s cannot be published to", message.topic)
            return None
        return info.mid if info.rc == MQTTErrorCode.MQTT_ERR_SUCCESS else None

    def subscribe(self, filters: Sequence[str]) -> list[tuple[int, int]]:
        """Ask for topics; return under which numbers the answers come, and for how many each.

        At QoS 0: nothing is kept for us while we are away, so QoS 1 would only
        add an acknowledgement per message and a limit of 20 at once.
        """
        numbers = []
        for at in range(0, len(filters), FILTERS_AT_ONCE):
            part = [(f, 0) for f in filters[at : at + FILTERS_AT_ONCE]]
            _, number = self._client.subscribe(part)
            if number is not None:
                numbers.append((number, len(part)))
        return numbers

    def unsubscribe(self, filters: Sequence[str]) -> None:
        """Do not want topics any more."""
        if filters:
            self._client.unsubscribe(list(filters))

    def close(self) -> None:
        """Say goodbye: no will is sent for us."""
        if not self._over:
            self._over = True
            self._client.disconnect()
        self.hang_up()

    def hang_up(self) -> None:
        """Close the socket, which paho keeps when a connection ends half begun."""
        if (sock := self._client.socket()) is not None:
            sock.close()

    def abort(self) -> None:
        """Drop the connection at once, with all that is still in its buffers."""
        self._over = True
        sock = self._client.socket()
        if isinstance(sock, socket.socket) and sock.fileno() >= 0:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            sock.close()

    def _guard(self, call: Callable[P, None]) -> Callable[P, None]:
        """Keep an exception of ours out of paho: it costs one message, not the connection."""

        def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
            try:
                call(*args, **kwargs)
            except Exception:
                self.caught += 1
                log.exception("a callback failed; this one message is dropped")

        return guarded

    def _on_connect(self, c: Any, u: Any, flags: Any, reason: ReasonCode, props: Any) -> None:
        if reason.is_failure:
            self._over = True
            version = reason == "Unsupported protocol version"
            self._listener.refused(str(reason), version=version)
        else:
            self._listener.connected()

    def _on_disconnect(self, c: Any, u: Any, flags: Any, reason: ReasonCode, props: Any) -> None:
        self._end(str(reason))

    def _end(self, why: str) -> None:
        was_over, self._over = self._over, True
        if not was_over:
            self._listener.lost(why)

    def _on_message(self, c: Any, u: Any, message: paho.MQTTMessage) -> None:
        self._listener.heard(message.topic, bytes(message.payload), retained=message.retain)

    def _on_publish(self, c: Any, u: Any, mid: int, reason: ReasonCode, props: Any) -> None:
        self._listener.acknowledged(mid, str(reason) if reason.is_failure else None)

    def _on_subscribe(
        self, c: Any, u: Any, mid: int, reasons: list[ReasonCode], props: Any
    ) -> None:
        self._listener.subscribed(mid, [str(r) if r.is_failure else None for r in reasons])


def _tune(sock: Any) -> None:
    """Send at once (QoS 1 costs 88 ms otherwise) and give a dead line up in time."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKED_MS)


def connect_plain(
    broker: Broker, client_id: str, listener: Listener, will: Will | None = None
) -> Link:
    """Return an open link such as a simple device has: MQTT 3.1.1, pumped by the caller.

    Raises:
        DeviceUnavailable: Nobody there.
    """
    link = Link(broker, client_id, listener, will, V311)
    link.open()
    return link


class Bus:
    """The gateway's line to its devices: a thread that never gives up on the broker.

    Tells the office what devices say, `PartChanged("broker")` when the line
    comes (our own echo was heard) or goes, and `CommandNotSent` for each
    command that did not leave in its time or was refused.

    Args:
        config: Which broker, and who we are.
        router: Which topic is whose.
        emit: Puts an event in the inbox.
        mono_s: Real monotonic seconds; not a clock that a demo moves.
    """

    name = "bus"

    def __init__(
        self, config: BusConfig, router: Router, emit: Emit, mono_s: Callable[[], float]
    ) -> None:
        self._config = config
        self._router = router
        self._emit = emit
        self._heard: list[Event] = []
        """What one look at the socket brought: the office is woken once for all of it."""
        self._mono_s = mono_s
        self._outbox = Outbox()
        self._pump = Pump()
        self._backoff = Backoff()
        self._hands = threading.Lock()
        """Whoever holds it may use the connection: the bus's thread, or one that sends at once."""
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._first = self._version = V5 if config.mqtt5 else V311
        self._link: Link | None = None
        self._session: Session | None = None
        self._ok: bool | None = None
        self._retry_at_s = 0.0
        self._counts: Counter[str] = Counter(connects=0, sent=0, not_sent=0, callback_failed=0)

    def start(self) -> None:
        """Start the thread and return; a broker that is not there is looked for."""
        self._retry_at_s = self._mono_s()
        self._thread = threading.Thread(target=self._run, name="mqtt-bus")
        self._thread.start()

    def stop(self) -> None:
        """Say `offline`, disconnect, join; safe to call twice."""
        self._stopping.set()
        self._pump.wake()
        if self._thread is not None:
            self._thread.join()
        self._pump.close()

    def is_alive(self) -> bool:
        """Return False when the thread has died."""
        return self._thread is None or self._thread.is_alive()

    def send(self, command: Command) -> None:
        """Send a command as soon as there is a connection, or say that it was not sent.

        Returns at once; from any thread.
        """
        messages = self._router.publications(command)
        if not messages:
            self._not_sent(Parcel(_NOTHING, 0.0, command), "the device cannot do that")
        due_s = self._mono_s() + command.expires_s
        for message in messages:
            self._put(Parcel(message, due_s, command))

    def publish(self, message: Publication, *, retain: bool = False) -> None:
        """Say something of our own, northbound; from any thread.

        Dropped when it expires before there is a connection: after
        `PartChanged("broker", ok=True)` say again what shall be retained.
        """
        self._put(Parcel(message, self._mono_s() + message.expires_s, retain=retain))

    def counts(self) -> dict[str, int]:
        """Return what happened so far, by name, for `/metrics`."""
        link = self._link
        caught = self._counts["callback_failed"] + (0 if link is None else link.caught)
        return {**self._counts, "callback_failed": caught, **self._router.dropped()}

    def _put(self, parcel: Parcel) -> None:
        if self._at_once(parcel):
            return
        if not self._outbox.put(parcel):
            self._not_sent(parcel, "too much is waiting to be sent")
        self._pump.wake()

    def _at_once(self, parcel: Parcel) -> bool:
        """Hand a command to the broker in the caller's thread, if that means no waiting at all.

        Waking the bus's thread first costs a press as much as the broker does.
        Not by TLS: its sockets do not like two threads.
        """
        if parcel.command is None or self._config.broker.tls:
            return False
        if not self._hands.acquire(blocking=False):
            return False
        try:
            session, link = self._session, self._link
            if session is None or link is None or not session.up or session.over is not None:
                return False
            if self._stopping.is_set() or len(self._outbox):
                return False
            sent = session.send(parcel, self._mono_s())
            if sent:
                self._counts["sent"] += 1
            if not sent or link.wants_write():
                self._pump.wake()
            return sent
        finally:
            self._hands.release()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._step()
            self._say_goodbye()
        finally:
            if self._link is not None:
                self._link.close()

    def _step(self) -> None:
        with self._hands:
            now_s = self._mono_s()
            if self._link is None and now_s >= self._retry_at_s:
                self._connect(now_s)
            wait_s = self._wait_s()
        self._pump.wait([self._link] if self._link else [], wait_s, self._hands)
        is_crowded = len(self._heard) >= CROWD
        self._pass_on()
        if is_crowded and self._link is not None and self._link.drained:
            self._stopping.wait(REST_S)
        with self._hands:
            now_s = self._mono_s()
            if self._session is not None:
                self._session.look(now_s)
                if self._session.over is not None:
                    self._after(self._session, now_s)
            self._send_waiting(now_s)
        for event in self._router.due(now_s):
            self._emit(event)

    def _wait_s(self) -> float:
        dues = [self._outbox.next_due_s(), self._router.next_due_s()]
        dues.append(self._session.next_due_s() if self._session else self._retry_at_s)
        now_s = self._mono_s()
        return min([LOOK_S, *(max(0.0, due - now_s) for due in dues if due is not None)])

    def _connect(self, now_s: float) -> None:
        session = Session(self._config, self._router, self._outbox, self._hear, self._mono_s)
        will = Will(session.status_topic, OFFLINE)
        config = self._config
        link = Link(config.broker, config.client_id, session, will, self._version)
        session.link = link
        try:
            link.open()
        except DeviceUnavailable as trouble:
            self._line(ok=False, detail=str(trouble))
            self._retry_at_s = self._mono_s() + self._backoff.next_s()
            return
        self._link, self._session = link, session
        self._counts["connects"] += 1

    def _after(self, session: Session, now_s: float) -> None:
        """A connection is over: say so, give up what was under way, try again."""
        assert session.over is not None
        end, why = session.over
        session.close()
        if self._link is not None:
            self._link.hang_up()
            self._counts["callback_failed"] += self._link.caught
        self._link = self._session = None
        for parcel in self._outbox.give_up():
            self._not_sent(parcel, "the connection broke before the broker had confirmed it")
        self._line(ok=False, detail=why)
        wait_s = self._backoff.next_s(REFUSED_S if end is End.REFUSED else None)
        if end is End.VERSION:
            self._version = V311 if self._version == V5 else V5
            log.info("the broker does not speak this MQTT; trying version %d", self._version)
        elif end is End.LOST:
            self._version = self._first  # it may come back as another broker
        self._retry_at_s = now_s + wait_s

    def _send_waiting(self, now_s: float) -> None:
        session = self._session
        for parcel in self._outbox.take(now_s, everything=session is not None and session.up):
            if now_s >= parcel.expires_at_s or session is None:
                self._not_sent(parcel, "there was no connection to the broker in time")
            elif session.send(parcel, now_s):
                self._counts["sent"] += 1
            else:
                self._not_sent(parcel, "it could not be handed to the broker")

    def _not_sent(self, parcel: Parcel, why: str) -> None:
        self._counts["not_sent"] += 1
        if (event := parcel.not_sent(why)) is not None:
            self._emit(event)

    def _hear(self, event: Event) -> None:
        """Take an event from the session; it knows of the line, the bus of its changes."""
        if isinstance(event, PartChanged) and event.part == "broker":
            self._line(ok=event.ok, detail=event.detail)
            if event.ok:
                self._backoff.reset()
        else:
            self._heard.append(event)

    def _pass_on(self) -> None:
        heard, self._heard = self._heard, []
        for event in heard:
            try:
                self._emit(event)
            except Exception:
                self._counts["callback_failed"] += 1
                log.exception("the office did not take what was said; this one message is dropped")

    def _line(self, *, ok: bool, detail: str) -> None:
        """Tell and log the line's comings and goings, each once."""
        if ok is not self._ok:
            self._ok = ok
            log.log(logging.INFO if ok else logging.WARNING, "broker: %s", detail)
            self._pass_on()
            self._emit(PartChanged(part="broker", ok=ok, detail=detail))

    def _say_goodbye(self) -> None:
        """Retain `offline` ourselves: a clean disconnect sends no will."""
        for parcel in self._outbox.take(self._mono_s(), everything=True):
            self._not_sent(parcel, "the gateway is stopping")
        if self._session is None or self._link is None or not self._session.up:
            return
        with self._hands:  # somebody may still be sending at once
            self._session.say_goodbye()
        until_s = self._mono_s() + GOODBYE_S
        while not self._session.said_goodbye and self._session.over is None:
            left_s = until_s - self._mono_s()
            if left_s <= 0:
                break
            self._pump.wait([self._link], left_s, self._hands)
