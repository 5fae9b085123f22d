"""One place looked at: its breach found, brought up to date, or ended."""

from dataclasses import replace

from gateway.domain.alerts.life import found_again
from gateway.domain.events import TroubleGone
from gateway.domain.power import breach as breaches
from gateway.domain.power.breach import PREFIX
from gateway.domain.power.find import Cause, cause_of, is_at_rest, unexplained_w
from gateway.domain.power.known import known_place
from gateway.domain.power.state import Breach, Watched, without
from gateway.domain.power.watching import index, is_left_to_lastout, is_watched
from gateway.domain.power.words import found
from gateway.domain.turn import Turn

REFRESH_S = 300.0
"""An alert's figures are brought up to date this often; the page reads them live."""


def look(turn: Turn, place: str) -> None:
    """Find, bring up to date or end the breach of one room or zone."""
    if not turn.now.trusted:
        return  # nobody knows whether it is closed: nothing begins, nothing ends
    known = index(turn)
    zone = known.zone_of.get(place)
    if zone is None or not is_watched(turn, zone):
        over(turn, place)
        return
    is_open = f"{PREFIX}{place}" in turn.office.alerts.open
    if not is_open and known_place(turn.office, turn.rules, place, zone) is not None:
        over(turn, place)
        return
    cause = cause_of(turn, known, place)
    if not cause:
        if not is_open or _is_proven_over(turn, known, place):
            over(turn, place)
    elif is_open or not is_left_to_lastout(turn, zone):
        _tell(turn, place, zone, cause)


def over(turn: Turn, place: str) -> None:
    """End an alert, and, once it is over, its breach.

    What comes and goes stays one breach as long as its alert does, so that a
    relay that flaps all night writes nothing.
    """
    if f"{PREFIX}{place}" in turn.office.alerts.open:
        turn.tell(TroubleGone(key=f"{PREFIX}{place}"))
    elif place in turn.office.offhours.breaches:
        breaches.end(turn, place)
        power = turn.office.power
        turn.change(power=replace(power, told_s=without(power.told_s, place)))


def _tell(turn: Turn, place: str, zone: str, cause: Cause) -> None:
    """Begin a breach, or bring its alert up to date when it has changed or is old."""
    before = turn.office.offhours.breaches.get(place)
    now = _as_breach(turn, place, zone, cause)
    if before is None or not _same(before, now):
        breaches.begin(turn, place, now)
    elif _is_told(turn, place):
        return
    told = {**turn.office.power.told_s, place: turn.now.mono_s}
    turn.change(power=replace(turn.office.power, told_s=told))
    turn.tell(found(turn, place, zone, cause))


def _is_told(turn: Turn, place: str) -> bool:
    """Tell whether an alert's words are new enough; one that seemed over is told to be back."""
    key = f"{PREFIX}{place}"
    alert, told_s = turn.office.alerts.open.get(key), turn.office.power.told_s.get(place)
    if alert is None or told_s is None or turn.now.mono_s >= told_s + REFRESH_S:
        return False
    if key in turn.office.unsteady.gone_due_s:
        turn.tell(found_again(alert))
    return True


def _as_breach(turn: Turn, place: str, zone: str, cause: Cause) -> Breach:
    """Return a cause as it is kept: since when it can be said to have begun."""
    metered = cause.over_w is not None
    noticed = turn.office.power.since
    begun = [noticed[what] for what in (place, *cause.channels) if what in noticed]
    return Breach(
        zone=zone,
        since=min(begun, default=turn.now.at),
        channels=cause.channels,
        windows=cause.windows,
        metered=metered,
        base_wh=breaches.counters_of(turn, zone, cause.channels, metered=metered),
    )


def _same(before: Breach, now: Breach) -> bool:
    return (set(before.channels), set(before.windows), before.metered) == (
        set(now.channels),
        set(now.windows),
        now.metered,
    )


def _is_proven_over(turn: Turn, known: Watched, place: str) -> bool:
    """Tell whether everything that a breach was told for is proven to be over."""
    breach = turn.office.offhours.breaches.get(place)
    if breach is None:  # told by an older version, which kept nothing besides the alert
        named = turn.office.alerts.open[f"{PREFIX}{place}"].channels
        breach = Breach(zone=place, since=turn.now.at, channels=named, metered=not named)
    for channel_id in breach.channels:
        channel = turn.rules.channels.get(channel_id)
        if channel is not None and not is_at_rest(turn, known, channel):
            return False
    inputs = turn.office.health.inputs
    if any(i in turn.rules.inputs and inputs.get(i) is not False for i in breach.windows):
        return False
    zone = turn.rules.zones.get(place)
    if not breach.metered or zone is None or zone.meter is None:
        return True
    rest_w = unexplained_w(turn, known, place)
    return rest_w is not None and rest_w <= zone.standby_w
