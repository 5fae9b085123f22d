"""`/rollcall/reports`: what drills came to, by year and on paper, for who leads; names nobody."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.events import (
    BadgeTapped,
    RollCallAdded,
    RollCallEnded,
    RollCallStarted,
    RollCallTicked,
)
from gateway.domain.now import Now
from gateway.domain.rollcall import Report, reports_in
from gateway.domain.turn import Fact
from kiosk_web.views.rollcall_reports import sheet_view, years_view
from kiosk_web.views.words import Tongue
from tests.kiosk_web.browser_of import Browser, admin_of, pair, with_password
from tests.kiosk_web.fake_gateway import FakeOffice, office

WEI = "李伟"


@pytest.fixture(name="built")
def _built() -> FakeOffice:
    """Return an office with somebody in."""
    built = office()
    built.gateway.ask(BadgeTapped(tap_id="t1", reader="front-door", badge="b017"))
    return built


def later(built: FakeOffice, seconds: float) -> None:
    """Let some time pass."""
    now = built.gateway.clock
    built.gateway.clock = Now(now.mono_s + seconds, now.at + timedelta(seconds=seconds))


def drill(built: FakeOffice, found_s: float, missing: bool = False, drill: bool = True) -> None:
    """Hold one: somebody is found after so long, and perhaps somebody is not."""
    ask = built.gateway.ask
    ask(RollCallStarted(by="p001", drill=drill))
    if missing:
        ask(RollCallAdded(text="送水师傅", by="p001"))
    later(built, found_s)
    ask(RollCallTicked(line="p:p017", choice="found", by="p001"))
    later(built, 10.0)
    ask(RollCallEnded(by="p001", reason="演练结束" if missing else ""))


def reports(built: FakeOffice) -> tuple[Report, ...]:
    """Return what was kept of them, newest first."""
    return reports_in(Fact(r.kind, r.subject, r.body, r.at) for r in built.gateway.records)


def test_only_who_leads_sees_reports(built):
    """A phone signs in first; staff and a kiosk see none."""
    drill(built, 20.0)
    with_password(built, "p017")
    staff = Browser(built)
    staff.sign_in("1017")
    for path in ("/rollcall/reports", "/rollcall/reports/rc1"):
        assert "/login" in Browser(built).get(path).headers["Location"]
        assert staff.get(path).status_code == 403
    kiosk = pair(built, admin_of(built), "kiosk:front-door")
    assert kiosk.get("/rollcall/reports").status_code == 303


def test_a_report_on_paper_has_figures_and_the_ones_before_and_names_nobody(built):
    """How many, how long until half and the last, missing and why; quicker than before or not."""
    drill(built, 100.0)
    later(built, 3600.0)
    drill(built, 70.0, missing=True)
    admin = admin_of(built)
    page = admin.get("/rollcall/reports/rc2").text
    assert "演练结束" in page
    assert "<polyline" in page
    assert WEI not in page
    assert "送水师傅" not in page
    assert "陈静" not in page
    assert admin.get("/rollcall/reports/rc9").status_code == 404
    assert 'href="/rollcall/reports/rc2"' in admin.get("/rollcall").text


def test_a_report_stands_beside_the_last_ones_of_its_kind(built):
    """Drills with drills; the time before is told from in words; later ones are not looked at."""
    drill(built, 100.0)
    drill(built, 5.0, drill=False)
    drill(built, 70.0)
    drill(built, 90.0)
    rules, tongue = built.gateway.rules, Tongue.of("en")
    found = reports(built)
    sheet = sheet_view(found[1], found, rules, tongue)
    assert [(row.id, row.is_this) for row in sheet.before] == [("rc3", True), ("rc1", False)]
    assert sheet.than_before == (
        "Half were found 0:30 sooner.",
        "The last one was found 0:30 sooner.",
    )
    assert dict(sheet.facts)["Ended after"] == "1:20"
    assert sheet_view(found[3], found, rules, tongue).than_before == ()


def test_they_are_listed_by_year_newest_first(built):
    """Each with what can be compared."""
    drill(built, 30.0)
    later(built, 60 * 86400.0)
    drill(built, 20.0)
    drill(built, 20.0, missing=True, drill=False)
    new, old = years_view(reports(built), built.gateway.rules, Tongue.of("en"))
    assert (new.year, new.said) == (2027, "1 drill · 1 real")
    assert [row.id for row in new.rows] == ["rc3", "rc2"]
    assert (old.year, old.said, [row.id for row in old.rows]) == (2026, "1 drill", ["rc1"])
    assert (new.rows[0].missing, new.rows[0].reason) == (1, "演练结束")
    page = admin_of(built).get("/rollcall/reports").text
    assert f"<h2>{new.year}" in page


def test_before_the_first_one_the_page_says_so(built):
    """And one that found nobody has no drawing."""
    assert "rc-none" in admin_of(built).get("/rollcall/reports").text
    built.gateway.ask(RollCallStarted(by="p001"))
    built.gateway.ask(RollCallEnded(by="p001", reason="误报"))
    (report,) = reports(built)
    assert sheet_view(report, (report,), built.gateway.rules, Tongue.of("zh")).course is None
    assert (
        sheet_view(replace(report, total=0), (), built.gateway.rules, Tongue.of("zh")).before == ()
    )
