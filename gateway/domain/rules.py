"""What the site file and the registry say, as the rules see it: frozen, indexed.

Built by the shell (`gateway/rules.py`) and swapped whole when people change
something. A rule never looks anything up anywhere else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from gateway.domain.duty.rules import DutyRules
from gateway.domain.floors import Floor
from gateway.domain.options import Options, ProjectorOptions, Source
from gateway.domain.text import Json, Text

DAY = timedelta(days=1)


class ReaderDirection(StrEnum):
    """What a tap at a reader means; with toggle the open session decides."""

    TOGGLE = "toggle"
    IN = "in"
    OUT = "out"


class ChannelKind(StrEnum):
    """What a channel is to a person."""

    LIGHT = "light"
    DIMMER = "dimmer"
    CURTAIN = "curtain"
    SCREEN = "screen"
    PROJECTOR = "projector"
    AC = "ac"
    FAN = "fan"
    SOCKET = "socket"
    DISPENSER = "dispenser"
    AV = "av"
    PLAYER = "player"
    VOLUME = "volume"


class DayKind(StrEnum):
    """What the calendar says of a date."""

    WORKDAY = "workday"
    MAKEUP = "makeup"
    REST = "rest"
    HOLIDAY = "holiday"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Almanac:
    """What is published of a country's days.

    Attributes:
        days: Dates that are not what the week from Monday to Friday says.
        years: The years that are published whole; of others nothing is known.
    """

    days: Mapping[date, DayKind] = field(default_factory=dict)
    years: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """When a zone is open: weekday (0 = Monday) to spans of local time."""

    spans: Mapping[int, tuple[tuple[time, time], ...]] = field(default_factory=dict)
    holiday: tuple[tuple[time, time], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedLoad:
    """What a channel may draw while its zone is closed.

    Attributes:
        channel: Global id.
        watts: The most it may draw.
        hours: When; None = always.
    """

    channel: str
    watts: float
    hours: Opening | None = None


class EmptyAc(StrEnum):
    """What becomes of the air conditioning of a zone that is empty in the day."""

    OFF = "off"
    SETPOINT = "setpoint"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetbackRules:
    """What is done in a zone that is empty in working hours (spec 04 §3).

    Attributes:
        lights: Whether its lights go off.
        ac: What its air conditioners do; one that takes no set-point goes off instead.
        cool_c, heat_c: The set-points for `setpoint`, in °C.
    """

    lights: bool = True
    ac: EmptyAc = EmptyAc.OFF
    cool_c: float = 28.0
    heat_c: float = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """An area with readers at its doors; zones nest.

    Attributes:
        meter: Device id (and channel) of its power meter, or None.
        standby_w: What it draws when everything is off.
        never_off: Global channel ids that nothing automatic may switch.
        expected: What may be on off-hours, and how much it may draw.
        setback: What is done there while it is empty in the day, and in the zones
            inside it that say nothing themselves; None: as the zone around it says.
    """

    id: str
    name: Text
    parent: str | None = None
    opening: Opening = Opening()
    meter: str | None = None
    standby_w: float = 50.0
    never_off: frozenset[str] = frozenset()
    expected: tuple[ExpectedLoad, ...] = ()
    setback: SetbackRules | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A badge reader; `kind` is `pcsc`, `keyboard`, `mqtt`, `satellite` or `sim`.

    One with a `room` belongs to that room: it opens the panel there. A `checkpoint` is only
    passed on rounds. Neither signs anybody in or out.
    """

    id: str
    kind: str
    zone: str
    name: Text
    direction: ReaderDirection = ReaderDirection.TOGGLE
    room: str | None = None
    checkpoint: bool = False

    @property
    def is_door(self) -> bool:
        """Whether a badge laid on it signs its owner in or out."""
        return self.room is None and not self.checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A thing on a wire; `kind` names its driver. `on_broker`: reached by MQTT, lost with it."""

    id: str
    kind: str
    name: Text
    on_broker: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One thing a person names; `id` is global: `<room or zone>.<name>`.

    Attributes:
        owner: The room or zone it belongs to.
        zone: The zone it counts for.
        number: Its number on the device's wire, None for a single one.
        levels: Keys of a dimmer (4 = 25/50/75/100).
        watts: Expected draw when on, for sites without a meter on it.
        options: What its kind of machine has more to say, or None.
    """

    id: str
    owner: str
    zone: str
    name: Text
    kind: ChannelKind
    device: str
    number: int | None = None
    levels: int = 4
    watts: float | None = None
    options: Options | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneWish:
    """One press of a scene: a control of the room (`lights.all_off`) and its value."""

    control: str
    value: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What one key asks for, in this order; without wishes it takes a standard scene away."""

    id: str
    name: Text
    wishes: tuple[SceneWish, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceKind:
    """What can be called for in a room; `icon` is a name of the screens' icons."""

    id: str
    name: Text
    icon: str = "bell"


