"""What every view is given: the ports of `ports.py` and the settings, one per app."""

from dataclasses import dataclass

from flask import current_app

from kiosk_web.ports import (
    Demo,
    Exports,
    Gateway,
    History,
    Links,
    PersonalData,
    Pins,
    Registry,
    Sheets,
    Snapshot,
)
from kiosk_web.settings import WebSettings

KEY = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """The doors out of the web part; a view has no others.

    Attributes:
        demo: None in a real gateway.
        secret: Signs cookies; also the pepper of PINs.
        pins: The PINs of panels; None where there are none.
        sheets: Who worked when.
        exports: Days as files; None where there are none but JSON.
        personal: Everything kept about one person; None where nobody may take it.
    """

    gateway: Gateway
    history: History
    registry: Registry
    links: Links
    demo: Demo | None
    settings: WebSettings
    secret: bytes
    pins: Pins | None = None
    sheets: Sheets
    exports: Exports | None = None
    personal: PersonalData | None = None


def web() -> Web:
    """Return the doors of the app that answers the current request."""
    found = current_app.extensions[KEY]
    assert isinstance(found, Web)
    return found


def snapshot() -> Snapshot:
    """Return the latest snapshot of the office."""
    return web().gateway.snapshot()
