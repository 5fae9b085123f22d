"""`/me`: one's own month, days, requests and data, and nobody else's."""

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from gateway.domain.closing import signed_by
from gateway.domain.events import RequestAnswered
from gateway.domain.requests import Step
from tests.kiosk_web.browser_of import Browser
from tests.kiosk_web.fake_gateway import ZONE, office
from tests.kiosk_web.me_scene import COLLEAGUE, HR, MANAGER, ME, days, me_office

DECEMBER = datetime(2026, 12, 3, 9, tzinfo=ZONE)
PAGES = (
    "/me",
    "/me?month=2026-10",
    "/me/day?day=2026-11-06",
    "/me/day?day=2026-11-01",
    "/me/requests",
    "/me/ask?what=leave",
    "/me/ask?what=outing",
    "/me/ask?what=overtime",
    "/me/ask?what=correction&first=2026-11-17&way=out",
    "/me/data",
    "/me/month?month=2026-11",
    "/me/month?month=2026-10",
)
LEAVE = {
    "what": "leave",
    "kind": "annual",
    "part": "whole",
    "first": "2026-12-07",
    "last": "2026-12-08",
    "reason": "旅行",
}


@pytest.fixture(name="there")
def _there():
    return me_office(office())


def browser_of(there, person=ME):
    """Return the browser of somebody who has signed in; how one does is another test's matter."""
    there.registry.save("accounts", person, {"epoch": 1}, by="test")
    browser = Browser(there)
    with browser.client.session_transaction() as session:
        session.update(person=person, epoch=1, seen=there.gateway.clock.at.isoformat())
    return browser


@pytest.fixture(name="me")
def _me(there):
    return browser_of(there)


def requests(there):
    return list(there.gateway.office.requests.open.values())


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_drawn_in_both_languages(me, path):
    """For who is signed in; others sign in first and come back."""
    assert me.get(path).status_code == 200
    me.post("/language", "/me", language="en")
    assert 'lang="en"' in me.get(path).text


@pytest.mark.parametrize("path", [*PAGES, "/me/data.json"])
def test_nobody_is_sent_to_sign_in(there, path):
    """And comes back to the page that was asked for."""
    answer = Browser(there).get(path)

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/login?next=/me")


@pytest.mark.parametrize("path", ["/me/ask", "/me/requests", "/me/month/sign"])
def test_nobody_posts_anything(there, path):
    """Without a session there is nothing to ask for."""
    assert (
        Browser(there).post(path, what="leave", request="r1", choice="withdraw").status_code == 401
    )


def test_a_day_says_in_words_what_its_colour_says(me):
    """Each cell of the calendar is a link with the day, its verdict and how much."""
    me.post("/language", "/me", language="en")
    text = me.get("/me").text

    assert 'aria-label="6 November, Late 23 min"' in text
    assert 'aria-label="10 November, On leave"' in text
    assert 'aria-label="17 November, Tap missing"' in text
    assert re.search(r'aria-label="20 November, today, [^"]+" aria-current="date"', text)


def test_what_is_missing_can_be_declared_with_one_touch(me):
    """The key leads to the form with the day and the way filled in."""
    text = me.get("/me").text

    assert "/me/ask?what=correction&amp;first=2026-11-17&amp;way=out" in text


@pytest.mark.parametrize(
    "query",
    ["month=2026-13", "month=x", "month=1899-01", "month=2200-01", "day=9999-12-31", "day=x"],
)
def test_a_month_or_day_that_is_none_is_refused_in_words(me, query):
    """422, not a crash, and not another month in silence."""
    me.post("/language", "/me", language="en")
    refused = me.get(f"/me?{query}")

    assert refused.status_code == 422
    assert "Something in it is not right" in refused.text


def test_a_month_is_found_by_a_day_of_it_too(me):
    """As the address of a day is made shorter by hand."""
    text = me.get("/me?day=2026-10-05").text

    assert "/me?month=2026-09" in text
    assert "/me?month=2026-11" in text


