"""Composition: the one place that knows everybody. Starts in order, stops in reverse.

stores → state → loop → screens → devices. Screens come up before the devices,
so that a gateway without a broker or a reader still says so on every panel.
"""

import logging
import os
import secrets as random
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from devices.base import Running
from devices.mqtt.bus import Bus
from gateway import __version__
from gateway.clock import Clock, SystemClock, uptime_s
from gateway.commands import Devices
from gateway.config import Secrets, Site
from gateway.disk import DiskWatch
from gateway.domain.effects import Command, Feedback, Notify, Record
from gateway.domain.events import GatewayStarted
from gateway.domain.now import Now
from gateway.domain.rules import Rules
from gateway.doors import Door
from gateway.errors import AddressTaken
from gateway.exports import Exports
from gateway.files import why
from gateway.heartbeat import Heartbeat
from gateway.inbox import Inbox
from gateway.jobs import Jobs
from gateway.keys import Keys
from gateway.ledger import Ledger, LedgerReader
from gateway.links import Links
from gateway.loop import Hooks, Loop, Sinks
from gateway.musterlist import MusterList
from gateway.northbound import FILE as NORTHBOUND_FILE
from gateway.northbound import Memory, Northbound
from gateway.northbound import Office as NorthboundOffice
from gateway.notify import Notifier
from gateway.pins import panel_pins
from gateway.privacy import PersonalData
from gateway.reading import Origin, Pins, mqtt_readers, readers_of
from gateway.recovery import Checkpoints, recover
from gateway.registry import FILE, Registry, RegistryView
from gateway.retention import Purge, Retention
from gateway.rules import build_rules, site_rules
from gateway.timesheets import LiveSheets
from gateway.watchdog import Watchdog
from gateway.wiring import bus_config, projectors_of, router_of, words_of
from kiosk_web import WebSettings, create_app
from kiosk_web.ports import Demo
from kiosk_web.server import WebServer, listen

log = logging.getLogger(__name__)

TIDY_EVERY_S = 60.0
WELL_S = 10.0
"""A loop that has not looked up for so long is not well, and the heartbeat stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What may differ from the site file.

    Attributes:
        data: The data folder.
        broker_url: Another broker than the site file's (the demo's own).
        host, port: Where the screens listen; None = as the site file says.
        clock: Another clock than the machine's.
        demo: The demo's strings, or None.
        notify_urls: Addresses for contacts that the secrets file does not name.
        prepare: Called when the stores are open and nothing runs yet.
    """

    data: Path
    broker_url: str | None = None
    host: str | None = None
    port: int | None = None
    clock: Clock | None = None
    demo: Demo | None = None
    notify_urls: tuple[tuple[str, tuple[str, ...]], ...] = ()
    prepare: Callable[["App"], None] | None = None


