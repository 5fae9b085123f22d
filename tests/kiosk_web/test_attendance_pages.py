"""Attendance as managers and HR reach it: who may, at whom, what is kept of a look, decisions."""

import csv
import json
import re
from dataclasses import replace
from io import StringIO

import pytest

from gateway.domain.events import PersonalSeen, RequestAnswered, RequestFiled
from gateway.domain.requests import Step
from kiosk_web import WebSettings
from tests.kiosk_web import attendance_scene as scene
from tests.kiosk_web.browser_of import Browser, with_password
from tests.kiosk_web.fake_gateway import FakeOffice, office

NUMBERS = {key: number for key, number, *_ in scene.PEOPLE}
HR, ADMIN, MANAGER, TITLED, STAND_IN, STAFF = "p030", "p001", "p002", "p025", "p023", "p017"
PATHS = (
    "/attendance",
    "/attendance/rows",
    "/attendance/month",
    "/attendance/month.json",
    "/attendance/explain?person=p017&day=2026-11-18",
    "/attendance/approvals",
)


@pytest.fixture(name="built")
def _built() -> FakeOffice:
    return scene.furnish(office())


@pytest.fixture(name="lent", scope="module")
def _lent() -> FakeOffice:
    """Lend one office to all tests that only look."""
    settings = WebSettings(trusted_hosts=("localhost",), rate_per_device="10000/second")
    return scene.furnish(office(settings=settings))


def browser_of(built: FakeOffice, person: str) -> Browser:
    """Return the browser of somebody who has signed in."""
    signed_in: dict[str, Browser] = built.app.extensions.setdefault("test_browsers", {})
    if person not in signed_in:
        with_password(built, person)
        browser = Browser(built)
        assert browser.sign_in(NUMBERS[person]).status_code == 303
        signed_in[person] = browser
    return signed_in[person]


def text(browser: Browser, path: str, language: str = "en") -> str:
    """Return a page in a language."""
    answer = browser.get(path, **{"Accept-Language": language})
    assert answer.status_code == 200, answer.text[:400]
    return str(answer.text)


def names(page: str) -> set[str]:
    """Return who of the office is named on a page, the viewer's own name in the head left out."""
    main = page[page.index("<main") :]
    return {key for key, _, name, *_ in scene.PEOPLE if name in main}


@pytest.mark.parametrize("path", PATHS)
def test_nobody_reads_it_without_signing_in(lent: FakeOffice, path: str) -> None:
    """They are sent to sign in and come back."""
    answer = Browser(lent).get(path)

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/login?next=")


@pytest.mark.parametrize("path", PATHS)
def test_staff_are_told_in_plain_words_that_it_is_not_for_them(lent: FakeOffice, path: str) -> None:
    """Everybody's own things are elsewhere."""
    answer = browser_of(lent, STAFF).get(path, **{"Accept-Language": "en"})

    assert answer.status_code == 403
    assert "You may not do this" in answer.text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", [p for p in PATHS if "json" not in p and "rows" not in p])
def test_every_page_is_drawn_in_both_languages(lent: FakeOffice, path: str, language: str) -> None:
    """Without a style or a script of its own, as the policy wants it."""
    page = text(browser_of(lent, HR), path, language)

    assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in page
    assert "style=" not in page
    assert "<script>" not in page


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (HR, {p[0] for p in scene.PEOPLE}),
        (ADMIN, {p[0] for p in scene.PEOPLE}),
        (MANAGER, {"p002", "p017", "p021", "p022", "p023"}),
        (TITLED, {"p018", "p024", "p025"}),
        (STAND_IN, {"p023"}),
    ],
)
@pytest.mark.parametrize("path", ["/attendance", "/attendance/month"])
def test_each_sees_whom_they_answer_for(
    lent: FakeOffice, who: str, seen: set[str], path: str
) -> None:
    """HR and the administration everybody, a manager the team, a stand-in only themselves."""
    assert names(text(browser_of(lent, who), path)) == seen


def test_asking_for_anothers_team_shows_nobody(lent: FakeOffice) -> None:
    """A team in the address is no way in."""
    browser = browser_of(lent, MANAGER)

    for path in ("/attendance?team=building", "/attendance/month?team=building"):
        assert names(text(browser, path)) == set()
    assert json.loads(browser.get("/attendance/month.json?team=hr").text) == []


