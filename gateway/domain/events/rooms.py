"""What is pressed, asked for and reported in a room."""

from dataclasses import dataclass

from gateway.domain.text import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPressed:
    """Somebody pressed a control.

    Attributes:
        room: The room's (or zone's) id.
        control: `<channel>.<verb>` or `<group>.<verb>`: `spot-1.level`,
            `door-light.on`, `lights.all_off`.
        value: The verb's value, or None.
        by: Who or what pressed: `panel`, `kiosk`, a person's id, `ha`.
    """

    room: str
    control: str
    value: Json = None
    by: str = "panel"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptAnswered:
    """An answer to something a screen asked (`last-out`).

    Attributes:
        prompt: What was asked: `last-out`.
        zone: Of which zone.
        choice: `turn_all_off`, `leave_on`, `staying`, `someone_inside`,
            `stop`, `tick`.
        items: The channels (or things to tick) the choice is about; with
            `someone_inside` the ids of people, none for somebody without a badge.
        reason: In the person's words.
        until: ISO time with offset, for `leave_on`.
    """

    prompt: str
    zone: str
    choice: str
    items: tuple[str, ...] = ()
    reason: str = ""
    until: str | None = None
    by: str = "kiosk"


@dataclass(frozen=True, slots=True, kw_only=True)
class PinTried:
    """A PIN was typed at a room's panel; the shell has compared it, nobody else ever sees it.

    Attributes:
        level: What it shall open: 1 the controls, 2 the system pages.
        right: Whether it is the one of that level.
    """

    room: str
    level: int
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelTouched:
    """A finger is on a room's panel: it stays open; `lock`: it shall be locked now."""

    room: str
    lock: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAsked:
    """Somebody in a room calls for something: `kind` is one of the site's services."""

    room: str
    kind: str
    by: str = "panel"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswered:
    """Somebody deals with a call.

    Attributes:
        call: The call's id.
        choice: `seen`, `coming`, `done`, or `withdraw` by who called.
        by: A person's id, or what screen it was.
    """

    call: str
    choice: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultReported:
    """Somebody in a room says that something is broken.

    Attributes:
        channel: Which thing, by its global id or its name in the room; None for
            what is no channel.
        text: In the person's words; may be empty when there is a channel.
    """

    room: str
    channel: str | None = None
    text: str = ""
    by: str = "panel"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAnswered:
    """Somebody deals with a reported fault: `choice` is `take`, `give_back` or `done`."""

    ticket: str
    choice: str
    by: str


RoomEvent = (
    ControlPressed
    | PromptAnswered
    | PinTried
    | PanelTouched
    | ServiceAsked
    | CallAnswered
    | FaultReported
    | TicketAnswered
)
