"""What was used and what happened in a night, as people at facilities read it."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from tests.kiosk_web.browser_of import Browser, admin_of
from tests.kiosk_web.energy_scene import energy_office, rules
from tests.kiosk_web.fake_gateway import FakeOffice

ENERGY, NIGHT = "/facilities/energy", "/facilities/night"
HOURS, DAYS = f"{ENERGY}/hours.csv", f"{ENERGY}/days.csv"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeOffice]:
    """Lend the office with two weeks of energy."""
    with energy_office(tmp_path_factory.mktemp("energy")) as made:
        yield made


@pytest.fixture(scope="module")
def admin(built: FakeOffice) -> Browser:
    """Lend an administrator's browser."""
    return admin_of(built)


def text(admin: Browser, path: str, language: str = "en") -> str:
    """Return a page in a language."""
    answer = admin.get(path, **{"Accept-Language": language})
    assert answer.status_code == 200, answer.text[:400]
    return str(answer.text)


def cells(page: str, name: str) -> list[str]:
    """Return the figures of a place's line."""
    row = re.search(rf"<tr><th[^>]*>{re.escape(name)}</th>(.*?)</tr>", page)
    assert row is not None, name
    return re.findall(r"<td[^>]*>(.*?)</td>", row[1])


def sheet(admin: Browser, path: str) -> list[list[str]]:
    """Return a download as a spreadsheet reads it."""
    answer = admin.get(path, **{"Accept-Language": "en"})
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))


def test_nobody_reads_it_without_signing_in(built: FakeOffice) -> None:
    """It tells when people are not there."""
    for path in (ENERGY, NIGHT, HOURS):
        assert Browser(built).get(path).status_code == 303


def test_a_zone_has_its_figures(admin: Browser) -> None:
    """Now, the day, the week, against the week before, outside hours, not wasted."""
    now, day, week, change, off, spared = cells(text(admin, ENERGY), "Office")

    assert now == "4.1 kW"
    assert float(day) == pytest.approx(24.34, abs=0.1)
    assert float(week) == pytest.approx(217.9, abs=0.5)
    assert change == "+11 %"
    assert off == "4 %"
    assert spared == "22.8"


def test_a_zone_without_a_meter_is_what_is_in_it(admin: Browser) -> None:
    """The floor is the office and what measures itself in the store room."""
    page = text(admin, ENERGY)
    floor, office, store = (
        float(cells(page, name)[2]) for name in ("Floor 2", "Office", "=Store room")
    )

    assert floor == pytest.approx(office + store, abs=0.02)


def test_energy_of_a_gap_is_in_the_day_and_in_no_hour(admin: Browser) -> None:
    """Wednesday: 13 kWh came to light after it; the hours of the gap are not measured."""
    page = text(admin, f"{ENERGY}?zone=office&day=2026-11-18")

    assert "12:00–13:00: not measured" in page
    assert "15:00–16:00" in page
    assert "of a gap before: when is not known" in page
    assert float(cells(page, "Office")[1]) == pytest.approx(46.7, abs=0.2)


def test_a_week_that_was_hardly_measured_is_not_compared(admin: Browser) -> None:
    """The week of the ninth has none before it."""
    page = text(admin, f"{ENERGY}?zone=office&day=2026-11-11")

    assert cells(page, "Office")[3] == "—"
    assert "not compared: only 0 % measured" in page


def test_money_is_told_where_it_has_a_price(built: FakeOffice, admin: Browser) -> None:
    """And in the currency of the site file."""
    assert "¥" in text(admin, ENERGY)
    built.gateway.change(rules=rules(price=None))
    try:
        assert "¥" not in text(admin, ENERGY)
    finally:
        built.gateway.change(rules=rules())


