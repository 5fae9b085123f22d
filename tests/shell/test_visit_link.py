"""The message about a visitor: one link, to where the host answers; it names nobody."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from gateway.domain.effects import Notify
from gateway.domain.now import Now
from gateway.domain.text import Text
from gateway.links import Links

AT = datetime(2026, 11, 20, 8, 41, tzinfo=ZoneInfo("Asia/Shanghai"))


class Clock:
    """A clock that stands, until it is moved."""

    def __init__(self) -> None:
        self.at = AT

    def now(self) -> Now:
        """Return the instant."""
        return Now(0.0, self.at)

    def monotonic(self) -> float:
        """Return the monotonic seconds."""
        return 0.0


def test_a_visit_has_one_link_and_it_reads_back_as_that_visit_for_that_host():
    """For a day, and for nobody else's visit."""
    clock = Clock()
    links = Links(b"k" * 32, clock)
    notify = Notify(
        notification="m1",
        to="p001",
        alert="visit:v7",
        title=Text("您有一位访客", "You have a visitor"),
        body=Text("", ""),
    )

    said = links.in_message(notify, "http://gate", "en")

    assert said.count("http") == 1
    start, _, token = said.partition("http://gate/v/host/")
    assert start == "Answer your visitor:\n"
    claim = links.read(token)
    assert claim is not None
    assert (claim.alert, claim.contact, claim.choice) == ("visit:v7", "p001", "")
    clock.at = AT + timedelta(hours=25)
    assert links.read(token) is None
