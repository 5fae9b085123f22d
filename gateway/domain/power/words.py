"""What facilities are told: what, where, since when, how much, what to do."""

from datetime import datetime

from gateway.domain.events import TroubleFound
from gateway.domain.rooms.names import listed, place_name
from gateway.domain.rooms.survey import watts_of
from gateway.domain.rules import Channel, Rules
from gateway.domain.text import Text
from gateway.domain.turn import Turn


def left_on(turn: Turn, place: str, zone: str, on: list[Channel]) -> TroubleFound:
    """Return the alert of channels that report on in a closed, empty place."""
    where = place_name(turn.rules, place)
    what = listed([_with_watts(turn, channel) for channel in on])
    since = _since(turn, on)
    return TroubleFound(
        key=f"offhours:{place}",
        severity="warning",
        zone=zone,
        title_zh=f"{where.zh}：下班了还有设备开着",
        title_en=f"{where.en}: still on after hours",
        body_zh=f"{what.zh}，从 {since} 起开着；现在是非工作时间，里面没有人签到。"
        "可以远程关闭，或标记为已知。",
        body_en=f"{what.en}, on since {since}; outside opening hours, nobody is signed in. "
        "Switch off from here, or say that it is known.",
        channels=tuple(channel.id for channel in on),
    )


def _with_watts(turn: Turn, channel: Channel) -> Text:
    name, watts = channel.name, watts_of(turn.office, channel)
    if watts is None:
        return name
    return Text(f"{name.zh}（{watts:.0f} W）", f"{name.en} ({watts:.0f} W)")


def _since(turn: Turn, on: list[Channel]) -> str:
    reports = turn.office.devices.reports
    instants = [r.since for c in on if (r := reports.get((c.device, c.number))) is not None]
    return f"{min(instants, default=turn.now.at):%H:%M}"


def unexplained(rules: Rules, zone: str, now_w: float, since: datetime) -> TroubleFound:
    """Return the alert of a meter that is too high while nothing reports on."""
    where, standby_w = place_name(rules, zone), rules.zones[zone].standby_w
    return TroubleFound(
        key=f"offhours:{zone}",
        severity="warning",
        zone=zone,
        title_zh=f"{where.zh}：非工作时间用电 {now_w:.0f} W",
        title_en=f"{where.en}: {now_w:.0f} W after hours",
        body_zh=f"从 {since:%H:%M} 起高于待机值 {standby_w:.0f} W；里面没有人签到，"
        "也没有设备报告开着。请到现场看一下。",
        body_en=f"Above its standby of {standby_w:.0f} W since {since:%H:%M}; nobody is signed in "
        "and no device reports on. Please have a look on site.",
    )


def silent_meter(rules: Rules, zone: str, device: str, silent_min: int) -> TroubleFound:
    """Return the alert of a meter that is not heard."""
    where = place_name(rules, zone)
    known = rules.devices.get(device)
    name = known.name if known else Text(device, device)
    return TroubleFound(
        key=f"meter:{device}",
        severity="warning",
        zone=zone,
        title_zh=f"{where.zh}的电表没有消息",
        title_en=f"No word from the meter of {where.en}",
        body_zh=f"“{name.zh}”已经 {silent_min} 分钟没有回报，这段时间看不到用电。"
        "请看一下它的电源和网络。",
        body_en=f"{name.en} has not reported for {silent_min} min, so power cannot be watched. "
        "Please check its supply and network.",
    )
