"""Who is told, and when: routes by severity, place and hour; groups; quiet hours; limits."""

from datetime import UTC, datetime, time, timedelta

from gateway.domain.calendar import spans_on
from gateway.domain.now import Now
from gateway.domain.rules import Opening, Route, Rules

CRITICAL = "critical"
LEVELS = 3
"""Steps of escalation (spec 04 §5)."""
HOUR_S = 3600.0
DAY = timedelta(days=1)
LONGEST_QUIET_DAYS = 8

Contacts = tuple[str, ...]


def levels_of(rules: Rules, severity: str, zone: str | None, now: Now) -> tuple[Contacts, ...]:
    """Return the contacts of each level for an alert at this moment, three at most.

    The first route that fits counts, after all of them the site's own list.
    `info` goes to nobody, unless a route says so.
    """
    route = next((r for r in rules.alerting.routes if _fits(rules, r, severity, zone, now)), None)
    default = () if severity == "info" else rules.facilities
    names = default if route is None else route.to
    return tuple(_members(rules, name) for name in names[:LEVELS])


def _fits(rules: Rules, route: Route, severity: str, zone: str | None, now: Now) -> bool:
    if severity not in route.severities:
        return False
    if route.zones and not (zone and route.zones & set(rules.zone_path(zone))):
        return False
    if route.hours is None or not now.trusted:
        return True
    spans = spans_on(rules, route.hours, now.at.date())
    return any(start <= now.at.time() < end for start, end in spans)


def _members(rules: Rules, name: str) -> Contacts:
    return rules.alerting.groups.get(name, (name,))


def quiet_s(rules: Rules, contact: str, now: Now) -> float:
    """Return how long a contact's quiet hours go on; 0 outside of them.

    A clock that is not trusted does not know them: nothing is held back then.
    """
    known = rules.contacts.get(contact)
    quiet = (known.quiet if known else None) or rules.alerting.quiet
    if quiet is None or not now.trusted:
        return 0.0
    end = _end_of_quiet(rules, quiet, now.at)
    return max(0.0, (end.astimezone(UTC) - now.at.astimezone(UTC)).total_seconds())


def _end_of_quiet(rules: Rules, quiet: Opening, at: datetime) -> datetime:
    """Return when the span around an instant ends, over midnight too; `at` if there is none."""
    end = at
    for _ in range(LONGEST_QUIET_DAYS):
        spans = quiet.spans.get(end.weekday(), ())
        until = next((stop for start, stop in spans if start <= end.time() < stop), None)
        if until is None:
            break
        if until != time.max:
            return datetime.combine(end.date(), until, at.tzinfo)
        end = datetime.combine(end.date() + DAY, time.min, at.tzinfo)
    return end


def limit_of(rules: Rules, contact: str, severity: str) -> int:
    """Return how many messages a contact may get in an hour before one of a severity.

    A third of them is kept free for what is critical.
    """
    known = rules.contacts.get(contact)
    most = (known.per_hour if known else None) or rules.alerting.per_hour
    return most if severity == CRITICAL else most - most // 3
