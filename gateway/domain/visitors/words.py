"""What visitors and their hosts are told, in both languages; no visitor's name in a message."""

from datetime import datetime

from gateway.domain.rules import Rules
from gateway.domain.text import Text
from gateway.domain.visitors.state import Reply, Visit

UNKNOWN_VISIT = Text("这次来访已经结束了", "That visit is over already")
VISIT_OVER = Text(
    "这次登记已经签退了，再来请重新登记", "You have signed out since. Please register anew"
)
UNKNOWN_HOST = Text(
    "没有找到这位同事，请再找一次", "Nobody of that name works here. Please look again"
)
UNKNOWN_READER = Text("这块屏幕不在门口", "This screen is at no door")
UNKNOWN_GUEST = Text("没有这条预约，或已经到了", "Nobody like that is expected any more")
UNKNOWN_CHOICE = Text("不能这样回答", "That is no answer here")
NO_NAME = Text("请写下姓名", "Please give a name")
NO_CONSENT = Text("请先同意登记说明", "Please agree to what is kept first")
BAD_COUNT = Text("人数是 1 到 50", "Between 1 and 50 people")
BAD_DAY = Text("日期不对：今天起一年之内", "The day has to be within a year from today")
TOO_MANY = Text(
    "登记的访客太多了，请找前台", "Too many visitors are registered. Please ask reception"
)
NOT_YOURS = Text("这不是您的访客", "That is not your visitor")
NO_CARD = Text("这张卡借出去了，或不是访客卡", "That card is lent already, or is none of ours")
HAS_CARD = Text("您已经有一张访客卡了", "You have a card already")
NO_WORDS = Text("请写几个字", "Please write a few words")
EXPECTED = Text(
    "已登记，到时在入口屏报姓名就行", "Noted. They just give their name at the entrance"
)
CALLED_OFF = Text("已取消", "Called off")
NOTE_LEFT = Text("已转告，谢谢", "They will read it. Thank you")
NOTE_READ = Text("已读", "Read")
CARD_TAKEN = Text(
    "请戴好访客卡，离开时在门口刷一下", "Please wear it, and hold it to the reader when you go"
)
GOODBYE = Text("已签退，欢迎再来", "You are signed out. Thank you for coming")
HOST_SAID = Text("知道了，谢谢", "Thank you")
CARD_NOT_LENT = Text(
    "这张访客卡没有登记，请先在屏幕上登记",
    "This card is lent to nobody. Please register on the screen first",
)
CARD_STOPPED = Text("这张访客卡停用了，请交给前台", "This card is out of use. Please hand it in")


def lost_card_title(label: str, reader: Text) -> Text:
    """Return the one line of the alert that a lost card has turned up."""
    return Text(
        f"挂失的访客卡 {label} 在{reader.zh}刷过", f"The lost card {label} was tried at {reader.en}"
    )


def lost_card_body(at: datetime) -> Text:
    """Return what to do about it; `at` is local."""
    return Text(
        f"{at:%H:%M}，没有放行。请看看是谁，并把卡收回来。",
        f"{at:%H:%M}, not accepted. Please look who it was, and have the card handed in.",
    )


SAID = {
    Reply.COMING: Text("访客会看到：马上来接您", "They read: coming to meet you"),
    Reply.WAIT: Text("访客会看到：请稍等五分钟", "They read: please wait five minutes"),
    Reply.AWAY: Text(
        "访客会看到：现在不方便，请留言", "They read: not available, please leave a message"
    ),
}


def host_name(rules: Rules, visit: Visit) -> str:
    """Return what the host is called."""
    person = rules.people.get(visit.host)
    return person.name if person else visit.host


def arrived(rules: Rules, visit: Visit) -> Text:
    """Return what the visitor reads first."""
    name = host_name(rules, visit)
    return Text(f"已经告诉{name}，请稍候", f"{name} has been told. One moment, please")


def host_title(visit: Visit) -> Text:
    """Return the title of the message to the host."""
    if visit.count == 1:
        return Text("您有一位访客", "You have a visitor")
    return Text(f"您有 {visit.count} 位访客", f"You have {visit.count} visitors")


def host_body(rules: Rules, visit: Visit) -> Text:
    """Return the body of the message to the host: where, since when, what to do; not who it is."""
    reader = rules.readers.get(visit.reader)
    where = reader.name if reader else Text("门口", "the entrance")
    at = f"{visit.arrived_at:%H:%M}"
    return Text(
        f"{at} 在{where.zh}登记。请回复：马上来、等五分钟，或不方便。是谁，见链接或“我的”页面。",
        f"Registered at {where.en} at {at}. Please answer: coming, five minutes, or not "
        "available. Who it is stands behind the link and on your own page.",
    )


def unanswered_title(count: int) -> Text:
    """Return the title of the alert that visitors wait and nobody has answered."""
    if count == 1:
        return Text("有一批访客没人接待", "A visitor waits and nobody has answered")
    return Text(
        f"有 {count} 批访客没人接待", f"{count} parties of visitors wait, nobody has answered"
    )


UNANSWERED = Text(
    "被访人没有回复。请前台看一下，或打个电话。",
    "Their hosts have not answered. Please look after them, or call the hosts.",
)


def left_over_title(count: int) -> Text:
    """Return the title of the alert that visitors have not signed out at closing."""
    return Text(
        f"关门了，还有 {count} 位访客没签退", f"Closing time, {count} visitors not signed out"
    )


LEFT_OVER = Text(
    "请问一下被访人；已经走了的，请在访客页签退。点名和“最后一人离开”仍把他们算在里面。",
    "Please ask their hosts, and sign out on the visitors' page who has gone. "
    "Until then they count as in.",
)
