"""The page of one device: its channels, its last report as understood, what is wrong with it."""

from dataclasses import dataclass, fields

from gateway.domain.events import Reading
from gateway.domain.reports import Number, Report
from gateway.domain.rooms.controls import channel_now
from gateway.domain.rooms.state import Wish
from kiosk_web.ports import Snapshot
from kiosk_web.views.facilities.alerts import AlertCard, alert_card
from kiosk_web.views.facilities.devices import DeviceRow, device_row, reports_of, said
from kiosk_web.views.facilities.work import WorkRow, work_row
from kiosk_web.views.marks import Mark, known_mark, place_of
from kiosk_web.views.service import TicketCard, ticket_card
from kiosk_web.views.words import Tongue, hhmm


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRow:
    """One thing that hangs on a device: what it says, how that is known, what is wanted of it."""

    number: str
    name: str
    place: str
    mark: Mark
    says: str
    wanted: Mark | None
    since: str


@dataclass(frozen=True, slots=True)
class RawLine:
    """What was last understood of one channel, value by value."""

    channel: str
    text: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicePage:
    """All there is to know of one device."""

    row: DeviceRow
    scope: str
    alerts: tuple[AlertCard, ...]
    work: WorkRow | None
    channels: tuple[ChannelRow, ...]
    raw: tuple[RawLine, ...]
    tickets: tuple[TicketCard, ...]


def device_page(snapshot: Snapshot, device: str, tongue: Tongue) -> DevicePage:
    """Return the page of a device; KeyError for one that is not configured."""
    office, rules = snapshot.office, snapshot.rules
    mine = {c.id for c in rules.channels.values() if c.device == device}
    scope = f"device:{device}"
    work = office.maintenance.works.get(scope)
    return DevicePage(
        row=device_row(snapshot, device, tongue),
        scope=scope,
        alerts=tuple(
            alert_card(snapshot, alert, tongue)
            for alert in office.alerts.open.values()
            if alert.key.partition(":")[2] == device or mine & set(alert.channels)
        ),
        work=work_row(snapshot, work, tongue) if work else None,
        channels=tuple(
            _channel(snapshot, channel, tongue) for channel in rules.channels if channel in mine
        ),
        raw=tuple(
            _raw(snapshot, number, report, tongue)
            for number, report in sorted(
                reports_of(snapshot, device).items(),
                key=lambda each: -1 if each[0] is None else each[0],
            )
        ),
        tickets=tuple(
            ticket_card(snapshot, ticket, tongue)
            for ticket in office.service.tickets.values()
            if ticket.channel in mine
        ),
    )


def _channel(snapshot: Snapshot, key: str, tongue: Tongue) -> ChannelRow:
    rules = snapshot.rules
    channel, now = rules.channels[key], channel_now(snapshot.office, rules, key)
    return ChannelRow(
        number="" if channel.number is None else str(channel.number),
        name=channel.name.in_(tongue.language),
        place=place_of(channel, rules, tongue),
        mark=known_mark(now.known, None, tongue),
        says=tongue.comma.join(said(now.reported, tongue)),
        wanted=_wanted(now.wish, tongue) if now.wish else None,
        since=tongue.when(now.since, snapshot.now.at) if now.since else "",
    )


def _wanted(wish: Wish, tongue: Tongue) -> Mark:
    """Return what was last asked of a channel, and how far it has come."""
    _ = tongue._
    what = _("On") if wish.power else _("Off")
    if wish.level_pct is not None:
        what = tongue.percent(wish.level_pct)
    word = f"{what} {hhmm(wish.since)}"
    return {
        "done": Mark("k-confirmed", word),
        "asked": Mark("k-assumed", word, "warn"),
    }.get(wish.state, Mark("k-noanswer", word, "bad"))


def _raw(snapshot: Snapshot, number: Number, report: Report, tongue: Tongue) -> RawLine:
    channel = tongue._("whole device") if number is None else str(number)
    ago_s = max(0.0, snapshot.now.mono_s - report.seen_s)
    return RawLine(
        channel, _values(report.reading), tongue._("%(span)s ago", span=tongue.span(ago_s))
    )


def _values(reading: Reading) -> str:
    """Return every value of a reading that was said, by its name."""
    told = ((each.name, getattr(reading, each.name)) for each in fields(reading))
    return "  ".join(f"{name}={value}" for name, value in told if value is not None)
