"""`report duty`: who was on duty, and what was missed, out of the ledger."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from gateway.cli import DONE, report
from gateway.domain.attendance.columns import Kind
from gateway.domain.duty import words
from gateway.domain.duty.adherence import KINDS, Attended, attended, remembered
from gateway.domain.duty.state import Mark
from gateway.domain.now import Now
from gateway.domain.office import Office
from gateway.domain.rules import Rules
from gateway.domain.text import Json, Text
from gateway.domain.turn import Fact
from gateway.sheets import Column, Sheet, Value

T = TypeVar("T")

MISSES = {
    "absent": Text("缺勤", "Absent"),
    "late": Text("迟到", "Late"),
    "early": Text("早退", "Left early"),
    "off_post": Text("离岗", "Off post"),
    "bad_handover": Text("交接不合格", "Bad hand-over"),
}
STATES = {
    "ahead": Text("未到", "Ahead"),
    "running": Text("进行中", "Running"),
    "kept": Text("到岗", "Kept"),
    "missed": Text("有缺失", "Missed"),
}
HANDED = {
    "signed": Text("双方签字", "Signed"),
    "witnessed": Text("组长见证", "By a witness"),
}
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""Before any ledger: a duty may have been published long before it was due."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """The office that knows every duty of the ledger, and when its last row was kept."""

    asked: report.Folder
    office: Office
    now: Now

    @property
    def rules(self) -> Rules:
        """The rules of the folder."""
        return self.asked.rules


def add(
    reports: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Add the reports."""
    duty = reports.add_parser("duty", parents=[common], help="who was on duty, and what was missed")
    report.add_days(duty)
    duty.add_argument("--person", metavar="ID", help="only this person's")
    report.add_output(duty, report.IN_WORDS)
    duty.set_defaults(run=run_duty)


def run_duty(args: argparse.Namespace) -> int:
    """Print a line for each person on each duty; 2 for dates that do not fit."""
    if (refused := report.misfit(args, "duty")) is not None:
        return report.wrong(refused)
    known = remembered_in(args)
    found = attended(known.office, args.first, args.last, known.now)
    lines = [one for one in found if args.person in (None, one.person)]
    title = Text("值班", "Duty")
    rules = known.rules
    sheet = Sheet(title, _duty_columns(rules), lines, lambda one: one.duty.slot.day)
    return print_known(args, known, sheet, lambda one: _duty_line(one, rules))


def remembered_in(args: argparse.Namespace) -> Remembered:
    """Return what the ledger of the named folder knows of duties."""
    asked = report.opened_folder(args)
    try:
        now = Now(0.0, asked.now() or BEGINNING)
        rows = asked.reader.between(BEGINNING, now.at + timedelta(seconds=1), kinds=KINDS)
    finally:
        asked.reader.close()
    facts = (
        Fact(r.kind, r.subject, r.body, r.at) for r in rows if r.subject
    )  # a blanked row has none
    return Remembered(asked, remembered(Office(), facts, now), now)


def print_known(
    args: argparse.Namespace,
    known: Remembered,
    sheet: Sheet[T],
    as_json: Callable[[T], Json],
) -> int:
    """Print a report on duties; 2 for a person nobody is and nobody was."""
    person = args.person
    if person is not None and person not in known.rules.people and not sheet.lines:
        return report.wrong(report.nobody(person))
    report.print_sheet(args, sheet, as_json, known.asked.language)
    return DONE


def _duty_columns(rules: Rules) -> tuple[Column[Attended], ...]:
    zone = rules.timezone

    def came(one: Attended) -> Value:
        return one.standing.came_at.astimezone(zone) if one.standing.came_at else None

    def name(one: Attended) -> Value:
        return words.name_of(rules, one.person)

    def marks(one: Attended, *, lifted: bool) -> Value:
        return tuple(m.kind for m in one.marks if bool(m.lifted_by) is lifted)

    kinds = {kind.id: kind.name for kind in rules.duty.kinds.values()}
    posts = {post.id: post.name for post in rules.duty.posts.values()}
    return (
        Column("day", Text("日期", "Date"), Kind.DATE, 12, lambda o: o.duty.slot.day),
        Column("kind", Text("班种", "Kind"), Kind.TEXT, 14, lambda o: o.duty.slot.kind, kinds),
        Column("post", Text("岗位", "Post"), Kind.TEXT, 14, lambda o: o.duty.slot.post, posts),
        Column(
            "from", Text("从", "From"), Kind.CLOCK, 8, lambda o: o.duty.slot.start.astimezone(zone)
        ),
        Column("to", Text("到", "To"), Kind.CLOCK, 8, lambda o: o.duty.slot.end.astimezone(zone)),
        Column("person", Text("编号", "Id"), Kind.TEXT, 10, lambda o: o.person),
        Column("name", Text("姓名", "Name"), Kind.TEXT, 14, name),
        Column("state", Text("结果", "State"), Kind.TEXT, 10, lambda o: o.state, STATES),
        Column("came", Text("到岗", "Came"), Kind.CLOCK, 8, came),
        Column(
            "late_min",
            Text("迟到分钟", "Late, min"),
            Kind.NUMBER,
            10,
            lambda o: o.standing.late_s // 60,
        ),
        Column(
            "off_posts",
            Text("离岗次", "Times off post"),
            Kind.NUMBER,
            13,
            lambda o: o.standing.off_posts,
        ),
        Column(
            "handed", Text("交接", "Handed over"), Kind.TEXT, 13, lambda o: o.duty.handed, HANDED
        ),
        Column(
            "marks",
            Text("记录", "Marks"),
            Kind.TEXT,
            18,
            lambda o: marks(o, lifted=False),
            MISSES,
        ),
        Column(
            "taken_back",
            Text("已撤销", "Taken back"),
            Kind.TEXT,
            14,
            lambda o: marks(o, lifted=True),
            MISSES,
        ),
    )


def _duty_line(one: Attended, rules: Rules) -> dict[str, Json]:
    slot, zone, came = one.duty.slot, rules.timezone, one.standing.came_at
    return {
        "slot": slot.id,
        "day": slot.day.isoformat(),
        "kind": slot.kind,
        "post": slot.post,
        "from": slot.start.astimezone(zone).isoformat(),
        "to": slot.end.astimezone(zone).isoformat(),
        "person": one.person,
        "name": words.name_of(rules, one.person),
        "state": one.state,
        "came": came.astimezone(zone).isoformat() if came else None,
        "late_s": one.standing.late_s,
        "off_posts": one.standing.off_posts,
        "handed": one.duty.handed or None,
        "marks": [mark_json(mark) for mark in one.marks],
    }


def mark_json(mark: Mark) -> dict[str, Json]:
    """Return a mark for programs."""
    return {
        "kind": mark.kind,
        "slot": mark.slot,
        "day": mark.day.isoformat(),
        "seconds": mark.seconds,
        "lifted_by": mark.lifted_by or None,
    }
