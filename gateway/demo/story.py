"""`demo --once`: a day in the office over real MQTT, each step proven before the next.

Nothing here is told by the story itself: every line is printed only after the
gateway's own state, an imaginary device's contact, or the ledger says so.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gateway.clock import uptime_s
from gateway.demo.office import DemoOffice, DemoOptions
from gateway.demo.phone import link_in
from gateway.demo.pilot import next_time
from gateway.domain.alerts import LinkClaim
from gateway.domain.duty.words import names_of
from gateway.domain.effects import Answer
from gateway.domain.events import AlertAnswered, ControlPressed, PromptAnswered, Reading
from gateway.domain.lastout import Outcome, Stage
from gateway.domain.presence import head_count
from gateway.domain.rooms.controls import channel_now
from gateway.domain.snapshot import Snapshot
from gateway.ledger import verify

PATIENCE_S = 6.0
READER, ZONE, HOST, GUEST = "front-door", "office", "p002", "p003"


class NotTrue(Exception):
    """A step did not come about."""


class Teller:
    """Prints each step, or why it failed."""

    def __init__(self, office: DemoOffice) -> None:
        self._office = office
        self._began_s = uptime_s()
        self.steps = 0

    def prove(self, what: str, fits: Callable[[Snapshot], bool]) -> Snapshot:
        """Wait until the office is so, and say it.

        Raises:
            NotTrue: It did not become so in time.
        """
        board = self._office.app.loop.board
        snapshot, until_s = board.latest(), uptime_s() + PATIENCE_S
        while not fits(snapshot):
            left_s = until_s - uptime_s()
            if left_s <= 0:
                raise NotTrue(what)
            snapshot = board.wait_newer(snapshot.version, left_s)
        self.say(what)
        return snapshot

    def ensure(self, what: str, so: object) -> None:
        """Say it if it is so.

        Raises:
            NotTrue: It is not.
        """
        if not so:
            raise NotTrue(what)
        self.say(what)

    def say(self, what: str) -> None:
        """Print a step with the office's time."""
        self.steps += 1
        at = self._office.clock.now().at
        _print(f"  ok  {at:%H:%M:%S}  {what}")

    def end(self, trouble: str | None) -> None:
        """Print how it ended."""
        took_s = uptime_s() - self._began_s
        if trouble is None:
            _print(f"\n  All {self.steps} steps came true in {took_s:.1f} s.")
        else:
            _print(f"\n  FAILED after {self.steps} steps, {took_s:.1f} s: {trouble}")


def tell(options: DemoOptions) -> bool:
    """Play the day; True when every step came true."""
    office = DemoOffice(options)
    teller = Teller(office)
    trouble: str | None = None
    try:
        with _running(office):
            for chapter in (_morning, _room, _duty, _last_one_out, _night, _proof):
                chapter(office, teller)
    except NotTrue as failed:
        trouble = str(failed)
    teller.end(trouble)
    return trouble is None


@contextmanager
def _running(office: DemoOffice) -> Iterator[None]:
    office.start()
    thread = threading.Thread(target=office.app.run, name="loop")
    thread.start()
    try:
        yield
    finally:
        office.app.stop()
        thread.join()
        office.stop()


def _morning(office: DemoOffice, teller: Teller) -> None:
    _print(f"\n  {office.clock.now().at:%A %d %B}, the demo office ({office.broker.kind})\n")
    teller.prove("every device answers over MQTT", lambda s: _all_known(office, s))
    office.strings.tap(READER, HOST)
    teller.prove("Li Wei taps in: green, one person in the office", lambda s: _count(s) == 1)
    office.strings.tap(READER, GUEST)
    teller.prove("Wang Fang taps in: two", lambda s: _count(s) == 2)
    office.pilot.travel(next_time(office.clock.now().at, "09:15"))


def _room(office: DemoOffice, teller: Teller) -> None:
    _press(office, "room-a", "lights.all_on")
    teller.prove("the host presses 'all on': 7 lights of room A confirm", lambda s: _lit(s) == 7)
    _press(office, "room-a", "spot-1.level", 50)
    teller.prove("spot 1 to 50 %, confirmed by the dimmer", _spot_at_half)
    _press(office, "room-b", "ac.on")
    teller.prove("the AC of room B runs", lambda s: _on(s, "room-b.ac"))
    thing = office.things.devices["room-a-lights"]
    teller.ensure("the contact behind it really closed", thing.state().channels[1].is_on)


def _duty(office: DemoOffice, teller: Teller) -> None:
    """Tell of the evening's duty, where the site has posts: who has not come is told."""
    today = office.clock.now().at.date()
    planned = office.app.loop.board.latest().office.duties.planned.values()
    duty = next((d for d in planned if d.slot.day == today), None)
    if duty is None:
        return
    rules = office.app.loop.board.latest().rules
    teller.say(f"on duty today: {names_of(rules, duty.people).en}, published for two weeks")
    office.pilot.travel(next_time(office.clock.now().at, "18:06"))
    here = {s.person for s in office.app.loop.board.latest().office.presence.sessions.values()}
    absent = tuple(p for p in duty.people if p not in here)
    if absent:
        key = f"duty-missing:{duty.slot.id}"
        who = names_of(rules, absent).en
        teller.prove(f"18:06 {who} not at the desk: told", lambda s: key in s.office.alerts.open)


