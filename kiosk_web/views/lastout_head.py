"""The head of a last-one-out check: how far it is, or how it ended."""

from dataclasses import dataclass

from gateway.domain.lastout import Check, Outcome, Stage
from gateway.domain.rules import Rules
from kiosk_web.views.marks import zone_name
from kiosk_web.views.words import Tongue


@dataclass(frozen=True, slots=True)
class Head:
    """Stage (`ask`, `off` or `done`), tone, icon, title and the line under it."""

    stage: str
    tone: str
    icon: str
    title: str
    sub: str


def headline(rules: Rules, check: Check, things: int, tongue: Tongue) -> Head:
    """Return the head of a check; `things`: how many can be switched."""
    _ = tongue._
    last = _("You are the last one out of %(zone)s", zone=zone_name(rules, check.zone, tongue))
    if check.stage is Stage.ASKED:
        return Head("ask", "warn", "out", last, _still_on(check, things, tongue))
    if check.stage is not Stage.DONE:
        going = _("Switching off for you. You may go; the result is kept.")
        return Head("off", "warn", "power", last, going)
    outcome = check.outcome or Outcome.COMMANDED_ONLY
    return _switched(rules, check, outcome, tongue) or _not_switched(outcome, tongue)


def _switched(rules: Rules, check: Check, outcome: Outcome, tongue: Tongue) -> Head | None:
    """Return the head of a check that switched off; None if it did not."""
    _ = tongue._
    if outcome == Outcome.VERIFIED:
        proof = _("Each device confirmed, and the meter stayed under its standby figure.")
        return Head("done", "ok", "check", _("All off, and verified"), proof)
    if outcome == Outcome.COMMANDED_ONLY:
        why = _("Not everything can report back, so somebody will have a look.")
        return Head("done", "warn", "warn", _("Switched off, not proven"), why)
    if outcome == Outcome.FAILED:
        title = _failed(rules, check, tongue)
        return Head("done", "bad", "bad", title, _("I have told facilities. You may go."))
    return None


def _failed(rules: Rules, check: Check, tongue: Tongue) -> str:
    known = (rules.channels[c] for c in check.failed if c in rules.channels)
    names = tongue.comma.join(channel.name.in_(tongue.language) for channel in known)
    if not names:
        return tongue._("The power did not go down")
    return tongue._("Not off: %(names)s", names=names)


def _not_switched(outcome: Outcome, tongue: Tongue) -> Head:
    """Return the head of a check that somebody stopped, or ended otherwise."""
    _ = tongue._
    icon, title, sub = {
        Outcome.LEFT_ON: (
            "check",
            _("Stays on, as you wish"),
            _("The reason is kept; the rest is off."),
        ),
        Outcome.STAYING: (
            "undo",
            _("You are staying"),
            _("Nothing was switched; you are signed in again."),
        ),
        Outcome.SOMEONE_INSIDE: (
            "people",
            _("Somebody is still inside"),
            _("Nothing was switched off."),
        ),
        Outcome.RETURNED: (
            "in",
            _("Welcome back"),
            _("I stopped, and the lights are on again."),
        ),
    }[outcome]
    return Head("done", "ok", icon, title, sub)


def _still_on(check: Check, things: int, tongue: Tongue) -> str:
    if not things:
        return tongue._("Nothing is on any more; please look at the list below.")
    total = sum(item.watts or 0 for item in check.items)
    on = tongue.n("%(n)s thing is still on", "%(n)s things are still on", things)
    if total <= 0:
        return on
    return tongue._("%(things)s, about %(watts)s", things=on, watts=tongue.watts(total))
