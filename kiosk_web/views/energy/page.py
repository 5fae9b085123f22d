"""What a place draws and used, what of it was outside hours, what was not wasted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from babel.numbers import format_currency

from gateway.domain.energy import avoided_wh
from kiosk_web.ports import Avoided, History, Snapshot
from kiosk_web.views.energy import series
from kiosk_web.views.energy.figures import known_wh, kwh, kwh_parts
from kiosk_web.views.energy.pictures import Picture, day_picture, week_picture
from kiosk_web.views.energy.places import (
    Place,
    now_w,
    site_place,
    targets,
    thing_places,
    zone_places,
)
from kiosk_web.views.energy.weeks import WEEK, Weeks, change_of, hours_of_weeks, weeks_of
from kiosk_web.views.words import Tongue, hhmm


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One place in a table; every figure as it is read."""

    key: str
    name: str
    depth: int
    now: str
    today: str
    week: str
    change: str
    change_tone: str
    off: str
    avoided: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyPage:
    """All that the page shows."""

    target: str
    name: str
    day: str
    day_words: str
    earlier: str
    later: str
    week_from: str
    week_to: str
    year_from: str
    at: str
    now: tuple[str, str]
    today: tuple[str, str]
    week: tuple[str, str]
    change: str
    change_tone: str
    change_note: str
    avoided: tuple[str, str]
    avoided_note: str
    cost: str
    pictures: tuple[Picture, ...]
    zones: tuple[Line, ...]
    things: tuple[Line, ...]
    targets: tuple[tuple[str, str], ...]
    measured: bool


def energy_page(
    snapshot: Snapshot, history: History, target: str, day: date, tongue: Tongue
) -> EnergyPage:
    """Return the page of a zone, "" for the site, with a local day and its week."""
    rules, now = snapshot.rules, snapshot.now.at
    place = site_place(rules, target)
    zones, things = zone_places(snapshot, target), thing_places(snapshot, target)
    monday = day - timedelta(days=day.weekday())
    asked = _Asked(monday, rules.timezone)
    weeks = _weeks(snapshot, history, (place, *zones, *things), asked, day)
    spared = spared_between(snapshot, history, asked.since + WEEK, asked.until)
    own = weeks[place.key]
    change, tone, note = change_of(own, tongue)
    today = now.astimezone(rules.timezone).date()
    week_to = min(monday + timedelta(days=6), today)
    return EnergyPage(
        target=place.key,
        name=place.name.in_(tongue.language),
        day=day.isoformat(),
        day_words=tongue.date(day),
        earlier=(day - timedelta(days=1)).isoformat(),
        later=(day + timedelta(days=1)).isoformat() if day < today else "",
        week_from=monday.isoformat(),
        week_to=week_to.isoformat(),
        year_from=(week_to - timedelta(days=365)).isoformat(),
        at=hhmm(now),
        now=tongue.watts_parts(now_w(snapshot, place)),
        today=kwh_parts(known_wh(own.today)),
        week=kwh_parts(known_wh(own.week)),
        change=change,
        change_tone=tone,
        change_note=note,
        avoided=kwh_parts(sum(a.wh for a in spared if a.zone in place.zones)),
        avoided_note=_avoided_note(spared, place, tongue),
        cost=_cost(snapshot, known_wh(own.week), tongue),
        pictures=(day_picture(own, day, now, tongue), week_picture(own, now, tongue)),
        zones=tuple(_line(snapshot, p, weeks[p.key], spared, tongue) for p in zones),
        things=tuple(_line(snapshot, p, weeks[p.key], [], tongue) for p in things),
        targets=targets(rules, tongue),
        measured=bool(zones or things),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """The week that the page shows and the one before, from their Mondays."""

    monday: date
    timezone: tzinfo

    @property
    def since(self) -> datetime:
        """When the week before begins."""
        return series.midnight(self.monday - WEEK, self.timezone)

    @property
    def until(self) -> datetime:
        """When the week ends."""
        return series.midnight(self.monday + WEEK, self.timezone)


def _weeks(
    snapshot: Snapshot, history: History, places: Sequence[Place], asked: _Asked, day: date
) -> Mapping[str, Weeks]:
    """Return what each place used in both weeks, by its key."""
    now, since, until = snapshot.now.at, asked.since, asked.until
    wires = series.wires_to_ask(snapshot, [s for place in places for s in place.sources])
    rows = series.used_between(snapshot, history, since, until, wires)
    hours = hours_of_weeks(asked.monday, asked.timezone)
    return {place.key: weeks_of(rows, place, hours, day, now) for place in places}


def spared_between(
    snapshot: Snapshot, history: History, since: datetime, until: datetime
) -> list[Avoided]:
    """Return what was spared in a span of time, and what is being spared now."""
    return [*history.energy_avoided(since, until), *_running(snapshot, since, until)]


def _running(snapshot: Snapshot, since: datetime, until: datetime) -> list[Avoided]:
    """Return what is being spared now, so far, as if it ended now."""
    now = snapshot.now.at
    if not since <= now < until:
        return []
    return [
        Avoided(zone, each.began_at, now, avoided_wh(each, now), each.measured)
        for zone, each in snapshot.office.energy.avoiding.items()
    ]


def _avoided_note(spared: Sequence[Avoided], place: Place, tongue: Tongue) -> str:
    own = [a for a in spared if a.zone in place.zones and a.wh > 0]
    if not own:
        return tongue._("by the last-one-out check")
    guessed = sum(a.wh for a in own if not a.measured)
    if guessed == 0:
        return tongue._("by the last-one-out check, measured")
    if guessed == sum(a.wh for a in own):
        return tongue._("by the last-one-out check, estimated")
    return tongue._("by the last-one-out check, partly estimated")


def _cost(snapshot: Snapshot, wh: float | None, tongue: Tongue) -> str:
    energy = snapshot.rules.energy
    if energy.price_per_kwh is None or wh is None:
        return ""
    cost = wh / 1000 * energy.price_per_kwh
    return str(format_currency(cost, energy.currency, locale=tongue.locale))


def _line(
    snapshot: Snapshot, place: Place, weeks: Weeks, spared: Sequence[Avoided], tongue: Tongue
) -> Line:
    change, tone, note = change_of(weeks, tongue)
    week = weeks.week
    off = "—"
    if week is not None and week.hours_wh > 0.5:
        off = tongue.percent(week.off_wh / week.hours_wh * 100)
    own = sum(a.wh for a in spared if a.zone in place.zones)
    return Line(
        key=place.key,
        name=place.name.in_(tongue.language),
        depth=min(place.depth, 3),
        now=tongue.watts(now_w(snapshot, place)),
        today=kwh(weeks.today),
        week=kwh(week),
        change=change,
        change_tone=tone,
        off=off,
        avoided=f"{own / 1000:.1f}" if own else "",
        note=note,
    )
