"""A breach as it is kept: since when, of what, who was last there; and what it has cost so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from gateway.domain.energy import channel_total_wh, zone_total_wh
from gateway.domain.meters import fresh_w
from gateway.domain.now import Now
from gateway.domain.power.state import Breach, Offhours
from gateway.domain.rooms.survey import OFF, state_of, watts_of
from gateway.domain.rules import Rules
from gateway.domain.text import Json
from gateway.domain.turn import Fact, Fold, Turn, names_in, number_in

if TYPE_CHECKING:
    from gateway.domain.office import Office

OUT = "out"
PREFIX = "offhours:"
"""What the keys of these alerts begin with; the place follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSeen:
    """Who left a zone last; `left` is False for somebody who never signed out."""

    person: str
    at: datetime
    left: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachNow:
    """A breach at this instant, for people.

    Attributes:
        place: The room or zone.
        since: When it began.
        watts: What it draws now; None if nobody measures it, or its meter is silent.
        used_wh: What it has drawn since it began; None if nobody counts it.
        cost: What that costs, in the site's currency; None without a price.
        whole_zone: The figures are those of the whole zone, its standby included.
        is_estimate: Nobody counts it: reckoned by the watts that the site file gives.
        last_person, last_at, last_left: As in `Breach`.
    """

    place: str
    since: datetime
    watts: float | None
    used_wh: float | None
    cost: float | None
    whole_zone: bool
    is_estimate: bool
    last_person: str
    last_at: datetime | None
    last_left: bool


def place_of(key: str) -> str:
    """Return the room or zone of an off-hours alert; empty for another alert."""
    return key.removeprefix(PREFIX) if key.startswith(PREFIX) else ""


def breach_now(office: "Office", rules: Rules, place: str, now: Now) -> BreachNow | None:
    """Return what a place that is in breach draws now and has drawn so far; None if it is not."""
    breach = office.offhours.breaches.get(place)
    if breach is None:
        return None
    used_wh = used_since(office, rules, breach)
    is_estimate = used_wh is None
    if is_estimate:
        used_wh = _estimated_wh(office, rules, breach, now.at)
    price = rules.energy.price_per_kwh
    return BreachNow(
        place=place,
        since=breach.since,
        watts=_watts(office, rules, breach, place, now),
        used_wh=used_wh,
        cost=None if used_wh is None or price is None else used_wh / 1000 * price,
        whole_zone=breach.metered,
        is_estimate=is_estimate,
        last_person=breach.last_person,
        last_at=breach.last_at,
        last_left=breach.last_left,
    )


def _watts(office: "Office", rules: Rules, breach: Breach, place: str, now: Now) -> float | None:
    if breach.metered:
        return fresh_w(office, rules, rules.zones.get(place), now)
    drawn: list[float] = []
    for channel_id in breach.channels:
        channel = rules.channels.get(channel_id)
        if channel is None:
            continue
        report = office.devices.reports.get((channel.device, channel.number))
        measured = report is not None and report.reading.power_w is not None
        if not measured and state_of(office, channel) == OFF:
            continue
        watts = watts_of(office, channel)
        if watts is None:
            return None
        drawn.append(watts)
    return sum(drawn) if drawn else None


def _estimated_wh(office: "Office", rules: Rules, breach: Breach, at: datetime) -> float | None:
    """Return what the things that are on have drawn, by what they should draw; None if unknown."""
    found = [c for i in breach.channels if (c := rules.channels.get(i)) is not None]
    watts = [c.watts for c in found if c.watts is not None and state_of(office, c) != OFF]
    hours = max(0.0, (at - breach.since).total_seconds()) / 3600
    return sum(watts) * hours if watts and not breach.metered else None


def used_since(office: "Office", rules: Rules, breach: Breach) -> float | None:
    """Return what a breach has drawn so far, in Wh, by the counters that were read at its start.

    What began to count only later has counted nothing but the breach. Never
    negative: a counter that began anew counts from there.
    """
    zone, base = f"zone:{breach.zone}", breach.base_wh
    if breach.metered:
        total = zone_total_wh(office, rules, breach.zone)
        return None if total is None else max(0.0, total - base.get(zone, 0.0))
    counters = dict.fromkeys((*breach.channels, *(c for c in base if c != zone)))
    found = [
        max(0.0, total - base.get(counter, 0.0))
        for counter in counters
        if (total := channel_total_wh(office, rules, counter)) is not None
    ]
    return sum(found) if found else None


