"""What happened, in the words of a person: one line for each row of the ledger.

A kind that nobody wrote words for is shown by its name rather than hidden.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gateway.domain.office import Office
from gateway.domain.rooms.scenes.standard import scenes_of
from gateway.domain.rules import Rules
from gateway.domain.text import Json, Text
from kiosk_web.ports import Kept
from kiosk_web.views.ledger_service import (
    call_answered,
    called,
    reported,
    ticket_answered,
    work_began,
    work_ended,
)
from kiosk_web.views.marks import zone_name
from kiosk_web.views.pressed import pressed_words
from kiosk_web.views.words import Tongue

QUIET = frozenset(
    {
        "registry.changed",
        "admin.acted",
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


@dataclass(frozen=True, slots=True)
class Say:
    """What the words of one row are made of."""

    kept: Kept
    rules: Rules
    tongue: Tongue
    titles: Mapping[str, Text]

    def __call__(self, message: str, **values: object) -> str:
        """Return a message in the screen's language."""
        return self.tongue._(message, **values)

    @property
    def body(self) -> Mapping[str, Json]:
        """What the row holds."""
        return self.kept.body

    def person(self, key: Json) -> str:
        """Return a person's name."""
        known = self.rules.people.get(str(key))
        return known.name if known else self.tongue._("Somebody")

    def channel(self, key: Json) -> str:
        """Return where a channel is, and what it is called."""
        known = self.rules.channels.get(str(key))
        if known is None:
            return str(key)
        room = self.rules.rooms.get(known.owner)
        name = known.name.in_(self.tongue.language)
        return f"{room.name.in_(self.tongue.language)}{self.tongue.dot}{name}" if room else name

    def channels(self, keys: Json, most: int = 3) -> str:
        """Return the names of some channels, the first few of many."""
        if not isinstance(keys, Sequence) or isinstance(keys, str) or not keys:
            return "—"
        names = self.tongue.comma.join(self.channel(key) for key in keys[:most])
        more = len(keys) - most
        return names if more <= 0 else self("%(names)s and %(n)s more", names=names, n=more)

    def room(self, key: Json = None) -> str:
        """Return a room's name; left out, that of the row's subject."""
        known = self.rules.rooms.get(str(key or self.kept.subject))
        return known.name.in_(self.tongue.language) if known else str(key or self.kept.subject)

    def zone(self, key: Json) -> str:
        """Return a zone's name."""
        return zone_name(self.rules, str(key), self.tongue)


Told = tuple[str, str, str]
"""Icon, tone, sentence."""


def is_told(kept: Kept) -> bool:
    """Return whether a row belongs into a story for people."""
    if kept.kind == "lastout.metered":
        return bool(kept.body.get("quiet"))
    if kept.kind == "press" and str(kept.body.get("control", "")).startswith("dnd."):
        return False  # what came of it is told
    if kept.kind == "projector.stage":
        return kept.body.get("by") not in ("restart", "start") and kept.body.get("stage") in SHOWN
    machine = kept.kind.partition(".")[0] in MACHINES and kept.kind not in TELLERS
    return kept.kind not in QUIET and not machine


def alert_titles(office: Office) -> Mapping[str, Text]:
    """Return the titles of the alerts that are still known, by key."""
    known = (*office.alerts.resolved, *office.alerts.open.values())
    return {alert.key: alert.title for alert in known}


def row_view(
    kept: Kept, rules: Rules, tongue: Tongue, titles: Mapping[str, Text] = NO_TITLES
) -> Row:
    """Return one row of the ledger as a person reads it."""
    teller = TELLERS.get(kept.kind) or TELLERS.get(kept.kind.partition(".")[0] + ".")
    say = Say(kept, rules, tongue, titles)
    icon, tone, text = teller(say) if teller else ("doc", "", f"{kept.kind} {kept.subject}".strip())
    clock = f"{kept.at.astimezone(rules.timezone):%H:%M:%S}"
    return Row(seq=kept.seq, clock=clock, icon=icon, tone=tone, text=text)


def _tap(say: Say) -> Told:
    body, result = say.body, str(say.body.get("result", ""))
    name = say.person(body.get("person") or say.kept.subject)
    if result == "unknown_badge":
        return "badge", "warn", say("A badge nobody knows was tapped; the tap is kept")
    if result == "blocked":
        return "lock", "bad", say("%(name)s tapped with a blocked badge", name=name)
    if result == "bounce":
        return "badge", "", say("%(name)s tapped again at once; counted once", name=name)
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
        comma = "，" if say.tongue.language == "zh" else ", "
        return sign, "warn", text + comma + say("%(span)s late", span=say.tongue.span(late_s))
    return sign, "ok", text


def _corrected(say: Say) -> Told:
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


