"""The pool of visitors' cards at `/admin/cards`: enrolled by tapping, named, taken out, lost."""

import re

import pytest

from gateway.domain.events import BadgeTapped, VisitArrived, VisitBadgeTaken
from kiosk_web.views.admin.cards import next_label
from tests.kiosk_web.admin_scene import real_office
from tests.kiosk_web.browser_of import Browser

NEW, OWN = "ab" * 32, "cd" * 32


@pytest.fixture(name="built")
def _built(tmp_path):
    return real_office(tmp_path)


@pytest.fixture(name="admin")
def _admin(built):
    browser = built.browser("p001")
    browser.post("/language", "/account", language="en")
    return browser


def tap(built, badge: str) -> None:
    """Lay a card on the front door's reader."""
    n = len(built.gateway.asked)
    built.gateway.tell(
        BadgeTapped(tap_id=f"t{n}", reader="front-door", badge=badge, uid_tail="E5F6")
    )


def waiting(admin) -> str:
    """Begin to enrol a card; return the page that waits."""
    return admin.get("/admin/cards/new").headers["Location"]


def seq_on(page) -> str:
    found = re.search(r'name="seq" value="(\d+)"', page.text)
    assert found is not None
    return found[1]


def with_card(built, admin, badge: str = NEW, label: str = "V-01") -> None:
    """Enrol a card as an administrator does."""
    page = waiting(admin)
    tap(built, badge)
    seq = seq_on(admin.get(page))
    assert admin.post("/admin/cards", page, seq=seq, label=label).status_code == 303


def lend(built, label: str) -> None:
    """Have a visitor register and take a card."""
    visit = VisitArrived(
        arrival="a1", reader="front-door", name="高远", company="", host="p017", consents=True
    )
    assert built.gateway.ask(visit).ok
    (key,) = built.gateway.office.visits.open
    assert built.gateway.ask(VisitBadgeTaken(visit=key, label=label, by="kiosk")).ok


@pytest.mark.parametrize(
    ("labels", "proposed"),
    [
        ([], "V-01"),
        (["V-01", "V-09"], "V-10"),
        (["V-9", "V-10"], "V-11"),
        (["Besucher"], ""),
        (["V-999999999999"], ""),
        (["A-07", "B-02"], "B-03"),
    ],
)
def test_the_next_label_goes_on_from_the_highest(labels, proposed):
    """As many digits as the others have; nothing is proposed where no card has a number."""
    assert next_label(labels) == proposed


def test_a_card_is_enrolled_by_holding_it_to_a_reader(built, admin):
    """The page goes on by itself, proposes the next label, and the card can be lent at once."""
    page = waiting(admin)
    assert 'http-equiv="refresh"' in admin.get(page).text
    tap(built, NEW)
    found = admin.get(page)
    assert 'value="V-01"' in found.text
    assert "E5F6" in found.text
    seq = seq_on(found)

    assert admin.post("/admin/cards", page, seq=seq, label="V-09").status_code == 303

    card = built.gateway.rules.visitor_cards[NEW]
    assert (card.label, card.active, card.lost) == ("V-09", True, False)
    listed = admin.get("/admin/cards").text
    assert "V-09" in listed
    assert "free" in listed
    assert built.acts() == ["visitor_card.added"]
    again = admin.post("/admin/cards", page, seq=seq, label="V-10")
    assert (again.status_code, "Hold the card to a reader again" in again.text) == (422, True)
    page = waiting(admin)
    tap(built, OWN)
    assert 'value="V-10"' in admin.get(page).text


@pytest.mark.parametrize("seq", ["999", "-1", "x", "1" * 20])
def test_no_card_can_be_made_up_in_a_form(built, admin, seq):
    """Only a tap of the ledger counts."""
    assert admin.post("/admin/cards", "/admin/cards", seq=seq, label="V-01").status_code == 422
    assert built.gateway.rules.visitor_cards == {}


