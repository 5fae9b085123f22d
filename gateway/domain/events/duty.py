"""Duties planned, exchanged, handed over; what is noted and passed at the post."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyPublished:
    """A plan of duties is published (spec 02 §5).

    Attributes:
        places: By slot id (`<day>.<kind>.<post>`) the ids of who is on it.
        by: A person's id.
    """

    places: tuple[tuple[str, tuple[str, ...]], ...]
    by: str
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyGiven:
    """A leader puts somebody on a published duty: for somebody, or where one is missing.

    Attributes:
        out: Whose place it was; empty: nobody's.
        in_: Who takes it.
    """

    slot: str
    in_: str
    by: str
    out: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyTakenOff:
    """A leader takes somebody off a published duty, with a reason; nobody comes in their place.

    Attributes:
        out: Whose place it was.
        reason: In the leader's words; kept, and told to whom it concerns.
        leaves_empty: The leader knows that nobody is left on the duty.
    """

    slot: str
    out: str
    by: str
    reason: str
    leaves_empty: bool = False
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRemarked:
    """Somebody has said something of a duty of a draft; the words are kept with the draft."""

    slot: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapAsked:
    """Somebody asks a colleague to take their duty; `other` is the one they take instead."""

    slot: str
    by: str
    with_: str
    other: str = ""
    reason: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapAnswered:
    """Somebody decides about a swap: `agree`, `refuse`, `approve` (the leader) or `withdraw`."""

    swap: str
    choice: str
    by: str
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverOpened:
    """A kiosk shows the page of a duty that ends: badges at its reader sign it now.

    `close` puts it away.
    """

    slot: str
    reader: str
    close: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverSigned:
    """Somebody signs the page of a duty that ends, by badge or number at the post's kiosk.

    Attributes:
        slot: The duty that ends.
        by: Who signs: one of it, one of the next, or the leader as witness.
        note: Special requests and what is to be known, in their words.
    """

    slot: str
    by: str
    note: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyNoted:
    """A line for the duty log, or something that stays open until somebody closes it.

    Attributes:
        kind: For the log `call`, `visitor`, `incident`, `instruction`, `note`.
        is_open: It is handed on until it is done.
    """

    post: str
    kind: str
    text: str
    by: str
    is_open: bool = False
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyItemClosed:
    """Somebody has done what was handed on; `note` says how."""

    item: str
    by: str
    note: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointPassed:
    """Somebody on a round is at a checkpoint; `note` is what is amiss there."""

    checkpoint: str
    by: str
    note: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyMarkLifted:
    """A leader takes back a mark that was contested, with a reason."""

    mark: str
    by: str
    reason: str
    via: str = ""


DutyEvent = (
    DutyPublished
    | DutyGiven
    | DutyTakenOff
    | DutyRemarked
    | SwapAsked
    | SwapAnswered
    | HandoverOpened
    | HandoverSigned
    | DutyNoted
    | DutyItemClosed
    | CheckpointPassed
    | DutyMarkLifted
)
