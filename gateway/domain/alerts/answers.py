"""What people do about an alert: take it, silence it for a while, switch it off."""

from datetime import datetime, timedelta

from gateway.domain import words
from gateway.domain.alerts.life import resolve
from gateway.domain.alerts.state import Alert
from gateway.domain.alerts.words import SOMEBODY_WORKS_THERE, in_use_again
from gateway.domain.effects import AlertChanged
from gateway.domain.events import AlertAnswered, ChannelWanted
from gateway.domain.expected import Why, expected_in
from gateway.domain.maintenance import work_on_channel
from gateway.domain.text import Json, Text
from gateway.domain.turn import Turn

LONGEST_KNOWN = timedelta(days=7)
"""Nobody may silence an alert, or a place ahead of time, for longer at once."""


def on_answered(turn: Turn, event: AlertAnswered) -> None:
    """Carry out an answer to an alert, from a page or a one-time link; say how it went."""
    alerts = turn.office.alerts
    alert = alerts.open.get(event.key)
    if event.link and event.link in alerts.links_used:
        turn.reply("link_used", words.LINK_USED, ok=False)
    elif alert is None:
        if alerts.over(event.key) is not None:
            turn.reply("over", words.ALERT_OVER, ok=False)
        else:
            turn.reply("unknown_alert", words.ALERT_UNKNOWN, ok=False)
    elif event.choice == "acknowledge":
        _acknowledge(turn, alert, event)
    elif event.choice == "known_until":
        _silence(turn, alert, event)
    elif event.choice == "switch_off":
        _switch_off(turn, alert, event)
    else:
        turn.reply("unknown_choice", words.ALERT_UNKNOWN, ok=False)


def _acknowledge(turn: Turn, alert: Alert, event: AlertAnswered) -> None:
    if alert.state == "acknowledged" and alert.known_until is None:
        said = words.acknowledged_by(name_of(turn, alert.acknowledged_by or ""))
        turn.reply("already", said, ok=True)
        return
    take(turn, alert, event.by, event.choice, link=event.link)
    turn.reply("done", words.ACKNOWLEDGED, ok=True)


def _silence(turn: Turn, alert: Alert, event: AlertAnswered) -> None:
    until = known_end(turn, event.until)
    if until is None:
        turn.reply("until_wrong", words.UNTIL_WRONG, ok=False)
        return
    take(turn, alert, event.by, event.choice, until=until, link=event.link)
    turn.reply("done", words.known_until(until), ok=True)


def known_end(turn: Turn, iso: str | None) -> datetime | None:
    """Return a time the person gave for "known until", in the site's zone.

    None when it is none, is past, or lies further ahead than `LONGEST_KNOWN`.
    """
    try:
        until = datetime.fromisoformat(iso or "")
        if until.tzinfo is None:
            until = until.replace(tzinfo=turn.rules.timezone)
        local = until.astimezone(turn.rules.timezone)
    except (ValueError, OverflowError):
        return None
    return local if turn.now.at < local <= turn.now.at + LONGEST_KNOWN else None


def _switch_off(turn: Turn, alert: Alert, event: AlertAnswered) -> None:
    if not alert.channels:
        turn.reply("nothing_to_switch", words.NOTHING_TO_SWITCH, ok=False)
        return
    free = [c for c in alert.channels if work_on_channel(turn.office, turn.rules, c) is None]
    if not free:
        turn.reply("maintenance", SOMEBODY_WORKS_THERE, ok=False)
        return
    why = _in_use(turn, alert)
    if why is not None:
        turn.reply("in_use", in_use_again(why), ok=False)
        return
    take(turn, alert, event.by, event.choice, link=event.link)
    for channel in free:
        turn.tell(ChannelWanted(channel=channel, verb="off", why="alert"))
    turn.reply("done", words.SWITCHING_OFF, ok=True)


def _in_use(turn: Turn, alert: Alert) -> Text | None:
    """Return who or what is expected in an alert's place again; None if nothing is."""
    reasons = expected_in(turn.office, turn.rules, alert.zone or "", turn.now)
    return next((each.words for each in reasons if each.kind is not Why.MAINTENANCE), None)


def take(
    turn: Turn,
    alert: Alert,
    by: str,
    choice: str,
    *,
    until: datetime | None = None,
    link: str | None = None,
) -> None:
    """Keep that somebody has an open alert, until a time if one is said; what passes is over."""
    row: dict[str, Json] = {
        "by": by,
        "choice": choice,
        "until": until.isoformat() if until else None,
        "link": link,
    }
    turn.record("alert.acknowledged", alert.key, row, vital=False)
    turn.do(AlertChanged(key=alert.key, state="acknowledged", severity=alert.severity))
    if alert.passing:
        resolve(turn, alert.key, by=by)


def name_of(turn: Turn, who: str) -> Text:
    """Return what a person or contact is called; the id of somebody not known any more."""
    person = turn.rules.people.get(who)
    contact = turn.rules.contacts.get(who)
    if person is not None:
        return Text(person.name, person.name)
    if contact is not None:
        return contact.name
    return Text("Home Assistant", "Home Assistant") if who == "ha" else Text(who, who)
