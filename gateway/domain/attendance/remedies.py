"""What would change a verdict, in words, wherever a person could act (spec 02 §3)."""

from gateway.domain.attendance.day import Why
from gateway.domain.text import Text


def _could(code: str, zh: str, en: str) -> Why:
    return Why(f"could_{code}", Text(zh, en))


DECLARE = {
    "in": _could(
        "declare",
        "补上上班打卡（补卡申请，经批准），这一天会重新计算",
        "Declare the tap for coming (a correction, to be approved): the day is worked out anew",
    ),
    "out": _could(
        "declare",
        "补上下班打卡（补卡申请，经批准），这一天会重新计算",
        "Declare the tap for leaving (a correction, to be approved): the day is worked out anew",
    ),
    "between": _could(
        "declare",
        "补上中间少刷的那一次（补卡申请，经批准），这一天会重新计算",
        "Declare the tap that is missing (a correction, to be approved): the day is worked out "
        "anew",
    ),
}
DECLARE_BOTH = _could(
    "declare",
    "如果当天在岗，请申请补上下班打卡",
    "If you were here, declare both taps (a correction, to be approved)",
)
FILE_LEAVE = _could(
    "leave",
    "如果是请假或外出，可以补交申请；会注明是事后提交",
    "If it was leave or an outing, it can still be filed; it is marked as late",
)
EXCUSE = _could(
    "excuse",
    "那段时间如有批准的请假或外出，就不再计入",
    "An approved leave or outing for that time takes it away",
)
CANCEL_AWAY = _could(
    "cancel",
    "当天有打卡：如果其实上了班，请撤销这次请假或外出",
    "There are taps: if you did work here, have the leave or outing cancelled",
)
ASK_OVERTIME = _could(
    "overtime",
    "班次以外的时间经加班批准后才计入",
    "Time outside the shift counts once it is approved as overtime",
)
PUBLISH = _could(
    "publish",
    "在日历里填好这一年的放假安排，这一天会重新计算",
    "Fill in the year's holidays in the calendar: the day is worked out anew",
)
PLAN = _could(
    "plan",
    "如果这天有班，请补排班；打卡都在，会重新计算",
    "If there was a shift that day, plan it: the taps are kept, the day is worked out anew",
)
