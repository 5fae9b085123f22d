"""Somebody works on a zone, a room or a device: nothing automatic switches there, nobody is called.

Alerts from there stand on the page as held; what is still wrong when the work
is over is raised then. It ends by itself at its time, so that it is not
forgotten.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from gateway.domain.events import MaintenanceAsked, TimePassed
from gateway.domain.now import Now
from gateway.domain.rules import Device, Room, Rules, Zone
from gateway.domain.text import Json, Text
from gateway.domain.turn import Fact, Fold, Turn, due_s

if TYPE_CHECKING:
    from gateway.domain.office import Office

LONGEST = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Work under way.

    Attributes:
        scope: `zone:<id>`, `room:<id>` or `device:<id>`; a zone means all inside it.
        by: Who said so: a person's id.
    """

    scope: str
    since: datetime
    until: datetime
    end_due_s: float
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Maintenance:
    """Durable: work under way, by scope."""

    works: Mapping[str, Work] = field(default_factory=dict)


def next_due_s(office: "Office") -> float | None:
    """Return when the next work is over."""
    return min((w.end_due_s for w in office.maintenance.works.values()), default=None)


def work_on_channel(office: "Office", rules: Rules, channel_id: str) -> Work | None:
    """Return the work that touches a channel, or None."""
    works = office.maintenance.works
    channel = rules.channels.get(channel_id) if works else None
    if channel is None:
        return None
    scopes = [f"device:{channel.device}", f"room:{channel.owner}"]
    scopes += [f"zone:{zone}" for zone in rules.zone_path(channel.zone)]
    return _first(works, scopes)


def work_on_trouble(
    office: "Office", rules: Rules, key: str, zone: str | None, channels: Iterable[str] = ()
) -> Work | None:
    """Return the work that explains a trouble, or None.

    Args:
        office: The state.
        rules: The rules.
        key: What and where: `silent:room-a-relays`.
        zone: Where.
        channels: What it is about; all of them have to be worked on.
    """
    works = office.maintenance.works
    if not works:
        return None
    where = key.partition(":")[2]
    scopes = [f"device:{where}", f"room:{where}"]
    scopes += [f"zone:{each}" for each in (rules.zone_path(zone) if zone else ())]
    found = _first(works, scopes) or work_on_channel(office, rules, where)
    return found or _on_all(office, rules, channels) or _on_all(office, rules, _of(rules, where))


def _on_all(office: "Office", rules: Rules, channels: Iterable[str]) -> Work | None:
    """Return the work on some channels if every one of them is worked on, else None."""
    touched = [work_on_channel(office, rules, channel) for channel in channels]
    return touched[0] if touched and all(touched) else None


def _of(rules: Rules, device: str) -> tuple[str, ...]:
    """Return the channels of a device: one that serves only rooms at work is at work itself."""
    return tuple(c.id for c in rules.channels.values() if c.device == device)


def _first(works: Mapping[str, Work], scopes: Iterable[str]) -> Work | None:
    return next((works[scope] for scope in scopes if scope in works), None)


def name_of(rules: Rules, scope: str) -> Text | None:
    """Return what people call a zone, room or device; None if there is none."""
    kind, _, which = scope.partition(":")
    places: Mapping[str, Mapping[str, Zone | Room | Device]] = {
        "zone": rules.zones,
        "room": rules.rooms,
        "device": rules.devices,
    }
    found = places.get(kind, {}).get(which)
    return found.name if found is not None else None


def on_asked(turn: Turn, event: MaintenanceAsked) -> None:
    """Begin, prolong or end work; always answer."""
    name = name_of(turn.rules, event.scope)
    if name is None:
        _no(turn, "unknown_scope", "没有这个区域、房间或设备", "No such zone, room or device")
    elif event.until is None:
        _end(turn, event.scope, event.by, name)
    else:
        _begin(turn, event, name)


def _begin(turn: Turn, event: MaintenanceAsked, name: Text) -> None:
    until = _read(turn, event.until or "")
    if until is None:
        zh, en = (
            "请给出一个将来的时间，最多 31 天",
            "Please give a time in the future, 31 days at most",
        )
        _no(turn, "until_wrong", zh, en)
        return
    old = turn.office.maintenance.works.get(event.scope)
    body: dict[str, Json] = {
        "until": until.isoformat(),
        "seconds": (until.astimezone(UTC) - turn.now.at.astimezone(UTC)).total_seconds(),
        "since": (old.since if old else turn.now.at).isoformat(),
        "by": event.by,
        "reason": event.reason,
    }
    turn.record("maintenance.began", event.scope, body)
    zh = f"{name.zh}维护中，到 {until:%m-%d %H:%M}；这段时间不自动开关，也不告警"
    en = (
        f"{name.en}: in maintenance until {until:%m-%d %H:%M}; until then nothing is switched "
        "by itself and nobody is called"
    )
    turn.answer(ok=True, code="done", zh=zh, en=en)


def _read(turn: Turn, iso: str) -> datetime | None:
    try:
        until = datetime.fromisoformat(iso)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=turn.rules.timezone)
    local = until.astimezone(turn.rules.timezone)
    return local if turn.now.at < local <= turn.now.at + LONGEST else None


def _end(turn: Turn, scope: str, by: str, name: Text) -> None:
    if scope not in turn.office.maintenance.works:
        _no(turn, "not_in_maintenance", f"{name.zh}没有在维护", f"{name.en} is not in maintenance")
        return
    turn.record("maintenance.ended", scope, {"by": by})
    zh, en = f"{name.zh}维护结束", f"{name.en}: maintenance is over"
    turn.answer(ok=True, code="done", zh=zh, en=en)


def _no(turn: Turn, code: str, zh: str, en: str) -> None:
    turn.answer(ok=False, code=code, zh=zh, en=en)


def on_time_passed(turn: Turn, _event: TimePassed) -> None:
    """End work whose time is over."""
    for work in tuple(turn.office.maintenance.works.values()):
        if work.end_due_s <= turn.now.mono_s:
            turn.record("maintenance.ended", work.scope, {"by": "time"}, vital=False)


def fold_began(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with work begun or prolonged."""
    body = fact.body
    work = Work(
        scope=fact.subject,
        since=datetime.fromisoformat(str(body["since"])),
        until=datetime.fromisoformat(str(body["until"])),
        end_due_s=due_s(fact, now, float(str(body["seconds"]))),
        by=str(body["by"]),
        reason=str(body["reason"]),
    )
    works = {**office.maintenance.works, work.scope: work}
    return replace(office, maintenance=Maintenance(works))


def fold_ended(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office without the work of a scope."""
    works = {k: w for k, w in office.maintenance.works.items() if k != fact.subject}
    return replace(office, maintenance=Maintenance(works))


ON: dict[type, Any] = {MaintenanceAsked: on_asked, TimePassed: on_time_passed}
FOLDS: dict[str, Fold] = {"maintenance.began": fold_began, "maintenance.ended": fold_ended}
