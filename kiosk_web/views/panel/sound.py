"""The sound: how loud each volume is, as it says or as it is counted; mute and give back."""

from dataclasses import dataclass

from gateway.domain.devices import Known
from gateway.domain.office import Office
from gateway.domain.rooms.volume.state import VolumeNow, volume_now
from gateway.domain.rules import Channel, ChannelKind, Room, Rules
from kiosk_web.views.marks import Mark, known_mark
from kiosk_web.views.panel.base import Look, PanelPage, of_kinds, picked

VOLUMES_A_PAGE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeView:
    """One volume.

    Attributes:
        level: 0 to 100, 0 while it is muted; None when nobody knows.
        slider: Where the slider stands: what is wanted, else the level.
        at_end: The slider is sent when it is let go: what walks there key by key.
        note: What it is doing, or has to be known; empty for nothing.
        away: Why its keys do nothing now, or empty.
        no_step: Why louder and quieter do nothing now, or empty.
        state: `asked` or `noanswer` or empty.
        retry: The level that was asked and did not come, or None.
    """

    control: str
    name: str
    level: int | None
    slider: int
    muted: bool
    at_end: bool
    note: str
    mark: Mark
    away: str
    no_up: str
    no_down: str
    state: str
    retry: int | None


@dataclass(frozen=True, slots=True)
class SoundView:
    """The volumes of a room, in screenfuls."""

    pages: tuple[tuple[VolumeView, ...], ...]


def sound_view(look: Look) -> SoundView:
    """Return the volumes of a room."""
    views = [volume_view(look, channel) for channel in look.mine]
    starts = range(0, len(views), VOLUMES_A_PAGE)
    return SoundView(tuple(tuple(views[n : n + VOLUMES_A_PAGE]) for n in starts))


def volume_view(look: Look, channel: Channel) -> VolumeView:
    """Return one volume for the panel."""
    now = volume_now(look.office, look.rules, channel.id)
    _ = look.tongue._
    away = _("Offline") if now.online is False else ""
    blind = now.level is None and now.wanted is None and not now.by_keys
    no_step = away or (_("Set a level first") if blind else "")
    kept = look.office.machines.volumes.by_id.get(channel.id)
    level = 0 if now.muted else now.level
    slider = level if now.wanted is None else now.wanted
    return VolumeView(
        control=look.control(channel),
        name=look.name(channel),
        level=level,
        slider=slider or 0,
        muted=now.muted,
        at_end=now.by_keys,
        note=_note(look, now),
        mark=_mark(look, now),
        away=away,
        no_up=no_step or (_("Louder is not possible") if now.level == 100 else ""),
        no_down=no_step or (_("It is silent already") if now.level == 0 else ""),
        state="asked" if now.wanted is not None else "noanswer" if now.failed else "",
        retry=kept.level if now.failed and kept is not None else None,
    )


def _mark(look: Look, now: VolumeNow) -> Mark:
    _ = look.tongue._
    if now.failed and now.online is not False:
        words = _("Not sent") if now.failed == "not_sent" else _("Not confirmed")
        return Mark("k-noanswer", words, "bad")
    if now.wanted is not None:
        words = _("Asked: %(what)s", what=str(now.wanted))
        return Mark("queue", words, "info")
    return known_mark(now.known, now.since, look.tongue)


def _note(look: Look, now: VolumeNow) -> str:
    _ = look.tongue._
    if now.moving:
        return _("On its way, key by key")
    if now.muted and now.level is not None:
        return _("Muted; %(level)s comes back", level=now.level)
    if now.muted:
        return _("Muted")
    if now.level is None and now.known is not Known.UNREACHABLE:
        return _("Nobody knows how loud it is. Set a level.")
    return ""


def _line(look: Look) -> Mark | None:
    now = volume_now(look.office, look.rules, look.mine[0].id)
    _ = look.tongue._
    mark = _mark(look, now)
    if now.muted:
        return Mark("mute", _("Muted"), mark.tone)
    if now.level is None:
        return Mark("k-unknown", _("Not known"), mark.tone)
    return Mark(mark.icon, str(now.level), mark.tone)


def _reads(office: Office, rules: Rules, room: Room, mine: tuple[Channel, ...]) -> object:
    runs = office.runs.volumes
    return (
        picked(office.machines.volumes.by_id, mine),
        picked(runs.failed, mine),
        tuple(channel.id in runs.walks for channel in mine),
    )


PAGE = PanelPage(
    name="sound",
    icon="volume",
    title=lambda tongue: tongue._("Sound"),
    takes=of_kinds(ChannelKind.VOLUME),
    view=sound_view,
    line=_line,
    reads=_reads,
)
