"""The gateway's parts, alerts and messages in the words of a person, for `ledger.py`."""

from collections.abc import Mapping

from gateway.domain.rules import Rules
from kiosk_web.views.ledger_say import Say, Told
from kiosk_web.views.words import Tongue


def part(say: Say) -> Told:
    """Tell that a part of the gateway came or went."""
    part, good = str(say.body.get("part", say.kept.subject)), bool(say.body.get("ok"))
    name = part_name(part, say.rules, say.tongue)
    if good:
        return "ok", "ok", say("%(part)s works", part=name)
    return "bad", "bad", say("%(part)s is gone", part=name)


def part_name(part: str, rules: Rules, tongue: Tongue) -> str:
    """Return what people call a part of the gateway."""
    _ = tongue._
    kind, key = part.split(":", 1) if ":" in part else (part, "")
    if kind == "reader" and key in rules.readers:
        return _("Reader %(name)s", name=rules.readers[key].name.in_(tongue.language))
    return {
        "broker": _("Device network (MQTT)"),
        "pcscd": _("Card reader service"),
        "store": _("Ledger"),
        "clock": _("Clock"),
        "disk": _("Disk"),
    }.get(kind, part)


def alert(say: Say) -> Told:
    """Tell how far an alert is."""
    title, known = say.body.get("title"), say.titles.get(say.kept.subject)
    language = say.tongue.language
    if isinstance(title, Mapping):
        what = str(title.get(language, say.kept.subject))
    else:
        what = known.in_(language) if known else say.kept.subject
    state = say.kept.kind.partition(".")[2]
    told: dict[str, Told] = {
        "raised": ("bad", "bad", say("Alert: %(what)s", what=what)),
        "updated": ("bell", "warn", say("Alert, more is known: %(what)s", what=what)),
        "escalated": ("warn", "bad", say("Nobody answered, told the next: %(what)s", what=what)),
        "acknowledged": ("check", "info", say("Somebody has it: %(what)s", what=what)),
        "resolved": ("ok", "ok", say("Over: %(what)s", what=what)),
    }
    return told.get(state, ("bell", "", f"{what} {state}"))


def notification(say: Say) -> Told:
    """Tell what became of a message."""
    kind = say.kept.kind.partition(".")[2]
    who = str(say.body.get("to", ""))
    contact = say.rules.contacts.get(who)
    name = contact.name.in_(say.tongue.language) if contact else who
    if kind == "queued":
        return "bell", "info", say("Telling %(name)s", name=name)
    if kind == "sent":
        return "bell", "ok", say("The message was delivered")
    return "bell", "warn", say("A message could not be delivered; it is tried again")
