"""The lines of a replay that tell of duties: plans, swaps, hand-overs, log, rounds."""

from gateway.domain.events import (
    CheckpointPassed,
    DutyGiven,
    DutyItemClosed,
    DutyMarkLifted,
    DutyNoted,
    DutyPublished,
    DutyTakenOff,
    Event,
    HandoverOpened,
    HandoverSigned,
    SwapAnswered,
    SwapAsked,
)
from gateway.replay.said import Said

TYPES = (
    "duty_publish",
    "duty_give",
    "duty_take_off",
    "swap",
    "swap_answer",
    "handover_page",
    "handover",
    "duty_note",
    "duty_close",
    "duty_lift",
    "checkpoint",
)


def event_of(kind: str, said: Said) -> Event:
    """Return the event of one line of these types.

    Raises:
        BadLine: A field is missing or of the wrong type.
    """
    match kind:
        case "duty_publish":
            places = said.any("places")
            named = places.items() if isinstance(places, dict) else ()
            return DutyPublished(
                places=tuple((str(slot), tuple(map(str, who))) for slot, who in named),
                by=said.text("by"),
            )
        case "duty_give":
            slot, out = said.text("slot"), said.text("out", "")
            return DutyGiven(slot=slot, out=out, in_=said.text("in"), by=said.text("by"))
        case "duty_take_off":
            return DutyTakenOff(
                slot=said.text("slot"),
                out=said.text("out"),
                by=said.text("by"),
                reason=said.text("reason"),
                leaves_empty=said.flag("leaves_empty", default=False),
            )
        case "swap":
            return SwapAsked(
                slot=said.text("slot"),
                by=said.text("by"),
                with_=said.text("with"),
                other=said.text("other", ""),
                reason=said.text("reason", ""),
            )
        case "swap_answer":
            swap, choice = said.text("swap"), said.text("choice")
            return SwapAnswered(swap=swap, choice=choice, by=said.text("by"))
        case "handover_page":
            close = said.flag("close", default=False)
            return HandoverOpened(slot=said.text("slot"), reader=said.text("reader"), close=close)
        case "handover":
            slot, note = said.text("slot"), said.text("note", "")
            return HandoverSigned(slot=slot, by=said.text("by"), note=note)
        case _:
            return _logged(kind, said)


def _logged(kind: str, said: Said) -> Event:
    by = said.text("by")
    match kind:
        case "duty_note":
            return DutyNoted(
                post=said.text("post"),
                kind=said.text("kind"),
                text=said.text("text"),
                by=by,
                is_open=said.flag("open", default=False),
            )
        case "duty_close":
            return DutyItemClosed(item=said.text("item"), by=by, note=said.text("note", ""))
        case "duty_lift":
            return DutyMarkLifted(mark=said.text("mark"), by=by, reason=said.text("reason"))
        case _:
            point, note = said.text("checkpoint"), said.text("note", "")
            return CheckpointPassed(checkpoint=point, by=by, note=note)
