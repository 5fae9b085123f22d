"""What happened, in the words of a person: one line for each row of the ledger.

A kind that nobody wrote words for is shown by its name rather than hidden.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gateway.domain.office import Office
from gateway.domain.privacy import is_personal
from gateway.domain.rules import Rules
from gateway.domain.text import Text
from kiosk_web.ports import Kept
from kiosk_web.views.ledger_nights import avoided, lastout, setback
from kiosk_web.views.ledger_parts import alert, notification, part
from kiosk_web.views.ledger_people import corrected, tap
from kiosk_web.views.ledger_say import Say, Told
from kiosk_web.views.ledger_service import (
    call_answered,
    called,
    reported,
    ticket_answered,
    work_began,
    work_ended,
)
from kiosk_web.views.ledger_things import (
    channel,
    press,
    projector_stage,
    rack_ended,
    rack_held,
    scene_ended,
    wanted,
)
from kiosk_web.views.words import Tongue

QUIET = frozenset(
    {
        "registry.changed",
        "admin.acted",
        "tap.declared",
        *("badge.forgotten", "badge.lent", "badge.returned"),
        "lastout.cleared",
        "lastout.inside",
        "notify.tried",
        "notify.taken",
        "wanted",
        "alert.updated",
        "alert.digest",
        "alert.kept_back",
        "alert.paused",
        "panel.opened",
        "energy.slots",
        "energy.avoiding",
        "offhours.ended",
        "setback.dropped",
    }
)
"""Kinds that the story does not tell: housekeeping, or told by another row."""

MACHINES = frozenset({"ac", "curtain", "player", "projector", "rack", "source", "volume", "scene"})
"""What machines note for themselves: their press and what came of it are told."""

PERSONAL = frozenset({"request", "requests", "month", "personal"})
"""What somebody asked for, signed or looked at: for them and for those who decide."""

SHOWN = frozenset({"warming", "on", "cooling", "standby"})
"""The stages of a projector that are told."""

NO_TITLES: Mapping[str, Text] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: when, a sign, and a sentence."""

    seq: int
    clock: str
    icon: str
    tone: str
    text: str


def is_told(kept: Kept) -> bool:
    """Return whether a row belongs into a story for people; what is personal does not.

    Nor does what nobody has words for: a kind and an id tell people nothing.
    """
    topic = kept.kind.partition(".")[0]
    if topic in PERSONAL or (topic in ("alert", "notify") and is_personal(kept.subject)):
        return False
    if kept.kind == "lastout.metered":
        return bool(kept.body.get("quiet"))
    if kept.kind == "press" and str(kept.body.get("control", "")).startswith("dnd."):
        return False  # what came of it is told
    if kept.kind == "projector.stage":
        return kept.body.get("by") not in ("restart", "start") and kept.body.get("stage") in SHOWN
    machine = kept.kind.partition(".")[0] in MACHINES and kept.kind not in TELLERS
    return kept.kind not in QUIET and not machine and _teller(kept) is not None


def alert_titles(office: Office) -> Mapping[str, Text]:
    """Return the titles of the alerts that are still known, by key."""
    known = (*office.alerts.resolved, *office.alerts.open.values())
    return {one.key: one.title for one in known}


def row_view(
    kept: Kept, rules: Rules, tongue: Tongue, titles: Mapping[str, Text] = NO_TITLES
) -> Row:
    """Return one row of the ledger as a person reads it."""
    teller = _teller(kept)
    say = Say(kept, rules, tongue, titles)
    icon, tone, text = teller(say) if teller else ("doc", "", f"{kept.kind} {kept.subject}".strip())
    clock = f"{kept.at.astimezone(rules.timezone):%H:%M:%S}"
    return Row(seq=kept.seq, clock=clock, icon=icon, tone=tone, text=text)


def _teller(kept: Kept) -> Callable[[Say], Told] | None:
    return TELLERS.get(kept.kind) or TELLERS.get(kept.kind.partition(".")[0] + ".")


def _plain(icon: str, tone: str, message: str) -> Callable[[Say], Told]:
    return lambda say: (icon, tone, say(message))


TELLERS: Mapping[str, Callable[[Say], Told]] = {
    "tap": tap,
    "tap.corrected": corrected,
    "session.missing_out": lambda say: (
        "clock",
        "warn",
        say("%(name)s never tapped out; closed at 04:00", name=say.person(say.kept.subject)),
    ),
    "press": press,
    "projector.stage": projector_stage,
    "rack.ended": rack_ended,
    "rack.held": rack_held,
    "scene.ended": scene_ended,
    "wanted": wanted,
    "channel.": channel,
    "part": part,
    "lastout.": lastout,
    "setback.": setback,
    "alert.": alert,
    "energy.avoided": avoided,
    "notify.": notification,
    "clock.trusted": _plain("clock", "ok", "The clock is set; taps are dated"),
    "gateway.started": _plain("mark", "", "The gateway started"),
    "registry.changed": _plain("doc", "", "What people maintain was changed"),
    "admin.acted": _plain("duty", "", "An administrator did something"),
    "call.asked": called,
    "call.answered": call_answered,
    "call.escalated": _plain("bell", "warn", "Nobody answered a call; facilities are told"),
    "ticket.opened": reported,
    "ticket.answered": ticket_answered,
    "maintenance.began": work_began,
    "maintenance.ended": work_ended,
    "dnd.on": lambda say: ("dnd", "", say("%(room)s: do not disturb", room=say.room())),
    "dnd.off": lambda say: (
        "dnd",
        "",
        say("%(room)s: do not disturb is over", room=say.room()),
    ),
}
