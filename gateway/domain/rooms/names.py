"""What people call a place and the things in it."""

from gateway.domain.rules import Rules
from gateway.domain.text import Text


def place_name(rules: Rules, place: str) -> Text:
    """Return the name of a room or zone; its id if it has none."""
    found = rules.rooms.get(place) or rules.zones.get(place)
    return found.name if found else Text(place, place)


def channel_name(rules: Rules, channel: str) -> Text:
    """Return a channel's name without its place; its id if it is not configured."""
    found = rules.channels.get(channel)
    return found.name if found else Text(channel, channel)


def full_name(rules: Rules, channel: str) -> Text:
    """Return a channel's name with its place: 会议室 B 的空调, AC in Room B."""
    found = rules.channels.get(channel)
    if found is None:
        return Text(channel, channel)
    place = place_name(rules, found.owner)
    return Text(f"{place.zh}的{found.name.zh}", f"{found.name.en} in {place.en}")


def listed(names: list[Text]) -> Text:
    """Return several names as one phrase."""
    return Text("、".join(n.zh for n in names), ", ".join(n.en for n in names))
