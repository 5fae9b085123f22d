"""Taps that sign nobody in or out: kept if they can be, and answered in words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gateway.domain import words
from gateway.domain.effects import Effect, Light, Result
from gateway.domain.events import BadgeTapped, SignedIn, TroubleFound
from gateway.domain.now import Now
from gateway.domain.presence.shown import show
from gateway.domain.presence.state import TapShown
from gateway.domain.rules import Badge, Reader, Rules
from gateway.domain.text import Json, Text
from gateway.domain.turn import Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office


def refuse(
    turn: Turn, event: BadgeTapped, result: Result, said: Text, person: str | None = None
) -> None:
    """Keep a tap that signs nobody in; say why. The kiosk names nobody."""
    reader = turn.rules.readers.get(event.reader)
    body: Mapping[str, Json] = {
        "tap_id": event.tap_id,
        "reader": event.reader,
        "zone": reader.zone if reader else "",
        "badge": event.badge,
        "uid_tail": event.uid_tail,
        "person": person,
        "direction": None,
        "result": result.value,
        "verdict": None,
        "clock_trusted": turn.now.trusted,
    }
    turn.record("tap", person or "", body)
    shown = TapShown(
        tap_id=event.tap_id,
        reader=event.reader,
        result=result,
        person=None,
        direction=None,
        message=said,
        at=turn.now.at,
    )
    show(turn, shown, Light.AMBER if result is Result.UNKNOWN_BADGE else Light.RED)


def tell_blocked(turn: Turn, reader: Reader, badge: Badge) -> None:
    """Tell facilities quietly; a lost badge in somebody's hand is the graver."""
    lost = badge.status == "lost"
    word = Text("挂失", "lost") if lost else Text("停用", "blocked")
    if badge.status == "active":
        word = Text("已到期", "temporary")
    turn.tell(
        TroubleFound(
            key=f"badge:{reader.id}:{badge.badge[:12]}",
            severity="warning" if lost else "info",
            zone=reader.zone,
            title=Text(
                f"{word.zh}的卡在{reader.name.zh}刷过",
                f"A {word.en} badge was tried at {reader.name.en}",
            ),
            body=Text(
                f"{turn.now.at:%H:%M}，没有放行。请看看是谁。",
                f"{turn.now.at:%H:%M}, not accepted. Please look who it was.",
            ),
            passing=True,
        )
    )


def not_kept(
    office: "Office", event: BadgeTapped | SignedIn, now: Now, rules: Rules
) -> tuple["Office", list[Effect]]:
    """Return the answer to a tap that the disk refused: red, and words on the kiosk.

    The tap did not happen; only what its kiosk shows is changed.
    """
    turn = Turn(office, now, rules, {})
    shown = TapShown(
        tap_id=event.tap_id,
        reader=event.reader,
        result=Result.STORE_FAILED,
        person=None,
        direction=None,
        message=words.NOT_KEPT,
        at=now.at,
    )
    show(turn, shown, Light.RED)
    return turn.office, turn.effects
