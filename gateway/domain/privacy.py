"""Who looked at whose attendance: kept, so that everybody can ask who looked at theirs (S26).

Nothing is remembered in the state: the ledger is the access log.
"""

from typing import TYPE_CHECKING, Any

from gateway.domain import staff
from gateway.domain.events import PersonalSeen
from gateway.domain.rules import Rules
from gateway.domain.text import Json, Text
from gateway.domain.turn import Fold, Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office

SEEN = "personal.seen"
"""The ledger's kind of a look; its subject is who looked."""

EVERYBODY, TEAM = "all", "team:"
"""What a look may be about besides one person: all whom the viewer may see, a team by its id."""

PERSONAL_ALERTS = (
    *("request:", "outing:", "swap:", "forgotten:"),
    *("duty-count:", "duty-remind:", "duty-change:"),
    *("duty-missing:", "duty-off:", "duty-handover:"),
)
"""How the keys of alerts begin that are about a person and for those who decide."""

KEPT = Text("已记入查看日志", "Noted in the access log")


def is_personal(alert: str) -> bool:
    """Tell whether an alert, by its key, is about a person: no wall and no wire shows it.

    Whom it is sent to and the pages of those who decide say it.
    """
    return alert.startswith(PERSONAL_ALERTS)


def is_about(rules: Rules, by: str, about: str, person: str) -> bool:
    """Tell whether a look was at a person: at them, at a team of theirs, or at all that one sees.

    `all` is everybody whom the viewer may see; of who has left since, and of a
    program, it is everybody. One's own looks are no looks at oneself.
    """
    if by == person:
        return False
    if about == EVERYBODY:
        viewer = rules.people.get(by)
        return viewer is None or not viewer.active or staff.may_see(rules, by, person)
    somebody = rules.people.get(person)
    teams = staff.team_path(rules, somebody.team) if somebody is not None else ()
    return about == person or about.removeprefix(TEAM) in [team.id for team in teams]


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
