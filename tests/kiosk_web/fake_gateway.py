"""A small working office for tests of the web part: the real rules, records kept in a list.

`office()` gives an app over a sample office; `FakeGateway.ask` decides at once
in the caller's thread, `tell` puts an event without an answer (a tap, a report).
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from gateway.domain.attendance.day import Day
from gateway.domain.closing import Difference
from gateway.domain.decide import decide, next_due_s
from gateway.domain.effects import Answer, Effect, Record
from gateway.domain.events import AdminActed, Event, RegistryChanged, TimePassed
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.people import PeopleTable
from gateway.domain.rules import (
    Badge,
    Channel,
    ChannelKind,
    Contact,
    Device,
    Person,
    Reader,
    Room,
    Rules,
    Zone,
)
from gateway.domain.snapshot import Tapped
from gateway.domain.text import Json, Text
from gateway.errors import GatewayBusy, RegistryProblem
from gateway.exports import Exports
from gateway.ledger import tapped_of
from gateway.privacy import PersonalData
from gateway.registry import RegistryView
from gateway.registry.documents import PersonDoc
from gateway.registry.people_csv import read_people, table_of, text_of
from gateway.timesheets import LiveSheets
from kiosk_web import WebSettings, create_app
from kiosk_web.ports import Avoided, Kept, LinkClaim, Snapshot, Used

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 20, 8, 41, tzinfo=ZONE)
SECRET = b"a secret of thirty-two bytes....."


def sample_rules(rooms: int = 2) -> Rules:
    """Return an office: one zone, one reader, rooms with lights, three people."""
    ids = [f"room-{chr(ord('a') + n)}" if n < 26 else f"room-{n}" for n in range(rooms)]
    lamps = [
        channel
        for room in ids
        for channel in (
            Channel(
                id=f"{room}.spot-1",
                owner=room,
                zone="office",
                name=Text("射灯一", "Spot 1"),
                kind=ChannelKind.DIMMER,
                device=f"{room}-lights",
                number=1,
            ),
            Channel(
                id=f"{room}.door-light",
                owner=room,
                zone="office",
                name=Text("门边灯", "Door light"),
                kind=ChannelKind.LIGHT,
                device=f"{room}-relays",
                number=1,
                watts=20.0,
            ),
        )
    ]
    people = [
        Person(id="p017", number="1017", name="李伟", team="service"),
        Person(id="p018", number="1018", name="王芳", roles=frozenset({"staff", "facilities"})),
        Person(id="p001", number="1001", name="陈静", roles=frozenset({"staff", "admin"})),
    ]
    devices = sorted({lamp.device for lamp in lamps})
    return Rules(
        site="hq",
        name=Text("云帆客服中心", "Service centre"),
        timezone=ZONE,
        zones={"office": Zone(id="office", name=Text("办公区", "Office"))},
        readers={
            "front-door": Reader(
                id="front-door", kind="sim", zone="office", name=Text("前门", "Front door")
            )
        },
        devices={d: Device(id=d, kind="tasmota", name=Text(d, d)) for d in devices},
        channels={lamp.id: lamp for lamp in lamps},
        wired={(lamp.device, lamp.number): lamp.id for lamp in lamps},
        rooms={
            room: Room(
                id=room,
                name=Text(f"会议室 {room[5:].upper()}", f"Room {room[5:].upper()}"),
                zone="office",
                plate=room[5:].upper(),
                seats=8,
                channels=(f"{room}.spot-1", f"{room}.door-light"),
            )
            for room in ids
        },
        contacts={"facilities": Contact(id="facilities", name=Text("物业", "Facilities"))},
        facilities=("facilities",),
        people={p.id: p for p in people},
        badges={"b017": Badge(badge="b017", person="p017")},
    )


@dataclass
class FakeGateway:
    """The running gateway in memory; `busy` makes it answer nothing."""

    rules: Rules = field(default_factory=sample_rules)
    office: Office = field(default_factory=Office)
    clock: Now = field(default_factory=lambda: Now(1000.0, START))
    records: list[Kept] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    asked: list[Event] = field(default_factory=list)
    signs: dict[str, Json] = field(default_factory=lambda: {"live": True, "ready": True})
    busy: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        self._changed = threading.Condition()

    def snapshot(self) -> Snapshot:
        with self._changed:
            return Snapshot(self.version, self.office, self.rules, self.clock)

    def wait_newer(self, version: int, timeout_s: float) -> Snapshot:
        with self._changed:
            self._changed.wait_for(lambda: self.version > version, timeout_s)
            return Snapshot(self.version, self.office, self.rules, self.clock)

    def now(self) -> Now:
        return self.clock

    def vital_signs(self) -> Mapping[str, Json]:
        return self.signs

    def ask(self, event: Event, timeout_s: float = 3.0) -> Answer:
        if self.busy:
            raise GatewayBusy("no answer within 3 s")
        answers = [e for e in self.tell(event) if isinstance(e, Answer)]
        return answers[-1] if answers else Answer(ok=True, code="done", text=Text("好", "Done"))

    def tell(self, event: Event) -> list[Effect]:
        """Decide an event and return its effects; the records are kept first."""
        with self._changed:
            self.asked.append(event)
            self.office, effects = decide(self.office, event, self.clock, self.rules)
            for effect in effects:
                if isinstance(effect, Record):
                    self._keep(effect.kind, effect.subject, effect.body)
            self.effects.extend(effects)
            self.version += 1
            self._changed.notify_all()
            return effects

    def advance(self, seconds: float) -> None:
        """Move the clock; deadlines on the way fire in order."""
        end_s = self.clock.mono_s + seconds
        while (due := next_due_s(self.office)) is not None and due <= end_s:
            self._move(max(due, self.clock.mono_s))
            self.tell(TimePassed())
        self._move(end_s)

    def change(self, office: Office | None = None, rules: Rules | None = None) -> None:
        """Put another office or other rules in place, as a batch would."""
        with self._changed:
            self.office = office or self.office
            self.rules = rules or self.rules
            self.version += 1
            self._changed.notify_all()

    def _move(self, mono_s: float) -> None:
        passed = timedelta(seconds=mono_s - self.clock.mono_s)
        self.clock = replace(self.clock, mono_s=mono_s, at=self.clock.at + passed)

    def _keep(self, kind: str, subject: str, body: Mapping[str, Json]) -> None:
        self.records.append(Kept(len(self.records) + 1, self.clock.at, kind, subject, body))


@dataclass
class FakeHistory:
    """The ledger's questions over the fake gateway's list."""

    gateway: FakeGateway

    def latest(
        self, *, kinds: Sequence[str] = (), subject: str | None = None, limit: int = 50
    ) -> Sequence[Kept]:
        rows = [r for r in reversed(self.gateway.records) if _is(r.kind, kinds)]
        return [r for r in rows if subject is None or r.subject == subject][:limit]

    def after(self, seq: int, *, limit: int = 200) -> Sequence[Kept]:
        return [r for r in self.gateway.records if r.seq > seq][:limit]

    def between(self, since: datetime, until: datetime, *, kinds: Sequence[str] = ()) -> list[Kept]:
        rows = [r for r in self.gateway.records if since <= r.at < until]
        return [r for r in rows if _is(r.kind, kinds)]

    def tapped(self, first: date, last: date, *, person: str | None = None) -> list[Tapped]:
        return [
            tapped_of(row)
            for row in self.gateway.records
            if row.kind == "tap"
            and first <= row.at.date() <= last
            and person in (None, row.body.get("person"))
        ]

    def began(self) -> datetime | None:
        return next((row.at for row in self.gateway.records), None)

    def before(self, seqs: Sequence[int]) -> dict[int, datetime]:
        ahead = {row.seq + 1: row.at for row in self.gateway.records}
        return {seq: ahead[seq] for seq in seqs if seq in ahead}

    def closed_months(self, months: Sequence[str], *, person: str | None = None) -> list[Kept]:
        found: dict[tuple[Json, Json], Kept] = {}
        for row in self.gateway.records:
            name = (row.body.get("month"), row.body.get("person"))
            if row.kind == "month.closed" and name[0] in months and person in (None, name[1]):
                found[name] = row
            elif row.kind == "month.reopened":
                found.pop(name, None)
        return list(found.values())

    def since(self, at: datetime, *, kinds: Sequence[str]) -> list[Kept]:
        return [r for r in self.gateway.records if r.at >= at and _is(r.kind, kinds)]

    def energy_hours(
        self, since: datetime, until: datetime, wires: Sequence[str]
    ) -> Sequence[Used]:
        return []

    def energy_slots(
        self, since: datetime, until: datetime, wires: Sequence[str]
    ) -> Sequence[Used]:
        return []

    def energy_avoided(self, since: datetime, until: datetime) -> Sequence[Avoided]:
        return []


def _is(kind: str, kinds: Sequence[str]) -> bool:
    return not kinds or any(kind.startswith(k) if k.endswith(".") else kind == k for k in kinds)


@dataclass
class FakeRegistry:
    """Documents in a dictionary; `people` and `badges` become rules as in the shell."""

    gateway: FakeGateway
    tables: dict[str, dict[str, Mapping[str, Json]]] = field(default_factory=dict)
    refuse: str = ""

    def __post_init__(self) -> None:
        people = self.tables.setdefault("people", {})
        for p in self.gateway.rules.people.values():
            people[p.id] = {
                "id": p.id,
                "number": p.number,
                "name": p.name,
                "team": p.team,
                "roles": sorted(p.roles),
            }
        badges = self.tables.setdefault("badges", {})
        for b in self.gateway.rules.badges.values():
            badges[b.badge] = {"badge": b.badge, "person": b.person, "status": b.status}

    def get(self, table: str, key: str) -> Mapping[str, Json] | None:
        return self.tables.get(table, {}).get(key)

    def all(self, table: str) -> Mapping[str, Mapping[str, Json]]:
        return dict(self.tables.get(table, {}))

    def save(self, table: str, key: str, document: Mapping[str, Json] | None, *, by: str) -> None:
        if self.refuse:
            raise RegistryProblem([self.refuse])
        if document is None:
            self.tables.get(table, {}).pop(key, None)
        else:
            self.tables.setdefault(table, {})[key] = dict(document)
        if table in ("people", "badges"):
            self.gateway.change(rules=self._rules())
        self.gateway.tell(RegistryChanged(table=table, key=key, by=by))

    def amend(
        self,
        table: str,
        key: str,
        change: Callable[[Mapping[str, Json] | None], Mapping[str, Json]],
        *,
        by: str,
    ) -> None:
        """Change a document; as in the registry's own thread, the request is not at hand."""
        self.save(table, key, Context().run(change, self.get(table, key)), by=by)

    def save_all(
        self, changes: Mapping[str, Mapping[str, Mapping[str, Json] | None]], *, by: str
    ) -> None:
        for table, rows in changes.items():
            for key, document in rows.items():
                self.save(table, key, document, by=by)

    def preview_people(
        self, content: bytes, *, may_give: frozenset[str] | None = None
    ) -> PeopleTable:
        people = {k: PersonDoc.model_validate(d) for k, d in self.all("people").items()}
        view = RegistryView(people=people)
        return table_of(read_people(text_of(content), view, lambda uid: uid.hex(), may_give))

    def import_people(
        self,
        content: bytes,
        *,
        good_only: bool,
        by: str,
        may_give: frozenset[str] | None = None,
    ) -> PeopleTable:
        table = self.preview_people(content, may_give=may_give)
        if table.bad and not good_only:
            return table
        for each in table.good:
            document: dict[str, Json] = {"number": each.number, "name": each.name}
            self.save("people", f"p{each.number}", {**document, "team": each.team}, by=by)
        return replace(table, taken=len(table.good))

    def _rules(self) -> Rules:
        people = {
            key: Person(
                id=key,
                number=str(d["number"]),
                name=str(d["name"]),
                team=str(d.get("team", "")),
                roles=frozenset(d.get("roles", ["staff"])),  # type: ignore[arg-type]
                active=bool(d.get("active", True)),
            )
            for key, d in self.all("people").items()
        }
        badges = {
            key: Badge(badge=key, person=str(d["person"]), status=str(d.get("status", "active")))
            for key, d in self.all("badges").items()
        }
        rules = self.gateway.rules
        return replace(rules, people=people, badges=badges, generation=rules.generation + 1)


