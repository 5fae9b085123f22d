"""`/facilities/night`: a zone's night on one picture, and the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gateway.domain.rules import Rules
from gateway.domain.text import Text
from kiosk_web.ports import History, Snapshot
from kiosk_web.views.energy.figures import known_wh, kwh_parts
from kiosk_web.views.energy.night import EVENING, Night, Span, night_of
from kiosk_web.views.energy.night_picture import NightPicture, picture
from kiosk_web.views.energy.places import site_place, targets
from kiosk_web.views.ledger import Row, alert_titles, is_told, row_view
from kiosk_web.views.words import Tongue, hhmm

WIDE, NARROW = 1120.0, 340.0
MOST_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NightPage:
    """All that the page shows."""

    target: str
    name: str
    evening: str
    words: str
    earlier: str
    later: str
    wide: NightPicture
    narrow: NightPicture
    measured: bool
    gaps: bool
    used: tuple[str, str]
    summary: str
    table: tuple[tuple[str, str, str], ...]
    rows: tuple[Row, ...]
    more: int
    targets: tuple[tuple[str, str], ...]


def last_evening(at: datetime) -> date:
    """Return the evening of the night that is looked at first: the one under way or the last."""
    return at.date() if at.time() >= EVENING else at.date() - timedelta(days=1)


def night_page(
    snapshot: Snapshot, history: History, target: str, evening: date, tongue: Tongue
) -> NightPage:
    """Return the page of a zone, "" for the site, and the night that begins on an evening."""
    rules = snapshot.rules
    place = site_place(rules, target)
    night = night_of(snapshot, history, place, evening)
    titles = _titles(snapshot, night)
    told = [_told(span, snapshot.rules, titles, tongue) for span in night.spans]
    later = evening + timedelta(days=1)
    rows = [row_view(r, rules, tongue, titles) for r in night.rows if is_told(r)]
    return NightPage(
        target=place.key,
        name=place.name.in_(tongue.language),
        evening=evening.isoformat(),
        words=tongue.date(evening),
        earlier=(evening - timedelta(days=1)).isoformat(),
        later=later.isoformat() if later <= last_evening(snapshot.now.at) else "",
        wide=picture(night, told, WIDE, tongue),
        narrow=picture(night, told, NARROW, tongue),
        measured=any(s.value is not None for s in night.load),
        gaps=any(s.value is None for s in night.load),
        used=kwh_parts(known_wh(night.used)),
        summary=_summary(night, tongue),
        table=tuple(_table(night)),
        rows=tuple(rows[:MOST_ROWS]),
        more=max(0, len(rows) - MOST_ROWS),
        targets=targets(rules, tongue),
    )


def _titles(snapshot: Snapshot, night: Night) -> Mapping[str, Text]:
    """Return what alerts are called: those known now, and those of the night."""
    found = dict(alert_titles(snapshot.office))
    for span in night.spans:
        title = span.row.body.get("title")
        if span.kind == "alert" and isinstance(title, Mapping):
            found[span.key] = Text(str(title.get("zh", "")), str(title.get("en", "")))
    return found


def _told(span: Span, rules: Rules, titles: Mapping[str, Text], tongue: Tongue) -> tuple[str, str]:
    """Return tone and words of a check or an alert, as the story tells it."""
    row = row_view(span.row, rules, tongue, titles)
    if span.kind == "alert":
        return ("bad" if span.end is None else "warn"), row.text
    return row.tone or "info", row.text


def _summary(night: Night, tongue: Tongue) -> str:
    """Return the picture in a sentence, for who cannot see it."""
    _ = tongue._
    most = max((s.value or 0.0 for s in night.people), default=0.0)
    peak = max((s.value or 0.0 for s in night.load if s.value is not None), default=None)
    parts = [tongue.n("at most %(n)s person in", "at most %(n)s people in", round(most))]
    if peak is None:
        parts.append(_("power was not measured"))
    else:
        parts.append(_("at most %(watts)s", watts=tongue.watts(peak)))
    checks = sum(1 for s in night.spans if s.kind == "check")
    alerts = sum(1 for s in night.spans if s.kind == "alert")
    parts.append(tongue.n("%(n)s last-one-out check", "%(n)s last-one-out checks", checks))
    parts.append(tongue.n("%(n)s alert", "%(n)s alerts", alerts))
    return tongue.stop.join(parts)


def _table(night: Night) -> list[tuple[str, str, str]]:
    """Return hour, people and mean watts, for who reads figures."""
    found = []
    at = night.since
    while at < night.now:
        end = at + timedelta(hours=1)
        people = [s.value for s in night.people if s.at <= at]
        load = [s.value for s in night.load if at <= s.at < end and s.value is not None]
        watts = f"{sum(load) / len(load):.0f}" if load else "—"
        found.append((hhmm(at), f"{people[-1]:.0f}" if people else "—", watts))
        at = end
    return found
