"""What a zone's own meter says now."""

from typing import TYPE_CHECKING

from gateway.domain.now import Now
from gateway.domain.reports import Known, Number, Report, Reports
from gateway.domain.rules import Rules, Zone

if TYPE_CHECKING:
    from gateway.domain.office import Office
    from gateway.domain.turn import Turn


NEVER_S = float("-inf")


def meter_parts(meter: str) -> tuple[str, Number]:
    """Return device and channel of a meter written `device` or `device:channel`."""
    device, _, number = meter.partition(":")
    return device, int(number) if number.isdigit() else None


def proof_w(turn: "Turn", zone: Zone | None) -> float | None:
    """Return what a zone draws by a meter that is not silent; an old word proves nothing."""
    return fresh_w(turn.office, turn.rules, zone, turn.now)


def fresh_w(office: "Office", rules: Rules, zone: Zone | None, now: Now) -> float | None:
    """Return the same for those who only look: what may be said to be drawn at this moment."""
    return meter_w(office, zone, now.mono_s - rules.durations.meter_silent_s)


def meter_w(office: "Office", zone: Zone | None, since_s: float = NEVER_S) -> float | None:
    """Return what a zone draws, in watts; None without a meter heard since an instant.

    Without an instant this is the last word, however old: `proof_w` or `fresh_w` for the present.

    A meter named without a channel counts as a whole: its own sum if it says
    one, else its phases added up.
    """
    if zone is None or zone.meter is None:
        return None
    device, number = meter_parts(zone.meter)
    own = Reports.of(office.devices.reports).device(device)
    whole = own.get(None)
    if whole is not None and whole.reading.online is False:
        return None
    if number is not None or (whole is not None and whole.reading.power_w is not None):
        return _heard_w(own.get(number), since_s)
    phases = [
        w for n, r in own.items() if n is not None and (w := _heard_w(r, since_s)) is not None
    ]
    return sum(phases) if phases else None


def _heard_w(report: Report | None, since_s: float) -> float | None:
    """Return watts that were heard freshly; a retained copy or a lost meter proves nothing."""
    if report is None or report.known is not Known.CONFIRMED or report.seen_s < since_s:
        return None
    return report.reading.power_w
