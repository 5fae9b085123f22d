"""A small office to try rules on: sample rules, a clock that is moved by hand, `feed`.

`scene.feed(event)` goes through the real `decide`; `scene.advance(s)` moves the
clock and lets every deadline on the way fire at its own instant, as the loop
does; `scene.restart()` is what a restart does: durable parts from the facts.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

from gateway.domain.decide import decide, fold_all, next_due_s
from gateway.domain.effects import Effect, Feedback, Record
from gateway.domain.events import BadgeTapped, Correction, Event, SignedIn, TapCorrected, TimePassed
from gateway.domain.now import Now
from gateway.domain.office import DURABLE, Office
from gateway.domain.rules import (
    Assignment,
    Badge,
    Channel,
    ChannelKind,
    Contact,
    Device,
    Input,
    Opening,
    Person,
    Reader,
    ReaderDirection,
    Room,
    Rules,
    Shift,
    Zone,
)
from gateway.domain.text import Text
from gateway.domain.turn import Fact

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRIDAY_0830 = datetime(2026, 11, 20, 8, 30, tzinfo=SHANGHAI)
"""An ordinary working day."""

E_ = TypeVar("E_", bound=Effect)


@dataclass
class FakeClock:
    """Moves only when told to; steps are binary-exact so that sums are."""

    mono_s: float = 1_000.0
    at: datetime = FRIDAY_0830
    trusted: bool = True

    def now(self) -> Now:
        """Return the instant, as the shell's clock would."""
        return Now(self.mono_s, self.at, self.trusted)

    def advance(self, seconds: float) -> None:
        """Move both times forward."""
        self.mono_s += seconds
        self.at += timedelta(seconds=seconds)

    def set_to(self, local: str) -> None:
        """Move forward to a local `HH:MM[:SS]`, today or tomorrow."""
        target = datetime.combine(self.at.date(), time.fromisoformat(local), self.at.tzinfo)
        if target < self.at:
            target += timedelta(days=1)
        self.advance((target - self.at).total_seconds())


def card(person: str) -> str:
    """Return the keyed hash of a sample person's badge."""
    return f"hash-of-{person}"


def sample_rules() -> Rules:
    """Return the sample office.

    Zones `office` (readers `front-door`: toggle, `gate-in`, `gate-out`) and,
    inside it, `lab` (reader `lab-door`: toggle); rooms `room-a`, `room-b` in
    `office`. People p001 Li Wei, p002 Wang Fang, p003 Zhao Min (with the day
    shift 09:00-17:30), p004 Chen Hao (no shift), p009 (left the company).
    """
    wired_lights = {
        "room-a.spot-1": ("room-a-lights", 1, ChannelKind.DIMMER),
        "room-a.door-light": ("room-a-relays", 1, ChannelKind.LIGHT),
        "room-b.ac": ("room-b-ac", 1, ChannelKind.AC),
        "office.hall-light": ("hall", 1, ChannelKind.LIGHT),
        "office.server": ("server", 1, ChannelKind.SOCKET),
    }
    channels = {
        name: Channel(
            id=name,
            owner=name.split(".")[0],
            zone="office",
            name=Text(name, name),
            kind=kind,
            device=device,
            number=number,
        )
        for name, (device, number, kind) in wired_lights.items()
    }
    devices = {*(c.device for c in channels.values()), "office-meter"}
    people = {
        "p001": Person(id="p001", number="1001", name="李伟"),
        "p002": Person(id="p002", number="1002", name="王芳"),
        "p003": Person(id="p003", number="1003", name="赵敏"),
        "p004": Person(id="p004", number="1004", name="陈浩"),
        "p009": Person(id="p009", number="1009", name="孙丽", active=False),
    }
    badges = {card(p): Badge(badge=card(p), person=p) for p in people}
    badges["hash-lost"] = Badge(badge="hash-lost", person="p004", status="lost")
    badges["hash-blocked"] = Badge(badge="hash-blocked", person="p004", status="blocked")
    return Rules(
        site="hq",
        name=Text("客服中心", "Service centre"),
        timezone=SHANGHAI,
        zones={
            "office": Zone(
                id="office",
                name=Text("办公区", "Office"),
                opening=Opening(spans={d: ((time(7, 30), time(21, 30)),) for d in range(5)}),
                meter="office-meter",
                standby_w=60.0,
                never_off=frozenset({"office.server"}),
            ),
            "lab": Zone(id="lab", name=Text("实验室", "Lab"), parent="office"),
        },
        readers={
            r.id: r
            for r in (
                _reader("front-door", "office", ReaderDirection.TOGGLE),
                _reader("back-door", "office", ReaderDirection.TOGGLE),
                _reader("gate-in", "office", ReaderDirection.IN),
                _reader("gate-out", "office", ReaderDirection.OUT),
                _reader("lab-door", "lab", ReaderDirection.TOGGLE),
            )
        },
        devices={d: Device(id=d, kind="tasmota", name=Text(d, d)) for d in sorted(devices)},
        channels=channels,
        wired={(c.device, c.number): c.id for c in channels.values()},
        rooms={
            r: Room(
                id=r,
                name=Text(f"会议室 {plate}", f"Room {plate}"),
                zone="office",
                plate=plate,
                channels=tuple(c.id for c in channels.values() if c.owner == r),
            )
            for r, plate in (("room-a", "A"), ("room-b", "B"))
        },
        inputs={
            "motion-hall": Input(
                id="motion-hall", kind="motion", zone="office", name=Text("走廊", "Hall")
            ),
            "window-3": Input(
                id="window-3", kind="window", zone="office", name=Text("3 号窗", "Window 3")
            ),
            "door-lab": Input(id="door-lab", kind="door", zone="lab", name=Text("门", "Door")),
        },
        contacts={
            "facilities": Contact(id="facilities", name=Text("物业", "Facilities")),
            "manager": Contact(id="manager", name=Text("经理", "Manager"), language="en"),
            "boss": Contact(id="boss", name=Text("总监", "Director")),
        },
        facilities=("facilities", "manager", "boss"),
        people=people,
        badges=badges,
        shifts={
            "day": Shift(
                id="day",
                name=Text("日班", "Day"),
                start=time(9),
                end=time(17, 30),
                breaks=((time(12), time(13)),),
            ),
            "night": Shift(id="night", name=Text("夜班", "Night"), start=time(22), end=time(6)),
        },
        assignments=tuple(
            Assignment(person=p, shift="day", from_=date(2026, 1, 1))
            for p in ("p001", "p002", "p003")
        ),
    )


