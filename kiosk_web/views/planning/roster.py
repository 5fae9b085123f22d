"""A team's month out of the registry's document, as values. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from gateway.domain.text import Json

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said of a draft."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A day somebody would like to have free."""

    by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change asked for after publication; `shift` empty is a rest day."""

    id: str
    by: str
    on: date
    shift: str
    reason: str
    state: str
    decided_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterNow:
    """A team's month as it is kept; an empty draft where nothing is kept yet."""

    team: str
    month: str
    is_published: bool = False
    version: int = 0
    days: Mapping[str, Mapping[date, str]] = field(default_factory=dict)
    needs: Mapping[str, int] = field(default_factory=dict)
    rest_a_week: int = 1
    comments: tuple[Comment, ...] = ()
    wishes: tuple[Wish, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def first(self) -> date:
        """The month's first day."""
        return date.fromisoformat(f"{self.month}-01")

    @property
    def last(self) -> date:
        """The month's last day."""
        return after(self.month) - DAY

    @property
    def dates(self) -> tuple[date, ...]:
        """The month's days."""
        return tuple(self.first + DAY * n for n in range((self.last - self.first).days + 1))


def after(month: str) -> date:
    """Return the first day of the month after one."""
    return (date.fromisoformat(f"{month}-01") + DAY * 31).replace(day=1)


def before(month: str) -> date:
    """Return the first day of the month before one."""
    return (date.fromisoformat(f"{month}-01") - DAY).replace(day=1)


def read(team: str, month: str, kept: Mapping[str, Json] | None) -> RosterNow:
    """Return a roster out of its document.

    Args:
        team: Whose.
        month: Which, as `2026-12`.
        kept: The registry's document, or None.
    """
    if kept is None:
        return RosterNow(team=team, month=month)
    return RosterNow(
        team=team,
        month=month,
        is_published=kept.get("state") == "published",
        version=_whole(kept.get("version"), 1),
        days={
            person: {date.fromisoformat(on): str(shift) for on, shift in _map(days).items()}
            for person, days in _map(kept.get("days")).items()
        },
        needs={shift: _whole(n, 0) for shift, n in _map(kept.get("needs")).items()},
        rest_a_week=_whole(kept.get("rest_a_week"), 1),
        comments=tuple(
            Comment(str(c["by"]), datetime.fromisoformat(str(c["at"])), str(c["text"]))
            for c in _rows(kept.get("comments"))
        ),
        wishes=tuple(
            Wish(str(w["by"]), date.fromisoformat(str(w["on"]))) for w in _rows(kept.get("wishes"))
        ),
        changes=tuple(_change(c) for c in _rows(kept.get("changes"))),
    )


def _change(said: Mapping[str, Json]) -> Change:
    return Change(
        id=str(said["id"]),
        by=str(said["by"]),
        on=date.fromisoformat(str(said["on"])),
        shift=str(said.get("shift") or ""),
        reason=str(said["reason"]),
        state=str(said.get("state") or "asked"),
        decided_by=str(said.get("decided_by") or ""),
    )


def _map(said: Json) -> Mapping[str, Json]:
    return said if isinstance(said, Mapping) else {}


def _rows(said: Json) -> list[Mapping[str, Json]]:
    return [row for row in said if isinstance(row, Mapping)] if isinstance(said, list) else []


def _whole(said: Json, otherwise: int) -> int:
    return said if isinstance(said, int) else otherwise
