"""How a panel is opened and locked again, and how long wrong PINs make one wait.

The fifth wrong PIN in a row locks the pad for a minute, each one after that for
twice as long, ten minutes at most; an hour without a wrong one forgets them. Each
level is counted by itself, so that who knows the host's PIN cannot try the
system's for ever. A badge opens while the pad waits. Nothing here is vital.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gateway.domain.effects import Light
from gateway.domain.events import (
    BadgeShown,
    EvidenceSeen,
    PanelTouched,
    PinTried,
    TimePassed,
    TroubleFound,
)
from gateway.domain.now import Now
from gateway.domain.presence.shown import answer_badge
from gateway.domain.rooms.lock import words
from gateway.domain.rooms.lock.state import (
    Level,
    OpenPanel,
    OpenPanels,
    PinTries,
    Tries,
    level_of,
    try_key,
)
from gateway.domain.rules import Room
from gateway.domain.turn import Fact, Fold, Turn, due_s

if TYPE_CHECKING:
    from gateway.domain.office import Office

FREE_TRIES = 5
WAIT_TIMES = 10
"""The longest wait, in times of the first."""
FORGET_S = 3600.0
GRAVE = 8
"""So many wrong PINs in a row are no slip of a finger."""


def next_due_s(office: "Office") -> float | None:
    """Return when the next panel has been left alone for long enough."""
    return min((panel.idle_due_s for panel in office.panels.by_room.values()), default=None)


def on_pin_tried(turn: Turn, event: PinTried) -> None:
    """Open the panel, or count a wrong PIN; while the pad waits nothing is looked at."""
    room = turn.rules.rooms.get(event.room)
    if room is None:
        turn.reply("unknown_room", words.UNKNOWN_ROOM, ok=False)
    elif event.level not in (Level.CONTROLS, Level.SYSTEM):
        turn.reply("out_of_range", words.UNKNOWN_LEVEL, ok=False)
    elif room.lock is None:
        turn.reply("already", words.NO_LOCK, ok=True)
    else:
        _look(turn, room, Level(event.level), right=event.right)


def _look(turn: Turn, room: Room, level: Level, *, right: bool) -> None:
    tries = turn.office.tries.by_key.get(try_key(room.id, level))
    wait_s = tries.wait_until_s - turn.now.mono_s if tries else 0.0
    if wait_s > 0:
        said = words.wait(wait_s, level)
        turn.reply("pin_wait", said, ok=False, wait_s=wait_s)
    elif right:
        _open(turn, room, level, "pin")
        turn.reply("done", words.OPENED, ok=True)
    else:
        _count(turn, room, level, tries)


def _count(turn: Turn, room: Room, level: Level, tries: Tries | None) -> None:
    is_fresh = tries is not None and turn.now.mono_s - tries.last_since_s <= FORGET_S
    wrong = (tries.wrong if tries and is_fresh else 0) + 1
    wait_s = wait_after(wrong, turn.rules.durations.pin_wait_s)
    body = {"level": level.value, "wrong": wrong, "wait_s": wait_s}
    turn.record("panel.wrong_pin", room.id, body, vital=False)
    if wait_s <= 0:
        said = words.wrong(FREE_TRIES - wrong)
        turn.reply("wrong_pin", said, ok=False, left=FREE_TRIES - wrong)
        return
    _tell(turn, room, wrong)
    said = words.wait(wait_s, level)
    turn.reply("pin_wait", said, ok=False, wait_s=wait_s)


def wait_after(wrong: int, first_s: float) -> float:
    """Return the wait that the n-th wrong PIN in a row brings, in seconds; none for the first four.

    Example:
        >>> [wait_after(n, 60.0) for n in (4, 5, 6, 7, 12)]
        [0.0, 60.0, 120.0, 240.0, 600.0]
    """
    if wrong < FREE_TRIES:
        return 0.0
    doubled = 1 << min(wrong - FREE_TRIES, WAIT_TIMES)
    return first_s * min(WAIT_TIMES, doubled)


def _tell(turn: Turn, room: Room, wrong: int) -> None:
    """Tell facilities that somebody guesses PINs."""
    title, body = words.guessing_title(room.name), words.guessing_body(turn.now.at, wrong)
    turn.tell(
        TroubleFound(
            key=f"pin:{room.id}",
            severity="warning" if wrong >= GRAVE else "info",
            zone=room.zone,
            title=title,
            body=body,
            passing=True,
        )
    )


def on_badge_shown(turn: Turn, event: BadgeShown) -> None:
    """Open the controls for whoever has a valid badge; who it was is not kept."""
    room = turn.rules.rooms.get(event.room)
    if room is None:
        return
    if room.lock is None or not room.lock.controls:
        answer_badge(turn, event.reader, Light.AMBER, words.NO_LOCK)
        return
    if level_of(turn.office, turn.rules, room.id) < Level.CONTROLS:
        _open(turn, room, Level.CONTROLS, "badge")
    else:
        touch(turn, room.id)
    answer_badge(turn, event.reader, Light.GREEN, words.OPENED)


def _open(turn: Turn, room: Room, level: Level, how: str) -> None:
    turn.record("panel.opened", room.id, {"level": level.value, "how": how}, vital=False)
    _keep_open(turn, room.id, level)


def on_touched(turn: Turn, event: PanelTouched) -> None:
    """Keep a panel open that is being used, or lock it at once; somebody is there."""
    room = turn.rules.rooms.get(event.room)
    if room is None:
        turn.reply("unknown_room", words.UNKNOWN_ROOM, ok=False)
        return
    turn.tell(EvidenceSeen(zone=room.zone, what="panel"))
    if event.lock:
        _close(turn, event.room)
        turn.reply("done", words.LOCKED, ok=True)
    else:
        touch(turn, event.room)
        is_open = level_of(turn.office, turn.rules, event.room) > Level.START
        turn.reply("done", words.OPENED if is_open else words.LOCKED, ok=True)


def touch(turn: Turn, room: str) -> None:
    """Have an open panel wait anew; one that is locked stays so."""
    panel = turn.office.panels.by_room.get(room)
    if panel is not None:
        _keep_open(turn, room, panel.level)


def _keep_open(turn: Turn, room: str, level: Level) -> None:
    due = turn.now.mono_s + turn.rules.durations.panel_idle_s
    panel = OpenPanel(level=level, idle_due_s=due)
    turn.change(panels=OpenPanels({**turn.office.panels.by_room, room: panel}))


def _close(turn: Turn, room: str) -> None:
    by_room = {k: panel for k, panel in turn.office.panels.by_room.items() if k != room}
    turn.change(panels=OpenPanels(by_room))


def on_time_passed(turn: Turn, _event: TimePassed) -> None:
    """Lock the panels that nobody has touched for long enough."""
    for room, panel in turn.office.panels.by_room.items():
        if panel.idle_due_s <= turn.now.mono_s:
            _close(turn, room)


def fold_wrong_pin(office: "Office", fact: Fact, now: Now) -> "Office":
    """Return the office with one more wrong PIN counted."""
    body = fact.body
    tries = Tries(
        wrong=int(str(body["wrong"])),
        last_since_s=due_s(fact, now, 0.0),
        wait_until_s=due_s(fact, now, float(str(body["wait_s"]))),
    )
    return _with(office, {**office.tries.by_key, _key(fact): tries})


def fold_opened(office: "Office", fact: Fact, _now: Now) -> "Office":
    """Return the office with the wrong PINs of a level forgotten; a badge forgets none."""
    if fact.body["how"] != "pin":
        return office
    return _with(office, {k: t for k, t in office.tries.by_key.items() if k != _key(fact)})


def _key(fact: Fact) -> str:
    return try_key(fact.subject, Level(int(str(fact.body["level"]))))


def _with(office: "Office", by_key: Mapping[str, Tries]) -> "Office":
    return replace(office, tries=PinTries(by_key))


ON: dict[type, Any] = {
    PinTried: on_pin_tried,
    BadgeShown: on_badge_shown,
    PanelTouched: on_touched,
    TimePassed: on_time_passed,
}
FOLDS: dict[str, Fold] = {"panel.wrong_pin": fold_wrong_pin, "panel.opened": fold_opened}