def _reader(id_: str, zone: str, direction: ReaderDirection) -> Reader:
    return Reader(id=id_, kind="sim", zone=zone, name=Text(id_, id_), direction=direction)


@dataclass
class Scene:
    """An office in a test; see the module."""

    rules: Rules
    clock: FakeClock
    office: Office = field(default_factory=Office)
    kept: list[Fact] = field(default_factory=list)
    done: list[Effect] = field(default_factory=list)
    taps: int = 0

    def feed(self, event: Event) -> list[Effect]:
        """Decide one event now; return its effects (also collected in `done`)."""
        self.office, effects = decide(self.office, event, self.clock.now(), self.rules)
        at = self.clock.at
        self.kept += [Fact(e.kind, e.subject, e.body, at) for e in effects if _is_record(e)]
        self.done += effects
        return effects

    def advance(self, seconds: float) -> list[Effect]:
        """Move the clock on; deadlines on the way fire at their instants. Return all effects."""
        effects: list[Effect] = []
        end_s = self.clock.mono_s + seconds
        while (due_s := next_due_s(self.office)) is not None and due_s <= end_s:
            self.clock.advance(max(0.0, due_s - self.clock.mono_s))
            effects += self._fired()
        self.clock.advance(end_s - self.clock.mono_s)
        return effects

    def _fired(self) -> list[Effect]:
        """Let what is due now happen; that may make something more due, but not for ever.

        An alert whose trouble comes back this instant may be due for its next contact.
        """
        effects: list[Effect] = []
        for _ in range(3):
            effects += self.feed(TimePassed())
            due_s = next_due_s(self.office)
            if due_s is None or due_s > self.clock.mono_s:
                return effects
        raise AssertionError("a deadline must move on")

    def until(self, local: str) -> list[Effect]:
        """Advance to a local `HH:MM[:SS]`, today or tomorrow."""
        ahead = FakeClock(self.clock.mono_s, self.clock.at)
        ahead.set_to(local)
        return self.advance(ahead.mono_s - self.clock.mono_s)

    def restart(self) -> Office:
        """Restart the gateway: transient parts empty, durable ones from the facts."""
        self.office = self.refolded()
        return self.office

    def refolded(self) -> Office:
        """Return the office as the facts kept so far tell it, read back from JSON."""
        rows = [replace(f, body=json.loads(json.dumps(f.body))) for f in self.kept]
        return fold_all(Office(), rows, self.clock.now())

    def durable(self, office: Office | None = None) -> Mapping[str, object]:
        """Return the parts that survive a restart, to compare."""
        return {part: getattr(office or self.office, part) for part in DURABLE}

    def tap(self, person: str, reader: str = "front-door", **more: object) -> Feedback:
        """Lay a person's badge (or a raw hash with `badge=`) on a reader; return the answer."""
        self.taps += 1
        event = BadgeTapped(tap_id=f"{reader}:1:{self.taps}", reader=reader, badge=card(person))
        effects = self.feed(replace(event, **more))
        return only(Feedback, effects)

    def sign_in(self, person: str, reader: str = "front-door") -> list[Effect]:
        """Sign in by number and PIN."""
        self.taps += 1
        return self.feed(SignedIn(tap_id=f"{reader}:1:{self.taps}", reader=reader, person=person))

    def correct(self, correction: str, tap_id: str | None = None, **more: object) -> list[Effect]:
        """Touch "not right?" for a tap (the latest one unless said)."""
        shown = [s for s in self.office.taps.shown.values() if s.tap_id == tap_id or not tap_id]
        wanted = tap_id or shown[-1].tap_id
        event = TapCorrected(tap_id=wanted, correction=Correction(correction))
        return self.feed(replace(event, **more))

    def records(self, kind: str = "") -> list[Fact]:
        """Return the facts kept so far, of one kind or all."""
        return [f for f in self.kept if not kind or f.kind == kind]


def _is_record(effect: Effect) -> bool:
    return isinstance(effect, Record)


def every(kind: type[E_], effects: list[Effect]) -> list[E_]:
    """Return the effects of one kind, in order."""
    return [e for e in effects if isinstance(e, kind)]


def only(kind: type[E_], effects: list[Effect]) -> E_:
    """Return the one effect of a kind; fail when there are none or several."""
    (found,) = every(kind, effects)
    return found


@pytest.fixture
def rules() -> Rules:
    """Return the sample office's rules."""
    return sample_rules()


@pytest.fixture
def clock() -> FakeClock:
    """Return a clock at 08:30 on a working Friday."""
    return FakeClock()


@pytest.fixture
def scene(rules: Rules, clock: FakeClock) -> Scene:
    """Return an office in the morning, nobody in."""
    return Scene(rules, clock)
