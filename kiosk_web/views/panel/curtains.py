"""The curtains: where each stands, what it is doing, and how long that takes."""

from dataclasses import dataclass

from gateway.domain.devices import Known
from gateway.domain.office import Office
from gateway.domain.rooms.curtains.state import (
    CLOSED,
    OPEN,
    CurtainNow,
    Phase,
    Run,
    curtain_now,
    is_pair,
    options_of,
)
from gateway.domain.rules import Channel, ChannelKind, Room, Rules
from kiosk_web.views.marks import Mark, known_mark
from kiosk_web.views.panel.base import Look, PanelPage, picked

CURTAINS_A_PAGE = 3


@dataclass(frozen=True, slots=True)
class Travel:
    """A movement whose place is counted by the browser: percent, and percent a second."""

    from_pct: float
    to_pct: float
    began_ms: int
    pct_per_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CurtainView:
    """One curtain, shutter or screen.

    Attributes:
        screen: Rolled down to be seen, not drawn aside.
        position: In percent, 100 is open (a screen: rolled up); None if nobody knows.
        moving: 1 opening, -1 closing, 0 resting.
        words: What it does, or where it stands.
        ends_ms: When it will have arrived, as an instant; None when that is not known.
        travel: How its place changes meanwhile, or None.
        then: Where it goes after its pause, in words, or empty.
        asked: The verb that was asked and has not begun: `open`, `close` or empty.
        away: Why its keys do nothing now, or empty; Stop always works.
    """

    control: str
    name: str
    screen: bool
    position: int | None
    moving: int
    words: str
    mark: Mark
    ends_ms: int | None
    travel: Travel | None
    then: str
    asked: str
    away: str
    lost: bool


@dataclass(frozen=True, slots=True)
class CurtainsView:
    """The curtains of a room, in screenfuls."""

    pages: tuple[tuple[CurtainView, ...], ...]
    several: bool


def curtain_view(look: Look, channel: Channel) -> CurtainView:
    """Return one curtain or screen for the panel."""
    now = curtain_now(look.office, look.rules, channel.id, look.now_s)
    run = look.office.runs.curtains.runs.get(channel.id)
    driving = run if run is not None and run.phase is Phase.DRIVING else None
    travel = _travel(look, channel, driving) if driving and is_pair(channel) else None
    position = travel.from_pct if travel else now.position_pct
    tells = driving is not None and not driving.heard
    asked = ("open" if driving.direction > 0 else "close") if driving and tells else ""
    screen = channel.kind is ChannelKind.SCREEN
    ends_ms = None
    if driving is not None and driving.end_due_s is not None:
        ends_ms = look.due_ms(driving.end_due_s)
    return CurtainView(
        control=look.control(channel),
        name=look.name(channel),
        screen=screen,
        position=None if position is None else round(position),
        moving=now.moving,
        words=_words(look, now, screen=screen),
        mark=_mark(look, now, driving),
        ends_ms=ends_ms,
        travel=travel,
        then="" if now.next_pct is None else look.tongue.percent(now.next_pct),
        asked=asked,
        away=look.tongue._("Offline") if now.online is False else "",
        lost=now.known is Known.UNREACHABLE or now.online is False or now.failed == "no_answer",
    )


def _travel(look: Look, channel: Channel, run: Run) -> Travel | None:
    if run.from_pct is None or not run.direction:
        return None
    to_pct = OPEN if run.direction > 0 else CLOSED
    if run.target_pct is not None:
        to_pct = run.target_pct
    rate = 100.0 / options_of(channel).travel_s(run.direction) * run.direction
    return Travel(run.from_pct, to_pct, look.due_ms(run.began_s), round(rate, 3))


def _words(look: Look, now: CurtainNow, *, screen: bool) -> str:
    """Return what it does, else where it stands; never a place that nobody knows."""
    _ = look.tongue._
    if now.stopping:
        return _("Stopping")
    if now.moving:
        opening = now.moving > 0
        if screen:
            return _("Going up") if opening else _("Going down")
        return _("Opening") if opening else _("Closing")
    if now.position_pct is None and now.between_pct is not None:
        low, high = (look.tongue.percent(value) for value in now.between_pct)
        return _("Between %(low)s and %(high)s", low=low, high=high)
    if now.position_pct is None:
        return _("Position not known")
    place = round(now.position_pct)
    if place in (0, 100):
        if screen:
            return _("Up") if place else _("Down")
        return _("Fully open") if place else _("Shut")
    return _("Half-way") if screen else _("Partly open")


def _mark(look: Look, now: CurtainNow, driving: Run | None) -> Mark:
    _ = look.tongue._
    if now.online is False or now.known is Known.UNREACHABLE:
        return known_mark(Known.UNREACHABLE, now.since, look.tongue)
    if now.failed == "no_answer":
        return Mark("k-noanswer", _("No answer"), "bad")
    if driving is not None and not driving.heard:
        return Mark("queue", _("Asked"), "info")
    if driving is not None or now.moving:
        return Mark("queue", _("Moving"), "info")
    if now.failed == "stopped_elsewhere":
        return Mark("hand", _("Stopped by hand"), "warn")
    if now.position_pct is None:
        word = _("Not exactly known") if now.between_pct is not None else _("Unknown")
        return Mark("k-unknown", word, "warn")
    return known_mark(now.known, None, look.tongue)


def curtains_view(look: Look) -> CurtainsView:
    """Return the curtains of a room."""
    found = [curtain_view(look, channel) for channel in look.mine]
    step = CURTAINS_A_PAGE
    pages = tuple(tuple(found[at : at + step]) for at in range(0, len(found), step))
    return CurtainsView(pages, several=sum(not one.screen for one in found) > 1)


def _line(look: Look) -> Mark:
    """Return how the curtains stand, together if they agree."""
    _ = look.tongue._
    found = [curtain_view(look, channel) for channel in look.mine]
    if any(one.lost for one in found):
        return Mark("k-noanswer", _("No answer"), "bad")
    words = {one.words for one in found}
    if len(words) == 1:
        return Mark(found[0].mark.icon, words.pop(), found[0].mark.tone)
    if any(one.moving for one in found):
        return Mark("queue", _("Moving"), "info")
    if any(one.position is None for one in found):
        return Mark("k-unknown", _("Position not known"), "warn")
    return Mark("k-confirmed", _("Partly open"))


def curtain_reads(
    office: Office, rules: Rules, room: Room, channels: tuple[Channel, ...]
) -> object:
    """Return what curtains and screens take from the state besides reports."""
    runs = office.runs.curtains
    return (
        picked(office.machines.curtains.places, channels),
        picked(runs.runs, channels),
        picked(runs.failed, channels),
    )


def takes(rules: Rules, channel: Channel) -> bool:
    """Take curtains, and a screen in a room without a projector."""
    return channel.kind is ChannelKind.CURTAIN or (
        channel.kind is ChannelKind.SCREEN and not goes_with_projector(rules, channel)
    )


def goes_with_projector(rules: Rules, screen: Channel) -> bool:
    """Tell whether a screen hangs in a room that has a projector."""
    others = rules.channels.values()
    return any(c.kind is ChannelKind.PROJECTOR and c.owner == screen.owner for c in others)


PAGE = PanelPage(
    name="curtains",
    icon="curtain",
    title=lambda tongue: tongue._("Curtains"),
    takes=takes,
    view=curtains_view,
    line=_line,
    reads=curtain_reads,
)
