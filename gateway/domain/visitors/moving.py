"""A visitor's card at the reader of an inner zone: it opens nothing, and says where they are.

No farewell: they have gone further in than where they registered, or come out
again. Heads are counted there now, and a roll-call looks for them there.
"""

from gateway.domain.events import VisitorCardTapped, ZoneEmptied, ZoneEntered
from gateway.domain.presence.state import head_count
from gateway.domain.rules import Reader, ReaderDirection, Rules
from gateway.domain.turn import Turn
from gateway.domain.visitors.folds import MOVED
from gateway.domain.visitors.state import Visit


def home_of(rules: Rules, visit: Visit) -> str:
    """Return the zone that a visitor registered in, wherever they have gone since."""
    door = rules.readers.get(visit.reader)
    return door.zone if door else visit.zone


def zone_after(turn: Turn, reader: Reader, visit: Visit) -> str | None:
    """Return where a visitor is after their card was at a reader; None: they have gone.

    The reader of a zone inside the one they registered in moves them: in when they
    are not in there, else out of it again, as far as its direction lets. Any other
    reader is a door to the street.
    """
    home = home_of(turn.rules, visit)
    around = turn.rules.zone_path(reader.zone)[1:]
    if home not in around:
        return None
    is_inside = reader.zone in turn.rules.zone_path(visit.zone)
    goes_in = not is_inside
    if reader.direction is not ReaderDirection.TOGGLE:
        goes_in = reader.direction is ReaderDirection.IN
    if goes_in:
        return visit.zone if is_inside else reader.zone
    return around[0] if is_inside else visit.zone


def move(turn: Turn, visit: Visit, zone: str, event: VisitorCardTapped) -> None:
    """Keep that a visitor is in another zone now, and tell who counts heads."""
    if zone == visit.zone:
        return
    turn.record(MOVED, visit.id, {"zone": zone, "reader": event.reader})
    turn.tell(ZoneEntered(zone=zone, tap_id=event.tap_id, person=""))
    if not head_count(turn.office, turn.rules, visit.zone):
        turn.tell(ZoneEmptied(zone=visit.zone, tap_id=event.tap_id, person="", reader=event.reader))
