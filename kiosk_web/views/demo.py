"""The demo's own picture of the office: where everybody is, and the strings to pull."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.domain.presence import people_in
from gateway.domain.text import Json
from kiosk_web.ports import Snapshot
from kiosk_web.views.words import Tongue, hhmm

CLOCKS = ("08:55", "12:00", "17:50", "21:07", "23:40")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One badge on the wall."""

    card: str
    name: str
    note: str
    known: bool
    inside: bool
    since: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One state that a breakable thing can be put into."""

    id: str
    word: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Breakable:
    """One thing that can be broken."""

    id: str
    name: str
    broken: bool
    choices: tuple[Choice, ...]


def cards_view(
    snapshot: Snapshot, cards: Sequence[Mapping[str, Json]], tongue: Tongue
) -> tuple[Card, ...]:
    """Return the badges, each with whether its owner is in."""
    since = {
        session.person: hhmm(session.in_at.astimezone(snapshot.now.at.tzinfo))
        for zone in snapshot.rules.zones
        for session in people_in(snapshot.office, snapshot.rules, zone)
    }
    return tuple(
        Card(
            card=str(card["card"]),
            name=_of(card.get("name"), tongue) or tongue._("Strange card"),
            note=_of(card.get("note"), tongue) if card.get("person") else "",
            known=card.get("person") is not None,
            inside=str(card.get("person")) in since,
            since=since.get(str(card.get("person")), ""),
        )
        for card in cards
    )


def breakables_view(things: Sequence[Mapping[str, Json]], tongue: Tongue) -> tuple[Breakable, ...]:
    """Return what can be broken, with its states; the first state is the sound one."""
    found = []
    for thing in things:
        states = thing.get("states")
        if not isinstance(states, Sequence) or isinstance(states, str):
            continue
        kept = [state for state in states if isinstance(state, Mapping)]
        now = str(thing.get("state"))
        choices = tuple(
            Choice(str(s["id"]), str(s[tongue.language]), str(s["id"]) == now) for s in kept
        )
        broken = bool(kept) and str(kept[0]["id"]) != now
        found.append(Breakable(str(thing["id"]), str(thing[tongue.language]), broken, choices))
    return tuple(found)


def _of(words: Json, tongue: Tongue) -> str:
    """Return plain words, or those of this language when there are two."""
    if isinstance(words, Mapping):
        return str(words.get(tongue.language, ""))
    return str(words or "")
