"""Who waits for a witness, who left the badge at home when, which card is theirs instead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from gateway.domain.rules import Badge

if TYPE_CHECKING:
    from gateway.domain.now import Now
    from gateway.domain.office import Office
    from gateway.domain.rules import Person, Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Somebody at a kiosk waits for a colleague's badge.

    Attributes:
        id: Made by the screen, so that only the screen that shows it ends it.
        number: As it was typed; whose it is is looked up when a witness comes.
        began_at: When it began.
        until_s: When it ends by itself (or is put away, once refused).
        refused: A witness came, and the number is nobody's who may sign in.
    """

    id: str
    number: str
    began_at: datetime
    until_s: float
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Somebody signed in with a witness may lay a card of the pool on the reader, and have it.

    `tap_id` is the tap they signed in with.
    """

    person: str
    tap_id: str
    until_s: float


@dataclass(frozen=True, slots=True)
class Waits:
    """Transient: who waits now and whom a card is offered, by reader; one of each at each."""

    by_reader: Mapping[str, Wait] = field(default_factory=dict)
    offers: Mapping[str, Offer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """A card of the visitors' pool that is somebody's badge today.

    Attributes:
        person: Whose.
        zone: Where it was lent.
        since: When.
        until: It works up to then: the end of the day, or of a shift that lasts longer.
            After that it is nobody's badge, and still to be given back.
        of: The tap they signed in with; taken back, so is the card.
    """

    person: str
    zone: str
    since: datetime
    until: datetime
    of: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Durable.

    Attributes:
        days: The days of one month on which each person had a witness, in order.
        lent: Cards of the visitors' pool that staff carry, by label.
    """

    days: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    lent: Mapping[str, Lent] = field(default_factory=dict)


def wait_at(office: "Office", now: "Now", reader: str) -> Wait | None:
    """Return the wait at a reader that a witness may still end, or None."""
    wait = office.waits.by_reader.get(reader)
    if wait is None or wait.refused or wait.until_s <= now.mono_s:
        return None
    return wait


def is_witness(office: "Office", now: "Now", reader: str, person: "Person") -> bool:
    """Tell whether somebody's badge at a reader is a witness's now; never for themselves."""
    wait = wait_at(office, now, reader)
    return wait is not None and wait.number != person.number


def offer_at(office: "Office", now: "Now", reader: str) -> Offer | None:
    """Return whom a card is offered at a reader, or None."""
    offer = office.waits.offers.get(reader)
    return offer if offer is not None and now.mono_s < offer.until_s else None


def card_of(office: "Office", person: str) -> str:
    """Return the label of the pool's card that somebody carries as their badge, or nothing."""
    return next(
        (label for label, lent in office.forgotten.lent.items() if lent.person == person), ""
    )


def lent_badge(office: "Office", rules: "Rules", now: "Now", badge: str) -> Badge | None:
    """Return a card of the pool as the badge that it is today, or None: it is nobody's badge."""
    card = rules.visitor_cards.get(badge)
    lent = office.forgotten.lent.get(card.label) if card is not None else None
    if card is None or lent is None or now.at >= lent.until:
        return None
    status = "lost" if card.lost else "active" if card.active else "blocked"
    return Badge(badge=badge, person=lent.person, status=status)


def overdue(office: "Office", rules: "Rules", now: "Now", badge: str) -> str:
    """Return whose card of the pool should be back by now, or nothing."""
    card = rules.visitor_cards.get(badge)
    lent = office.forgotten.lent.get(card.label) if card is not None else None
    return lent.person if lent is not None and now.at >= lent.until else ""


def is_offered(office: "Office", rules: "Rules", now: "Now", reader: str, badge: str) -> bool:
    """Tell whether a card of the pool, laid on a reader now, becomes somebody's badge."""
    card = rules.visitor_cards.get(badge)
    if card is None or offer_at(office, now, reader) is None:
        return False
    carried = any(visit.card == card.label for visit in office.visits.open.values())
    return card.active and not card.lost and not carried and card.label not in office.forgotten.lent


def person_of(rules: "Rules", number: str) -> "Person | None":
    """Return who works here with a staff number."""
    return next((p for p in rules.people.values() if p.active and p.number == number), None)
