"""A room's panel: its pages build themselves from what the room has.

To add one: a module with a `PAGE` (see `base.py`), a template, a style, a line in `PAGES`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gateway.domain.presence import head_count
from gateway.domain.reports import Reports
from gateway.domain.rules import Channel, Room, Rules
from kiosk_web.ports import Snapshot
from kiosk_web.views.marks import zone_name
from kiosk_web.views.panel import (
    climate,
    curtains,
    lights,
    others,
    players,
    projector,
    rack,
    service,
    sound,
    sources,
)
from kiosk_web.views.panel.base import Look, PanelPage, picked
from kiosk_web.views.panel.home import Line, home_reads, home_view
from kiosk_web.views.panel.lock import lock_reads, lock_view
from kiosk_web.views.panel.setback import setback_reads, setback_view
from kiosk_web.views.troubles import Trouble, troubles
from kiosk_web.views.words import Tongue, hhmm

__all__ = ["PAGES", "Head", "Look", "Nav", "PanelPage", "panel_reads", "panel_view", "plan_of"]

PAGES: tuple[PanelPage, ...] = (
    lights.PAGE,
    curtains.PAGE,
    projector.PAGE,
    sources.PAGE,
    players.PAGE,
    sound.PAGE,
    rack.PAGE,
    climate.PAGE,
    others.PAGE,  # takes what no page before it took
    service.PAGE,
)
"""In the order of their tabs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands over every page but the first."""

    plate: str
    name: str
    zone: str
    in_count: int
    clock: str
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab at the foot."""

    name: str
    icon: str
    title: str


@dataclass(frozen=True, slots=True)
class Nav:
    """The tabs; fewer than two pages have none."""

    tabs: tuple[Tab, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a room's panel is made of, as long as the rules are the same."""

    rules: Rules
    room: Room
    channels: tuple[Channel, ...]
    devices: tuple[str, ...]
    pages: tuple[tuple[PanelPage, tuple[Channel, ...]], ...]


_PLANS: dict[str, Plan] = {}
"""By room; only ever replaced, so that any thread may look."""


def plan_of(rules: Rules, room_id: str) -> Plan:
    """Return a room's pages in order, each with the channels it shows; kept until rules change.

    Raises:
        KeyError: There is no such room in the site file.
    """
    known = _PLANS.get(room_id)
    if known is None or known.rules is not rules:
        room = rules.rooms[room_id]
        channels = tuple(rules.channels[c] for c in room.channels if c in rules.channels)
        devices = tuple(sorted({channel.device for channel in channels}))
        known = Plan(rules, room, channels, devices, tuple(_pages(rules, room, channels)))
        _PLANS[room_id] = known
    return known


def _pages(
    rules: Rules, room: Room, channels: tuple[Channel, ...]
) -> Iterator[tuple[PanelPage, tuple[Channel, ...]]]:
    left = channels
    for page in PAGES:
        mine = tuple(channel for channel in left if page.takes(rules, channel))
        if page.has(rules, room) if page.has is not None else mine:
            left = tuple(channel for channel in left if channel not in mine)
            yield page, mine


def panel_view(snapshot: Snapshot, room_id: str, tongue: Tongue) -> Mapping[str, object]:
    """Return the panel of a room: a model for each of its parts, in the order of the tabs.

    Raises:
        KeyError: There is no such room in the site file.
    """
    plan = plan_of(snapshot.rules, room_id)
    whole = Look(snapshot=snapshot, room=plan.room, tongue=tongue, mine=plan.channels)
    looks = [(page, replace(whole, mine=mine)) for page, mine in plan.pages]
    lines = [
        Line(page=page.name, icon=page.icon, title=page.title(tongue), mark=mark)
        for page, look in looks
        if (mark := page.line(look)) is not None
    ]
    home = Tab("home", "home", tongue._("Home"))
    tabs = (home, *(Tab(page.name, page.icon, page.title(tongue)) for page, _ in looks))
    return {
        "head": _head(whole),
        "home": home_view(whole, tuple(lines)),
        **{page.name: page.view(look) for page, look in looks},
        "nav": Nav(tabs),
        "lock": lock_view(whole, tuple(page for page, _ in looks)),
        "setback": setback_view(whole),
    }


def _head(look: Look) -> Head:
    room, tongue = look.room, look.tongue
    found = troubles(look.office, tongue, None)
    return Head(
        plate=room.plate,
        name=room.name.in_(tongue.language),
        zone=zone_name(look.rules, room.zone, tongue),
        in_count=head_count(look.office, look.rules, room.zone),
        clock=hhmm(look.snapshot.now.at),
        trouble=next((t for t in found if t.key == "broker"), None),
    )


def panel_reads(snapshot: Snapshot, room_id: str) -> object:
    """Return all that a room's panel takes from a snapshot besides the time.

    The state's own values, compared by identity first: with 64 panels open, one
    lamp's report costs one view, not 64.
    """
    office, rules = snapshot.office, snapshot.rules
    plan = plan_of(rules, room_id)
    reports = Reports.of(office.devices.reports)
    return (
        rules,
        office.health.parts,
        office.devices.broker_ok,
        tuple(reports.device(device) for device in plan.devices),
        picked(office.controls.wishes, plan.channels),
        lock_reads(office, plan.room),
        setback_reads(office, plan.room),
        home_reads(office, rules, plan.room, plan.channels),
        tuple(page.reads(office, rules, plan.room, mine) for page, mine in plan.pages),
    )
