"""The last one out, what is set back and what was spared, in words, for `ledger.py`."""

from kiosk_web.views.ledger_say import Say, Told
from kiosk_web.views.words import Tongue


def lastout(say: Say) -> Told:
    """Tell how a last-one-out check goes on."""
    zone = say.zone(say.body.get("zone") or say.kept.subject.partition(":")[0])
    kind, body = say.kept.kind.partition(".")[2], say.body
    outcome = str(body.get("outcome", ""))
    if kind == "asked":
        who = say.person(body.get("person"))
        return (
            "out",
            "warn",
            say("Last one out of %(zone)s: %(name)s is asked", zone=zone, name=who),
        )
    if outcome:
        return outcome_told(outcome, zone, say.channels(body.get("failed")), say.tongue)
    choice = str(body.get("choice", ""))
    if kind == "answered":
        word = choice_word(choice, say.tongue)
        return "hand", "info", say("%(zone)s: chosen: %(choice)s", zone=zone, choice=word)
    channel = say.channel(body.get("channel"))
    words = {
        "switched": ("power", "info", say("%(zone)s: switching everything off", zone=zone)),
        "metered": (
            "bolt",
            "ok",
            say("%(zone)s: the meter is under its standby figure", zone=zone),
        ),
        "confirmed": ("ok", "ok", say("%(what)s: confirmed off", what=channel)),
        "unconfirmed": ("bad", "bad", say("%(what)s: not off", what=channel)),
        "ticked": ("check", "ok", say("%(zone)s: ticked off by hand", zone=zone)),
        "evidence": ("people", "warn", say("%(zone)s: somebody moves about", zone=zone)),
        "resumed": ("out", "warn", say("%(zone)s is empty still: asked again", zone=zone)),
        "quiet": ("people", "", say("%(zone)s: nobody was noticed any more", zone=zone)),
        "time_over": ("clock", "info", say("%(zone)s: left on until now", zone=zone)),
    }
    plain = ("power", "", say("Last one out of %(zone)s: %(kind)s", zone=zone, kind=kind))
    return words.get(kind, plain)


def setback(say: Say) -> Told:
    """Tell what was set back in an empty zone, or given back."""
    zone, kind = say.zone(say.kept.subject), say.kept.kind.partition(".")[2]
    if kind == "switched" and say.body.get("part") == "lights":
        return "light", "info", say("%(zone)s is empty: lights off", zone=zone)
    if kind == "switched":
        return "ac", "info", say("%(zone)s is empty: air conditioning set back", zone=zone)
    if kind == "given_back":
        return "in", "ok", say("%(zone)s: somebody is back, as it was", zone=zone)
    return "clock", "", say("%(zone)s: the day is over", zone=zone)


def choice_word(choice: str, tongue: Tongue) -> str:
    """Return one of the answers of the check, as its key says it."""
    _ = tongue._
    return {
        "turn_all_off": _("Turn all off"),
        "leave_on": _("Leave on…"),
        "staying": _("I am staying"),
        "someone_inside": _("Someone is inside"),
        "stop": _("Stop, I am still here"),
        "timeout": _("no answer in time, so off"),
    }.get(choice, choice)


def outcome_told(outcome: str, zone: str, failed: str, tongue: Tongue) -> Told:
    """Return how a check ended."""
    _ = tongue._
    told: dict[str, Told] = {
        "verified": ("ok", "ok", _("%(zone)s: all off, and verified", zone=zone)),
        "commanded_only": ("warn", "warn", _("%(zone)s: switched off, not proven", zone=zone)),
        "failed": ("bad", "bad", _("%(zone)s: not off: %(what)s", zone=zone, what=failed)),
        "left_on": ("lock", "info", _("%(zone)s: left on by choice", zone=zone)),
        "staying": ("undo", "", _("%(zone)s: somebody is staying", zone=zone)),
        "someone_inside": ("people", "", _("%(zone)s: somebody is still inside", zone=zone)),
        "returned": ("in", "ok", _("%(zone)s: somebody came back, stopped", zone=zone)),
    }
    return told.get(outcome, ("power", "", f"{zone} {outcome}"))


def avoided(say: Say) -> Told:
    """Tell what was not wasted."""
    wh = say.body.get("wh")
    kwh = f"{wh / 1000:.1f}" if isinstance(wh, int | float) else "0"
    zone = say.zone(say.kept.subject)
    if say.body.get("measured"):
        return "ok", "ok", say("%(zone)s: %(kwh)s kWh not wasted, measured", zone=zone, kwh=kwh)
    return "ok", "ok", say("%(zone)s: %(kwh)s kWh not wasted, estimated", zone=zone, kwh=kwh)
