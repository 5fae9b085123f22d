"""What the site file says of each kind of card reader; pure, imports no hardware library."""

from dataclasses import dataclass
from enum import StrEnum


class NumberFormat(StrEnum):
    """How a keyboard reader types a card's number; its manual says, or a known card shows.

    The names say base, then the order of the UID's bytes: a card `04A1B2C3` is
    typed `0077705923` (DECIMAL) or `3283263748` (DECIMAL_REVERSED).
    """

    HEX = "hex"
    HEX_REVERSED = "hex_reversed"
    DECIMAL = "decimal"
    DECIMAL_REVERSED = "decimal_reversed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PcscReaderConfig:
    """A reader on PC/SC (`kind = "pcsc"`).

    Attributes:
        id: Its id in the site file.
        match: Part of the name that `office-gateway doctor` shows, any case;
            empty takes whatever reader is left over.
        index: Which of several that match, from 0 in the order of their names;
            None = the first that no other entry has taken.
    """

    id: str
    match: str = ""
    index: int | None = None

    def __post_init__(self) -> None:
        if self.index is not None and self.index < 0:
            raise ValueError(f"index must be 0 or more, not {self.index}")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyboardReaderConfig:
    """A reader that types the number like a keyboard (`kind = "keyboard"`).

    Attributes:
        id: Its id in the site file.
        match: A path under `/dev/input/` (best: `/dev/input/by-id/...`), or
            part of the device's name, any case. Never empty: every keyboard
            would match.
        format: How the number is typed.
        uid_bytes: Length of the UID a decimal number stands for, 4 to 10.
        key_timeout_s: Digits further apart than this do not belong together.
    """

    id: str
    match: str
    format: NumberFormat = NumberFormat.DECIMAL
    uid_bytes: int = 4
    key_timeout_s: float = 1.0

    def __post_init__(self) -> None:
        if not self.match.strip():
            raise ValueError("match must name the reader; empty would grab any keyboard")
        if not 4 <= self.uid_bytes <= 10:
            raise ValueError(f"uid_bytes must be 4 to 10, not {self.uid_bytes}")
        if not 0.05 <= self.key_timeout_s <= 10:
            raise ValueError(f"key_timeout_s must be 0.05 to 10, not {self.key_timeout_s:g}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SimReaderConfig:
    """An imaginary reader (`kind = "sim"`): the demo's page, replay, tests."""

    id: str


ReaderConfig = PcscReaderConfig | KeyboardReaderConfig | SimReaderConfig

READER_KINDS: dict[str, type[ReaderConfig]] = {
    "pcsc": PcscReaderConfig,
    "keyboard": KeyboardReaderConfig,
    "sim": SimReaderConfig,
}
"""`kind` in the site file to its settings."""
