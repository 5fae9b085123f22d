"""From keys to a card's number: what a keyboard reader types. Pure."""

from dataclasses import dataclass, field
from enum import Enum, auto

from devices.nfc.config import KeyboardReaderConfig, NumberFormat
from devices.nfc.uid import usable

MOST_CHARS = 32
"""No card's number is longer; more is noise or a keyboard."""

ENTER = "\n"


class Typed(Enum):
    """`NO_NUMBER`: a whole line came, and it is no card's number."""

    NO_NUMBER = auto()


@dataclass(slots=True)
class Line:
    """One reader's line in the making.

    A line ends with Enter. Characters further apart than `key_timeout_s` do
    not belong together: what came before is thrown away.
    """

    config: KeyboardReaderConfig
    _chars: list[str] = field(default_factory=list, repr=False)
    _last_s: float = float("-inf")

    def key(self, char: str, now_s: float) -> bytes | Typed | None:
        """Take one character; return a UID at the end of a line, else None.

        A line that is no number gives `Typed.NO_NUMBER`, an empty line None.
        """
        if now_s - self._last_s > self.config.key_timeout_s:
            self._chars.clear()
        self._last_s = now_s
        if char != ENTER:
            if len(self._chars) <= MOST_CHARS:
                self._chars.append(char)
            return None
        line = "".join(self._chars)
        self._chars.clear()
        return (number(line, self.config) or Typed.NO_NUMBER) if line else None

    def drop(self) -> None:
        """Forget what was typed so far: the reader was unplugged."""
        self._chars.clear()


def number(line: str, config: KeyboardReaderConfig) -> bytes | None:
    """Return the UID that a line stands for, or None if it is not one."""
    if not line.isascii() or len(line) > MOST_CHARS:
        return None
    decimal = config.format in (NumberFormat.DECIMAL, NumberFormat.DECIMAL_REVERSED)
    uid = _decimal(line, config.uid_bytes) if decimal else _hex(line)
    if uid is None:
        return None
    backwards = config.format in (NumberFormat.DECIMAL_REVERSED, NumberFormat.HEX_REVERSED)
    return usable(uid[::-1] if backwards else uid)


def _decimal(line: str, uid_bytes: int) -> bytes | None:
    if not line.isdigit() or int(line) >= 1 << 8 * uid_bytes:
        return None
    return int(line).to_bytes(uid_bytes, "big")


def _hex(line: str) -> bytes | None:
    if len(line) % 2 or not all(c in "0123456789abcdefABCDEF" for c in line):
        return None
    return bytes.fromhex(line)
