"""From the site file to drivers: which thing on which wire. Opens nothing.

With `app.py`, `replay` and `demo` one of the few places that know both the
site file and the drivers.
"""

from collections.abc import Callable, Iterable, Mapping

from devices.base import Emit, MqttFamily
from devices.mqtt import homeassistant, northbound
from devices.mqtt.address import Broker
from devices.mqtt.families import families
from devices.mqtt.inputs import MqttInput, MqttInputConfig
from devices.mqtt.requests import Requests
from devices.mqtt.router import Router
from devices.mqtt.session import BusConfig
from devices.mqtt.topics import HomeAssistantTopics, SiteTopics
from devices.pjlink.config import KIND as PJLINK
from devices.pjlink.config import PjlinkConfig
from devices.pjlink.projector import Projector
from gateway import __version__
from gateway.config import Secrets, Site, SiteProblems
from gateway.config.model import InputKind
from gateway.config.options import device_configs
from gateway.config.problems import Problem
from gateway.domain.events import ControlPressed
from gateway.domain.rules import Rules
from gateway.domain.text import Json, Text
from gateway.northbound import Words
from gateway.rules import WITHOUT_BROKER, site_rules

MOMENTARY = frozenset({InputKind.MOTION, InputKind.BUTTON})


def mqtt_things(site: Site) -> tuple[list[MqttFamily], list[Problem]]:
    """Return every device and input on MQTT; and what is wrong with any device's own keys."""
    known = families()
    configs, problems = _device_configs(site)
    things: list[MqttFamily] = [
        known[device.kind][0](device.id, configs[device.id])
        for device in site.devices
        if device.id in configs and device.kind in known
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
                availability=one.mqtt.availability,
            )
        except ValueError as error:
            problems.append(Problem(f"inputs.{one.id}.mqtt", Text(str(error), str(error))))
        else:
            things.append(MqttInput(one.id, config))
    return things, problems


def _device_configs(site: Site) -> tuple[dict[str, object], list[Problem]]:
    known = {kind: config for kind, (_, config) in families().items()} | {PJLINK: PjlinkConfig}
    return device_configs(site, known.get, sorted(known))


def direct_devices(site: Site) -> frozenset[str]:
    """Return the devices that are reached without the broker."""
    return frozenset(device.id for device in site.devices if device.kind in WITHOUT_BROKER)


def projectors_of(
    site: Site, secrets: Secrets, emit: Emit, mono_s: Callable[[], float]
) -> dict[str, Projector]:
    """Return a driver for each projector on the network, by device; none is started."""
    configs, _ = _device_configs(site)
    return {
        device: Projector(device, config, secrets.password_of(device), emit, mono_s)
        for device, config in configs.items()
        if isinstance(config, PjlinkConfig)
    }


def router_of(site: Site, readers: Iterable[MqttFamily] = ()) -> Router:
    """Return the router of a site's things on MQTT, and of its badge readers there.

    Raises:
        SiteProblems: A device's own keys are wrong; all of them.
    """
    things, problems = mqtt_things(site)
    if problems:
        raise SiteProblems(problems)
    if site.northbound.enabled:
        things.append(_requests(site))
    return Router([*things, *readers])


def _requests(site: Site) -> Requests:
    channels = site_rules(site).channels.values()
    movers = [channel.id for channel in channels if channel.kind in northbound.MOVING]
    return Requests(site.site.id, movers, _home_assistant(site))


def _home_assistant(site: Site) -> HomeAssistantTopics | None:
    settings = site.northbound
    return HomeAssistantTopics(settings.discovery_prefix) if settings.home_assistant else None


def words_of(site: Site) -> Words:
    """Return what is said to other programs, as the site file wants it; nothing if it does not."""
    settings, topics = site.northbound, SiteTopics(site.site.id)
    home_assistant = _home_assistant(site)
    wording = northbound.Wording(counts=settings.presence_count)

    def result(rules: Rules, press: ControlPressed) -> str | None:
        if press.room not in rules.rooms and press.room not in rules.zones:
            return None
        kind = northbound.ROOM if press.room in rules.rooms else northbound.ZONE
        return topics.place(kind, press.room, press.control.partition(".")[0], "result")

    def described(rules: Rules) -> Mapping[str, Json]:
        if not settings.enabled or home_assistant is None:
            return {}
        how = homeassistant.Discovery(
            topics=home_assistant,
            language=site.site.language,
            version=__version__,
            counts=settings.presence_count,
            url=site.web.public_url,
        )
        return homeassistant.described(rules, how)

    return Words(
        said=lambda snapshot: northbound.said(snapshot, wording) if settings.enabled else {},
        described=described,
        result=result,
        is_figure=northbound.is_figure,
        as_payload=northbound.as_payload,
        meant=northbound.meant,
        answered=f"{topics.alerts}/result",
    )


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
