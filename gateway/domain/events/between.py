"""Said by one subject to another inside the same decision, never from outside."""

from dataclasses import dataclass
from datetime import datetime

from gateway.domain.text import NO_WORDS, Json, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneEmptied:
    """The last signed-in person left a zone, by this tap."""

    zone: str
    tap_id: str
    person: str
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneEntered:
    """Somebody signed in to a zone."""

    zone: str
    tap_id: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft:
    """Somebody signed out of a zone, or went out; others may still be there."""

    zone: str
    tap_id: str
    person: str
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSet:
    """The clock is right now; what it said before, from `wrong_from` on, is so much off."""

    offset_s: float
    wrong_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorCardTapped:
    """A card of the visitors' pool was laid on a reader."""

    tap_id: str
    reader: str
    badge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeShown:
    """Somebody known laid a badge on a reader, and nobody comes or goes by it.

    The reader belongs to a room, or (`room` empty) is a checkpoint, or its kiosk shows a page
    to sign.
    """

    room: str
    reader: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessCame:
    """Somebody known laid a badge on a reader where a colleague waits for a witness.

    Nobody comes or goes by it but that colleague: `tap_id` becomes their tap's.
    """

    tap_id: str
    reader: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCardLaid:
    """A card of the pool was laid on a reader where one is offered to who signed in there."""

    tap_id: str
    reader: str
    badge: str
    uid_tail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingBegan:
    """A meeting is checked in in a room, or is longer or shorter now: it ends at `until`."""

    room: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingEnded:
    """The meeting in a room is over."""

    room: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastOutEnded:
    """A last-out check is over.

    Attributes:
        outcome: As the ledger says it: `verified`, `commanded_only` ...
        start_w, end_w: The zone's meter when it was asked and now; None without one.
        off_w: What all that is confirmed off drew before, as far as it is known; or None.
    """

    zone: str
    outcome: str
    start_w: float | None = None
    end_w: float | None = None
    off_w: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSeen:
    """Something says that a zone is not empty: motion, a panel touched, a door."""

    zone: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelWanted:
    """A rule wants a channel off or on, through the room's safe controls.

    Attributes:
        channel: Global id, `<room or zone>.<channel>`.
        verb: As in `ControlPressed` without the channel: `off`, `on`, `level`.
        why: For the ledger: `last-out`, `alert`, `scene:break`.
    """

    channel: str
    verb: str
    value: Json = None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleFound:
    """A rule found something that facilities must know; the alert engine decides how.

    Attributes:
        key: What + where, so that the same trouble is one alert: `offhours:room-b`.
        severity: `info`, `warning` or `critical`.
        zone: Where, or None for the gateway itself.
        title: One line.
        body: What, where, since when, how much, what to do.
        channels: What "switch off" would switch.
        passing: True for something that happened and does not last (a lost
            badge was tried): over as soon as somebody acknowledged it.
        once: True for what waits for somebody to take it (a reported fault): the
            first contacts are told, whatever the severity, and nobody after them.
        first: People's ids: those of them who are contacts too (of the same id) are told
            in the place of the first level.
    """

    key: str
    severity: str
    zone: str | None
    title: Text
    body: Text = NO_WORDS
    channels: tuple[str, ...] = ()
    passing: bool = False
    once: bool = False
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleGone:
    """The trouble behind an alert's key is over."""

    key: str


InnerEvent = (
    ClockSet
    | ZoneEmptied
    | ZoneEntered
    | PersonLeft
    | VisitorCardTapped
    | BadgeShown
    | WitnessCame
    | StaffCardLaid
    | MeetingBegan
    | MeetingEnded
    | LastOutEnded
    | EvidenceSeen
    | ChannelWanted
    | TroubleFound
    | TroubleGone
)
