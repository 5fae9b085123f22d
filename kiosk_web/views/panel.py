"""A room's panel: the room at rest, and its lights, each with what is honestly known."""

from dataclasses import dataclass
from itertools import islice

from gateway.domain.devices import Known
from gateway.domain.presence import head_count
from gateway.domain.rooms.controls import ChannelNow, Wish, channel_now
from gateway.domain.rules import Channel, ChannelKind
from kiosk_web.ports import Snapshot
from kiosk_web.views.marks import (
    ICONS,
    LIGHTS,
    Mark,
    Trouble,
    known_mark,
    lights_on,
    meter_w,
    power_of,
    state_mark,
    troubles,
    zone_name,
)
from kiosk_web.views.words import Tongue, hhmm

DIMMERS_A_PAGE = 2
SWITCHES_A_PAGE = 3
SWITCHES_ALONE = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class LightView:
    """One light on the panel.

    Attributes:
        control: The channel's name inside its room, as presses name it.
        on: What it reports; None when nobody can say.
        level: Reported brightness in percent, or None.
        wanted: What was asked and has not come yet, in words; else empty.
        state: `asked`, `noanswer` or empty.
        off_line: Its device is away: the keys are disabled, "try again" stays.
        retry: The press that asks for the same again: (verb, value), or None.
        keys: Levels of the keys, in percent.
    """

    control: str
    name: str
    icon: str
    dimmer: bool
    on: bool | None
    level: int | None
    wanted: str
    state: str
    off_line: bool
    retry: tuple[str, int | None] | None
    mark: Mark
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LightPage:
    """What fits on one screen without scrolling: up to two dimmers, three switches."""

    dimmers: tuple[LightView, ...]
    switches: tuple[LightView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Another channel of the room, shown but not switched from here yet."""

    icon: str
    name: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomView:
    """The whole panel of one room."""

    id: str
    plate: str
    name: str
    seats: str
    zone: str
    in_count: int
    zone_watts: str
    clock: str
    date: str
    trouble: Trouble | None
    on: int
    lights: int
    unknown: int
    summary: str
    watts: str
    pages: tuple[LightPage, ...]
    things: tuple[Thing, ...]


def room_view(snapshot: Snapshot, room_id: str, tongue: Tongue) -> RoomView:
    """Return a room's panel.

    Raises:
        KeyError: There is no such room in the site file.
    """
    office, rules, now = snapshot.office, snapshot.rules, snapshot.now
    room = rules.rooms[room_id]
    channels = [rules.channels[c] for c in room.channels if c in rules.channels]
    lights = [_light(snapshot, c, tongue) for c in channels if c.kind in LIGHTS]
    on, total, unknown = lights_on(office, rules, room.channels)
    found = [t for t in troubles(office, rules, tongue, None) if t.key == "broker"]
    watts = _watts(snapshot, channels)
    zone_w = meter_w(office, rules, room.zone)
    return RoomView(
        id=room.id,
        plate=room.plate,
        name=room.name.in_(tongue.language),
        seats=tongue._("%(n)s seats", n=room.seats) if room.seats else "",
        zone=zone_name(rules, room.zone, tongue),
        in_count=head_count(office, rules, room.zone),
        zone_watts="" if zone_w is None else tongue.watts(zone_w),
        clock=hhmm(now.at),
        date=tongue.date(now.at.date()),
        trouble=found[0] if found else None,
        on=on,
        lights=total,
        unknown=unknown,
        summary=_summary(on, total, unknown, tongue),
        watts="" if watts is None else tongue.watts(watts),
        pages=_pages(lights),
        things=tuple(_thing(snapshot, c, tongue) for c in channels if c.kind not in LIGHTS),
    )


def _summary(on: int, total: int, unknown: int, tongue: Tongue) -> str:
    """Return how many lights are on, and of how many that cannot be said."""
    if not total:
        return tongue._("No lights here")
    text = tongue._("%(on)s of %(total)s on", on=on, total=total) if on else tongue._("All off")
    if on == 0 and unknown == total:
        text = tongue._("Not known yet")
    elif unknown:
        text += tongue.dot + tongue.n("%(n)s not known", "%(n)s not known", unknown)
    return text


def _watts(snapshot: Snapshot, channels: list[Channel]) -> float | None:
    """Return what the room's devices say they draw, in watts; None when none says so."""
    wires = {(c.device, c.number) for c in channels} | {(c.device, None) for c in channels}
    reports = (snapshot.office.devices.reports.get(wire) for wire in sorted(wires, key=str))
    found = [r.reading.power_w for r in reports if r and r.reading.power_w is not None]
    return sum(found) if found else None


def _thing(snapshot: Snapshot, channel: Channel, tongue: Tongue) -> Thing:
    now = channel_now(snapshot.office, snapshot.rules, channel.id)
    return Thing(
        icon=ICONS[channel.kind],
        name=channel.name.in_(tongue.language),
        mark=state_mark(now, tongue),
    )


def _light(snapshot: Snapshot, channel: Channel, tongue: Tongue) -> LightView:
    now = channel_now(snapshot.office, snapshot.rules, channel.id)
    known = now.known not in (Known.UNKNOWN, Known.UNREACHABLE)
    power = power_of(now) if known else None
    level = now.reported.level_pct
    wish = now.wish
    asked = wish is not None and wish.state == "asked"
    failed = wish is not None and wish.state in ("no_answer", "not_sent")
    lost = now.known is Known.UNREACHABLE or failed
    return LightView(
        control=channel.id.removeprefix(f"{channel.owner}."),
        name=channel.name.in_(tongue.language),
        icon="spot" if channel.kind is ChannelKind.DIMMER else ICONS[channel.kind],
        dimmer=channel.kind is ChannelKind.DIMMER,
        on=power,
        level=0 if power is False else (round(level) if known and level is not None else None),
        wanted=_wish_words(wish, tongue) if asked and wish else "",
        state="asked" if asked else ("noanswer" if lost else ""),
        off_line=now.online is False,
        retry=_retry(wish) if lost else None,
        mark=_light_mark(now, tongue),
        keys=tuple(round(100 * n / channel.levels) for n in range(1, channel.levels + 1)),
    )


def _light_mark(now: ChannelNow, tongue: Tongue) -> Mark:
    """Return the line under a light's name: how far a wish has come, or how it is known."""
    _ = tongue._
    wish = now.wish
    if now.online is False:
        return known_mark(Known.UNREACHABLE, now.since, tongue)
    if wish is not None and wish.state == "asked":
        return Mark("queue", _("Asked: %(what)s", what=_wish_words(wish, tongue)), "info")
    if wish is not None and wish.state == "not_sent":
        return Mark("k-noanswer", _("Not sent: %(what)s", what=_wish_words(wish, tongue)), "bad")
    if wish is not None and wish.state == "no_answer":
        return Mark("k-noanswer", _("No answer: %(what)s", what=_wish_words(wish, tongue)), "bad")
    return known_mark(now.known, now.since, tongue)


def _wish_words(wish: Wish, tongue: Tongue) -> str:
    if wish.power is False:
        return tongue._("off")
    if wish.level_pct is not None:
        return (
            f"{round(wish.level_pct)} %" if tongue.language == "en" else f"{round(wish.level_pct)}%"
        )
    return tongue._("on")


def _retry(wish: Wish | None) -> tuple[str, int | None] | None:
    """Return the press that asks for the same once more."""
    if wish is None:
        return None
    if wish.power is False:
        return "off", None
    if wish.level_pct is not None:
        return "level", round(wish.level_pct)
    return "on", None


def _pages(lights: list[LightView]) -> tuple[LightPage, ...]:
    """Return the lights in screenfuls, dimmers first, in the site file's order."""
    dimmers = iter([light for light in lights if light.dimmer])
    switches = iter([light for light in lights if not light.dimmer])
    pages: list[LightPage] = []
    while True:
        some = tuple(islice(dimmers, DIMMERS_A_PAGE))
        more = tuple(islice(switches, SWITCHES_A_PAGE if some else SWITCHES_ALONE))
        if not some and not more:
            return tuple(pages)
        pages.append(LightPage(some, more))
