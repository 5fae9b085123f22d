"""The entry kiosk: idle, the ten seconds after a tap, the last-one-out check, and a wait.

Who waits for a witness comes first: half a minute, begun with their own finger.
"""

from dataclasses import dataclass

from gateway.domain.lastout import Check, Stage
from gateway.domain.presence import TapShown
from kiosk_web.ports import Snapshot
from kiosk_web.views.forgot import Forgot, forgot_view
from kiosk_web.views.kiosk_idle import MOST_CALLS, Idle, idle_view
from kiosk_web.views.kiosk_welcome import Welcome, welcome_view
from kiosk_web.views.lastout import LastOutView, check_for, lastout_view
from kiosk_web.views.words import Tongue

__all__ = ["MOST_CALLS", "Idle", "Screen", "Welcome", "screen_view"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """The kiosk's one fragment: exactly one of the four is there.

    `reader` says where its keys post to.
    """

    mode: str
    reader: str
    idle: Idle | None = None
    welcome: Welcome | None = None
    lastout: LastOutView | None = None
    forgot: Forgot | None = None


def screen_view(snapshot: Snapshot, reader: str, tongue: Tongue) -> Screen:
    """Return what the kiosk beside a reader shows now."""
    now = snapshot.now
    shown = snapshot.office.taps.shown.get(reader)
    if shown is not None and now.mono_s >= shown.until_s:
        shown = None
    forgot = forgot_view(snapshot, reader, shown, tongue)
    if forgot is not None:
        return Screen(mode="forgot", reader=reader, forgot=forgot)
    check = check_for(snapshot, reader)
    if check is not None and (shown is None or _belongs(shown, check)):
        return Screen(mode="lastout", reader=reader, lastout=lastout_view(snapshot, check, tongue))
    if shown is not None:
        return Screen(mode="welcome", reader=reader, welcome=welcome_view(snapshot, shown, tongue))
    return Screen(mode="idle", reader=reader, idle=idle_view(snapshot, reader, tongue))


def _belongs(shown: TapShown, check: Check) -> bool:
    """Return whether a shown tap is the one that began the check, or an older one."""
    return shown.tap_id == check.tap_id or (
        check.stage is not Stage.DONE and shown.at <= check.asked_at
    )
