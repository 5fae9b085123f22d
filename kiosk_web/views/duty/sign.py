"""The page of a hand-over on the kiosk: who has signed, and whether badges sign it now."""

from dataclasses import dataclass

from gateway.domain.duty.handover import due_at
from kiosk_web.ports import Snapshot
from kiosk_web.views.duty.desk import PageShown, page_shown
from kiosk_web.views.words import Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class SignView:
    """What the kiosk shows.

    Attributes:
        page: None: nothing is to be signed here now.
        is_open: A badge at the reader signs it.
    """

    reader: str
    page: PageShown | None
    is_open: bool


def sign_view(snapshot: Snapshot, reader: str, tongue: Tongue) -> SignView:
    """Return the page that is open at a kiosk, else the one that is due there."""
    office, rules = snapshot.office, snapshot.rules
    opened = office.pages.by_reader.get(reader)
    duty = office.duties.planned.get(opened.slot) if opened else None
    duty = duty or due_at(office, rules, reader, snapshot.now.at)
    return SignView(
        reader=reader,
        page=page_shown(snapshot, duty, "", tongue) if duty else None,
        is_open=opened is not None,
    )
