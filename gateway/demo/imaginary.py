"""Any site file as a demo: the same office, rooms and families, and not one real thing.

What hangs on this machine or on the office's network is replaced: readers on
USB by imaginary ones, pins by messages, projectors by our own on loopback. The
broker, the network names and the people to be told are the demo's.
"""

from collections.abc import Mapping

from devices.pjlink.config import KIND as PJLINK
from gateway.config import Site
from gateway.config.model import (
    BrokerSettings,
    DeviceSettings,
    GpioFactory,
    GpioSettings,
    InputSettings,
    MqttSource,
    ReaderKind,
    ReaderSettings,
)

LOOPBACK = "127.0.0.1"
POLL_S = 1.0
"""A projector on loopback can be asked more often than one on the network."""


def imaginary(site: Site, readers: tuple[ReaderSettings, ...] = ()) -> Site:
    """Return a site with nothing real in it; its projectors still have to be placed.

    Args:
        site: As it was read.
        readers: Readers that it has besides.
    """
    return site.model_copy(
        update={
            "broker": BrokerSettings(),
            "gpio": GpioSettings(factory=GpioFactory.MOCK),
            "web": site.web.model_copy(update={"public_url": None}),
            "readers": (*map(_reader, site.readers), *readers),
            "inputs": tuple(map(_input, site.inputs)),
        }
    )


def placed(site: Site, projectors: Mapping[str, int]) -> Site:
    """Return a site whose projectors are on loopback: port by device."""
    return site.model_copy(
        update={"devices": tuple(_device(one, projectors) for one in site.devices)}
    )


def _reader(one: ReaderSettings) -> ReaderSettings:
    """Return it on MQTT as it was, else as one that somebody taps on a page."""
    lamp = one.lamp.model_copy(update={"factory": None}) if one.lamp else None
    if one.kind is ReaderKind.MQTT:
        return one.model_copy(update={"lamp": lamp})
    return ReaderSettings(
        id=one.id,
        kind=ReaderKind.SIM,
        zone=one.zone,
        name=one.name,
        direction=one.direction,
        lamp=lamp,
    )


def _input(one: InputSettings) -> InputSettings:
    if one.gpio is None:
        return one
    return one.model_copy(update={"gpio": None, "mqtt": MqttSource(topic=f"demo/{one.id}")})


def _device(one: DeviceSettings, projectors: Mapping[str, int]) -> DeviceSettings:
    if one.kind != PJLINK or one.id not in projectors:
        return one
    own = {"id": one.id, "kind": one.kind, "name": one.name}
    where = {"host": LOOPBACK, "port": projectors[one.id], "poll_s": POLL_S}
    return DeviceSettings.model_validate({**own, **where})
