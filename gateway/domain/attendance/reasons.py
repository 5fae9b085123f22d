"""The sentences of an explanation, in both languages: a verdict explains itself (spec 02 §3)."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from gateway.domain.attendance.day import Away, Status, Why
from gateway.domain.attendance.placing import Placed
from gateway.domain.attendance.shifts import Window
from gateway.domain.rules import Rules
from gateway.domain.text import Text


def _why(code: str, zh: str, en: str) -> Why:
    return Why(code, Text(zh, en))


NO_TAP = _why("no_tap", "这一班没有任何打卡", "No tap for this shift")
UNKNOWN_CALENDAR = _why(
    "unknown_calendar",
    "这一年的放假安排还没有公布，先按平常的星期算",
    "The holidays of this year are not published yet; taken by the week",
)
MISSING = {
    "in": _why(
        "missing_in",
        "缺上班打卡，工时未知；可以申请补卡",
        "The tap for coming is missing: hours are not known; declare it",
    ),
    "out": _why(
        "missing_out",
        "缺下班打卡，工时未知；可以申请补卡",
        "The tap for leaving is missing: hours are not known; declare it",
    ),
}
NOT_COUNTED = {
    "bounce": _why("bounce", "同一张卡连刷，不计", "The card was still at the reader"),
    "second_tap": _why(
        "second_tap", "两分钟内的第二次刷卡，不计", "A second tap within two minutes"
    ),
    "undone": _why("undone", "本人已撤销", "Taken back by the person"),
    "inner_door": _why("inner_door", "内门刷卡，不作考勤", "A door inside the office"),
}
_NOTES = {
    "bridge": ("与下一班相连，中间不用打卡", "Goes on into the next shift without a tap"),
    "late_out": (
        "超过下班打卡时段后离开，仍算这一班",
        "Left after the time for taps; still this shift's",
    ),
    "early_in": (
        "在上班打卡时段之前到达，从上班时间起算",
        "Came before the time for taps; counts from the start",
    ),
    "no_in": ("没有对应的上班打卡", "Leaving without having come"),
    "again": ("已在岗时又刷了一次", "Tapped in while in"),
}


def no_shift(status: Status) -> Why:
    """Return why no shift was planned."""
    return {
        Status.HOLIDAY: _why("holiday", "节假日，没有排班", "A holiday: no shift"),
        Status.REST_DAY: _why("rest_day", "休息日，没有排班", "A rest day: no shift"),
    }.get(status, _why("off_shift", "这段时间没有排班", "No shift at this time"))


def shift(rules: Rules, window: Window) -> Why:
    """Return which shift it was, with its hours."""
    return _shift(rules.timezone, window)


@lru_cache(maxsize=1024)
def _shift(zone: ZoneInfo, window: Window) -> Why:
    hours = f"{window.start.astimezone(zone):%H:%M}-{window.end.astimezone(zone):%H:%M}"
    name = window.shift.name
    return _why("shift", f"班次 {name.zh} {hours}", f"Shift {name.en} {hours}")


def note(rules: Rules, tap: Placed) -> Why:
    """Return what is remarkable about a tap's place."""
    zh, en = _NOTES[tap.note]
    at = f"{tap.at.astimezone(rules.timezone):%H:%M}"
    return _why(tap.note, f"{at} {zh}", f"{at}: {en}")


def guessed(rules: Rules, left: datetime) -> Why:
    """Return that a tap was taken for leaving, as one before it was forgotten."""
    at = f"{left.astimezone(rules.timezone):%H:%M}"
    return _why(
        "taken_as_out",
        f"{at} 按下班算：中间少刷了一次",
        f"{at} is taken as leaving: a tap before it was forgotten",
    )


def late_early(window: Window, late_s: int, early_s: int) -> tuple[Why, ...]:
    """Return how late and how early, with the grace it went beyond."""
    said = []
    shift = window.shift
    if late_s:
        said.append(
            _why(
                "late",
                f"迟到 {_minutes(late_s, 'zh')}（宽限 {shift.late_grace_min} 分钟）",
                f"Late by {_minutes(late_s, 'en')} (grace {shift.late_grace_min} min)",
            )
        )
    if early_s:
        said.append(
            _why(
                "early",
                f"早退 {_minutes(early_s, 'zh')}（宽限 {shift.early_grace_min} 分钟）",
                f"Left {_minutes(early_s, 'en')} early (grace {shift.early_grace_min} min)",
            )
        )
    return tuple(said)


def half(watch_min: int, *, came_late: bool) -> Why:
    """Return that it is half a day: nobody is "four hours late"."""
    if came_late:
        zh, en = (
            f"迟于 {watch_min} 分钟，按半天算",
            f"Came more than {watch_min} min late: half a day",
        )
        return _why("came_half", zh, en)
    zh, en = (
        f"早走超过 {watch_min} 分钟，按半天算",
        f"Left more than {watch_min} min early: half a day",
    )
    return _why("left_half", zh, en)


def too_short(worked_s: int, threshold_min: int) -> Why:
    """Return that the hours are below a threshold."""
    return _why(
        "too_short",
        f"工时 {_minutes(worked_s, 'zh')}，不到 {threshold_min} 分钟",
        f"{_minutes(worked_s, 'en')} worked, below {threshold_min} min",
    )


def away(absence: Away) -> Why:
    """Return the approved absence that covers all or part of the shift."""
    what = f"（{absence.what}）" if absence.what else ""
    said = f" ({absence.what})" if absence.what else ""
    if absence.kind == "leave":
        return _why("leave", f"已批准请假{what}", f"Approved leave{said}")
    return _why("outing", f"已批准外出{what}", f"Approved outing{said}")


def _minutes(seconds: int, language: str) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    if language == "zh":
        parts = [(hours, "小时"), (minutes, "分"), (left if not hours else 0, "秒")]
        return "".join(f"{n}{unit}" for n, unit in parts if n) or "0秒"
    parts = [(hours, "h"), (minutes, "min"), (left if not hours else 0, "s")]
    return " ".join(f"{n} {unit}" for n, unit in parts if n) or "0 s"
