"""One place looked at: its breach found, brought up to date, or ended."""

from dataclasses import replace

from gateway.domain.alerts.life import found_again, resolve
from gateway.domain.events import TroubleGone
from gateway.domain.power import breach as breaches
from gateway.domain.power.breach import PREFIX
from gateway.domain.power.find import (
    METER,
    Cause,
    cause_of,
    is_at_rest,
    is_by_choice,
    is_on_unasked,
    unexplained_w,
)
from gateway.domain.power.known import known_place
from gateway.domain.power.state import Breach, Told, Watched
from gateway.domain.power.watching import index, is_left_to_lastout, is_watched
from gateway.domain.power.words import found
from gateway.domain.rules import Channel
from gateway.domain.turn import Turn, without

REFRESH_S = 300.0
"""An alert's figures are brought up to date this often; the page reads them live."""
CHANGED_S = 60.0
"""What joins or goes is told no sooner than so long after the last words, and kept no sooner."""


def look(turn: Turn, place: str, said: Channel | None = None) -> None:
    """Find, bring up to date or end the breach of one room or zone.

    `said` is the channel whose report is all that is new, if so.
    """
    if not turn.now.trusted:
        return  # nobody knows whether it is closed: nothing begins, nothing ends
    known = index(turn)
    zone = known.zone_of.get(place)
    if zone is None or not is_watched(turn, zone):
        over_at_once(turn, place)
        return
    is_open = f"{PREFIX}{place}" in turn.office.alerts.open
    if not is_open and known_place(turn.office, turn.rules, place, zone) is not None:
        over(turn, place)
        return
    if said is not None and is_open and _goes_on(turn, known, place, said):
        return
    cause = cause_of(turn, known, place)
    if not cause:
        if not is_open or not _owed(turn, known, place):
            over(turn, place)
    elif is_open or not is_left_to_lastout(turn, zone):
        _tell(turn, place, zone, cause)


def _goes_on(turn: Turn, known: Watched, place: str, said: Channel) -> bool:
    """Tell, without a look at all the others, whether a breach lasts and need not be told yet.

    A thing that says on keeps it up; of one that says off, another that is on
    is enough: five hundred relays of one place may flap.
    """
    told = turn.office.power.told.get(place)
    if told is None or place not in turn.office.offhours.breaches:
        return False
    if _keeps_up(turn, known, place, said):
        return _is_held(turn, place, told.names | {said.id})
    witness = turn.rules.channels.get(told.witness)
    if witness is None or not _keeps_up(turn, known, place, witness):
        return False
    return _is_held(turn, place, told.names - {said.id})


def _keeps_up(turn: Turn, known: Watched, place: str, channel: Channel) -> bool:
    """Tell whether a channel alone is a breach of a place."""
    return (
        channel.owner == place
        and is_on_unasked(turn, known, channel)
        and not is_by_choice(turn, channel)
    )


def over(turn: Turn, place: str) -> None:
    """End an alert, and, once it is over, its breach.

    What comes and goes stays one breach as long as its alert does, so that a
    relay that flaps all night writes nothing.
    """
    if f"{PREFIX}{place}" in turn.office.alerts.open:
        turn.tell(TroubleGone(key=f"{PREFIX}{place}"))
    elif place in turn.office.offhours.breaches:
        breaches.end(turn, place)
        _forget(turn, place)


def over_at_once(turn: Turn, place: str) -> None:
    """End an alert, unsteady or not: what is on is in use now, it does not flap."""
    key = f"{PREFIX}{place}"
    if key in turn.office.alerts.open:
        resolve(turn, key)
    over(turn, place)


def _forget(turn: Turn, place: str) -> None:
    power = turn.office.power
    told, due_s = without(power.told, place), without(power.tell_due_s, place)
    turn.change(power=replace(power, told=told, tell_due_s=due_s))


