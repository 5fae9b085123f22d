"""What requests are answered and shown with, in both languages; nothing of why (S26)."""

from datetime import date, datetime, timedelta

from gateway.domain.requests.state import (
    CANCELLED_LATE,
    EMERGENCY,
    LATE,
    NO_BALANCE,
    URGENT,
    Asked,
    Request,
    Step,
)
from gateway.domain.rules import Person, Rules
from gateway.domain.text import Text

ASKED = {
    Asked.LEAVE: Text("请假", "Leave"),
    Asked.OUTING: Text("外出", "Outing"),
    Asked.OVERTIME: Text("加班", "Overtime"),
    Asked.CORRECTION: Text("补卡", "Correction"),
}
STEPS = {
    Step.ASKED: Text("等待审批", "waits for approval"),
    Step.FIRST_APPROVAL: Text("等待上一级审批", "waits for the next level"),
    Step.APPROVED: Text("已批准", "approved"),
    Step.REFUSED: Text("未批准", "refused"),
    Step.WITHDRAWN: Text("已撤回", "withdrawn"),
    Step.CANCEL_ASKED: Text("申请取消中", "cancelling is asked for"),
    Step.CANCELLED: Text("已取消", "cancelled"),
}
MARKS = {
    URGENT: Text("当天申请", "asked on the day"),
    LATE: Text("逾期申请", "asked late"),
    EMERGENCY: Text("事后补办", "emergency, told afterwards"),
    NO_BALANCE: Text("超出余额", "more than is left"),
    CANCELLED_LATE: Text("开始后才取消", "cancelled after it began"),
}
WAYS = {"in": Text("上班卡", "tap in"), "out": Text("下班卡", "tap out")}

CLOCK = Text(
    "时间还没有校准，请过一会儿再试", "The clock is not set yet. Please try again in a few minutes"
)
UNKNOWN_PERSON = Text("没有这个人", "There is nobody like that here")
LEFT = Text("这个人已经离职", "They do not work here any more")
UNKNOWN_ASKED = Text(
    "只能申请请假、外出、加班或补卡",
    "Only leave, an outing, overtime or a correction can be asked for",
)
UNKNOWN_KIND = Text("没有这种假", "There is no such kind of leave")
UNKNOWN_WAY = Text("请说明补的是上班卡还是下班卡", "Say whether you came or left")
ONLY_ONESELF = Text("这要本人申请", "Everybody asks for this themselves")
BAD_TIMES = Text("请填写起止时间", "Say from when to when, with date and time")
ENDS_FIRST = Text("结束时间要在开始时间之后", "It has to end after it begins")
NO_REASON = Text("请写明原因", "Please write down the reason")
NO_PLACE = Text("请写明去哪里", "Please write down where you go")
NO_WORK = Text(
    "这段时间本来就不上班，不用请假", "There is no work planned in that time; no leave is needed"
)
IN_FUTURE = Text("还没到的时间不能补卡", "A tap of the future cannot be declared")
TOO_MANY = Text(
    "待审批的申请太多了，请先等审批或撤回一些",
    "Too many requests wait already. Wait for them, or withdraw some",
)
NOBODY_DECIDES = Text(
    "还没有人能审批，请管理员先设置部门负责人",
    "Nobody can decide about this. The administrator has to name a manager or HR first",
)
UNKNOWN_REQUEST = Text(
    "没有这项申请，或已经过去很久了", "There is no such request, or it was over long ago"
)
UNKNOWN_CHOICE = Text("不能这样答复", "That is no answer here")
NOT_YOURS = Text("这项申请不由您审批", "This is not yours to decide")
NOT_YOUR_REQUEST = Text("这不是您的申请", "This is not your request")
NO_NOTE = Text("不批准要写明原因", "Say why it is refused")
NOT_APPROVED = Text(
    "还没有批准；可以直接撤回", "It is not approved yet; it can simply be withdrawn"
)
KEPT_TAP = Text(
    "补的卡不能取消；如果不对，请再补一次",
    "A declared tap cannot be taken back. If it is wrong, declare the right one",
)
FILED = Text("已提交，等待审批", "Sent. It waits for approval")
APPROVED = Text("已批准", "Approved")
NEXT_LEVEL = Text("已同意，转上一级审批", "Agreed. It goes on to the next level")
REFUSED = Text("已退回，申请人会看到原因", "Refused. They can read why")
WITHDRAWN = Text("已撤回", "Withdrawn")
CANCEL_ASKED = Text(
    "已申请取消；批准前仍然有效", "Cancelling is asked for; until it is agreed to, it stands"
)
CANCELLED = Text("已取消", "Cancelled")
SHORTENED = Text(
    "已销假：{day} 起不再算请假，之前的仍然有效",
    "Given back from {day} on; the leave before that stands",
)
STANDS = Text("不取消，仍然有效", "It is not cancelled and stands")


def person_name(rules: Rules, person: str) -> str:
    """Return what somebody is called; the id of one not known."""
    found = rules.people.get(person)
    return found.name if found is not None else person


def what_of(rules: Rules, request: Request) -> Text:
    """Return what is asked for, with the kind of leave: for who may know it, not for alerts."""
    kind = rules.leave_kinds.get(request.what) if request.asked is Asked.LEAVE else None
    if kind is not None:
        return kind.name
    if request.asked is Asked.CORRECTION and request.what in WAYS:
        way = WAYS[request.what]
        return Text(f"补{way.zh}", f"Declared {way.en}")
    return ASKED[request.asked]


