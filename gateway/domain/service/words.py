"""What calls and tickets are answered with, in both languages."""

from gateway.domain.rooms.names import channel_name, place_name
from gateway.domain.rules import Rules
from gateway.domain.service.state import Call, Progress, Ticket
from gateway.domain.text import Text

UNKNOWN_ROOM = Text("没有这个房间", "There is no such room")
UNKNOWN_KIND = Text("这里不能叫这项服务", "That cannot be called for here")
UNKNOWN_CALL = Text("这次呼叫已经结束了", "That call is over already")
UNKNOWN_TICKET = Text("没有这张报修单，或已经修好", "No such ticket, or it is done already")
UNKNOWN_CHOICE = Text("不能这样回答", "That is no answer here")
UNKNOWN_CHANNEL = Text("这间房里没有这样东西", "There is no such thing in this room")
CALLED = Text("已呼叫，马上有人看到", "Called. Somebody will see it at once")
WITHDRAWN = Text("已取消呼叫", "The call is withdrawn")
REPORTED = Text("已报修，谢谢", "Reported, thank you")
REPORTED_BEFORE = Text("这件事已经有人报修了", "This has been reported already")
NO_WORDS = Text("请说是哪样东西，或写几个字", "Say which thing it is, or write a few words")
TOO_MANY = Text(
    "这间房的报修已经很多了，请直接联系物业", "Many faults are open here. Please call facilities"
)
TAKEN = Text("已接单", "It is yours")
GIVEN_BACK = Text("已放回待办", "It is open again")
DONE = Text("已完成，谢谢", "Done, thank you")
SAID = {
    Progress.SEEN: Text("对方会看到“已看到”", "They see that you have seen it"),
    Progress.COMING: Text("对方会看到“正在过来”", "They see that somebody is coming"),
    Progress.DONE: DONE,
    Progress.WITHDRAWN: WITHDRAWN,
}
PROGRESS = {
    Progress.ASKED: Text("已呼叫，等人看到", "called, nobody has seen it yet"),
    Progress.SEEN: Text("已有人看到", "somebody has seen it"),
    Progress.COMING: Text("已有人过来", "somebody is coming"),
}


def kind_name(rules: Rules, kind: str) -> Text:
    """Return what a service is called; its id if the site has it no more."""
    found = next((one for one in rules.services if one.id == kind), None)
    return found.name if found else Text(kind, kind)


def called_before(call: Call) -> Text:
    """Return that a call for the same thing is open."""
    at, how = call.asked_at, PROGRESS.get(call.progress, CALLED)
    return Text(f"{at:%H:%M} 已经叫过：{how.zh}", f"Called at {at:%H:%M} already: {how.en}")


def further_already(call: Call) -> Text:
    """Return that a call has come at least so far."""
    how = PROGRESS.get(call.progress, DONE)
    return Text(f"这次呼叫：{how.zh}", f"This call: {how.en}")


def unanswered_title(rules: Rules, call: Call) -> Text:
    """Return the title of the alert of a call that nobody answered."""
    room, kind = place_name(rules, call.room), kind_name(rules, call.kind)
    return Text(f"{room.zh}呼叫{kind.zh}，没人应答", f"{room.en}: {kind.en} called, no answer")


def unanswered_body(call: Call, waited_s: float) -> Text:
    """Return the body of the alert of a call that nobody answered."""
    minutes = max(1, round(waited_s / 60))
    return Text(
        f"{call.asked_at:%H:%M} 呼叫，{minutes} 分钟没有人看到。请派人过去，或在屏幕上点“马上来”。",
        f"Called at {call.asked_at:%H:%M}; nobody has seen it for {minutes} min. "
        "Please send somebody, or answer on a screen.",
    )


def ticket_thing(rules: Rules, ticket: Ticket) -> Text:
    """Return what a ticket is about: the thing's name, or the words that were written."""
    if ticket.channel is not None:
        return channel_name(rules, ticket.channel)
    return Text(ticket.text, ticket.text)


def fault_title(rules: Rules, ticket: Ticket) -> Text:
    """Return the title of the message about a fault; without what was written, which is private."""
    room = place_name(rules, ticket.room)
    if ticket.channel is None:
        return Text(f"{room.zh}报修", f"{room.en}: a fault was reported")
    thing = channel_name(rules, ticket.channel)
    return Text(f"{room.zh}报修：{thing.zh}", f"{room.en}: a fault was reported: {thing.en}")


def fault_body(ticket: Ticket) -> Text:
    """Return the body of the message about a fault."""
    note = f"“{ticket.text}”\n" if ticket.text else ""
    at = f"{ticket.opened_at:%m-%d %H:%M}"
    return Text(
        f"{note}{at} 在会议室面板上报修。请接单：接了就不再提醒。",
        f"{note}Reported at the room's panel on {at}. Take it, and nobody is reminded again.",
    )


def taken_already(name: Text) -> Text:
    """Return that somebody has a ticket."""
    return Text(f"{name.zh}已接单", f"{name.en} has it already")