def test_a_person_of_others_is_refused_and_nobody_is_unknown(lent: FakeOffice) -> None:
    """403 and 404; neither shows a name."""
    browser = browser_of(lent, MANAGER)

    assert browser.get("/attendance/explain?person=p018").status_code == 403
    assert browser.get("/attendance/explain?person=nobody").status_code == 404
    assert browser.get("/attendance/explain").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/attendance?day=yesterday",
        "/attendance?day=1999-01-01",
        "/attendance?day=9999-12-31",
        "/attendance/month?month=2026-13",
        "/attendance/month?month=now",
        "/attendance/month?page=0",
        "/attendance/month?page=x",
        "/attendance/explain?person=p017&day=30-02-2026",
        "/attendance/month.json?month=99",
    ],
)
def test_what_is_no_day_or_month_is_refused(lent: FakeOffice, path: str) -> None:
    """422 in plain words, nothing shown."""
    answer = browser_of(lent, HR).get(path)

    assert answer.status_code == 422
    assert not names(answer.text)


def test_a_look_is_kept_once_in_ten_minutes(built: FakeOffice) -> None:
    """Whose page, which days; the live part is the same look."""
    browser = browser_of(built, MANAGER)
    for path in ("/attendance", "/attendance/rows", "/attendance", "/attendance/month"):
        browser.get(path)
    browser.get("/attendance/explain?person=p017&day=2026-11-18")
    built.gateway.advance(601)
    browser.get("/attendance")

    kept = [e for e in built.gateway.asked if isinstance(e, PersonalSeen)]
    assert [(e.what, e.about, e.span) for e in kept] == [
        ("day", "all", "2026-11-20"),
        ("month", "all", "2026-11"),
        ("person", "p017", "2026-11-18"),
        ("day", "all", "2026-11-20"),
    ]
    assert {e.by for e in kept} == {MANAGER}


def test_looking_at_oneself_is_not_kept(built: FakeOffice) -> None:
    """It is nobody's business."""
    browser_of(built, MANAGER).get(f"/attendance/explain?person={MANAGER}")

    assert not [e for e in built.gateway.asked if isinstance(e, PersonalSeen)]


def test_only_what_needs_a_look(lent: FakeOffice) -> None:
    """And in a team where all is well that is said."""
    browser = browser_of(lent, HR)

    assert names(text(browser, "/attendance?only=look")) == {"p017", "p021", "p023"}
    assert "Nothing here needs a look." in text(browser, "/attendance?only=look&team=hr")


def test_today_is_read_again_by_itself_and_other_days_are_not(lent: FakeOffice) -> None:
    """The address of the live part carries what was chosen."""
    browser = browser_of(lent, HR)

    page = text(browser, "/attendance?team=service&only=look")
    assert 'data-follow="/attendance/rows?team=service&amp;only=look"' in page
    assert "data-follow" not in text(browser, "/attendance?day=2026-11-19")


def test_the_stream_of_a_page_is_for_the_one_it_was_made_for(lent: FakeOffice) -> None:
    """Another viewer's target is refused, and so is somebody it is not for."""
    assert browser_of(lent, MANAGER).get("/events?page=attendance&target=p030").status_code == 403
    assert browser_of(lent, STAFF).get("/events?page=attendance&target=p017").status_code == 404
    assert Browser(lent).get("/events?page=attendance&target=p030").status_code == 401


def test_the_json_is_the_timesheet_of_whom_one_sees(lent: FakeOffice) -> None:
    """Of the month, in the shape that programs know."""
    answer = browser_of(lent, TITLED).get("/attendance/month.json?month=2026-11")

    days = json.loads(answer.text)
    assert {d["person"] for d in days} == {"p018", "p024", "p025"}
    assert {"date", "status", "flags", "worked_s", "taps", "why"} <= set(days[0])
    assert "attendance-202611.json" in answer.headers["Content-Disposition"]


def test_the_month_is_taken_away_as_a_spreadsheet(lent: FakeOffice) -> None:
    """CSV that opens as it is meant, and a workbook; each taking is kept."""
    browser = browser_of(lent, TITLED)

    table = browser.get("/attendance/month.csv?month=2026-11", **{"Accept-Language": "zh"})
    book = browser.get("/attendance/month.xlsx?month=2026-11")
    rows = list(csv.reader(StringIO(table.data.decode("utf-8-sig"))))

    assert table.data.startswith(b"\xef\xbb\xbf")
    assert {"王芳", "欧阳文轩", "赵强"} <= {cell for row in rows for cell in row}
    assert "李伟" not in table.text
    assert book.data.startswith(b"PK")
    assert "attendance-202611.xlsx" in book.headers["Content-Disposition"]
    kept = [e for e in lent.gateway.asked if isinstance(e, PersonalSeen) and e.what == "export"]
    assert [e.span for e in kept][-2:] == ["2026-11 csv", "2026-11 xlsx"]


