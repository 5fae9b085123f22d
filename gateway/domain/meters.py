"""What a zone's own meter says now."""

from typing import TYPE_CHECKING

from gateway.domain.reports import Known, Number, Report, Reports
from gateway.domain.rules import Zone

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
    return meter_w(turn.office, zone, turn.now.mono_s - turn.rules.durations.meter_silent_s)


def meter_w(office: "Office", zone: Zone | None, since_s: float = NEVER_S) -> float | None:
    """Return what a zone draws now, in watts; None without a meter heard since an instant.

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
