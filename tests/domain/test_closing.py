"""Signing a month, closing it, opening it again (spec 02 §2, §7)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain import closing
from gateway.domain.attendance.day import Day, Flag, Span, Status, UsedTap, Why
from gateway.domain.attendance.kept import day_of, digest_of, line_of
from gateway.domain.closing import Difference, differences
from gateway.domain.decide import fold
from gateway.domain.effects import Answer, Record
from gateway.domain.events import MonthClosed, MonthReopened, MonthSigned, RequestFiled
from gateway.domain.rules import Person, Team
from gateway.domain.text import Text
from gateway.domain.turn import Fact
from tests.domain.scene import SHANGHAI, FakeClock, Scene, sample_rules

OCTOBER = "2026-10"


def entry(number: int, **more) -> Day:
    """Return a day of October of the person who signs."""
    more = {"final": True, "shift": "day", "status": Status.PRESENT, **more}
    return Day(person="li", date=date(2026, 10, number), **more)


DAYS = (entry(12), entry(13, flags=(Flag.LATE,), late_s=423), entry(14, status=Status.ABSENT))


def office_in_november() -> Scene:
    """Return an office with a person, a manager, HR, and somebody else."""
    people = {
        "li": Person(id="li", number="1", name="李伟", team="service"),
        "wang": Person(id="wang", number="2", name="王芳", team="service"),
        "boss": Person(id="boss", number="3", name="张敏", team="service"),
        "hr": Person(id="hr", number="4", name="赵静", roles=frozenset({"hr"})),
    }
    team = Team(id="service", name=Text("客服", "Service"), managers=("boss",))
    rules = replace(sample_rules(), people=people, teams={"service": team})
    return Scene(rules, FakeClock())


@pytest.fixture
def scene() -> Scene:
    """Return an office in November, October not yet signed."""
    return office_in_november()


def sign(by: str, days=DAYS, digest: str | None = None, month: str = OCTOBER) -> MonthSigned:
    lines = tuple(map(line_of, days))
    return MonthSigned(
        month=month, person="li", by=by, digest=digest or digest_of(days), days=lines
    )


def close(by: str, days=DAYS, reason: str = "") -> MonthClosed:
    lines = tuple(map(line_of, days))
    return MonthClosed(
        month=OCTOBER, person="li", by=by, digest=digest_of(days), days=lines, reason=reason
    )


def code(effects) -> str:
    [answer] = [each for each in effects if isinstance(each, Answer)]
    return answer.code


def test_signed_by_both_then_closed(scene):
    """The person, who answers for them, then the month is kept with its days."""
    assert code(scene.feed(sign("li"))) == "signed"
    assert code(scene.feed(sign("boss"))) == "signed"
    effects = scene.feed(close("boss"))

    assert code(effects) == "closed"
    [row] = [each for each in effects if isinstance(each, Record)]
    assert (row.kind, row.subject) == ("month.closed", "li")
    assert [day_of(kept) for kept in row.body["days"]] == list(DAYS)
    assert (row.body["signed"]["own"]["by"], row.body["signed"]["other"]["by"]) == ("li", "boss")
    assert closing.is_locked(scene.office, "li", date(2026, 10, 31))
    assert not closing.is_locked(scene.office, "li", date(2026, 11, 1))
    assert not closing.is_locked(scene.office, "wang", date(2026, 10, 31))
    assert scene.office.closing.signed == {}


def test_what_has_changed_since_it_was_shown_is_not_signed(scene):
    """The digest is of the screen, the days are of now."""
    seen = digest_of(DAYS)
    now = (*DAYS[:2], replace(DAYS[2], status=Status.ON_LEAVE))

    assert code(scene.feed(sign("li", now, seen))) == "changed"
    assert scene.office.closing.signed == {}


def test_a_signature_under_other_days_closes_nothing(scene):
    """A correction came between the signatures and the closing: sign again."""
    scene.feed(sign("li"))
    scene.feed(sign("boss"))
    other = (*DAYS[:2], replace(DAYS[2], status=Status.ON_LEAVE))

    effects = scene.feed(close("boss", other))

    assert code(effects) == "unsigned"


def test_a_day_that_may_still_change_is_named(scene):
    """Final first: else the signature would be under something else tomorrow."""
    days = (*DAYS, entry(30, final=False))

    effects = scene.feed(sign("li", days))

    assert code(effects) == "not_final"
    [answer] = [each for each in effects if isinstance(each, Answer)]
    assert "10-30" in answer.text.zh
    assert "10-30" in answer.text.en


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (sign("wang"), "not_allowed"),
        (sign("nobody"), "not_allowed"),
        (replace(sign("li"), person="nobody"), "unknown_person"),
        (replace(sign("li"), month="2026-1"), "wrong"),
        (replace(sign("li"), month="october"), "wrong"),
        (replace(sign("li"), days=("{}",)), "wrong"),
        (replace(sign("li"), days=("[]",)), "wrong"),
        (sign("li", [replace(DAYS[0], person="wang")]), "changed"),
        (sign("li", [replace(DAYS[0], date=date(2026, 9, 30))]), "changed"),
        (sign("li", [], month="2026-11"), "not_over"),
        (close("li"), "not_allowed"),
        (close("boss", reason="left"), "unsigned"),
        (MonthReopened(month=OCTOBER, person="li", by="hr", reason="x"), "not_closed"),
        (MonthReopened(month=OCTOBER, person="li", by="boss", reason="x"), "not_allowed"),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_no_trace(scene, event, expected):
    """Clear words, nothing half-done."""
    before = scene.office

    effects = scene.feed(event)

    assert code(effects) == expected
    assert scene.office == before
    assert not [each for each in effects if isinstance(each, Record)]


def test_hr_closes_the_month_of_who_has_left_and_says_why(scene):
    """Nobody can sign any more; the reason is kept."""
    effects = scene.feed(close("hr", reason="离职"))

    assert code(effects) == "closed"
    [row] = [each for each in effects if isinstance(each, Record)]
    assert row.body["reason"] == "离职"
    assert row.body["signed"] == {"own": None, "other": None}


def test_hr_closes_a_month_with_a_day_that_a_silent_reader_keeps_open_for_good(scene):
    """Nobody else does, and nobody over a day that only waits for its taps."""
    lost = [DAYS[0], entry(13, status=Status.ABSENT, flags=(Flag.READER_DOWN,), final=False)]
    waits = [DAYS[0], entry(13, status=Status.ABSENT, final=False)]

    assert code(scene.feed(close("boss", lost, reason="门禁坏了"))) == "not_final"
    assert code(scene.feed(close("hr", lost))) == "not_final"
    assert code(scene.feed(close("hr", waits, reason="门禁坏了"))) == "not_final"
    assert code(scene.feed(close("hr", lost, reason="门禁坏了"))) == "closed"


def test_a_closed_month_takes_no_signature_and_is_not_closed_twice(scene):
    """What is closed is closed."""
    scene.feed(close("hr", reason="离职"))

    assert code(scene.feed(sign("li"))) == "already_closed"
    assert code(scene.feed(close("hr", reason="离职"))) == "already_closed"


def test_opened_again_it_has_to_be_signed_again(scene):
    """With a reason, which stays in the ledger beside what was kept."""
    scene.feed(sign("li"))
    scene.feed(sign("boss"))
    scene.feed(close("boss"))

    assert code(scene.feed(MonthReopened(month=OCTOBER, person="li", by="hr", reason=" "))) == (
        "no_reason"
    )
    effects = scene.feed(MonthReopened(month=OCTOBER, person="li", by="hr", reason="补卡漏批"))

    assert code(effects) == "reopened"
    assert not closing.is_locked(scene.office, "li", date(2026, 10, 31))
    assert code(scene.feed(close("boss"))) == "unsigned"


def test_signing_twice_leaves_one_fact(scene):
    """A second touch is no second signature."""
    scene.feed(sign("li"))

    effects = scene.feed(sign("li"))

    assert code(effects) == "signed"
    assert not [each for each in effects if isinstance(each, Record)]


def test_signatures_that_nobody_needs_any_more_are_forgotten(scene):
    """A month that is never closed does not stay in the state for ever."""
    scene.feed(sign("li"))

    scene.clock.advance(timedelta(days=401).total_seconds())
    scene.feed(sign("boss"))

    [signed] = scene.office.closing.signed.values()
    assert (signed.own is not None, signed.other is not None) == (True, True)

    november = [replace(day, date=day.date.replace(month=11)) for day in DAYS]
    scene.clock.advance(timedelta(days=401).total_seconds())
    scene.feed(sign("li", november, month="2026-11"))
    assert list(scene.office.closing.signed) == ["li/2026-11"]


MOVES = st.lists(
    st.one_of(
        st.builds(sign, st.sampled_from(["li", "boss", "hr", "wang"])),
        st.builds(
            close, st.sampled_from(["li", "boss", "hr"]), reason=st.sampled_from(["", "left"])
        ),
        st.builds(
            MonthReopened,
            month=st.just(OCTOBER),
            person=st.just("li"),
            by=st.sampled_from(["hr", "boss"]),
            reason=st.sampled_from(["", "why"]),
        ),
    ),
    max_size=12,
)


@given(moves=MOVES)
def test_whatever_is_tried_it_is_closed_only_with_both_names_or_by_hr_and_survives(moves):
    """Any sequence; a restart gives the same; each closing has what it needs."""
    scene = office_in_november()
    for move in moves:
        before = closing.is_closed(scene.office, "li", OCTOBER)
        effects = scene.feed(move)
        for row in (each for each in effects if isinstance(each, Record)):
            if row.kind == "month.closed":
                assert not before
                signed = row.body["signed"]
                both = signed["own"] is not None and signed["other"] is not None
                assert both or (row.body["by"] == "hr" and row.body["reason"])

    assert scene.refolded().closing == scene.office.closing


INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(
    lambda at: at.replace(tzinfo=UTC).astimezone(SHANGHAI)
)
SECONDS = st.integers(0, 86_400)
WORDS = st.text(max_size=8)
DAY = st.builds(
    Day,
    person=WORDS,
    date=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    status=st.sampled_from(Status),
    shift=st.none() | WORDS,
    start=st.none() | INSTANTS,
    end=st.none() | INSTANTS,
    flags=st.lists(st.sampled_from(Flag), max_size=3).map(tuple),
    late_s=SECONDS,
    came=st.none() | INSTANTS,
    left=st.none() | INSTANTS,
    span=st.none() | st.builds(Span, worked_s=SECONDS, break_s=SECONDS, before_s=SECONDS),
    final=st.booleans(),
    overtime_counted_s=SECONDS,
    overtime_class=st.sampled_from(["", "workday"]),
    taps=st.lists(st.builds(UsedTap, id=WORDS, at=INSTANTS, way=WORDS), max_size=3).map(tuple),
    why=st.lists(st.builds(Why, WORDS, st.builds(Text, WORDS, WORDS)), max_size=2).map(tuple),
)


@given(day=DAY)
def test_a_day_comes_back_from_its_line_whole(day):
    """What is kept at closing is the day, not a summary of it."""
    line = line_of(day)

    assert day_of(line) == day
    assert "\n" not in line
    assert digest_of([day_of(line)]) == digest_of([day])


def test_the_digest_is_of_facts_in_any_order_not_of_sentences():
    """A better sentence needs no new signature; another minute does."""
    said = replace(DAYS[0], why=(Why("shift", Text("日班", "Day")),))

    assert digest_of([said, *DAYS[1:]]) == digest_of(reversed(DAYS))
    assert digest_of([replace(DAYS[0], late_s=1), *DAYS[1:]]) != digest_of(DAYS)


def test_differences_name_the_day_and_the_figure():
    """What a re-computation would say otherwise, figure by figure; words are not compared."""
    now = (
        replace(DAYS[0], why=(Why("x", Text("", "")),)),
        replace(DAYS[1], late_s=300),
        entry(15, status=Status.HALF_DAY),
    )

    found = differences(DAYS, now)

    def one(number: int, field: str, was, now_) -> Difference:
        day = date(2026, 10, number)
        return Difference(person="li", date=day, shift="day", field=field, was=was, now=now_)

    assert found == (
        one(13, "late_s", 423, 300),
        one(14, "day", "absent", None),
        one(15, "day", None, "half_day"),
    )
    assert differences(DAYS, DAYS) == ()


@pytest.mark.parametrize(("asked", "what"), [("correction", "in"), ("leave", "personal")])
def test_in_a_closed_month_nothing_is_asked_for(scene, asked, what):
    """A correction or a leave in a locked month is refused in clear words (spec 02 §8)."""
    scene.feed(close("hr", reason="离职"))
    until = None if asked == "correction" else "2026-10-12T17:30:00+08:00"

    [answer] = [
        each
        for each in scene.feed(
            RequestFiled(
                asked=asked,
                person="li",
                by="li",
                since="2026-10-12T09:00:00+08:00",
                until=until,
                what=what,
                reason="忘了刷卡",
            )
        )
        if isinstance(each, Answer)
    ]

    assert (answer.ok, answer.code) == (False, "month_closed")


def test_a_month_whose_days_retention_has_blanked_is_neither_signed_nor_opened(scene):
    """There is nothing left to sign, and nothing to open."""
    before_us = int(datetime(2026, 11, 2, tzinfo=UTC).timestamp() * 1e6)
    body = {"kinds": ["month.signed", "month.closed"], "before_us": before_us}
    now = scene.clock.now()
    scene.office = fold(scene.office, Fact("retention.blanked", "ledger", body, now.at), now)
    opened = MonthReopened(month=OCTOBER, person="li", by="hr", reason="补卡漏批")

    assert code(scene.feed(sign("li"))) == "gone"
    assert code(scene.feed(close("hr", reason="离职"))) == "gone"
    assert code(scene.feed(opened)) == "gone"
    assert closing.is_locked(scene.office, "li", date(2026, 10, 31))
    assert not closing.is_locked(scene.office, "li", date(2026, 11, 1))
