"""What comes and goes: over only when it stays away, and its words kept once a minute.

All of it is transient, so that a relay that flaps for an hour writes nothing.
After a restart the rules behind an alert say again that its trouble is gone.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from gateway.domain.alerts.state import Unsteady
from gateway.domain.events import TroubleFound
from gateway.domain.turn import Turn, without

if TYPE_CHECKING:
    from gateway.domain.office import Office

WORDS_EVERY_S = 60.0


def next_due_s(office: "Office") -> float | None:
    """Return when something unsteady has to be looked at."""
    unsteady = office.unsteady
    return min((*unsteady.gone_due_s.values(), *unsteady.words_due_s.values()), default=None)


def is_gone(office: "Office", key: str) -> bool:
    """Tell whether an unsteady trouble is gone for the moment; nobody is called about it then."""
    return key in office.unsteady.gone_due_s


def gone(turn: Turn, key: str) -> None:
    """Note that an unsteady trouble is gone, for now."""
    unsteady = turn.office.unsteady
    if key not in unsteady.gone_due_s:
        due_s = turn.now.mono_s + turn.rules.durations.settle_s
        turn.change(unsteady=replace(unsteady, gone_due_s={**unsteady.gone_due_s, key: due_s}))


def back(turn: Turn, key: str) -> None:
    """Note that an unsteady trouble is there again."""
    unsteady = turn.office.unsteady
    if key in unsteady.gone_due_s:
        turn.change(unsteady=replace(unsteady, gone_due_s=without(unsteady.gone_due_s, key)))


def words_to_keep(turn: Turn, event: TroubleFound) -> bool:
    """Return whether new words of an unsteady trouble are kept now; else they wait."""
    unsteady, key = turn.office.unsteady, event.key
    if key in unsteady.words_due_s:
        turn.change(unsteady=replace(unsteady, words={**unsteady.words, key: event}))
        return False
    due_s = turn.now.mono_s + WORDS_EVERY_S
    words_due_s = {**unsteady.words_due_s, key: due_s}
    turn.change(unsteady=replace(unsteady, words_due_s=words_due_s))
    return True


def words_due(turn: Turn) -> tuple[TroubleFound, ...]:
    """Return the words that waited long enough, and forget them."""
    unsteady = turn.office.unsteady
    due = [k for k, due_s in unsteady.words_due_s.items() if due_s <= turn.now.mono_s]
    if not due:
        return ()
    found = tuple(unsteady.words[key] for key in due if key in unsteady.words)
    turn.change(
        unsteady=replace(
            unsteady,
            words=without(unsteady.words, *due),
            words_due_s=without(unsteady.words_due_s, *due),
        )
    )
    return found


def gone_due(turn: Turn) -> tuple[str, ...]:
    """Return the keys that stayed away long enough, and forget them."""
    unsteady = turn.office.unsteady
    due = tuple(k for k, due_s in unsteady.gone_due_s.items() if due_s <= turn.now.mono_s)
    if due:
        turn.change(unsteady=replace(unsteady, gone_due_s=without(unsteady.gone_due_s, *due)))
    return due


def forget(turn: Turn, key: str) -> None:
    """Forget an alert that is over."""
    unsteady = turn.office.unsteady
    if key in unsteady.gone_due_s or key in unsteady.words_due_s:
        turn.change(
            unsteady=Unsteady(
                gone_due_s=without(unsteady.gone_due_s, key),
                words=without(unsteady.words, key),
                words_due_s=without(unsteady.words_due_s, key),
            )
        )