def _last_one_out(office: DemoOffice, teller: Teller) -> None:
    office.pilot.travel(next_time(office.clock.now().at, "20:45"))
    office.strings.tap(READER, GUEST)
    teller.prove("20:45 Wang Fang taps out", lambda s: _count(s) == 1)
    office.pilot.travel(next_time(office.clock.now().at, "21:07"))
    office.strings.tap(READER, HOST)
    asked = teller.prove("21:07 Li Wei taps out and is asked: the last one", _is_asked)
    on = [item.channel for item in asked.office.lastout.checks[ZONE].items]
    teller.ensure(f"the check names all {len(on)} things still on", len(on) >= 8)
    teller.ensure("and leaves the fridge alone", "office.fridge" not in on)
    _ask(office, PromptAnswered(prompt="last-out", zone=ZONE, choice="turn_all_off"))
    teller.prove("'Turn all off': every channel confirms off", lambda s: not _any_on(s))
    office.pilot.travel(next_time(office.clock.now().at, "21:10"))
    ended = office.app.history.latest(kinds=["lastout.ended"], limit=1)
    outcome = ended[0].body.get("outcome") if ended else "not ended"
    teller.ensure(
        f"the meter stays under standby for 60 s: {outcome}", outcome == Outcome.VERIFIED.value
    )


def _claim(office: DemoOffice, message: str, key: str) -> LinkClaim | None:
    """Return what the link in a message allows, if it is genuine and about this alert."""
    claim = office.app.links.read(link_in(message) or "")
    return claim if claim and claim.alert == key else None


def _night(office: DemoOffice, teller: Teller) -> None:
    office.pilot.travel(next_time(office.clock.now().at, "23:29"))
    office.things.devices["room-b-lights"].press_wall_switch(3)
    teller.prove("23:29 the AC of room B comes on, nobody is there", lambda s: _on(s, "room-b.ac"))
    office.pilot.travel(next_time(office.clock.now().at, "23:45"))
    raised = teller.prove("facilities have one off-hours alert", lambda s: len(_offhours(s)) == 1)
    (key,) = _offhours(raised)
    message = office.phone.wait_for(lambda body: _claim(office, body, key), PATIENCE_S)
    teller.ensure("the message arrived with a one-time link", message)
    claim = _claim(office, message or "", key)
    teller.ensure("the link is ours and about this alert", claim)
    by, link = ("facilities", claim.id) if claim else ("", None)
    _ask(office, AlertAnswered(key=key, choice="switch_off", by=by, link=link))
    teller.prove("'Switch off': the AC confirms off", lambda s: not _on(s, "room-b.ac"))
    office.pilot.travel(next_time(office.clock.now().at, "23:59"))
    teller.prove("the alert resolved by itself", lambda s: not _offhours(s))


def _proof(office: DemoOffice, teller: Teller) -> None:
    verdict = verify(office.app.ledger.path, office.app.keys.ledger)
    teller.ensure(f"the chain of {verdict.rows} records is intact", verdict.finding is None)


def _ask(office: DemoOffice, event: AlertAnswered | PromptAnswered | ControlPressed) -> Answer:
    answer = office.app.door.ask(event)
    if not answer.ok:
        raise NotTrue(answer.text.en)
    return answer


def _press(office: DemoOffice, room: str, control: str, value: int | None = None) -> None:
    _ask(office, ControlPressed(room=room, control=control, value=value))


def _count(s: Snapshot) -> int:
    return head_count(s.office, s.rules, ZONE)


def _on(s: Snapshot, channel: str) -> bool:
    return channel_now(s.office, s.rules, channel).reported.power is True


def _lit(s: Snapshot) -> int:
    return sum(_on(s, c) for c in s.rules.rooms["room-a"].channels)


def _spot_at_half(s: Snapshot) -> bool:
    return channel_now(s.office, s.rules, "room-a.spot-1").reported.level_pct == 50


def _any_on(s: Snapshot) -> bool:
    return any(_on(s, c) for c in s.rules.channels if c != "office.fridge")


def _all_known(office: DemoOffice, s: Snapshot) -> bool:
    states = (channel_now(s.office, s.rules, c) for c in s.rules.channels)
    return all(_is_heard(state.reported) for state in states)


def _is_heard(reported: Reading) -> bool:
    """Tell whether a thing has said how it is: a motor where it stands, others on or off."""
    return reported.power is not None or reported.position_pct is not None


def _is_asked(s: Snapshot) -> bool:
    check = s.office.lastout.checks.get(ZONE)
    return check is not None and check.stage is Stage.ASKED


def _offhours(s: Snapshot) -> list[str]:
    return [key for key in s.office.alerts.open if key.startswith("offhours:")]


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
