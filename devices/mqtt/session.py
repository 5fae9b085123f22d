"""One connection's life: let in, subscribed, heard ourselves, up, over.

Knows what has to happen in which order; knows neither sockets nor paho (it is
handed a `Connection`) nor how to try again (`bus.py`).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from devices.base import Emit, Publication
from devices.mqtt.address import Broker
from devices.mqtt.echo import Echo, Verdict
from devices.mqtt.link import Connection
from devices.mqtt.outbox import Outbox, Parcel
from devices.mqtt.router import Router
from devices.mqtt.topics import SiteTopics
from gateway.domain.effects import Command, Verb
from gateway.domain.events import PartChanged

log = logging.getLogger(__name__)

ONLINE, OFFLINE = b"online", b"offline"
MISC_S = 1.0
WELCOME_S = 2.0
MUTED_S = 10.0
"""A flooding device is not listened to for so long, at the broker: reading it costs too much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BusConfig:
    """Which broker, and who we are there.

    Attributes:
        client_id: Stable over restarts and unique on the broker.
        site: The site's id: our own topics are under `office/<site>/`.
        mqtt5: False to begin with MQTT 3.1.1: amqtt does not answer 5, and
            finding that out takes `WELCOME_S`.
    """

    broker: Broker
    client_id: str
    site: str
    mqtt5: bool = True


class End(Enum):
    """How a connection ended: it broke, we are not wanted, or not in this MQTT version."""

    LOST = auto()
    REFUSED = auto()
    VERSION = auto()


