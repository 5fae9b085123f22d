"""What devices, inputs and our own parts say of themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one message says of one channel; None = it did not say.

    Attributes:
        power: On or off.
        level_pct: Brightness, 0 to 100.
        position_pct: Cover position, 0 closed to 100 open.
        direction: 1 opening, -1 closing, 0 resting.
        power_w: Power drawn now, in watts.
        energy_wh: The device's own counter, in watt-hours.
        online: Reachable, by its last will.
        phase: What a projector does: `standby`, `warming`, `on`, `cooling`.
        source: The input it shows, as its maker numbers it (PJLink: `31`).
        muted: Picture or sound held back while it runs on.
        lamp_h: Hours its lamp has burnt.
        faults: What it complains of (`lamp`, `filter:warning`); empty for nothing.
        mode: What an air conditioner is set to: `cool`, `heat`, `dry`, `fan`, `auto`.
        target_c: Its set-point, in °C.
        fan: How it blows: `auto`, `low`, `medium`, `high`.
    """

    power: bool | None = None
    level_pct: float | None = None
    position_pct: float | None = None
    direction: int | None = None
    power_w: float | None = None
    energy_wh: float | None = None
    online: bool | None = None
    phase: str | None = None
    source: str | None = None
    muted: bool | None = None
    lamp_h: float | None = None
    faults: tuple[str, ...] | None = None
    mode: str | None = None
    target_c: float | None = None
    fan: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceReported:
    """A device on MQTT said something we use.

    Attributes:
        device: Its id in the site file.
        channel: As numbered on the wire; None for the whole device.
        reading: What it said.
        stale: True for a retained copy replayed by the broker: it may be old
            and never confirms a command.
    """

    device: str
    channel: int | None
    reading: Reading
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandNotSent:
    """A command did not leave: no broker, refused, or expired before it could."""

    device: str
    channel: int | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InputChanged:
    """A contact, motion sensor or button changed: `value` True = motion, open, pressed.

    Attributes:
        stale: A stored copy: what it said last, not what happens now.
    """

    input: str
    value: bool
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InputReachable:
    """A contact or sensor cannot be heard any more (`ok` False), or is there again.

    One that is there again has said nothing of its level yet.
    """

    input: str
    ok: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChanged:
    """A part the gateway leans on came or went.

    Attributes:
        part: `broker`, `reader:<id>`, `pcscd`, `store`, `clock`.
        ok: True when it works.
        detail: One plain sentence for logs and the facilities page.
    """

    part: str
    ok: bool
    detail: str = ""


DeviceEvent = DeviceReported | CommandNotSent | InputChanged | InputReachable | PartChanged
