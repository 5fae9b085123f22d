"""The sentences of an explanation, in both languages: a verdict explains itself (spec 02 §3)."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from gateway.domain.attendance.day import Away, Outage, Status, Why
from gateway.domain.attendance.excused import LEAVE, kind_of
from gateway.domain.attendance.overtime import HOLIDAY, REST_DAY, WORKDAY, Overtime
from gateway.domain.attendance.patterns import words_of
from gateway.domain.attendance.placing import Placed
from gateway.domain.attendance.shifts import ROSTER, Window
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
        "缺上班打卡，工时未知",
        "The tap for coming is missing: hours are not known",
    ),
    "out": _why(
        "missing_out",
        "缺下班打卡，工时未知",
        "The tap for leaving is missing: hours are not known",
    ),
    "between": _why(
        "missing_between",
        "中间少刷了一次（出去或回来），工时未知",
        "A tap on the way is missing (going out or coming back): hours are not known",
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
    name, by = window.shift.name, _chosen(window.by)
    return _why("shift", f"班次 {name.zh} {hours}（{by.zh}）", f"Shift {name.en} {hours} ({by.en})")


def as_it_was(until: date) -> Why:
    """Return that the hours are those that were in force then."""
    return _why(
        "as_it_was",
        f"按当时的班次时间（用到 {until:%Y-%m-%d}）",
        f"The hours as they were up to {until:%Y-%m-%d}",
    )


def _chosen(by: str) -> Text:
    """Return why a shift is worked on a day."""
    if by == ROSTER:
        return Text("已发布的排班", "published plan")
    return words_of(by)


def unknown_pattern(pattern: str) -> Why:
    """Return that a pattern means nothing here and the working days were taken instead."""
    return _why(
        "unknown_pattern",
        f"排班规则“{pattern}”不认识，先按工作日算；请在排班里改正",
        f'The pattern "{pattern}" means nothing here: taken as working days; please correct it',
    )


def note(rules: Rules, tap: Placed) -> Why:
    """Return what is remarkable about a tap's place."""
    zh, en = _NOTES[tap.note]
    at = f"{tap.at.astimezone(rules.timezone):%H:%M}"
    return _why(tap.note, f"{at} {zh}", f"{at}: {en}")


def declared(rules: Rules, tap: Placed) -> Why:
    """Return that a tap is an approved correction, and whose word it is."""
    assert tap.mark is not None
    known = rules.people.get(tap.mark.by)
    who = known.name if known is not None else tap.mark.by
    at = f"{tap.at.astimezone(rules.timezone):%H:%M}"
    way = {"in": ("上班", "Coming"), "out": ("下班", "Leaving")}[tap.way.value]
    return _why(
        "declared",
        f"{at} {way[0]}是补卡（{who}），已批准",
        f"{way[1]} at {at} is declared ({who}) and approved",
    )


def witnessed(rules: Rules, tap: Placed) -> Why:
    """Return that the badge was forgotten and a colleague was the witness; the tap says who."""
    at = f"{tap.at.astimezone(rules.timezone):%H:%M}"
    return _why(
        "witness",
        f"{at} 忘带卡，由同事刷卡作证",
        f"{at}: badge forgotten, signed with a witness",
    )


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


AWAY = {
    "leave": ("请假", "leave"),
    "outing": ("外出", "outing"),
    "field_work": ("外勤", "work elsewhere"),
}


def away(rules: Rules, absence: Away) -> Why:
    """Return the approved absence that covers all or part of the shift."""
    kind = kind_of(absence)
    zh, en = AWAY[kind]
    what = Text(absence.what, absence.what)
    if absence.kind == LEAVE and absence.what in rules.leave_kinds:
        what = rules.leave_kinds[absence.what].name
    since, until = (at.astimezone(rules.timezone) for at in (absence.since, absence.until))
    ends = f"{until:%H:%M}" if since.date() == until.date() else f"{until:%m-%d %H:%M}"
    span = f"{since:%m-%d %H:%M}–{ends}"
    return _why(
        kind,
        f"已批准{zh}{f'（{what.zh}）' if what.zh else ''} {span}",
        f"Approved {en}{f' ({what.en})' if what.en else ''}, {span}",
    )


CLASSES = {
    WORKDAY: ("工作日", "workday"),
    REST_DAY: ("休息日", "rest day"),
    HOLIDAY: ("节假日", "holiday"),
}


def overtime(over: Overtime) -> Why:
    """Return how long somebody was there outside the shift, and what of it counts."""
    zh, en = CLASSES[over.kind]
    return _why(
        "overtime",
        f"班次以外 {_minutes(over.shown_s, 'zh')}，计为{zh}加班 {_minutes(over.counted_s, 'zh')}",
        f"{_minutes(over.shown_s, 'en')} outside the shift, "
        f"{_minutes(over.counted_s, 'en')} of it counts as {en} overtime",
    )


def reader_down(rules: Rules, outage: Outage) -> Why:
    """Return that a tap may have been lost while nothing could keep it."""
    since, until = (at.astimezone(rules.timezone) for at in (outage.since, outage.until))
    reader = rules.readers.get(outage.reader)
    zh = f"读卡器“{reader.name.zh}”没有工作" if reader is not None else "网关没有运行"
    en = f"The reader {reader.name.en} was gone" if reader is not None else "The gateway was down"
    span = f"{since:%m-%d %H:%M}–{until:%m-%d %H:%M}"
    return _why(
        "reader_down",
        f"{span} {zh}，打卡可能丢了，所以不作定论",
        f"{en}, {span}: a tap may have been lost, so nothing is concluded",
    )


def _minutes(seconds: int, language: str) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    if language == "zh":
        parts = [(hours, "小时"), (minutes, "分"), (left if not hours else 0, "秒")]
        return "".join(f"{n}{unit}" for n, unit in parts if n) or "0秒"
    parts = [(hours, "h"), (minutes, "min"), (left if not hours else 0, "s")]
    return " ".join(f"{n} {unit}" for n, unit in parts if n) or "0 s"
