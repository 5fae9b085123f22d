"""`doctor`: what is wrong with this machine, and the mend; one line a finding."""

import argparse
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from gateway.cli import DONE, FAILED
from gateway.clock import SystemClock
from gateway.config import Secrets, Site, read_site, system_language
from gateway.doctor import Finding, Level, bad, broker, data, machine, ok, warn
from gateway.doctor.finding import same
from gateway.domain.text import Text

T = TypeVar("T")

USUAL_CONFIG = Path("/etc/office-gateway/site.toml")
PCSCD_HANGS_S = 5.0
MARKS = {
    Level.OK: Text("正常", "ok"),
    Level.WARN: Text("注意", "warn"),
    Level.BAD: Text("故障", "bad"),
}
COLOURS = {Level.OK: "green", Level.WARN: "yellow", Level.BAD: "bold red"}


def add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the command."""
    doctor = commands.add_parser(
        "doctor", parents=[common], help="what is wrong with this machine, and the mend"
    )
    doctor.add_argument(
        "--config", type=Path, metavar="SITE.toml", help=f"site file (default: {USUAL_CONFIG})"
    )
    doctor.add_argument(
        "--lang", choices=("zh", "en"), help="language of the report (default: as LANG says)"
    )
    doctor.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the report; FAILED when something does not work."""
    language = args.lang or system_language()
    config = args.config or (USUAL_CONFIG if USUAL_CONFIG.exists() else None)
    findings = list(_look(config, args.data))
    _print(findings, language)
    return FAILED if any(f.level is Level.BAD for f in findings) else DONE


def _look(config: Path | None, folder: Path) -> Iterator[Finding]:
    site, secrets, found = _site(config)
    yield from found
    cards = site is None or any(reader.kind == "pcsc" for reader in site.readers)
    yield from machine.look(machine.Machine(), folder, cards=cards and site is not None)
    if cards:
        yield from _card_readers(site)
    if site is not None:
        yield from _keyboard_readers(site)
        yield from _pins(site)
        yield from _broker(site, secrets)
    yield from data.look(folder)


def _site(config: Path | None) -> tuple[Site | None, Secrets, list[Finding]]:
    """Return the site, its secrets, and what is to say of the two files."""
    topic = Text("配置", "site file")
    if config is None:
        mend = Text("用 --config 指明", "say where with --config")
        missing = warn(
            topic, "没有给出：只看本机", "not given: only the machine is looked at", mend
        )
        return None, Secrets(), [missing]
    reading = read_site(config)
    if reading.site is None or reading.problems:
        count = len(reading.problems)
        mend = same(f"office-gateway check --config {config}")
        wrong = bad(topic, f"{config} 有 {count} 处问题", f"{config}: {count} to mend", mend)
        return reading.site, reading.secrets, [wrong]
    return reading.site, reading.secrets, [ok(topic, str(config), str(config))]


def _card_readers(site: Site | None) -> Iterator[Finding]:
    """Say which readers pcscd has, and which of the site's are missing."""
    from devices.nfc.assign import assign
    from devices.nfc.config import PcscReaderConfig
    from devices.nfc.wire import PcscGone

    topic = Text("读卡器", "card readers")
    configs = _configs(site, PcscReaderConfig)
    trouble = bad if configs else warn
    try:
        names = _reader_names()
    except PcscGone as gone:
        mend = Text("先按上面 pcscd、polkit 的提示处理", "first mend pcscd and polkit, above")
        yield trouble(topic, str(gone), str(gone), mend)
        return
    if not configs:
        yield _all_readers(topic, names)
        return
    found = assign(configs, names, {})
    seen_zh, seen_en = "、".join(names) or "没有", ", ".join(names) or "none"
    for config in configs:
        one = Text(f"读卡器 {config.id}", f"reader {config.id}")
        if config.id in found:
            yield ok(one, found[config.id], found[config.id])
            continue
        yield bad(
            one,
            f"没有插着名字含“{config.match}”的读卡器；插着的：{seen_zh}",
            f"no reader called {config.match!r} is plugged in; there are: {seen_en}",
            Text("插好 USB（lsusb 能看到吗？），或改 match", "plug it in (lsusb?), or mend match"),
        )


def _configs(site: Site | None, kind: type[T]) -> list[T]:
    """Return the site's readers of a kind; those with wrong keys are for `check` to tell."""
    from gateway.reading import reader_configs

    found = reader_configs(site)[0] if site else {}
    return [config for config in found.values() if isinstance(config, kind)]


def _all_readers(topic: Text, names: list[str]) -> Finding:
    if names:
        return ok(topic, "、".join(names), ", ".join(names))
    mend = Text("插好 USB 读卡器（lsusb 能看到吗？）", "plug a reader in (does lsusb show it?)")
    return warn(topic, "一个也没有", "none", mend)


def _reader_names() -> list[str]:
    """Return what pcscd lists; PcscGone too when it hangs."""
    from devices.nfc.wire import PcscGone, connect

    found: list[list[str] | PcscGone] = []

    def ask() -> None:
        try:
            wire = connect()
            try:
                found.append(wire.readers())
            finally:
                wire.close()
        except PcscGone as gone:
            found.append(gone)

    asking = threading.Thread(target=ask, name="doctor-pcscd", daemon=True)
    asking.start()
    asking.join(PCSCD_HANGS_S)
    if not found:
        raise PcscGone(f"pcscd has not answered for {PCSCD_HANGS_S:.0f} s")
    if isinstance(found[0], PcscGone):
        raise found[0]
    return found[0]


