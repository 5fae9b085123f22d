"""Who is told of what, and how soon somebody else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from gateway.domain.rules.building import Opening
from gateway.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom alerts go to; the Apprise addresses are kept in the secrets file.

    Attributes:
        quiet: When only critical messages pass, instead of the office's; None = the office's.
        per_hour: The most messages in an hour, instead of the office's.
    """

    id: str
    name: Text
    language: str = "zh"
    quiet: Opening | None = None
    per_hour: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Who is told of some alerts, level by level; the first route that fits counts.

    Attributes:
        to: For each level of escalation the contact or group.
        severities: Which alerts; `info` is sent only where a route says so.
        zones: Where, with the zones inside; empty = anywhere.
        hours: When; None = always.
    """

    to: tuple[str, ...]
    severities: frozenset[str] = frozenset({"warning", "critical"})
    zones: frozenset[str] = frozenset()
    hours: Opening | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerting:
    """How people are told of alerts (spec 04 §5).

    Attributes:
        groups: Contacts by group.
        routes: In the order in which they are tried; `Rules.facilities` comes after them.
        quiet: When only critical messages pass; others wait for the end.
        digest: Local time of the morning's summary.
        per_hour: The most messages to one contact in an hour; the rest is told in the summary.
    """

    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    quiet: Opening | None = None
    digest: time = time(8)
    per_hour: int = 6