def test_a_day_is_explained_with_its_taps(me):
    """Taps, how the time was spent, and the sentences of the verdict."""
    me.post("/language", "/me", language="en")
    text = me.get("/me/day?day=2026-11-06").text

    for words in ("09:23", "17:40", "Late 23 min", "Came", "Left", "grace 5 min"):
        assert words in text, words


def test_asking_for_leave_says_first_what_it_means_and_then_sends_it(there, me):
    """Days taken and left, who decides; nothing is filed before the second touch."""
    me.post("/language", "/me", language="en")
    before = len(requests(there))
    sure = me.post("/me/ask", "/me", **LEAVE)

    assert sure.status_code == 200
    assert "Annual leave, 2 days" in sure.text
    assert "7 December – 8 December" in sure.text
    assert "Then 2 of 5 days are left in 2026" in sure.text
    assert "张敏 decides" in sure.text
    assert len(requests(there)) == before

    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', sure.text))
    hidden.pop("csrf_token")
    assert me.post("/me/ask", "/me", step="send", **hidden).status_code == 303
    filed = requests(there)[-1]
    assert (filed.person, filed.by, filed.what, filed.days) == (ME, ME, "annual", 2.0)
    assert "Sent" in me.get("/me/requests?sent=1").text


def test_what_was_typed_is_kept_when_something_is_not_right(me):
    """422 with the reason, the fields as they were, the wrong one marked."""
    me.post("/language", "/me", language="en")
    wrong = {**LEAVE, "last": "2026-12-01"}
    answer = me.post("/me/ask", "/me", **wrong)

    assert answer.status_code == 422
    assert "The last day is before the first." in answer.text
    assert 'value="2026-12-07"' in answer.text
    assert "旅行" in answer.text
    assert re.search(r'name="last" value="2026-12-01" aria-invalid="true"', answer.text)


def test_a_refusal_of_the_rules_is_told_before_anything_is_sent(there, me):
    """Leave over leave: the rules' own words, nothing filed."""
    before = len(requests(there))
    answer = me.post("/me/ask", "/me", **{**LEAVE, "first": "2026-12-04", "last": "2026-12-04"})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert len(requests(there)) == before


def test_change_something_goes_back_to_the_form_with_everything_in_it(me):
    """The third key of the second step."""
    answer = me.post("/me/ask", "/me", step="again", **LEAVE)

    assert answer.status_code == 200
    assert 'value="2026-12-08"' in answer.text
    assert 'value="annual" checked' in answer.text


def test_a_deadline_that_is_over_is_said_and_stops_nothing(there, me):
    """Asked for today: marked late, whoever decides sees it."""
    me.post("/language", "/me", language="en")
    today = {**LEAVE, "first": "2026-11-20", "last": "2026-11-20", "part": "hours"}
    sure = me.post("/me/ask", "/me", since="14:30", until="15:00", **today)

    assert sure.status_code == 200, sure.text
    assert "deadline" in sure.text
    me.post("/me/ask", "/me", step="send", since="14:30", until="15:00", **today)
    assert "late" in requests(there)[-1].marks


def test_a_request_that_waits_is_withdrawn_and_one_that_was_granted_asked_to_be_cancelled(
    there, me
):
    """One touch each; the states are told in words."""
    leave, outing = (next(r for r in requests(there) if r.asked == a) for a in ("leave", "outing"))
    for request, choice in ((leave, "withdraw"), (outing, "cancel")):
        assert me.post("/me/requests", "/me", request=request.id, choice=choice).status_code == 303

    steps = {r.id: r.step for r in requests(there)}
    assert steps[leave.id] is Step.WITHDRAWN
    assert steps[outing.id] is Step.CANCEL_ASKED


