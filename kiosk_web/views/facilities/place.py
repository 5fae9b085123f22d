"""One zone or room at a glance: its sign, its figures, and the small badges beside them."""

from dataclasses import dataclass

from kiosk_web.ports import Snapshot
from kiosk_web.views.facilities.badges import badges_of, sentence
from kiosk_web.views.facilities.places import WAITING
from kiosk_web.views.facilities.seen import Seen
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue, hhmm


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """What a floor's picture and its table show of one place.

    Attributes:
        state: `alert`, `work`, `seen`, `called`, `use`, `waste`, `rest`, `unknown`:
            how it is drawn; `mark` says the same by sign and word.
        watts: `—` when nobody measured it.
        doubt: Why the head-count cannot be believed; None when it can.
        things: Names of what is on.
        badges: What else there is, each a sign and a number or time.
        said: All of it in one sentence, for ears.
    """

    key: str
    kind: str
    id: str
    name: str
    plate: str
    depth: int
    state: str
    mark: Mark
    watts: str
    standby: str
    people: int | None
    doubt: Mark | None
    on: int
    of: int
    open: int
    lost: int
    unknown: int
    things: tuple[str, ...]
    badges: tuple[Mark, ...]
    said: str


def place_view(snapshot: Snapshot, found: Seen, tongue: Tongue) -> PlaceView:
    """Return a place as its picture and table show it."""
    place = found.place
    state, mark = _state(found, tongue)
    zone = snapshot.rules.zones[place.zone]
    path = len(snapshot.rules.zone_path(place.zone))
    badges = badges_of(found, tongue)
    watts = tongue.watts(found.watts)
    return PlaceView(
        key=place.key,
        kind=place.kind,
        id=place.id,
        name=place.name,
        plate=place.plate,
        depth=path if place.kind == "room" else path - 1,
        state=state,
        mark=mark,
        watts=watts,
        standby=tongue.watts(zone.standby_w) if place.kind == "zone" and zone.meter else "",
        people=found.people,
        doubt=doubt_mark(tongue) if found.uncertain else None,
        on=found.things.on,
        of=found.things.total,
        open=len(found.open),
        lost=found.things.lost,
        unknown=found.things.unknown,
        things=found.things.names,
        badges=tuple(Mark(icon, short, tone) for icon, short, tone, _long in badges),
        said=sentence(found, mark, watts, [long for *_, long in badges], tongue),
    )


def doubt_mark(tongue: Tongue) -> Mark:
    """Return the sign of a head-count that cannot be believed (spec 04 §1)."""
    return Mark("k-unknown", tongue._("Uncertain: not tapped out?"), "warn")


def _state(found: Seen, tongue: Tongue) -> tuple[str, Mark]:
    """Return how a place is drawn, the worst first, and the sign that says so."""
    _ = tongue._
    waiting = {a.severity for a in found.alerts if a.state in WAITING and not a.maintenance}
    if waiting - {"info"}:
        return "alert", Mark("bad", _("Alert"), "bad")
    if found.work is not None:
        return "work", Mark("wrench", _("In maintenance"), "info")
    if found.guests.calls:
        return "called", Mark("bell", _("Somebody has called"), "warn")
    if waiting:
        return "called", Mark("info", _("To be seen to"), "warn")
    if found.alerts:
        return "seen", Mark("check", _("Somebody has it"), "info")
    if found.guests.meeting is not None:
        return "use", Mark(
            "people", _("Meeting until %(time)s", time=hhmm(found.guests.meeting)), "info"
        )
    if found.uncertain:
        return "use", doubt_mark(tongue)
    if found.people:
        return "use", Mark("people", _("In use"), "info")
    return _without_people(found, tongue)


def _without_people(found: Seen, tongue: Tongue) -> tuple[str, Mark]:
    """Return how a place is that nobody is counted in."""
    _ = tongue._
    wasted = found.things.on > found.things.staying
    if wasted and found.expected:
        return "use", Mark("light", _("Switched on"), "info")
    if found.watts is not None and found.most_w is not None and found.watts > found.most_w:
        return "waste", Mark("warn", _("Empty, but drawing power"), "warn")
    if wasted:
        return "waste", Mark("warn", _("Empty, but on"), "warn")
    if found.open and not found.expected:
        return "waste", Mark("window", _("Empty, window open"), "warn")
    if found.things.total and found.things.lost == found.things.total:
        return "unknown", Mark("k-noanswer", _("No answer"), "bad")
    if found.things.lost:
        return "unknown", Mark("k-noanswer", _("Partly no answer"), "bad")
    if found.things.unknown == found.things.total and found.watts is None:
        word = _("Not known yet") if found.things.total else _("No meter")
        return "unknown", Mark("k-unknown", word)
    if found.things.staying:
        return "rest", Mark("lock", _("Only what stays on"))
    return "rest", Mark("k-confirmed", _("At rest"), "ok")