@dataclass
class FakeLinks:
    """Signed links: what is in the dictionary is genuine."""

    claims: dict[str, LinkClaim] = field(default_factory=dict)

    def read(self, token: str) -> LinkClaim | None:
        return self.claims.get(token)


@dataclass
class FakeDemo:
    """The demo's strings; what was pulled is in `pulled`."""

    pulled: list[tuple[str, ...]] = field(default_factory=list)

    def tap(self, reader: str, card: str) -> None:
        self.pulled.append(("tap", reader, card))

    def cards(self) -> Sequence[Mapping[str, Json]]:
        return [
            {"card": "li-wei", "person": "p017", "name": "李伟", "note": ""},
            {"card": "stranger", "person": None, "name": "未登记的卡", "note": ""},
        ]

    def move_clock(self, to: str) -> None:
        self.pulled.append(("clock", to))

    def breakable(self) -> Sequence[Mapping[str, Json]]:
        states = [
            {"id": "ok", "zh": "正常", "en": "Works"},
            {"id": "silent", "zh": "不应答", "en": "Silent"},
        ]
        return [{"id": "relay", "zh": "继电器", "en": "Relay", "state": "ok", "states": states}]

    def break_(self, thing: str, state: str) -> None:
        self.pulled.append(("break", thing, state))


