"""What messages say besides the trouble itself: back again, more to come, the summary."""

from collections.abc import Sequence
from datetime import datetime, time

from gateway.domain.text import Text


def again_title(title: Text) -> Text:
    """Return the title of a trouble that came back."""
    return Text(f"又出现了：{title.zh}", f"Back again: {title.en}")


def again_body(body: Text) -> Text:
    """Return an alert's body when it came back."""
    return Text(
        f"{body.zh}\n刚解除不久又出现了。之后时有时无的话不再逐条通知，稳定解除后再告诉您。",
        f"{body.en}\nIt was over only a short while ago. If it keeps coming and going you are not "
        "told each time, only once it stays away.",
    )


def repeated_body(body: Text, minutes_open: int) -> Text:
    """Return the body of a critical alert that still nobody has taken."""
    return Text(
        f"{body.zh}\n已经 {minutes_open} 分钟没有人确认，请马上处理。",
        f"{body.en}\nNobody acknowledged it for {minutes_open} min. Please act now.",
    )


def more_is_kept_back(per_hour: int, digest: time) -> Text:
    """Return the note on the last message that the limit allows."""
    return Text(
        f"这一小时的通知已到上限（{per_hour} 条）。"
        f"再有的都在看板上，并会写进 {digest:%H:%M} 的汇总。",
        f"This is the last message for now (limit: {per_hour} an hour). The rest is on the "
        f"dashboard and in the summary at {digest:%H:%M}.",
    )


def digest_title(opened: int, over: int) -> Text:
    """Return the title of a summary."""
    return Text(
        f"每日汇总：未解除 {opened} 件，已解除 {over} 件", f"Summary: {opened} open, {over} over"
    )


def digest_counts(raised: int, resolved: int, since: datetime | None) -> Text:
    """Return the first line of a summary."""
    zh = f"{since:%m-%d %H:%M} 以来" if since else "到现在为止"
    en = f"Since {since:%m-%d %H:%M}" if since else "Up to now"
    return Text(
        f"{zh}：新出现 {raised} 件，解除 {resolved} 件。", f"{en}: {raised} new, {resolved} over."
    )


SOMEBODY_WORKS_THERE = Text(
    "那里正在维护，不远程开关；请找在场的人",
    "Somebody is working there, so nothing is switched from afar. Please ask who is on site.",
)


def in_use_again(why: Text) -> Text:
    """Return why nothing is switched off: somebody or something is expected there now."""
    return Text(
        f"那里又有人在用（{why.zh}），什么都没有关",
        f"The place is in use again ({why.en}); nothing was switched off",
    )


OPEN = Text("还没解除：", "Still open:")
OVER = Text("已经解除：", "Over:")
KEPT_BACK = Text(
    "没有单独通知您的（一小时内太多，或在安静时段）：",
    "Not sent to you one by one (too many in an hour, or quiet hours):",
)
MORE = Text("…… 另有 {n} 件，见看板", "… and {n} more, on the dashboard")
NOT_TAKEN = Text("还没有人处理", "nobody has it yet")
NOBODY_LEFT = Text(
    "没有人确认，也没有下一位可以通知了", "nobody answered, and nobody is left to tell"
)
IN_MAINTENANCE = Text("维护中，到 {until}", "in maintenance until {until}")
KNOWN = Text("已知，到 {until}", "known until {until}")
TAKEN = Text("{who}在处理", "{who} has it")


def line(at: datetime, title: Text, note: Text | None = None, times: int = 1) -> Text:
    """Return one line of a summary."""
    zh, en = f"· {at:%m-%d %H:%M} {title.zh}", f"· {at:%m-%d %H:%M} {title.en}"
    if times > 1:
        zh, en = f"{zh} ×{times}", f"{en} ×{times}"
    if note is not None:
        zh, en = f"{zh}（{note.zh}）", f"{en} ({note.en})"
    return Text(zh, en)


def joined(lines: Sequence[Text]) -> Text:
    """Return lines as one text."""
    return Text("\n".join(t.zh for t in lines), "\n".join(t.en for t in lines))
