"""Energy as figures are read: in columns, and large."""

from kiosk_web.views.energy.series import Bucket


def kwh(bucket: Bucket | None) -> str:
    """Return an energy in kWh for a column; — when nothing is known."""
    if bucket is None or bucket.wh is None:
        return "—"
    return f"{bucket.all_wh / 1000:.2f}"


def kwh_parts(wh: float | None) -> tuple[str, str]:
    """Return an energy for a large figure: number and unit."""
    if wh is None:
        return "—", ""
    if wh < 999.5:
        return f"{wh:.0f}", "Wh"
    return (f"{wh / 1000:.1f}" if wh < 99_950 else f"{wh / 1000:.0f}"), "kWh"
