"""What programs may look at: a view of the snapshot, nothing computed here."""

from flask import Response
from pydantic import BaseModel

from gateway.domain.alerts import Alert
from gateway.domain.meters import fresh_w
from gateway.domain.presence import head_count, is_uncertain
from gateway.domain.privacy import is_personal
from gateway.domain.rules import Zone
from gateway.domain.text import Text
from kiosk_web.api import models
from kiosk_web.api.base import get
from kiosk_web.context import snapshot, web
from kiosk_web.ports import Snapshot
from kiosk_web.tokens import Scope


def sent(model: BaseModel) -> Response:
    """Return a model as JSON."""
    return Response(model.model_dump_json(by_alias=True), mimetype="application/json")


def words(text: Text) -> models.Words:
    """Return a domain text for the wire."""
    return models.Words(zh=text.zh, en=text.en)


@get("/site", Scope.READ, summary="The office and its clock", responses={200: models.Site})
def site() -> Response:
    """Return name, time zone and the gateway's own time."""
    now = snapshot()
    rules = now.rules
    clock = web().gateway.now()
    return sent(
        models.Site(
            id=rules.site,
            name=words(rules.name),
            timezone=rules.timezone.key,
            now=clock.at,
            clock_trusted=clock.trusted,
            version=now.version,
        )
    )


@get(
    "/zones",
    Scope.READ,
    summary="Zones: how many are in, what they draw",
    responses={200: models.Zones},
)
def zones() -> Response:
    """Return all zones; nobody is named."""
    now = snapshot()
    return sent(models.Zones(zones=[_zone(now, zone) for zone in now.rules.zones.values()]))


@get("/presence", Scope.PRESENCE, summary="Who is in, by name", responses={200: models.Presence})
def presence() -> Response:
    """Return the open sessions, earliest first."""
    now = snapshot()
    people = [
        models.PersonIn(
            person=session.person,
            name=known.name if (known := now.rules.people.get(session.person)) else "",
            zone=session.zone,
            since=session.in_at,
        )
        for session in sorted(now.office.presence.sessions.values(), key=lambda s: s.in_at)
    ]
    return sent(models.Presence(people=people))


@get("/alerts", Scope.READ, summary="Alerts, open ones first", responses={200: models.Alerts})
def alerts() -> Response:
    """Return open alerts and the last resolved ones; none that is about a person."""
    now = snapshot().office.alerts
    known = (a for a in (*now.open.values(), *now.resolved) if not is_personal(a.key))
    return sent(models.Alerts(alerts=[_alert(a) for a in known]))


@get("/prompts", Scope.READ, summary="What screens ask now", responses={200: models.Prompts})
def prompts() -> Response:
    """Return the last-one-out checks that are not over."""
    checks = snapshot().office.lastout.checks.values()
    asked = [
        models.PromptOut(
            prompt="last-out",
            zone=check.zone,
            stage=check.stage.value,
            asked_at=check.asked_at,
            items=[
                models.PromptItemOut(channel=i.channel, state=i.state, watts=i.watts)
                for i in check.items
            ],
        )
        for check in checks
        if check.is_running
    ]
    return sent(models.Prompts(prompts=asked))


@get(
    "/ledger", Scope.LEDGER, summary="Where the ledger stands", responses={200: models.LedgerStatus}
)
def ledger() -> Response:
    """Return the newest row's number and time, and whether the store works."""
    newest = next(iter(web().history.latest(limit=1)), None)
    parts = web().gateway.vital_signs().get("parts")
    store = parts.get("store", "ok") if isinstance(parts, dict) else "ok"
    return sent(
        models.LedgerStatus(
            seq=newest.seq if newest else 0, at=newest.at if newest else None, store=str(store)
        )
    )


@get("/events", Scope.LEDGER, summary="Rows of the ledger", responses={200: models.Rows})
def events(query: models.RowsQuery) -> Response:
    """Return rows after `after`, oldest first."""
    rows = web().history.after(query.after, limit=query.limit)
    return sent(
        models.Rows(
            rows=[
                models.Row(
                    seq=row.seq, at=row.at, kind=row.kind, subject=row.subject, body=dict(row.body)
                )
                for row in rows
            ]
        )
    )


def _zone(now: Snapshot, zone: Zone) -> models.ZoneOut:
    inside = head_count(now.office, now.rules, zone.id)
    check = now.office.lastout.checks.get(zone.id)
    return models.ZoneOut(
        id=zone.id,
        name=words(zone.name),
        parent=zone.parent,
        head_count=inside,
        occupied=inside > 0 or zone.id in now.office.lastout.inside,
        uncertain=is_uncertain(now.office, now.rules, zone.id, now.now),
        power_w=fresh_w(now.office, now.rules, zone, now.now),
        check=check.stage.value if check else None,
    )


def _alert(alert: Alert) -> models.AlertOut:
    return models.AlertOut(
        key=alert.key,
        severity=alert.severity,
        state=alert.state,
        zone=alert.zone,
        title=words(alert.title),
        body=words(alert.body),
        raised_at=alert.raised_at,
        acknowledged_by=alert.acknowledged_by,
        acknowledged_at=alert.acknowledged_at,
        resolved_at=alert.resolved_at,
    )
