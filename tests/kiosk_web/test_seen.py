"""Pages keep who looked at others' attendance: once a look, and never of oneself."""

import pytest
from flask import session

from gateway.errors import GatewayBusy
from kiosk_web.seen import seen
from tests.kiosk_web.fake_gateway import office


@pytest.fixture
def there():
    return office()


def look(there, *what, who="p001"):
    """Look at something as somebody who is signed in."""
    there.registry.save("accounts", who, {"epoch": 1}, by="test")
    with there.app.test_request_context("/"):
        session.update(person=who, epoch=1, seen=there.gateway.now().at.isoformat())
        seen(*what)


def rows(there):
    return [(r.subject, dict(r.body)) for r in there.gateway.records if r.kind == "personal.seen"]


def test_a_look_is_kept_with_who_looked_at_what(there):
    """The ledger names the viewer, the page, whom it is about, and the days."""
    look(there, "month", "p017", "2026-11")

    assert rows(there) == [("p001", {"what": "month", "about": "p017", "span": "2026-11"})]


def test_reading_the_page_again_within_ten_minutes_is_the_same_look(there):
    """Reloading is no second look; coming back later is."""
    look(there, "month", "p017", "2026-11")
    there.gateway.advance(599)
    look(there, "month", "p017", "2026-11")
    assert len(rows(there)) == 1

    there.gateway.advance(1)
    look(there, "month", "p017", "2026-11")
    assert len(rows(there)) == 2


@pytest.mark.parametrize(
    "other",
    [("day", "p017", "2026-11"), ("month", "p018", "2026-11"), ("month", "p017", "2026-10")],
)
def test_another_page_person_or_span_is_another_look(there, other):
    """Each is kept at once."""
    look(there, "month", "p017", "2026-11")
    look(there, *other)

    assert len(rows(there)) == 2


def test_looking_at_oneself_is_not_kept(there):
    """One's own page is nobody else's business."""
    look(there, "month", "p001", "2026-11")

    assert rows(there) == []


def test_what_cannot_be_kept_is_not_shown_and_is_kept_next_time(there):
    """No answer from the gateway: the page fails, and the look is not taken for kept."""
    there.gateway.busy = True
    with pytest.raises(GatewayBusy):
        look(there, "month", "p017")

    there.gateway.busy = False
    look(there, "month", "p017")
    assert len(rows(there)) == 1
