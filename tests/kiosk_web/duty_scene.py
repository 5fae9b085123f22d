"""A duty desk of a small office: three people, evenings published for this week, one leads."""

from dataclasses import replace
from datetime import datetime

from gateway.domain.duty.rules import DutyRules, Group, Post
from gateway.domain.events import DutyPublished
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.text import Text
from tests.kiosk_web.browser_of import Browser
from tests.kiosk_web.fake_gateway import ZONE, FakeOffice, office, sample_rules

NOW = datetime(2026, 11, 20, 14, 20, tzinfo=ZONE)
LEADER, WEI, FANG = "p001", "p017", "p018"
TONIGHT, MONDAY, TUESDAY = (f"2026-11-{d}.evening.desk" for d in (20, 23, 24))


def duty_office() -> FakeOffice:
    """Return an office on a Friday at 14:20: Wei tonight, Fang on Monday; Tuesday is open."""
    there = office()
    base = sample_rules()
    desk = Post(id="desk", name=Text("前台", "Desk"), zone="office", kinds=("evening", "day_off"))
    group = Group(
        id="one", name=Text("一组", "Group one"), leader=LEADER, members=(LEADER, WEI, FANG)
    )
    duty = DutyRules(posts={"desk": desk}, groups={"one": group})
    there.gateway.clock = Now(1000.0, NOW)
    there.gateway.change(Office(), replace(base, duty=duty))
    places = ((TONIGHT, (WEI,)), (MONDAY, (FANG,)))
    assert there.gateway.ask(DutyPublished(places=places, by=LEADER)).ok
    return there


def browser_of(there: FakeOffice, person: str) -> Browser:
    """Return the browser of somebody who has signed in."""
    there.registry.save("accounts", person, {"epoch": 1}, by="test")
    browser = Browser(there)
    with browser.client.session_transaction() as session:
        session.update(person=person, epoch=1, seen=there.gateway.clock.at.isoformat())
    return browser
