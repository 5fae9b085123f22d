"""The scenes that every room has, made of what is in it; the site file's go first.

A scene of the site file with one of the five ids takes its place; one without
wishes takes it away. What the standard scenes switch by themselves leaves the
exception list alone.
"""

from collections.abc import Iterable, Mapping

from gateway.domain.options import PlayerOptions, ProjectorOptions, RackOptions
from gateway.domain.rooms.grammar import channels_of
from gateway.domain.rules import Channel, ChannelKind, Rules, Scene, SceneWish
from gateway.domain.text import Json, Text

NAMES: Mapping[str, Text] = {
    "presentation": Text("演示", "Presentation"),
    "discussion": Text("讨论", "Discussion"),
    "video": Text("视频", "Video"),
    "break": Text("休息", "Break"),
    "all_off": Text("全部关闭", "All off"),
}
"""The five of the rulebook, in the order of their keys."""

NOTES_PCT, PAUSE_PCT, FULL_PCT = 50, 75, 100
"""Dimmed lights while something is shown and people write; in a break; in a discussion."""

POWERED = (ChannelKind.AC, ChannelKind.FAN, ChannelKind.AV, ChannelKind.SOCKET)
LAST_OFF = (ChannelKind.DISPENSER, ChannelKind.LIGHT, ChannelKind.DIMMER)
"""What "all off" switches after projector and rack, and what it switches last."""


def scenes_of(rules: Rules, place: str) -> tuple[Scene, ...]:
    """Return a room's scenes: the five, then the site's own; none for what is no room."""
    room = rules.rooms.get(place)
    if room is None:
        return ()
    own = {scene.id: scene for scene in room.scenes}
    things = channels_of(rules, place)
    spared = {c for zone in rules.zones.values() for c in zone.never_off}
    five = [own.get(id_) or _standard(id_, things, spared) for id_ in NAMES]
    others = [scene for scene in room.scenes if scene.id not in NAMES]
    return tuple(scene for scene in (*five, *others) if scene.wishes)


def _standard(id_: str, things: tuple[Channel, ...], spared: set[str]) -> Scene:
    if id_ == "all_off":
        wishes = list(_all_off([c for c in things if c.id not in spared]))
    elif id_ in ("presentation", "video"):
        wishes = [*_picture(things), *_dimmed(things, spared, dark=id_ == "video")]
    else:
        wishes = list(_people(things, PAUSE_PCT if id_ == "break" else FULL_PCT))
        if id_ == "break":
            wishes += [_wish(c, "on") for c in things if c.kind is ChannelKind.FAN]
    return Scene(id=id_, name=NAMES[id_], wishes=tuple(wishes))


def _picture(things: tuple[Channel, ...]) -> Iterable[SceneWish]:
    """Yield what it takes to show something: rack, projector, screen, curtains shut."""
    if any(isinstance(c.options, RackOptions) for c in things):
        yield SceneWish(control="rack.on")
    for channel in things:
        if channel.kind is ChannelKind.PROJECTOR:
            yield _wish(channel, "on")
    yield from _screens(things, "down")
    if _has(things, ChannelKind.CURTAIN):
        yield SceneWish(control="curtains.close")


def _screens(things: tuple[Channel, ...], verb: str) -> Iterable[SceneWish]:
    """Yield a wish for each screen that does not go with a projector by itself."""
    led = {c.options.screen for c in things if isinstance(c.options, ProjectorOptions)}
    for channel in things:
        if channel.kind is ChannelKind.SCREEN and channel.id not in led:
            yield _wish(channel, verb)


def _dimmed(things: tuple[Channel, ...], spared: set[str], *, dark: bool) -> Iterable[SceneWish]:
    """Yield lights for looking at a picture; what cannot be dimmed stays bright, to write by."""
    lights = [c for c in things if c.kind in (ChannelKind.DIMMER, ChannelKind.LIGHT)]
    free = [c for c in lights if c.id not in spared]
    if dark and lights and free == lights:
        yield SceneWish(control="lights.all_off")
    elif dark:
        yield from (_wish(channel, "off") for channel in free)
    elif any(c.kind is ChannelKind.DIMMER for c in lights):
        for channel in free:
            dims = channel.kind is ChannelKind.DIMMER
            yield _wish(channel, "level", NOTES_PCT) if dims else _wish(channel, "off")


def _people(things: tuple[Channel, ...], level_pct: int) -> Iterable[SceneWish]:
    """Yield lights and daylight for people who look at each other."""
    for channel in things:
        if channel.kind is ChannelKind.DIMMER:
            yield _wish(channel, "level", level_pct)
        elif channel.kind is ChannelKind.LIGHT:
            yield _wish(channel, "on")
    if _has(things, ChannelKind.CURTAIN):
        yield SceneWish(control="curtains.open")


def _all_off(things: list[Channel]) -> Iterable[SceneWish]:
    """Yield everything off: players stop, projector first, for it cools longest; lights last.

    A volume is left as it is: the room begins at its default.
    """
    for channel in things:
        if isinstance(channel.options, PlayerOptions) and channel.options.code("stop") is not None:
            yield _wish(channel, "stop")
    for channel in things:
        if channel.kind is ChannelKind.PROJECTOR:
            yield _wish(channel, "off")
    if any(isinstance(c.options, RackOptions) for c in things):
        yield SceneWish(control="rack.off")
    yield from _screens(tuple(things), "up")
    for kind in (*POWERED, *LAST_OFF):
        for channel in things:
            if channel.kind is kind and not isinstance(channel.options, RackOptions):
                yield _wish(channel, "off")


def _has(things: tuple[Channel, ...], kind: ChannelKind) -> bool:
    return any(c.kind is kind for c in things)


def _wish(channel: Channel, verb: str, value: Json = None) -> SceneWish:
    return SceneWish(control=f"{channel.id.removeprefix(f'{channel.owner}.')}.{verb}", value=value)
