"""The last one out: ask, switch off safely, verify by reports and meter (spec 04 §2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from gateway.domain.effects import PromptItem
from gateway.domain.turn import Fold

if TYPE_CHECKING:
    from gateway.domain.office import Office


class Stage(StrEnum):
    """How far a check has come."""

    ASKED = "asked"
    SWITCHING = "switching"
    VERIFYING = "verifying"
    DONE = "done"


class Outcome(StrEnum):
    """How a check ended (spec 04 §2.5); only VERIFIED means proven."""

    VERIFIED = "verified"
    COMMANDED_ONLY = "commanded_only"
    FAILED = "failed"
    LEFT_ON = "left_on"
    STAYING = "staying"
    SOMEONE_INSIDE = "someone_inside"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of one zone, from the tap that emptied it.

    Attributes:
        id: `<zone>:<tap id>`.
        items: What was on, open or not known when it was asked.
        answer_due_s: When it goes on by itself (60 s), monotonic.
        verify_due_s: When verifying gives up or ends, or None.
        switched: Channels it commanded off (for "restore on return").
        kept: Channels left on by choice.
        confirmed: Channels confirmed off so far.
        failed: Channels that did not confirm.
        ticked: Things done by hand.
        quiet_since_s: Since when the meter is under its standby figure, or None.
        start_w, now_w: The zone's meter when asked and now; None without a meter.
        outcome: When DONE.
        done_until_s: How long the kiosk still shows it.
    """

    id: str
    zone: str
    person: str
    tap_id: str
    reader: str
    asked_at: datetime
    stage: Stage
    items: tuple[PromptItem, ...]
    answer_due_s: float
    verify_due_s: float | None = None
    switched: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    ticked: tuple[str, ...] = ()
    quiet_since_s: float | None = None
    start_w: float | None = None
    now_w: float | None = None
    outcome: Outcome | None = None
    done_until_s: float | None = None


@dataclass(frozen=True, slots=True)
class LastOut:
    """Durable: the checks under way or just ended, by zone."""

    checks: Mapping[str, Check] = field(default_factory=dict)


def next_due_s(office: "Office") -> float | None:
    """Return when the next check needs looking at."""
    dues: list[float] = []
    for check in office.lastout.checks.values():
        if check.stage is Stage.ASKED:
            dues.append(check.answer_due_s)
        elif check.stage is Stage.DONE:
            if check.done_until_s is not None:
                dues.append(check.done_until_s)
        elif check.verify_due_s is not None:
            dues.append(check.verify_due_s)
    return min(dues, default=None)


ON: dict[type, Any] = {}
FOLDS: dict[str, Fold] = {}
