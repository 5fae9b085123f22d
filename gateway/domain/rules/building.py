"""What the site file says of the building: zones, readers, devices, channels, inputs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from gateway.domain.options import Options
from gateway.domain.text import Text


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
class Input:
    """A contact or sensor: `kind` is `motion`, `window`, `door` or `button`.

    `on_broker`: heard by MQTT, lost with it; else on a pin.
    """

    id: str
    kind: str
    zone: str
    name: Text
    on_broker: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyRules:
    """What energy costs: `price_per_kwh` in `currency` (ISO 4217); None = money is not told."""

    price_per_kwh: float | None = None
    currency: str = "CNY"
