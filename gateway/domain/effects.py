"""What shall be done: every effect the office may ask for, frozen, imperative.

The shell commits all `Record`s of a batch first; only then do the others leave.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gateway.domain.events import Reading
from gateway.domain.text import Json, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Keep this for good: one row of the ledger.

    Attributes:
        kind: `tap`, `tap.corrected`, `lastout.asked`, `alert` ...
        subject: Whom or what it is about (a person's, zone's, channel's id).
        body: JSON; must hold all that folding it back into the state needs.
        vital: False for rows whose loss must not stop the act they describe
            (a press of Stop with a full disk).
    """

    kind: str
    subject: str
    body: Mapping[str, Json] = field(default_factory=dict)
    vital: bool = True


class Result(StrEnum):
    """How a tap ended (`interfaces.md`, replay); `confirmed` is a sign of somebody on duty."""

    ACCEPTED = "accepted"
    BOUNCE = "bounce"
    UNDO_OFFERED = "undo_offered"
    CONFIRMED = "confirmed"
    UNKNOWN_BADGE = "unknown_badge"
    BLOCKED = "blocked"
    CLOCK_UNTRUSTED = "clock_untrusted"
    STORE_FAILED = "store_failed"


class Light(StrEnum):
    """The lamp beside a reader: green done, amber look at the screen, red not done."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """Answer a tap at its reader: lamp, buzzer, and words on the kiosk.

    Attributes:
        beeps: 1 = done, 2 short = look at the screen, 3 = not done.
    """

    reader: str
    result: Result
    person: str | None
    direction: str | None
    message: Text
    light: Light
    beeps: int = 1


class Verb(StrEnum):
    """What a command asks of one channel of a device; drivers translate."""

    POWER = "power"
    LEVEL = "level"
    OPEN = "open"
    CLOSE = "close"
    STOP = "stop"
    POSITION = "position"
    QUERY = "query"
    SEND = "send"
    CLIMATE = "climate"
    INPUT = "input"
    MUTE = "mute"


class ClimateMode(StrEnum):
    """What an air conditioner shall do."""

    AUTO = "auto"
    COOL = "cool"
    HEAT = "heat"
    DRY = "dry"
    FAN = "fan"


class FanSpeed(StrEnum):
    """How hard its fan blows."""

    AUTO = "auto"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClimateSetting:
    """All an air conditioner is told at once: infrared has no smaller word.

    `target_c` is in degrees Celsius.
    """

    power: bool
    mode: ClimateMode = ClimateMode.AUTO
    target_c: float = 26.0
    fan: FanSpeed = FanSpeed.AUTO


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Ask a device; never retained, dropped when older than `expires_s`.

    Attributes:
        channel: As numbered on the wire; None for a device with one channel,
            or for all with QUERY.
        value: bool for POWER and MUTE, 0 to 100 for LEVEL and POSITION, a code's
            name for SEND, a `ClimateSetting` for CLIMATE, an input's code for
            INPUT, else None.
    """

    device: str
    channel: int | None
    verb: Verb
    value: bool | float | str | ClimateSetting | None = None
    expires_s: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportState:
    """Tell programs that a device's state as reported has changed (`state` in replay)."""

    device: str
    channel: int | None
    reported: Reading
    known: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptItem:
    """One line of a prompt: a channel still on, a window open, a thing not known.

    `state`: `on`, `open`, `unknown`, `unreachable`; `watts` None = not measured.
    """

    channel: str
    state: str
    watts: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """Ask at the screens of a zone; what is asked stays in the state until answered."""

    prompt: str
    zone: str
    items: tuple[PromptItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertChanged:
    """An alert moved: `state` raised, reopened, escalated, acknowledged or resolved."""

    key: str
    state: str
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notify:
    """Hand one message to a contact; the answer comes back as an event.

    Attributes:
        notification: Unique id; the same id is never delivered twice on purpose.
        to: A contact's or group's id in the site file (`facilities`).
        alert: The alert's key.
        title, body: The words in both languages; the contact's language decides.
        channels: What a "switch off" link in it would switch (empty: no link).
        taken: Fingerprints of the contact's channels that have it already.
        link: Whether there is anything to do: with a link to the alert's page.
        behind: Older messages to the contact that are not known to be taken: they go first.
    """

    notification: str
    to: str
    alert: str
    title: Text
    body: Text
    channels: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    link: bool = True
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Tell the one who asked (a web view's future) how it went.

    Attributes:
        code: A stable word: `done`, `asked`, `unknown_channel`, `out_of_range` ...
        text: For the screen.
        data: More, for programs.
    """

    ok: bool
    code: str
    text: Text
    data: Mapping[str, Json] = field(default_factory=dict)


Effect = Record | Feedback | Command | ReportState | Prompt | AlertChanged | Notify | Answer
