"""The site file as frozen models: what is wired where, and the office's policy.

Knows the shape of `site.toml` and nothing of drivers: what a device or a
reader takes besides the common keys is kept in `options` for its own driver.
"""

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from gateway.config.floors import FloorSettings
from gateway.config.groups import LightGroupSettings
from gateway.config.machines import (
    MACHINES,
    AcSettings,
    CurtainSettings,
    MachineSettings,
    PlayerSettings,
    ProjectorSettings,
    RackSettings,
    VolumeSettings,
)
from gateway.config.scenes import SceneSettings
from gateway.config.sources import SourceSettings
from gateway.config.words import (
    BrokerUrl,
    Hours,
    Id,
    LoadHours,
    LocalTime,
    Many,
    Meter,
    Name,
    TimeZone,
    WebUrl,
    Word,
    complain,
    first_channel,
)
from gateway.domain.rules import ChannelKind, Durations, EmptyAc, Opening, ReaderDirection

_STRICT = ConfigDict(
    extra="forbid",
    frozen=True,
    strict=True,
    allow_inf_nan=False,
    use_attribute_docstrings=True,
    defer_build=True,
)

_LONGEST_S = 31 * 24 * 3600

Watts = Annotated[float, Field(ge=0, le=100_000)]
Pin = Annotated[int, Field(ge=2, le=27, description="GPIO number in Broadcom (BCM) order.")]


class Settings(BaseModel):
    """What every table of the site file shares: frozen, strict, no unknown keys."""

    model_config = _STRICT


class SiteSettings(Settings):
    """`[site]`: which office this is."""

    id: Id
    name: Name
    timezone: TimeZone = Field(default="Asia/Shanghai", validate_default=True)
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "CN"
    """ISO 3166 code; whose public holidays count."""
    language: Annotated[str, Field(pattern=r"^(zh|en)(-[A-Z]{2})?$")] = "zh"
    """The screens' language until somebody picks another: `zh` or `en`."""
    address: Name | None = None
    """Where the office is, as a visitor is told: street, building, floor."""


class BrokerTls(Settings):
    """`[broker.tls]`: files of the broker's authority and of this client."""

    ca: str | None = None
    """The authority's certificate (PEM); without it the system's are used."""
    cert: str | None = None
    key: str | None = None


class BrokerSettings(Settings):
    """`[broker]`: where MQTT is; user and password are secrets."""

    url: BrokerUrl = "mqtt://127.0.0.1:1883"
    """`mqtt://host:port`, `mqtts://host:port`, or `embedded` (demo only)."""
    tls: BrokerTls | None = None


class WebSettings(Settings):
    """`[web]`: where the screens listen."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65_535)] = 8080
    trusted_hosts: Many[str] = ()
    """Names the screens may be called by, besides loopback's."""
    public_url: WebUrl | None = None
    """What links in messages begin with."""


class NorthboundSettings(Settings):
    """`[northbound]`: what other programs see of the office over MQTT, and may ask."""

    enabled: bool = True
    """False: nothing is said but whether the gateway is there, nothing may be asked."""
    home_assistant: bool = True
    """Describe rooms and zones to Home Assistant (discovery)."""
    discovery_prefix: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*$")] = (
        "homeassistant"
    )
    """Where Home Assistant looks."""
    presence_count: bool = False
    """Also say how many people are in a zone; names are never said."""


class ChannelSettings(Settings):
    """One thing a person names: `spot-1`, `ac`, `rear-curtain`."""

    id: Id
    kind: Word[ChannelKind]
    device: Id
    channel: Annotated[int, Field(ge=0, le=128)] | None = None
    """Its number on the device's wire (a Shelly counts from 0); left out, the first one."""
    name: Name | None = None
    levels: Annotated[int, Field(ge=1, le=10)] = 4
    """Keys of a dimmer: 4 gives 25, 50, 75 and 100 %."""
    watts: Watts | None = None
    """What it is expected to draw when on."""
    curtain: CurtainSettings | None = None
    projector: ProjectorSettings | None = None
    rack: RackSettings | None = None
    player: PlayerSettings | None = None
    volume: VolumeSettings | None = None
    ac: AcSettings | None = None

    @property
    def machine(self) -> MachineSettings | None:
        """The table of its kind, if it has one."""
        found = (getattr(self, key) for key in MACHINES)
        return next((one for one in found if one is not None), None)

    def numbers(self, first: int) -> tuple[int, ...]:
        """Return its numbers on the device's wire: a curtain on relays has two.

        `first` is where its device begins to count: `Site.first_of`.
        """
        curtain = self.curtain
        if curtain is not None and curtain.up is not None and curtain.down is not None:
            return curtain.up, curtain.down
        return (first if self.channel is None else self.channel,)


