"""The host answers, the visitor reads it; who cannot come gets a message."""

from gateway.domain.events import (
    TimePassed,
    TroubleFound,
    TroubleGone,
    VisitAnswered,
    VisitNoteLeft,
    VisitNoteRead,
)
from gateway.domain.service.tickets import tidy
from gateway.domain.text import Json
from gateway.domain.turn import Turn
from gateway.domain.visitors import words
from gateway.domain.visitors.arriving import is_host
from gateway.domain.visitors.folds import ANSWERED, NOTE_LEFT, NOTE_READ, UNANSWERED
from gateway.domain.visitors.moving import home_of
from gateway.domain.visitors.state import Reply, Visit

REPLIES = {each.value: each for each in (Reply.COMING, Reply.WAIT, Reply.AWAY)}


def on_answered(turn: Turn, event: VisitAnswered) -> None:
    """Keep what the host says; the last word counts, the same once more is nothing new."""
    visit = turn.office.visits.open.get(event.visit)
    reply, note = REPLIES.get(event.choice), tidy(event.note)
    if visit is None:
        turn.reply("unknown_visit", words.UNKNOWN_VISIT, ok=False)
    elif reply is None:
        turn.reply("unknown_choice", words.UNKNOWN_CHOICE, ok=False)
    elif not is_host(turn, visit.host, event.by):
        turn.reply("not_yours", words.NOT_YOURS, ok=False)
    elif (visit.reply, visit.note) == (reply, note):
        turn.reply("already", words.SAID[reply], ok=True)
    else:
        body: dict[str, Json] = {"reply": reply.value, "note": note, "by": event.by}
        turn.record(ANSWERED, visit.id, body)
        tell_unanswered(turn, visit)
        turn.reply("done", words.SAID[reply], ok=True)


def on_time_passed(turn: Turn, _event: TimePassed) -> None:
    """Have others told of visitors whose host does not answer."""
    for visit in tuple(turn.office.visits.open.values()):
        if visit.answer_due_s is not None and visit.answer_due_s <= turn.now.mono_s:
            turn.record(UNANSWERED, visit.id, vital=False)
            tell_unanswered(turn, visit)


def tell_unanswered(turn: Turn, visit: Visit) -> None:
    """Bring the one alert of a visit's entrance up to date: how many wait without an answer."""
    visits, zone = turn.office.visits.open.values(), home_of(turn.rules, visit)
    count = sum(v.unanswered for v in visits if home_of(turn.rules, v) == zone)
    key = f"visits:waiting:{zone}"
    if not count:
        if key in turn.office.alerts.open:
            turn.tell(TroubleGone(key=key))
        return
    title = words.unanswered_title(count)
    turn.tell(
        TroubleFound(
            key=key,
            severity="info",
            zone=zone,
            title=title,
            body=words.UNANSWERED,
            once=True,
        )
    )


def on_note_left(turn: Turn, event: VisitNoteLeft) -> None:
    """Keep a visitor's message for the host."""
    visit = turn.office.visits.open.get(event.visit)
    text = tidy(event.text)
    if visit is None:
        turn.reply("unknown_visit", words.UNKNOWN_VISIT, ok=False)
    elif not text:
        turn.reply("words_missing", words.NO_WORDS, ok=False)
    else:
        body: dict[str, Json] = {
            "host": visit.host,
            "name": visit.name,
            "company": visit.company,
            "text": text,
        }
        turn.record(NOTE_LEFT, visit.id, body)
        turn.reply("done", words.NOTE_LEFT, ok=True)


def on_note_read(turn: Turn, event: VisitNoteRead) -> None:
    """Put a message away once its host has read it."""
    note = turn.office.visits.notes.get(event.visit)
    if note is None:
        turn.reply("unknown_visit", words.UNKNOWN_VISIT, ok=False)
    elif event.by != note.host:
        turn.reply("not_yours", words.NOT_YOURS, ok=False)
    else:
        turn.record(NOTE_READ, note.id, {"by": event.by})
        turn.reply("done", words.NOTE_READ, ok=True)
