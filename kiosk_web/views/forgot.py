"""The kiosk while somebody without their badge waits for a colleague's."""

from dataclasses import dataclass

from gateway.domain.effects import Result
from gateway.domain.forgotten import words
from gateway.domain.forgotten.state import Wait
from gateway.domain.presence import TapShown
from gateway.domain.text import Text
from kiosk_web.ports import Snapshot
from kiosk_web.views.words import Tongue, due_at_ms

NO_WITNESS = frozenset({Result.BLOCKED, Result.UNKNOWN_BADGE, Result.STORE_FAILED})
"""How a badge is answered that signs nobody in, and so is no witness."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgot:
    """What stands there for half a minute.

    Attributes:
        wait: Its id: what Cancel names.
        number: As it was typed, for whoever typed it to compare.
        refused: The number signs nobody in; it may be typed again.
        said: Why the badge just laid on the reader is no witness, or empty.
        until_ms, waits_s: When it ends and how long it lasts, for the browser's own ring.
    """

    wait: str
    number: str
    refused: bool
    said: str
    until_ms: int
    waits_s: int


def forgot_view(
    snapshot: Snapshot, reader: str, shown: TapShown | None, tongue: Tongue
) -> Forgot | None:
    """Return what a kiosk shows of the wait at its reader; None: nobody waits.

    Args:
        snapshot: The office.
        reader: The kiosk's.
        shown: What the reader has answered last and the kiosk would show.
        tongue: The screen's language.
    """
    now, limits = snapshot.now, snapshot.rules.durations
    wait = snapshot.office.waits.by_reader.get(reader)
    if wait is None or wait.until_s <= now.mono_s:
        return None
    said = words.NOT_KNOWN if wait.refused else _why_not(wait, shown)
    return Forgot(
        wait=wait.id,
        number=wait.number,
        refused=wait.refused,
        said=said.in_(tongue.language) if said is not None else "",
        until_ms=due_at_ms(wait.until_s, now.mono_s, now.at),
        waits_s=round(limits.shown_s if wait.refused else limits.witness_s),
    )


def _why_not(wait: Wait, shown: TapShown | None) -> Text | None:
    """Return what the badge that was laid on the reader since was answered, if it is no witness."""
    if shown is None or shown.at < wait.began_at or shown.result not in NO_WITNESS:
        return None
    return shown.message
