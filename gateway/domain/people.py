"""What a table of people would change, as values for whoever shows it. Nothing is read here."""

from dataclasses import dataclass

from gateway.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodLine:
    """One line that can be taken.

    Attributes:
        line: Its number in the file; the first line is 1.
        is_new: Somebody not known until now; else somebody with this number is changed.
        has_card: A card comes with it.
    """

    line: int
    number: str
    name: str
    team: str
    roles: tuple[str, ...]
    is_new: bool
    has_card: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """One thing that is wrong; `line` 0 is the file as a whole."""

    line: int
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleTable:
    """What a file of people holds.

    Attributes:
        good: The lines that can be taken, in the file's order.
        bad: What is wrong, by line; a line may be named more than once.
        taken: How many people were taken just now; 0 in a preview.
    """

    good: tuple[GoodLine, ...] = ()
    bad: tuple[BadLine, ...] = ()
    taken: int = 0