SERVICES = (
    ServiceKind(id="tea", name=Text("茶水", "Tea and water"), icon="tea"),
    ServiceKind(id="technician", name=Text("技术支持", "Technician"), icon="wrench"),
    ServiceKind(id="clean", name=Text("保洁", "Cleaning"), icon="broom"),
)
"""What can be called for where the site file says nothing (spec 03 §2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelLock:
    """What of a room's panel asks who is there.

    Attributes:
        controls: The controls: level 1, the host's PIN or a badge.
        system: Rack and settings: level 2, the system's PIN.
    """

    controls: bool = True
    system: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A meeting room with a panel; `plate` is the letter on its door.

    `scenes` are the site's own; `rooms/scenes/standard.py` adds the usual ones.
    `sources` are what can be shown and heard there, in the order of their keys.
    Without a `lock` its panel is open to everybody.
    """

    id: str
    name: Text
    zone: str
    plate: str
    seats: int | None = None
    channels: tuple[str, ...] = ()
    scenes: tuple[Scene, ...] = ()
    sources: tuple[Source, ...] = ()
    lock: PanelLock | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A contact or sensor: `kind` is `motion`, `window`, `door` or `button`."""

    id: str
    kind: str
    zone: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom alerts go to; the Apprise addresses are kept in the secrets file.

    Attributes:
        quiet: When only critical messages pass, instead of the office's; None = the office's.
        per_hour: The most messages in an hour, instead of the office's.
    """

    id: str
    name: Text
    language: str = "zh"
    quiet: Opening | None = None
    per_hour: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Who is told of some alerts, level by level; the first route that fits counts.

    Attributes:
        to: For each level of escalation the contact or group.
        severities: Which alerts; `info` is sent only where a route says so.
        zones: Where, with the zones inside; empty = anywhere.
        hours: When; None = always.
    """

    to: tuple[str, ...]
    severities: frozenset[str] = frozenset({"warning", "critical"})
    zones: frozenset[str] = frozenset()
    hours: Opening | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerting:
    """How people are told of alerts (spec 04 §5).

    Attributes:
        groups: Contacts by group.
        routes: In the order in which they are tried; `Rules.facilities` comes after them.
        quiet: When only critical messages pass; others wait for the end.
        digest: Local time of the morning's summary.
        per_hour: The most messages to one contact in an hour; the rest is told in the summary.
    """

    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    quiet: Opening | None = None
    digest: time = time(8)
    per_hour: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyRules:
    """What energy costs: `price_per_kwh` in `currency` (ISO 4217); None = money is not told."""

    price_per_kwh: float | None = None
    currency: str = "CNY"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenRules:
    """What becomes of who left the badge at home (spec 02 §6).

    Attributes:
        witness: Whether a colleague's badge may be the witness; else only number and PIN.
        days_a_month: On more days of a month who answers for the person is told; nothing
            is refused.
    """

    witness: bool = True
    days_a_month: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a badge; `roles` as in spec 05.

    Attributes:
        since, until: First and last day of work, as far as they are known; what the team
            works binds between them.
    """

    id: str
    number: str
    name: str
    team: str = ""
    roles: frozenset[str] = frozenset({"staff"})
    active: bool = True
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamShift:
    """What a team works from a day on, up to the next one; an empty shift ends it."""

    from_: date
    shift: str
    pattern: str = "weekdays"


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """People who work together (`Person.team` is its id) and who answers for them.

    Attributes:
        managers: People's ids: each of them may decide, and sees the team's attendance.
        stand_ins: Who decides while all managers are away.
        parent: The team around it: the next level up.
        ignores_makeup: Its weekdays are the week's: make-up workdays are not worked.
        shifts: What its people work on days for which they have no assignment, oldest first.
    """

    id: str
    name: Text
    managers: tuple[str, ...] = ()
    stand_ins: tuple[str, ...] = ()
    parent: str | None = None
    ignores_makeup: bool = False
    shifts: tuple[TeamShift, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveKind:
    """A kind of leave (S4).

    Attributes:
        paid: Whether the time counts as worked for pay; told in reports, decides nothing.
        days_a_year: How many working days a person has of it in a calendar year; None = no limit.
        others_may_file: Somebody else may ask for it (sick leave).
        first_level_days: Up to so many days the first level decides alone; longer goes one up.
    """

    id: str
    name: Text
    paid: bool = False
    days_a_year: float | None = None
    others_may_file: bool = False
    first_level_days: float = 1.0


LEAVE_KINDS = (
    LeaveKind(id="personal", name=Text("事假", "Personal leave")),
    LeaveKind(id="sick", name=Text("病假", "Sick leave"), paid=True, others_may_file=True),
    LeaveKind(id="marriage", name=Text("婚假", "Marriage leave"), paid=True),
    LeaveKind(id="maternity", name=Text("产假", "Maternity leave"), paid=True),
    LeaveKind(id="bereavement", name=Text("丧假", "Bereavement leave"), paid=True),
    LeaveKind(id="time_off", name=Text("换休", "Time off in lieu"), paid=True),
    LeaveKind(id="paid", name=Text("带薪假", "Paid leave"), paid=True),
    LeaveKind(
        id="injury", name=Text("工伤假", "Work injury leave"), paid=True, others_may_file=True
    ),
    LeaveKind(id="annual", name=Text("年假", "Annual leave"), paid=True, days_a_year=5.0),
    LeaveKind(id="field_work", name=Text("外勤", "Field work"), paid=True, first_level_days=0.0),
)
"""The kinds of the client's rulebook, where the office keeps no table of its own.

`field_work` is asked for like leave and is none: attendance has a status of its own for it.
However short, it goes to the next level (the rulebook's 因公事及外出学习).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A card known here, by the keyed hash of its UID.

    Attributes:
        until: The last day on which a temporary card works; None: it is not temporary.
    """

    badge: str
    person: str
    status: str = "active"
    until: date | None = None

    def has_ended(self, today: date) -> bool:
        """Tell whether a temporary card's last day is over."""
        return self.until is not None and today > self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorCard:
    """A card that is lent to visitors, by the keyed hash of its UID; `label` is printed on it.

    One that is not `active` is lent no more; of a `lost` one, facilities hear when it turns up.
    """

    badge: str
    label: str
    active: bool = True
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Planned working hours of a day (spec 02 §2); end before start = next day.

    Attributes:
        before_min, after_min: Taps so long before and after belong to it, inclusive.
        pairing: `first_last`, `every_pair` or `by_direction`.
        watch_min: Later than this is half a day, not "late by four hours".
        half_day_min, absent_min: Less work than this is half a day, or none; None = never.
        early_counts: Work counts from coming, not from the start.
        earlier: What it was before, oldest first: up to and with which day, and what.
    """

    id: str
    name: Text
    start: time
    end: time
    breaks: tuple[tuple[time, time], ...] = ()
    before_min: int = 60
    after_min: int = 60
    late_grace_min: int = 5
    early_grace_min: int = 5
    pairing: str = "first_last"
    watch_min: int = 120
    half_day_min: int | None = None
    absent_min: int | None = None
    early_counts: bool = False
    earlier: "tuple[tuple[date, Shift], ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who works which shift from when to when; `pattern` says on which days.

    Attributes:
        by_team: It is the team's, built from `Team.shifts`: nobody keeps it for the person.
    """

    person: str
    shift: str
    from_: date
    to: date | None = None
    pattern: str = "weekdays"
    by_team: bool = False


def _by_team(person: Person, team: Team, own: Sequence[Assignment]) -> Iterator[Assignment]:
    """Yield what a person works because the team does: on days without an assignment."""
    if not person.active and person.until is None:
        return
    for each, following in zip(team.shifts, (*team.shifts[1:], None), strict=True):
        ends = [following.from_ - DAY] if following is not None else []
        ends += [person.until] if person.until is not None else []
        begins = max(each.from_, person.since or each.from_)
        for first, last in _free(begins, min(ends, default=None), own) if each.shift else ():
            yield Assignment(
                person=person.id,
                shift=each.shift,
                from_=first,
                to=last,
                pattern=each.pattern,
                by_team=True,
            )


def _free(
    begins: date, ends: date | None, own: Sequence[Assignment]
) -> Iterator[tuple[date, date | None]]:
    """Yield the spans of a span of days in which no assignment is in force."""
    for plan in sorted(own, key=lambda plan: plan.from_):
        if plan.to is not None and plan.to < begins:
            continue
        if ends is not None and plan.from_ > ends:
            break
        if plan.from_ > begins:
            yield begins, plan.from_ - DAY
        if plan.to is None or plan.to == date.max:
            return
        begins = plan.to + DAY
    if ends is None or begins <= ends:
        yield begins, ends


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
    alerting: Alerting = Alerting()
    energy: EnergyRules = EnergyRules()
    forgotten: ForgottenRules = ForgottenRules()
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
                plans[person.id] = (*own, *_by_team(person, team, own))
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
