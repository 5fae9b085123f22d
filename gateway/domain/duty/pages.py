"""Hand-over pages that kiosks show now, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A kiosk shows the page of a duty."""

    slot: str
    until_s: float


@dataclass(frozen=True, slots=True)
class OpenPages:
    """Transient: pages that are shown now, by reader."""

    by_reader: Mapping[str, OpenPage] = field(default_factory=dict)