class ExpectedSettings(Settings):
    """`expected` of a zone: what may be on while it is closed."""

    channel: str
    """`<room or zone>.<channel>`."""
    watts: Watts
    """The most it may draw."""
    hours: LoadHours | None = None
    """When: `"22:00-06:00"` every day, or a table as in `opening`; left out, always."""


Celsius = Annotated[float, Field(ge=5, le=35)]


class SetbackSettings(Settings):
    """`setback` of a zone: what is done there while it is empty in working hours."""

    lights: bool = True
    """Its lights go off after 15 minutes (`setback_lights_s`)."""
    ac: Word[EmptyAc] = EmptyAc.OFF
    """After 30 (`setback_ac_s`): `off`, `setpoint`, or `leave`; without a set-point it is off."""
    cool_c: Celsius = 28.0
    """To which set-point where it cools; never colder than the site's limit."""
    heat_c: Celsius = 16.0
    """To which set-point where it heats."""


class ZoneSettings(Settings):
    """`[[zones]]`: an area with readers at its doors; zones nest."""

    id: Id
    name: Name | None = None
    parent: Id | None = None
    opening: Hours = Opening()
    meter: Meter | None = None
    """The device (or `device:channel`) that measures the whole zone."""
    standby_w: Watts = 50.0
    """What the zone draws when everything in it is off."""
    never_off: Many[str] = ()
    """`<room or zone>.<channel>` that nothing automatic may switch."""
    expected: Many[ExpectedSettings] = ()
    """What may be on off-hours, and how much it may draw."""
    setback: SetbackSettings | None = None
    """What is done while it is empty in the day; left out, as in the zone around it."""
    channels: Many[ChannelSettings] = ()


class GpioFactory(StrEnum):
    """Which pins gpiozero talks to: found by itself, imaginary, or a Pi's."""

    AUTO = "auto"
    MOCK = "mock"
    LGPIO = "lgpio"


class LampSettings(Settings):
    """The lamp and buzzer beside a reader; a pin left out is not there."""

    green: Pin | None = None
    amber: Pin | None = None
    red: Pin | None = None
    buzzer: Pin | None = None
    active_high: bool = True
    """False where 0 V on the pin switches the part on."""
    factory: Word[GpioFactory] | None = None
    """Other pins than `[gpio]` says."""


class ReaderKind(StrEnum):
    """How a reader's cards come in."""

    PCSC = "pcsc"
    KEYBOARD = "keyboard"
    MQTT = "mqtt"
    SATELLITE = "satellite"
    SIM = "sim"


class _WithOptions(Settings):
    """A table that takes a driver's own keys as well."""

    model_config = ConfigDict(extra="allow")

    @property
    def options(self) -> Mapping[str, Any]:
        """Return the keys that belong to the driver, as TOML gave them."""
        return MappingProxyType(self.model_extra or {})


class ReaderSettings(_WithOptions):
    """`[[readers]]`: a badge reader at a door of a zone."""

    id: Id
    kind: Word[ReaderKind]
    zone: Id
    name: Name | None = None
    match: str | None = None
    """Which one: part of the PC/SC reader's name, or the input device's path."""
    direction: Word[ReaderDirection] = ReaderDirection.TOGGLE
    room: Id | None = None
    """The room it belongs to: it opens the panel there and signs nobody in or out."""
    checkpoint: bool = False
    """Only passed on rounds: it signs nobody in or out, and belongs to no room."""
    lamp: LampSettings | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> "ReaderSettings":
        if self.checkpoint and self.room is not None:
            complain(
                "checkpoint 和 room 只能写一个：会议室的读卡器本来就可以当巡查点",
                "has both checkpoint and room: leave checkpoint out, a room's reader may be "
                "a checkpoint as it is",
            )
        if self.checkpoint and self.direction is not ReaderDirection.TOGGLE:
            complain(
                f"checkpoint 读卡器不签到签退，不能写 direction = {self.direction.value!r}；请删去",
                f"is a checkpoint, which signs nobody in or out: leave out "
                f"direction = {self.direction.value!r}",
            )
        return self


