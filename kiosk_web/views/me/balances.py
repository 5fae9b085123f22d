"""How many days of each kind of leave I have taken this year, and have left."""

from dataclasses import dataclass

from gateway.domain.requests import balances
from gateway.domain.snapshot import Snapshot
from kiosk_web.views.me.month import number
from kiosk_web.views.words import Tongue


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of leave.

    Attributes:
        left: `3 of 5 days left`; empty where there is no limit.
        more: What was taken, what waits.
        share: Of the year's days how many are left, 0 to 1; None without a limit.
    """

    kind: str
    name: str
    left: str
    more: str
    share: float | None


def balances_view(snapshot: Snapshot, person: str, year: int, tongue: Tongue) -> tuple[Line, ...]:
    """Return the kinds that have a limit or were used, in the office's order."""
    _, rules = tongue._, snapshot.rules
    found = []
    for one in balances(snapshot.office, rules, person, year):
        if one.left_days is None and not one.taken_days and not one.asked_days:
            continue
        kind = rules.leave_kinds.get(one.kind)
        more = [_("%(n)s taken", n=number(one.taken_days))]
        if one.asked_days:
            more.append(_("%(n)s asked for", n=number(one.asked_days)))
        whole = None if one.left_days is None else one.left_days + one.taken_days
        left = (
            ""
            if one.left_days is None or whole is None
            else _("%(left)s of %(all)s days left", left=number(one.left_days), all=number(whole))
        )
        share = None if not whole or one.left_days is None else max(one.left_days, 0.0) / whole
        name = kind.name.in_(tongue.language) if kind else one.kind
        found.append(Line(one.kind, name, left, tongue.pause.join(more), share))
    return tuple(found)