def test_somebodys_badge_is_refused_in_words_and_the_other_way_round(built, admin):
    """The page says whose it is and goes on waiting; a pool's card is named by its label."""
    with_card(built, admin)
    page = waiting(admin)
    badges = admin.get("/admin/people/p017/badge").headers["Location"]
    tap(built, NEW)

    assert "That is the visitors' card V-01" in admin.get(page).text
    seen = admin.get(badges).text
    assert "That is the visitors' card V-01" in seen
    assert 'name="seq"' not in seen

    tap(built, OWN)
    seq = seq_on(admin.get(badges))
    assert admin.post("/admin/people/p017/badge", badges, seq=seq).status_code == 303
    page = waiting(admin)
    tap(built, OWN)
    assert "That is the badge of 李伟" in admin.get(page).text
    refused = admin.post("/admin/cards", page, seq=seq, label="V-02")
    assert refused.status_code == 422
    assert OWN not in built.gateway.rules.visitor_cards


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("", "Label: must not be empty"),
        ("V" * 13, "Label: must have 12 characters at most, not &#34;VVVVVVVVVVVVV&#34;"),
        ("V-01", "Label: label V-01 is used twice; take another one"),
    ],
)
def test_a_label_that_will_not_do_is_refused_with_its_limit(built, admin, label, words):
    """The card that was tapped is still offered; nothing is kept."""
    with_card(built, admin)
    page = waiting(admin)
    tap(built, OWN)
    answer = admin.post("/admin/cards", page, seq=seq_on(admin.get(page)), label=label)

    assert answer.status_code == 422
    assert words in answer.text
    assert seq_on(answer)
    assert list(built.gateway.rules.visitor_cards) == [NEW]


def test_a_card_goes_out_of_use_is_lost_and_found(built, admin):
    """Each with one touch, each kept with who did it."""
    with_card(built, admin)
    path = f"/admin/cards/{NEW}/state"
    for state, kept, word in (
        ("stopped", (False, False), "out of use"),
        ("lost", (False, True), "lost"),
        ("active", (True, False), "free"),
    ):
        assert admin.post(path, "/admin/cards", state=state).status_code == 303
        card = built.gateway.rules.visitor_cards[NEW]
        assert (card.active, card.lost) == kept
        assert word in admin.get("/admin/cards").text
    assert admin.post(path, "/admin/cards", state="golden").status_code == 422
    assert admin.post(f"/admin/cards/{OWN}/state", "/admin/cards", state="lost").status_code == 404
    assert built.acts()[1:] == [
        "visitor_card.stopped",
        "visitor_card.lost",
        "visitor_card.active",
    ]


def test_a_card_that_is_lent_keeps_its_label_and_its_place(built, admin):
    """The list says since when, and nobody's name; renaming and taking away wait."""
    with_card(built, admin)
    lend(built, "V-01")
    listed = admin.get("/admin/cards").text
    assert "lent since 08:41" in listed
    assert "高远" not in listed

    for path, fields in (
        (f"/admin/cards/{NEW}/label", {"label": "X-1"}),
        (f"/admin/cards/{NEW}/delete", {}),
    ):
        answer = admin.post(path, "/admin/cards", **fields)
        assert answer.status_code == 422
        assert "V-01 has been lent since 08:41. Do this when it is back." in answer.text
    assert built.gateway.rules.visitor_cards[NEW].label == "V-01"


def test_a_card_is_renamed_and_taken_out_of_the_pool(built, admin):
    """After that it may be somebody's badge."""
    with_card(built, admin)
    assert admin.post(f"/admin/cards/{NEW}/label", "/admin/cards", label="A-7").status_code == 303
    assert built.gateway.rules.visitor_cards[NEW].label == "A-7"
    assert admin.post(f"/admin/cards/{NEW}/delete", "/admin/cards").status_code == 303
    assert built.gateway.rules.visitor_cards == {}
    assert built.acts()[1:] == ["visitor_card.renamed", "visitor_card.deleted"]
    assert admin.post(f"/admin/cards/{NEW}/delete", "/admin/cards").status_code == 404


def test_the_pool_is_for_those_who_see_to_every_visitor(built, admin):
    """In both languages; staff and HR are refused, a stranger signs in; a form has its token."""
    person = {"number": "1030", "name": "前台", "team": "", "roles": ["staff", "reception"]}
    assert admin.post("/admin/people", "/account", **person).status_code == 303
    (desk,) = (p for p in built.gateway.rules.people.values() if "reception" in p.roles)
    reception = built.browser(desk.id)
    for language in ("zh", "en"):
        reception.post("/language", "/account", language=language)
        for path in ("/admin/cards", waiting(reception)):
            assert reception.get(path).status_code == 200
    assert 'href="/admin/cards"' in reception.get("/visitors").text
    for who in ("p002", "p017"):
        assert built.browser(who).get("/admin/cards").status_code == 403
    assert Browser(built).get("/admin/cards").status_code == 303
    assert admin.client.post("/admin/cards", data={"seq": "1", "label": "V"}).status_code == 400
