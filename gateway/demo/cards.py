"""The demo's virtual PC/SC reader, where pcscd runs with vpcd."""

import logging

from devices.sim.vpcd import PORT, is_taken
from gateway.config import Site
from gateway.config.model import ReaderKind, ReaderSettings
from gateway.domain.text import Text
from gateway.errors import DeviceUnavailable

log = logging.getLogger(__name__)

READER = "virtual-pcsc"
VIRTUAL = "Virtual PCD"
NAME = Text("虚拟读卡器", "Virtual reader")


def virtual_reader(site: Site, port: int = PORT) -> ReaderSettings | None:
    """Return a reader beside the site's own, on vpcd's first slot; None where there is none.

    It is at the door of the site's first reader. Besides the cards of `/demo`
    it takes those of any program that speaks to vpcd.

    Args:
        site: The demo's.
        port: Where that slot listens.
    """
    if any(one.id == READER for one in site.readers):
        return None
    name = next((n for n in _names() if VIRTUAL.casefold() in n.casefold()), None)
    if name is None or not is_taken(port):
        return None
    zone = site.readers[0].zone if site.readers else site.zones[0].id
    return ReaderSettings(id=READER, kind=ReaderKind.PCSC, zone=zone, match=name, name=NAME)


def _names() -> list[str]:
    """Return the PC/SC readers of this machine, sorted; none without pcscd or its library."""
    try:
        from devices.nfc.wire import connect
    except ImportError:  # no libpcsclite here
        return []
    try:
        wire = connect()
    except DeviceUnavailable as gone:
        log.debug("no virtual reader: %s", gone)
        return []
    try:
        return sorted(wire.readers())
    except DeviceUnavailable:
        return []
    finally:
        wire.close()
