"""The demo's duties: two weeks published by the first leader, the rest of the month a draft.

Made by the generator that the leader's own key uses; somebody has said a word of the draft.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.domain.decide import decide
from gateway.domain.duty.months import ask_for, month_span
from gateway.domain.duty.planning import planned
from gateway.domain.duty.remarks import Remark, remarks_json
from gateway.domain.effects import Record
from gateway.domain.events import DutyPublished
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.rules import Rules
from gateway.domain.text import Json

DAYS = 14
PUBLISHED = "duty.published"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoDuties:
    """What the demo begins with.

    Attributes:
        records: Facts for the ledger.
        drafts: By month the draft for the registry.
    """

    records: tuple[Record, ...]
    drafts: Mapping[str, dict[str, Json]]


def duties(rules: Rules, now: datetime) -> DemoDuties:
    """Return the duties from an instant's day on; none where the site has no posts or leader."""
    leader = next((g.leader for g in rules.duty.groups.values()), "")
    if not rules.duty.posts or not leader:
        return DemoDuties(records=(), drafts={})
    first = now.date()
    open_from = first + timedelta(days=DAYS)
    month = f"{open_from:%Y-%m}"
    made = planned(ask_for(Office(), rules, first, month_span(month)[1])).people()
    ready = {name: who for name, who in made.items() if name[:10] < open_from.isoformat()}
    event = DutyPublished(places=tuple(ready.items()), by=leader)
    _, effects = decide(Office(), event, Now(0.0, now), rules)
    kept = (e for e in effects if isinstance(e, Record) and e.kind == PUBLISHED)
    rest = {name: who for name, who in made.items() if name not in ready}
    return DemoDuties(records=tuple(kept), drafts={month: _draft(month, rest, leader, now)})


def _draft(
    month: str, slots: Mapping[str, tuple[str, ...]], leader: str, now: datetime
) -> dict[str, Json]:
    others = ((name, p) for name, who in sorted(slots.items()) for p in who if p != leader)
    name, person = next(others, ("", ""))
    said = Remark(
        by=person, slot=name, text="这天晚上家里有事，能换一天吗？", at=now - timedelta(hours=14)
    )
    return {
        "month": month,
        "slots": {name: list(who) for name, who in slots.items()},
        "wishes": [],
        "comments": remarks_json((said,) if person else ()),
    }
