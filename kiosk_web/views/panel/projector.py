"""The projectors: how far each is, how long that lasts, and what waits behind it."""

from dataclasses import dataclass, replace

from gateway.domain.devices import Known
from gateway.domain.office import Office
from gateway.domain.rooms.projector.state import ProjectorNow, Stage, options_of, projector_now
from gateway.domain.rules import Channel, ChannelKind, Room, Rules
from kiosk_web.views.marks import Mark, power_of
from kiosk_web.views.panel import projector_words as words
from kiosk_web.views.panel.base import Look, PanelPage, picked
from kiosk_web.views.panel.curtains import (
    CurtainView,
    curtain_reads,
    curtain_view,
    goes_with_projector,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectorView:
    """One projector.

    Attributes:
        title, what: What it does, and what that means for who stands there.
        due_ms: When the stage is over, as an instant; None for one that lasts.
        total_s: How long the stage lasts altogether.
        queued: What follows the stage by itself, in words; empty for nothing.
        queued_ms: When there will be a picture, or no more, then.
        on_words: The second line of "on"; `on_off` why it does nothing now, or empty.
        off_words, off_off: The same of "off", which has to be held for `off_hold_s`.
        trouble: How the last wish ended badly, in words, or empty.
        cut: Its mains goes off once it has cooled.
        fed: Its mains is switched by the gateway.
    """

    control: str
    name: str
    stage: str
    title: str
    what: str
    mark: Mark
    due_ms: int | None
    total_s: float
    queued: str
    queued_ms: int | None
    steps: tuple[words.Step, ...]
    on_words: str
    on_off: str
    off_off: str
    off_words: str
    off_hold_s: float
    trouble: str
    cut: bool
    fed: bool


@dataclass(frozen=True, slots=True)
class ProjectorsView:
    """The projectors of a room, one a screenful, and its screens."""

    projectors: tuple[ProjectorView, ...]
    screens: tuple[CurtainView, ...]


def projectors_view(look: Look) -> ProjectorsView:
    """Return the projectors of a room."""
    beams = [c for c in look.mine if c.kind is ChannelKind.PROJECTOR]
    screens = [c for c in look.mine if c.kind is ChannelKind.SCREEN]
    return ProjectorsView(
        tuple(_projector(look, channel) for channel in beams),
        tuple(curtain_view(look, channel) for channel in screens),
    )


def _now(look: Look, channel: Channel) -> ProjectorNow:
    """Return how a projector is; one whose mains is off is off, not silent: as known as that is."""
    now = projector_now(look.office, look.rules, channel.id, look.now_s)
    mains = look.rules.channels.get(options_of(channel).mains or "")
    if mains is None or now.stage not in (Stage.UNKNOWN, Stage.STANDBY):
        return now
    power = look.channel(mains)
    silent = now.known is Known.UNREACHABLE
    believed = power.known is Known.CONFIRMED or (silent and power.known is Known.ASSUMED)
    if not believed or power_of(power) is not False:
        return now
    return replace(now, stage=Stage.STANDBY, known=power.known, since=power.since)


def _projector(look: Look, channel: Channel) -> ProjectorView:
    now = _now(look, channel)
    options = options_of(channel)
    total_s = {Stage.WARMING: options.warm_s, Stage.COOLING: options.cool_s}.get(now.stage, 0.0)
    timed = now.left_s is not None and now.stage in (Stage.WARMING, Stage.COOLING)
    due_s = look.now_s + now.left_s if timed and now.left_s is not None else None
    after_s = options.warm_s if now.queued == "on" else 0.0
    title, what = words.says(look, now)
    on_words, on_off = words.on(look, now, fed=options.mains is not None)
    off_words, off_off = words.off(look, now)
    return ProjectorView(
        control=look.control(channel),
        name=look.name(channel),
        stage=now.stage.value,
        title=title,
        what=what,
        mark=words.mark(look, now),
        due_ms=None if due_s is None else look.due_ms(due_s),
        total_s=total_s,
        queued=words.queued(look, now),
        queued_ms=look.due_ms(due_s + after_s) if due_s is not None and now.queued else None,
        steps=words.steps(look, now, channel),
        on_words=on_words,
        on_off=on_off,
        off_words=off_words,
        off_off=off_off,
        off_hold_s=options.off_hold_s,
        trouble=words.trouble(look, now),
        cut=now.cut,
        fed=options.mains is not None,
    )


def _line(look: Look) -> Mark | None:
    """Return how the projectors are; the first that is not simply off."""
    views = projectors_view(look).projectors
    if not views:
        return None
    one = next((v for v in views if v.stage != Stage.STANDBY), views[0])
    tone = one.mark.tone or ("info" if one.due_ms else "")
    return Mark("queue" if one.due_ms else one.mark.icon, one.title, tone)


def _reads(office: Office, rules: Rules, room: Room, mine: tuple[Channel, ...]) -> object:
    runs = office.runs.projectors
    feeds = [rules.channels.get(options_of(channel).mains or "") for channel in mine]
    return (
        [office.devices.reports.get((one.device, one.number)) for one in feeds if one is not None],
        picked(office.machines.projectors.by_id, mine),
        picked(runs.failed, mine),
        tuple(channel.id in runs.heard for channel in mine),
        curtain_reads(office, rules, room, mine),
    )


def takes(rules: Rules, channel: Channel) -> bool:
    """Take projectors, and the screens of their room."""
    return channel.kind is ChannelKind.PROJECTOR or (
        channel.kind is ChannelKind.SCREEN and goes_with_projector(rules, channel)
    )


PAGE = PanelPage(
    name="projector",
    icon="projector",
    title=lambda tongue: tongue._("Projector"),
    takes=takes,
    view=projectors_view,
    line=_line,
    reads=_reads,
)
