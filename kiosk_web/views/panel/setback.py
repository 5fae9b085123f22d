"""What a panel says before its zone is set back: what happens, in how long, and "we are here"."""

from dataclasses import dataclass

from gateway.domain.office import Office
from gateway.domain.rules import EmptyAc, Room
from gateway.domain.setback import Part, announced_in
from gateway.domain.setback.state import policy_of
from kiosk_web.views.panel.base import Look


@dataclass(frozen=True, slots=True, kw_only=True)
class SetbackView:
    """What is announced; `title` is empty while nothing is.

    Attributes:
        due_ms: When it happens, as the browser counts.
        total_s: How long before it was announced.
    """

    title: str = ""
    sub: str = ""
    icon: str = "light"
    due_ms: int = 0
    total_s: int = 0


def setback_view(look: Look) -> SetbackView:
    """Return what is announced in the zone of a room."""
    told = announced_in(look.office, look.room.zone)
    if told is None:
        return SetbackView()
    _, durations = look.tongue._, look.rules.durations
    lights = told.part is Part.LIGHTS
    since_s = durations.setback_lights_s if lights else durations.setback_ac_s
    return SetbackView(
        title=_("The lights go off soon") if lights else _ac_title(look),
        sub=_("Nobody has been here for %(min)s min", min=round(since_s / 60)),
        icon="light" if lights else "ac",
        due_ms=look.due_ms(told.at_s),
        total_s=round(durations.setback_announce_s),
    )


def _ac_title(look: Look) -> str:
    policy = policy_of(look.rules, look.room.zone)
    if policy is not None and policy.ac is EmptyAc.SETPOINT:
        return look.tongue._("The air conditioning is turned down soon")
    return look.tongue._("The air conditioning goes off soon")


def setback_reads(office: Office, room: Room) -> object:
    """Return what the announcement takes from the office."""
    return announced_in(office, room.zone)
