"""What statuses, flags and classes of overtime are called, in both languages."""

from collections.abc import Mapping

from gateway.domain.attendance.day import Flag, Status
from gateway.domain.text import Text

STATUS: Mapping[Status, Text] = {
    Status.PRESENT: Text("出勤", "Present"),
    Status.HALF_DAY: Text("半天", "Half day"),
    Status.ABSENT: Text("旷工", "Absent"),
    Status.INCOMPLETE: Text("缺卡", "Tap missing"),
    Status.ON_LEAVE: Text("请假", "On leave"),
    Status.OUTING: Text("外出", "Outing"),
    Status.FIELD_WORK: Text("外勤", "Field work"),
    Status.HOLIDAY: Text("节假日", "Holiday"),
    Status.REST_DAY: Text("休息日", "Rest day"),
    Status.OFF_SHIFT: Text("无排班", "Off shift"),
}
FLAG: Mapping[Flag, Text] = {
    Flag.LATE: Text("迟到", "late"),
    Flag.EARLY: Text("早退", "early"),
    Flag.UNKNOWN_CALENDAR: Text("放假安排未公布", "calendar not published"),
    Flag.LATE_OUT: Text("晚走", "left late"),
    Flag.EARLY_IN: Text("早到", "came early"),
    Flag.DECLARED: Text("补卡", "declared"),
    Flag.READER_DOWN: Text("读卡器离线", "reader was down"),
}
OVERTIME: Mapping[str, Text] = {
    "workday": Text("工作日", "working day"),
    "rest_day": Text("休息日", "rest day"),
    "holiday": Text("节假日", "holiday"),
    "": Text("", ""),
}


def status_in(status: Status, language: str) -> str:
    """Return a status in a reader's language."""
    return STATUS[status].in_(language)


def flags_in(flags: tuple[Flag, ...], language: str) -> str:
    """Return flags in a reader's language."""
    joint = "、" if language.lower().startswith("zh") else ", "
    return joint.join(FLAG[flag].in_(language) for flag in flags)
