"""What is said about signing and closing a month, in both languages."""

from gateway.domain.text import Text

SIGNED = Text("已签字确认", "Signed")
CLOSED = Text("本月已关账，数据不再变动", "The month is closed: its days stay as they are")
REOPENED = Text("已重新打开，需要重新签字", "The month is open again and has to be signed again")
UNKNOWN = Text("没有这个人", "Nobody is known by this name")
WRONG_MONTH = Text("月份应写成 2026-11", "A month is written as 2026-11")
NOT_ALLOWED = Text("您不能为此人签字或关账", "You cannot sign or close this person's month")
NOT_HR = Text("只有人事或管理员可以重新打开", "Only HR or the administration can open it again")
ALREADY = Text("这个月已经关账", "This month is closed already")
NOT_CLOSED = Text("这个月没有关账", "This month is not closed")
GONE = Text(
    "这个月的记录已按保存期限删除，不能再签字或改动",
    "What was kept of this month is deleted by now: it is neither signed nor opened any more",
)
NO_REASON = Text("请写明原因", "Say why")
NOT_OVER = Text("这个月还没有结束", "This month is not over yet")
CHANGED = Text(
    "数据在您查看之后有变化，请重新查看再签字",
    "The days have changed since you looked: look again, then sign",
)
NOT_FINAL = Text(
    "这些日子还没有最终结果：{days}",
    "These days are not final yet: {days}",
)
UNSIGNED_OWN = Text("本人还没有签字", "The person has not signed yet")
UNSIGNED_OTHER = Text("负责人还没有签字", "Who answers for them has not signed yet")
