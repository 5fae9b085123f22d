"""An office for the administration's pages: the real registry over the fake gateway.

What a page saves is checked, and put into the rules exactly as the shell does.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from flask import Flask

from gateway.calendars import almanac_of
from gateway.domain.events import AdminActed
from gateway.domain.now import Now
from gateway.keys import Keys
from gateway.registry import Registry, RegistryView
from gateway.registry.as_rules import with_registry
from gateway.timesheets import LiveSheets
from kiosk_web import WebSettings, create_app
from tests.kiosk_web.browser_of import PASSWORD, Browser, with_password
from tests.kiosk_web.fake_gateway import (
    COMPILED,
    SECRET,
    ZONE,
    FakeGateway,
    FakeHistory,
    FakeLinks,
    FakeSheets,
)

START = datetime(2026, 11, 20, 8, 41, tzinfo=ZONE)
PEOPLE = [
    ("p001", "1001", "陈静", "", ("staff", "admin")),
    ("p002", "1002", "林涛", "", ("staff", "hr")),
    ("p010", "1010", "赵敏", "service", ("staff", "manager")),
    ("p017", "1017", "李伟", "service", ("staff",)),
    ("p018", "1018", "王芳", "service", ("staff",)),
    ("p019", "1019", "刘洋", "service", ("staff",)),
    ("p020", "1020", "孙丽", "it", ("staff",)),
    ("p021", "1021", "周敏", "财务部", ("staff",)),
]
DAY = {"id": "day", "name": {"zh": "日班", "en": "Day"}, "start": "09:00", "end": "18:00"}
DOCUMENT = {
    "people": [
        {"id": i, "number": n, "name": name, "team": team, "roles": roles}
        for i, n, name, team, roles in PEOPLE
    ],
    "teams": [
        {"id": "centre", "name": {"zh": "客服中心", "en": "Service centre"}},
        {
            "id": "service",
            "name": {"zh": "客服部", "en": "Customer service"},
            "managers": ["p010"],
            "stand_ins": ["p002"],
            "parent": "centre",
        },
        {"id": "it", "name": {"zh": "信息部", "en": "IT"}, "ignores_makeup": True},
    ],
    "shifts": [
        {**DAY, "breaks": [{"start": "12:00", "end": "13:00"}], "half_day_min": 360},
        {
            "id": "evening",
            "name": {"zh": "晚班", "en": "Evening"},
            "start": "18:30",
            "end": "00:30",
        },
        {
            "id": "early",
            "name": {"zh": "早班", "en": "Early"},
            "start": "08:00",
            "end": "16:00",
            "breaks": [{"start": "11:30", "end": "12:00"}],
        },
    ],
    "assignments": [
        {"person": "p017", "shift": "day", "from": "2026-09-01"},
        {"person": "p018", "shift": "early", "from": "2026-09-01", "pattern": "mon-fri,sun"},
        {"person": "p019", "shift": "evening", "from": "2026-11-01", "pattern": "every:2"},
        {"person": "p020", "shift": "day", "from": "2026-09-01", "to": "2026-11-25"},
    ],
    "calendar": [
        {"date": "2026-12-31", "kind": "rest", "name": {"zh": "年会", "en": "Annual meeting"}}
    ],
}


@dataclass
class RealOffice:
    """An app over the real registry."""

    app: Flask
    gateway: FakeGateway
    history: FakeHistory
    registry: Registry
    sheets: FakeSheets
    browsers: dict[str, Browser] = field(default_factory=dict)

    def acts(self) -> list[str]:
        """Return what administrators did, as the gateway was told; signing in is left out."""
        told = [e.action for e in self.gateway.asked if isinstance(e, AdminActed)]
        return [action for action in told if action != "login"]

    def browser(self, person: str) -> Browser:
        """Return the browser of somebody who has signed in: one each, a new password ends it."""
        if person in self.browsers:
            return self.browsers[person]
        with_password(self, person)  # type: ignore[arg-type]
        browser = Browser(self)  # type: ignore[arg-type]
        number = self.gateway.rules.people[person].number
        assert browser.sign_in(number, PASSWORD).status_code == 303
        self.browsers[person] = browser
        return browser


def real_office(folder: Path, settings: WebSettings | None = None) -> RealOffice:
    """Return an office with its registry in a folder: teams, shifts, plans, a day of its own."""
    gateway = FakeGateway(clock=Now(1000.0, START))
    site = replace(gateway.rules, almanac=almanac_of("CN"))
    registry = Registry(folder / "registry.json", Keys.new())
    registry.site = site

    def changed(view: RegistryView) -> None:
        gateway.change(rules=with_registry(site, view, gateway.rules.generation + 1))

    registry.on_change = changed
    assert registry.import_document(DOCUMENT) == ()
    settings = settings or WebSettings(trusted_hosts=("localhost", "127.0.0.1"))
    history = FakeHistory(gateway)
    sheets = FakeSheets(LiveSheets(gateway.snapshot, history))
    app = create_app(
        gateway, history, registry, FakeLinks(), sheets, secret=SECRET, settings=settings
    )
    app.jinja_env.bytecode_cache = COMPILED
    return RealOffice(app, gateway, history, registry, sheets)


def add_roster(built: RealOffice, state: str = "draft") -> None:
    """Give the service team a month's draft, with a comment and a wish."""
    planner = built.browser("p010")
    month = {"team": "service", "month": "2026-12"}
    page = "/attendance/plan?team=service&month=2026-12"
    staff = built.browser("p017")
    staff.post("/attendance/plan/wish", page, **month, on="2026-12-24")
    needs = {"need-early": "1", "need-day": "1", "need-evening": "1", "rest_a_week": "1"}
    assert planner.post("/attendance/plan/propose", page, **month, **needs).status_code == 303
    said = "24 号孩子学校有活动"
    staff.post("/attendance/plan/comment", page, **month, text=said)
    if state == "published":
        publish = {**month, "state": "published"}
        assert planner.post("/attendance/plan/publish", page, **publish).status_code == 303
