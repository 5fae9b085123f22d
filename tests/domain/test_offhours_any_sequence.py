"""Off-hours, whatever happens in whatever order: one alert a place, none while somebody is in."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gateway.domain.effects import AlertChanged, Command, Effect, Verb
from gateway.domain.energy import channel_total_wh, zone_total_wh
from gateway.domain.events import (
    AlertAnswered,
    Event,
    InputChanged,
    LoadsKnown,
    MeetingBegan,
    MinuteBegan,
)
from gateway.domain.meters import meter_w
from gateway.domain.power import breach_now, is_surely_closed, place_of
from gateway.domain.presence import head_count
from gateway.domain.rules import Almanac, DayKind, EnergyRules, ExpectedLoad, Rules
from tests.domain.scene import FakeClock, Scene, every, sample_rules
from tests.domain.talk import LOADS, said

PEOPLE = st.sampled_from(["p001", "p002"])
CHANNELS = st.sampled_from([*LOADS, "office.server"])
WATTS = st.sampled_from([None, 0.0, 5.0, 45.0, 130.0, 900.0])
WAITS_S = st.sampled_from([1.0, 59.0, 300.0, 610.0, 1900.0])
SCOPES = st.sampled_from(["zone:office", "room:room-b", "device:hall", "zone:nowhere"])
FRIDAY = date(2026, 11, 20)


def night_rules() -> Rules:
    """Return the sample office: the server may draw 120 W, Sunday's kind of day is not known."""
    rules = sample_rules()
    load = ExpectedLoad(channel="office.server", watts=120.0)
    zones = {**rules.zones, "office": replace(rules.zones["office"], expected=(load,))}
    days = {FRIDAY + timedelta(days=2): DayKind.UNKNOWN, FRIDAY + timedelta(days=1): DayKind.MAKEUP}
    almanac = Almanac(days=days, years=frozenset({2026}))
    return replace(rules, zones=zones, almanac=almanac, energy=EnergyRules(price_per_kwh=0.8))