def test_every_picture_has_words_and_a_table(admin: Browser) -> None:
    """A bar's figures are its title; the table says the same."""
    page = text(admin, ENERGY)

    assert page.count('role="img"') == 4
    assert "<summary>The same as a table</summary>" in page
    assert re.search(r"<title>09:00–10:00: [\d.]+ kWh</title>", page)
    assert "style=" not in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_office_without_meters_is_told_so(tmp_path: Path, language: str) -> None:
    """In words, on both pages, without a broken picture."""
    with energy_office(tmp_path, empty=True) as made:
        admin = admin_of(made)
        words = ("No meter has said a word yet", "Power was not measured in this night")
        if language == "zh":
            words = ("还没有电表回报", "这一晚没有测到用电")
        for path, said in zip((ENERGY, NIGHT), words, strict=True):
            assert said in text(admin, path, language)


def test_hours_are_downloaded_as_a_spreadsheet_reads_them(admin: Browser) -> None:
    """With units, ids, gaps said; a name that looks like a formula is none."""
    head, *rows = sheet(admin, f"{HOURS}?from=2026-11-18&to=2026-11-18")
    names = {row[3] for row in rows}
    noon = next(row for row in rows if row[4] == "office" and row[1] == "12:00")

    assert head[:6] == ["Date", "From", "To", "Place", "Id", "kWh"]
    assert "'=Store room" in names
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert noon[5:] == ["", "", "", "0", ""]
    assert len(rows) == 24 * 6


def test_days_add_up_to_the_hours(admin: Browser) -> None:
    """The same energy, whichever way it is asked for."""
    span = "from=2026-11-16&to=2026-11-20&zone=office"
    hours = sum(float(row[5] or 0) for row in sheet(admin, f"{HOURS}?{span}")[1:])
    days = sum(float(row[4 - 1] or 0) for row in sheet(admin, f"{DAYS}?{span}")[1:])

    assert hours == pytest.approx(days, abs=0.05)


@pytest.mark.parametrize(
    "query",
    ["from=2026-01-01&to=2026-11-20", "from=2026-11-20&to=2026-11-18", "from=x", "to=9999-12-31"],
)
def test_a_span_that_makes_no_sense_is_refused(admin: Browser, query: str) -> None:
    """Rather than served for minutes."""
    assert admin.get(f"{HOURS}?{query}").status_code == 422


def test_a_zone_that_is_not_there_is_said_to_be_so(admin: Browser) -> None:
    """Not shown as the site."""
    assert admin.get(f"{ENERGY}?zone=nowhere").status_code == 404
    assert admin.get(f"{ENERGY}/weeks.csv").status_code == 404


def test_a_night_shows_people_load_commands_and_alerts(admin: Browser) -> None:
    """On one picture, with a sentence for who cannot see it, and the story below."""
    page = text(admin, f"{NIGHT}?zone=office&night=2026-11-19")

    assert "at most 3 people in; at most 3.8 kW; 1 last-one-out check; 1 alert" in page
    assert "Office: all off, and verified" in page
    assert page.count("Alert: Room A: still on after hours") >= 2
    assert "Over: Room A: still on after hours" in page
    assert "22.8 kWh not wasted, measured" in page
    assert "11.1 kWh" not in page  # of an earlier night, written late
    assert re.search(r"The office switched, 21:12 ×4", page)
    assert "A person switched, 18:24" in page


def test_the_head_count_is_the_one_the_rules_give(admin: Browser) -> None:
    """Three at five, two from 17:36, one from 18:54, nobody from 21:12 to the morning."""
    page = text(admin, f"{NIGHT}?zone=office&night=2026-11-19")
    rows = re.findall(r'<th scope="row">(\d\d:00)</th><td class="n">(\d)</td>', page)

    assert [n for _, n in rows] == ["3", "2", "1", "1", "1", *["0"] * 11]


def test_nights_follow_each_other(admin: Browser) -> None:
    """By their keys; there is none after the one under way."""
    page = text(admin, f"{NIGHT}?zone=office&night=2026-11-18")

    assert "night=2026-11-17" in page
    assert "night=2026-11-19" in page
    assert 'rel="next"' not in text(admin, NIGHT)


def test_a_zone_only_shows_what_is_in_it(admin: Browser) -> None:
    """Nothing of the office happened in the store room."""
    page = text(admin, f"{NIGHT}?zone=store&night=2026-11-19")

    assert "Nothing in this night." in page
    assert "0 alerts" in page
