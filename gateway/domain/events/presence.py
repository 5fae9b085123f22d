"""Somebody at a door or at the kiosk: a badge, a number, a colleague's word."""

from dataclasses import dataclass
from enum import StrEnum


class Correction(StrEnum):
    """What a person touches on the kiosk after a tap (spec 02 §1)."""

    LEAVING = "leaving"
    ARRIVED = "arrived"
    GOING_OUT = "going_out"
    BACK = "back"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeTapped:
    """A card was read at a reader.

    Attributes:
        tap_id: Unique and idempotent: reader, boot and sequence in one string.
        reader: The reader's id in the site file.
        badge: Keyed HMAC-SHA-256 of the UID, hex; never the UID itself. Empty
            when the card gave no usable number.
        uid_tail: The last 2 bytes of the UID in hex, for people to compare.
        wanted: A direction the person chose beforehand, or None.
        random_id: The card (a phone, mostly) shows a new number each time: it
            can never be bound to a person.
    """

    tap_id: str
    reader: str
    badge: str
    uid_tail: str = ""
    wanted: Correction | None = None
    random_id: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Somebody signed in by number and PIN at a kiosk; the shell has checked the PIN.

    `tap_id` is unique as for a badge; `reader` is the kiosk's reader. `witness` is the
    colleague whose badge took the place of the PIN (never from outside), or empty.
    """

    tap_id: str
    reader: str
    person: str
    wanted: Correction | None = None
    witness: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeForgotten:
    """Somebody without their badge typed a number at a kiosk and waits for a witness.

    Attributes:
        wait: Made up by the screen, new each time.
        reader: The kiosk's reader, where the witness lays their badge.
        number: As it was typed; it may be nobody's.
    """

    wait: str
    reader: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessCancelled:
    """Whoever waited for a witness at a kiosk has ended that."""

    wait: str
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LentCardReturned:
    """Somebody gives back the card of the pool that was their badge.

    `tap_id` and `reader` are set when it was laid on a reader after its day.
    """

    person: str
    tap_id: str = ""
    reader: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TapCorrected:
    """A touch on "not right?" within the time the kiosk offers it."""

    tap_id: str
    correction: Correction
    reason: str = ""
    by: str = "kiosk"


PresenceEvent = (
    BadgeTapped | SignedIn | BadgeForgotten | WitnessCancelled | LentCardReturned | TapCorrected
)
