"""Short words for the tests of alerts: a trouble, an answer, what left, messages that arrive."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time

from gateway.domain.effects import AlertChanged, Effect, Notify
from gateway.domain.events import AlertAnswered, NotificationSent, TroubleFound, TroubleGone
from gateway.domain.rules import Opening
from gateway.domain.text import Text
from tests.domain.scene import Scene, every

KEY = "offhours:room-b"
NIGHT = Opening(
    spans=dict.fromkeys(range(7), ((time(0), time(7)), (time(22), time.max))),
)
"""22:00 to 07:00, every day."""


def trouble(key: str = KEY, severity: str = "warning", **more: object) -> TroubleFound:
    """Return a trouble in the sample office."""
    found = TroubleFound(
        key=key,
        severity=severity,
        zone="office",
        title=Text(f"{key} 还开着", f"{key} is on"),
        body=Text("900 W", "900 W"),
    )
    return replace(found, **more)  # type: ignore[arg-type]


def gone(key: str = KEY) -> TroubleGone:
    """Return the end of a trouble."""
    return TroubleGone(key=key)


def answered(choice: str = "acknowledge", key: str = KEY, **more: str) -> AlertAnswered:
    """Return somebody's answer."""
    return AlertAnswered(key=key, choice=choice, by="facilities", **more)


def changes(effects: Sequence[Effect], key: str | None = None) -> list[str]:
    """Return how alerts moved."""
    moved = every(AlertChanged, list(effects))
    return [e.state for e in moved if key is None or e.key == key]


def told(effects: Sequence[Effect]) -> list[tuple[str, str]]:
    """Return to whom a message left, and about what."""
    return [(n.to, n.alert) for n in every(Notify, list(effects))]


def deliver(scene: Scene, effects: Sequence[Effect]) -> list[Effect]:
    """Let every channel take what was just sent; return what that brought about."""
    later: list[Effect] = []
    for note in every(Notify, list(effects)):
        later += scene.feed(NotificationSent(notification=note.notification))
    return later


def with_alerting(scene: Scene, **more: object) -> None:
    """Change how people are told."""
    alerting = replace(scene.rules.alerting, **more)  # type: ignore[arg-type]
    scene.rules = replace(scene.rules, alerting=alerting)


def with_contact(scene: Scene, contact: str, **more: object) -> None:
    """Change one contact."""
    changed = replace(scene.rules.contacts[contact], **more)  # type: ignore[arg-type]
    scene.rules = replace(scene.rules, contacts={**scene.rules.contacts, contact: changed})
