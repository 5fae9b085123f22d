"""Does the pool of visitors' cards fit the rest: one label a card, and nobody's own badge. Pure."""

from collections.abc import Iterable, Iterator

from gateway.config.problems import Problem
from gateway.domain.text import Text
from gateway.registry.documents import BadgeDoc, Document, VisitorCardDoc
from gateway.registry.view import RegistryView


def visitor_card_problems(view: RegistryView, changed: Iterable[Document]) -> Iterator[Problem]:
    """Yield what is wrong with the cards that are lent to visitors.

    Args:
        view: The registry as it would be.
        changed: What is new in it: says whether a badge came to the pool, or a card to somebody.
    """
    given = {each.badge for each in changed if isinstance(each, BadgeDoc)}
    seen: set[str] = set()
    for card in view.visitor_cards.values():
        badge = view.badges.get(card.badge)
        if badge is not None:
            yield _given(card) if card.badge in given else _pooled(card, badge, view)
        if card.label in seen:
            yield Problem(
                f"visitor_cards.{card.label}.label",
                Text(
                    f"编号 {card.label} 用了两次；请换一个编号",
                    f"label {card.label} is used twice; take another one",
                ),
            )
        seen.add(card.label)


def _pooled(card: VisitorCardDoc, badge: BadgeDoc, view: RegistryView) -> Problem:
    holder = view.people.get(badge.person)
    name = holder.name if holder else badge.person
    return Problem(
        f"visitor_cards.{card.label}",
        Text(
            f"这张卡已经是{name}（{badge.person}）的员工卡，不能借给访客；请换一张卡",
            f"this card is the badge of {name} ({badge.person}) already and cannot be lent to "
            "visitors; take another card",
        ),
    )


def _given(card: VisitorCardDoc) -> Problem:
    return Problem(
        f"badges.{card.label}",
        Text(
            f"这是访客卡 {card.label}，不能给员工；请换一张卡，或先把它从访客卡里删去",
            f"this is the visitors' card {card.label} and cannot be somebody's badge; take another "
            "card, or take this one out of the pool first",
        ),
    )
