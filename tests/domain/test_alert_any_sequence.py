"""Whatever happens in whatever order: each alert's life is legal, messages keep their order."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gateway.domain.alerts.state import FURTHER
from gateway.domain.decide import next_due_s
from gateway.domain.effects import AlertChanged, Effect, Notify, Record
from gateway.domain.events import (
    Event,
    GatewayStarted,
    MaintenanceAsked,
    MinuteBegan,
    NotificationFailed,
    NotificationSent,
    NotificationTaken,
)
from gateway.domain.text import Text
from tests.domain.scene import FakeClock, Scene, every, sample_rules
from tests.domain.trouble import NIGHT, answered, gone, trouble

KEYS = st.sampled_from(["offhours:room-a", "offhours:room-b", "silent:hall"])
SEVERITIES = st.sampled_from(["info", "warning", "critical"])
WAITS_S = st.sampled_from([1.0, 60.0, 300.0, 900.0, 3600.0, 6 * 3600.0, 25 * 3600.0])
LEGAL = {
    None: {"raised"},
    "raised": {"raised", "escalated", "acknowledged", "resolved"},
    "reopened": {"raised", "escalated", "acknowledged", "resolved"},
    "escalated": {"raised", "escalated", "acknowledged", "resolved"},
    "acknowledged": {"raised", "acknowledged", "resolved"},
    "resolved": {"raised", "reopened"},
}
LIMIT = 3


class WatchedScene(Scene):
    """Shows its effects at the instant they leave, also those on the way of an `advance`."""

    def feed(self, event: Event) -> list[Effect]:
        effects = super().feed(event)
        self.see(effects)
        return effects


class Alarms(RuleBasedStateMachine):
    """Troubles, answers, channels that fail, work, nights and restarts at random."""

    def __init__(self) -> None:
        super().__init__()
        rules = sample_rules()
        zones = {key: replace(zone, meter=None) for key, zone in rules.zones.items()}
        alerting = replace(rules.alerting, quiet=NIGHT, per_hour=LIMIT)
        self.scene = WatchedScene(replace(rules, zones=zones, alerting=alerting), FakeClock())
        self.scene.see = self.see
        self.state: dict[str, str] = {}
        self.under_way: dict[str, Notify] = {}
        self.delivered: dict[str, list[str]] = {}
        self.written: dict[str, list[tuple[float, str]]] = {}
        self.ever: set[str] = set()
        self.excused: set[str] = set()
        self.queued: dict[str, str] = {}
        self.held_once: set[str] = set()

    def see(self, effects: list[Effect]) -> None:
        """Check each move against the table; take messages as a channel would."""
        for row in every(Record, effects):
            self.excuse(row)
        for moved in every(AlertChanged, effects):
            assert moved.state in LEGAL[self.state.get(moved.key)], (moved, self.state)
            self.state[moved.key] = moved.state
        for note in every(Notify, effects):
            if note.notification not in self.ever and note.alert != "digest":
                severity = self.scene.office.alerts.outbox[note.notification].severity
                sent = self.written.setdefault(note.to, [])
                sent.append((self.scene.clock.mono_s, severity))
            alert = self.scene.office.alerts.open.get(note.alert)
            if self.scene.office.alerts.outbox[note.notification].news in FURTHER:
                taken = alert is not None and alert.state == "acknowledged"
                assert not taken, "nobody else is called once it is taken"
            self.ever.add(note.notification)
            self.under_way.pop(note.notification, None)
            self.under_way[note.notification] = note

    def excuse(self, row: Record) -> None:
        """Note which messages nobody needs: it is over, taken, worked on, or told later."""
        moved = {"alert.resolved", "alert.acknowledged", "alert.paused"}
        if row.kind in moved:
            outbox = self.scene.office.alerts.outbox
            self.excused |= {i for i in self.queued if self.queued[i] == row.subject} - set(outbox)
        elif row.kind == "notify.queued":
            self.queued[str(row.body["id"])] = row.subject
            if row.body["hold_s"]:
                self.held_once.add(str(row.body["id"]))
        elif row.kind == "alert.kept_back":
            self.excused.add(str(row.body["id"]))
        elif row.kind == "notify.failed":
            is_old_summary = row.subject == "digest" and row.body["retry_s"] is None
            if row.body["needless"] or is_old_summary:
                self.excused.add(str(row.body["id"]))

    @rule(key=st.sampled_from(["ticket:t1", "ticket:t2"]))
    def reported(self, key: str) -> None:
        self.scene.feed(trouble(key, "info", passing=True, once=True))

    @rule(key=st.sampled_from(["ticket:t1", "ticket:t2"]), take=st.booleans())
    def report_is_taken(self, key: str, take: bool) -> None:
        self.scene.feed(answered(key=key) if take else gone(key))

    @rule(key=KEYS, severity=SEVERITIES, watts=st.integers(0, 2))
    def found(self, key: str, severity: str, watts: int) -> None:
        self.scene.feed(trouble(key, severity, body=Text(f"{watts} W", f"{watts} W")))

    @rule(key=KEYS)
    def over(self, key: str) -> None:
        self.scene.feed(gone(key))

    @rule(key=KEYS, times=st.integers(2, 6))
    def flaps(self, key: str, times: int) -> None:
        for _ in range(times):
            self.scene.feed(trouble(key))
            self.scene.feed(gone(key))

    @rule(key=KEYS, choice=st.sampled_from(["acknowledge", "known_until"]), hours=st.integers(1, 9))
    def somebody_answers(self, key: str, choice: str, hours: int) -> None:
        until = (self.scene.clock.at + timedelta(hours=hours)).isoformat()
        self.scene.feed(answered(choice, key=key, until=until))

    @rule(scope=st.sampled_from(["room:room-a", "zone:office"]), hours=st.integers(0, 4))
    def work(self, scope: str, hours: int) -> None:
        until = (self.scene.clock.at + timedelta(hours=hours)).isoformat() if hours else None
        self.scene.feed(MaintenanceAsked(scope=scope, until=until, by="p001"))

    @rule(took=st.lists(st.booleans(), min_size=1, max_size=8))
    def channels_answer(self, took: list[bool]) -> None:
        """Messages under way are answered oldest first; behind a failure they go back as well."""
        blocked: set[str] = set()
        before = set(self.under_way)
        for takes, note in zip(took, tuple(self.under_way.values()), strict=False):
            self.under_way.pop(note.notification, None)
            if takes and note.to not in blocked:
                self.delivered.setdefault(note.to, []).append(note.notification)
                self.scene.feed(NotificationSent(notification=note.notification))
            else:
                blocked.add(note.to)
                why = NotificationFailed(notification=note.notification, why="x")
                self.scene.feed(why)
        for note in tuple(self.under_way.values()):
            if note.to in blocked and note.notification in before:
                self.under_way.pop(note.notification)
                self.scene.feed(NotificationFailed(notification=note.notification, why="behind"))

    @rule(channel=st.sampled_from(["hook", "mail"]), which=st.integers(0, 3))
    def one_channel_takes(self, channel: str, which: int) -> None:
        for note in tuple(self.under_way.values())[which : which + 1]:
            self.scene.feed(NotificationTaken(notification=note.notification, channel=channel))

    @rule(wait_s=WAITS_S)
    def time_passes(self, wait_s: float) -> None:
        self.scene.advance(wait_s)
        self.scene.feed(MinuteBegan())

    @rule()
    def restart(self) -> None:
        self.scene.restart()
        self.under_way.clear()
        self.scene.feed(GatewayStarted(version="1", boot="b"))

    @invariant()
    def facts_tell_the_same(self) -> None:
        refolded = self.scene.refolded()
        assert refolded.alerts == self.scene.office.alerts
        assert refolded.maintenance == self.scene.office.maintenance

    @invariant()
    def the_page_shows_what_was_told(self) -> None:
        opened = self.scene.office.alerts.open
        assert {k for k, state in self.state.items() if state != "resolved"} == set(opened)
        for key, alert in opened.items():
            told = "raised" if self.state[key] == "reopened" else self.state[key]
            assert alert.state == told

    @invariant()
    def no_message_is_delivered_twice(self) -> None:
        for ids in self.delivered.values():
            assert len(ids) == len(set(ids))

    @invariant()
    def messages_reach_each_contact_in_the_order_they_were_written(self) -> None:
        """But for what waited for the end of quiet hours, which critical ones pass."""
        for ids in self.delivered.values():
            numbers = [int(id_.rpartition("-")[2]) for id_ in ids if id_ not in self.held_once]
            assert numbers == sorted(numbers)

    @invariant()
    def no_message_is_lost(self) -> None:
        """Each is delivered, waits, is told in a summary, or nobody needs it any more."""
        there = {*self.scene.office.alerts.outbox, *self.excused}
        there |= {id_ for ids in self.delivered.values() for id_ in ids}
        assert set(self.queued) <= there

    @invariant()
    def a_key_is_one_alert(self) -> None:
        alerts = self.scene.office.alerts
        assert all(key == alert.key for key, alert in alerts.open.items())
        assert not set(alerts.open) & set(alerts.settling)

    @invariant()
    def nobody_gets_more_than_the_limit_in_any_hour(self) -> None:
        for sent in self.written.values():
            for at_s, _ in sent:
                hour = [s for then_s, s in sent if at_s <= then_s < at_s + 3600.0]
                assert len(hour) <= LIMIT
                assert sum(s != "critical" for s in hour) <= LIMIT - LIMIT // 3

    @invariant()
    def nobody_is_told_the_same_step_twice(self) -> None:
        for alert in self.scene.office.alerts.open.values():
            assert len(alert.told) == len(set(alert.told))

    @invariant()
    def all_that_is_not_resolved_has_a_way_on(self) -> None:
        """A raised warning is escalated, known, worked on, or at the end of its list."""
        for alert in self.scene.office.alerts.open.values():
            waits = alert.state in ("raised", "escalated") and alert.severity != "info"
            if waits and not alert.maintenance and alert.level < 2:
                assert alert.escalate_due_s is not None
        due_s = next_due_s(self.scene.office)
        assert due_s is None or due_s > 0.0

    def teardown(self) -> None:
        """A day on, with channels that take everything, nothing is left in the outbox."""
        for _ in range(4):
            self.scene.advance(9 * 3600.0)
            while self.under_way:
                self.channels_answer([True] * len(self.under_way))
        outbox = self.scene.office.alerts.outbox.values()
        assert all(o.held or o.news != "digest" for o in outbox)
        assert [o for o in outbox if not o.held] == []


TestAlarms = Alarms.TestCase
TestAlarms.settings = settings(max_examples=30, stateful_step_count=30)
