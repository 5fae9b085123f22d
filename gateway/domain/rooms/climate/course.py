"""On past the compressor's rest, off at once; mode, set-point and fan as one setting.

Law: nothing that may start a compressor leaves before its rest is over. The
rest begins when "off" is sent, again when the machine confirms it, and again
when its device comes back after it was offline (a power cut). Meanwhile "on"
waits in a queue that a restart keeps. A machine that says it is off while "on"
is under way is sent no more: what was sent last may have been obeyed and undone.
"""

from dataclasses import replace

from gateway.domain.devices import Known, is_cut_off, known_of
from gateway.domain.effects import Verb
from gateway.domain.maintenance import work_on_channel
from gateway.domain.rooms import sending
from gateway.domain.rooms.climate.setting import Setting, as_command, fitted, options_of
from gateway.domain.rooms.climate.state import AcRuns, kept, rest_left_s, says
from gateway.domain.rooms.grammar import Wanted
from gateway.domain.rooms.machines import change_runs
from gateway.domain.rooms.plan import is_offline, out_of_reach
from gateway.domain.rooms.state import ASKED, DONE, NOT_SENT, Wish
from gateway.domain.rules import Channel
from gateway.domain.text import Json
from gateway.domain.turn import Turn

LATE_S = 60.0
"""A queued "on" that is later than this (the gateway was away) is forgotten."""


def turn_on(turn: Turn, channel: Channel, by: str) -> str:
    """Switch it on, or queue that; return `asked`, `queued` or `already`."""
    if kept(turn.office, channel.id).queued:
        return "already"
    wish = pending(turn, channel)
    if wish is not None and wish.power:
        return "already"
    reports = options_of(channel).feedback
    if reports and wish is None and runs(turn, channel):
        return "already"
    return _start(turn, channel, by)


def _start(turn: Turn, channel: Channel, by: str) -> str:
    if _is_unheard(turn, channel):
        rest(turn, channel, ran=True)
    if rest_left_s(turn.office, channel.id, turn.now.mono_s) > 0:
        queue(turn, channel, by, on=True)
        return "queued"
    _tell(turn, channel, by, power=True)
    return "asked"


def _is_unheard(turn: Turn, channel: Channel) -> bool:
    """Tell whether it ran when the gateway went, and has not said since what became of that.

    A power cut may have taken both: then it stopped a moment ago.
    """
    known = known_of(turn.office, (channel.device, channel.number))
    ran = kept(turn.office, channel.id).ran and options_of(channel).feedback
    return ran and known in (Known.UNKNOWN, Known.ASSUMED)


def turn_off(turn: Turn, channel: Channel, by: str) -> str:
    """Switch it off at once and forget what is queued; return `asked`, `cancelled` or `already`."""
    was_queued = kept(turn.office, channel.id).queued
    if was_queued:
        queue(turn, channel, by, on=False)
    wish = pending(turn, channel)
    stopping = wish is not None and not wish.power
    if stopping or is_surely_off(turn, channel) or (was_queued and out_of_reach(turn, channel)):
        return "cancelled" if was_queued else "already"
    _tell(turn, channel, by, power=False)
    return "asked"


def cancel(turn: Turn, channel: Channel, by: str) -> bool:
    """Forget what is queued; False if nothing is."""
    if not kept(turn.office, channel.id).queued:
        return False
    queue(turn, channel, by, on=False)
    return True


def change(turn: Turn, channel: Channel, wanted: Setting, by: str) -> str:
    """Take over mode, set-point and fan; return `asked`, `queued`, or `kept` until it is on.

    While it runs all is told at once, infrared has no smaller word.
    """
    set_to(turn, channel, fitted(options_of(channel), wanted), by)
    wish = pending(turn, channel)
    starting = wish is not None and wish.power
    stopping = wish is not None and not wish.power
    if stopping or not (starting or runs(turn, channel)):
        return "kept"
    resting = rest_left_s(turn.office, channel.id, turn.now.mono_s) > 0
    if kept(turn.office, channel.id).queued or (resting and options_of(channel).feedback):
        return "kept"  # it may say "on" by mistake: nothing is queued that nobody asked for
    return _start(turn, channel, by)


def runs(turn: Turn, channel: Channel) -> bool:
    """Tell whether it runs: as it said itself, or as it was told where it can't say."""
    if says(turn.office, channel) is not True:
        return False
    wire = (channel.device, channel.number)
    return not options_of(channel).feedback or known_of(turn.office, wire) is Known.CONFIRMED


def is_surely_off(turn: Turn, channel: Channel) -> bool:
    """Tell whether it says freshly that it is off, and no "on" may be on its way to it."""
    wire = (channel.device, channel.number)
    fresh = known_of(turn.office, wire) is Known.CONFIRMED and options_of(channel).feedback
    off = fresh and says(turn.office, channel) is False
    return off and pending(turn, channel) is None and not kept(turn.office, channel.id).ran


def pending(turn: Turn, channel: Channel) -> Wish | None:
    """Return what was asked of it and has not come to an end."""
    wish = turn.office.controls.wishes.get(channel.id)
    return wish if wish is not None and wish.state == ASKED else None


