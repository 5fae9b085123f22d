"""What somebody without a badge, their witness and their manager are told, in both languages."""

from gateway.domain.text import Text

WAITING = Text(
    "请一位同事把卡放到读卡器上作证", "A colleague lays their badge on the reader, as witness"
)
BUSY = Text(
    "有人正在这里等同事作证，请稍等", "Somebody waits for a witness here. One moment, please"
)
NOT_OFFERED = Text(
    "这里不能请同事作证，请用 PIN 签到，或找前台",
    "A witness is not taken here. Sign in with your PIN, or ask reception",
)
UNKNOWN_READER = Text("这块屏幕不在门口", "This screen is at no door")
NO_NUMBER = Text("请输入工号", "Please type your staff number")
NOT_KNOWN = Text(
    "这个工号签不了到，请核对一下，或找前台。同事的卡没有算打卡",
    "This number cannot sign in. Please check it, or ask reception. "
    "The colleague's badge was not counted as a tap",
)
ENDED = Text("好的，没有签到", "All right, nobody was signed in")
OVER = Text("已经结束了，请重新开始", "That is over. Please begin again")


VOUCHED = Text("您给{name}作了证", "You have vouched for {name}")
VOUCHED_BODY = Text(
    "{at}，{reader}：您的卡作了证，没有算您自己的打卡，要签到签退请再刷一次。"
    "如果不是您的意思，请马上告诉前台或经理。",
    "{at}, {reader}: your badge was the witness, not a tap of yours; to come or go, tap again. "
    "If you did not mean it, tell reception or your manager at once.",
)
CARD_YOURS = Text(
    "{label} 今天就是您的工卡，下班时请还",
    "{label} is your badge for today. Please give it back when you leave",
)
CARD_BACK = Text("已归还，谢谢", "Given back, thank you")
NO_CARD = Text("您没有借卡", "No card is lent to you")


def out_title(count: int) -> Text:
    """Return the title of the alert that cards lent to staff are not back."""
    return Text(
        f"借给同事的访客卡有 {count} 张没还",
        f"{count} cards lent to staff are not back"
        if count > 1
        else "A card lent to staff is not back",
    )


OUT = Text(
    "卡号：{labels}。当天过后不再能当工卡用。找到了，第二天在门口读卡器上刷一下，就算归还。",
    "Cards: {labels}. After their day they are nobody's badge. One that is found is given back by "
    "laying it on the reader at the door the day after.",
)


def often_title(days: int, name: str = "") -> Text:
    """Return the title of the message that somebody left the badge at home once too often.

    `name` is said only to those who answer for the person.
    """
    return Text(
        f"{name or '一位同事'}本月已有 {days} 天忘带卡",
        f"{name or 'Somebody'} left the badge at home on {days} days this month",
    )


OFTEN = Text(
    "每次都由同事作证签到，没有拒绝。要不要补一张卡，请和本人说一下；哪几天、谁作证，见考勤页。",
    "A colleague was the witness each time; nothing was refused. Please ask whether they need a "
    "new badge. Which days, and who was the witness: on the attendance page.",
)
