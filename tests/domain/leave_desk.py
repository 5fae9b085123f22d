"""A scene with two teams, managers, HR, and short words to ask and to decide."""

from dataclasses import replace
from datetime import date, datetime, time

from gateway.domain.effects import Answer
from gateway.domain.events import RequestAnswered, RequestFiled
from gateway.domain.requests import Request
from gateway.domain.rules import Assignment, Person, Rules, Shift, Team
from gateway.domain.text import Text
from tests.domain.scene import SHANGHAI, FakeClock, Scene, only, sample_rules

NAMES = {
    "p001": ("李伟", "service", "staff"),
    "p002": ("王芳", "service", "staff"),
    "p003": ("赵敏", "service", "staff"),
    "p005": ("周磊", "service", "staff"),
    "boss": ("林涛", "centre", "staff"),
    "dora": ("董娜", "", "hr"),
}
"""p003 manages the service team, p005 stands in, `boss` the centre around it, `dora` is HR."""


def desk_rules() -> Rules:
    """Return the sample office with teams; p004 has no shift, p009 has left."""
    rules = sample_rules()
    people = {
        name: Person(id=name, number=name, name=said, team=team, roles=frozenset({role}))
        for name, (said, team, role) in NAMES.items()
    }
    people["p004"] = replace(rules.people["p004"], team="service")
    people["p009"] = rules.people["p009"]
    day = Shift(
        id="day",
        name=Text("日班", "Day"),
        start=time(9),
        end=time(17, 30),
        breaks=((time(12), time(13)),),
    )
    plans = [
        Assignment(person=name, shift="day", from_=date(2025, 1, 1))
        for name in NAMES
        if name != "p005"
    ]
    teams = {
        "service": Team(
            id="service",
            name=Text("客服部", "Service"),
            managers=("p003",),
            stand_ins=("p005",),
            parent="centre",
        ),
        "centre": Team(id="centre", name=Text("中心", "Centre"), managers=("boss",)),
    }
    return replace(
        rules,
        people=people,
        shifts={**rules.shifts, "day": day},
        assignments=tuple(plans),
        teams=teams,
    )


def desk() -> Scene:
    """Return the office on Friday 20 November 2026, 08:30."""
    return Scene(desk_rules(), FakeClock())


def at(day: str, local: str = "00:00") -> str:
    """Return an instant of November 2026 (or of a whole date) as people's screens send it."""
    whole = day if "-" in day else f"2026-11-{day}"
    return datetime.fromisoformat(f"{whole}T{local}").replace(tzinfo=SHANGHAI).isoformat()


def ask(scene: Scene, event: RequestFiled) -> Answer:
    """File a request; return what the one who asked is told."""
    return only(Answer, scene.feed(event))


def leave(
    scene: Scene, since: str, until: str, person: str = "p001", kind: str = "personal", **more
) -> Answer:
    """Ask for leave."""
    event = RequestFiled(
        asked="leave", person=person, by=person, since=since, until=until, what=kind
    )
    return ask(scene, replace(event, **more))


def outing(scene: Scene, since: str, until: str, person: str = "p001", **more) -> Answer:
    """Ask for an outing."""
    event = RequestFiled(
        asked="outing",
        person=person,
        by=person,
        since=since,
        until=until,
        what="工商局",
        reason="交材料",
    )
    return ask(scene, replace(event, **more))


def correction(scene: Scene, since: str, way: str = "in", person: str = "p001", **more) -> Answer:
    """Declare a tap."""
    event = RequestFiled(
        asked="correction", person=person, by=person, since=since, what=way, reason="忘刷"
    )
    return ask(scene, replace(event, **more))


def decide(scene: Scene, choice: str, by: str, request: str = "r1", note: str = "") -> Answer:
    """Answer a request."""
    event = RequestAnswered(request=request, choice=choice, by=by, note=note)
    return only(Answer, scene.feed(event))


def the(scene: Scene, request: str = "r1") -> Request:
    """Return a request as it stands."""
    return scene.office.requests.open[request]