@dataclass
class FakeSheets:
    """The timesheets of the records, or the days that a test put in `kept`."""

    live: LiveSheets
    kept: list[Day] = field(default_factory=list)
    differ: list[Difference] = field(default_factory=list)

    def days(self, first: date, last: date, person: str | None = None) -> list[Day]:
        """Return the days of a span."""
        if not self.kept:
            return self.live.days(first, last, person)
        found = [d for d in self.kept if first <= d.date <= last and person in (None, d.person)]
        return sorted(found, key=lambda day: (day.person, day.date))

    def changes(self, first: date, last: date, person: str | None = None) -> tuple[Difference, ...]:
        """Return what a test put in `differ`, of a span."""
        return tuple(
            d for d in self.differ if first <= d.date <= last and person in (None, d.person)
        )


@dataclass
class FakeOffice:
    """An app and all that stands behind it."""

    app: Flask
    gateway: FakeGateway
    history: FakeHistory
    registry: FakeRegistry
    links: FakeLinks
    demo: FakeDemo | None
    sheets: FakeSheets

    def admin_acts(self) -> list[AdminActed]:
        """Return what administrators did, as the gateway was told."""
        return [e for e in self.gateway.asked if isinstance(e, AdminActed)]


class CompiledOnce(BytecodeCache):
    """What templates were compiled to, by name and text: each test has an app of its own."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in what was compiled before, if it was."""
        if code := self._kept.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


COMPILED = CompiledOnce()


def office(
    *, demo: bool = False, rooms: int = 2, settings: WebSettings | None = None
) -> FakeOffice:
    """Return a whole sample office with its app."""
    gateway = FakeGateway(rules=sample_rules(rooms))
    history, registry = FakeHistory(gateway), FakeRegistry(gateway)
    links, strings = FakeLinks(), FakeDemo() if demo else None
    settings = settings or WebSettings(trusted_hosts=("localhost", "127.0.0.1"))
    sheets = FakeSheets(LiveSheets(gateway.snapshot, history))
    personal = PersonalData(
        rules=lambda: gateway.rules,
        registry=registry,
        rows=history,
        days=sheets.days,
        now=lambda: gateway.clock.at,
    )
    app = create_app(
        gateway,
        history,
        registry,
        links,
        sheets,
        secret=SECRET,
        demo=strings,
        settings=settings,
        exports=Exports(lambda: gateway.rules),
        personal=personal,
    )
    app.jinja_env.bytecode_cache = COMPILED
    return FakeOffice(app, gateway, history, registry, links, strings, sheets)
