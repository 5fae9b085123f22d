"""The lock of the panel: how far it is open, which pages need more, what its key does."""

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.domain.office import Office
from gateway.domain.rooms.lock.state import Level, lock_now, try_key
from gateway.domain.rooms.meeting import meeting_in
from gateway.domain.rules import Room
from kiosk_web.views.panel.base import Look, PanelPage


@dataclass(frozen=True, slots=True, kw_only=True)
class LockView:
    """What the panel's script goes by; `asks` is False where nothing is locked.

    Attributes:
        level: How far it is open now.
        needs: By page, the level it needs.
        opens: What the key asks the PIN of, or 0 when it locks.
        word: What stands on the key.
        waits: By level, when the pad takes a PIN again, as an instant.
    """

    asks: bool
    level: int = 0
    needs: tuple[tuple[str, int], ...] = ()
    opens: int = 0
    word: str = ""
    waits: tuple[tuple[int, int], ...] = ()


def lock_view(look: Look, pages: Iterable[PanelPage]) -> LockView:
    """Return the lock of a room's panel."""
    now, _ = lock_now(look.office, look.rules, look.room.id), look.tongue._
    if not (now.asks_controls or now.asks_system):
        return LockView(asks=False)
    opens = 0
    if now.closes_due_s is None:
        needs_system = now.level >= Level.CONTROLS or not now.asks_controls
        opens = 2 if needs_system else 1
    word = {0: _("Lock"), 1: _("Locked"), 2: _("System")}[opens]
    return LockView(
        asks=now.level < Level.SYSTEM or opens == 0,
        level=now.level.value,
        needs=tuple((page.name, page.level) for page in pages if page.level),
        opens=opens,
        word=word,
        waits=tuple((one.value, look.due_ms(at_s)) for one, at_s in now.wait_until_s.items()),
    )


def lock_reads(office: Office, room: Room) -> object:
    """Return what the lock takes from the office."""
    if room.lock is None:
        return None
    tries = (office.tries.by_key.get(try_key(room.id, level)) for level in Level)
    return office.panels.by_room.get(room.id), meeting_in(office, room.id), *tries
