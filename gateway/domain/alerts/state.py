"""Alerts and the messages about them, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gateway.domain.text import Text


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
        notified: Contacts a message about it has reached.
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
    notified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message not yet taken by its channels.

    Attributes:
        news: What it says of the alert: `raised`, `escalated`, `resolved`.
        tries: How often it failed so far.
        try_due_s: When to try again; None while it is under way.
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


@dataclass(frozen=True, slots=True)
class Alerts:
    """Durable: open alerts by key, the last resolved ones, undelivered messages by id.

    Attributes:
        outbox: In the order in which they were written.
        undelivered: The last messages given up after 24 h; a screen must say so.
        links_used: The last one-time links that were used.
        serial: Messages written so far; makes their ids unique.
    """

    open: Mapping[str, Alert] = field(default_factory=dict)
    resolved: tuple[Alert, ...] = ()
    outbox: Mapping[str, Outgoing] = field(default_factory=dict)
    undelivered: tuple[Outgoing, ...] = ()
    links_used: tuple[str, ...] = ()
    serial: int = 0


@dataclass(frozen=True, slots=True)
class LinkClaim:
    """What a signed one-time link from a message allows.

    `id` is the same in every copy of one message, so that it works once.
    """

    id: str
    alert: str
    contact: str
    expires_at: datetime