def span(rules: Rules, since: datetime, until: datetime) -> str:
    """Return `11-23 09:00 – 12:00` in the site's time; one instant for a correction."""
    begins, ends = since.astimezone(rules.timezone), until.astimezone(rules.timezone)
    if begins == ends:
        return f"{begins:%m-%d %H:%M}"
    end = f"{ends:%H:%M}" if begins.date() == ends.date() else f"{ends:%m-%d %H:%M}"
    return f"{begins:%m-%d %H:%M} – {end}"


def _length(length: timedelta) -> Text:
    days = length // timedelta(days=1)
    hours = length // timedelta(hours=1)
    return (
        Text(f"{days} 天", f"{days} days") if days > 1 else Text(f"{hours} 小时", f"{hours} hours")
    )


def too_long(asked: Asked, limit: timedelta) -> Text:
    """Return that one request may not last so long."""
    most, what = _length(limit), ASKED[asked]
    return Text(
        f"一次{what.zh}最长 {most.zh}，请分几次申请",
        f"{what.en} is for {most.en} at most; ask for the rest apart",
    )


def too_early(limit: timedelta) -> Text:
    """Return that what is asked for lies too far back."""
    most = _length(limit)
    return Text(
        f"已经超过 {most.zh}，请找人事处理", f"That is more than {most.en} ago. Please ask HR"
    )


def too_far(limit: timedelta) -> Text:
    """Return that what is asked for lies too far ahead."""
    most = _length(limit)
    return Text(f"最多提前 {most.zh}申请", f"It can be asked for {most.en} ahead at most")


def overlaps(rules: Rules, other: Request) -> Text:
    """Return which request stands in the way."""
    what, step = what_of(rules, other), STEPS[other.step]
    when = span(rules, other.since, other.until)
    return Text(
        f"和已有的{what.zh}（{when}，{step.zh}）重叠",
        f"It overlaps with {what.en}, {when} ({step.en})",
    )


def tap_exists(at: datetime) -> Text:
    """Return that there is a tap at that time."""
    return Text(
        f"{at:%m-%d %H:%M} 已经有刷卡记录，不用补",
        f"There is a tap at {at:%m-%d %H:%M} already; nothing is missing",
    )


def month_closed(day: date) -> Text:
    """Return that a month cannot be changed any more."""
    return Text(
        f"{day:%Y-%m} 的考勤已结账，不能再改，请找人事",
        f"{day:%Y-%m} is closed and does not change any more. Please ask HR",
    )


def decided_before(request: Request) -> Text:
    """Return that nothing is to be decided."""
    step = STEPS[request.step]
    return Text(f"这项申请{step.zh}，不用再审批", f"It is {step.en}; nothing is left to decide")


def over_before(request: Request) -> Text:
    """Return that a request is over."""
    step = STEPS[request.step]
    return Text(f"这项申请{step.zh}", f"It is {step.en} already")


def filed(marks: tuple[str, ...]) -> Text:
    """Return that a request is kept, and what whoever decides will see beside it."""
    shown = [MARKS[mark] for mark in marks]
    if not shown:
        return FILED
    zh, en = "、".join(t.zh for t in shown), ", ".join(t.en for t in shown)
    return Text(f"{FILED.zh}（注明：{zh}）", f"{FILED.en} (marked: {en})")


def waiting_title(rules: Rules, request: Request) -> Text:
    """Return the title of the message that somebody has to decide; the kind of leave is private."""
    name, what = person_name(rules, request.person), ASKED[request.asked]
    if request.step is Step.CANCEL_ASKED:
        return Text(f"{name}申请取消{what.zh}", f"{name} asks to cancel: {what.en}")
    return Text(f"{name}申请{what.zh}，等待审批", f"{name} asks for approval: {what.en}")


def waiting_body(rules: Rules, request: Request, deciders: tuple[str, ...]) -> Text:
    """Return the body of the message that somebody has to decide: when, and who decides."""
    when = span(rules, request.since, request.until)
    names = [person_name(rules, name) for name in deciders]
    return Text(
        f"{when}。由{'、'.join(names)}审批，请在考勤页面处理。",
        f"{when}. To be decided by {', '.join(names)} on the attendance page.",
    )


def undecided_title(rules: Rules, request: Request) -> Text:
    """Return the title of the message that something begins and nobody has decided it."""
    name, what = person_name(rules, request.person), ASKED[request.asked]
    return Text(
        f"{name}的{what.zh}快开始了，还没有人审批",
        f"{name}: {what.en.lower()} is about to begin, and nobody has decided",
    )


def overdue_title(rules: Rules, request: Request) -> Text:
    """Return the title of the alert that somebody is not back from an outing."""
    name = person_name(rules, request.person)
    return Text(f"{name}外出未归", f"{name} is not back from an outing")


def overdue_body(rules: Rules, request: Request, deciders: tuple[str, ...]) -> Text:
    """Return the body of that alert: since when they are expected, and whom it concerns."""
    when = request.until.astimezone(rules.timezone)
    names = [person_name(rules, name) for name in deciders]
    return Text(
        f"应在 {when:%H:%M} 前回来，还没有刷卡。请{'、'.join(names)}联系本人。",
        f"Expected back at {when:%H:%M}, no tap since. {', '.join(names)}: please get in touch.",
    )


def shortened(until: datetime) -> Text:
    """Return that a leave ends earlier than it was granted."""
    return SHORTENED.filled(day=f"{until:%m-%d %H:%M}")


def of_person(person: Person | None) -> Text:
    """Return why somebody cannot be asked for: not known, or not here any more."""
    return UNKNOWN_PERSON if person is None else LEFT
