"""The plan that pages of duty explain is made once, and again when what it is made of changes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gateway.domain.requests.state import Requests
from kiosk_web import duty_plan
from kiosk_web.ports import Snapshot
from tests.kiosk_web.duty_scene import duty_office

SPAN = (date(2026, 12, 1), date(2026, 12, 31))


@pytest.fixture(name="now")
def _now() -> Snapshot:
    return duty_office().gateway.snapshot()


def test_a_tap_makes_no_plan_again(now: Snapshot):
    """Only who is in has changed: the very same plan."""
    first = duty_plan.plan_of(now, SPAN, {}, frozenset())
    tapped = replace(now, office=now.office.changed(presence=replace(now.office.presence)))

    assert duty_plan.plan_of(tapped, SPAN, {}, frozenset()) is first


def test_leave_wishes_drafts_rules_and_days_make_another_plan(now: Snapshot):
    """Whatever the generator is asked with."""
    first = duty_plan.plan_of(now, SPAN, {}, frozenset())
    somebody = first.places[0].person
    name = first.places[0].slot.id
    others = [
        (replace(now, office=now.office.changed(requests=Requests())), SPAN, {}, frozenset()),
        (replace(now, rules=replace(now.rules)), SPAN, {}, frozenset()),
        (now, (SPAN[0], SPAN[1] - timedelta(days=1)), {}, frozenset()),
        (now, SPAN, {name: [somebody]}, frozenset()),
        (now, SPAN, {}, frozenset({(somebody, SPAN[0])})),
    ]

    assert all(duty_plan.plan_of(*asked) is not first for asked in others)