def _press(say: Say) -> Told:
    what, done = pressed_words(say, say.kept.subject, say.body)
    return "hand", "info", say("Pressed: %(what)s, %(done)s", what=what, done=done)


def _projector_stage(say: Say) -> Told:
    stage, what = str(say.body.get("stage", "")), say.channel(say.kept.subject)
    told: dict[str, Told] = {
        "warming": ("queue", "info", say("%(what)s: warming up", what=what)),
        "on": ("ok", "ok", say("%(what)s: on", what=what)),
        "cooling": ("queue", "info", say("%(what)s: cooling down", what=what)),
        "standby": ("ok", "ok", say("%(what)s: off, and cool", what=what)),
    }
    return told.get(
        stage, ("k-unknown", "warn", say("%(what)s: nobody knows how it is", what=what))
    )


def _rack_ended(say: Say) -> Told:
    room = say.room()
    if say.body.get("stage") == "on":
        return "ok", "ok", say("%(room)s: the AV rack is on", room=room)
    return "ok", "ok", say("%(room)s: the AV rack is off", room=room)


def _rack_held(say: Say) -> Told:
    step = say.channel(say.body.get("channel"))
    return "bad", "bad", say("The AV rack is held at %(what)s", what=step)


def _scene_ended(say: Say) -> Told:
    scenes = {scene.id: scene.name for scene in scenes_of(say.rules, say.kept.subject)}
    known, undone = scenes.get(str(say.body.get("scene"))), say.body.get("undone")
    name = known.in_(say.tongue.language) if known else str(say.body.get("scene"))
    if not undone or not isinstance(undone, Sequence) or isinstance(undone, str):
        return "ok", "ok", say("%(room)s, %(scene)s: all done", room=say.room(), scene=name)
    missing = [u.get("channel") or u.get("control") for u in undone if isinstance(u, Mapping)]
    left = say.channels(list(dict.fromkeys(missing)))
    return "bad", "bad", say("%(scene)s: not done: %(what)s", scene=name, what=left)


def _wanted(say: Say) -> Told:
    what = say.channel(say.kept.subject)
    verb = say("off") if say.body.get("verb") == "off" else say("on")
    return "power", "info", say("The office wants: %(what)s, %(done)s", what=what, done=verb)


def _channel(say: Say) -> Told:
    what = say.channel(say.kept.subject)
    if say.kept.kind == "channel.not_sent":
        return "k-noanswer", "bad", say("%(what)s: not sent, no connection", what=what)
    if say.kept.kind == "channel.no_answer":
        return "k-noanswer", "bad", say("%(what)s: no answer after three tries", what=what)
    return "light", "", f"{what} {say.kept.kind.partition('.')[2]}"


def _part(say: Say) -> Told:
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


def _lastout(say: Say) -> Told:
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


def _setback(say: Say) -> Told:
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


def _alert(say: Say) -> Told:
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


def _notification(say: Say) -> Told:
    kind = say.kept.kind.partition(".")[2]
    who = str(say.body.get("to", ""))
    contact = say.rules.contacts.get(who)
    name = contact.name.in_(say.tongue.language) if contact else who
    if kind == "queued":
        return "bell", "info", say("Telling %(name)s", name=name)
    if kind == "sent":
        return "bell", "ok", say("The message was delivered")
    return "bell", "warn", say("A message could not be delivered; it is tried again")


def _avoided(say: Say) -> Told:
    wh = say.body.get("wh")
    kwh = f"{wh / 1000:.1f}" if isinstance(wh, int | float) else "0"
    zone = say.zone(say.kept.subject)
    if say.body.get("measured"):
        return "ok", "ok", say("%(zone)s: %(kwh)s kWh not wasted, measured", zone=zone, kwh=kwh)
    return "ok", "ok", say("%(zone)s: %(kwh)s kWh not wasted, estimated", zone=zone, kwh=kwh)


def _plain(icon: str, tone: str, message: str) -> Callable[[Say], Told]:
    return lambda say: (icon, tone, say(message))


TELLERS: Mapping[str, Callable[[Say], Told]] = {
    "tap": _tap,
    "tap.corrected": _corrected,
    "session.missing_out": lambda say: (
        "clock",
        "warn",
        say("%(name)s never tapped out; closed at 04:00", name=say.person(say.kept.subject)),
    ),
    "press": _press,
    "projector.stage": _projector_stage,
    "rack.ended": _rack_ended,
    "rack.held": _rack_held,
    "scene.ended": _scene_ended,
    "wanted": _wanted,
    "channel.": _channel,
    "part": _part,
    "lastout.": _lastout,
    "setback.": _setback,
    "alert.": _alert,
    "energy.avoided": _avoided,
    "notify.": _notification,
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
