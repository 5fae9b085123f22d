"""What is simply switched or dimmed: its state, what was asked of it, and how it is known."""

from dataclasses import dataclass, replace

from gateway.domain.devices import Known, is_cut_off
from gateway.domain.rooms.controls import ChannelNow, Wish
from gateway.domain.rules import Channel, ChannelKind, LightGroup
from kiosk_web.views.marks import ICONS, Mark, known_mark, power_of
from kiosk_web.views.panel.base import Look
from kiosk_web.views.words import Tongue, hhmm


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchView:
    """One light or other switched thing.

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


def switch_view(look: Look, channel: Channel) -> SwitchView:
    """Return one switched thing for the screen."""
    now = look.channel(channel)
    known = now.known not in (Known.UNKNOWN, Known.UNREACHABLE)
    power = power_of(now) if known else None
    level = now.reported.level_pct
    wish = now.wish
    asked = wish is not None and wish.state == "asked"
    failed = wish is not None and wish.state in ("no_answer", "not_sent")
    lost = now.known is Known.UNREACHABLE or failed
    return SwitchView(
        control=look.control(channel),
        name=look.name(channel),
        icon="spot" if channel.kind is ChannelKind.DIMMER else ICONS[channel.kind],
        dimmer=channel.kind is ChannelKind.DIMMER,
        on=power,
        level=0 if power is False else (round(level) if known and level is not None else None),
        wanted=_wish_words(wish, look.tongue) if asked and wish else "",
        state="asked" if asked else ("noanswer" if lost else ""),
        off_line=now.online is False,
        retry=_retry(wish) if lost else None,
        mark=wish_mark(now, look.tongue),
        keys=tuple(round(100 * n / channel.levels) for n in range(1, channel.levels + 1)),
    )


def group_view(look: Look, group: LightGroup, lights: tuple[Channel, ...]) -> SwitchView:
    """Return several lights that are pressed together as one: on when any is certainly on.

    Its level is theirs where all are alike; its line counts them.
    """
    each = [switch_view(look, light) for light in lights]
    powers, levels = [one.on for one in each], {one.level for one in each if one.dimmer}
    asked = next((one for one in each if one.state == "asked"), None)
    dimmer = next((one for one in each if one.dimmer), None)
    on = True if True in powers else (None if None in powers else False)
    first = dimmer or each[0]
    return replace(
        first,
        control=group.id,
        name=group.name.in_(look.tongue.language),
        icon="light",
        on=on,
        level=first.level if len(levels) == 1 else None,
        wanted=asked.wanted if asked else "",
        state="asked" if asked else "",
        off_line=all(one.off_line for one in each),
        retry=None,
        mark=asked.mark if asked else count_line(replace(look, mine=lights)),
    )


def wish_mark(now: ChannelNow, tongue: Tongue) -> Mark:
    """Return the line under a name: how far a wish has come, or how the state is known."""
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
        return tongue.percent(wish.level_pct)
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


def count_line(look: Look) -> Mark:
    """Return how many of a page's things are on, and how far that can be believed."""
    nows = [look.channel(channel) for channel in look.mine]
    if nows and all(is_cut_off(look.office, look.rules, c.device) for c in look.mine):
        return _cut_off_mark(look, [power_of(now) for now in nows])
    if nows and all(now.known is Known.UNREACHABLE for now in nows):
        return Mark("k-noanswer", look.tongue._("No answer"), "bad")
    unsure = (Known.UNKNOWN, Known.UNREACHABLE)
    powers = [None if now.known in unsure else power_of(now) for now in nows]
    words = _count_words(powers, look.tongue)
    if powers.count(None) == len(powers):
        return Mark("k-unknown", look.tongue._("Not known yet"), "warn")
    if None in powers:
        return Mark("k-unknown", words, "warn")
    sure = all(now.known is Known.CONFIRMED for now in nows)
    return Mark("k-confirmed" if sure else "k-assumed", words)


def _cut_off_mark(look: Look, powers: list[bool | None]) -> Mark:
    """Return what was last heard, and since when nothing can be: nobody says "off" from memory."""
    _, part = look.tongue._, look.office.health.parts.get("broker")
    gone = _("no connection")
    if part is not None and not part.ok:
        gone = _("no connection since %(time)s", time=hhmm(part.since))
    if powers.count(None) == len(powers):
        return Mark("k-noanswer", gone[:1].upper() + gone[1:], "bad")
    words = _count_words(powers, look.tongue)
    last = _("Last known: %(what)s", what=words[:1].lower() + words[1:])
    return Mark("k-noanswer", f"{last}{look.tongue.dot}{gone}", "bad")


def _count_words(powers: list[bool | None], tongue: Tongue) -> str:
    """Return how many of several are on, and of how many that cannot be said."""
    on, unknown = powers.count(True), powers.count(None)
    off = tongue._("All off") if not unknown else tongue._("None on")
    words = tongue._("%(on)s of %(total)s on", on=on, total=len(powers)) if on else off
    if unknown:
        words += tongue.dot + tongue.n("%(n)s not known", "%(n)s not known", unknown)
    return words