class Nights(RuleBasedStateMachine):
    """Reports, people, windows, answers, what is known, restarts and an untrusted clock."""

    def __init__(self) -> None:
        super().__init__()
        self.scene = Scene(night_rules(), FakeClock())
        self.scene.until("22:00")
        for channel in LOADS:
            self.channel_says(channel, False, 0.0)
        self.last_wh: dict[str, float] = {}

    def feed(self, event: Event) -> list[Effect]:
        effects = self.scene.feed(event)
        self.look(effects)
        return effects

    def look(self, effects: list[Effect]) -> None:
        """No alert begins while somebody is in, or while nobody knows that it is closed."""
        scene = self.scene
        for moved in every(AlertChanged, effects):
            place = place_of(moved.key)
            if place and moved.state in ("raised", "reopened"):
                zone = scene.office.alerts.open[moved.key].zone
                assert zone is not None
                assert scene.clock.trusted
                assert not head_count(scene.office, scene.rules, zone)
                assert is_surely_closed(scene.rules, zone, scene.clock.at)

    @rule(channel=CHANNELS, power=st.sampled_from([None, True, True, False]), watts=WATTS)
    def channel_says(self, channel: str, power: bool | None, watts: float | None) -> None:
        wired = self.scene.rules.channels[channel]
        self.feed(said(wired.device, wired.number, power=power, power_w=watts))

    @rule(channel=CHANNELS, online=st.booleans())
    def device_comes_or_goes(self, channel: str, online: bool) -> None:
        self.feed(said(self.scene.rules.channels[channel].device, None, online=online))

    @rule(watts=st.sampled_from([10.0, 60.0, 91.0, 950.0]))
    def meter_says(self, watts: float) -> None:
        self.feed(said("office-meter", None, power_w=watts))

    @rule(is_open=st.booleans())
    def window(self, is_open: bool) -> None:
        self.feed(InputChanged(input="window-3", value=is_open))

    @rule(person=PEOPLE)
    def tap(self, person: str) -> None:
        self.scene.tap(person)

    @rule()
    def everybody_leaves(self) -> None:
        for session in tuple(self.scene.office.presence.sessions.values()):
            self.scene.advance(300.0)
            self.scene.tap(session.person)
        self.look(self.scene.advance(200.0))

    @rule(wait_s=WAITS_S)
    def wait(self, wait_s: float) -> None:
        step_s = min(wait_s, 60.0)
        for _ in range(min(12, int(wait_s // step_s))):
            self.look(self.scene.advance(step_s))
            self.feed(MinuteBegan())
        self.scene.advance(max(0.0, wait_s - 12 * step_s))
        self.feed(MinuteBegan())

    @rule(minutes=st.integers(-5, 15), scope=SCOPES)
    def known_ahead(self, minutes: int, scope: str) -> None:
        until = self.scene.clock.at + timedelta(minutes=minutes)
        self.feed(LoadsKnown(scope=scope, until=until.isoformat(), by="p001"))

    @rule(scope=SCOPES)
    def taken_back(self, scope: str) -> None:
        self.feed(LoadsKnown(scope=scope, until=None, by="p001"))

    @rule(minutes=st.integers(1, 10))
    def meeting(self, minutes: int) -> None:
        until = self.scene.clock.at + timedelta(minutes=minutes)
        self.feed(MeetingBegan(room="room-a", until=until))

    @rule(
        choice=st.sampled_from(["switch_off", "known_until", "acknowledge"]),
        link=st.sampled_from(["l1", "l2", None]),
        minutes=st.integers(-1, 20_000),
    )
    def answer(self, choice: str, link: str | None, minutes: int) -> None:
        keys = [key for key in self.scene.office.alerts.open if place_of(key)]
        key = keys[0] if keys else "offhours:nowhere"
        spent = link in self.scene.office.alerts.links_used
        before = self.scene.office
        until = (self.scene.clock.at + timedelta(minutes=minutes)).isoformat()
        effects = self.feed(
            AlertAnswered(key=key, choice=choice, by="facilities", until=until, link=link)
        )
        if spent or not keys:
            assert self.scene.office == before, "a used link changes nothing"
            assert not [c for c in every(Command, effects) if c.verb is not Verb.QUERY]

    @rule(trusted=st.sampled_from([True, True, True, False]))
    def clock_is(self, trusted: bool) -> None:
        self.scene.clock.trusted = trusted
        self.feed(MinuteBegan())

    @rule()
    def restart(self) -> None:
        before = self.scene.durable()
        self.scene.restart()
        assert self.scene.durable() == before
        self.last_wh.clear()  # what was not yet kept of the energy is not counted again

    @invariant()
    def one_alert_and_one_breach_a_place(self) -> None:
        """An open alert has its breach; the lowest figure is none at all."""
        office, rules, now_ = self.scene.office, self.scene.rules, self.scene.clock.now()
        for key, alert in office.alerts.open.items():
            place = place_of(key)
            if not place:
                continue
            assert place in rules.rooms or place in rules.zones
            now = breach_now(office, rules, place, now_)
            assert now is not None, key
            assert now.used_wh is None or now.used_wh >= 0.0
            assert now.cost is None or now.cost >= 0.0
            assert "office.server" not in alert.channels, "never switched, so never offered"

    @invariant()
    def counts_only_grow(self) -> None:
        for name in ("office.server", "room-b.ac"):
            self._grows(name, channel_total_wh(self.scene.office, self.scene.rules, name))
        self._grows("zone", zone_total_wh(self.scene.office, self.scene.rules, "office"))

    def _grows(self, name: str, total: float | None) -> None:
        if total is not None:
            assert total >= self.last_wh.get(name, 0.0) - 1e-6
            self.last_wh[name] = total

    @invariant()
    def nobody_is_alerted_of_what_is_in_use(self) -> None:
        """Whoever is in ends it at once; an untrusted clock ends nothing."""
        office, rules = self.scene.office, self.scene.rules
        if self.scene.clock.trusted and head_count(office, rules, "office"):
            assert [key for key in office.alerts.open if place_of(key)] == []
        assert meter_w(office, rules.zones["lab"]) is None


Nights.TestCase.settings = settings(max_examples=60, stateful_step_count=50, deadline=None)
TestNights = Nights.TestCase
