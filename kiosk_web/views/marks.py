"""The small honest signs: an icon, a word and a tone, never one without the others."""

from dataclasses import dataclass
from datetime import datetime

from gateway.domain.devices import Known
from gateway.domain.office import Office
from gateway.domain.rooms.controls import ChannelNow, channel_now
from gateway.domain.rules import Channel, ChannelKind, Rules
from kiosk_web.views.words import Tongue, hhmm

ICONS = {
    ChannelKind.LIGHT: "light",
    ChannelKind.DIMMER: "spot",
    ChannelKind.CURTAIN: "curtain",
    ChannelKind.SCREEN: "screen",
    ChannelKind.PROJECTOR: "projector",
    ChannelKind.AC: "ac",
    ChannelKind.FAN: "fan",
    ChannelKind.SOCKET: "bolt",
    ChannelKind.DISPENSER: "tea",
    ChannelKind.AV: "rack",
    ChannelKind.PLAYER: "disc",
    ChannelKind.VOLUME: "volume",
}

LIGHTS = frozenset({ChannelKind.LIGHT, ChannelKind.DIMMER})


@dataclass(frozen=True, slots=True)
class Mark:
    """One sign; `tone` is `ok`, `warn`, `bad`, `info` or empty for a plain fact."""

    icon: str
    word: str
    tone: str = ""


def known_mark(known: Known, since: datetime | None, tongue: Tongue) -> Mark:
    """Return the sign for how a state is known (spec 03 §1)."""
    _ = tongue._
    at = hhmm(since) if since else ""
    if known is Known.CONFIRMED:
        return Mark("k-confirmed", " ".join((_("Confirmed"), at)).rstrip())
    if known is Known.ASSUMED:
        return Mark("k-assumed", " ".join((_("Assumed"), at)).rstrip())
    if known is Known.UNREACHABLE:
        word = _("No answer since %(time)s", time=at) if at else _("No answer")
        return Mark("k-noanswer", word, "bad")
    return Mark("k-unknown", _("Unknown"), "warn")


def state_mark(now: ChannelNow, tongue: Tongue) -> Mark:
    """Return the sign for a channel as a whole: on, off, or why nobody can say."""
    _ = tongue._
    if now.known is Known.UNREACHABLE:
        return Mark("k-noanswer", _("No answer"), "bad")
    power = power_of(now)
    if now.known is Known.UNKNOWN or power is None:
        return Mark("k-unknown", _("Unknown"), "warn")
    icon = "k-confirmed" if now.known is Known.CONFIRMED else "k-assumed"
    return Mark(icon, _("On") if power else _("Off"), "info" if power else "")


def power_of(now: ChannelNow) -> bool | None:
    """Return whether a channel reports on; a level of 0 counts as off, silence as unknown."""
    if now.reported.power is not None:
        return now.reported.power
    if now.reported.level_pct is not None:
        return now.reported.level_pct > 0
    return None


def place_of(channel: Channel, rules: Rules, tongue: Tongue) -> str:
    """Return where a channel is: its room's or zone's name."""
    room = rules.rooms.get(channel.owner)
    if room is not None:
        return room.name.in_(tongue.language)
    zone = rules.zones.get(channel.zone)
    return zone.name.in_(tongue.language) if zone else ""


def zone_name(rules: Rules, zone: str, tongue: Tongue) -> str:
    """Return a zone's name, or its id when the site file no longer has it."""
    known = rules.zones.get(zone)
    return known.name.in_(tongue.language) if known else zone


def lights_on(office: Office, rules: Rules, channels: tuple[str, ...]) -> tuple[int, int, int]:
    """Return how many lights are on, how many there are, and of how many nobody knows."""
    on = total = unknown = 0
    for name in channels:
        channel = rules.channels.get(name)
        if channel is None or channel.kind not in LIGHTS:
            continue
        total += 1
        now = channel_now(office, rules, name)
        power = power_of(now)
        if now.known in (Known.UNREACHABLE, Known.UNKNOWN) or power is None:
            unknown += 1
        elif power:
            on += 1
    return on, total, unknown
