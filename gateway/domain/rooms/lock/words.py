"""What the lock of a panel says, in both languages; never anything of a PIN but how often."""

from datetime import datetime
from math import ceil

from gateway.domain.rooms.lock.state import Level
from gateway.domain.text import Text

UNKNOWN_ROOM = Text("没有这个房间", "There is no such room")
UNKNOWN_LEVEL = Text("只有 1 级和 2 级", "There are levels 1 and 2")
NO_LOCK = Text("这块面板没有上锁", "This panel is not locked")
OPENED = Text("面板已打开", "The panel is open")
LOCKED = Text("面板已锁定", "The panel is locked")


def wrong(left: int) -> Text:
    """Return that a PIN was wrong, and how many more may be."""
    tries = "1 more try" if left == 1 else f"{left} more tries"
    return Text(f"密码不对，还可以试 {left} 次", f"Wrong PIN. {tries}, then the pad waits")


def wait(wait_s: float, level: Level) -> Text:
    """Return that the pad waits; a badge still opens the controls."""
    seconds = ceil(wait_s)
    if level is Level.SYSTEM:
        return Text(f"输错的次数多了，请等 {seconds} 秒", f"Too many wrong PINs. Wait {seconds} s")
    return Text(
        f"输错的次数多了，请等 {seconds} 秒，或刷卡",
        f"Too many wrong PINs. Wait {seconds} s, or hold your badge to the reader",
    )


def guessing_title(room: Text) -> Text:
    """Return the title of the alert about wrong PINs."""
    return Text(f"{room.zh}的面板多次输错密码", f"Wrong PINs at the panel of {room.en}")


def guessing_body(at: datetime, wrong: int) -> Text:
    """Return the body of the alert about wrong PINs."""
    return Text(
        f"{at:%H:%M}，已连续输错 {wrong} 次，键盘暂停。请看看是谁。",
        f"{at:%H:%M}: {wrong} wrong ones in a row, the pad waits. Please look who it is.",
    )
