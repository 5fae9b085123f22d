"""What lies on one reader, and whether it has been counted. Pure.

- A card is counted once, however long it lies there.
- A card that PC/SC has seen go is a new one when it comes, even the same card
  or another with the same answer to reset: the event counter tells.
- The same number again without our ever having seen the reader empty (a card
  wobbling at the edge of the field) is the same tap.
- A card that lay there when pcscd or the reader went away, and lies there when
  it is back, has not been tapped again. A reader that is just back may call
  itself empty for a moment: so its word counts only after `SETTLE_S`.
- A card that cannot be read is asked again a few times while it lies there;
  then it is counted as one without a number.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

from devices.nfc.wire import ReaderState

RETRY_AFTER_S = (0.03, 0.06, 0.12, 0.25, 0.4)
"""Waits between the tries: together under a second, while a hand still holds the card."""

SETTLE_S = 2.0
"""How long a reader that is back may take to find the card that lies on it."""


class Empty(Enum):
    """Instead of a number: `EMPTY` nothing lies here, `UNREAD` a card that gave none."""

    EMPTY = auto()
    UNREAD = auto()


@dataclass(slots=True)
class Slot:
    """One reader's card.

    Attributes:
        word: The reader's last event word, for the next wait; 0 = never seen.
        due_s: When to ask the card, monotonic; None = nothing to ask.
    """

    word: int = 0
    due_s: float | None = None
    _counted: int | None = None
    _asking: int | None = None
    _tries: int = 0
    _back_s: float | None = None
    _was_empty: bool = False
    _lying: bytes | Empty = field(default=Empty.EMPTY, repr=False)
    _left_lying: bytes | Empty = field(default=Empty.EMPTY, repr=False)

    def seen(self, state: ReaderState, now_s: float) -> None:
        """Take the reader's state; afterwards `due_s` says whether to ask the card."""
        if state.lost:
            self.forget()
        else:
            self._back_s = now_s if self._back_s is None else self._back_s
            if not state.present:
                self._was_empty, self._lying = True, Empty.EMPTY
                self._counted = self._asking = self.due_s = None
            elif state.events not in (self._counted, self._asking):
                self._came(state.events, now_s - self._back_s, now_s)
        self.word = state.word

    def _came(self, events: int, back_for_s: float, now_s: float) -> None:
        if self._left_lying is not Empty.EMPTY and (not self._was_empty or back_for_s < SETTLE_S):
            self._lying = self._left_lying
        self._left_lying, self._was_empty = Empty.EMPTY, False
        self._asking, self._tries, self.due_s = events, 0, now_s

    def forget(self) -> None:
        """The reader or pcscd is gone: its counter begins anew; what lay there may still lie."""
        if self._lying is not Empty.EMPTY:
            self._left_lying, self._lying = self._lying, Empty.EMPTY
        self.word, self._was_empty = 0, False
        self._counted = self._asking = self.due_s = self._back_s = None

    def read(self, uid: bytes) -> bool:
        """Take the card's number; True if it is a tap, False if that card was counted already."""
        return self._count(uid)

    def unread(self, now_s: float, *, pulled: bool = False) -> bool:
        """The card did not answer; True once it is to be counted as one without a number.

        A card that was `pulled` never is: whoever took it away so soon knows,
        and PC/SC will say so too, half a second later.
        """
        if self._tries < len(RETRY_AFTER_S):
            self.due_s = now_s + RETRY_AFTER_S[self._tries]
            self._tries += 1
            return False
        return self._count(Empty.EMPTY if pulled else Empty.UNREAD) and not pulled

    def _count(self, card: bytes | Empty) -> bool:
        new = card != self._lying
        self._lying = card
        self._counted, self._asking, self.due_s = self._asking, None, None
        return new
