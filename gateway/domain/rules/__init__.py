"""What the site file and the registry say, as the rules see it: frozen, indexed.

Built by the shell (`gateway/rules.py`) and swapped whole when people change
something. A rule never looks anything up anywhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from gateway.domain.duty.rules import DutyRules
from gateway.domain.floors import Floor
from gateway.domain.options import ProjectorOptions
from gateway.domain.rules.alerting import Alerting, Contact, Route
from gateway.domain.rules.building import (
    Channel,
    ChannelKind,
    Device,
    EmptyAc,
    EnergyRules,
    ExpectedLoad,
    Input,
    Opening,
    Reader,
    ReaderDirection,
    SetbackRules,
    Zone,
)
from gateway.domain.rules.calendar import Almanac, DayKind
from gateway.domain.rules.people import (
    LEAVE_KINDS,
    Badge,
    ForgottenRules,
    LeaveKind,
    Person,
    Team,
    TeamShift,
    VisitorCard,
)
from gateway.domain.rules.rooms import (
    SERVICES,
    LightGroup,
    PanelLock,
    Room,
    Scene,
    SceneWish,
    ServiceKind,
)
from gateway.domain.rules.shifts import Assignment, Shift, worked_by_team
from gateway.domain.text import Text

__all__ = [
    "LEAVE_KINDS",
    "SERVICES",
    "Alerting",
    "Almanac",
    "Assignment",
    "Badge",
    "Channel",
    "ChannelKind",
    "Contact",
    "DayKind",
    "Device",
    "Durations",
    "EmptyAc",
    "EnergyRules",
    "ExpectedLoad",
    "ForgottenRules",
    "Input",
    "LeaveKind",
    "LightGroup",
    "Opening",
    "PanelLock",
    "Person",
    "Reader",
    "ReaderDirection",
    "Room",
    "Route",
    "Rules",
    "Scene",
    "SceneWish",
    "ServiceKind",
    "SetbackRules",
    "Shift",
    "Team",
    "TeamShift",
    "VisitorCard",
    "Zone",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Durations:
    """Waits and limits of the office, in seconds; the site file may change each."""

    bounce_s: float = 10.0
    undo_window_s: float = 120.0
    shown_s: float = 10.0
    name_shown_s: float = 6.0
    confirm_s: float = 2.0
    resend_times: int = 2
    command_expires_s: float = 3.0
    press_once_s: float = 0.5
    rack_hold_s: float = 2.0
    source_pause_s: float = 7.0
    poll_after_online_s: float = 1.0
    lastout_answer_s: float = 60.0
    lastout_verify_s: float = 60.0
    escalate_s: float = 900.0
    settle_s: float = 600.0
    offhours_s: float = 600.0
    hysteresis_w: float = 30.0
    setback_lights_s: float = 900.0
    setback_ac_s: float = 1800.0
    setback_announce_s: float = 30.0
    meter_silent_s: float = 900.0
    broker_gone_s: float = 120.0
    reader_gone_s: float = 60.0
    panel_idle_s: float = 60.0
    pin_wait_s: float = 60.0
    dnd_s: float = 3600.0
    call_answer_s: float = 180.0
    witness_s: float = 30.0
    lend_s: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything a decision may lean on, besides the state and the event.

    Attributes:
        address: Where the office is, as a visitor is told; None: the name has to do.
        badges: By keyed hash.
        visitor_cards: By keyed hash: nobody's own, lent to visitors.
        channels: By global id.
        wired: Channels by (device, number): who is meant by a report.
        facilities: Contacts or groups in order of escalation, where no route fits.
        calendar: The site's own days; they win over the almanac.
        roster: Published plans: by person and day the shift's id, or "" for a rest day; a day
            named here wins over `assignments`.
        almanac: Public holidays and make-up workdays; None = the week alone decides.
        generation: Grows at each swap, so that screens know.
        plans: `assignments` by person, and what the team works on days without any; built.
        feeds: The projectors that hang on a channel, by the channel, built from `channels`.
        owned: The channels of a room or zone, in the site file's order, built from `channels`.
    """

    site: str
    name: Text
    timezone: ZoneInfo
    zones: Mapping[str, Zone] = field(default_factory=dict)
    readers: Mapping[str, Reader] = field(default_factory=dict)
    devices: Mapping[str, Device] = field(default_factory=dict)
    channels: Mapping[str, Channel] = field(default_factory=dict)
    wired: Mapping[tuple[str, int | None], str] = field(default_factory=dict)
    rooms: Mapping[str, Room] = field(default_factory=dict)
    inputs: Mapping[str, Input] = field(default_factory=dict)
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    facilities: tuple[str, ...] = ()
    people: Mapping[str, Person] = field(default_factory=dict)
    badges: Mapping[str, Badge] = field(default_factory=dict)
    visitor_cards: Mapping[str, VisitorCard] = field(default_factory=dict)
    shifts: Mapping[str, Shift] = field(default_factory=dict)
    assignments: tuple[Assignment, ...] = ()
    teams: Mapping[str, Team] = field(default_factory=dict)
    leave_kinds: Mapping[str, LeaveKind] = field(
        default_factory=lambda: {kind.id: kind for kind in LEAVE_KINDS}
    )
    roster: Mapping[str, Mapping[date, str]] = field(default_factory=dict)
    calendar: Mapping[date, DayKind] = field(default_factory=dict)
    almanac: Almanac | None = None
    alerting: Alerting = field(default_factory=Alerting)
    energy: EnergyRules = field(default_factory=EnergyRules)
    forgotten: ForgottenRules = field(default_factory=ForgottenRules)
    duty: DutyRules = field(default_factory=DutyRules)
    services: tuple[ServiceKind, ...] = SERVICES
    durations: Durations = Durations()
    floors: tuple[Floor, ...] = ()
    notice: Text | None = None
    address: Text | None = None
    generation: int = 0
    plans: Mapping[str, tuple[Assignment, ...]] = field(init=False, repr=False, compare=False)
    feeds: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    owned: Mapping[str, tuple[Channel, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        plans: dict[str, tuple[Assignment, ...]] = {}
        for each in self.assignments:
            plans[each.person] = (*plans.get(each.person, ()), each)
        for person in self.people.values():
            team = self.teams.get(person.team)
            if team is not None and team.shifts:
                own = plans.get(person.id, ())
                plans[person.id] = (*own, *worked_by_team(person, team, own))
        object.__setattr__(self, "plans", {p: each for p, each in plans.items() if each})
        feeds: dict[str, tuple[str, ...]] = {}
        for channel in self.channels.values():
            options = channel.options
            if isinstance(options, ProjectorOptions) and options.mains is not None:
                feeds[options.mains] = (*feeds.get(options.mains, ()), channel.id)
        object.__setattr__(self, "feeds", feeds)
        owned: dict[str, list[Channel]] = {}
        for channel in self.channels.values():
            owned.setdefault(channel.owner, []).append(channel)
        by_owner = {owner: tuple(channels) for owner, channels in owned.items()}
        object.__setattr__(self, "owned", by_owner)

    def zone_path(self, zone: str) -> tuple[str, ...]:
        """Return the zone and all zones around it, innermost first."""
        path: list[str] = []
        at: str | None = zone
        while at is not None and at not in path and at in self.zones:
            path.append(at)
            at = self.zones[at].parent
        return tuple(path)

    def zones_below(self, zone: str) -> tuple[str, ...]:
        """Return the zone and all zones inside it, in the site file's order."""
        return tuple(z for z in self.zones if zone in self.zone_path(z))

    def channels_in(self, zone: str) -> tuple[Channel, ...]:
        """Return every channel that counts for the zone or a zone inside it."""
        below = set(self.zones_below(zone))
        return tuple(c for c in self.channels.values() if c.zone in below)
