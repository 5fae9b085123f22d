"""What programs see of a room's sources, players and volumes: what is not known is null."""

from devices.mqtt.northbound import channel_state
from gateway.domain.office import Office
from gateway.domain.rooms.players.state import Player
from gateway.domain.text import Json
from tests.browser import show_scenes as room

RULES = room.rules()


def state(office: Office, channel: str) -> dict[str, Json]:
    return channel_state(office, RULES, RULES.channels[channel], 1000.0)


def test_a_volume_says_its_level_and_whether_it_is_silent() -> None:
    """0 to 100 as people see it; nothing while its device is away."""
    assert state(room.loud(), room.SOUND) == {
        "state": 40,
        "muted": False,
        "known": "confirmed",
        "wish": None,
    }
    assert state(room.loud(muted=True), room.SOUND)["muted"] is True
    away = state(room.showing(away=True), room.SOUND)
    assert (away["state"], away["muted"], away["known"]) == (None, None, "unreachable")


def test_a_player_says_what_it_is_taken_to_do() -> None:
    """Assumed at best."""
    assert state(room.showing(), room.DVD) == {"state": "playing", "known": "assumed", "wish": None}
    unknown = state(room.showing(player=Player()), room.DVD)
    assert (unknown["state"], unknown["wish"]) == (None, "not_sent")
