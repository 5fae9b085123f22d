"""The sources: what is shown, what comes next and when; a dark room that offers to come on."""

from dataclasses import dataclass

from gateway.domain.devices import Known
from gateway.domain.office import Office
from gateway.domain.options import Source
from gateway.domain.rooms.lit import Lit
from gateway.domain.rooms.sources.state import SourceNow, SourcesNow, sink_id, sources_now
from gateway.domain.rules import Channel, Room, Rules
from kiosk_web.views.marks import Mark, known_mark
from kiosk_web.views.panel.base import Look, PanelPage

DRAWN = (("pc", "pc"), ("laptop", "pc"), ("hdmi", "pc"), ("vcr", "tape"), ("tape", "tape"))
"""What a source's id begins with, and its icon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKey:
    """One source.

    Attributes:
        control: What choosing it presses.
        shown: It is what is seen or heard now.
        state: `asked`, `queued`, `failed` or empty.
        mark: How that is known, how far a wish has come, or None for nothing to say.
        keys: Its player has keys on a page of its own.
        off: Why it does nothing now, or empty.
    """

    id: str
    control: str
    name: str
    icon: str
    shown: bool
    state: str
    mark: Mark | None
    keys: bool
    off: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesView:
    """The sources of a room.

    Attributes:
        dark: The room is off: a source is offered with turning it on.
        title, what: What is seen now, and what that means.
        mark: How it is known, or None.
        waiting: What is wanted next, in words; empty for nothing. It can be cancelled.
        due_ms: When that comes, as an instant; None when nobody knows.
        players: There is a page with the players' keys.
    """

    sources: tuple[SourceKey, ...]
    dark: bool
    title: str
    what: str
    mark: Mark | None
    waiting: str
    due_ms: int | None
    players: bool


def sources_view(look: Look) -> SourcesView:
    """Return the sources of a room that has some."""
    now = _now(look)
    title, what = _says(look, now)
    shown = next((one for one in now.sources if one.shown), None)
    waiting = next((one.source for one in now.sources if one.waiting), None)
    players = any(one.player for one in now.sources)
    return SourcesView(
        sources=tuple(_key(look, now, one) for one in now.sources),
        dark=now.room is Lit.DARK,
        title=title,
        what=what,
        mark=known_mark(shown.known, None, look.tongue) if shown else None,
        waiting=_waits(look, now, waiting) if waiting else "",
        due_ms=None if now.left_s is None else look.due_ms(look.now_s + now.left_s),
        players=players,
    )


def _now(look: Look) -> SourcesNow:
    now = sources_now(look.office, look.rules, look.room.id, look.now_s)
    assert now is not None, "only a room with sources has this page"
    return now


def _name(look: Look, source: Source) -> str:
    return source.name.in_(look.tongue.language)


def _key(look: Look, now: SourcesNow, one: SourceNow) -> SourceKey:
    state = "asked" if one.asked else "queued" if one.waiting else "failed" if one.failed else ""
    _ = look.tongue._
    return SourceKey(
        id=one.source.id,
        control=f"source.{one.source.id}",
        name=_name(look, one.source),
        icon=_icon(one.source),
        shown=one.shown,
        state=state,
        mark=_mark(look, one),
        keys=one.shown and one.player is not None,
        off=_("The rack waits: look at its page first.") if now.room is Lit.HELD else "",
    )


def _icon(source: Source) -> str:
    drawn = next((icon for head, icon in DRAWN if source.id.startswith(head)), None)
    return drawn or ("disc" if source.player else "source")


def _mark(look: Look, one: SourceNow) -> Mark | None:
    _ = look.tongue._
    if one.asked:
        return Mark("queue", _("Asked"), "info")
    if one.waiting:
        return Mark("queue", _("Comes next"), "info")
    if one.failed and not one.shown:
        return Mark("k-noanswer", _trouble(look, one.failed), "bad")
    return known_mark(one.known, None, look.tongue) if one.shown else None


def _trouble(look: Look, why: str) -> str:
    _ = look.tongue._
    return {
        "no_answer": _("Not confirmed"),
        "not_sent": _("Not sent"),
        "offline": _("Offline"),
        "room_off": _("The room went off"),
        "held": _("The rack waits"),
    }.get(why, _("Given up"))


def _says(look: Look, now: SourcesNow) -> tuple[str, str]:
    """Return what is seen in a few words, and what that means."""
    _ = look.tongue._
    shown = [one for one in now.sources if one.shown]
    if now.room is Lit.DARK:
        return _("The room is off"), _("Choose a source: I ask before I turn the room on.")
    if now.room is Lit.HELD:
        return _("The rack waits"), _("A step has failed. Look at the rack's page first.")
    if now.room is Lit.COMING:
        return _("The room is coming on"), _("A source you choose now comes by itself.")
    if shown:
        names = look.tongue.comma.join(_name(look, one.source) for one in shown)
        confirmed = all(one.known is Known.CONFIRMED for one in shown)
        what = _("The projector says so itself.") if confirmed else _("By the last key sent.")
        return names, what
    if now.other_input:
        words = _("The projector shows input %(input)s.", input=now.other_input)
        return _("Something else"), words
    return _("Nothing chosen"), _("Choose what shall be seen and heard.")


def _waits(look: Look, now: SourcesNow, source: Source) -> str:
    _, name = look.tongue._, _name(look, source)
    if now.why == "room":
        return _("Queued: %(name)s, once the room is on", name=name)
    return _("Queued: %(name)s", name=name)


def _line(look: Look) -> Mark | None:
    now = _now(look)
    title, _what = _says(look, now)
    waiting = next((one.source for one in now.sources if one.waiting), None)
    if waiting is not None:
        return Mark("queue", _waits(look, now, waiting), "info")
    shown = next((one for one in now.sources if one.shown), None)
    mark = known_mark(shown.known, None, look.tongue) if shown else None
    return Mark(mark.icon if mark else "source", title, mark.tone if mark else "")


def _reads(office: Office, rules: Rules, room: Room, mine: tuple[Channel, ...]) -> object:
    sinks = dict.fromkeys(sink_id(room.id, one) for one in room.sources)
    runs, machines = office.runs, office.machines
    return (
        machines.racks.by_place.get(room.id),
        tuple(machines.sources.by_id.get(sink) for sink in sinks),
        tuple(runs.sources.asked.get(sink) for sink in sinks),
        tuple(runs.sources.failed.get(sink) for sink in sinks),
        tuple(machines.projectors.by_id.get(sink) for sink in sinks),
        tuple(sink in runs.projectors.heard for sink in sinks),
    )


PAGE = PanelPage(
    name="sources",
    icon="source",
    title=lambda tongue: tongue._("Sources"),
    has=lambda rules, room: bool(room.sources),
    view=sources_view,
    line=_line,
    reads=_reads,
)
