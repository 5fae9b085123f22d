"""When a wish has come true, and when it has failed: asked of each kind of machine in its words."""

from typing import TYPE_CHECKING

from gateway.domain.options import RackOptions
from gateway.domain.rooms.climate.setting import options_of as ac_options
from gateway.domain.rooms.climate.state import kept as kept_ac
from gateway.domain.rooms.projector.state import Stage, fed_by, kept, stage_of
from gateway.domain.rooms.rack.state import HELD, WALKING, rack_of
from gateway.domain.rooms.sources.state import sink_of
from gateway.domain.rooms.state import ASKED, NO_ANSWER, NOT_SENT
from gateway.domain.rules import Channel, ChannelKind, Rules

if TYPE_CHECKING:
    from gateway.domain.office import Office

DONE = ""
"""It has come true, or somebody wants something else of the channel by now."""

UNDER_WAY = frozenset({Stage.STARTING, Stage.WARMING, Stage.COOLING})


def outcome_of(office: "Office", rules: Rules, channel: Channel, why: str) -> str | None:
    """Return `DONE`, or why it failed; None while it is under way.

    `why` is what the scene's own wishes are marked with.
    """
    if channel.kind in (ChannelKind.CURTAIN, ChannelKind.SCREEN):
        return _of_curtain(office, channel)
    if channel.kind is ChannelKind.PLAYER:
        return office.runs.players.failed.get(channel.id, DONE)
    if channel.kind is ChannelKind.VOLUME:
        return _of_volume(office, channel, why)
    if channel.kind is ChannelKind.PROJECTOR:
        return _of_projector(office, channel, why)
    if isinstance(channel.options, RackOptions):
        return _of_rack(office, channel)
    if channel.kind is ChannelKind.AC:
        return _of_ac(office, channel, why)
    if any(kept(office, projector.id).cut for projector in fed_by(rules, channel.id)):
        return None
    return _of_wish(office, channel, why)


def _of_curtain(office: "Office", channel: Channel) -> str | None:
    if channel.id in office.runs.curtains.runs:
        return None
    return office.runs.curtains.failed.get(channel.id, DONE)


def _of_projector(office: "Office", channel: Channel, why: str) -> str | None:
    failed = office.runs.projectors.failed.get(channel.id, DONE) or _of_source(office, channel, why)
    if failed is None:
        return None
    waits = channel.id in office.runs.projectors.asked or kept(office, channel.id).queued
    if not failed and (waits or stage_of(office, channel) in UNDER_WAY):
        return None
    return failed


def _of_ac(office: "Office", channel: Channel, why: str) -> str | None:
    """Return how an air conditioner's wish ended; one that rests first is under way."""
    if kept_ac(office, channel.id).queued:
        return None
    failed = office.runs.acs.failed.get(channel.id, DONE)
    if failed or not ac_options(channel).feedback:
        return failed
    return _of_wish(office, channel, why)


def _of_source(office: "Office", channel: Channel, why: str) -> str | None:
    """Return how a scene's wish for a source of a projector ended, if it had one."""
    runs, sink = office.runs.sources, sink_of(office, channel.id)
    if (sink.waiting and sink.wait_by == why) or (channel.id in runs.asked and sink.by == why):
        return None
    failed = runs.failed.get(channel.id)
    return failed.why if failed is not None and failed.by == why else DONE


def _of_volume(office: "Office", channel: Channel, why: str) -> str | None:
    if channel.id in office.runs.volumes.walks:
        return None
    failed = office.runs.volumes.failed.get(channel.id, DONE)
    return failed or _of_wish(office, channel, why)


def _of_rack(office: "Office", channel: Channel) -> str | None:
    """Return how the rack's way ended; the step that it failed at has the reason."""
    rack = rack_of(office, channel.owner)
    if rack.stage in WALKING:
        return None
    if rack.stage in HELD and rack.todo[:1] == (channel.id,):
        return rack.why
    return NO_ANSWER if channel.id in rack.left_out else DONE


def _of_wish(office: "Office", channel: Channel, why: str) -> str | None:
    wish = office.controls.wishes.get(channel.id)
    if wish is None or wish.by != why:
        return DONE
    if wish.state == ASKED:
        return None
    return wish.state if wish.state in (NO_ANSWER, NOT_SENT) else DONE
