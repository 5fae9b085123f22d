"""Tells other programs what the office is like, and answers what they ask of it.

One thread. What is retained at the broker is compared with what should be;
only the difference is sent, a measured amount at a time, and all of it again
after the broker came back or Home Assistant started. What was retained before
and is no longer in the site file is cleared: the list of topics is kept in the
data folder, because the site file only changes while the gateway is down.

A press from outside, or an alert acknowledged there, is asked like one from a
screen, so its answer or refusal can be said: `.../result`, never retained.
"""

import json
import logging
import random
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from devices.base import Emit, Publication
from gateway.domain.effects import Answer
from gateway.domain.events import (
    AlertAnswered,
    ControlPressed,
    Event,
    PartChanged,
    ProgramStarted,
)
from gateway.domain.rules import Rules
from gateway.domain.snapshot import Snapshot
from gateway.domain.text import Json
from gateway.errors import GatewayBusy
from gateway.files import replace_synced

log = logging.getLogger(__name__)

FILE = "northbound.json"
EVERY_S = 0.25
"""No more often is the office compared with what was told."""
SHARE = 50.0
MOST_S = 2.0
"""Putting the office in words takes one part in `SHARE` of the time, however large it is;
but it is looked at again after `MOST_S` at the latest."""
AT_ONCE = 50
"""Messages sent in one go; with `EVERY_S` 200 a second."""
FIGURE_S = 10.0
"""A measurement is not told more often."""
SETTLED_S = 15.0
"""A cleared topic is forgotten once the connection has stood so long."""
RESEND_S = 5.0
"""After its start Home Assistant is told everything within this time, not at once."""
TAKES_S = 30.0
ANSWER_S = 3.0
MOST_WAITING = 100
LOOK_S = 1.0


Asked = ControlPressed | AlertAnswered
"""What may come from outside."""


class Line(Protocol):
    """Where messages of our own go: the bus."""

    def publish(self, message: Publication, *, retain: bool = False) -> None:
        """Say it as soon as there is a connection; returns at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said, and where; given by whoever knows the topics.

    Attributes:
        said: Everything retained about the office, by topic.
        described: Everything retained about the site file (discovery), by topic.
        result: Where the answer to a press is said, or None for an unknown place.
        is_figure: Whether a topic is a measurement.
        as_payload: A value as bytes.
        meant: The alert that is meant by an answer from outside.
        answered: Where the answer about an alert is said.
    """

    said: Callable[[Snapshot], Mapping[str, Json]]
    described: Callable[[Rules], Mapping[str, Json]]
    result: Callable[[Rules, ControlPressed], str | None]
    is_figure: Callable[[str], bool]
    as_payload: Callable[[Json], bytes]
    meant: Callable[[Snapshot, AlertAnswered], AlertAnswered] = lambda _, asked: asked
    answered: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What is needed of the gateway.

    Attributes:
        look: The latest snapshot.
        ask: An event's answer; raises `GatewayBusy`.
        emit: Puts an event in the inbox.
        mono_s: Real monotonic seconds.
    """

    look: Callable[[], Snapshot]
    ask: Callable[[Event, float], Answer]
    emit: Emit
    mono_s: Callable[[], float]


class Memory:
    """The topics that are retained at the broker because of us, over a restart."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.topics: frozenset[str] = frozenset()
        try:
            said = json.loads(path.read_text("utf-8"))
            self.topics = frozenset(t for t in said if isinstance(t, str))
        except FileNotFoundError:
            pass
        except (OSError, ValueError, TypeError) as error:
            log.warning("%s is not used: %s", path, error)

    def keep(self, topics: Iterable[str]) -> None:
        """Keep the topics, if they differ from what is kept."""
        new = frozenset(topics)
        if new == self.topics:
            return
        self.topics = new
        try:
            replace_synced(self._path, json.dumps(sorted(new), indent=0).encode())
        except OSError as error:
            log.warning("%s can't be kept: %s", self._path, error)


