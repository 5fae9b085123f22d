"""What facilities are told of a curtain that does not answer."""

from gateway.domain.events import TroubleFound
from gateway.domain.rooms.names import full_name
from gateway.domain.rules import Channel
from gateway.domain.text import Text
from gateway.domain.turn import Turn


def silent_trouble(turn: Turn, channel: Channel, *, stopping: bool) -> TroubleFound:
    """Return the trouble of a curtain that did not confirm; one that may still move is urgent."""
    name = full_name(turn.rules, channel.id)
    zh, en = ("停止", "stop") if stopping else ("移动", "move")
    times = turn.rules.durations.resend_times + 1
    clock = f"{turn.now.at:%H:%M}"
    more_zh = "还在继续发送停止。" if stopping else ""
    more_en = "Stop is still being sent. " if stopping else ""
    return TroubleFound(
        key=f"stuck:{channel.id}",
        severity="critical" if stopping else "warning",
        zone=channel.zone,
        title=Text(f"{name.zh}没有确认{zh}", f"{name.en} did not confirm to {en}"),
        body=Text(
            f"{clock} 请求{zh}，发了 {times} 次都没有确认。{more_zh}请到现场看一下。",
            f"Asked to {en} at {clock}, {times} times, never confirmed. "
            f"{more_en}Please have a look on site.",
        ),
    )
