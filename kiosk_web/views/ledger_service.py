"""Calls, reported faults and maintenance in the words of a person, for `ledger.py`."""

from gateway.domain.maintenance import name_of
from gateway.domain.service.words import kind_name
from kiosk_web.views.ledger_say import Say, Told
from kiosk_web.views.service import who as who_did


def called(say: Say) -> Told:
    """Tell that a room has called."""
    kind = kind_name(say.rules, str(say.body.get("kind"))).in_(say.tongue.language)
    room = say.room(say.body.get("room"))
    return "bell", "info", say("%(room)s calls: %(what)s", room=room, what=kind)


def call_answered(say: Say) -> Told:
    """Tell how far a call is."""
    words = {
        "seen": say("A call was seen"),
        "coming": say("Somebody is on the way to a call"),
        "done": say("A call is done"),
        "withdrawn": say("A call was taken back"),
    }
    return "bell", "", words.get(str(say.body.get("progress")), say("A call was answered"))


def reported(say: Say) -> Told:
    """Tell what was reported as broken."""
    what = say.body.get("channel")
    room = say.room(say.body.get("room"))
    thing = say.channel(what) if what else f"{room} {say.body.get('text', '')}".rstrip()
    return "wrench", "warn", say("Reported as broken: %(what)s", what=thing)


def ticket_answered(say: Say) -> Told:
    """Tell how far a reported fault is."""
    words = {
        "taken": say("Somebody sees to a reported fault"),
        "open": say("A reported fault is given back"),
        "done": say("A reported fault is mended"),
    }
    return "wrench", "", words.get(str(say.body.get("progress")), say("A fault was answered"))


def _place(say: Say) -> str:
    named = name_of(say.rules, say.kept.subject)
    return named.in_(say.tongue.language) if named else say.kept.subject


def work_began(say: Say) -> Told:
    """Tell that work began or was prolonged, and by whom."""
    until = str(say.body.get("until", ""))[11:16]
    who = who_did(say.rules, str(say.body.get("by")), say.tongue) or say.person(None)
    words = say("%(place)s: maintenance until %(time)s", place=_place(say), time=until)
    return "wrench", "info", f"{words}{say.tongue.dot}{who}"


def work_ended(say: Say) -> Told:
    """Tell that work is over."""
    return "wrench", "", say("%(place)s: maintenance is over", place=_place(say))
