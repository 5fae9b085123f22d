"""What a zone's own meter says now."""

from typing import TYPE_CHECKING

from gateway.domain.reports import Known, Number, Report, Reports
from gateway.domain.rules import Zone

if TYPE_CHECKING:
    from gateway.domain.office import Office


def meter_parts(meter: str) -> tuple[str, Number]:
    """Return device and channel of a meter written `device` or `device:channel`."""
    device, _, number = meter.partition(":")
    return device, int(number) if number.isdigit() else None


def meter_w(office: "Office", zone: Zone | None) -> float | None:
    """Return what a zone draws now, in watts; None without a meter that is heard.

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
        return _heard_w(own.get(number))
    phases = [w for n, r in own.items() if n is not None and (w := _heard_w(r)) is not None]
    return sum(phases) if phases else None


def _heard_w(report: Report | None) -> float | None:
    """Return watts that were heard freshly; a retained copy or a lost meter proves nothing."""
    if report is None or report.known is not Known.CONFIRMED:
        return None
    return report.reading.power_w
