"""Does the pool of visitors' cards fit the rest: one label a card, and nobody's own badge. Pure."""

from collections.abc import Iterator

from gateway.config.problems import Problem
from gateway.domain.text import Text
from gateway.registry.view import RegistryView


def visitor_card_problems(view: RegistryView) -> Iterator[Problem]:
    """Yield what is wrong with the cards that are lent to visitors."""
    seen: set[str] = set()
    for card in view.visitor_cards.values():
        if card.badge in view.badges:
            yield Problem(
                f"visitor_cards.{card.label}",
                Text(
                    "这张卡已经是员工的卡，不能借给访客",
                    "this card is somebody's badge already and cannot be lent to visitors",
                ),
            )
        if card.label in seen:
            yield Problem(
                f"visitor_cards.{card.label}.label",
                Text(f"编号 {card.label} 用了两次", f"label {card.label} is used twice"),
            )
        seen.add(card.label)
