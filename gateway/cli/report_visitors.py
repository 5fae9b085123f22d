"""`report visitors`: who came to see whom, how they were answered, how it ended."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from gateway.cli import DONE, report
from gateway.domain.attendance.columns import Kind
from gateway.domain.duty.words import name_of
from gateway.domain.now import Now
from gateway.domain.rules import Rules
from gateway.domain.text import Json, Text
from gateway.domain.turn import Fact
from gateway.domain.visitors.visited import KINDS, State, Visited, visited
from gateway.sheets import Column, Sheet, Value

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""Before any ledger: which blanked visit ended how is told by their order, from the first on."""

BLANKED = "blanked"
SOME_TIME = "some_time"
NO_ANSWER, OTHERS_TOLD = "none", "others_told"
NAMES = {BLANKED: Text("（已过保存期）", "(no longer kept)")}
EXPECTED = {SOME_TIME: Text("当天", "that day")}
ANSWERS = {
    "coming": Text("马上来", "Coming"),
    "wait": Text("等五分钟", "Five minutes"),
    "away": Text("现在不方便", "Not available"),
    NO_ANSWER: Text("没有回复", "No answer"),
    OTHERS_TOLD: Text("没有回复，已告诉前台", "No answer, others told"),
    **NAMES,
}
ENDS = {
    "kiosk": Text("自己签退", "Signed out"),
    "card": Text("还了访客卡", "Card returned"),
    "host": Text("被访人签退", "By the host"),
    "reception": Text("前台签退", "By reception"),
    "forgotten": Text("忘了签退", "Forgotten"),
    State.EXPECTED: Text("还没到", "Expected"),
    State.CALLED_OFF: Text("已取消", "Called off"),
    State.NOT_COME: Text("没有来", "Did not come"),
    State.HERE: Text("还在", "Still here"),
    **NAMES,
}
YES = {"yes": Text("有", "Yes")}


def add(
    reports: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the report."""
    visitors = reports.add_parser("visitors", parents=[common], help="who came to see whom")
    report.add_days(visitors)
    visitors.add_argument("--person", metavar="ID", help="only this host's")
    report.add_output(visitors, report.IN_WORDS)
    visitors.set_defaults(run=run_visitors)


def run_visitors(args: argparse.Namespace) -> int:
    """Print a line for each visit; 2 for dates that do not fit or a host nobody is."""
    if (refused := report.misfit(args, "visitors")) is not None:
        return report.wrong(refused)
    asked = report.opened_folder(args)
    try:
        now = Now(0.0, (asked.now() or BEGINNING).astimezone(asked.rules.timezone))
        rows = asked.reader.between(BEGINNING, now.at + timedelta(seconds=1), kinds=KINDS)
    finally:
        asked.reader.close()
    found = visited((Fact(r.kind, r.subject, r.body, r.at) for r in rows), now)
    mine = [v for v in found if args.person in (None, v.host)]
    if args.person is not None and args.person not in asked.rules.people and not mine:
        return report.wrong(report.nobody(args.person))
    lines = [v for v in mine if v.day is not None and args.first <= v.day <= args.last]
    title = Text("访客", "Visitors")
    sheet = Sheet(title, columns(asked.rules), lines, lambda visit: visit.day)
    report.print_sheet(args, sheet, lambda visit: as_json(asked.rules, visit), asked.language)
    return DONE


def columns(rules: Rules) -> tuple[Column[Visited], ...]:
    """Return the columns of a visitors' book."""
    return (
        Column("day", Text("日期", "Date"), Kind.DATE, 12, lambda v: v.day),
        Column("expected", Text("预约", "Expected"), Kind.TEXT, 10, _expected, EXPECTED),
        Column("arrived", Text("到达", "Arrived"), Kind.CLOCK, 9, lambda v: v.arrived_at),
        Column("left", Text("离开", "Left"), Kind.CLOCK, 9, lambda v: v.left_at),
        Column("visitor", Text("访客", "Visitor"), Kind.TEXT, 16, _named(lambda v: v.name), NAMES),
        Column("company", Text("单位", "Company"), Kind.TEXT, 20, lambda v: v.company),
        Column("people", Text("人数", "People"), Kind.NUMBER, 7, lambda v: v.count or None),
        Column("host", Text("被访人编号", "Host id"), Kind.TEXT, 11, lambda v: v.host),
        Column(
            "host_name", Text("被访人", "Host"), Kind.TEXT, 14, lambda v: name_of(rules, v.host)
        ),
        Column("answer", Text("回复", "Answer"), Kind.TEXT, 20, _answer, ANSWERS),
        Column("answered", Text("回复时间", "Answered"), Kind.CLOCK, 10, lambda v: v.answered_at),
        Column(
            "message", Text("留言", "Message"), Kind.TEXT, 9, lambda v: "yes" * v.note_left, YES
        ),
        Column("card", Text("访客卡", "Card"), Kind.TEXT, 9, lambda v: v.card),
        Column("ended", Text("结果", "Ended"), Kind.TEXT, 14, _ended, ENDS),
    )


def _named(of: Callable[[Visited], str]) -> Callable[[Visited], Value]:
    """Return a column's text; for a visit whose words are gone, that they are."""
    return lambda visit: BLANKED if visit.blanked else of(visit)


def _expected(visit: Visited) -> Value:
    return None if visit.expected_on is None else visit.expected_at or SOME_TIME


def _answer(visit: Visited) -> Value:
    if visit.blanked:
        return BLANKED
    if visit.arrived_at is None:
        return None
    return visit.answer or (OTHERS_TOLD if visit.unanswered else NO_ANSWER)


def _ended(visit: Visited) -> Value:
    if visit.blanked and not visit.ended:
        return BLANKED
    return visit.ended if visit.state is State.LEFT else visit.state.value


def as_json(rules: Rules, visit: Visited) -> dict[str, Json]:
    """Return one visit for programs; what is not known, or not kept any more, is null."""
    on, arrived, left = visit.expected_on, visit.arrived_at, visit.left_at
    return {
        "visit": visit.id or None,
        "day": visit.day.isoformat() if visit.day else None,
        "state": visit.state.value,
        "expected_on": on.isoformat() if on else None,
        "expected_at": visit.expected_at or None,
        "arrived": arrived.isoformat() if arrived else None,
        "left": left.isoformat() if left else None,
        "visitor": visit.name or None,
        "company": visit.company or None,
        "people": visit.count or None,
        "host": visit.host or None,
        "host_name": name_of(rules, visit.host) or None,
        "answer": visit.answer or None,
        "answered": visit.answered_at.isoformat() if visit.answered_at else None,
        "unanswered": visit.unanswered,
        "message": visit.note_left,
        "card": visit.card or None,
        "ended": visit.ended or None,
        "blanked": visit.blanked,
    }
