"""A zone has emptied: what is still on, and one question about it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gateway.domain.devices import poll_at
from gateway.domain.effects import Prompt, PromptItem
from gateway.domain.events import TroubleGone, ZoneEmptied
from gateway.domain.lastout.course import ASK_SOON_S, end, loads_of, start_verifying
from gateway.domain.lastout.state import Outcome
from gateway.domain.meters import proof_w
from gateway.domain.presence import head_count
from gateway.domain.rooms.survey import (
    OFF,
    ON,
    UNKNOWN,
    open_inputs,
    state_of,
    unheard_inputs,
    watts_of,
)
from gateway.domain.rules import Rules
from gateway.domain.turn import Turn

if TYPE_CHECKING:
    from gateway.domain.office import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaver:
    """Whose tap emptied a zone."""

    person: str
    tap_id: str
    reader: str


def on_zone_emptied(turn: Turn, event: ZoneEmptied) -> None:
    """Begin one check of the outermost zone that is empty now.

    The zones on the path are each told; the first begins the check, the
    others find it there.
    """
    empty = [z for z in turn.rules.zone_path(event.zone) if not head_count_in(turn, z)]
    if not empty:
        return
    zone, check_id = empty[-1], f"{empty[-1]}:{event.tap_id}"
    checks = turn.office.lastout.checks
    old = checks.get(zone)
    if old is not None and (old.is_running or old.id == check_id):
        return
    for inner in turn.rules.zones_below(zone):
        if inner != zone and inner in checks and checks[inner].is_running:
            end(turn, checks[inner], Outcome.REPLACED, zone, shown=False)
    leaver = Leaver(person=event.person, tap_id=event.tap_id, reader=event.reader)
    ask(turn, leaver, zone)


def head_count_in(turn: Turn, zone: str) -> int:
    """Return how many people are signed in to a zone or one inside it."""
    return head_count(turn.office, turn.rules, zone)


def ask(turn: Turn, leaver: Leaver, zone: str, again: str = "") -> None:
    """Begin a check; `again` is why one that had ended goes on (`resume.py`)."""
    items = items_in(turn.office, turn.rules, zone)
    durations = turn.rules.durations
    check_id = f"{zone}:{leaver.tap_id}"
    turn.record(
        "lastout.resumed" if again else "lastout.asked",
        zone,
        {
            "id": f"{check_id}:{turn.now.at:%d%H%M%S}" if again else check_id,
            "person": leaver.person,
            "tap_id": leaver.tap_id,
            "reader": leaver.reader,
            "why": again,
            "items": [{"channel": i.channel, "state": i.state, "watts": i.watts} for i in items],
            "start_w": proof_w(turn, turn.rules.zones[zone]),
            "answer_s": durations.lastout_answer_s,
            "quiet_s": durations.lastout_verify_s,
        },
    )
    for key in (f"lastout:{zone}", f"windows:{zone}"):
        if key in turn.office.alerts.open:
            turn.tell(TroubleGone(key=key))
    if items:
        turn.do(Prompt(prompt="last-out", zone=zone, items=items))
        _ask_the_silent(turn, items)
    elif turn.rules.zones[zone].meter is None and not loads_of(turn.office, turn.rules, zone):
        check = turn.office.lastout.checks[zone]  # nothing here that could be on
        end(turn, check, Outcome.COMMANDED_ONLY, "nothing", shown=False)
    else:
        start_verifying(turn, zone)


def _ask_the_silent(turn: Turn, items: tuple[PromptItem, ...]) -> None:
    """Ask devices whose state is not known, while the person reads."""
    for item in items:
        channel = turn.rules.channels.get(item.channel)
        if channel is not None and item.state != ON:
            poll_at(turn, channel.device, turn.now.mono_s + ASK_SOON_S)


def items_in(office: "Office", rules: Rules, zone: str) -> tuple[PromptItem, ...]:
    """Return everything on, open or not known in a zone and below it."""
    items = []
    for channel in loads_of(office, rules, zone):
        state = state_of(office, channel)
        if state != OFF:
            watts = watts_of(office, channel) if state == ON else None
            items.append(PromptItem(channel=channel.id, state=state, watts=watts))
    items += [PromptItem(channel=i, state="open") for i in open_inputs(office, rules, zone)]
    items += [PromptItem(channel=i, state=UNKNOWN) for i in unheard_inputs(office, rules, zone)]
    return tuple(items)