@dataclass(slots=True)
class _Told:
    """What the broker has, as far as we know since it is there."""

    values: dict[str, Json] = field(default_factory=dict)
    at_s: dict[str, float] = field(default_factory=dict)
    cleared: set[str] = field(default_factory=set)
    settled_s: float | None = None

    def forget(self) -> None:
        """Know nothing any more: the broker may have lost everything."""
        self.values.clear()
        self.at_s.clear()
        self.cleared.clear()
        self.settled_s = None


class Northbound:
    """See the module. `hear` stands between the bus and the inbox; `changed` wakes the thread.

    Args:
        words: What is said.
        office: Whom it is about.
        memory: What was retained before.
        dice: Throws the delay after Home Assistant's start.
    """

    name = "northbound"

    def __init__(
        self, words: Words, office: Office, memory: Memory, dice: random.Random | None = None
    ) -> None:
        self._words = words
        self._office = office
        self._memory = memory
        self._dice = dice or random.Random()  # noqa: S311  # spreads load, hides nothing
        self._line: Line | None = None
        self._presses: deque[Asked] = deque()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._told = _Told()
        self._gone = set(memory.topics)
        self._up = False
        self._came = False
        self._dirty = True
        self._look_at_s = 0.0
        self._rest_until_s: float | None = None
        self._resend_at_s: float | None = None
        self._described: tuple[Rules, Mapping[str, Json]] | None = None
        self.dropped = 0
        """Presses from outside that came too fast to be asked."""

    def speak_on(self, line: Line) -> None:
        """Say everything on this line; before `start`."""
        self._line = line

    def start(self) -> None:
        """Start the thread."""
        self._thread = threading.Thread(target=self._run, name=self.name)
        self._thread.start()

    def stop(self) -> None:
        """Stop and join; safe to call twice. What is retained stays: our status says offline."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def is_alive(self) -> bool:
        """Return False when the thread has died."""
        return self._thread is None or self._thread.is_alive()

    def changed(self) -> None:
        """Have another look at the office, soon; from any thread, returns at once."""
        if not self._dirty:
            self._dirty = True
            self._wake.set()

    def hear(self, event: Event) -> None:
        """Take what is for us; all else goes to the inbox. In the bus's thread."""
        match event:
            case ControlPressed() | AlertAnswered():
                self._take(event)
            case ProgramStarted():
                delay_s = self._dice.uniform(0.5, RESEND_S)
                self._resend_at_s = self._office.mono_s() + delay_s
                self._wake.set()
            case PartChanged(part="broker", ok=ok):
                self._came = self._came or ok
                self._up = ok
                self._office.emit(event)
                self._wake.set()
            case _:
                self._office.emit(event)

    def _take(self, press: Asked) -> None:
        if len(self._presses) >= MOST_WAITING:
            self.dropped += 1
            return
        self._presses.append(press)
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.wait(self._wait_s())
            self._wake.clear()
            self._step()

    def _step(self) -> None:
        self._answer_all()
        self._begin_again()
        if self._up and self._dirty and self._is_over(self._look_at_s):
            self._tell()
        self._settle()

    def _wait_s(self) -> float:
        now_s = self._office.mono_s()
        dues = [now_s + LOOK_S]
        dues += [due_s for due_s in (self._resend_at_s, self._rest_until_s) if due_s is not None]
        if self._up and self._dirty:
            dues.append(self._look_at_s)
        return max(0.0, min(dues) - now_s)

    def _is_over(self, due_s: float | None) -> bool:
        return due_s is not None and self._office.mono_s() >= due_s

    def _begin_again(self) -> None:
        """Forget what was told when the broker came back, or Home Assistant asks for it."""
        due = self._is_over(self._resend_at_s)
        if due:
            self._resend_at_s = None
        if self._is_over(self._rest_until_s):
            self._rest_until_s = None
            self._dirty = True
        if self._came or due:
            self._came = False
            self._told.forget()
            self._dirty = True

    def _tell(self) -> None:
        """Send what differs; come back soon for what had to wait."""
        began_s = self._office.mono_s()
        self._dirty = False  # before the look: what changes meanwhile is looked at again
        snapshot = self._office.look()
        wanted = {**self._description(snapshot.rules), **self._words.said(snapshot)}
        took_s = self._office.mono_s() - began_s
        self._gone = (self._gone | self._told.values.keys()) - wanted.keys()
        self._memory.keep(wanted.keys() | self._gone)
        for topic in self._gone:
            self._told.values.pop(topic, None)
        waiting_s = self._send(wanted, began_s)
        self._look_at_s = began_s + max(EVERY_S, min(MOST_S, SHARE * took_s))
        self._rest_until_s = waiting_s

    def _description(self, rules: Rules) -> Mapping[str, Json]:
        if self._described is None or self._described[0] is not rules:
            self._described = (rules, self._words.described(rules))
        return self._described[1]

    def _send(self, wanted: Mapping[str, Json], now_s: float) -> float | None:
        """Send the difference; return when to go on if something had to wait."""
        told = self._told
        new = [t for t, value in wanted.items() if t not in told.values or told.values[t] != value]
        resting = {t: self._rests_until_s(t) for t in new if self._rests_until_s(t) > now_s}
        due = [t for t in new if t not in resting]
        clear = [t for t in sorted(self._gone) if t not in told.cleared]
        for topic in clear[:AT_ONCE]:
            self._say(topic, b"")
            told.cleared.add(topic)
            told.settled_s = now_s + SETTLED_S
        room = AT_ONCE - len(clear[:AT_ONCE])
        for topic in due[:room]:
            self._say(topic, self._words.as_payload(wanted[topic]))
            told.values[topic] = wanted[topic]
            told.at_s[topic] = now_s
            told.cleared.discard(topic)
        if len(due) > room or len(clear) > AT_ONCE:
            return now_s + EVERY_S
        return min(resting.values(), default=None)

    def _rests_until_s(self, topic: str) -> float:
        if not self._words.is_figure(topic) or topic not in self._told.at_s:
            return 0.0
        return self._told.at_s[topic] + FIGURE_S

    def _say(self, topic: str, payload: bytes) -> None:
        # QoS 0: lost only with the connection, and then all is said again. So what is said
        # to others never stands in the queue of acknowledgements before a command.
        message = Publication(topic, payload, expires_s=TAKES_S, qos=0)
        if self._line is not None:
            self._line.publish(message, retain=True)

    def _settle(self) -> None:
        """Forget cleared topics after a while of the same connection: the broker has it."""
        told = self._told
        if not self._up or not self._is_over(told.settled_s):
            return
        told.settled_s = None
        self._gone -= told.cleared
        self._memory.keep(self._memory.topics - told.cleared)
        told.cleared.clear()

    def _answer_all(self) -> None:
        while self._presses and not self._stopping.is_set():
            self._answer(self._presses.popleft())

    def _answer(self, asked: Asked) -> None:
        """Ask the office and say how it went, where the one who asked may listen."""
        about: dict[str, Json]
        if isinstance(asked, AlertAnswered):
            asked = self._words.meant(self._office.look(), asked)
            about, topic = {"key": asked.key}, self._words.answered
        else:
            about = {"control": asked.control, "value": asked.value}
            topic = self._words.result(self._office.look().rules, asked)
        try:
            answer = self._office.ask(asked, ANSWER_S)
        except GatewayBusy as busy:
            log.warning("a press from outside had no answer: %s", busy)
            return
        if not answer.ok:
            log.info("refused from outside: %s: %s", about, answer.code)
        if topic is None or self._line is None:
            return
        said: dict[str, Json] = {
            "ok": answer.ok,
            "code": answer.code,
            **about,
            "text": answer.text.as_json(),
        }
        self._line.publish(Publication(topic, self._words.as_payload(said), qos=0))
