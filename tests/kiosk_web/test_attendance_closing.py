"""A month's end: signed by the person and who answers for them, closed, opened again by HR."""

from dataclasses import replace

import pytest

from gateway.domain import closing
from gateway.domain.attendance.kept import digest_of, line_of
from gateway.domain.closing import Difference
from gateway.domain.events import MonthClosed, MonthSigned
from tests.kiosk_web import attendance_scene as scene
from tests.kiosk_web.fake_gateway import FakeOffice, office
from tests.kiosk_web.test_attendance_pages import HR, MANAGER, STAFF, browser_of, names, text

PAGE = "/attendance/closing"
MONTH = "2026-11"
BOTH = scene.FIRST, scene.FIRST.replace(day=30)


@pytest.fixture(name="built")
def _built() -> FakeOffice:
    return scene.month_over(scene.furnish(office()))


def digest(built: FakeOffice, person: str) -> str:
    """Return what stands for somebody's month as it is."""
    return digest_of(built.sheets.days(*BOTH, person))


def signs(built: FakeOffice, person: str) -> None:
    """Have somebody sign their own month."""
    days = tuple(line_of(day) for day in built.sheets.days(*BOTH, person))
    event = MonthSigned(
        month=MONTH, person=person, by=person, digest=digest(built, person), days=days
    )
    built.gateway.tell(event)


def post(built: FakeOffice, who: str, do: str, *about: str, **more: str):  # type: ignore[no-untyped-def]
    """Press a key of the page."""
    return browser_of(built, who).post(PAGE, PAGE, month=MONTH, do=do, about=list(about), **more)


def test_last_month_is_shown_unless_another_is_asked_for(built: FakeOffice) -> None:
    """Those whom the viewer answers for; not the viewer."""
    browser = browser_of(built, MANAGER)

    page = text(browser, PAGE)
    assert "November 2026" in page
    assert names(page) == {"p017", "p021", "p022", "p023"}
    assert "October 2026" in text(browser, f"{PAGE}?month=2026-10")
    assert browser.get(f"{PAGE}?month=soon").status_code == 422


def test_a_manager_signs_what_was_on_the_screen(built: FakeOffice) -> None:
    """With the days as they are; the name stands there then."""
    answer = post(built, MANAGER, "sign", f"p017:{digest(built, 'p017')}")

    assert answer.status_code == 303
    signed = closing.signed_by(built.gateway.office, "p017", MONTH)
    assert signed.other is not None
    assert (signed.other.by, signed.other.digest) == (MANAGER, digest(built, "p017"))


def test_what_changed_meanwhile_is_not_signed_unseen(built: FakeOffice) -> None:
    """It is said, and nothing is kept."""
    before = digest(built, "p017")
    changed = next(d for d in built.sheets.kept if d.person == "p017" and d.span)
    built.sheets.kept.remove(changed)
    built.sheets.kept.append(replace(changed, late_s=999))

    answer = post(built, MANAGER, "sign", f"p017:{before}")

    assert answer.status_code in (409, 422)
    assert 'role="alert"' in answer.text
    assert closing.signed_by(built.gateway.office, "p017", MONTH).other is None


def test_all_that_can_be_are_signed_at_once(built: FakeOffice) -> None:
    """One key; the page says how many."""
    who = ("p017", "p021", "p022", "p023")
    answer = post(built, MANAGER, "sign", *(f"{p}:{digest(built, p)}" for p in who))

    assert answer.status_code == 303
    signed = [closing.signed_by(built.gateway.office, p, MONTH).other for p in who]
    assert all(signed)


def test_a_month_is_closed_once_both_have_signed(built: FakeOffice) -> None:
    """Not before; then its days are in the ledger and the key is gone."""
    about = f"p017:{digest(built, 'p017')}"
    assert post(built, MANAGER, "close", about).status_code == 409

    signs(built, "p017")
    post(built, MANAGER, "sign", about)
    assert "Close the month" in text(browser_of(built, MANAGER), PAGE)
    assert post(built, MANAGER, "close", about).status_code == 303

    assert closing.is_closed(built.gateway.office, "p017", MONTH)
    kept = [e for e in built.gateway.asked if isinstance(e, MonthClosed)][-1]
    assert len(kept.days) == len(built.sheets.days(*BOTH, "p017"))


def test_only_hr_closes_without_signatures_and_opens_again(built: FakeOffice) -> None:
    """With a reason each time."""
    about = f"p017:{digest(built, 'p017')}"

    assert post(built, MANAGER, "close", about, reason="gone").status_code == 409
    assert post(built, HR, "close", about, reason="has left").status_code == 303
    assert closing.is_closed(built.gateway.office, "p017", MONTH)
    assert post(built, MANAGER, "reopen", about, reason="oh").status_code in (403, 409)
    assert post(built, HR, "reopen", about).status_code in (409, 422)
    assert post(built, HR, "reopen", about, reason="a tap was wrong").status_code == 303
    assert not closing.is_closed(built.gateway.office, "p017", MONTH)


def test_what_a_closed_month_would_be_now_is_shown(built: FakeOffice) -> None:
    """Day, what, as it was and would be."""
    post(built, HR, "close", f"p017:{digest(built, 'p017')}", reason="x")
    built.sheets.differ = [
        Difference(person="p017", date=scene.TODAY, shift="day", field="late_s", was=1024, now=None)
    ]

    page = text(browser_of(built, HR), PAGE)
    assert "the closed month would be different" in page
    assert "11-20 late, 1024 → —" in page


def test_a_month_that_goes_on_is_not_signed(built: FakeOffice) -> None:
    """It says so, and has no keys."""
    built.gateway.clock = replace(built.gateway.clock, at=scene.NOW)
    page = text(browser_of(built, MANAGER), f"{PAGE}?month=2026-11")

    assert "not over yet" in page
    assert 'value="sign"' not in page


@pytest.mark.parametrize(
    "fields",
    [
        {"month": "2026-13"},
        {"do": "burn"},
        {"about": []},
        {"about": ["p017:x"] * 201},
    ],
)
def test_a_form_filled_in_wrongly_is_refused(built: FakeOffice, fields: dict[str, object]) -> None:
    """422; nothing is asked."""
    sent = {"month": MONTH, "do": "sign", "about": ["p017:x"], **fields}

    assert browser_of(built, MANAGER).post(PAGE, PAGE, **sent).status_code == 422
    assert not [e for e in built.gateway.asked if isinstance(e, MonthSigned)]


def test_nobody_signs_for_whom_they_do_not_answer(built: FakeOffice) -> None:
    """403; staff do not see the page at all."""
    assert post(built, MANAGER, "sign", "p018:x").status_code == 403
    assert browser_of(built, STAFF).get(PAGE).status_code == 403
