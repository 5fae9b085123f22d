"""What feedback and alerts say, in both languages (spec 08): short, kind, nothing private.

A name is all that is ever said of a person.
"""

from datetime import datetime

from gateway.domain.attendance import Verdict, Word
from gateway.domain.text import Text

UNKNOWN_BADGE = Text(
    "这张卡还没登记。这次已记下，请用工号签到，或到前台登记",
    "This badge is not known yet. The tap is kept: sign in by number, or ask reception",
)
NOT_KEPT = Text("没有记下，请到前台登记", "Not recorded. Please sign at reception.")
UNREADABLE_BADGE = Text(
    "没读清这张卡，请再刷一次，或用工号签到",
    "This card gave no number. Tap again, or sign in by number",
)
UNKNOWN_READER = Text(
    "这个读卡器还没有登记，请告诉管理员", "This reader is not set up. Please tell the administrator"
)
BLOCKED_BADGE = Text("这张卡已停用，请到前台", "This badge is blocked. Please go to reception")
ENDED_BADGE = Text(
    "这张临时卡已到期，请到前台", "This temporary badge has ended. Please go to reception"
)
INACTIVE_PERSON = Text(
    "这个账号已停用，请联系人事", "This account is no longer active. Please ask HR"
)
UNKNOWN_PERSON = Text("没有这个工号", "There is nobody with this number")
UNKNOWN_TAP = Text(
    "这次刷卡已经不能在这里更正，请在“我的”里申请补卡",
    "This tap can no longer be corrected here. Ask for a correction under “Mine”",
)
UNDONE = Text("已撤销，这次不算", "Undone, this tap does not count")
UNCHANGED = Text("好的，不变", "All right, nothing changed")
CLOCK_WRONG = Text("时间稍后校准", "the time is filled in once the clock is set")


def greeting(name: str, at: datetime) -> Text:
    """Return a greeting by the hour of the day, local time."""
    if 4 <= at.hour < 12:
        return Text(f"早上好，{name}", f"Good morning, {name}")
    if 12 <= at.hour < 18:
        return Text(f"下午好，{name}", f"Good afternoon, {name}")
    return Text(f"晚上好，{name}", f"Good evening, {name}")