class Session:
    """A `Listener` for one `Link`, in the bus's thread.

    Attributes:
        link: Set by the bus before it opens the link.
        up: True from the last SUBACK on: commands may go.
        over: How and why it ended, in one plain sentence, or None.
        said_goodbye: True once the broker has our `offline`.
    """

    link: Connection

    def __init__(
        self,
        config: BusConfig,
        router: Router,
        outbox: Outbox,
        tell: Emit,
        mono_s: Callable[[], float],
    ) -> None:
        self._router = router
        self._outbox = outbox
        self._tell = tell
        self._mono_s = mono_s
        topics = SiteTopics(config.site)
        self.status_topic = topics.status
        self._echo_topic = topics.echo(config.client_id)
        self._filters = [self.status_topic, self._echo_topic, *router.filters()]
        self._subscribing: dict[int, int] = {}
        self._refused: list[str] = []
        self._echo: Echo | None = None
        self._echo_number: int | None = None
        self._goodbye_number: int | None = None
        self._muted: dict[str, float] = {}
        self._status_wrong = False
        self._welcomed = False
        self._opened_s = self._misc_s = mono_s()
        self.up = False
        self.over: tuple[End, str] | None = None
        self.said_goodbye = False

    # What the link tells

    def connected(self) -> None:
        """Subscribe, each time anew: the broker remembers nothing of us."""
        self._welcomed = True
        at = 0
        for number, count in self.link.subscribe(self._filters):
            self._subscribing[number] = at
            at += count

    def refused(self, why: str, *, version: bool) -> None:
        """End: not wanted, or not understood."""
        if version:
            self.over = (End.VERSION, f"the broker does not speak this MQTT version ({why})")
        else:
            self.over = (
                End.REFUSED,
                f"the broker refused us ({why}); check user and password in the secrets file",
            )

    def lost(self, why: str) -> None:
        """End; hung up on before a word was said, it may be our version of MQTT."""
        if not self._welcomed:
            self.over = (End.VERSION, f"the broker hung up before it had answered ({why})")
        elif "taken over" in why:
            self.over = (End.REFUSED, "another program uses our client id on the broker")
        else:
            self.over = (End.LOST, f"the connection to the broker broke{_because(why)}")

    def subscribed(self, number: int, refusals: list[str | None]) -> None:
        """Take an answer; after the last one we are up."""
        at = self._subscribing.pop(number, None)
        if at is None:
            return
        for topic_filter, why in zip(self._filters[at:], refusals, strict=False):
            if why is not None:
                log.error("the broker refuses %s: %s; check its access list", topic_filter, why)
                self._refused.append(topic_filter)
        if not self._subscribing:
            self.up = True
            self._say(ONLINE)
            self._echo = Echo(self._mono_s())

    def heard(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Hand a device's message on; take our own to heart."""
        now_s = self._mono_s()
        if topic == self._echo_topic:
            if self._echo is not None and self._echo.heard(payload, now_s):
                self._line_is_well()
        elif topic == self.status_topic:
            self._status_wrong = payload != ONLINE
        else:
            if self._echo is not None:
                self._echo.heard_others()
            for event in self._router.events(topic, payload, retained, now_s):
                self._tell(event)

    def acknowledged(self, number: int, refusal: str | None) -> None:
        """Close the book on a message; a refusal of a command is told."""
        if number == self._echo_number and self._echo is not None:
            self._echo.acknowledged()
            if refusal:
                log.error("the broker refuses %s: %s", self._echo_topic, refusal)
        self.said_goodbye = self.said_goodbye or number == self._goodbye_number
        parcel = self._outbox.acknowledged(number)
        if parcel is not None and refusal is not None:
            log.error("the broker refuses %s: %s", parcel.message.topic, refusal)
            if event := parcel.not_sent(f"the broker refused it ({refusal})"):
                self._tell(event)

    # What the bus asks

    def send(self, parcel: Parcel, now_s: float) -> bool:
        """Hand one message to the broker, with what is left of its time."""
        left = parcel.in_time(now_s)
        number = self.link.publish(left, retain=parcel.retain)
        if number is None:
            return False
        if left.qos > 0:
            self._outbox.sent(number, parcel)
        return True

    def look(self, now_s: float) -> None:
        """Do what is due: echo, verdicts, our status, keep-alive."""
        if self.over is None and now_s >= self._misc_s + MISC_S:
            self._misc_s = now_s
            self.link.misc()
            if self._status_wrong and self.up:
                self._status_wrong = False
                self._say(ONLINE)
        if self.over is None:
            self._quieten(now_s)
            self._judge(now_s)
        if self.over is None and self._echo and (payload := self._echo.to_send(now_s)):
            self._echo_number = self.link.publish(Publication(self._echo_topic, payload, qos=1))

    def next_due_s(self) -> float:
        """Return when `look` has something to do."""
        echo_s = self._opened_s + WELCOME_S if self._echo is None else self._echo.next_due_s()
        return min(echo_s, self._misc_s + MISC_S)

    def close(self) -> None:
        """Forget who was muted: the next session listens to everybody."""
        for device in self._muted:
            self._router.unmute(device)
        self._muted.clear()

    def say_goodbye(self) -> None:
        """Retain `offline`; `said_goodbye` once the broker has it."""
        self._goodbye_number = self._say(OFFLINE)

    def _quieten(self, now_s: float) -> None:
        """Have the broker keep a flooding device's messages; listen again later, and ask it."""
        for device in self._router.take_loud():
            if device not in self._muted:
                self._muted[device] = now_s + MUTED_S
                self.link.unsubscribe(self._router.mute(device))
        for device in [d for d, until_s in self._muted.items() if now_s >= until_s]:
            del self._muted[device]
            self._router.unmute(device)
            self.link.subscribe(self._router.filters_of(device))
            query = Command(device=device, channel=None, verb=Verb.QUERY)
            for message in self._router.publications(query):
                self._outbox.put(Parcel(message, now_s + message.expires_s))

    def _judge(self, now_s: float) -> None:
        if self._echo is None:
            if now_s >= self._opened_s + WELCOME_S:
                end = End.LOST if self._welcomed else End.VERSION
                self._drop("the broker took our call and said nothing", end)
            return
        verdict = self._echo.judge(now_s)
        if self._outbox.overdue(now_s) or verdict is Verdict.DEAD:
            self._drop("the broker does not answer any more")
        elif verdict is Verdict.BUSY:
            self._line_is_well()
        elif verdict is Verdict.DEAF:
            self._trouble(
                f"the broker does not let us hear {self._echo_topic}: see its access list"
            )

    def _drop(self, why: str, end: End = End.LOST) -> None:
        self.link.abort()
        self.over = (end, why)

    def _line_is_well(self) -> None:
        if self._refused:
            self._trouble(f"the broker refuses to let us hear {', '.join(self._refused[:3])}")
        else:
            self._tell(PartChanged(part="broker", ok=True, detail="connected"))

    def _trouble(self, what: str) -> None:
        self._tell(PartChanged(part="broker", ok=False, detail=what))

    def _say(self, status: bytes) -> int | None:
        return self.link.publish(Publication(self.status_topic, status, qos=1), retain=True)


def _because(why: str) -> str:
    """Return why in brackets; paho calls everything it does not know one thing."""
    return "" if why == "Unspecified error" else f" ({why})"
