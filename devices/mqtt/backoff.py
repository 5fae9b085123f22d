"""How long to wait before trying again: longer each time, and never in step with others."""

import random


class Backoff:
    """Doubling waits with jitter.

    Args:
        first_s: The longest first wait.
        most_s: The longest wait; a broker that is back is found within it.
        dice: For tests; without it each gateway throws its own.
    """

    def __init__(
        self, first_s: float = 0.25, most_s: float = 3.0, dice: random.Random | None = None
    ) -> None:
        self._first_s = first_s
        self._most_s = most_s
        self._dice = dice or random.Random()  # noqa: S311  # spreads load, hides nothing
        self._tries = 0

    def next_s(self, most_s: float | None = None) -> float:
        """Return the next wait: half to all of the doubled time."""
        limit_s = self._most_s if most_s is None else most_s
        longest_s = min(limit_s, self._first_s * 2 ** min(self._tries, 16))
        self._tries += 1
        return float(longest_s * self._dice.uniform(0.5, 1.0))

    def reset(self) -> None:
        """Begin again with short waits: it works."""
        self._tries = 0
