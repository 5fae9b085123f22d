"""Energy as figures are read: in columns, and large."""

from kiosk_web.views.energy.series import Bucket


def kwh(bucket: Bucket | None) -> str:
    """Return an energy in kWh for a column; — when nothing is known."""
    wh = known_wh(bucket)
    return "—" if wh is None else f"{wh / 1000:.2f}"


def known_wh(bucket: Bucket | None) -> float | None:
    """Return an energy as far as it is known; None when nothing is."""
    return None if bucket is None or bucket.wh is None else bucket.all_wh


def kwh_parts(wh: float | None) -> tuple[str, str]:
    """Return an energy for a large figure: number and unit."""
    if wh is None:
        return "—", ""
    if wh < 999.5:
        return f"{wh:.0f}", "Wh"
    return (f"{wh / 1000:.1f}" if wh < 99_950 else f"{wh / 1000:.0f}"), "kWh"