@pytest.mark.parametrize("choice", ["approve", "refuse", "whatever"])
def test_nobody_approves_on_their_own_page(there, me, choice):
    """Not even by hand: only withdrawing and asking to cancel are there."""
    leave = requests(there)[0]

    assert me.post("/me/requests", "/me", request=leave.id, choice=choice).status_code == 404
    assert requests(there)[0].step is Step.ASKED


def test_anothers_request_is_not_there(there):
    """As unknown as any: neither seen nor withdrawn."""
    other = browser_of(there, COLLEAGUE)
    leave = requests(there)[0]

    assert other.post("/me/requests", "/me", request=leave.id, choice="withdraw").status_code == 404
    assert "陪家人去医院" not in other.get("/me/requests").text
    assert requests(there)[0].step is Step.ASKED


def test_sick_leave_is_filed_for_a_colleague_by_number(there, me):
    """Where the kind allows it; the filer sees it among those for colleagues."""
    sick = {**LEAVE, "kind": "sick", "number": "1018", "reason": "发烧"}
    assert "王芳" in me.post("/me/ask", "/me", **sick).text
    assert me.post("/me/ask", "/me", step="send", **sick).status_code == 303

    filed = requests(there)[-1]
    assert (filed.person, filed.by) == (COLLEAGUE, ME)
    assert "发烧" in me.get("/me/requests").text


@pytest.mark.parametrize(("kind", "number"), [("annual", "1018"), ("sick", "9999")])
def test_other_leave_is_asked_for_by_oneself(there, me, kind, number):
    """And a number that nobody has is said."""
    before = len(requests(there))

    assert me.post("/me/ask", "/me", **{**LEAVE, "kind": kind, "number": number}).status_code == 422
    assert len(requests(there)) == before


@pytest.mark.parametrize("what", ["", "holiday", "<script>"])
def test_only_what_can_be_asked_for_has_a_form(me, what):
    """404 for the rest."""
    assert me.get("/me/ask", what=what).status_code == 404
    assert me.get(f"/me/ask?what={what}").status_code == 404


def test_a_manager_is_told_what_waits(there):
    """One line with the number, leading to where it is decided."""
    text = browser_of(there, MANAGER).get("/me").text

    assert "/attendance/approvals" in text
    assert "/attendance/approvals" not in browser_of(there, COLLEAGUE).get("/me").text


def test_my_data_are_mine_and_told_who_looked(there, me):
    """The download holds me; the page names who looked at me, my team or everybody."""
    answer = me.get("/me/data.json")
    found = json.loads(answer.text)

    assert found["person"]["id"] == ME
    assert "attachment" in answer.headers["Content-Disposition"]
    text = me.get("/me/data").text
    assert "周琳" in text
    assert "张敏" in text


def test_looks_of_long_ago_are_not_on_the_page(there, me):
    """Ninety days; the whole of it is in the download."""
    there.gateway.advance(timedelta(days=91).total_seconds())
    text = browser_of(there).get("/me/data").text

    assert "周琳" not in text


@pytest.mark.parametrize("person", [ME, COLLEAGUE])
def test_staff_reach_nobody_elses_days(there, person):
    """S26: no page below `/attendance` or `/admin` opens for somebody who leads nobody.

    But for the roster of one's own team, and the desk's pool of cards: nobody's attendance.
    """
    browser = browser_of(there, person)
    rules = there.app.url_map.iter_rules()
    paths = [
        rule.rule
        for rule in rules
        if rule.rule.startswith(("/attendance", "/admin"))
        and rule.rule != "/attendance/plan"
        and not rule.rule.startswith("/admin/cards")
        and "GET" in (rule.methods or ())
    ]
    assert paths
    for path in paths:
        wanted = re.sub(r"<[^>]+>", MANAGER, path)
        assert browser.get(wanted).status_code in (403, 404, 405), wanted


