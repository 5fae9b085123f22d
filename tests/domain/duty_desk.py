"""A small office with duties: a desk and a gate, two groups, nobody's shift unless said."""

from dataclasses import replace
from datetime import date, time, timedelta

from gateway.domain.duty.rules import (
    USUAL_KINDS,
    WORKED,
    Checkpoint,
    DutyKind,
    DutyRules,
    Group,
    Post,
)
from gateway.domain.effects import Effect
from gateway.domain.events import DutyPublished, MinuteBegan
from gateway.domain.rules import Badge, DayKind, Person, Rules
from gateway.domain.text import Text
from tests.domain.scene import FakeClock, Scene, card, sample_rules
from tests.domain.service_desk import answer_to

MAKEUP_SATURDAY = date(2026, 11, 21)
HOLIDAY_WEDNESDAY = date(2026, 11, 25)
HR = Person(id="p099", number="1099", name="人事", roles=frozenset({"staff", "hr"}))


def duty_rules(
    people: int = 4, heads: int = 1, *, has_shifts: bool = False, gate: bool = False
) -> Rules:
    """Return the sample office with duty at the desk (and the gate), people `p001` and on.

    One group, led by `p001`; a make-up Saturday and a holiday in the week.
    """
    base = sample_rules()
    ids = [f"p{n:03}" for n in range(1, people + 1)]
    somebody = {p: base.people.get(p) or Person(id=p, number=p, name=f"员工{p}") for p in ids}
    posts = [Post(id="desk", name=Text("前台", "Desk"), zone="office", kinds=KINDS, heads=heads)]
    if gate:
        posts.append(Post(id="gate", name=Text("门岗", "Gate"), zone="lab", kinds=("evening",)))
    return replace(
        base,
        people={**base.people, **somebody, "p099": HR},
        badges={**base.badges, **{card(p): Badge(badge=card(p), person=p) for p in ids}},
        assignments=base.assignments if has_shifts else (),
        calendar={MAKEUP_SATURDAY: DayKind.MAKEUP, HOLIDAY_WEDNESDAY: DayKind.HOLIDAY},
        duty=DutyRules(
            posts={post.id: post for post in posts},
            groups={
                "one": Group(
                    id="one", name=Text("一组", "Group one"), leader="p001", members=tuple(ids)
                )
            },
            checkpoints={
                "hall": Checkpoint(id="hall", name=Text("大厅", "Hall")),
                "roof": Checkpoint(id="roof", name=Text("天台", "Roof")),
            },
        ),
    )


KINDS = ("evening", "day_off")


def with_kind(rules: Rules, kind: DutyKind, *, post: str = "desk") -> Rules:
    """Return rules with one more kind of duty, which a post has besides its own."""
    duty = rules.duty
    found = duty.posts[post]
    posts = {**duty.posts, post: replace(found, kinds=(*found.kinds, kind.id))}
    kinds = {**{k.id: k for k in USUAL_KINDS}, **duty.kinds, kind.id: kind}
    return replace(rules, duty=replace(duty, kinds=kinds, posts=posts))


MORNING = DutyKind(
    id="morning", name=Text("早班", "Morning duty"), start=time(9), end=time(18), days=WORKED
)
"""Adjoins the evening: one relieves the other at 18:00."""


def published(*places: tuple[str, tuple[str, ...]], rules: Rules | None = None) -> Scene:
    """Return an office on Friday at 08:30 with duties published by the leader."""
    scene = Scene(rules or duty_rules(people=6), FakeClock())
    assert answer_to(scene, DutyPublished(places=places, by="p001")).ok
    return scene


def to(scene: Scene, local: str) -> list[Effect]:
    """Go on to a local `HH:MM` minute by minute, as the office does; return what came of it."""
    effects: list[Effect] = []
    end = FakeClock(scene.clock.mono_s, scene.clock.at)
    end.set_to(local)
    while scene.clock.at < end.at:
        begins = scene.clock.at.replace(second=0, microsecond=0) + timedelta(minutes=1)
        effects += scene.advance((min(begins, end.at) - scene.clock.at).total_seconds())
        if scene.clock.at == begins:
            effects += scene.feed(MinuteBegan())
    return effects


def alerts(scene: Scene) -> dict[str, str]:
    """Return the open alerts of duties: what of, and how bad."""
    found = scene.office.alerts.open.values()
    return {a.key.partition(":")[0]: a.severity for a in found if a.key.startswith("duty-")}


def marks(scene: Scene) -> set[tuple[str, str]]:
    """Return who missed what."""
    return {(mark.person, mark.kind) for mark in scene.office.duties.marks}
