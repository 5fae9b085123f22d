"""What is kept of a last-out check, and when it next needs looking at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from gateway.domain.effects import PromptItem

if TYPE_CHECKING:
    from gateway.domain.office import Office


class Stage(StrEnum):
    """How far a check has come."""

    ASKED = "asked"
    SWITCHING = "switching"
    VERIFYING = "verifying"
    DONE = "done"


class Outcome(StrEnum):
    """How a check ended (spec 04 §2.5); only VERIFIED means proven.

    REPLACED: the zone around it emptied as well, one check for both goes on.
    """

    VERIFIED = "verified"
    COMMANDED_ONLY = "commanded_only"
    FAILED = "failed"
    LEFT_ON = "left_on"
    STAYING = "staying"
    SOMEONE_INSIDE = "someone_inside"
    RETURNED = "returned"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of one zone, from the tap that emptied it.

    Attributes:
        id: `<zone>:<tap id>`.
        items: What was on, open or not known when it was asked.
        answer_due_s: When it goes on by itself (60 s), monotonic.
        verify_due_s: When verifying gives up or ends, or None.
        switched: Channels it commanded off.
        restore: Lights among them that were on ("restore on return").
        kept: Channels left on by choice, until `kept_until` (None: until
            somebody comes), because of `reason`.
        people: Who is said to be inside, by id; empty is somebody without a badge.
        confirmed: Channels confirmed off so far.
        failed: Channels that did not confirm.
        ticked: Things done by hand.
        quiet_since_s: Since when the meter is under its standby figure, or None.
        quiet_s: How long it has to be, in seconds.
        start_w, now_w: The zone's meter when asked and (within 10 W) now; None
            without a meter.
        evidence: What said, since the tap-out, that somebody is there; or empty.
        leaving_until_s: Until then doors and motion may be the leaver's own.
        outcome: When DONE.
        done_until_s: How long the kiosk still shows it.
        only_looks: Its time ran out while the gateway was away: nothing is switched any more,
            how things are is waited for.
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
    restore: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    kept_until: datetime | None = None
    reason: str = ""
    people: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    ticked: tuple[str, ...] = ()
    quiet_since_s: float | None = None
    quiet_s: float = 60.0
    start_w: float | None = None
    now_w: float | None = None
    evidence: str = ""
    leaving_until_s: float | None = None
    outcome: Outcome | None = None
    done_until_s: float | None = None
    only_looks: bool = False

    @property
    def is_running(self) -> bool:
        """Whether it is not yet decided how it ends."""
        return self.stage is not Stage.DONE

    @property
    def waiting(self) -> tuple[str, ...]:
        """The channels commanded off that neither confirmed nor failed."""
        settled = {*self.confirmed, *self.failed}
        return tuple(c for c in self.switched if c not in settled)

    @property
    def due_s(self) -> float | None:
        """When it next needs looking at, in monotonic seconds, or None."""
        if self.stage is Stage.ASKED:
            return self.answer_due_s
        if self.stage is Stage.DONE:
            return self.done_until_s
        if self.stage is Stage.VERIFYING and self.quiet_since_s is not None:
            return self.quiet_since_s + self.quiet_s
        return self.verify_due_s


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOn:
    """A channel left on by choice; `until` None means until somebody comes.

    Attributes:
        zone: The zone of the check in which it was chosen.
        by: The leaver, by whose `tap_id` at `reader` the zone had emptied.
    """

    zone: str
    until: datetime | None
    reason: str
    by: str
    tap_id: str = ""
    reader: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """A zone said to be occupied by somebody not signed in, until evidence stops.

    Attributes:
        why: Who or what said so: `answered`, `evidence`, `stop`, `staying`, what was
            seen, or `expected:<kind>` where the office knew (`expected.py`).
        occupied_until_s: Half an hour after the last evidence, monotonic.
        person, tap_id, reader: Of the tap that had emptied the zone.
        people: Who was named as inside, by id; empty: nobody, or one without a badge.
    """

    why: str
    occupied_until_s: float
    person: str = ""
    tap_id: str = ""
    reader: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LastOut:
    """Durable: the checks under way or just ended, by zone.

    Attributes:
        left_on: What was left on by choice, by global channel id.
        inside: Zones in which somebody is although nobody is signed in.
        left_open: Windows and doors that were open at the end of a zone's check.
    """

    checks: Mapping[str, Check] = field(default_factory=dict)
    left_on: Mapping[str, LeftOn] = field(default_factory=dict)
    inside: Mapping[str, Inside] = field(default_factory=dict)
    left_open: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def is_left_on(self, channel: str, at: datetime) -> bool:
        """Tell whether somebody chose to leave a channel on, and its time is not over."""
        kept = self.left_on.get(channel)
        return kept is not None and (kept.until is None or kept.until > at)


def next_due_s(office: "Office") -> float | None:
    """Return when the next check, or a zone said to be occupied, needs looking at."""
    lastout = office.lastout
    dues = [due_s for check in lastout.checks.values() if (due_s := check.due_s) is not None]
    dues += [inside.occupied_until_s for inside in lastout.inside.values()]
    return min(dues, default=None)


def running_in(office: "Office", zones: frozenset[str] | set[str] | tuple[str, ...]) -> bool:
    """Tell whether a check is under way in one of some zones."""
    return any(c.is_running and c.zone in zones for c in office.lastout.checks.values())
