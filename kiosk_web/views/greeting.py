"""What one says at an hour of the day."""

from datetime import datetime

from kiosk_web.views.words import Tongue


def greeting(at: datetime, tongue: Tongue) -> str:
    """Return what one says at this hour."""
    _ = tongue._
    if at.hour < 5:
        return _("Good evening")
    if at.hour < 11:
        return _("Good morning")
    if at.hour < 13:
        return _("Good day")
    if at.hour < 18:
        return _("Good afternoon")
    return _("Good evening")
