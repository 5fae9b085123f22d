"""Which day beside this file shows which rule of the rooms (spec 03 §2)."""

from pathlib import Path

HERE = Path(__file__).parent
DAYS = sorted(HERE.glob("*.jsonl"))

RULES: dict[str, tuple[str, ...]] = {
    "lights: each on and off, four keys of a dimmer, all on, all off": ("lights-levels",),
    "groups of lights, dimmed and switched with one key": ("lights-groups",),
    "a lamp on a relay has no level; from off a dimmer comes on at its level": ("lights-levels",),
    "the same key twice within half a second is once": ("lights-levels",),
    "curtains: open, stop, close; run-on at the ends": ("curtain-open",),
    "a position, a move too short to begin, all curtains with one key": ("curtain-position",),
    "stop, a pause, and only then the other way": ("curtain-reverse",),
    "never both relays on, also with a hand at the wall": ("curtain-wall-switch",),
    "an end whatever was heard; the position kept on every stop": (
        "curtain-position",
        "curtain-stop-lost",
        "curtain-late-word",
    ),
    "a motor that knows its position is used as such": ("curtain-motor",),
    "projector: standby, warming, on, cooling; off needs a hold": ("projector-meeting",),
    "the opposite press is queued, shown, cancelled; the same one ignored": (
        "projector-meeting",
        "screen-and-rack",
    ),
    "its mains is never cut before it has cooled": ("projector-mains", "screen-and-rack"),
    "by PJLink the input is asked of the device, never assumed": ("sources-day",),
    "the screen goes down with the projector and up after it": ("screen-and-rack",),
    "a source in a dark room offers to turn it on; 7 s between; the newer wish": ("sources-day",),
    "players by infrared, assumed": ("sources-players",),
    "volume: 0 to 100, mute gives back, per source, its default at room-on": (
        "sound-day",
        "sound-remote",
    ),
    "air: mode, set-point and fan inside the site's limits": ("climate-infrared",),
    "300 s off at least, also after a power cut": ("climate-pause",),
    "ventilation on and off": ("lights-levels",),
    "rack: hold, the set order, the amplifier last, each confirmed before the next": ("rack-day",),
    "a step that fails holds the way and is named": ("rack-fails",),
    "off half-way walks back; after a power cut it begins again in order": ("rack-back-and-cut",),
    "the rack's mains waits for the projector": ("screen-and-rack",),
    "scenes: wishes by the safe controls, what fails is named": (
        "scene-all-well",
        "scene-one-dead",
    ),
    "do not disturb, by itself and with the meeting": ("dnd-alone", "lock-meeting"),
    "a call: asked, seen, coming, done; withdrawn; unanswered": (
        "service-answered",
        "service-withdrawn",
        "service-unanswered",
    ),
    "a fault becomes a ticket": ("service-fault",),
    "the lock: two levels, 60 s idle, all lights on works": ("lock-day",),
    "five wrong PINs wait 60 s, growing": ("lock-pin-storm",),
    "level 1 stays open during a checked-in meeting": ("lock-meeting",),
}
"""Every rule of spec 03 §2, and the days that show it."""


def test_every_rule_has_its_day_and_every_day_its_rule() -> None:
    """Nothing of the rulebook is shown nowhere, and no day shows nothing."""
    named = {day for days in RULES.values() for day in days}

    assert named == {day.stem for day in DAYS}
