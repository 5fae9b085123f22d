"""Which days are worked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class DayKind(StrEnum):
    """What the calendar says of a date."""

    WORKDAY = "workday"
    MAKEUP = "makeup"
    REST = "rest"
    HOLIDAY = "holiday"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Almanac:
    """What is published of a country's days.

    Attributes:
        days: Dates that are not what the week from Monday to Friday says.
        years: The years that are published whole; of others nothing is known.
    """

    days: Mapping[date, DayKind] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
