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


def device_name(rules: Rules, device: str) -> Text:
    """Return what people call a device: its name, else what hangs on it, else its id in words.

    A site file need not name a device; `room-a-relays` tells nobody where to go.
    """
    found = rules.devices.get(device)
    name = found.name if found else Text(device, device)
    wired = [c for c in rules.channels.values() if c.device == device]
    if not wired or not _is_id(name, device):
        return name
    first, more = wired[0], len(wired) - 1
    place = place_name(rules, first.owner)
    zh, en = f"{place.zh}·{first.name.zh}", f"{place.en} · {first.name.en}"
    return Text(f"{zh} 和另外 {more} 样", f"{en} and {more} more") if more else Text(zh, en)


def _is_id(name: Text, device: str) -> bool:
    """Tell whether a name is only the id, as it is or as the site file's reader words it."""
    words = device.replace("-", " ")
    return {name.zh, name.en} <= {device, words}


def listed(names: list[Text]) -> Text:
    """Return several names as one phrase."""
    return Text("、".join(n.zh for n in names), ", ".join(n.en for n in names))
