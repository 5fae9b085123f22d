"""What air conditioners say of themselves: followed, and never taken for less rest than it is.

An "on" that may be the echo of something older than our "off" is shown, but
does not end the rest. An "off" while "on" is under way may be an echo or the
truth: the rest begins, no more is sent, and the device is asked once more.
"""

from gateway.domain.devices import poll_at
from gateway.domain.events import DeviceReported, Reading
from gateway.domain.rooms import sending
from gateway.domain.rooms.climate import course
from gateway.domain.rooms.climate.setting import Setting, options_of
from gateway.domain.rooms.climate.state import kept
from gateway.domain.rooms.state import ASKED, DONE, is_on
from gateway.domain.rules import Channel
from gateway.domain.text import Json
from gateway.domain.turn import Turn

ELSEWHERE = "elsewhere"
"""Who switched what we did not."""


def heard(turn: Turn, channel: Channel, event: DeviceReported) -> None:
    """Take in a fresh report of an air conditioner."""
    power = is_on(event.reading)
    if channel.id in turn.office.runs.acs.away:
        came_back(turn, channel)
    if not options_of(channel).feedback:
        _heard_remote(turn, channel, event.reading, power)
        return
    if power is True:
        _heard_on(turn, channel)
    elif power is False:
        _heard_off(turn, channel)
    report = turn.office.devices.reports.get((channel.device, channel.number))
    if report is not None and is_on(report.reading) and not _is_settling(turn, channel):
        _follow(turn, channel, report.reading)


def _heard_on(turn: Turn, channel: Channel) -> None:
    now = kept(turn.office, channel.id)
    wish = turn.office.controls.wishes.get(channel.id)
    if wish is not None and wish.power is False and _is_settling(turn, channel):
        if not now.ran:  # an echo, or somebody at the switch: it may run
            _said(turn, channel, now.power, ran=True, rests=None)
        return
    course.forget_failure(turn, channel.id)
    if now.power is not True or now.queued or now.rest_until_s is not None:
        _said(turn, channel, True, ran=True, rests=False)


def _heard_off(turn: Turn, channel: Channel) -> None:
    now = kept(turn.office, channel.id)
    doubt_s = _on_its_way_s(turn, channel)
    wish = course.pending(turn, channel)
    if wish is not None and wish.power:
        sending.stop(turn, channel.id)
    if doubt_s > 0:
        poll_at(turn, channel.device, turn.now.mono_s + doubt_s)
    if now.ran or now.power is True:
        _said(turn, channel, False, ran=doubt_s > 0, rests=True)
    elif now.power is None:  # off, nobody knows since when
        _said(turn, channel, False, ran=False, rests=None)


def _on_its_way_s(turn: Turn, channel: Channel) -> float:
    """Return how long an "on" that is not confirmed may still be obeyed, in seconds."""
    wish = turn.office.controls.wishes.get(channel.id)
    if wish is None or not wish.power or wish.state == DONE:
        return 0.0
    durations = turn.rules.durations
    longest_s = durations.confirm_s * (durations.resend_times + 1) + durations.command_expires_s
    sent_s = turn.office.runs.acs.sent_s.get(channel.id)
    return 0.0 if sent_s is None else max(0.0, sent_s + longest_s - turn.now.mono_s)


def _is_settling(turn: Turn, channel: Channel) -> bool:
    """Tell whether a report may be older than our last command."""
    wish = turn.office.controls.wishes.get(channel.id)
    if wish is None:
        return False
    sure_s = (wish.done_s or 0.0) + turn.rules.durations.confirm_s
    return wish.state == ASKED or (wish.state == DONE and turn.now.mono_s < sure_s)


def _heard_remote(turn: Turn, channel: Channel, reading: Reading, power: bool | None) -> None:
    """Follow a remote control that an infrared receiver has seen; unless it saw our own sender.

    The machine itself said nothing, so a rest goes on.
    """
    sent_s = turn.office.runs.acs.sent_s.get(channel.id)
    if sent_s is not None and turn.now.mono_s - sent_s < turn.rules.durations.confirm_s:
        return
    now = kept(turn.office, channel.id)
    if power is not None and (power is not now.power or now.queued):
        _said(turn, channel, power, ran=power, rests=None if power else True)
    if power:
        _follow(turn, channel, reading)


def _follow(turn: Turn, channel: Channel, reading: Reading) -> None:
    """Adopt mode, set-point and fan as somebody else has set them."""
    if not options_of(channel).climate:
        return
    old = kept(turn.office, channel.id).setting
    new = Setting(
        reading.mode or old.mode,
        old.target_c if reading.target_c is None else reading.target_c,
        reading.fan or old.fan,
    )
    course.set_to(turn, channel, new, ELSEWHERE)


def _said(
    turn: Turn, channel: Channel, power: bool | None, *, ran: bool, rests: bool | None
) -> None:
    """Keep what it said; `rests`: the rest begins, is over (False), or stays as it is (None)."""
    body: dict[str, Json] = {
        "power": power,
        "ran": ran,
        "rests": rests,
        "rest_s": options_of(channel).min_off_s,
    }
    turn.record("ac.said", channel.id, body, vital=False)


def went_away(turn: Turn, channel: Channel) -> None:
    """Its device is offline: it may have lost power, so nothing that starts it is sent again."""
    wish = course.pending(turn, channel)
    if wish is not None and wish.power:
        sending.stop(turn, channel.id)
    if channel.id not in turn.office.runs.acs.away:
        course.set_away(turn, channel.id, away=True)


def came_back(turn: Turn, channel: Channel) -> None:
    """Its device is back after it was offline, as after a power cut: the rest counts from now."""
    if channel.id in turn.office.runs.acs.away:
        course.set_away(turn, channel.id, away=False)
        course.rest(turn, channel, ran=options_of(channel).feedback)


def not_sent(turn: Turn, channel: Channel) -> None:
    """An infrared command did not leave: what it does now nobody knows."""
    course.fail(turn, channel.id, "not_sent")
    _said(turn, channel, None, ran=True, rests=None)
