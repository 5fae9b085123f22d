"""A scene with a reception, cards for visitors, and short words for what happens at the door."""

from dataclasses import replace

from gateway.domain.effects import Answer, Feedback
from gateway.domain.events import (
    BadgeTapped,
    Event,
    VisitAnswered,
    VisitArrived,
    VisitBadgeTaken,
    VisitEnded,
)
from gateway.domain.rules import Contact, Person, Rules, VisitorCard
from gateway.domain.text import Text
from gateway.domain.visitors import Visit
from tests.domain.scene import FakeClock, Scene, only, sample_rules


def desk_rules() -> Rules:
    """Return the sample office; p001 has a contact of their own, `desk` is reception."""
    rules = sample_rules()
    desk = Person(id="desk", number="1100", name="前台", roles=frozenset({"staff", "reception"}))
    own = Contact(id="p001", name=Text("李伟", "Li Wei"))
    cards = [VisitorCard(badge=f"card-{n}", label=f"V-0{n}") for n in (1, 2)]
    cards.append(VisitorCard(badge="card-old", label="V-99", active=False))
    return replace(
        rules,
        people={**rules.people, "desk": desk},
        contacts={**rules.contacts, "p001": own},
        visitor_cards={card.badge: card for card in cards},
    )


def front_desk() -> Scene:
    """Return the office on Friday 20 November 2026, 08:30, nobody in."""
    return Scene(desk_rules(), FakeClock())


def ask(scene: Scene, event: Event) -> Answer:
    """Return how something was answered."""
    return only(Answer, scene.feed(event))


def arrive(scene: Scene, host: str = "p001", name: str = "高远", **more: object) -> Answer:
    """Register a visitor at the front door."""
    event = VisitArrived(
        arrival=f"a{len(scene.kept)}",
        reader="front-door",
        name=name,
        host=host,
        company="恒通设备",
        consents=True,
    )
    return ask(scene, replace(event, **more))


def the(scene: Scene, visit: str = "v1") -> Visit:
    """Return a visit that goes on."""
    return scene.office.visits.open[visit]


def reply(scene: Scene, choice: str, by: str = "p001", visit: str = "v1", note: str = "") -> Answer:
    """Have a host answer."""
    return ask(scene, VisitAnswered(visit=visit, choice=choice, by=by, note=note))


def take(scene: Scene, label: str, visit: str = "v1") -> Answer:
    """Lend a card."""
    return ask(scene, VisitBadgeTaken(visit=visit, label=label))


def leave(scene: Scene, by: str = "kiosk", visit: str = "v1") -> Answer:
    """Sign a visitor out."""
    return ask(scene, VisitEnded(visit=visit, by=by))


def tap_card(scene: Scene, badge: str, reader: str = "front-door") -> Feedback:
    """Lay one of the pool's cards on a reader."""
    scene.taps += 1
    event = BadgeTapped(tap_id=f"{reader}:1:{scene.taps}", reader=reader, badge=badge)
    return only(Feedback, scene.feed(event))