def test_nobody_listens_to_anothers_page(there, me):
    """The stream of somebody else's page is refused; one's own is not."""
    assert me.get(f"/events?page=me&target={COLLEAGUE}").status_code in (401, 403)
    assert Browser(there).get(f"/events?page=me&target={ME}").status_code == 401
    own = me.client.get(f"/events?page=me&target={ME}", buffered=False)
    assert own.status_code == 200
    own.close()


def test_who_looks_at_others_is_kept_and_told_them(there):
    """HR opens somebody's page: the person sees it among who looked."""
    there.gateway.records.clear()
    hr = browser_of(there, HR)
    hr.get("/attendance")
    kept = [r for r in there.gateway.records if r.kind == "personal.seen"]

    assert kept
    assert {r.subject for r in kept} == {HR}


def test_a_request_decided_meanwhile_is_told_as_it_is(there, me):
    """Withdrawing what was just refused: words, not a crash."""
    leave = requests(there)[0]
    there.gateway.ask(RequestAnswered(request=leave.id, choice="refuse", by=MANAGER, note="忙"))
    answer = me.post("/me/requests", "/me", request=leave.id, choice="withdraw")

    assert answer.status_code == 409
    assert "忙" in answer.text


def in_december(there):
    """Let November be over and judged to its end."""
    there.gateway.clock = replace(there.gateway.clock, at=DECEMBER)
    there.sheets.kept = days(DECEMBER)


def digest_on(page):
    return re.search(r'name="digest" value="([0-9a-f]{64})"', page)[1]


def test_a_month_that_is_over_is_looked_through_and_signed(there):
    """The first page says that it waits; the list says who has signed; then it waits no more."""
    in_december(there)
    me = browser_of(there)
    assert "/me/month?month=2026-11" in me.get("/me").text
    page = me.get("/me/month?month=2026-11").text
    assert "09:23" in page

    answer = me.post("/me/month/sign", "/me", month="2026-11", digest=digest_on(page))

    assert answer.status_code == 303
    signed = signed_by(there.gateway.office, ME, "2026-11").own
    assert signed is not None
    assert signed.by == ME
    assert 'role="alert"' not in me.get("/me/month?month=2026-11").text
    assert "/me/month?month=2026-11" not in me.get("/me").text


def test_what_changed_after_it_was_shown_is_not_signed_unseen(there):
    """A correction came in between: look again, then sign."""
    in_december(there)
    me = browser_of(there)
    page = me.get("/me/month?month=2026-11").text
    there.sheets.kept = there.sheets.kept[:-1]

    answer = me.post("/me/month/sign", "/me", month="2026-11", digest=digest_on(page))

    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert signed_by(there.gateway.office, ME, "2026-11").own is None


def test_a_month_that_goes_on_has_no_key_to_sign_it(me):
    """It says when it can be."""
    assert 'name="digest"' not in me.get("/me/month?month=2026-11").text


@pytest.mark.parametrize("month", ["2026-13", "x", "2026-1"])
def test_signing_what_is_no_month_is_refused(me, month):
    """422, nothing kept."""
    assert me.post("/me/month/sign", "/me", month=month, digest="0" * 64).status_code == 422


def test_who_has_signed_in_goes_to_their_own_page(there, me):
    """`/` leads staff to their month, an unpaired screen to its code."""
    assert me.get("/").headers["Location"] == "/me"
    assert Browser(there).get("/").headers["Location"] == "/pair"


def test_the_access_log_is_for_hr_and_the_administration(there):
    """Who looked at whom; by a staff number: at this person, and by them."""
    hr = browser_of(there, HR)
    hr.post("/language", "/me", language="en")
    text = hr.get("/admin/access").text
    assert "took an export 2026-10" in text
    assert "Service team 1" in text

    only = hr.get("/admin/access?number=1018").text
    assert "the person" in only
    assert hr.get("/admin/access?number=9999").status_code == 200
    assert browser_of(there, MANAGER).get("/admin/access").status_code == 403
