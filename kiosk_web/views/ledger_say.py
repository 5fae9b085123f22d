"""What the words of a row of the ledger are made of: names, and the language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.domain.rules import Rules
from gateway.domain.text import Json, Text
from kiosk_web.ports import Kept
from kiosk_web.views.marks import zone_name
from kiosk_web.views.words import Tongue


@dataclass(frozen=True, slots=True)
class Say:
    """What the words of one row are made of."""

    kept: Kept
    rules: Rules
    tongue: Tongue
    titles: Mapping[str, Text]

    def __call__(self, message: str, **values: object) -> str:
        """Return a message in the screen's language."""
        return self.tongue._(message, **values)

    @property
    def body(self) -> Mapping[str, Json]:
        """What the row holds."""
        return self.kept.body

    def person(self, key: Json) -> str:
        """Return a person's name."""
        known = self.rules.people.get(str(key))
        return known.name if known else self.tongue._("Somebody")

    def channel(self, key: Json) -> str:
        """Return where a channel is, and what it is called."""
        known = self.rules.channels.get(str(key))
        if known is None:
            return str(key)
        room = self.rules.rooms.get(known.owner)
        name = known.name.in_(self.tongue.language)
        return f"{room.name.in_(self.tongue.language)}{self.tongue.dot}{name}" if room else name

    def channels(self, keys: Json, most: int = 3) -> str:
        """Return the names of some channels, the first few of many."""
        if not isinstance(keys, Sequence) or isinstance(keys, str) or not keys:
            return "—"
        names = self.tongue.comma.join(self.channel(key) for key in keys[:most])
        more = len(keys) - most
        return names if more <= 0 else self("%(names)s and %(n)s more", names=names, n=more)

    def room(self, key: Json = None) -> str:
        """Return a room's name; left out, that of the row's subject."""
        known = self.rules.rooms.get(str(key or self.kept.subject))
        return known.name.in_(self.tongue.language) if known else str(key or self.kept.subject)

    def zone(self, key: Json) -> str:
        """Return a zone's name."""
        return zone_name(self.rules, str(key), self.tongue)


Told = tuple[str, str, str]
"""Icon, tone, sentence."""
