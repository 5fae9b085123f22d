"""What a projector's page says: what it does, what its keys do now, how the last wish ended."""

from dataclasses import dataclass

from gateway.domain.devices import Known
from gateway.domain.rooms.projector.state import LIT, ProjectorNow, Stage, options_of
from gateway.domain.rules import Channel
from kiosk_web.views.marks import Mark, known_mark
from kiosk_web.views.panel.base import Look

ORDER = (Stage.STANDBY, Stage.WARMING, Stage.ON, Stage.COOLING)


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the way; `state` is `past`, `now` or empty."""

    words: str
    state: str


def says(look: Look, now: ProjectorNow) -> tuple[str, str]:
    """Return what it does in two words, and what that means."""
    _ = look.tongue._
    if now.known is Known.UNREACHABLE and now.stage not in (Stage.COOLING, Stage.STARTING):
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


def queued(look: Look, now: ProjectorNow) -> str:
    """Return what follows the stage by itself; empty for nothing."""
    _ = look.tongue._
    return {
        "on": _("Queued: on, once it has cooled"),
        "off": _("Queued: off, once it is warm"),
    }.get(now.queued, "")


def on(look: Look, now: ProjectorNow, *, fed: bool) -> tuple[str, str]:
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


def off(look: Look, now: ProjectorNow) -> tuple[str, str]:
    """Return the second line of "off" and why it does nothing."""
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


def trouble(look: Look, now: ProjectorNow) -> str:
    """Return how the last wish ended badly and what to do; empty if it did not."""
    _ = look.tongue._
    if not now.failed:
        return ""
    return {
        "no_mains": _("Its mains did not come on. Facilities have been told."),
        "not_sent": _("It was not sent: the control network was away. Press again."),
    }.get(now.failed, _("It did not confirm. Look whether it is on, then press again."))


def steps(look: Look, now: ProjectorNow, channel: Channel) -> tuple[Step, ...]:
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


def mark(look: Look, now: ProjectorNow) -> Mark:
    """Return how it is known; while its mains comes on nobody expects an answer."""
    if now.stage is Stage.STARTING:
        return Mark("queue", look.tongue._("Asked"), "info")
    return known_mark(now.known, now.since, look.tongue)