def _keyboard_readers(site: Site) -> Iterator[Finding]:
    from devices.nfc.config import KeyboardReaderConfig
    from devices.nfc.keys import find
    from gateway.errors import DeviceUnavailable

    for reader in _configs(site, KeyboardReaderConfig):
        topic = Text(f"读卡器 {reader.id}", f"reader {reader.id}")
        try:
            path = find(reader.match)
        except DeviceUnavailable as trouble:
            mend = same("ls -l /dev/input/by-id; sudo usermod -aG input office-gateway")
            yield bad(topic, str(trouble), str(trouble), mend)
        else:
            yield ok(topic, str(path), str(path))


def _pins(site: Site) -> Iterator[Finding]:
    """Say whether this machine has the pins that lamps and inputs want."""
    wanted = {r.lamp.factory or site.gpio.factory for r in site.readers if r.lamp}
    wanted |= {site.gpio.factory for one in site.inputs if one.gpio}
    if not wanted:
        return
    from devices.gpio.pins import pin_factory
    from gateway.errors import DeviceUnavailable

    topic = same("GPIO")
    for kind in sorted(wanted):
        try:
            pin_factory(str(kind)).close()
        except DeviceUnavailable as trouble:
            mend = Text(
                "装上 lgpio，用户加入 gpio 组；没有引脚的机器用 factory = mock",
                "install lgpio, put the user into group gpio; "
                "on a machine without pins use factory = mock",
            )
            yield bad(topic, str(trouble), str(trouble), mend)
        else:
            yield ok(topic, f"引脚可用（{kind}）", f"pins can be used ({kind})")


def _broker(site: Site, secrets: Secrets) -> Iterator[Finding]:
    url = str(site.broker.url)
    if url == "embedded":
        mend = Text("正式使用请装 Mosquitto", "use Mosquitto for anything but a demo")
        yield warn(Text("消息服务器", "broker"), "内置（仅演示）", "embedded (demo only)", mend)
        return
    from devices.mqtt.address import Broker

    where, tls, password = Broker(url=url), site.broker.tls, secrets.broker.password
    account = broker.Account(
        host=where.host,
        port=where.port,
        topic=f"office/{site.site.id}/doctor",
        user=secrets.broker.user,
        password=password.get_secret_value() if password else None,
        tls=where.tls,
        ca=tls.ca if tls else None,
        cert=tls.cert if tls else None,
        key=tls.key if tls else None,
    )
    yield from broker.look(account, SystemClock(ZoneInfo("UTC")).now())
    yield from look_at_tasmotas(site, account)


def look_at_tasmotas(site: Site, account: broker.Account) -> Iterator[Finding]:
    """Say which Tasmotas announce themselves, and where the site file differs from them."""
    from devices.mqtt.tasmota import Tasmota
    from devices.mqtt.tasmota_discovery import FILTER, announced, block, differences
    from gateway.errors import DeviceUnavailable
    from gateway.wiring import mqtt_things

    try:
        kept = broker.retained(account, FILTER)
    except DeviceUnavailable:  # told above
        return
    known = {one.config.topic: one for one in mqtt_things(site)[0] if isinstance(one, Tasmota)}
    for topic, payload in kept:
        found = announced(topic, payload)
        if found is None:
            continue
        what = same(f"tasmota {found.topic}")
        ours = known.get(found.topic)
        if ours is None:
            name = f"{found.name} {found.model}".strip()
            yield ok(
                what,
                f"{name}：不在配置里。要用就写：\n{block(found)}",
                f"{name}: not in the site file. To use it write:\n{block(found)}",
            )
        elif lines := list(differences(found, ours.config)):
            yield bad(
                what,
                f"设备 {ours.id} 的配置与它自己说的不同",
                f"device {ours.id} is set up otherwise than it says of itself",
                Text(
                    "在 [[devices]] 里写：" + "；".join(lines),
                    "write in its [[devices]]: " + "; ".join(lines),
                ),
            )


def _print(findings: list[Finding], language: str) -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    heads = Text("状态|项目|情况|处理", "state|what|how it is|the mend").in_(language).split("|")
    for head, ratio in zip(heads, (None, None, 3, 4), strict=True):
        table.add_column(head, ratio=ratio, overflow="fold", no_wrap=ratio is None)
    for one in findings:
        table.add_row(
            Styled(MARKS[one.level].in_(language), style=COLOURS[one.level]),
            Styled(one.topic.in_(language)),
            Styled(one.says.in_(language)),
            Styled(one.mend.in_(language) if one.mend else ""),
        )
    Console(soft_wrap=False).print(table)
    wrong = sum(f.level is Level.BAD for f in findings)
    look_at = sum(f.level is Level.WARN for f in findings)
    said = Text(f"故障 {wrong}，注意 {look_at}", f"{wrong} bad, {look_at} to look at")
    Console().print(said.in_(language))