def minutes(seconds: int) -> int:
    """Return whole minutes as people say them: never "0 min late"."""
    return max(1, seconds // 60)


def hours(seconds: int) -> Text:
    """Return a length of time as `8 小时 21 分钟` / `8 h 21 min`."""
    h, m = divmod(max(0, seconds) // 60, 60)
    return Text(f"{h} 小时 {m} 分钟", f"{h} h {m} min") if h else Text(f"{m} 分钟", f"{m} min")


def signed_in(name: str, at: datetime, verdict: Verdict | None) -> Text:
    """Return the words after signing in."""
    hello = greeting(name, at)
    match verdict.word if verdict else None:
        case Word.LATE if verdict is not None:
            late = minutes(verdict.late_s)
            return Text(f"{hello.zh}，迟到 {late} 分钟", f"{hello.en}, {late} min late")
        case Word.BACK:
            return Text(f"欢迎回来，{name}", f"Welcome back, {name}")
        case Word.ON_LEAVE if verdict is not None:
            return _on_leave(hello, at, verdict.until)
        case Word.OFF_SHIFT:
            return Text(f"{hello.zh}，现在没有排班", f"{hello.en}, no shift now")
        case Word.HOLIDAY:
            return Text(f"{hello.zh}，今天是节假日", f"{hello.en}, today is a holiday")
        case Word.REST_DAY:
            return Text(f"{hello.zh}，今天是休息日", f"{hello.en}, today is a rest day")
        case _:
            return hello


def _on_leave(hello: Text, at: datetime, until: datetime | None) -> Text:
    """Return the words for somebody who comes while on leave; not which kind of leave."""
    ends = until.astimezone(at.tzinfo) if until is not None else None
    if ends is None or ends.date() != at.date():
        return Text(f"{hello.zh}，您今天请假", f"{hello.en}, you are on leave today")
    return Text(
        f"{hello.zh}，您请假到 {ends:%H:%M}", f"{hello.en}, you are on leave to {ends:%H:%M}"
    )


def signed_out(name: str, verdict: Verdict | None, worked_s: int | None, *, is_last: bool) -> Text:
    """Return the words after signing out; `is_last`: nobody is left in the zone."""
    bye = Text(f"再见，{name}", f"Goodbye, {name}")
    if verdict is not None and verdict.word is Word.MISSING_IN:
        bye = Text(f"{bye.zh}，缺一次签到", f"{bye.en}, the tap in is missing")
    elif verdict is not None and verdict.word is Word.EARLY:
        early = minutes(verdict.early_s)
        bye = Text(f"{bye.zh}，早退 {early} 分钟", f"{bye.en}, {early} min early")
    elif worked_s is not None:
        worked = hours(worked_s)
        bye = Text(f"{bye.zh}，在岗 {worked.zh}", f"{bye.en}, {worked.en}")
    if is_last:
        return Text(f"{bye.zh}。您是最后一位", f"{bye.en}. You are the last one")
    return bye


def going_out(name: str, back_by: datetime | None = None) -> Text:
    """Return the words after signing out to go out on an errand; `back_by`: when it ends."""
    if back_by is None:
        return Text(f"外出已记下，{name}", f"Going out, noted, {name}")
    return Text(
        f"外出已记下，{name}，请在 {back_by:%H:%M} 前回来",
        f"Going out, noted, {name}: back by {back_by:%H:%M}",
    )


def bounce(name: str) -> Text:
    """Return the words for a second tap within seconds."""
    return Text(f"已经记下了，{name}", f"Already noted, {name}")


def undo_offered(name: str, direction: str) -> Text:
    """Return the question for a second tap within two minutes."""
    if direction == "in":
        return Text(f"{name}，刚刚已签到。要撤销吗？", f"{name}, you have just signed in. Undo?")
    return Text(f"{name}，刚刚已签退。要撤销吗？", f"{name}, you have just signed out. Undo?")


def dated_later(said: Text) -> Text:
    """Return words with the note that the clock is not right yet."""
    return Text(f"{said.zh}（{CLOCK_WRONG.zh}）", f"{said.en} ({CLOCK_WRONG.en})")


PARTS = {
    "broker": (
        Text(
            "连不上消息服务，会议室暂时控制不了", "No connection to the broker: rooms do not obey"
        ),
        Text("请看看 Mosquitto 和网络", "Look at Mosquitto and the network"),
    ),
    "pcscd": (
        Text("读卡服务停了，刷卡没有反应", "The card service is down: badges are not read"),
        Text("请在网关上检查 pcscd", "Look at pcscd on the gateway"),
    ),
    "store": (
        Text("记录存不下来，刷卡不会被接受", "Nothing can be kept: taps are refused"),
        Text(
            "请马上检查磁盘空间和读写状态",
            "Look at the disk now: space, and whether it is read-only",
        ),
    ),
    "disk": (
        Text("网关的磁盘快满了", "The gateway's disk is nearly full"),
        Text(
            "满了以后刷卡会被拒绝，请在网关上腾出空间",
            "Once it is full, taps are refused. Please make room on the gateway",
        ),
    ),
    "clock": (
        Text(
            "网关的时钟不可信，刷卡之后再补时间", "The clock is not trusted: taps are dated later"
        ),
        Text("请检查网络对时（NTP）", "Look at network time (NTP)"),
    ),
}
"""Parts of the gateway: what their absence means, what to do about it."""


def part_gone(kind: str, name: Text | None, which: str) -> tuple[Text, Text]:
    """Return the title and the advice when a part of the gateway is gone."""
    if kind == "reader":
        door = name or Text(which, which)
        return (
            Text(f"读卡器“{door.zh}”没有反应", f"The reader “{door.en}” is gone"),
            Text("请检查插头和连线", "Look at its plug and cable"),
        )
    unknown = (
        Text(f"部件 {which or kind} 没有反应", f"{which or kind} is gone"),
        Text("请检查", "Please look at it"),
    )
    return PARTS.get(kind, unknown)


def since(at: datetime, detail: str, todo: Text) -> Text:
    """Return since when something is so, what it said, and what to do."""
    more = f" {detail}." if detail else ""
    said = f"（{detail}）" if detail else ""
    return Text(f"{at:%H:%M} 起{said}。{todo.zh}。", f"Since {at:%H:%M}.{more} {todo.en}.")


def resolved_title(title: Text) -> Text:
    """Return the title of the message that an alert is over."""
    return Text(f"已解除：{title.zh}", f"Over: {title.en}")


def resolved_body(raised_at: datetime, at: datetime) -> Text:
    """Return from when to when an alert lasted."""
    span = f"{raised_at:%m-%d %H:%M} – {at:%m-%d %H:%M}"
    return Text(f"{span}，不用再处理。", f"{span}. Nothing more to do.")


def escalated_body(body: Text, minutes_open: int) -> Text:
    """Return an alert's body for the next on the list."""
    return Text(
        f"{body.zh}\n已经 {minutes_open} 分钟没有人确认，所以通知您。",
        f"{body.en}\nNobody acknowledged it for {minutes_open} min, so you are told.",
    )


ALERT_OVER = Text("这件事已经解除了，谢谢", "This is over already, thank you")
ALERT_UNKNOWN = Text("没有这条告警", "There is no such alert")
LINK_USED = Text("这个链接已经用过了", "This link has been used already")
ACKNOWLEDGED = Text("已记下，由您处理", "Noted, it is yours")
SWITCHING_OFF = Text(
    "正在安全关闭，完成后这里会显示", "Switching off safely; the result shows here"
)
NOTHING_TO_SWITCH = Text(
    "这里没有可以远程关闭的设备", "There is nothing here to switch off from afar"
)
UNTIL_WRONG = Text(
    "请给出一个将来的时间，最多 7 天", "Please give a time in the future, 7 days at most"
)


def known_until(until: datetime) -> Text:
    """Return the words after "known, until …"."""
    return Text(
        f"好的，{until:%m-%d %H:%M} 前不再提醒", f"All right, quiet until {until:%m-%d %H:%M}"
    )


def acknowledged_by(name: Text) -> Text:
    """Return who has taken an alert already."""
    return Text(f"{name.zh}已经在处理了", f"{name.en} is on it already")
