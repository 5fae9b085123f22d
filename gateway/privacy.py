"""Everything kept about one person, for that person: as they may ask for it (spec 06, S26).

Of other people it names only who decided about, filed, signed or witnessed something
of theirs, and who looked at it. No hash, no secret, no number of a card but its tail.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from gateway.domain import visitors
from gateway.domain.attendance.day import Day
from gateway.domain.attendance.told import as_json
from gateway.domain.duty import subject as duty
from gateway.domain.forgotten.lending import LENT
from gateway.domain.privacy import SEEN, is_about
from gateway.domain.requests import KINDS, Request, folded
from gateway.domain.rules import Rules
from gateway.domain.snapshot import Kept
from gateway.domain.staff import team_path
from gateway.domain.text import Json

FORMAT = 1
EVERYTHING = 10_000_000
BEFORE_ALL = datetime(1970, 1, 2, tzinfo=UTC)

TAP_KEYS = (
    "tap_id", "reader", "zone", "direction", "result", "wanted", "verdict", "late_s", "worked_s",
    "uid_tail", "tapped_at", "of", "undo", "reason", "session",
)  # fmt: skip
"""What is told of a tap or a correction; never the card's hash."""

TAPS = frozenset({"tap", "tap.corrected", "session.missing_out", "outing.missing_back"})
DECLARED = "tap.declared"
MONTH = "month."
ACTED = "admin.acted"


class Rows(Protocol):
    """What is asked of the ledger (`LedgerReader`)."""

    def latest(
        self, *, kinds: Sequence[str] = (), subject: str | None = None, limit: int = 50
    ) -> Sequence[Kept]:
        """Return the newest rows first."""

    def since(self, at: datetime, *, kinds: Sequence[str]) -> Sequence[Kept]:
        """Return rows of some kinds from a day on, oldest first."""


