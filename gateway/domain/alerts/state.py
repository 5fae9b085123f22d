"""Alerts and the messages about them, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from gateway.domain.events import TroubleFound
from gateway.domain.text import Text

DIGEST = "digest"
"""What a summary says it is about, instead of an alert's key; and its news."""
FURTHER = frozenset({"escalated", "repeated"})
"""News that are true only as long as nobody has taken the alert."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One open (or just resolved) alert.

    Attributes:
        level: 0 = first contact, grows with each escalation.
        state: `raised`, `escalated`, `acknowledged`, `resolved`.
        escalate_due_s: When the next contact is told, or None.
        known_until: Somebody said "known until"; silent so long.
        known_due_s: When that ends and it is raised again, or None.
        passing: It happened and does not last: over once acknowledged.
        once: Told to the first contacts only; nobody is called after them.
        notified: Contacts a message about it has reached.
        told: Contacts a message was written to since it was raised.
        exhausted: Nobody acknowledged it and nobody is left to tell.
        unsteady: It came back soon after it was over; over only when it stays away.
        maintenance: The maintenance it is held under (`room:room-a`), or empty.
        settle_until_s: Once resolved: coming back before then, it is the same trouble.
    """

    key: str
    severity: str
    zone: str | None
    title: Text
    body: Text
    raised_at: datetime
    state: str
    level: int = 0
    escalate_due_s: float | None = None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    known_until: datetime | None = None
    known_due_s: float | None = None
    resolved_at: datetime | None = None
    channels: tuple[str, ...] = ()
    passing: bool = False
    once: bool = False
    notified: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    exhausted: bool = False
    unsteady: bool = False
    maintenance: str = ""
    settle_until_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message not yet taken by its channels.

    Attributes:
        news: What it says of the alert: `raised`, `again`, `escalated`, `repeated`,
            `resolved`; or it is a `digest`.
        severity: That of its alert.
        tries: How often it failed so far.
        try_due_s: When to try again; None while it is under way.
        held: It waits for the end of the contact's quiet hours (`try_due_s`).
        give_up_due_s: When it is not tried any more.
        taken: Fingerprints of the channels that have it.
        why: Why the last try failed.
    """

    id: str
    to: str
    alert: str
    title: Text
    body: Text
    channels: tuple[str, ...]
    first_at: datetime
    tries: int
    try_due_s: float | None
    why: str = ""
    news: str = "raised"
    taken: tuple[str, ...] = ()
    severity: str = "warning"
    held: bool = False
    give_up_due_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBack:
    """News of one alert that a contact was not sent: told in the next summary.

    Attributes:
        times: How many messages it would have been.
        news: What the last of them would have said.
        summary: The last message that tells all of it; empty when there is none.
    """

    title: Text
    severity: str
    times: int
    first_at: datetime
    news: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class KnownTrouble:
    """Somebody knows of a trouble until then; so long it is quiet, come and gone or not."""

    until: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many alerts began and ended since the last summary."""

    raised: int = 0
    resolved: int = 0


@dataclass(frozen=True, slots=True)
class Alerts:
    """Durable: open alerts by key, the last resolved ones, undelivered messages by id.

    Attributes:
        outbox: In the order in which they were written.
        undelivered: The last messages given up after 24 h, until their contact takes one again.
        links_used: The last one-time links that were used.
        serial: Messages written so far; makes their ids unique.
        settling: Resolved a short while ago, by key.
        known: What somebody knows of, by key.
        recent_since_s: By contact: when the messages of the last hour were sent.
        kept_back: By contact and key: what a summary has to tell, until one that does is taken.
        digest_on: The day of the last summary.
        digest_at: When it was written.
        tally: Counted since then.
    """

    open: Mapping[str, Alert] = field(default_factory=dict)
    resolved: tuple[Alert, ...] = ()
    outbox: Mapping[str, Outgoing] = field(default_factory=dict)
    undelivered: tuple[Outgoing, ...] = ()
    links_used: tuple[str, ...] = ()
    serial: int = 0
    settling: Mapping[str, Alert] = field(default_factory=dict)
    known: Mapping[str, KnownTrouble] = field(default_factory=dict)
    recent_since_s: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    kept_back: Mapping[str, Mapping[str, KeptBack]] = field(default_factory=dict)
    digest_on: date | None = None
    digest_at: datetime | None = None
    tally: Tally = Tally()

    def over(self, key: str) -> Alert | None:
        """Return the last alert of a key that is over, if it is still remembered."""
        found = (a for a in reversed(self.resolved) if a.key == key)
        return self.settling.get(key) or next(found, None)


@dataclass(frozen=True, slots=True)
class Unsteady:
    """Transient: what is heard of alerts that come and go.

    Attributes:
        gone_due_s: By key: gone since a while; over if it stays so until then.
        words: By key: the latest words, not yet kept.
        words_due_s: By key: when the next words may be kept.
    """

    gone_due_s: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, TroubleFound] = field(default_factory=dict)
    words_due_s: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkClaim:
    """What a signed one-time link from a message allows.

    `id` is the same in every copy of one message, so that it works once.
    `choice` is the one answer it is for (`switch_off`, `known_until`,
    `acknowledge`); empty for a link that may do any of them.
    """

    id: str
    alert: str
    contact: str
    expires_at: datetime
    choice: str = ""
