"""The AV rack: its steps in order, the one at hand, and what a held one needs of a person."""

from dataclasses import dataclass

from gateway.domain.office import Office
from gateway.domain.options import RackOptions
from gateway.domain.rooms.controls import channel_now
from gateway.domain.rooms.rack.state import HELD, WALKING, RackNow, Stage, rack_now, rack_of
from gateway.domain.rules import Channel, Room, Rules
from kiosk_web.views.marks import Mark, state_mark
from kiosk_web.views.panel.base import Look, PanelPage


@dataclass(frozen=True, slots=True)
class StepView:
    """One step; `state` is `did`, `now`, `err`, `left` or `todo`; `due_ms` when it is asked."""

    number: int
    name: str
    note: str
    state: str
    mark: Mark
    due_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RackView:
    """The rack of a room.

    Attributes:
        stage: As in the rules: `off`, `going_on`, `on`, `going_off`, `held_on`, `held_off`.
        head: How far it is, for the list's corner.
        title: The same, large.
        at: Number of the step at hand, counted as listed; 0 for none.
        done, left: How many steps of this way are done, and how many are not.
        ready_ms: When the whole way is done if nothing holds it, or None.
        trouble: What holds it, in one sentence, and what follows from that.
        hold_s: How long "on" and "off" have to be held.
        then_on: It comes on again once all is off.
        left_out: Steps that did not go off, in words, or empty.
    """

    stage: str
    head: Mark
    title: str
    steps: tuple[StepView, ...]
    at: int
    done: int
    left: int
    ready_ms: int | None
    trouble: str
    more: str
    hold_s: float
    then_on: bool
    left_out: str


def rack_view(look: Look) -> RackView:
    """Return the rack of a room."""
    now = rack_now(look.office, look.rules, look.room.id, look.now_s)
    assert now is not None  # the page is there only where a rack is
    at = now.steps.index(now.step) + 1 if now.step in now.steps else 0
    trouble, more = _trouble(look, now)
    return RackView(
        stage=now.stage.value,
        head=_head(look, now, at),
        title=_title(look, now.stage),
        steps=tuple(_step(look, now, n, step) for n, step in enumerate(now.steps, start=1)),
        at=at,
        done=len(now.done) if now.stage in WALKING or now.stage in HELD else 0,
        left=len(rack_of(look.office, look.room.id).todo),
        ready_ms=_ready_ms(look, now),
        trouble=trouble,
        more=more,
        hold_s=look.rules.durations.rack_hold_s,
        then_on=now.then_on,
        left_out=look.tongue.comma.join(look.name(step) for step in now.left_out),
    )


def _head(look: Look, now: RackNow, at: int) -> Mark:
    _ = look.tongue._
    if now.stage in HELD:
        return Mark("bad", _("Held at step %(n)s", n=at), "bad")
    if now.stage in WALKING:
        total = len(now.steps)
        return Mark("queue", _("Step %(n)s of %(total)s", n=at, total=total), "info")
    if now.stage is Stage.OFF and now.lit:
        return Mark("warn", _("Off, but %(n)s say they are on", n=len(now.lit)), "warn")
    return Mark("k-confirmed", _("On") if now.stage is Stage.ON else _("Off"))


def _title(look: Look, stage: Stage) -> str:
    _ = look.tongue._
    return {
        Stage.OFF: _("The system is off"),
        Stage.GOING_ON: _("Switching on"),
        Stage.ON: _("The system is on"),
        Stage.GOING_OFF: _("Switching off"),
        Stage.HELD_ON: _("Held on the way up"),
        Stage.HELD_OFF: _("Held on the way down"),
    }[stage]


def _ready_ms(look: Look, now: RackNow) -> int | None:
    """Return when the last step is due, by the delays alone."""
    rack = rack_of(look.office, look.room.id)
    if now.stage not in WALKING or rack.next_due_s is None:
        return None
    later = [look.rules.channels[c].options for c in rack.todo[1:] if c in look.rules.channels]
    delays = (one.delay_s for one in later if isinstance(one, RackOptions))
    return look.due_ms(rack.next_due_s + sum(delays))


def _step(look: Look, now: RackNow, number: int, step: str) -> StepView:
    _ = look.tongue._
    channel = look.rules.channels[step]
    mark, state, note = _state_of(look, channel), "todo", ""
    due_ms = None
    if now.stage in (Stage.GOING_OFF, Stage.HELD_OFF):  # going down what is done is off again
        state = "lit" if step in now.lit else "todo"
    elif step in now.done or now.stage is Stage.ON:
        state = "did"
    if step in now.left_out:
        state, note = "left", _("Did not go off; left out")
    elif step == now.step and now.stage in HELD:
        state, note = "err", _why(look, now.why)
    elif step == now.step and now.stage in WALKING:
        state = "now"
        if now.next_in_s is not None:
            due_ms = look.due_ms(look.now_s + now.next_in_s)
        else:
            mark = Mark("queue", _("Asked, waiting for its answer"), "info")
    elif _is_amplifier(channel) and state == "todo" and now.stage in (Stage.OFF, Stage.GOING_ON):
        note = _("Last, so that the speakers do not bang")
    elif _is_amplifier(channel) and now.stage is Stage.HELD_ON:
        note = _("Stays off")
    return StepView(number, look.name(channel), note, state, mark, due_ms)


def _is_amplifier(channel: Channel) -> bool:
    return isinstance(channel.options, RackOptions) and channel.options.amplifier


def _state_of(look: Look, channel: Channel) -> Mark:
    return state_mark(channel_now(look.office, look.rules, channel.id), look.tongue)


def _why(look: Look, why: str) -> str:
    """Return what happened to the step that holds the way."""
    _ = look.tongue._
    return {
        "no_answer": _("It was asked three times and did not answer"),
        "not_sent": _("It could not be sent: the control network is away"),
        "went_off": _("It went off again by itself"),
        "changed_elsewhere": _("Somebody switched it elsewhere"),
        "projector": _("The projector it feeds does not cool"),
        "restart": _("The gateway was restarted on the way"),
    }.get(why, _("It did not work"))


def _trouble(look: Look, now: RackNow) -> tuple[str, str]:
    """Return what holds the rack, and what follows."""
    _ = look.tongue._
    if now.stage not in HELD:
        return "", ""
    name = look.name(now.step) if now.step else ""
    trouble = _("%(step)s: %(why)s.", step=name, why=_why(look, now.why))
    if now.stage is Stage.HELD_ON:
        return trouble, _("What comes after it stays off. Try again, or go back.")
    return trouble, _("What is before it stays on. Try again, or leave it out.")


def _line(look: Look) -> Mark:
    return rack_view(look).head


def takes(rules: Rules, channel: Channel) -> bool:
    """Take every step of a rack."""
    return isinstance(channel.options, RackOptions)


def _reads(office: Office, rules: Rules, room: Room, mine: tuple[Channel, ...]) -> object:
    return office.machines.racks.by_place.get(room.id)


PAGE = PanelPage(
    name="rack",
    icon="rack",
    title=lambda tongue: tongue._("System"),
    takes=takes,
    view=rack_view,
    line=_line,
    reads=_reads,
    level=2,
)
