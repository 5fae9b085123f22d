"""Hand-over pages that kiosks show now, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gateway.domain.duty.state import relief_of

if TYPE_CHECKING:
    from gateway.domain.office import Office
    from gateway.domain.rules import Rules


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A kiosk shows the page of a duty."""

    slot: str
    until_s: float


@dataclass(frozen=True, slots=True)
class OpenPages:
    """Transient: pages that are shown now, by reader."""

    by_reader: Mapping[str, OpenPage] = field(default_factory=dict)


def signs_here(office: "Office", rules: "Rules", reader: str, person: str) -> bool:
    """Tell whether somebody's badge at a reader signs the page its kiosk shows.

    Only those whom the page is about, and leaders: others come and go as ever. Who takes over
    and is not in yet signs in first: nobody takes over from outside.
    """
    page = office.pages.by_reader.get(reader)
    duty = office.duties.planned.get(page.slot) if page is not None else None
    if duty is None:
        return False
    relief = relief_of(office, duty, rules.duty.limits.meet_min)
    if person in duty.people:
        return True
    if relief is not None and person in relief.people:
        return any(session.person == person for session in office.presence.sessions.values())
    return any(group.leader == person for group in rules.duty.groups.values())