class App:
    """One running gateway.

    `start`, then `run` in the main thread until `stop` (from any thread or a
    signal), then `close`. All four may be called on a half-started one.
    """

    def __init__(self, site: Site, secrets: Secrets, options: Options) -> None:
        self.site = site
        self.options = options
        self._secrets = secrets
        self._stack = ExitStack()
        self._running: list[Running] = []
        self._generation = 0
        self._tidy_at_s = 0.0
        self._stop_asked = False
        self.inbox = Inbox()
        self.boot = random.token_hex(8)
        self.setup_code: str | None = None

    def start(self) -> None:
        """Open the stores, rebuild the state, start every part; returns when ready.

        Raises:
            StoreDamaged, DataNewer, StoreUnavailable: A store cannot be used.
            AddressTaken: The screens cannot listen where they should; nothing was written.
        """
        self._find_address()
        try:
            self._open_stores()
            if self.options.prepare is not None:
                self.options.prepare(self)
            self._make_loop()
            self._make_edges()
        except BaseException:
            self.close()
            raise
        self.door.ready = True

    def run(self) -> bool:
        """Decide until stopped; False when a thread we lean on has died."""
        if self._stop_asked:
            self.loop.stop()
        self._watchdog.ready()
        return self.loop.run()

    def stop(self) -> None:
        """Make `run` return, also if it is not there yet; from any thread or a signal."""
        self._stop_asked = True
        if hasattr(self, "loop"):
            self.loop.stop()

    def close(self) -> None:
        """Stop every part in reverse, keep a checkpoint, close the stores."""
        self._stack.close()

    def _address(self) -> tuple[str, int]:
        """Return where the screens listen."""
        web, options = self.site.web, self.options
        return options.host or web.host, web.port if options.port is None else options.port

    def _find_address(self) -> None:
        host, port = self._address()
        try:
            listen(host, port).close()
        except OSError as error:
            # A socket's error has words of its own in brackets; the system's are shorter.
            reason = os.strerror(error.errno) if error.errno and error.errno > 0 else why(error)
            raise AddressTaken(
                f"the screens cannot listen on {host} port {port}: {reason}; "
                "end the other program, or choose another ([web] port and host, demo: --port)"
            ) from error

    def _open_stores(self) -> None:
        data = self.options.data
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        zone = self.site.site.timezone
        self.keys = Keys.load_or_create(data)
        self.registry = Registry(data / FILE, self.keys, self.inbox.put)
        self.registry.site = site_rules(self.site)
        # Before anything is read: a second gateway must not keep a checkpoint of what it saw.
        self.registry.own()
        self._stack.callback(self.registry.stop)
        self.ledger = Ledger.open(data / "ledger.db", self.keys.ledger, self.site.site.id, zone)
        self._stack.callback(self.ledger.close)
        self.history = LedgerReader(data / "ledger.db", zone)
        self._stack.callback(self.history.close)
        newest_at = self._kept_at = self.ledger.newest_at()
        self.clock = self.options.clock or SystemClock(zone, newest_at)
        kept = self.site.privacy
        retention = Retention(
            taps=kept.taps_days,
            requests=kept.requests_days,
            months=kept.months_days,
            looks=kept.looks_days,
            duties=kept.duties_days,
            messages=kept.messages_days,
            rollcalls=kept.rollcalls_days,
            visitors=kept.visitors_days,
        )
        self._purge = Purge(self.ledger, retention, newest_at, lambda fact: self.loop.learn(fact))

    def _make_loop(self) -> None:
        rules = build_rules(self.site, self.registry.view, self._generation)
        self._watchdog = Watchdog()
        self._stack.callback(self._watchdog.close)
        office = recover(self.ledger, self.clock.now(), self._watchdog.starting)
        self._checkpoints = Checkpoints(self.ledger)
        sinks: Sinks = {
            Feedback: self._feedback,
            Command: self._command,
            Notify: self._notify,
            Record: self._kept,
        }
        hooks = Hooks(alive=self._alive, look=self._look, rows=self._checkpoints.count)
        self.loop = Loop(office, rules, self.clock, self.ledger, sinks, hooks, self.inbox)
        self.registry.on_change = self._rules_changed
        self._stack.callback(self._last_checkpoint)
        self.door = Door(self.loop, self.clock)
        self._disk = DiskWatch(self.options.data, self.inbox.put)
        self.inbox.put(GatewayStarted(version=__version__, boot=self.boot, kept_at=self._kept_at))

    def _make_edges(self) -> None:
        keys, site, emit = self.keys, self.site, self.inbox.put
        self.links = Links(keys.link, self.clock)
        urls = dict(self.options.notify_urls)
        urls |= {c.id: found for c in site.contacts if (found := self._secrets.urls_of(c.id))}
        self.pins = Pins(site, emit)
        self._stack.callback(self.pins.close)
        self.pins.open_lamps()
        config = bus_config(site, self._secrets, self.options.broker_url)
        self.northbound = self._northbound()
        origin = Origin(emit=emit, hash_uid=keys.hash_uid, boot=self.boot, now_s=uptime_s)
        router = router_of(site, mqtt_readers(site, origin))
        self.bus = Bus(config, router, self.northbound.hear, uptime_s)
        self.northbound.speak_on(self.bus)
        projectors = projectors_of(site, self._secrets, emit, uptime_s)
        self.devices = Devices(self.bus, projectors)
        self.web = self._web()
        address = str(site.web.public_url or f"http://{site.web.host}:{self.web.port}")
        self.notifier = Notifier(site, urls, emit=emit, links=self.links, address=address)
        self.readers = readers_of(site, origin)
        self.registry.start()  # stops last: until the last checkpoint the folder is ours
        self._running.append(self.registry)
        parts: list[Running] = [self.notifier, self.web, self.bus, self.northbound]
        parts += [
            *projectors.values(),
            *self.readers.running,
            *self.pins.inputs(),
            Jobs(self.inbox, self.clock),
            MusterList(self.door.snapshot, self.clock, self.options.data),
            *self._heartbeat(),
        ]
        for part in parts:
            part.start()
            self._stack.callback(part.stop)
            self._running.append(part)

    def _heartbeat(self) -> list[Heartbeat]:
        url = self._secrets.heartbeat_url()
        if url is None:
            return []
        every_s = self.site.alerts.heartbeat_s
        return [Heartbeat(url, every_s, lambda: self.loop.idle_s() < WELL_S)]

    def _northbound(self) -> Northbound:
        office = NorthboundOffice(
            look=self.door.snapshot, ask=self.door.ask, emit=self.inbox.put, mono_s=uptime_s
        )
        memory = Memory(self.options.data / NORTHBOUND_FILE)
        northbound = Northbound(words_of(self.site), office, memory)
        self.loop.board.listen(northbound.changed)
        return northbound

    def _web(self) -> WebServer:
        settings = self.site.web
        if not _has_admin(self.registry, self.loop.board.latest().rules):
            self.setup_code = random.token_hex(4).upper()
        hosts = ("127.0.0.1", "localhost", "[::1]", *settings.trusted_hosts)
        sheets = LiveSheets(self.loop.board.latest, self.history)
        personal = PersonalData(
            rules=lambda: self.door.snapshot().rules,
            registry=self.registry,
            rows=self.history,
            days=sheets.days,
            now=lambda: self.clock.now().at,
        )
        app = create_app(
            self.door,
            self.history,
            self.registry,
            self.links,
            sheets,
            personal=personal,
            secret=self.keys.web,
            demo=self.options.demo,
            pins=panel_pins(self.site, self._secrets),
            exports=Exports(lambda: self.loop.board.latest().rules),
            settings=WebSettings(
                trusted_hosts=hosts,
                setup_code=self.setup_code,
                secure_cookies=(settings.public_url or "").startswith("https:"),
                default_language=self.site.site.language[:2],
            ),
        )
        return WebServer(app, *self._address())

    def _rules_changed(self, view: RegistryView) -> None:
        self._generation += 1
        self.loop.swap_rules(build_rules(self.site, view, self._generation))

    def _feedback(self, feedback: Feedback) -> None:
        self.door.taps[feedback.result.value] += 1
        self.pins.show(feedback)

    def _command(self, command: Command) -> None:
        self.door.commands["sent"] += 1
        self.devices.send(command)

    def _kept(self, record: Record) -> None:
        if record.kind == "channel.no_answer":
            self.door.commands["unreachable"] += 1

    def _notify(self, message: Notify) -> None:
        self.notifier.send(message)

    def _alive(self) -> bool:
        dead = [part.name for part in self._running if not part.is_alive()]
        if dead:
            log.critical("thread ended: %s; ending, to be started afresh", ", ".join(dead))
        return not dead

    def _look(self, now: Now) -> None:
        self._watchdog.feed()
        self._checkpoints.take_if_due(self.loop.office, now)
        self._disk.look(now)
        self._purge.look(now, quiet=not len(self.inbox))
        if now.mono_s >= self._tidy_at_s and not len(self.inbox):
            # In a quiet second, so that no tap pays for SQLite's own checkpoint.
            self._tidy_at_s = now.mono_s + TIDY_EVERY_S
            self.ledger.tidy()

    def _last_checkpoint(self) -> None:
        self._checkpoints.take(self.loop.office, self.clock.now())


def _has_admin(registry: Registry, rules: Rules) -> bool:
    """Tell whether somebody can administrate: a PIN alone opens no door there."""
    return any(
        bool(account.get("password")) and not account.get("disabled")
        for person, account in registry.all("accounts").items()
        if person in rules.people and "admin" in rules.people[person].roles
    )