def test_files_that_there_are_not_are_not_found(lent: FakeOffice) -> None:
    """No such kind."""
    assert browser_of(lent, HR).get("/attendance/month.pdf").status_code == 404


def test_in_the_demo_a_visitor_looks_as_hr() -> None:
    """Nobody has to sign in to see it."""
    built = scene.furnish(office(demo=True))

    page = text(Browser(built), "/attendance")
    assert "孙丽" in page
    assert len(names(page)) == len(scene.PEOPLE)


# Requests


@pytest.fixture(name="asked")
def _asked(built: FakeOffice) -> FakeOffice:
    scene.ask_for_things(built)
    return built


def waiting(built: FakeOffice, person: str) -> str:
    """Return the id of somebody's request."""
    return next(r.id for r in built.gateway.office.requests.open.values() if r.person == person)


def answers(built: FakeOffice) -> list[RequestAnswered]:
    """Return what was answered through the pages."""
    return [e for e in built.gateway.asked if isinstance(e, RequestAnswered)][1:]


def test_what_waits_for_the_viewer_is_a_card_each(asked: FakeOffice) -> None:
    """Who, what, when, how long, what to mind; the rest only in lists."""
    page = text(browser_of(asked, MANAGER), "/attendance/approvals")

    cards = re.findall(r"<article.*?</article>", page, re.S)
    assert len(cards) == 3
    assert "李伟: Personal leave" in cards[0]
    assert "Tue 24 Nov – Wed 25 Nov" in cards[0]
    assert "2 days" in cards[0]
    assert "emergency, told afterwards" in cards[2]
    assert "换表" not in page


def test_the_number_that_waits_stands_in_the_head(asked: FakeOffice) -> None:
    """On every page of attendance."""
    assert "waiting for you: </span>3</b>" in text(browser_of(asked, MANAGER), "/attendance")
    assert "at-wait" not in text(browser_of(asked, HR), "/attendance")


def test_approving_asks_the_rules_and_says_what_came_of_it(asked: FakeOffice) -> None:
    """By whoever has signed in; then it is in the list of what was decided."""
    browser, which = browser_of(asked, MANAGER), waiting(asked, "p021")

    answer = browser.post(
        "/attendance/approvals", "/attendance/approvals", request=which, choice="approve"
    )
    page = text(browser, "/attendance/approvals", "zh")

    assert answer.status_code == 303
    assert asked.gateway.office.requests.open[which].step is Step.APPROVED
    assert answers(asked) == [RequestAnswered(request=which, choice="approve", by=MANAGER)]
    assert re.search(r'role="status">.*已批准', page)
    assert "最近审批过的" in page


def test_a_refusal_without_a_reason_is_not_taken(asked: FakeOffice) -> None:
    """The rules say so, the page tells it; with one it is."""
    browser, which = browser_of(asked, MANAGER), waiting(asked, "p017")
    words = {"request": which, "choice": "refuse"}

    without = browser.post("/attendance/approvals", "/attendance/approvals", **words)
    assert without.status_code == 422
    assert 'role="alert"' in without.text
    assert asked.gateway.office.requests.open[which].step is Step.ASKED

    given = browser.post("/attendance/approvals", "/attendance/approvals", note="忙", **words)
    assert given.status_code == 303
    assert asked.gateway.office.requests.open[which].step is Step.REFUSED


def test_nobody_decides_what_is_not_theirs(asked: FakeOffice) -> None:
    """A manager of another team is told so; nothing changes."""
    browser, which = browser_of(asked, TITLED), waiting(asked, "p017")

    answer = browser.post(
        "/attendance/approvals", "/attendance/approvals", request=which, choice="approve"
    )

    assert answer.status_code == 403
    assert 'role="alert"' in answer.text
    assert asked.gateway.office.requests.open[which].step is Step.ASKED
    assert "李伟" not in answer.text


