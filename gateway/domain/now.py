"""The two times a rule is given: how long, and what o'clock."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Now:
    """One instant, as the shell's clock saw it.

    Attributes:
        mono_s: Monotonic seconds; durations and deadlines are counted in it.
        at: The wall clock, aware, in the site's time zone.
        trusted: False while the wall clock may be wrong (a Pi without a
            battery before NTP); `mono_s` is always right.
    """

    mono_s: float
    at: datetime
    trusted: bool = True
