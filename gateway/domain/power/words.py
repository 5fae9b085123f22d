"""What facilities are told: what, where, since when, how much, who left last, what to do."""

from datetime import datetime

from gateway.domain.events import TroubleFound
from gateway.domain.power.breach import PREFIX, BreachNow, breach_now
from gateway.domain.power.find import Cause, limit_w
from gateway.domain.power.watching import index
from gateway.domain.rooms.names import listed, place_name
from gateway.domain.rooms.survey import OFF, never_off, state_of, watts_of
from gateway.domain.rules import Channel, Rules
from gateway.domain.text import Text
from gateway.domain.turn import Turn

SIGNS = {"CNY": "¥", "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
MOST = 12
"""So many things are named in a message; the alert's page has them all."""
LEAST_WH = 10.0
"""Less is not worth a figure."""
SWITCH_OFF = Text(
    "现在是非工作时间，里面没有人签到。可以远程关闭，或说明已知。",
    "Outside opening hours, nobody is signed in. Switch off from here, or say that it is known.",
)
LOOK = Text(
    "现在是非工作时间，里面没有人签到。请到现场看一下，或说明已知。",
    "Outside opening hours, nobody is signed in. Please have a look on site, or say that it is "
    "known.",
)


def found(turn: Turn, place: str, zone: str, cause: Cause) -> TroubleFound:
    """Return the alert of a place in breach; `breach_now` knows it already."""
    title = _title(turn, place, cause)
    now = breach_now(turn.office, turn.rules, place, turn.now)
    said = [_what(turn, cause), _meter(turn, place, cause)]
    if now is not None:
        said += [used(turn.rules, now), last_out(turn.rules, now, turn.now.at)]
    spared = never_off(turn.rules)
    channels = tuple(channel for channel in cause.channels if channel not in spared)
    said.append(SWITCH_OFF if channels else LOOK)
    lines = [text for text in said if text.zh]
    return TroubleFound(
        key=f"{PREFIX}{place}",
        severity="warning",
        zone=zone,
        title=title,
        body=Text("\n".join(text.zh for text in lines), "\n".join(text.en for text in lines)),
        channels=channels,
    )


def _title(turn: Turn, place: str, cause: Cause) -> Text:
    where = place_name(turn.rules, place)
    if len(cause.on) == 1 and not cause.windows:
        name = cause.on[0].name
        return Text(
            f"{where.zh}：下班了，{name.zh}还开着", f"{where.en}: {name.en} is on after hours"
        )
    if cause.on:
        return Text(f"{where.zh}：下班了还有设备开着", f"{where.en}: still on after hours")
    if cause.above:
        names = listed([channel.name for channel in cause.above])
        return Text(
            f"{where.zh}：{names.zh}用电过高", f"{where.en}: {names.en} draws more than it should"
        )
    if cause.windows:
        names = listed([turn.rules.inputs[i].name for i in cause.windows])
        return Text(
            f"{where.zh}：下班了，{names.zh}还开着", f"{where.en}: {names.en} is open after hours"
        )
    return Text(
        f"{where.zh}：非工作时间用电 {cause.over_w:.0f} W",
        f"{where.en}: {cause.over_w:.0f} W after hours",
    )


def _what(turn: Turn, cause: Cause) -> Text:
    """Return what is on, what draws too much and what is open, each since when."""
    said: list[Text] = []
    if cause.on:
        what = _some([_with_watts(turn, channel) for channel in cause.on[:MOST]], len(cause.on))
        since = _since(turn, cause.on)
        said.append(Text(f"{what.zh}，从 {since} 起开着。", f"{what.en}, on since {since}."))
    said += [_above(turn, channel) for channel in cause.above]
    if cause.windows:
        names = listed([turn.rules.inputs[i].name for i in cause.windows])
        said.append(Text(f"{names.zh}开着。", f"{names.en}: open."))
    return Text("".join(t.zh for t in said), " ".join(t.en for t in said))


def _some(names: list[Text], count: int) -> Text:
    """Return the first names of so many things as one phrase."""
    said, more = listed(names), count - len(names)
    return Text(f"{said.zh}等 {count} 项", f"{said.en} and {more} more") if more else said


def _above(turn: Turn, channel: Channel) -> Text:
    watts = watts_of(turn.office, channel) or 0.0
    began = turn.office.power.since.get(channel.id, turn.now.at)
    if state_of(turn.office, channel) == OFF:
        return Text(
            f"{channel.name.zh}说已关，自己却测到 {watts:.0f} W（从 {began:%H:%M} 起）。",
            f"{channel.name.en} says it is off, but measures {watts:.0f} W since {began:%H:%M}.",
        )
    limit = limit_w(turn, index(turn), channel) or 0.0
    return Text(
        f"{channel.name.zh}用电 {watts:.0f} W，应在 {limit:.0f} W 以内（从 {began:%H:%M} 起）。",
        f"{channel.name.en} draws {watts:.0f} W since {began:%H:%M}; {limit:.0f} W is expected.",
    )


def _with_watts(turn: Turn, channel: Channel) -> Text:
    name, watts = channel.name, watts_of(turn.office, channel)
    if watts is None:
        return name
    return Text(f"{name.zh}（{watts:.0f} W）", f"{name.en} ({watts:.0f} W)")


def _since(turn: Turn, on: tuple[Channel, ...]) -> str:
    reports = turn.office.devices.reports
    instants = [r.since for c in on if (r := reports.get((c.device, c.number))) is not None]
    return when(min(instants, default=turn.now.at), turn.now.at)


def _meter(turn: Turn, place: str, cause: Cause) -> Text:
    """Return what the zone's meter says more than can be explained."""
    if cause.over_w is None:
        return Text("", "")
    standby_w = turn.rules.zones[place].standby_w
    began = when(turn.office.power.since.get(place, turn.now.at), turn.now.at)
    zh = f"电表 {cause.over_w:.0f} W，从 {began} 起高于待机值 {standby_w:.0f} W"
    en = f"The meter reads {cause.over_w:.0f} W, above its standby of {standby_w:.0f} W"
    if cause.on:
        return Text(f"{zh}，不止上面这些。", f"{en} since {began}: more than the above.")
    return Text(f"{zh}，没有设备报告开着。", f"{en} since {began}; no device reports on.")


def used(rules: Rules, now: BreachNow) -> Text:
    """Return what a breach has used so far, and what that costs."""
    if now.used_wh is None or now.used_wh < LEAST_WH:
        return Text("", "")
    about = Text("约 ", "about ") if now.is_estimate else Text("", "")
    amount = kwh(now.used_wh)
    money = "" if now.cost is None else cost(rules, now.cost)
    zh = f"非工作时间已用 {about.zh}{amount} 度" + (f"，{money}" if money else "")
    en = f"Used so far after hours: {about.en}{amount} kWh" + (f", {money}" if money else "")
    if now.whole_zone:
        zh, en = f"{zh}（整个区域）", f"{en} (the whole zone)"
    return Text(f"{zh}。", f"{en}.")


def last_out(rules: Rules, now: BreachNow, at: datetime) -> Text:
    """Return who was there last and when: a name is all that is said of a person."""
    person = rules.people.get(now.last_person)
    if person is None or now.last_at is None:
        return Text("", "")
    clock = when(now.last_at, at)
    if not now.last_left:
        return Text(
            f"最后在的是{person.name}，{clock} 签到，没有签退。",
            f"Last there: {person.name}, in at {clock}, never signed out.",
        )
    return Text(f"最后离开的是{person.name}，{clock}。", f"Last one out: {person.name}, {clock}.")


def when(then: datetime, at: datetime) -> str:
    """Return a time of day, with the date in front when it is not today's."""
    local = then.astimezone(at.tzinfo)
    return f"{local:%H:%M}" if local.date() == at.date() else f"{local:%m-%d %H:%M}"


def kwh(used_wh: float) -> str:
    """Return an amount in kWh as people read it."""
    return f"{used_wh / 1000:.1f}" if used_wh >= 1000 else f"{used_wh / 1000:.2f}"


def cost(rules: Rules, amount: float) -> str:
    """Return an amount of money in the site's currency."""
    currency = rules.energy.currency
    sign = SIGNS.get(currency)
    return f"{sign}{amount:.2f}" if sign else f"{amount:.2f} {currency}"


def silent_meter(rules: Rules, zone: str, device: str, silent_min: int) -> TroubleFound:
    """Return the alert of a meter that is not heard."""
    where = place_name(rules, zone)
    known = rules.devices.get(device)
    name = known.name if known else Text(device, device)
    return TroubleFound(
        key=f"meter:{device}",
        severity="warning",
        zone=zone,
        title=Text(f"{where.zh}的电表没有消息", f"No word from the meter of {where.en}"),
        body=Text(
            f"“{name.zh}”已经 {silent_min} 分钟没有回报，这段时间看不到用电。"
            "请看一下它的电源和网络。",
            f"{name.en} has not reported for {silent_min} min, so power cannot be watched. "
            "Please check its supply and network.",
        ),
    )
