"""Who hears of a team's month: the team when it is published, who plans when a change is asked for.

The registry has the month itself; here is only what is said of it, once.
"""

from typing import TYPE_CHECKING, Any

from gateway.domain.events import AdminActed, TroubleGone
from gateway.domain.notice import notice
from gateway.domain.planning.who import people_of
from gateway.domain.staff import team_path
from gateway.domain.text import NO_WORDS, Text
from gateway.domain.turn import Fold, Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office

PUBLISHED, ASKED = "roster.published", "roster.change_asked"
AGREED, REFUSED = "roster.change_agreed", "roster.change_refused"
"""What the page says was done; its subject is `<team>:<month>[:<change>:<person>:<date>]`."""


def on_acted(turn: Turn, event: AdminActed) -> None:
    """Tell of a month that was published, and of changes to it."""
    if event.action not in (PUBLISHED, ASKED, AGREED, REFUSED):
        return
    team, month, change, person, on = (*event.subject.split(":"), "", "", "", "")[:5]
    if team not in turn.rules.teams:
        return
    if event.action == PUBLISHED:
        _tell_team(turn, team, month)
    elif event.action == ASKED:
        _tell_planners(turn, team, change, person, on)
    else:
        turn.tell(TroubleGone(key=_asked(change)))
        _tell_person(turn, change, person, on, is_agreed=event.action == AGREED)


def _tell_team(turn: Turn, team: str, month: str) -> None:
    name = turn.rules.teams[team].name
    _tell(
        turn,
        f"roster:{team}:{month}",
        Text(f"{name.zh} {month} 排班已发布", f"The roster of {name.en} for {month} is published"),
        Text("请在考勤的月度排班页查看自己的班次。", "See your days on the roster page."),
        tuple(p.id for p in people_of(turn.rules, team)),
    )


def _tell_planners(turn: Turn, team: str, change: str, person: str, on: str) -> None:
    name = _name(turn, person)
    _tell(
        turn,
        _asked(change),
        Text(f"{name}申请调班：{on}", f"{name} asks for another shift on {on}"),
        Text("请在月度排班页同意或不同意。", "Agree or refuse on the roster page."),
        next((t.managers for t in team_path(turn.rules, team) if t.managers), ()),
    )


def _tell_person(turn: Turn, change: str, person: str, on: str, *, is_agreed: bool) -> None:
    zh, en = ("已同意", "is agreed to") if is_agreed else ("未同意", "was refused")
    name = _name(turn, person)
    title = Text(f"{name} {on} 的调班{zh}", f"The change of {name} on {on} {en}")
    _tell(turn, f"roster:done:{change}", title, NO_WORDS, (person,))


def _tell(turn: Turn, key: str, title: Text, body: Text, first: tuple[str, ...]) -> None:
    turn.tell(notice(key, title, body, first=first))


def _asked(change: str) -> str:
    return f"roster:asked:{change}"


def _name(turn: Turn, person: str) -> str:
    known = turn.rules.people.get(person)
    return known.name if known else person


def next_due_s(_office: "Office") -> None:
    """Return None: nothing here waits."""
    return


ON: dict[type, Any] = {AdminActed: on_acted}
FOLDS: dict[str, Fold] = {}