class DeviceSettings(_WithOptions):
    """`[[devices]]`: a thing on MQTT; `kind` names its family."""

    id: Id
    kind: Id
    name: Name | None = None
    topic: Annotated[str, Field(pattern=r"^[^+#\x00]+$", max_length=200)] | None = None
    """What the device calls itself on the broker; its id, if left out."""


class LockSettings(Settings):
    """`lock` of a room: what of its panel asks who is there; the PINs are secrets."""

    controls: bool = True
    """The controls: the host's PIN or a badge."""
    system: bool = True
    """Rack and settings: the system's PIN."""


class RoomSettings(Settings):
    """`[[rooms]]`: a meeting room with a panel."""

    id: Id
    name: Name
    zone: Id
    plate: Annotated[str, Field(min_length=1, max_length=4)] | None = None
    """What the sign on its door says; the end of the id, if left out."""
    seats: Annotated[int, Field(ge=1, le=10_000)] | None = None
    channels: Many[ChannelSettings] = ()
    scenes: Many[SceneSettings] = ()
    """The site's own scenes, and those that take a standard one's place."""
    lock: LockSettings | None = None
    """Left out, the panel is open to everybody."""
    sources: Many[SourceSettings] = ()
    """What can be shown and heard there, in the order of their keys."""
    groups: Many[LightGroupSettings] = ()
    """Lights that are switched and dimmed together, besides all of them."""


class InputKind(StrEnum):
    """What an input tells."""

    MOTION = "motion"
    WINDOW = "window"
    DOOR = "door"
    BUTTON = "button"


class MqttSource(Settings):
    """An input that comes by MQTT."""

    topic: Annotated[str, Field(pattern=r"^[^+#\x00]+$", max_length=200)]
    key: str | None = None
    """The key to look at, where the payload is a JSON object."""
    on: str = "ON"
    off: str = "OFF"
    availability: Annotated[str, Field(pattern=r"^[^+#\x00]+$", max_length=200)] | None = None
    """Where it says `online` and `offline`: one that is offline is not known to be closed."""


class GpioSource(Settings):
    """An input on a pin of the Pi."""

    pin: Pin
    pull_up: bool = True
    active_low: bool = True
    """True where 0 V means motion, open or pressed."""


class InputSettings(Settings):
    """`[[inputs]]`: a contact, sensor or button; exactly one of `mqtt` and `gpio`."""

    id: Id
    kind: Word[InputKind]
    zone: Id
    name: Name | None = None
    mqtt: MqttSource | None = None
    gpio: GpioSource | None = None


class ServiceSettings(Settings):
    """`[[services]]`: what can be called for in a room, in the order of their keys."""

    id: Id
    name: Name | None = None
    icon: Id | None = None
    """A picture of the screens: `tea`, `wrench`, `broom`, `phone`, `printer`; else a bell."""


PerHour = Annotated[int, Field(ge=1, le=1_000)]


class ContactSettings(Settings):
    """`[[contacts]]`: whom messages go to; the addresses are secrets."""

    id: Id
    name: Name
    language: Annotated[str, Field(pattern=r"^(zh|en)(-[A-Z]{2})?$")] = "zh"
    quiet: Hours | None = None
    """When only critical messages pass, instead of `[alerts]`' `quiet`."""
    per_hour: PerHour | None = None
    """The most messages in an hour, instead of `[alerts]`' `per_hour`."""


class GroupSettings(Settings):
    """`[[groups]]`: contacts that are told together."""

    id: Id
    name: Name | None = None
    contacts: Annotated[Many[str], Field(min_length=1)]


