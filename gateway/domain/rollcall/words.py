"""What whoever runs a roll-call is answered with, in both languages."""

from gateway.domain.text import Text

STARTED = Text("点名开始了", "The roll-call has begun")
RUNNING = Text("点名已经在进行", "A roll-call is running already")
NONE_RUNS = Text("现在没有点名", "No roll-call is running")
NOT_ALLOWED = Text(
    "您不能开始或结束点名，请找前台或设备管理员", "Only reception, facilities and duty leaders may"
)
UNKNOWN_LINE = Text("名单上没有这一行", "That is not on the list")
UNKNOWN_CHOICE = Text("不能这样回答", "That is no answer here")
TICKED = Text("记下了", "Noted")
SUPERSEDED = Text(
    "记下了；后来有人说了别的，以后来的为准",
    "Noted. Somebody has said otherwise since, and that stands",
)
TOO_LATE = Text(
    "那次点名已经结束，没能算进去。请告诉带队的人",
    "That roll-call is over, so it does not count. Tell whoever led it",
)
NO_WORDS = Text("请写是谁，或在哪里", "Say who it is, or where")
ADDED = Text("已加进名单", "Added to the list")
TOO_MANY = Text("名单上添加的人太多了", "Too many have been added")
ENDED = Text("点名结束了", "The roll-call is over")


def still_missing(count: int) -> Text:
    """Return that a reason is needed, as people are not found."""
    zh = f"还有 {count} 人没找到。要结束，请写明原因"
    if count == 1:
        return Text(zh, "One person is not found. To end it, say why")
    return Text(zh, f"{count} people are not found. To end it, say why")