def _tell(turn: Turn, channel: Channel, by: str, *, power: bool) -> None:
    """Keep what it is told, and send it: until confirmed, or once by infrared."""
    options, now = options_of(channel), kept(turn.office, channel.id)
    forget_failure(turn, channel.id)
    if is_cut_off(turn.office, turn.rules, channel.device):  # a rule asked: nothing leaves
        fail(turn, channel.id, NOT_SENT)
        if options.feedback:
            sending.want(turn, Wanted(channel, power=power), by)
        return
    rests = not power and (now.ran or now.power is not False)
    body: dict[str, Json] = {
        "power": power,
        "assumed": not options.feedback,
        "rest_s": options.min_off_s if rests else None,
        "by": by,
    }
    turn.record("ac.told", channel.id, body, vital=False)
    if options.climate:
        set_to(turn, channel, fitted(options, now.setting), by)
    _send(turn, channel, by, power=power)


def _send(turn: Turn, channel: Channel, by: str, *, power: bool) -> None:
    options, old = options_of(channel), turn.office.runs.acs
    setting = kept(turn.office, channel.id).setting
    climate = as_command(options, setting, power=power) if options.climate else None
    sent_s = {**old.sent_s, channel.id: turn.now.mono_s}
    if options.feedback:
        _change(turn, sent_s=sent_s, asked={**old.asked, channel.id: power})
        sending.want(turn, Wanted(channel, power=power, climate=climate), by)
        return
    _change(turn, sent_s=sent_s)
    sending.once(
        turn,
        channel,
        Verb.POWER if climate is None else Verb.CLIMATE,
        power if climate is None else climate,
    )


def look(turn: Turn, channel: Channel) -> None:
    """Switch on what has rested, unless that makes no sense any more."""
    now = kept(turn.office, channel.id)
    if not now.queued or now.rest_until_s is None or now.rest_until_s > turn.now.mono_s:
        return
    by = now.by
    if (why := _why_not(turn, channel, turn.now.mono_s - now.rest_until_s)) is not None:
        queue(turn, channel, why, on=False)
        fail(turn, channel.id, why)
        return
    _tell(turn, channel, by, power=True)


def _why_not(turn: Turn, channel: Channel, late_s: float) -> str | None:
    """Return why a queued "on" is forgotten, or None."""
    if late_s > LATE_S:
        return "late"
    if work_on_channel(turn.office, turn.rules, channel.id) is not None:
        return "maintenance"
    if is_cut_off(turn.office, turn.rules, channel.device):
        return NOT_SENT
    if is_offline(turn, channel):
        return "offline"
    wire = (channel.device, channel.number)
    heard = known_of(turn.office, wire) in (Known.CONFIRMED, Known.ASSUMED)
    if options_of(channel).feedback and not heard:  # since the gateway started, or at all
        return "no_answer"
    return None


def look_at_wish(turn: Turn, channel: Channel, *, power: bool) -> None:
    """See whether what was asked has come to an end; a bad one of "off" begins the rest anew."""
    wish = turn.office.controls.wishes.get(channel.id)
    if wish is not None and wish.state == ASKED:
        return
    old = turn.office.runs.acs
    _change(turn, asked={c: p for c, p in old.asked.items() if c != channel.id})
    if wish is None or wish.state == DONE:
        return
    fail(turn, channel.id, wish.state)
    if not power:
        rest(turn, channel, ran=True)


def rest(turn: Turn, channel: Channel, *, ran: bool) -> None:
    """Begin the compressor's rest now; `ran`: and again when it says that it is off."""
    body: dict[str, Json] = {"rest_s": options_of(channel).min_off_s, "ran": ran}
    turn.record("ac.rests", channel.id, body, vital=False)


def queue(turn: Turn, channel: Channel, by: str, *, on: bool) -> None:
    """Keep that it goes on after its rest, or that it does not."""
    if on:
        forget_failure(turn, channel.id)
    turn.record("ac.queued", channel.id, {"queued": on, "by": by}, vital=False)


def set_to(turn: Turn, channel: Channel, setting: Setting, by: str) -> None:
    """Keep how it is set, if that is new."""
    if setting != kept(turn.office, channel.id).setting:
        body: dict[str, Json] = {
            "mode": setting.mode,
            "target_c": setting.target_c,
            "fan": setting.fan,
            "by": by,
        }
        turn.record("ac.set", channel.id, body, vital=False)


def fail(turn: Turn, channel_id: str, why: str) -> None:
    """Note how a wish ended badly."""
    _change(turn, failed={**turn.office.runs.acs.failed, channel_id: why})


def forget_failure(turn: Turn, channel_id: str) -> None:
    """Forget how the last wish ended: there is a newer one, or it came true after all."""
    failed = turn.office.runs.acs.failed
    if channel_id in failed:
        _change(turn, failed={c: why for c, why in failed.items() if c != channel_id})


def set_away(turn: Turn, channel_id: str, *, away: bool) -> None:
    """Note that a device is offline, or is back."""
    old = turn.office.runs.acs.away
    _change(turn, away=old | {channel_id} if away else old - {channel_id})


def _change(turn: Turn, **parts: object) -> None:
    old: AcRuns = turn.office.runs.acs
    change_runs(turn, acs=replace(old, **parts))  # type: ignore[arg-type]
