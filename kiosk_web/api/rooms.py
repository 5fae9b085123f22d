"""A room for programs: what the panel shows of it, from the same `*_now` of each subject."""

from flask import Response

from gateway.domain.devices import Known
from gateway.domain.rooms.climate.state import climate_now
from gateway.domain.rooms.controls import channel_now
from gateway.domain.rooms.curtains.state import curtain_now
from gateway.domain.rooms.dnd.state import dnd_now
from gateway.domain.rooms.lock.state import lock_now
from gateway.domain.rooms.players.state import player_now
from gateway.domain.rooms.projector.state import LIT, Stage, projector_now
from gateway.domain.rooms.rack.state import rack_now
from gateway.domain.rooms.scenes.state import scene_now
from gateway.domain.rooms.sources.state import sources_now
from gateway.domain.rooms.state import is_on
from gateway.domain.rooms.volume.state import volume_now
from gateway.domain.rules import Channel, ChannelKind, Room
from gateway.domain.text import Text
from kiosk_web.api import models
from kiosk_web.api import room_models as out
from kiosk_web.api.base import get, not_found
from kiosk_web.api.read import sent, words
from kiosk_web.context import snapshot
from kiosk_web.ports import Snapshot
from kiosk_web.problems import problem
from kiosk_web.tokens import Scope

NO_ROOM = Text("没有这个房间。", "There is no such room.")
MOVING = (ChannelKind.CURTAIN, ChannelKind.SCREEN)


@get("/rooms", Scope.READ, summary="Rooms and what is on in them", responses={200: out.Rooms})
def rooms() -> Response:
    """Return all rooms with their channels."""
    now = snapshot()
    return sent(out.Rooms(rooms=[room_out(now, room) for room in now.rules.rooms.values()]))


@get(
    "/rooms/<room>",
    Scope.READ,
    summary="A room",
    responses={200: out.RoomOut, 404: not_found("No such room")},
)
def room(path: models.RoomPath) -> Response:
    """Return one room: its channels, its machines, its scenes, its lock."""
    now = snapshot()
    found = now.rules.rooms.get(path.room)
    if found is None:
        return problem(404, "unknown_room", NO_ROOM)
    return sent(room_out(now, found))


def room_out(now: Snapshot, room: Room) -> out.RoomOut:
    """Return a room as programs see it."""
    dnd, now_s = dnd_now(now.office, room.id), now.now.mono_s
    rack = rack_now(now.office, now.rules, room.id, now_s)
    scenes = scene_now(now.office, now.rules, room.id)
    return out.RoomOut(
        id=room.id,
        name=words(room.name),
        zone=room.zone,
        plate=room.plate,
        seats=room.seats,
        dnd_until=dnd.until if dnd else None,
        lock=_lock(now, room),
        rack=out.RackOut.model_validate(rack, from_attributes=True) if rack else None,
        sources=_sources(now, room),
        scenes=out.ScenesOut.model_validate(scenes, from_attributes=True),
        groups=[
            out.LightGroupOut(id=one.id, name=words(one.name), lights=list(one.lights))
            for one in room.groups
        ],
        channels=[_channel(now, now.rules.channels[one]) for one in room.channels],
    )


def _lock(now: Snapshot, room: Room) -> out.LockOut | None:
    if room.lock is None:
        return None
    lock, now_s = lock_now(now.office, now.rules, room.id), now.now.mono_s
    waits = [left_s for at_s in lock.wait_until_s.values() if (left_s := at_s - now_s) > 0]
    return out.LockOut(
        level=lock.level.value,
        asks_controls=lock.asks_controls,
        asks_system=lock.asks_system,
        meeting=lock.meeting,
        closes_in_s=None if lock.closes_due_s is None else max(0.0, lock.closes_due_s - now_s),
        wait_s=max(waits, default=None),
    )


def _sources(now: Snapshot, room: Room) -> out.SourcesOut | None:
    found = sources_now(now.office, now.rules, room.id, now.now.mono_s)
    if found is None:
        return None
    return out.SourcesOut(
        sources=[
            out.SourceOut(
                id=one.source.id,
                name=words(one.source.name),
                shown=one.shown,
                known=one.known.value,
                asked=one.asked,
                waiting=one.waiting,
                failed=one.failed,
            )
            for one in found.sources
        ],
        waiting=found.waiting,
        why=found.why,
        left_s=found.left_s,
        other_input=found.other_input,
    )


def _channel(now: Snapshot, channel: Channel) -> out.ChannelOut:
    state = channel_now(now.office, now.rules, channel.id)
    wish = state.wish
    told = out.ChannelOut(
        id=channel.id,
        name=words(channel.name),
        kind=channel.kind.value,
        power=is_on(state.reported),
        level_pct=state.reported.level_pct,
        power_w=state.reported.power_w,
        known=state.known.value,
        online=state.online,
        since=state.since,
        wanted=out.Wanted.model_validate(wish, from_attributes=True) if wish else None,
    )
    return told.model_copy(update=_machine(now, channel))


def _machine(now: Snapshot, channel: Channel) -> dict[str, object]:
    """Return what a machine says of itself; it knows better than one message how it is."""
    office, rules, now_s = now.office, now.rules, now.now.mono_s
    if channel.kind in MOVING:
        curtain = curtain_now(office, rules, channel.id, now_s)
        return {"curtain": out.CurtainOut.model_validate(curtain, from_attributes=True)}
    if channel.kind is ChannelKind.PROJECTOR:
        beam = projector_now(office, rules, channel.id, now_s)
        known = beam.stage is not Stage.UNKNOWN and beam.known is not Known.UNREACHABLE
        part = out.ProjectorOut.model_validate(beam, from_attributes=True)
        power = beam.stage in LIT if known else None
        return {"projector": part, "power": power, "known": beam.known.value}
    if channel.kind is ChannelKind.AC:
        air = climate_now(office, rules, channel.id, now_s)
        unit = out.ClimateOut.model_validate(air, from_attributes=True)
        return {"climate": unit, "power": air.on, "known": air.known.value}
    if channel.kind is ChannelKind.PLAYER:
        player = player_now(office, rules, channel.id)
        told = out.PlayerOut.model_validate(player, from_attributes=True)
        return {"player": told, "power": player.awake, "known": player.known.value}
    if channel.kind is ChannelKind.VOLUME:
        volume = volume_now(office, rules, channel.id)
        level = out.VolumeOut.model_validate(volume, from_attributes=True)
        return {"volume": level, "known": volume.known.value}
    return {}