class Severity(StrEnum):
    """How bad an alert is."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class RouteSettings(Settings):
    """`[[alerts.routes]]`: who is told of some alerts; the first route that fits counts."""

    to: Annotated[Many[str], Field(min_length=1, max_length=3)]
    """A contact or group for each level of escalation."""
    severities: Annotated[Many[Word[Severity]], Field(min_length=1)] = (
        Severity.WARNING,
        Severity.CRITICAL,
    )
    """Which alerts; `info` is sent only where a route says so."""
    zones: Many[str] = ()
    """Where, with the zones inside; left out: anywhere."""
    hours: Hours | None = None
    """When, by the calendar; left out: always."""


class AlertSettings(Settings):
    """`[alerts]`: who is told, first to last, and when not."""

    facilities: Many[str] = ()
    """Contacts or groups in order of escalation, where no route fits; three at most are told."""
    routes: Many[RouteSettings] = ()
    quiet: Hours | None = None
    """When only critical messages pass; the others wait for the end."""
    digest: LocalTime = Field(default="08:00", validate_default=True)
    """When the summary of the day before is sent."""
    per_hour: PerHour = 6
    """The most messages to one contact in an hour; the rest is in the summary."""
    heartbeat_s: Annotated[float, Field(ge=5, le=86_400)] = 60.0
    """How often the heartbeat address (a secret) is called, if there is one."""


KeptDays = Annotated[int, Field(ge=90, le=36_525)]
VisitDays = Annotated[int, Field(ge=7, le=3653)]


class EnergySettings(Settings):
    """`[energy]`: what energy costs, so that pages and alerts can say it in money too."""

    price_per_kwh: Annotated[float, Field(gt=0, le=1_000_000)] | None = None
    """Left out: energy is told in kWh only."""
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "CNY"
    """Three letters, as in ISO 4217."""


class ForgottenSettings(Settings):
    """`[forgotten]`: what becomes of who left the badge at home."""

    witness: bool = True
    """Whether a colleague's badge may be the witness; else only number and PIN."""
    days_a_month: Annotated[int, Field(ge=0, le=31)] = 3
    """On more days of a month who answers for the person is told; nothing is refused."""


class PrivacySettings(Settings):
    """`[privacy]`: how many days what is personal is kept; older rows are blanked at night."""

    taps_days: KeptDays = 731
    """Taps and their corrections."""
    requests_days: KeptDays = 731
    """Leave, outings, overtime, missing taps."""
    months_days: KeptDays = 1827
    """Months that were signed and closed."""
    looks_days: KeptDays = 365
    """Who looked at whose attendance."""
    duties_days: KeptDays = 731
    """Duty: plans, swaps, hand-overs, the log."""
    messages_days: KeptDays = 731
    """Alerts, and messages because of them."""
    rollcalls_days: KeptDays = 365
    """Who was inside at a roll-call."""
    visitors_days: VisitDays = 90
    """Visitors: who came, whom they saw, what they left."""


class GpioSettings(Settings):
    """`[gpio]`: which pins are used."""

    factory: Word[GpioFactory] = GpioFactory.AUTO


if TYPE_CHECKING:

    class DurationSettings(Settings):
        """`[durations]`: waits and limits, the fields of `Durations`."""

else:
    DurationSettings = create_model(
        "DurationSettings",
        __base__=Settings,
        __doc__="`[durations]`: waits and limits; each has a default.",
        **{
            duration.name: (duration.type, Field(default=duration.default, ge=0, le=_LONGEST_S))
            for duration in fields(Durations)
        },
    )


class Site(Settings):
    """The whole site file."""

    site: SiteSettings
    broker: BrokerSettings = BrokerSettings()
    web: WebSettings = WebSettings()
    northbound: NorthboundSettings = NorthboundSettings()
    gpio: GpioSettings = GpioSettings()
    alerts: AlertSettings = AlertSettings()
    energy: EnergySettings = EnergySettings()
    forgotten: ForgottenSettings = ForgottenSettings()
    privacy: PrivacySettings = PrivacySettings()
    durations: DurationSettings = DurationSettings()
    zones: Annotated[Many[ZoneSettings], Field(min_length=1)]
    readers: Many[ReaderSettings] = ()
    devices: Many[DeviceSettings] = ()
    rooms: Many[RoomSettings] = ()
    inputs: Many[InputSettings] = ()
    contacts: Many[ContactSettings] = ()
    groups: Many[GroupSettings] = ()
    services: Many[ServiceSettings] = ()
    """Left out: tea and water, a technician, cleaning."""
    floors: Many[FloorSettings] = ()
    """Pictures for the facilities page; left out, it draws one of zones and rooms by itself."""

    def channels(self) -> tuple[ChannelSettings, ...]:
        """Return the channels of every zone and room, in the file's order."""
        zones = (channel for zone in self.zones for channel in zone.channels)
        rooms = (channel for room in self.rooms for channel in room.channels)
        return (*zones, *rooms)

    def first_of(self, device: str) -> int:
        """Return the number of a device's first channel, as the device counts."""
        kind = next((one.kind for one in self.devices if one.id == device), "")
        return first_channel(kind)
