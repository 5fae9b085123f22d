"""The demo office whole: broker, imaginary things, gateway, phone, strings to pull."""

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from devices.mqtt.address import Broker
from devices.sim.office import SimOffice
from devices.sim.vpcd import PORT as VPCD_PORT
from devices.sim.vpcd import VirtualCards
from gateway.app import App, Options
from gateway.broker import LocalBroker
from gateway.clock import MovableClock, uptime_s
from gateway.config import Secrets, Site, load
from gateway.config.examples import example
from gateway.demo.cards import virtual_reader
from gateway.demo.duties import duties
from gateway.demo.imaginary import imaginary, placed
from gateway.demo.past import past
from gateway.demo.people import past_of_people
from gateway.demo.phone import Phone
from gateway.demo.pilot import Pilot
from gateway.demo.strings import Strings
from gateway.demo.things import Things, things_of
from gateway.domain.text import Json
from gateway.errors import ConfigError
from gateway.rules import build_rules

MORNING = (8, 40)
"""The demo begins before work does, so that a visitor sees a whole day."""


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """Where the demo keeps its data and listens (port 0: any free one).

    Attributes:
        config: Another site file than the demo's own; nothing real in it is touched.
        vpcd: Where vpcd's first slot is looked for; None: nowhere.
    """

    data: Path
    port: int = 8080
    host: str = "127.0.0.1"
    config: Path | None = None
    vpcd: int | None = VPCD_PORT


class _Part(Protocol):
    def start(self) -> None: ...
    def stop(self) -> None: ...


class DemoOffice:
    """`start`, then `app.run()` in the main thread (or a thread of a test), then `stop`."""

    def __init__(self, options: DemoOptions) -> None:
        self._options = options
        self._stack = ExitStack()
        written, secrets = load(options.config or example("demo.toml"))
        # Panels open as they really do; real people have real addresses there.
        self._secrets = Secrets(panels=secrets.panels, rooms=secrets.rooms)
        self.clock = MovableClock(written.site.timezone)
        site = self._imaginary(written)
        self.things: Things = things_of(site, self.clock.monotonic)
        self.site = placed(
            site, {device: one.port for device, one in self.things.projectors.items()}
        )
        self.broker = LocalBroker()
        self.phone = Phone()
        self.strings = Strings(self.things, self.broker, self.site, self.cards)

    def _imaginary(self, written: Site) -> Site:
        port = self._options.vpcd
        reader = None if port is None else virtual_reader(written, port)
        self.cards = None if reader is None or port is None else VirtualCards(uptime_s, port)
        return imaginary(written, () if reader is None else (reader,))

    @property
    def host(self) -> str:
        """Return the address the screens listen on."""
        return self._options.host

    def start(self) -> None:
        """Start everything; returns when the screens answer."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        projectors = self.things.projectors.values()
        for projector in projectors:  # they hold their ports since they were made
            self._stack.callback(projector.stop)
        parts: list[_Part] = [self.broker, self.phone, *projectors]
        for part in [*parts, *([self.cards] if self.cards else [])]:
            self._stack.callback(part.stop)
            part.start()
        urls = tuple((c.id, (self.phone.url,)) for c in self.site.contacts)
        self.app = App(
            self.site,
            self._secrets,
            Options(
                data=self._options.data,
                broker_url=self.broker.url,
                host=self._options.host,
                port=self._options.port,
                clock=self.clock,
                demo=self.strings,
                notify_urls=urls,
                prepare=self._prepare,
            ),
        )
        self.sims = SimOffice(Broker(url=self.broker.url), self.things.all(), uptime_s)
        self.sims.start()
        self._stack.callback(self.sims.stop)
        self.app.start()
        self._stack.callback(self.app.close)
        self.pilot = Pilot(
            self.app.loop,
            self.clock,
            self.strings.telemetry,
            lambda: self.app.door.commands["sent"],
        )
        self._stack.callback(self.pilot.stop)
        self.strings.connect(self.app, self.pilot)

    def stop(self) -> None:
        """Stop everything in reverse."""
        self._stack.close()

    def _prepare(self, app: App) -> None:
        """Set the clock to a morning after all that was kept, give it a past and sample people."""
        newest = app.ledger.newest_at()
        now = self.clock.now().at
        start = morning(max(newest, now) if newest else now)
        self.clock.advance((start - now).total_seconds())
        if not app.registry.view.people:
            problems = app.registry.import_document(
                sample_people([zone.id for zone in self.site.zones]), by="demo"
            )
            if problems:
                raise ConfigError([problem.line("en") for problem in problems])
        if newest is None:
            # Somebody has filled in its calendar, so that nothing is amiss before anything happens.
            years: Mapping[str, Json] = {"value": [start.year, start.year + 1]}
            app.registry.save("settings", "calendar_years", years, by="demo")
            rules = build_rules(self.site, app.registry.view, 0)
            app.ledger.append_past(past_of_people(rules, start))
            app.ledger.append(list(past(rules, start)), self.clock.now())
            planned = duties(rules, start)
            app.ledger.append(list(planned.records), self.clock.now())
            for month, draft in planned.drafts.items():
                app.registry.save("duty_plans", month, draft, by="demo")


def morning(after: datetime) -> datetime:
    """Return 08:40 of the first Monday-to-Friday that begins after a time."""
    at = after.replace(hour=MORNING[0], minute=MORNING[1], second=0, microsecond=0)
    while at <= after or at.weekday() > 4:
        at += timedelta(days=1)
    return at


def sample_people(zones: Sequence[str] = ()) -> Mapping[str, object]:
    """Return the demo's registry document; in another office its duty post is in the first zone."""
    found: dict[str, object] = json.loads((example("demo-registry.json")).read_text("utf-8"))
    posts = found["duty_posts"]
    assert isinstance(posts, list)
    for post in posts:
        if zones and post["zone"] not in zones:
            post["zone"] = zones[0]
    return found
