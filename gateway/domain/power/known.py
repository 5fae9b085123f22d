"""Known ahead: the cleaners are in until 23:00, a test runs on a device until the morning.

So long nothing there is a breach, and its watts are nobody's riddle. Whoever
says so gives a time, at most a week ahead, so that it is not forgotten; what
is still on then is told at once.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gateway.domain import words
from gateway.domain.alerts.answers import known_end, take
from gateway.domain.events import LoadsKnown
from gateway.domain.maintenance import name_of
from gateway.domain.now import Now
from gateway.domain.power.breach import place_of
from gateway.domain.power.state import KnownLoads, Offhours
from gateway.domain.rules import Channel, Rules
from gateway.domain.text import Json
from gateway.domain.turn import Fact, Fold, Turn, due_s

if TYPE_CHECKING:
    from gateway.domain.office import Office


def known_place(office: "Office", rules: Rules, place: str, zone: str) -> KnownLoads | None:
    """Return what is known ahead of a room or zone, or of a zone around it; None if nothing is."""
    known = office.offhours.known
    if not known:
        return None
    scopes = (f"room:{place}", *(f"zone:{around}" for around in rules.zone_path(zone)))
    return next((known[scope] for scope in scopes if scope in known), None)


def known_channel(office: "Office", channel: Channel) -> KnownLoads | None:
    """Return what is known ahead of a channel's device."""
    return office.offhours.known.get(f"device:{channel.device}")


def on_known(turn: Turn, event: LoadsKnown) -> None:
    """Keep, prolong or take back what is known; always answer."""
    name = name_of(turn.rules, event.scope)
    if name is None:
        zh, en = "没有这个区域、房间或设备", "No such zone, room or device"
        turn.answer(ok=False, code="unknown_scope", zh=zh, en=en)
    elif event.until is None:
        _take_back(turn, event)
    elif (until := known_end(turn, event.until)) is None:
        turn.reply("until_wrong", words.UNTIL_WRONG, ok=False)
    else:
        left_s = (until.astimezone(UTC) - turn.now.at.astimezone(UTC)).total_seconds()
        body: dict[str, Json] = {
            "until": until.isoformat(),
            "seconds": left_s,
            "by": event.by,
            "reason": event.reason,
        }
        turn.record("offhours.known", event.scope, body)
        _silence(turn, event, until)
        zh = f"好的，{name.zh}到 {until:%m-%d %H:%M} 前用电不告警"
        en = f"All right: what {name.en} draws is known until {until:%m-%d %H:%M}"
        turn.answer(ok=True, code="done", zh=zh, en=en)


def _take_back(turn: Turn, event: LoadsKnown) -> None:
    if event.scope not in turn.office.offhours.known:
        turn.answer(ok=False, code="not_known", zh="没有这样的登记", en="Nothing is kept of that")
        return
    turn.record("offhours.known_ended", event.scope, {"by": event.by})
    turn.answer(ok=True, code="done", zh="已取消，恢复告警", en="Taken back; alerts are on again")


def _silence(turn: Turn, event: LoadsKnown, until: datetime) -> None:
    """Take the open alerts that it is about; what is on is still on, so they are not over."""
    for key, alert in tuple(turn.office.alerts.open.items()):
        place = place_of(key)
        if not place or alert.zone is None:
            continue
        devices = {c.device for i in alert.channels if (c := turn.rules.channels.get(i))}
        paths = {f"zone:{zone}" for zone in turn.rules.zone_path(alert.zone)}
        touched = event.scope in paths or event.scope == f"room:{place}"
        if touched or (devices and {f"device:{d}" for d in devices} == {event.scope}):
            take(turn, alert, event.by, "known_until", until=until)


def end_due(turn: Turn) -> bool:
    """End what is not known any more; return whether there was any."""
    ended = [s for s, k in turn.office.offhours.known.items() if k.end_due_s <= turn.now.mono_s]
    for scope in ended:
        turn.record("offhours.known_ended", scope, {"by": "time"}, vital=False)
    return bool(ended)


def fold_known(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with something known ahead."""
    body = fact.body
    known = KnownLoads(
        until=datetime.fromisoformat(str(body["until"])),
        end_due_s=due_s(fact, now, float(str(body["seconds"]))),
        by=str(body["by"]),
        reason=str(body["reason"]),
    )
    all_known = {**office.offhours.known, fact.subject: known}
    return replace(office, offhours=Offhours(office.offhours.breaches, all_known))


def fold_known_ended(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office without what was known of a scope."""
    known = {scope: k for scope, k in office.offhours.known.items() if scope != fact.subject}
    return replace(office, offhours=Offhours(office.offhours.breaches, known))


FOLDS: dict[str, Fold] = {
    "offhours.known": fold_known,
    "offhours.known_ended": fold_known_ended,
}
