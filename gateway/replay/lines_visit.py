"""The lines of a replay that tell of visitors: expected, here, answered, gone.

A card of the pool is a `tap`, as any card is.
"""

from gateway.domain.events import (
    Event,
    VisitAnswered,
    VisitArrived,
    VisitBadgeTaken,
    VisitCalledOff,
    VisitEnded,
    VisitExpected,
    VisitNoteLeft,
    VisitNoteRead,
    VisitorsLeftBehind,
)
from gateway.replay.said import Said

TYPES = (
    "visit_expect",
    "visit_call_off",
    "visit",
    "visit_answer",
    "visit_note",
    "visit_note_read",
    "visit_card",
    "visit_end",
    "visit_host",
)
KIOSK = "kiosk"


def event_of(kind: str, said: Said) -> Event:
    """Return the event of one line of these types.

    Raises:
        BadLine: A field is missing or of the wrong type.
    """
    match kind:
        case "visit_expect":
            return _expected(said)
        case "visit_call_off":
            return VisitCalledOff(expected=said.text("expected"), by=said.text("by"))
        case "visit":
            return _arrived(said)
        case "visit_host":
            return VisitorsLeftBehind(host=said.text("host"), choice=said.text("choice"))
        case _:
            return _of_one(kind, said, said.text("visit"))


def _expected(said: Said) -> Event:
    host = said.text("host")
    return VisitExpected(
        host=host,
        on=said.text("on"),
        at=said.text("time", ""),
        name=said.text("name"),
        company=said.text("company", ""),
        count=_count(said),
        by=said.text("by", host),
    )


def _arrived(said: Said) -> Event:
    return VisitArrived(
        arrival=said.text("arrival", f"replay:{said.number_of_line}"),
        reader=said.text("reader"),
        name=said.text("name"),
        host=said.text("host"),
        company=said.text("company", ""),
        count=_count(said),
        consents=said.flag("consents", default=True),
        expected=said.text("expected", ""),
    )


def _count(said: Said) -> int:
    count = said.number("count")
    return 1 if count is None else count


def _of_one(kind: str, said: Said, visit: str) -> Event:
    match kind:
        case "visit_answer":
            choice, note = said.text("choice"), said.text("note", "")
            return VisitAnswered(visit=visit, choice=choice, by=said.text("by"), note=note)
        case "visit_note":
            return VisitNoteLeft(visit=visit, text=said.text("text"))
        case "visit_note_read":
            return VisitNoteRead(visit=visit, by=said.text("by"))
        case "visit_card":
            label, by = said.text("label"), said.text("by", KIOSK)
            return VisitBadgeTaken(visit=visit, label=label, by=by)
        case _:
            return VisitEnded(visit=visit, by=said.text("by", KIOSK))