def _tell(turn: Turn, place: str, zone: str, cause: Cause) -> None:
    """Begin a breach, or bring its alert up to date when it has changed or is old."""
    before = turn.office.offhours.breaches.get(place)
    if before is not None and _is_held(turn, place, cause.names):
        _name_witness(turn, place, cause)
        return
    power = turn.office.power
    old = power.told.get(place)
    joined = cause.names if old is None else cause.names | old.owed
    if before is None or not joined <= _names(before):
        breaches.begin(turn, place, _as_breach(turn, place, zone, joined))
    owed = cause.names | _owed(turn, index(turn), place)
    told = Told(at_s=turn.now.mono_s, names=cause.names, owed=owed, witness=_witness_of(cause))
    due_s = without(power.tell_due_s, place)
    turn.change(power=replace(power, told={**power.told, place: told}, tell_due_s=due_s))
    turn.tell(found(turn, place, zone, cause))


def _name_witness(turn: Turn, place: str, cause: Cause) -> None:
    power, witness = turn.office.power, _witness_of(cause)
    told = replace(power.told[place], witness=witness)
    turn.change(power=replace(power, told={**power.told, place: told}))


def _witness_of(cause: Cause) -> str:
    """Return one of what is on; the middle one, whichever end they are switched from."""
    return cause.on[len(cause.on) // 2].id if cause.on else ""


def _is_held(turn: Turn, place: str, names: frozenset[str]) -> bool:
    """Tell whether an alert's words are new enough; one that seemed over is told to be back.

    What has changed since is told once the last words are `CHANGED_S` old: a
    relay that flaps among others writes no more than a row a minute.
    """
    key, power = f"{PREFIX}{place}", turn.office.power
    alert, told = turn.office.alerts.open.get(key), power.told.get(place)
    if alert is None or told is None:
        return False
    is_changed = names != told.names
    due_s = told.at_s + (CHANGED_S if is_changed else REFRESH_S)
    if turn.now.mono_s >= due_s:
        return False
    if key in turn.office.unsteady.gone_due_s:
        turn.tell(found_again(alert))
    if is_changed and (place not in power.tell_due_s or not names <= told.owed):
        told = replace(told, owed=told.owed | names)
        tell_due_s = {**power.tell_due_s, place: due_s}
        changed = replace(
            turn.office.power, told={**power.told, place: told}, tell_due_s=tell_due_s
        )
        turn.change(power=changed)
    return True


def _as_breach(turn: Turn, place: str, zone: str, names: frozenset[str]) -> Breach:
    """Return what is named as it is kept: since when it can be said to have begun."""
    noticed = turn.office.power.since
    begun = [noticed[what] for what in (place, *names) if what in noticed]
    return Breach(
        zone=zone,
        since=min(begun, default=turn.now.at),
        channels=tuple(sorted(names & turn.rules.channels.keys())),
        windows=tuple(sorted(names & turn.rules.inputs.keys())),
        metered=METER in names,
    )


def _names(breach: Breach) -> frozenset[str]:
    meter = (METER,) if breach.metered else ()
    return frozenset((*breach.channels, *breach.windows, *meter))


def _owed(turn: Turn, known: Watched, place: str) -> frozenset[str]:
    """Return what a breach was told for, or joined it since, and is not proven to be over."""
    told = turn.office.power.told.get(place)
    breach = turn.office.offhours.breaches.get(place)
    if told is not None:
        owed = told.owed
    elif breach is not None:
        owed = _names(breach)
    else:  # told by an older version, which kept nothing besides the alert
        alert = turn.office.alerts.open.get(f"{PREFIX}{place}")
        owed = frozenset((alert.channels or (METER,)) if alert is not None else ())
    return frozenset(name for name in owed if not _is_proven_over(turn, known, place, name))


def _is_proven_over(turn: Turn, known: Watched, place: str, name: str) -> bool:
    """Tell whether one thing is proven to be as it should; what is gone from the rules is."""
    channel = turn.rules.channels.get(name)
    if channel is not None:
        return is_at_rest(turn, known, channel)
    if name in turn.rules.inputs:
        return turn.office.health.level_of(name) is False
    zone = turn.rules.zones.get(place)
    if name != METER or zone is None or zone.meter is None:
        return True
    rest_w = unexplained_w(turn, known, place)
    return rest_w is not None and rest_w <= zone.standby_w
