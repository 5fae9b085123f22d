"""The gateway's own parts, messages that did not get through, and devices in trouble."""

from dataclasses import dataclass

from gateway.domain.alerts import Outgoing, undeliverable
from kiosk_web.ports import Snapshot
from kiosk_web.views.facilities.devices import DeviceRow, troubled_view
from kiosk_web.views.ledger_parts import part_name
from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue, hhmm

MOST_MESSAGES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """One part of the gateway; `detail` is what it said, while it is in trouble."""

    name: str
    mark: Mark
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """One message that has not reached its channels: to whom, about what, why not."""

    id: str
    to: str
    title: str
    mark: Mark
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What keeps the page honest; troubles first.

    Attributes:
        troubled: Devices that do not answer or were not heard yet.
        online: How many devices answer.
        away: How many do not answer.
        more: How many messages are not listed.
    """

    parts: tuple[PartRow, ...]
    troubled: tuple[DeviceRow, ...]
    online: int
    away: int
    messages: tuple[MessageRow, ...]
    more: int


def health_view(snapshot: Snapshot, target: str, tongue: Tongue) -> Health:
    """Return parts, messages and devices of a zone, "" for the site; those in trouble first."""
    devices, gone = troubled_view(snapshot, target, tongue)
    messages = undeliverable(snapshot.office)
    return Health(
        parts=_parts(snapshot, tongue),
        troubled=devices.rows,
        online=devices.online,
        away=gone,
        messages=tuple(_message(snapshot, one, tongue) for one in messages[:MOST_MESSAGES]),
        more=max(0, len(messages) - MOST_MESSAGES),
    )


def _parts(snapshot: Snapshot, tongue: Tongue) -> tuple[PartRow, ...]:
    _ = tongue._
    rows = []
    for name, part in sorted(snapshot.office.health.parts.items(), key=lambda p: (p[1].ok, p[0])):
        since = tongue.when(part.since, snapshot.now.at)
        word = _("Works") if part.ok else _("Gone since %(time)s", time=since)
        if name == "disk":
            word = _("Room enough") if part.ok else _("Nearly full since %(time)s", time=since)
        tone = "ok" if part.ok else "bad"
        free = name == "disk" and bool(part.detail)
        detail = _("%(size)s free", size=part.detail) if free else part.detail
        shown = detail if free or not part.ok else ""
        rows.append(
            PartRow(
                name=part_name(name, snapshot.rules, tongue),
                mark=Mark(tone, word, tone),
                detail=shown,
            )
        )
    return tuple(rows)


def _message(snapshot: Snapshot, one: Outgoing, tongue: Tongue) -> MessageRow:
    _ = tongue._
    contact = snapshot.rules.contacts.get(one.to)
    is_lost = one.id not in snapshot.office.alerts.outbox
    if is_lost:
        mark = Mark("bad", _("Given up"), "bad")
    else:
        tries = tongue.n("%(n)s try so far", "%(n)s tries so far", one.tries)
        mark = Mark("clock", tries, "warn")
    first = hhmm(one.first_at.astimezone(snapshot.rules.timezone))
    why = _("since %(time)s", time=first)
    return MessageRow(
        id=one.id,
        to=contact.name.in_(tongue.language) if contact else one.to,
        title=one.title.in_(tongue.language),
        mark=mark,
        why=f"{why}{tongue.dot}{one.why}" if one.why else why,
    )
