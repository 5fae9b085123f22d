"""What came of "switch off", thing by thing, and what the meter says of it: nothing is claimed."""

from dataclasses import dataclass
from datetime import timedelta

from gateway.domain.alerts import Alert
from gateway.domain.maintenance import work_on_channel
from gateway.domain.meters import fresh_w
from gateway.domain.rooms.projector.state import Stage, projector_now
from gateway.domain.rooms.state import ASKED, NO_ANSWER, NOT_SENT
from gateway.domain.rooms.survey import (
    OFF,
    UNREACHABLE,
    is_assumed_off,
    is_proven_off,
    state_of,
)
from gateway.domain.rules import Channel, ChannelKind
from kiosk_web.ports import Snapshot
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue, hhmm


@dataclass(frozen=True, slots=True)
class Step:
    """One thing: how far it is, and whether that may still change by itself."""

    name: str
    mark: Mark
    pending: bool = False


def is_pending(steps: tuple[Step, ...]) -> bool:
    """Tell whether any step is still on its way."""
    return any(step.pending for step in steps)


def steps_of(snapshot: Snapshot, alert: Alert, tongue: Tongue) -> tuple[Step, ...]:
    """Return how far each thing is that an alert's "switch off" was to switch."""
    channels = (snapshot.rules.channels.get(channel) for channel in alert.channels)
    return tuple(_step(snapshot, channel, tongue) for channel in channels if channel is not None)


def _step(snapshot: Snapshot, channel: Channel, tongue: Tongue) -> Step:
    office, rules, _ = snapshot.office, snapshot.rules, tongue._
    name = channel.name.in_(tongue.language)
    if is_proven_off(office, channel):
        since = office.devices.reports[channel.device, channel.number].since
        return Step(name, Mark("ok", _("Confirmed off, %(time)s", time=hhmm(since)), "ok"))
    if is_assumed_off(office, channel):
        word = _("Told to go off; it cannot confirm (infrared)")
        return Step(name, Mark("k-assumed", word, "info"))
    if work_on_channel(office, rules, channel.id) is not None:
        return Step(name, Mark("wrench", _("Not switched: somebody works on it"), "warn"))
    if channel.kind is ChannelKind.PROJECTOR:
        cooling = _cooling(snapshot, channel, tongue)
        if cooling is not None:
            return cooling
    return _waiting(snapshot, channel, name, tongue)


def _cooling(snapshot: Snapshot, channel: Channel, tongue: Tongue) -> Step | None:
    """Return how a projector cools, or waits to: it is never cut while hot."""
    _, now = tongue._, snapshot.now
    seen = projector_now(snapshot.office, snapshot.rules, channel.id, now.mono_s)
    name = channel.name.in_(tongue.language)
    if seen.failed:
        return None
    if seen.stage is Stage.COOLING:
        until = now.at + timedelta(seconds=seen.left_s or 0.0)
        word = _("Cooling until %(time)s, then off", time=until.strftime("%H:%M:%S"))
        return Step(name, Mark("clock", word, "info"), pending=True)
    if seen.queued == "off":
        word = _("Still warming up; goes off after that")
        return Step(name, Mark("clock", word, "info"), pending=True)
    return None


def _waiting(snapshot: Snapshot, channel: Channel, name: str, tongue: Tongue) -> Step:
    office, _ = snapshot.office, tongue._
    wish, state = office.controls.wishes.get(channel.id), state_of(office, channel)
    if wish is not None and wish.power is False:
        if wish.state == ASKED:
            return Step(name, Mark("queue", _("Asked, not confirmed yet"), "info"), pending=True)
        if wish.state == NO_ANSWER:
            return Step(name, Mark("bad", _("Failed: no answer, please go and look"), "bad"))
        if wish.state == NOT_SENT:
            return Step(name, Mark("bad", _("Failed: not sent, no connection to it"), "bad"))
    if state == UNREACHABLE:
        return Step(name, Mark("bad", _("Failed: no answer, please go and look"), "bad"))
    if state == OFF:
        return Step(name, Mark("k-unknown", _("Says it is off"), ""))
    return Step(name, Mark("warn", _("Still on"), "warn"), pending=True)


def meter_step(snapshot: Snapshot, alert: Alert, tongue: Tongue) -> Step | None:
    """Return what the nearest meter around an alert says now; None where there is none."""
    rules, _ = snapshot.rules, tongue._
    path = rules.zone_path(alert.zone) if alert.zone else ()
    zone = next((z for name in path if (z := rules.zones[name]).meter is not None), None)
    if zone is None:
        return None
    name = _("Meter of %(zone)s", zone=zone.name.in_(tongue.language))
    now_w = fresh_w(snapshot.office, rules, zone, snapshot.now)
    standby = tongue.watts(zone.standby_w)
    if now_w is None:
        return Step(name, Mark("k-unknown", _("No word from it: not verified"), "warn"))
    values = {"watts": tongue.watts(now_w), "standby": standby}
    if now_w <= zone.standby_w:
        word = _("%(watts)s, standby is %(standby)s: verified", **values)
        return Step(name, Mark("ok", word, "ok"))
    word = _("%(watts)s, above its standby of %(standby)s: not verified", **values)
    return Step(name, Mark("warn", word, "warn"), pending=True)
