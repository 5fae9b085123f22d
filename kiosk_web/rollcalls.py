"""What roll-calls came to, out of the ledger, where the figures stay; no names."""

from gateway.domain.rollcall import ENDED, EXPLAINED, Report, reports_in
from gateway.domain.turn import Fact
from kiosk_web.context import web

MOST = 1000
"""Rows read: more roll-calls than an office holds in its life."""


def reports_kept() -> tuple[Report, ...]:
    """Return the reports that the ledger holds, newest first."""
    rows = web().history.latest(kinds=(ENDED, EXPLAINED), limit=MOST)
    return reports_in(Fact(row.kind, row.subject, row.body, row.at) for row in rows)
