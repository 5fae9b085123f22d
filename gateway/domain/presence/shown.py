"""What a tap is answered with: lamp and beeps at the reader, words on the kiosk."""

from dataclasses import replace

from gateway.domain.effects import Feedback, Light, Result
from gateway.domain.events import Correction, TimePassed
from gateway.domain.presence.state import Taps, TapShown
from gateway.domain.text import Text
from gateway.domain.turn import Turn

OFFERS = {
    "in": (Correction.LEAVING, Correction.GOING_OUT, Correction.UNDO),
    "out": (Correction.ARRIVED, Correction.GOING_OUT, Correction.UNDO),
}
"""The one-touch corrections after a tap in and out, in the order of the keys."""

OFFERS_OUTING = (Correction.ARRIVED, Correction.LEAVING, Correction.UNDO)
"""The corrections after a tap that was taken as going out."""

OFFERS_ON_DUTY = (Correction.LEAVING, Correction.GOING_OUT)
"""What can be said of a badge that was taken as a sign of somebody on duty."""

OFFERS_TO_UNDO = {
    "in": (Correction.UNDO, Correction.LEAVING, Correction.GOING_OUT),
    "out": (Correction.UNDO, Correction.ARRIVED, Correction.BACK),
}
"""The answers to "undo?", by the direction of the tap before."""

BEEPS = {Light.GREEN: 1, Light.AMBER: 2, Light.RED: 3}


def show(turn: Turn, shown: TapShown, light: Light, *, said: bool = True) -> None:
    """Put a tap on its kiosk and (unless a screen asked) answer at the reader.

    The deadlines, lamp and beeps of `shown` are filled in here.
    """
    wait = turn.rules.durations
    shown = replace(
        shown,
        light=light,
        beeps=BEEPS[light],
        name_until_s=turn.now.mono_s + wait.name_shown_s,
        until_s=turn.now.mono_s + wait.shown_s,
    )
    taps = turn.office.taps
    turn.change(taps=Taps({**taps.shown, shown.reader: shown}, taps.clock_mark))
    if said:
        turn.do(feedback_of(shown))


def answer_badge(
    turn: Turn,
    reader: str,
    light: Light,
    said: Text,
    *,
    person: str | None = None,
    result: Result = Result.ACCEPTED,
) -> None:
    """Answer a badge that was no tap: lamp, beeps and words; the kiosk stays as it is."""
    turn.do(
        Feedback(
            reader=reader,
            result=result,
            person=person,
            direction=None,
            message=said,
            light=light,
            beeps=BEEPS[light],
        )
    )


def feedback_of(shown: TapShown) -> Feedback:
    """Return the answer at the reader that belongs to what the kiosk shows."""
    signs_out = shown.direction in {"out", Correction.GOING_OUT}
    way = "out" if signs_out else "in" if shown.direction else None
    is_open = shown.result in {Result.BOUNCE, Result.UNDO_OFFERED, Result.CONFIRMED}
    return Feedback(
        reader=shown.reader,
        result=shown.result,
        person=shown.person,
        direction=None if is_open else way,
        message=shown.message,
        light=shown.light,
        beeps=shown.beeps,
    )


def on_time(turn: Turn, event: TimePassed) -> None:
    """Clear the kiosks whose tap has been shown for long enough."""
    taps = turn.office.taps
    still = {r: s for r, s in taps.shown.items() if s.until_s > turn.now.mono_s}
    if len(still) < len(taps.shown):
        turn.change(taps=replace(taps, shown=still))
