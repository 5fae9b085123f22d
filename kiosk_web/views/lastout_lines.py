"""The lines of a last-one-out check: what the gateway can switch, and what only a person can do."""

from dataclasses import dataclass

from gateway.domain.devices import Known
from gateway.domain.effects import PromptItem
from gateway.domain.lastout import Check, Outcome, Stage
from gateway.domain.office import Office
from gateway.domain.rooms.controls import channel_now
from gateway.domain.rules import Rules
from kiosk_web.views.marks import ICONS, Mark, known_mark, place_of, power_of, zone_name
from kiosk_web.views.words import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that is on, or that nobody can say is off."""

    id: str
    icon: str
    name: str
    place: str
    watts: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """One thing that only a person can do: a window, a door.

    Attributes:
        heard: False while its contact has said nothing: nobody knows whether it is closed.
    """

    id: str
    icon: str
    name: str
    place: str
    done: bool
    by_itself: bool
    heard: bool


def is_ours(rules: Rules, item: PromptItem) -> bool:
    """Return whether the gateway can switch an item; a window it cannot."""
    return item.channel in rules.channels and item.state != "open"


def line_of(office: Office, rules: Rules, check: Check, item: PromptItem, tongue: Tongue) -> Line:
    """Return the line of what the gateway can switch, with how it is now."""
    channel = rules.channels[item.channel]
    return Line(
        id=item.channel,
        icon=ICONS[channel.kind],
        name=channel.name.in_(tongue.language),
        place=place_of(channel, rules, tongue),
        watts=tongue.watts(item.watts),
        mark=_line_mark(office, rules, check, item, tongue),
    )


def _line_mark(
    office: Office, rules: Rules, check: Check, item: PromptItem, tongue: Tongue
) -> Mark:
    """Return the sign at the end of a line: how it is known, then how far off has come."""
    _ = tongue._
    now = channel_now(office, rules, item.channel)
    if item.channel in check.kept:
        return Mark("lock", _("Stays on"), "info")
    if check.stage is Stage.ASKED:
        if _is_left_on(office, item.channel):
            return Mark("lock", _("Left on"), "info")
        if item.state == "unknown":
            return Mark("k-unknown", _("Unknown"), "warn")
        if item.state == "unreachable":
            return Mark("k-noanswer", _("No answer"), "bad")
        return Mark(known_mark(now.known, None, tongue).icon, _("On"))
    if item.channel in check.failed:
        return Mark("bad", _("No answer"), "bad")
    if item.channel in check.confirmed:
        return Mark("ok", _("Off"), "ok")
    if check.stage is Stage.DONE and check.outcome is not Outcome.VERIFIED:
        if now.known is Known.CONFIRMED and power_of(now) is False:
            return Mark("ok", _("Off"), "ok")
        if power_of(now) is True:
            return Mark("power", _("Left on"), "info")
        return Mark("k-assumed", _("Asked only"), "warn")
    return Mark("queue", _("Asked"), "info")


def _is_left_on(office: Office, channel: str) -> bool:
    """Return whether a leaver of a zone inside chose to leave it on: the default spares it."""
    return channel in office.lastout.left_on


def by_hand_of(
    office: Office, rules: Rules, check: Check, item: PromptItem, tongue: Tongue
) -> ByHand:
    """Return the line of what only a person can do, and whether it is done."""
    sensor = rules.inputs.get(item.channel)
    name = sensor.name.in_(tongue.language) if sensor else item.channel
    level = office.health.level_of(item.channel)
    return ByHand(
        id=item.channel,
        icon="window" if sensor is None or sensor.kind == "window" else "free",
        name=name,
        place=zone_name(rules, sensor.zone, tongue) if sensor else "",
        done=level is False or item.channel in check.ticked,
        by_itself=level is False,
        heard=level is not None,
    )