@pytest.mark.parametrize("fields", [{"choice": "withdraw"}, {"choice": ""}, {}])
def test_other_words_are_no_answer(asked: FakeOffice, fields: dict[str, str]) -> None:
    """422; the rules are not asked."""
    browser = browser_of(asked, MANAGER)
    which = waiting(asked, "p017")

    answer = browser.post("/attendance/approvals", "/attendance/approvals", request=which, **fields)

    assert answer.status_code == 422
    assert answers(asked) == []


def test_a_form_without_its_token_does_nothing(asked: FakeOffice) -> None:
    """CSRF."""
    browser, which = browser_of(asked, MANAGER), waiting(asked, "p017")

    answer = browser.client.post(
        "/attendance/approvals", data={"request": which, "choice": "approve"}
    )

    assert answer.status_code == 400
    assert answers(asked) == []


def test_hr_declares_a_tap_for_somebody(built: FakeOffice) -> None:
    """It is filed with the local time as an instant, and waits for whoever decides."""
    browser = browser_of(built, HR)
    answer = browser.post(
        "/attendance/file",
        "/attendance",
        person="p021",
        day="2026-11-19",
        asked="correction",
        what="out",
        time="17:40",
        reason="reader dark",
    )

    filed = [e for e in built.gateway.asked if isinstance(e, RequestFiled)]
    assert answer.status_code == 303
    assert filed[0].since == "2026-11-19T17:40:00+08:00"
    assert (filed[0].person, filed[0].by, filed[0].what) == ("p021", HR, "out")
    page = text(browser, answer.headers["Location"], "zh")
    assert "已提交，等待审批" in page
    assert "补下班卡" in page


def test_hr_asks_for_leave_for_somebody(built: FakeOffice) -> None:
    """With dates and times as local ones; told afterwards where it was ticked."""
    answer = browser_of(built, HR).post(
        "/attendance/file",
        "/attendance",
        person="p017",
        day="2026-11-23",
        asked="leave",
        what="sick",
        **{"from": "2026-11-23", "from_time": "09:00", "to": "2026-11-23", "to_time": "17:30"},
        emergency="yes",
    )

    filed = next(e for e in built.gateway.asked if isinstance(e, RequestFiled))
    assert answer.status_code == 303
    assert (filed.since, filed.until) == ("2026-11-23T09:00:00+08:00", "2026-11-23T17:30:00+08:00")
    assert filed.emergency


def test_what_the_rules_refuse_is_told_beside_the_form(built: FakeOffice) -> None:
    """A tap of the future cannot be declared."""
    answer = browser_of(built, HR).post(
        "/attendance/file",
        "/attendance",
        person="p017",
        day="2026-11-25",
        asked="correction",
        what="in",
        time="09:00",
        reason="soon",
    )

    assert answer.status_code in (409, 422)
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"time": "25:99"},
        {"day": "soon"},
        {"asked": "raise"},
        {"what": ""},
        {"time": ""},
        {"reason": "x" * 300},
    ],
)
def test_a_form_filled_in_wrongly_is_refused(built: FakeOffice, wrong: dict[str, str]) -> None:
    """422; nothing is asked for."""
    fields = {
        "person": "p017",
        "day": "2026-11-19",
        "asked": "correction",
        "what": "in",
        "time": "09:00",
        "reason": "forgot",
        **wrong,
    }

    assert (
        browser_of(built, HR).post("/attendance/file", "/attendance", **fields).status_code == 422
    )
    assert not [e for e in built.gateway.asked if isinstance(e, RequestFiled)]


def test_nobody_asks_for_whom_they_do_not_see(built: FakeOffice) -> None:
    """403 before anything is asked."""
    answer = browser_of(built, TITLED).post(
        "/attendance/file",
        "/attendance",
        person="p017",
        day="2026-11-19",
        asked="correction",
        what="in",
        time="09:00",
        reason="x",
    )

    assert answer.status_code == 403
    assert not [e for e in built.gateway.asked if isinstance(e, RequestFiled)]


def test_a_manager_who_left_sees_nothing(built: FakeOffice) -> None:
    """The session ends with the person's work."""
    browser = browser_of(built, MANAGER)
    people = dict(built.gateway.rules.people)
    people[MANAGER] = replace(people[MANAGER], active=False)
    built.gateway.change(rules=replace(built.gateway.rules, people=people))

    assert browser.get("/attendance").status_code == 303
