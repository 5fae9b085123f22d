"""From the site file to drivers: which thing on which wire. Opens nothing.

With `app.py`, `replay` and `demo` one of the few places that know both the
site file and the drivers.
"""

from collections.abc import Mapping

from devices.base import MqttFamily
from devices.mqtt.address import Broker
from devices.mqtt.families import families
from devices.mqtt.inputs import MqttInput, MqttInputConfig
from devices.mqtt.router import Router
from devices.mqtt.session import BusConfig
from gateway.config import Secrets, Site, SiteProblems
from gateway.config.model import InputKind
from gateway.config.options import device_configs
from gateway.config.problems import Problem
from gateway.domain.text import Text

MOMENTARY = frozenset({InputKind.MOTION, InputKind.BUTTON})


def mqtt_things(site: Site) -> tuple[list[MqttFamily], list[Problem]]:
    """Return every device and input on MQTT, and all that is wrong with their own keys."""
    known = families()
    configs, problems = device_configs(site, lambda kind: _config_of(known, kind), sorted(known))
    things: list[MqttFamily] = [
        known[device.kind][0](device.id, configs[device.id])
        for device in site.devices
        if device.id in configs
    ]
    for one in site.inputs:
        if one.mqtt is None:
            continue
        try:
            config = MqttInputConfig(
                topic=one.mqtt.topic,
                key=one.mqtt.key,
                on=one.mqtt.on,
                off=one.mqtt.off,
                momentary=one.kind in MOMENTARY,
            )
        except ValueError as error:
            problems.append(Problem(f"inputs.{one.id}.mqtt", Text(str(error), str(error))))
        else:
            things.append(MqttInput(one.id, config))
    return things, problems


def router_of(site: Site) -> Router:
    """Return the router of a site's things on MQTT.

    Raises:
        SiteProblems: A device's own keys are wrong; all of them.
    """
    things, problems = mqtt_things(site)
    if problems:
        raise SiteProblems(problems)
    return Router(things)


def bus_config(site: Site, secrets: Secrets, url: str | None = None) -> BusConfig:
    """Return which broker to go to and who we are there; `url` overrides the site file's."""
    user, password, tls = secrets.broker.user, secrets.broker.password, site.broker.tls
    own = url is not None
    broker = Broker(
        url=url or str(site.broker.url),
        username=None if own else user,
        password=None if own or password is None else password.get_secret_value(),
        ca=tls.ca if tls else None,
        cert=tls.cert if tls else None,
        key=tls.key if tls else None,
    )
    return BusConfig(broker=broker, client_id=f"office-gateway-{site.site.id}", site=site.site.id)


def _config_of(known: Mapping[str, tuple[type, type]], kind: str) -> type | None:
    return known[kind][1] if kind in known else None
