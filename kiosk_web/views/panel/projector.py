"""The projectors: how far each is, how long that lasts, and what waits behind it."""

from dataclasses import dataclass, replace

from gateway.domain.devices import Known
from gateway.domain.office import Office
from gateway.domain.rooms.projector.state import ProjectorNow, Stage, options_of, projector_now
from gateway.domain.rules import Channel, ChannelKind, Room, Rules
from kiosk_web.views.marks import Mark, known_mark, power_of
from kiosk_web.views.panel.base import Look, PanelPage, picked
from kiosk_web.views.panel.curtains import (
    CurtainView,
    curtain_reads,
    curtain_view,
    goes_with_projector,
)

LIT = frozenset({Stage.STARTING, Stage.WARMING, Stage.ON})
ORDER = (Stage.STANDBY, Stage.WARMING, Stage.ON, Stage.COOLING)


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the way; `state` is `past`, `now` or empty."""

    words: str
    state: str


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
    steps: tuple[Step, ...]
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
    """Return how a projector is; one whose mains is off for certain is off, not silent."""
    now = projector_now(look.office, look.rules, channel.id, look.now_s)
    mains = look.rules.channels.get(options_of(channel).mains or "")
    if mains is None or now.stage not in (Stage.UNKNOWN, Stage.STANDBY):
        return now
    power = look.channel(mains)
    if power.known is not Known.CONFIRMED or power_of(power) is not False:
        return now
    return replace(now, stage=Stage.STANDBY, known=Known.CONFIRMED, since=power.since)


def _projector(look: Look, channel: Channel) -> ProjectorView:
    now = _now(look, channel)
    options = options_of(channel)
    total_s = {Stage.WARMING: options.warm_s, Stage.COOLING: options.cool_s}.get(now.stage, 0.0)
    timed = now.left_s is not None and now.stage in (Stage.WARMING, Stage.COOLING)
    due_s = look.now_s + now.left_s if timed and now.left_s is not None else None
    after_s = options.warm_s if now.queued == "on" else 0.0
    title, what = _says(look, now)
    on_words, on_off = _on(look, now, fed=options.mains is not None)
    off_words, off_off = _off(look, now)
    return ProjectorView(
        control=look.control(channel),
        name=look.name(channel),
        stage=now.stage.value,
        title=title,
        what=what,
        mark=known_mark(now.known, now.since, look.tongue),
        due_ms=None if due_s is None else look.due_ms(due_s),
        total_s=total_s,
        queued=_queued(look, now),
        queued_ms=look.due_ms(due_s + after_s) if due_s is not None and now.queued else None,
        steps=_steps(look, now, channel),
        on_words=on_words,
        on_off=on_off,
        off_words=off_words,
        off_off=off_off,
        off_hold_s=options.off_hold_s,
        trouble=_trouble(look, now),
        cut=now.cut,
        fed=options.mains is not None,
    )


def _says(look: Look, now: ProjectorNow) -> tuple[str, str]:
    """Return what it does in two words, and what that means."""
    _ = look.tongue._
    if now.known is Known.UNREACHABLE and now.stage is not Stage.COOLING:
        return _("No answer"), _("I cannot say whether it is on.")
    return {
        Stage.UNKNOWN: (_("Not known"), _("It has not said yet how it is; it may be on.")),
        Stage.STANDBY: (
            _("It is off"),
            _("Its mains is off; it comes on with it.")
            if now.online is False
            else _("Ready to be switched on."),
        ),
        Stage.STARTING: (_("Getting power"), _("Its mains is being switched on first.")),
        Stage.WARMING: (_("Warming up"), _("The picture comes by itself.")),
        Stage.ON: (_("It is on"), _("Off has to be held, so that nobody does it by mistake.")),
        Stage.COOLING: (_("Cooling down"), _("The lamp is blown cool first. No need to wait.")),
    }[now.stage]


def _queued(look: Look, now: ProjectorNow) -> str:
    _ = look.tongue._
    return {
        "on": _("Queued: on, once it has cooled"),
        "off": _("Queued: off, once it is warm"),
    }.get(now.queued, "")


def _on(look: Look, now: ProjectorNow, *, fed: bool) -> tuple[str, str]:
    """Return the second line of "on" and why it does nothing; fed by us it may be offline."""
    _ = look.tongue._
    if now.stage is Stage.ON:
        return "", _("It is on already")
    if now.stage in LIT:
        return "", _("It is coming on")
    if now.queued == "on":
        return "", _("Queued already")
    if now.stage is Stage.COOLING:
        return _("once it has cooled"), ""
    return "", _("Offline") if now.online is False and not fed else ""


def _off(look: Look, now: ProjectorNow) -> tuple[str, str]:
    _ = look.tongue._
    if now.stage is Stage.STANDBY:
        return "", _("It is off already")
    if now.stage is Stage.COOLING:
        return "", _("It is going off")
    if now.queued == "off":
        return "", _("Queued already")
    if now.online is False:
        return "", _("Offline")
    return _("once it is warm") if now.stage is Stage.WARMING else "", ""


def _trouble(look: Look, now: ProjectorNow) -> str:
    _ = look.tongue._
    if not now.failed:
        return ""
    return {
        "no_mains": _("Its mains did not come on. Facilities have been told."),
        "not_sent": _("It was not sent: the control network was away. Press again."),
    }.get(now.failed, _("It did not confirm. Look whether it is on, then press again."))


def _steps(look: Look, now: ProjectorNow, channel: Channel) -> tuple[Step, ...]:
    """Return the way from off to off, with where it is; nothing while nobody knows."""
    _, options = look.tongue._, options_of(channel)
    words = (
        _("Off"),
        _("Warming, %(n)s s", n=round(options.warm_s)),
        _("On"),
        _("Cooling, %(n)s s", n=round(options.cool_s)),
    )
    stage = Stage.WARMING if now.stage is Stage.STARTING else now.stage
    at = ORDER.index(stage) if stage in ORDER else len(ORDER)
    known = at < len(ORDER)
    return tuple(
        Step(text, "now" if n == at else "past" if known and n < at else "")
        for n, text in enumerate(words)
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
