"""My next duty in one line: when, what, where; and that it runs already."""

from dataclasses import dataclass

from gateway.domain.duty import words
from gateway.domain.duty.slots import Slot
from gateway.domain.snapshot import Snapshot
from kiosk_web.views.duty.month import next_of
from kiosk_web.views.words import Tongue, hhmm

EVENING_H = 17
"""What begins from this hour on is tonight's."""


@dataclass(frozen=True, slots=True)
class NextDuty:
    """One line: `Tonight 18:00–21:00`, `Evening duty, Desk`; `slot` is its id."""

    slot: str
    when: str
    what: str


def next_duty(snapshot: Snapshot, person: str, tongue: Tongue) -> NextDuty | None:
    """Return somebody's next published duty (the running one first), or None."""
    found = next_of(snapshot, person)
    if found is None:
        return None
    rules, language = snapshot.rules, tongue.language
    kind = words.kind_name(rules, found.slot.kind).in_(language)
    post = words.post_name(rules, found.slot.post).in_(language)
    what = tongue._("%(kind)s, %(post)s", kind=kind, post=post)
    return NextDuty(found.slot.id, _when(snapshot, found.slot, tongue), what)


def _when(snapshot: Snapshot, slot: Slot, tongue: Tongue) -> str:
    _, now, zone = tongue._, snapshot.now.at, snapshot.rules.timezone
    start, end = slot.start.astimezone(zone), slot.end.astimezone(zone)
    if slot.start <= now < slot.end:
        return _("On duty until %(time)s", time=hhmm(end))
    span = f"{hhmm(start)}–{hhmm(end)}"
    if start.date() == now.astimezone(zone).date():
        is_late = start.hour >= EVENING_H
        return _("Tonight %(span)s", span=span) if is_late else _("Today %(span)s", span=span)
    return f"{tongue.when(start, now)}–{hhmm(end)}"