class Documents(Protocol):
    """What is asked of the registry."""

    def get(self, table: str, key: str) -> Mapping[str, Json] | None:
        """Return one document, or None."""

    def all(self, table: str) -> Mapping[str, Mapping[str, Json]]:
        """Return a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """Answers what is kept about somebody.

    Args:
        rules: Returns the rules of the moment.
        registry: What people maintain.
        rows: The ledger.
        days: Returns the days of one person, both ends included.
        now: Returns the time.
    """

    rules: Callable[[], Rules]
    registry: Documents
    rows: Rows
    days: Callable[[date, date, str], Iterable[Day]]
    now: Callable[[], datetime]

    def of(self, person: str) -> Mapping[str, Json]:
        """Return everything kept about a person, as JSON.

        Raises:
            KeyError: Nobody has this id.
            StoreUnavailable: The ledger cannot be read.
        """
        rules, now = self.rules(), self.now()
        who = rules.people[person]
        kept = [row for row in self.rows.latest(subject=person, limit=EVERYTHING) if row.body]
        kept.reverse()
        taps = [row for row in kept if row.kind in TAPS]
        first = min((row.at for row in kept), default=now).astimezone(rules.timezone).date()
        requests = [r for r in self._all_requests().values() if r.person == person]
        days = self.days(first, now.astimezone(rules.timezone).date(), person)
        return {
            "format": FORMAT,
            "made_at": now.isoformat(),
            "site": rules.site,
            "person": self._document("people", person),
            "teams": [team.name.as_json() for team in team_path(rules, who.team)],
            "account": self._account(person),
            "badges": self._badges(person),
            "assignments": self._assignments(person),
            "planned": self._planned(rules, person),
            "taps": [_tap(rules, row) for row in taps],
            "witness_at": self._witness_at(person),
            "lent": self._named_in((LENT,), ("person",), person),
            "declared": self._declared(person, requests),
            "requests": [_request(rules, each) for each in requests],
            "months": [_month(rules, row) for row in kept if row.kind.startswith(MONTH)],
            "days": [as_json(rules, day) for day in days],
            "account_changes": [
                {"at": row.at.isoformat(), "action": row.body.get("action")}
                for row in kept
                if row.kind == ACTED
            ],
            "duty": self._named_in(tuple(duty.FOLDS), ("person", "by"), person),
            "hosted": self._named_in(visitors.PERSONAL, ("host",), person),
            "looked": self._looked(rules, person),
        }

    def _all_requests(self) -> Mapping[str, Request]:
        return folded(self.rows.since(BEFORE_ALL, kinds=KINDS))

    def _document(self, table: str, key: str) -> Mapping[str, Json]:
        return dict(self.registry.get(table, key) or {})

    def _account(self, person: str) -> Mapping[str, Json]:
        kept = self.registry.get("accounts", person) or {}
        told = {name: bool(kept.get(name)) for name in ("password", "pin", "totp", "disabled")}
        return {"exists": bool(kept), **told}

    def _badges(self, person: str) -> list[Json]:
        own = [b for b in self.registry.all("badges").values() if b.get("person") == person]
        keys = ("uid_tail", "status", "until", "note")
        return [{key: badge[key] for key in keys if badge.get(key)} for badge in own]

    def _assignments(self, person: str) -> list[Json]:
        rows = self.registry.all("assignments").values()
        own = [row for row in rows if row.get("person") == person]
        return [{key: value for key, value in row.items() if key != "person"} for row in own]

    def _planned(self, rules: Rules, person: str) -> Mapping[str, Json]:
        plan = rules.roster.get(person, {})
        return {day.isoformat(): shift for day, shift in sorted(plan.items())}

    def _declared(self, person: str, requests: Sequence[Request]) -> list[Json]:
        own = {request.id for request in requests}
        rows = self.rows.since(BEFORE_ALL, kinds=(DECLARED,))
        keys = ("direction", "at", "request", "reason")
        return [
            {"kept_at": row.at.isoformat(), **{k: row.body[k] for k in keys if k in row.body}}
            for row in rows
            if row.subject in own and row.body.get("person") == person
        ]

    def _named_in(self, kinds: Sequence[str], keys: Sequence[str], person: str) -> list[Json]:
        """Return when facts of some kinds name a person, and what they are about; no more."""
        rows = self.rows.since(BEFORE_ALL, kinds=kinds)
        return [
            {"at": row.at.isoformat(), "kind": row.kind, "about": row.subject}
            for row in rows
            if person in [row.body.get(key) for key in keys]
        ]

    def _witness_at(self, person: str) -> list[Json]:
        """Return when their badge was the witness of somebody who had forgotten theirs."""
        rows = self.rows.since(BEFORE_ALL, kinds=("tap",))
        return [row.at.isoformat() for row in rows if row.body.get("witness") == person]

    def _looked(self, rules: Rules, person: str) -> list[Json]:
        rows = self.rows.since(BEFORE_ALL, kinds=(SEEN,))
        return [
            {
                "at": row.at.isoformat(),
                "who": _name(rules, row.subject) or row.subject,
                "what": row.body.get("what"),
                "span": row.body.get("span"),
            }
            for row in rows
            if is_about(rules, row.subject, str(row.body.get("about", "")), person)
        ]


def _tap(rules: Rules, row: Kept) -> Mapping[str, Json]:
    told = {key: row.body[key] for key in TAP_KEYS if row.body.get(key) not in (None, "")}
    if witness := row.body.get("witness"):
        told["witness"] = _name(rules, str(witness))
    return {"at": row.at.isoformat(), "kind": row.kind, **told}


def _request(rules: Rules, request: Request) -> Mapping[str, Json]:
    own = request.by == request.person
    return {
        "id": request.id,
        "asked": request.asked.value,
        "what": request.what,
        "since": request.since.isoformat(),
        "until": request.until.isoformat(),
        "reason": request.reason,
        "days": request.days,
        "marks": list(request.marks),
        "filed_at": request.filed_at.isoformat(),
        "filed_by": "self" if own else _name(rules, request.by),
        "step": request.step.value,
        "decided": [
            {
                "by": "self" if each.by == request.person else _name(rules, each.by),
                "choice": each.choice,
                "at": each.at.isoformat(),
                "note": each.note,
            }
            for each in request.decided
        ],
    }


def _month(rules: Rules, row: Kept) -> Mapping[str, Json]:
    by = str(row.body.get("by", ""))
    return {
        "at": row.at.isoformat(),
        "kind": row.kind,
        "month": row.body.get("month"),
        "by": "self" if by == row.subject else _name(rules, by),
        "digest": row.body.get("digest"),
    }


def _name(rules: Rules, person: str) -> str:
    found = rules.people.get(person)
    return found.name if found is not None else ""
