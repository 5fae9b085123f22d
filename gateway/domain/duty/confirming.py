"""Where signs are asked for, a badge at the post's own entrance is one: nobody leaves by it.

Who means to go says so with the key on the kiosk, or taps when the duty is nearly over.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from gateway.domain.duty.state import Planned, running
from gateway.domain.text import Text

if TYPE_CHECKING:
    from gateway.domain.office import Office
    from gateway.domain.rules import Rules


def asks_signs(office: "Office", rules: "Rules", person: str, at: datetime) -> tuple[Planned, ...]:
    """Return the duties under way for which somebody's badge is a sign that they are there.

    None where the office asks for no signs, and none in the last minutes (`grace_min`)
    of a duty or once it is handed over: then a badge is a badge.
    """
    limits = rules.duty.limits
    if not limits.confirm_min:
        return ()
    nearly = timedelta(minutes=limits.grace_min)
    return tuple(
        duty
        for duty in running(office, at)
        if person in duty.people
        and at < duty.slot.end - nearly
        and not duty.standing(person).released
    )


def confirmed(name: str, until: datetime) -> Text:
    """Return the words for a badge that was taken as a sign; `until` in the site's zone."""
    return Text(
        f"{name}，已确认在岗，值班到 {until:%H:%M}", f"{name}, noted: on duty until {until:%H:%M}"
    )