def counters_of(
    turn: Turn, zone: str, channels: Iterable[str], *, metered: bool
) -> dict[str, float]:
    """Return what the counters behind a breach say; at the instant it was first noticed, if so."""
    noticed = turn.office.power.base_wh
    counters: dict[str, float] = {}
    for channel in channels:
        total = channel_total_wh(turn.office, turn.rules, channel)
        if total is not None:
            counters[channel] = noticed.get(channel, total)
    total = zone_total_wh(turn.office, turn.rules, zone) if metered else None
    if total is not None:
        counters[f"zone:{zone}"] = noticed.get(zone, total)
    return counters


def last_seen(office: "Office", rules: Rules, zone: str) -> LastSeen | None:
    """Return who left a zone last: of those who tapped there, inside it or around it.

    Somebody whose last tap was "in" and who is not in any more forgot to tap
    out; if nobody left after that, it was they.
    """
    near = {*rules.zones_below(zone), *rules.zone_path(zone)}
    found: LastSeen | None = None
    for key, tap in office.presence.last.items():
        person, _, where = key.rpartition("@")
        if where not in near or not tap.direction or key in office.presence.sessions:
            continue
        if found is None or tap.at > found.at:
            found = LastSeen(person=person, at=tap.at, left=tap.direction == OUT)
    return found


def begin(turn: Turn, place: str, breach: Breach) -> None:
    """Keep a breach, or what joins it: what once belonged to it does so until it is over."""
    before = turn.office.offhours.breaches.get(place)
    if before is None:
        counters = counters_of(turn, breach.zone, breach.channels, metered=breach.metered)
        breach = replace(breach, base_wh=counters)
    else:
        breach = _joined(turn, before, breach)
    body: dict[str, Json] = {
        "zone": breach.zone,
        "since": breach.since.isoformat(),
        "channels": breach.channels,
        "windows": breach.windows,
        "metered": breach.metered,
        "base_wh": dict(breach.base_wh),
    }
    if before is None:
        last = last_seen(turn.office, turn.rules, breach.zone)
        body["last_person"] = last.person if last else ""
        body["last_at"] = last.at.isoformat() if last else None
        body["last_left"] = last.left if last else True
    kind = "offhours.began" if before is None else "offhours.changed"
    turn.record(kind, place, body, vital=False)


def _joined(turn: Turn, before: Breach, now: Breach) -> Breach:
    """Return a breach with what joins it, which is counted from now on."""
    new = [channel for channel in now.channels if channel not in set(before.channels)]
    metered = now.metered and not before.metered
    counters = counters_of(turn, before.zone, new, metered=metered)
    return replace(
        before,
        channels=(*before.channels, *new),
        windows=tuple(dict.fromkeys((*before.windows, *now.windows))),
        metered=before.metered or now.metered,
        base_wh={**counters, **before.base_wh},
    )


def end(turn: Turn, place: str) -> None:
    """Keep that a breach is over, and what it drew."""
    breach = turn.office.offhours.breaches.get(place)
    if breach is not None:
        used_wh = used_since(turn.office, turn.rules, breach)
        body: dict[str, Json] = {"since": breach.since.isoformat(), "used_wh": used_wh}
        turn.record("offhours.ended", place, body, vital=False)


def fold_began(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with a breach begun or changed."""
    body = fact.body
    base, last_at = body["base_wh"], body.get("last_at")
    breach = Breach(
        zone=str(body["zone"]),
        since=datetime.fromisoformat(str(body["since"])),
        channels=names_in(body, "channels"),
        windows=names_in(body, "windows"),
        metered=bool(body["metered"]),
        base_wh=_numbers(base) if isinstance(base, Mapping) else {},
        last_person=str(body.get("last_person") or ""),
        last_at=datetime.fromisoformat(str(last_at)) if last_at else None,
        last_left=bool(body.get("last_left", True)),
    )
    before = office.offhours.breaches.get(fact.subject)
    if before is not None:  # who was last there is looked up once
        breach = replace(
            breach,
            last_person=before.last_person,
            last_at=before.last_at,
            last_left=before.last_left,
        )
    return _with(office, {**office.offhours.breaches, fact.subject: breach})


def fold_ended(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office without a breach."""
    kept = {place: b for place, b in office.offhours.breaches.items() if place != fact.subject}
    return _with(office, kept)


def _with(office: "Office", breaches: Mapping[str, Breach]) -> "Office":
    return replace(office, offhours=Offhours(breaches, office.offhours.known))


def _numbers(values: Mapping[str, Json]) -> Mapping[str, float]:
    return {key: wh for key in values if (wh := number_in(values, key)) is not None}


FOLDS: dict[str, Fold] = {
    "offhours.began": fold_began,
    "offhours.changed": fold_began,
    "offhours.ended": fold_ended,
}
