"""`/metrics` for Prometheus: counters and levels of the gateway; nothing personal.

Read when asked, from `vital_signs()` and the snapshot; nobody has to push. Of
`vital_signs()` these are used when there: `loop` (`age_s`, `inbox`, `events`,
`batches`, `records`, `refused`, `last_batch`, `longest_s`, `busy_s`), `taps` (by
result) and `commands` (by `sent`, `unreachable`), all since the start.
"""

from collections.abc import Iterator, Mapping
from typing import Protocol

from flask import Blueprint, Flask, Response, current_app
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from gateway.domain.text import Json
from kiosk_web.context import web
from kiosk_web.limits import unlimited
from kiosk_web.ports import Gateway

blueprint = Blueprint("metrics", __name__)

LEVELS = {
    "age_s": ("office_loop_age_seconds", "Since the deciding thread last looked up"),
    "inbox": ("office_inbox_length", "Events that wait to be decided"),
    "last_batch": ("office_batch_events", "Events of the last batch"),
    "last_s": ("office_commit_last_seconds", "From drain to durable, last batch"),
    "longest_s": ("office_commit_longest_seconds", "From drain to durable, longest batch"),
}
COUNTERS = {
    "events": ("office_events", "Events decided and durable"),
    "batches": ("office_batches", "Batches committed"),
    "records": ("office_records", "Ledger rows written"),
    "refused": ("office_events_refused", "Events the disk refused"),
    "busy_s": ("office_commit_seconds", "Time from drain to durable, summed"),
    "caught": ("office_errors_caught", "Exceptions of drivers that cost only a message"),
}


class _Streams(Protocol):
    streams: int


class OfficeCollector(Collector):
    """Reads the office when Prometheus asks."""

    def __init__(self, gateway: Gateway, hub: _Streams) -> None:
        self._gateway = gateway
        self._hub = hub

    def collect(self) -> Iterator[Metric]:
        """Yield every figure there is."""
        signs = self._gateway.vital_signs()
        yield from _loop(_mapping(signs.get("loop")))
        taps, commands = _mapping(signs.get("taps")), _mapping(signs.get("commands"))
        yield _by("office_taps", "Taps by how they ended", "result", taps)
        yield _by("office_commands", "Commands by what became of them", "state", commands)
        yield GaugeMetricFamily("office_ready", "Ready", value=float(signs.get("ready") is True))
        yield self._parts()
        yield GaugeMetricFamily("office_sse_clients", "Live pages open", value=self._hub.streams)
        office = self._gateway.snapshot().office
        yield GaugeMetricFamily("office_alerts_open", "Alerts open", value=len(office.alerts.open))
        waiting = len(office.alerts.outbox)
        yield GaugeMetricFamily("office_messages_waiting", "Messages not taken", value=waiting)

    def _parts(self) -> Metric:
        parts = self._gateway.snapshot().office.health.parts
        family = GaugeMetricFamily("office_part_up", "Broker, readers, store", labels=["part"])
        for name, part in sorted(parts.items()):
            family.add_metric([name], float(part.ok))
        return family


def _loop(figures: Mapping[str, Json]) -> Iterator[Metric]:
    for key, (name, help_) in LEVELS.items():
        if (level := _number(figures.get(key))) is not None:
            yield GaugeMetricFamily(name, help_, value=level)
    for key, (name, help_) in COUNTERS.items():
        if (count := _number(figures.get(key))) is not None:
            yield CounterMetricFamily(name, help_, value=count)


def _by(name: str, help_: str, label: str, counts: Mapping[str, Json]) -> Metric:
    family = CounterMetricFamily(name, help_, labels=[label])
    for key, count in sorted(counts.items()):
        if (number := _number(count)) is not None:
            family.add_metric([key], number)
    return family


def _mapping(found: Json) -> Mapping[str, Json]:
    return found if isinstance(found, Mapping) else {}


def _number(found: Json) -> float | None:
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return float(found) if is_number and isinstance(found, int | float) else None


@blueprint.get("/metrics")
@unlimited
def metrics() -> Response:
    """Return all figures in the text format."""
    registry: CollectorRegistry = current_app.extensions["metrics"]
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def init_app(app: Flask) -> None:
    """Give the app `/metrics`, with a registry of its own."""
    registry = CollectorRegistry()
    with app.app_context():
        registry.register(OfficeCollector(web().gateway, app.extensions["live"]))
    app.extensions["metrics"] = registry
    app.register_blueprint(blueprint)
