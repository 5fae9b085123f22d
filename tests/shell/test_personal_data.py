"""Everything kept about one person: whole, and nothing of anybody else's."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.cli import main
from gateway.domain.events import (
    AdminActed,
    BadgeTapped,
    MonthSigned,
    PersonalSeen,
    RequestAnswered,
    RequestFiled,
)
from gateway.domain.rules import Badge, Team
from gateway.domain.text import Json, Text
from gateway.keys import Keys
from gateway.ledger import Ledger
from gateway.privacy import PersonalData
from gateway.sitecopy import keep_site
from tests.kiosk_web.fake_gateway import ZONE, FakeOffice, office
from tests.kiosk_web.me_scene import COLLEAGUE, HR, MANAGER, ME, me_office
from tests.stores.samples import now, tap

ADMIN = "p001"


def personal(there: FakeOffice) -> PersonalData:
    return PersonalData(
        rules=lambda: there.gateway.rules,
        registry=there.registry,
        rows=there.history,
        days=there.sheets.days,
        now=lambda: there.gateway.clock.at,
    )


@pytest.fixture
def there() -> FakeOffice:
    """An office where everybody does a bit of everything."""
    built = me_office(office())
    gateway, rules = built.gateway, built.gateway.rules
    people = rules.people
    badges = {f"hash-{p}": Badge(badge=f"hash-{p}", person=p) for p in people}
    teams = {**rules.teams, "other": Team(id="other", name=Text("别组", "Elsewhere"))}
    gateway.change(rules=replace(rules, badges=badges, teams=teams))
    built.registry.tables["people"] = {
        p.id: {"id": p.id, "number": p.number, "name": p.name, "team": p.team}
        for p in people.values()
    }
    built.registry.tables["badges"] = {
        key: {"badge": key, "person": b.person, "uid_tail": f"AA{b.person[-2:]}"}
        for key, b in badges.items()
    }
    built.registry.tables["assignments"] = {
        p: {"person": p, "shift": "day", "from": "2026-01-01"} for p in people
    }
    built.registry.tables["accounts"] = {p: {"person": p, "password": "$argon2x"} for p in people}
    for n, person in enumerate(people):
        gateway.tell(
            BadgeTapped(tap_id=f"tap-{person}", reader="front-door", badge=f"hash-{person}")
        )
        gateway.advance(200)
        gateway.ask(
            RequestFiled(
                asked="correction",
                person=person,
                by=person,
                since=f"2026-11-1{n + 2}T08:59:00+08:00",
                what="in",
                reason=f"forgotten by {person}",
            )
        )
        gateway.ask(MonthSigned(month="2026-10", person=person, by=person, digest="d" * 64))
        gateway.ask(AdminActed(action="pin.set", subject=person, by=ADMIN))
    for request in list(gateway.office.requests.open.values()):
        by = HR if request.person != HR else ADMIN
        if MANAGER in {name for level in request.needed for name in level}:
            by = MANAGER
        gateway.ask(RequestAnswered(request=request.id, choice="approve", by=by))
    gateway.ask(PersonalSeen(by=ME, what="person", about=COLLEAGUE))
    gateway.ask(PersonalSeen(by=HR, what="month", about="other", span="2026-11"))
    return built


def test_it_holds_everything_of_the_person(there: FakeOffice) -> None:
    """Person, badge by its tail, plan, taps, requests, declared taps, months, days, who looked."""
    found = personal(there).of(ME)

    assert found["person"] == {"id": ME, "number": "1017", "name": "李伟", "team": "service"}
    assert found["badges"] == [{"uid_tail": "AA17"}]
    assert found["account"] == {
        "exists": True,
        "password": True,
        "pin": False,
        "totp": False,
        "disabled": False,
    }
    assert [tap["tap_id"] for tap in rows(found, "taps")] == [f"tap-{ME}"]
    assert {r["asked"] for r in rows(found, "requests")} == {"leave", "outing", "correction"}
    assert [d["direction"] for d in rows(found, "declared")] == ["in"]
    assert len(rows(found, "days")) == 1
    assert [a["action"] for a in rows(found, "account_changes")] == ["pin.set"]
    assert json.loads(json.dumps(found)) == found


def test_who_looked_at_them_their_team_or_everybody_is_told(there: FakeOffice) -> None:
    """Not what they looked at themselves, nor looks at others."""
    found = rows(personal(there).of(ME), "looked")

    assert [(look["who"], look["what"]) for look in found] == [
        ("张敏", "month"),
        ("周琳", "export"),
    ]


@pytest.mark.parametrize("person", [ME, COLLEAGUE, MANAGER, HR, ADMIN])
def test_nothing_of_anybody_else_is_in_it(there: FakeOffice, person: str) -> None:
    """No id, number, name or reason of others, but the names of who decided, filed or looked."""
    found = dict(personal(there).of(person))
    open_names = (
        found.pop("looked"),
        [(r.pop("decided"), r.pop("filed_by")) for r in rows(found, "requests")],
    )
    assert open_names
    text = json.dumps(found, ensure_ascii=False)

    for other in there.gateway.rules.people.values():
        if other.id != person:
            for word in (other.id, other.name, f'"{other.number}"', f"forgotten by {other.id}"):
                assert word not in text, word


def test_no_secret_and_no_hash_is_in_it(there: FakeOffice) -> None:
    """Neither passwords nor what a card is known by."""
    text = json.dumps(personal(there).of(ME))

    assert "argon2" not in text
    assert "hash-" not in text


def test_somebody_unknown_is_nobody(there: FakeOffice) -> None:
    """An id that nobody has is an error, not an empty answer."""
    with pytest.raises(KeyError):
        personal(there).of("p999")


def rows(found: Mapping[str, Json], key: str) -> list[dict[str, Json]]:
    part = found[key]
    assert isinstance(part, list)
    return part


def test_a_data_folder_gives_everything_about_one_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`people export ID`: out of ledger and registry, while the gateway runs or not."""
    config = Path(__file__).parents[2] / "config" / "small-office.toml"
    document = {
        "people": [
            {"id": "p017", "number": "1017", "name": "李伟"},
            {"id": "p018", "number": "1018", "name": "王芳"},
        ],
        "badges": [{"uid": "04A1B2C3D4E5F6", "person": "p017"}],
    }
    (tmp_path / "people.json").write_text(json.dumps(document), "utf-8")
    data = tmp_path / "data"
    folder = ["--data", str(data)]
    assert main(["registry", "import", str(tmp_path / "people.json"), *folder]) == 0
    keep_site(config, data)
    ledger = Ledger.open(data / "ledger.db", Keys.load(data).ledger, "hq", ZONE)
    ledger.append([tap(1), tap(2, person="p018")], now())
    ledger.close()
    capsys.readouterr()

    assert main(["people", "export", "p017", *folder]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["person"]["name"] == "李伟"
    assert found["badges"] == [{"uid_tail": "E5F6", "status": "active"}]
    assert [t["tap_id"] for t in found["taps"]] == ["front-door:boot:1"]
    assert "p018" not in json.dumps(found)

    assert main(["people", "export", "p999", *folder]) == 2
    assert "p999" in capsys.readouterr().err
