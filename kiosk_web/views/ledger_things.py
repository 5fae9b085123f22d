"""Presses, projectors, racks, scenes and channels in the words of a person, for `ledger.py`."""

from collections.abc import Mapping, Sequence

from gateway.domain.rooms.scenes.standard import scenes_of
from kiosk_web.views.ledger_say import Say, Told
from kiosk_web.views.pressed import pressed_words


def press(say: Say) -> Told:
    """Tell what was pressed, and what it does."""
    what, done = pressed_words(say, say.kept.subject, say.body)
    return "hand", "info", say("Pressed: %(what)s, %(done)s", what=what, done=done)


def projector_stage(say: Say) -> Told:
    """Tell how far a projector is."""
    stage, what = str(say.body.get("stage", "")), say.channel(say.kept.subject)
    told: dict[str, Told] = {
        "warming": ("queue", "info", say("%(what)s: warming up", what=what)),
        "on": ("ok", "ok", say("%(what)s: on", what=what)),
        "cooling": ("queue", "info", say("%(what)s: cooling down", what=what)),
        "standby": ("ok", "ok", say("%(what)s: off, and cool", what=what)),
    }
    return told.get(
        stage, ("k-unknown", "warn", say("%(what)s: nobody knows how it is", what=what))
    )


def rack_ended(say: Say) -> Told:
    """Tell that a rack is on or off."""
    room = say.room()
    if say.body.get("stage") == "on":
        return "ok", "ok", say("%(room)s: the AV rack is on", room=room)
    return "ok", "ok", say("%(room)s: the AV rack is off", room=room)


def rack_held(say: Say) -> Told:
    """Tell where a rack is held."""
    step = say.channel(say.body.get("channel"))
    return "bad", "bad", say("The AV rack is held at %(what)s", what=step)


def scene_ended(say: Say) -> Told:
    """Tell what a scene could not do, if anything."""
    scenes = {scene.id: scene.name for scene in scenes_of(say.rules, say.kept.subject)}
    known, undone = scenes.get(str(say.body.get("scene"))), say.body.get("undone")
    name = known.in_(say.tongue.language) if known else str(say.body.get("scene"))
    if not undone or not isinstance(undone, Sequence) or isinstance(undone, str):
        return "ok", "ok", say("%(room)s, %(scene)s: all done", room=say.room(), scene=name)
    missing = [u.get("channel") or u.get("control") for u in undone if isinstance(u, Mapping)]
    left = say.channels(list(dict.fromkeys(missing)))
    return "bad", "bad", say("%(scene)s: not done: %(what)s", scene=name, what=left)


def wanted(say: Say) -> Told:
    """Tell what the office itself wants of a channel."""
    what = say.channel(say.kept.subject)
    verb = say("off") if say.body.get("verb") == "off" else say("on")
    return "power", "info", say("The office wants: %(what)s, %(done)s", what=what, done=verb)


def channel(say: Say) -> Told:
    """Tell that a channel was not reached."""
    what = say.channel(say.kept.subject)
    if say.kept.kind == "channel.not_sent":
        return "k-noanswer", "bad", say("%(what)s: not sent, no connection", what=what)
    if say.kept.kind == "channel.no_answer":
        return "k-noanswer", "bad", say("%(what)s: no answer after three tries", what=what)
    return "light", "", f"{what} {say.kept.kind.partition('.')[2]}"
