"""Who looked at whose attendance: kept, so that everybody can ask who looked at theirs (S26).

Nothing is remembered in the state: the ledger is the access log.
"""

from typing import TYPE_CHECKING, Any

from gateway.domain.events import PersonalSeen
from gateway.domain.text import Json, Text
from gateway.domain.turn import Fold, Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office

SEEN = "personal.seen"
"""The ledger's kind of a look; its subject is who looked."""

PERSONAL_ALERTS = ("request:", "outing:", "swap:", "duty-count:")
"""How the keys of alerts begin that are about a person and for those who decide."""

KEPT = Text("已记入查看日志", "Noted in the access log")


def is_personal(alert: str) -> bool:
    """Tell whether an alert, by its key, is about a person: no wall and no wire shows it.

    Whom it is sent to and the pages of those who decide say it.
    """
    return alert.startswith(PERSONAL_ALERTS)


def on_seen(turn: Turn, event: PersonalSeen) -> None:
    """Keep who looked at what about whom, before they are shown it."""
    row: dict[str, Json] = {"what": event.what, "about": event.about, "span": event.span}
    turn.record(SEEN, event.by, row)
    turn.reply("kept", KEPT, ok=True)


def next_due_s(_office: "Office") -> None:
    """Return None: nothing here waits."""
    return


ON: dict[type, Any] = {PersonalSeen: on_seen}
FOLDS: dict[str, Fold] = {}
