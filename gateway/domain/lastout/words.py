"""What facilities are told after a check that did not end well."""

from gateway.domain.effects import PromptItem
from gateway.domain.events import TroubleFound
from gateway.domain.lastout.state import Check
from gateway.domain.rooms.names import full_name, listed, place_name
from gateway.domain.rules import Rules
from gateway.domain.text import Text


def failed_trouble(
    rules: Rules, check: Check, failed: list[PromptItem], now_w: float | None, *, late: bool
) -> TroubleFound:
    """Return the alert of a check that failed: what, where, since when, how much."""
    zone = place_name(rules, check.zone)
    clock = f"{check.asked_at:%H:%M}"
    things = listed([_with_watts(rules, item) for item in failed])
    zh = f"{clock} 最后一位离开后，"
    en = f"After the last one left at {clock}, "
    if late:
        zh += "网关中断，什么都没有关。"
        en += "the gateway was away and nothing was switched. "
        if failed:
            zh += f"还开着或没有回应的：{things.zh}。"
            en += f"On still, or silent: {things.en}. "
    elif failed:
        zh += f"这些没有确认关闭：{things.zh}。"
        en += f"these did not confirm to be off: {things.en}. "
    else:
        zh += "设备都说已关，电表却没有降下来。"
        en += "every device says it is off, but the meter did not go down. "
    power = _power(rules, check.zone, now_w)
    return TroubleFound(
        key=f"lastout:{check.zone}",
        severity="warning",
        zone=check.zone,
        title=Text(f"{zone.zh}没有全部关好", f"Not everything is off: {zone.en}"),
        body=Text(
            f"{zh}{power.zh}请远程关闭，或到现场看一下。",
            f"{en}{power.en}Please switch off from here, or have a look on site.",
        ),
        channels=tuple(item.channel for item in failed),
    )


def _with_watts(rules: Rules, item: PromptItem) -> Text:
    name = full_name(rules, item.channel)
    if item.watts is None:
        return name
    return Text(f"{name.zh}（{item.watts:.0f} W）", f"{name.en} ({item.watts:.0f} W)")


def _power(rules: Rules, zone: str, now_w: float | None) -> Text:
    if now_w is None:
        return Text("", "")
    standby_w = rules.zones[zone].standby_w
    return Text(
        f"电表现在 {now_w:.0f} W，待机值 {standby_w:.0f} W。",
        f"The meter reads {now_w:.0f} W, standby is {standby_w:.0f} W. ",
    )


def open_trouble(rules: Rules, check: Check, inputs: tuple[str, ...]) -> TroubleFound:
    """Return the alert of windows and doors left open."""
    zone = place_name(rules, check.zone)
    names = listed([rules.inputs[i].name for i in inputs])
    clock = f"{check.asked_at:%H:%M}"
    return TroubleFound(
        key=f"windows:{check.zone}",
        severity="warning",
        zone=check.zone,
        title=Text(f"{zone.zh}：{names.zh}还开着", f"{zone.en}: still open: {names.en}"),
        body=Text(
            f"{clock} 最后一位已经离开，请去关一下。关好后这条会自己消失。",
            f"The last one left at {clock}. Please close it; this goes away by itself then.",
        ),
    )
