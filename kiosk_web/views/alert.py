"""The page behind a link in a message: one alert, one thing to do, once; and what came of it."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from babel.numbers import format_currency

from gateway.domain.alerts import Alert
from gateway.domain.alerts.answers import LONGEST_KNOWN
from gateway.domain.opening import next_opening
from gateway.domain.power import BreachNow, breach_now, place_of
from kiosk_web.ports import LinkClaim, Snapshot
from kiosk_web.views.facilities import AlertCard, alert_card
from kiosk_web.views.facilities.places import WAITING
from kiosk_web.views.marks import zone_name
from kiosk_web.views.service import named
from kiosk_web.views.switched import Step, is_pending, meter_step, steps_of
from kiosk_web.views.words import Tongue, hhmm, next_morning

TONIGHT = time(23)
SOON = timedelta(minutes=15)
"""A choice nearer than this is none."""
FOLLOWED = timedelta(minutes=5)
"""So long after it was asked the page looks again by itself."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the figures at the top: watts now, used so far, since when."""

    label: str
    value: str
    unit: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of what happened; `bad` for what should not have."""

    at: str
    text: str
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Until:
    """One choice of "known, until …"."""

    iso: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPage:
    """What the link shows.

    Attributes:
        state: `open`, `taken` (somebody has it), `over`, `used`, or `gone`.
        choice: What this link is for; empty for any of three things.
        can_act: Whether its button is there.
        what: The first line of what is the matter.
        figures: Of this moment, while it lasts.
        story: What happened, oldest first.
        targets: What "switch off" would switch.
        steps: How far each of them is, once it was asked.
        refresh: The page looks again by itself.
        until: Choices of "known, until …"; `until_min`, `until_max` for one's own.
    """

    state: str
    choice: str
    can_act: bool
    card: AlertCard | None
    place: str
    contact: str
    expires: str
    what: str = ""
    figures: tuple[Figure, ...] = ()
    story: tuple[Moment, ...] = ()
    escalates: str = ""
    targets: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    refresh: bool = False
    until: tuple[Until, ...] = ()
    until_min: str = ""
    until_max: str = ""


def alert_page(snapshot: Snapshot, claim: LinkClaim, tongue: Tongue) -> AlertPage:
    """Return what somebody with a genuine link may see and do."""
    alerts, now = snapshot.office.alerts, snapshot.now
    alert = alerts.open.get(claim.alert) or _resolved(alerts.resolved, claim.alert)
    contact = snapshot.rules.contacts.get(claim.contact)
    used = claim.id in alerts.links_used
    state = _state(alert, used=used)
    page = AlertPage(
        state=state,
        choice=claim.choice,
        can_act=not used and (state == "open" or (state == "taken" and bool(claim.choice))),
        card=alert_card(snapshot, alert, tongue) if alert else None,
        place=zone_name(snapshot.rules, alert.zone, tongue) if alert and alert.zone else "",
        contact=contact.name.in_(tongue.language) if contact else claim.contact,
        expires=tongue.when(_local(claim.expires_at, now.at), now.at),
    )
    return page if alert is None else _with_alert(page, snapshot, alert, claim, tongue)


def _with_alert(
    page: AlertPage, snapshot: Snapshot, alert: Alert, claim: LinkClaim, tongue: Tongue
) -> AlertPage:
    """Return the page with what is known of its alert."""
    now = snapshot.now
    breach = breach_now(snapshot.office, snapshot.rules, place_of(alert.key), now)
    asked = claim.choice in ("", "switch_off") and claim.id in snapshot.office.alerts.links_used
    steps = steps_of(snapshot, alert, tongue) if asked and alert.channels else ()
    if steps:
        meter = meter_step(snapshot, alert, tongue)
        steps = steps if meter is None else (*steps, meter)
    since = alert.acknowledged_at or now.at
    at = now.at.replace(tzinfo=None, second=0, microsecond=0)
    return replace(
        page,
        what=_what(alert, breach, tongue),
        figures=_figures(snapshot, breach, tongue) if breach else (),
        story=_story(snapshot, alert, breach, tongue),
        escalates=_escalates(snapshot, alert, tongue),
        targets=_targets(snapshot, alert, tongue),
        steps=steps,
        refresh=is_pending(steps) and now.at - since < FOLLOWED,
        until=known_choices(snapshot, alert.zone, tongue),
        until_min=(at + timedelta(minutes=1)).isoformat(timespec="minutes"),
        until_max=(at + LONGEST_KNOWN).isoformat(timespec="minutes"),
    )


def _what(alert: Alert, breach: BreachNow | None, tongue: Tongue) -> str:
    """Return what is the matter: all of it, or its first line where the page has figures."""
    body = alert.body.in_(tongue.language)
    return body.partition("\n")[0] if breach else body


def _figures(snapshot: Snapshot, breach: BreachNow, tongue: Tongue) -> tuple[Figure, ...]:
    _, now = tongue._, snapshot.now
    used = "—" if breach.used_wh is None else f"{breach.used_wh / 1000:.1f}"
    if breach.used_wh is not None and breach.used_wh < 1000:
        used = f"{breach.used_wh / 1000:.2f}"
    money = ""
    if breach.cost is not None:
        currency = snapshot.rules.energy.currency
        money = str(format_currency(breach.cost, currency, locale=tongue.locale))
    about = _("about") if breach.is_estimate and breach.used_wh is not None else ""
    scope = _("whole zone") if breach.whole_zone else ""
    notes = [note for note in (about, money, scope) if note]
    return (
        Figure(_("Now"), *tongue.watts_parts(breach.watts)),
        Figure(_("Used so far"), used, _("kWh"), tongue.dot.join(notes)),
        Figure(_("Since"), *_clock(breach.since, now.at, tongue)),
    )


def _clock(then: datetime, at: datetime, tongue: Tongue) -> tuple[str, str, str]:
    local = _local(then, at)
    day = "" if local.date() == at.date() else tongue.when(local, at).removesuffix(hhmm(local))
    return hhmm(local), "", day.strip() or tongue.ago(local, at)


def _story(
    snapshot: Snapshot, alert: Alert, breach: BreachNow | None, tongue: Tongue
) -> tuple[Moment, ...]:
    """Return what happened, oldest first, as far as the state knows."""
    _, at = tongue._, snapshot.now.at
    found: list[tuple[datetime, str, bool]] = [(alert.raised_at, _("Alert raised"), True)]
    if breach is not None:
        found.append((breach.since, _("Began to be on though nobody is in"), True))
        person = snapshot.rules.people.get(breach.last_person)
        if person is not None and breach.last_at is not None:
            said = (
                _("%(name)s was the last to leave", name=person.name)
                if breach.last_left
                else _("%(name)s came in and never signed out", name=person.name)
            )
            found.append((breach.last_at, said, False))
    if alert.acknowledged_at is not None:
        found.append((alert.acknowledged_at, _taken(snapshot, alert, tongue), False))
    if alert.resolved_at is not None:
        found.append((alert.resolved_at, _("Over"), False))
    found.sort(key=lambda each: each[0])
    return tuple(Moment(tongue.when(then, at), text, bad) for then, text, bad in found)


def _taken(snapshot: Snapshot, alert: Alert, tongue: Tongue) -> str:
    _ = tongue._
    who = alert.acknowledged_by or ""
    known = named(snapshot.rules, who, tongue)
    name = who if known is None else known
    if alert.known_until is not None:
        until = tongue.when(alert.known_until, snapshot.now.at)
        return _("%(name)s knows of it, until %(time)s", name=name, time=until)
    return _("%(name)s has it", name=name)


def _escalates(snapshot: Snapshot, alert: Alert, tongue: Tongue) -> str:
    """Return when the next contact is told, as a time of day: right without a script too."""
    if alert.escalate_due_s is None or alert.state not in WAITING:
        return ""
    now = snapshot.now
    due = now.at + timedelta(seconds=max(0.0, alert.escalate_due_s - now.mono_s))
    return tongue.when(due, now.at)


def _targets(snapshot: Snapshot, alert: Alert, tongue: Tongue) -> tuple[str, ...]:
    channels = (snapshot.rules.channels.get(channel) for channel in alert.channels)
    return tuple(c.name.in_(tongue.language) for c in channels if c is not None)


def known_choices(snapshot: Snapshot, zone: str | None, tongue: Tongue) -> tuple[Until, ...]:
    """Return the sensible ends of "known, until …", soonest first."""
    at = snapshot.now.at
    tonight = datetime.combine(at.date(), TONIGHT, at.tzinfo)
    opens = next_opening(snapshot.rules, zone, at) if zone else None
    found = {each for each in (tonight, opens) if each is not None and each > at + SOON}
    if opens is None or opens - at > timedelta(days=1):
        found.add(next_morning(at))
    fitting = sorted(each for each in found if each <= at + LONGEST_KNOWN)
    return tuple(Until(e.isoformat(), _until_words(e, opens, at, tongue)) for e in fitting)


def _until_words(then: datetime, opens: datetime | None, at: datetime, tongue: Tongue) -> str:
    words = tongue.when(then, at)
    return tongue._("%(time)s, when it opens", time=words) if then == opens else words


def _resolved(resolved: tuple[Alert, ...], key: str) -> Alert | None:
    return next((a for a in reversed(resolved) if a.key == key), None)


def _state(alert: Alert | None, *, used: bool) -> str:
    if alert is None:
        return "gone"
    if alert.state == "resolved":
        return "over"
    if alert.state == "acknowledged":
        return "taken"
    return "used" if used else "open"


def _local(then: datetime, at: datetime) -> datetime:
    return then.astimezone(at.tzinfo)
