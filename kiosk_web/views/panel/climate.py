"""The air conditioners: what each does, its set-point inside the limits, and how long it rests."""

from dataclasses import dataclass

from gateway.domain.devices import Known
from gateway.domain.office import Office
from gateway.domain.rooms.climate.setting import FANS, MODES, STEP_C
from gateway.domain.rooms.climate.state import AcNow, climate_now, kept
from gateway.domain.rules import Channel, ChannelKind, Room, Rules
from gateway.domain.text import Text
from kiosk_web.views.marks import Mark, known_mark
from kiosk_web.views.panel.base import Look, PanelPage, of_kinds, picked
from kiosk_web.views.words import Tongue


@dataclass(frozen=True, slots=True)
class Choice:
    """One key of a row: what it sends, its words, and whether it is set so."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Nudge:
    """One step of the set-point: the value it sends, or why it does nothing now."""

    value: float
    off: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcView:
    """One air conditioner.

    Attributes:
        state: `on`, `off`, `unknown`, `queued` or `asked`, for its looks.
        title, what: What it does, and what that means for who stands there.
        climate: Whether mode, set-point and fan can be set.
        setpoint: In °C, as people write it; empty where nobody knows.
        rest_ms: When its compressor may start again, as an instant; None if it may.
        queued: It goes on by itself then.
        on_off, off_off: Why these keys do nothing now, or empty.
        trouble: How the last wish ended badly, in words, or empty.
    """

    control: str
    name: str
    state: str
    title: str
    what: str
    mark: Mark
    climate: bool
    setpoint: str
    limits: str
    cooler: Nudge
    warmer: Nudge
    modes: tuple[Choice, ...]
    fans: tuple[Choice, ...]
    rest_ms: int | None
    queued: bool
    on_off: str
    off_off: str
    trouble: str


@dataclass(frozen=True, slots=True)
class ClimateView:
    """The air conditioners of a room, one a screenful."""

    acs: tuple[AcView, ...]


def climate_view(look: Look) -> ClimateView:
    """Return the air conditioners of a room."""
    return ClimateView(tuple(_ac(look, channel) for channel in look.mine))


def _ac(look: Look, channel: Channel) -> AcView:
    now = climate_now(look.office, look.rules, channel.id, look.now_s)
    until_s = kept(look.office, channel.id).rest_until_s
    resting = now.pause_left_s is not None
    title, what = _says(look.tongue, now)
    on_off, off_off = _idle_keys(look.tongue, now)
    return AcView(
        control=look.control(channel),
        name=look.name(channel),
        state=_state(now),
        title=title,
        what=what,
        mark=known_mark(now.known, now.since, look.tongue),
        climate=now.climate,
        setpoint="" if now.setpoint_c is None else f"{now.setpoint_c:g}",
        limits=_limits(look.tongue, now),
        cooler=_nudge(look.tongue, now, -STEP_C),
        warmer=_nudge(look.tongue, now, STEP_C),
        modes=_choices(look.tongue, now.modes, MODES, now.mode),
        fans=_choices(look.tongue, now.fans, FANS, now.fan),
        rest_ms=look.due_ms(until_s) if resting and until_s is not None else None,
        queued=now.queued,
        on_off=on_off,
        off_off=off_off,
        trouble=_trouble(look.tongue, now),
    )


def _state(now: AcNow) -> str:
    if now.queued:
        return "queued"
    if now.known is Known.UNREACHABLE or now.on is None:
        return "unknown"
    asked = now.wish is not None and now.wish.state == "asked"
    return "asked" if asked else "on" if now.on else "off"


def _says(tongue: Tongue, now: AcNow) -> tuple[str, str]:
    """Return what it does in a few words, and what that means."""
    _ = tongue._
    if now.queued:
        return _("It waits"), _("It goes on by itself once its compressor has rested.")
    if now.known is Known.UNREACHABLE:
        return _("No answer"), _("I cannot say whether it is on.")
    if now.wish is not None and now.wish.state == "asked":
        asked = _("Being switched off") if now.wish.power is False else _("Being set")
        return asked, _("It has not confirmed yet.")
    if now.on is None:
        return _("Not known"), _("It has not said yet how it is; it may be on.")
    if not now.on:
        resting = now.pause_left_s is not None
        rest = _("Its compressor rests before it may start again.")
        return _("It is off"), rest if resting else _("Ready to be switched on.")
    if not now.climate:
        return _("It is on"), _("It can only be switched on and off from here.")
    return MODES[now.mode].in_(tongue.language), _("It is on; a remote control is followed.")


def _limits(tongue: Tongue, now: AcNow) -> str:
    if not now.climate:
        return ""
    span = f"{now.low_c:g} – {now.high_c:g} °C"
    return tongue._("The site's limits: %(span)s", span=span)


def _nudge(tongue: Tongue, now: AcNow, step_c: float) -> Nudge:
    """Return one step of the set-point; at a limit the key says which it is."""
    old_c = now.low_c if now.setpoint_c is None else now.setpoint_c
    new_c = min(max(old_c + step_c, now.low_c), now.high_c)
    at_end = old_c <= now.low_c if step_c < 0 else old_c >= now.high_c
    if not at_end:
        return Nudge(new_c, "")
    limit_c = now.low_c if step_c < 0 else now.high_c
    return Nudge(new_c, tongue._("%(limit)s °C is the limit here", limit=f"{limit_c:g}"))


def _choices(
    tongue: Tongue, values: tuple[str, ...], names: dict[str, Text], chosen: str
) -> tuple[Choice, ...]:
    return tuple(Choice(v, names[v].in_(tongue.language), v == chosen) for v in values)


def _idle_keys(tongue: Tongue, now: AcNow) -> tuple[str, str]:
    """Return why "on" and "off" do nothing now; empty where they do."""
    _ = tongue._
    if now.online is False:
        return _("Offline"), "" if now.queued else _("Offline")
    on_off = off_off = ""
    if now.queued:
        on_off = _("Queued already")
    elif now.on and now.known is Known.CONFIRMED:
        on_off = _("It is on already")
    if now.on is False and not now.queued and now.known is Known.CONFIRMED:
        off_off = _("It is off already")
    return on_off, off_off


def _trouble(tongue: Tongue, now: AcNow) -> str:
    _ = tongue._
    if not now.failed:
        return ""
    return {
        "not_sent": _("It was not sent: the control network was away. Press again."),
        "offline": _("It was offline when its turn came. Press again once it is back."),
        "late": _("The gateway was away when its turn came. Press again."),
        "maintenance": _("Somebody works on it; it was not switched on."),
    }.get(now.failed, _("It did not confirm. Look whether it is on, then press again."))


def _line(look: Look) -> Mark | None:
    """Return how the air conditioners are; the first that is not simply off."""
    views = climate_view(look).acs
    one = next((v for v in views if v.state != "off"), views[0])
    if one.queued:
        return Mark("queue", one.title, "info")
    words = one.title
    if one.state == "on" and one.setpoint:
        words += f"{look.tongue.dot}{one.setpoint} °C"
    return Mark(one.mark.icon, words, one.mark.tone)


def _reads(office: Office, rules: Rules, room: Room, mine: tuple[Channel, ...]) -> object:
    return (picked(office.machines.acs.by_id, mine), picked(office.runs.acs.failed, mine))


PAGE = PanelPage(
    name="climate",
    icon="ac",
    title=lambda tongue: tongue._("Climate"),
    takes=of_kinds(ChannelKind.AC),
    view=climate_view,
    line=_line,
    reads=_reads,
)
