"""Which filters match a topic (MQTT 5, 4.7), in time that does not grow with their number."""

from typing import Generic, TypeVar

T = TypeVar("T")

MOST_KNOWN = 20_000
"""Topics remembered with their answer; the rest are looked up each time."""


class _Node(Generic[T]):
    __slots__ = ("below", "here", "rest")

    def __init__(self) -> None:
        self.below: dict[str, _Node[T]] = {}
        self.here: list[T] = []
        self.rest: list[T] = []


class FilterTree(Generic[T]):
    """Topic filters, each with something to find; `+` and `#` as the standard says."""

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()
        self._known: dict[str, tuple[T, ...]] = {}

    def add(self, topic_filter: str, found: T) -> None:
        """Add a filter.

        Raises:
            ValueError: It is empty, or has a wildcard where none may be.
        """
        levels = topic_filter.split("/")
        if not topic_filter or any(
            ("+" in level and level != "+")
            or ("#" in level and (level != "#" or n != len(levels) - 1))
            for n, level in enumerate(levels)
        ):
            raise ValueError(f"{topic_filter!r} is no topic filter")
        node = self._root
        for level in levels:
            if level == "#":
                node.rest.append(found)
                break
            node = node.below.setdefault(level, _Node())
        else:
            node.here.append(found)
        self._known.clear()

    def match(self, topic: str) -> tuple[T, ...]:
        """Return what was added with a filter that matches the topic."""
        known = self._known.get(topic)
        if known is None:
            known = tuple(self._look_up(topic.split("/")))
            if len(self._known) < MOST_KNOWN:
                self._known[topic] = known
        return known

    def _look_up(self, levels: list[str]) -> list[T]:
        found: list[T] = []
        nodes = [self._root]
        hidden = levels[0].startswith("$")  # $SYS is not for wildcards at the front
        for n, level in enumerate(levels):
            wild = n > 0 or not hidden
            if wild:
                for node in nodes:
                    found.extend(node.rest)
            nodes = [
                below
                for node in nodes
                for name in ((level, "+") if wild else (level,))
                if (below := node.below.get(name)) is not None
            ]
            if not nodes:
                return found
        for node in nodes:  # `a/#` matches `a` too
            found.extend(node.rest)
            found.extend(node.here)
        return found
