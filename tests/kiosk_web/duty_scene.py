"""A duty desk of a small office: three people, evenings published for this week, one leads."""

from dataclasses import replace
from datetime import datetime, time

from gateway.domain.duty.rules import DutyRules, Group, Post
from gateway.domain.events import BadgeTapped, DutyPublished, TimePassed
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.rules import Badge
from gateway.domain.text import Text
from tests.kiosk_web.browser_of import Browser
from tests.kiosk_web.fake_gateway import ZONE, FakeOffice, office, sample_rules

NOW = datetime(2026, 11, 20, 14, 20, tzinfo=ZONE)
LEADER, WEI, FANG = "p001", "p017", "p018"
TONIGHT, MONDAY, TUESDAY = (f"2026-11-{d}.evening.desk" for d in (20, 23, 24))


def duty_office() -> FakeOffice:
    """Return an office on a Friday at 14:20: Wei tonight, Fang on Monday; Tuesday is open."""
    return furnished(office())


def furnished(there: FakeOffice) -> FakeOffice:
    """Put that Friday in place in an office that stands already."""
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


LATE = "2026-11-20.night.desk"


def relieved(there: FakeOffice) -> None:
    """Let Fang relieve Wei tonight at 21:00, and the clock say 20:45; both are in."""
    rules = there.gateway.rules
    evening = rules.duty.kinds["evening"]
    night = replace(evening, id="night", start=time(21), end=time(23))
    post = replace(rules.duty.posts["desk"], kinds=("evening", "day_off", "night"))
    duty = replace(rules.duty, kinds={**rules.duty.kinds, "night": night}, posts={"desk": post})
    badges = {f"b-{p}": Badge(badge=f"b-{p}", person=p) for p in (WEI, FANG)}
    there.gateway.change(rules=replace(rules, duty=duty, badges=badges))
    assert there.gateway.ask(DutyPublished(places=((LATE, (FANG,)),), by=LEADER)).ok
    there.gateway.clock = Now(5000.0, NOW.replace(hour=20, minute=45))
    for person in (WEI, FANG):
        tap(there, person)
    rest(there)


def rest(there: FakeOffice) -> None:
    """Let the kiosk go back to rest, and the time for "undo" pass."""
    now = there.gateway.clock
    there.gateway.clock = Now(now.mono_s + 130.0, now.at)
    there.gateway.tell(TimePassed())


def tap(there: FakeOffice, person: str) -> None:
    """Lay somebody's badge on the front door's reader; taps come 15 s apart."""
    now = there.gateway.clock
    there.gateway.clock = Now(now.mono_s + 15.0, now.at)
    there.gateway.tell(
        BadgeTapped(tap_id=f"t{now.mono_s}", reader="front-door", badge=f"b-{person}")
    )
