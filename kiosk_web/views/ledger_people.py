"""Who came and went, in the words of a person, for `ledger.py`."""

from kiosk_web.views.ledger_say import Say, Told


def tap(say: Say) -> Told:
    """Tell of a tap, and what came of it."""
    body, result = say.body, str(say.body.get("result", ""))
    name = say.person(body.get("person") or say.kept.subject)
    if result == "unknown_badge":
        return "badge", "warn", say("A badge nobody knows was tapped; the tap is kept")
    if result == "blocked" and body.get("witness"):
        return "badge", "warn", say("A number that is nobody's was vouched for; nobody signed in")
    if result == "blocked":
        return "lock", "bad", say("%(name)s tapped with a blocked badge", name=name)
    if result == "bounce":
        return "badge", "", say("%(name)s tapped again at once; counted once", name=name)
    if result == "confirmed":
        return "duty", "", say("%(name)s is at the post", name=name)
    if result == "undo_offered":
        return "undo", "warn", say("%(name)s tapped twice; asked on the screen", name=name)
    direction = str(body.get("direction") or "")
    sign, text = {
        "in": ("in", say("%(name)s came in", name=name)),
        "out": ("out", say("%(name)s left", name=name)),
        "going_out": ("outing", say("%(name)s is going out", name=name)),
        "back": ("in", say("%(name)s is back", name=name)),
    }.get(direction, ("badge", say("%(name)s tapped", name=name)))
    late_s = body.get("late_s")
    if body.get("verdict") == "late" and isinstance(late_s, int | float):
        late = say("%(span)s late", span=say.tongue.span(late_s))
        return sign, "warn", f"{text}{say.tongue.pause}{late}"
    return sign, "ok", text


def corrected(say: Say) -> Told:
    """Tell what somebody put right on the screen."""
    words = {
        "leaving": say("is leaving"),
        "arrived": say("has just come"),
        "going_out": say("is going out"),
        "back": say("is back"),
        "undo": say("takes the tap back"),
    }
    change = words.get(str(say.body.get("correction")), "")
    who = say.person(say.body.get("person") or say.kept.subject)
    return "undo", "", say("Corrected on the screen: %(name)s %(what)s", name=who, what=change)
