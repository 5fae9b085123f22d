"""The program itself: time, rules, administration."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayStarted:
    """The program started; `version` and `boot` go into the ledger.

    `kept_at` is when the run before kept its last row; None: nobody knows, or there was none.
    """

    version: str
    boot: str
    kept_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MinuteBegan:
    """A minute of the wall clock began; calendar rules look at `now.at`."""


@dataclass(frozen=True, slots=True)
class TimePassed:
    """A deadline in the state is due; every subject looks at its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryChanged:
    """What people maintain was changed and is on disk; the rules were swapped before.

    `table` and `key` name it, `by` who, `digest` the new content (SHA-256 hex).
    """

    table: str
    key: str
    by: str
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminActed:
    """An administrator did something worth keeping (login, pairing, revoke)."""

    action: str
    subject: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramStarted:
    """A program that shows the office began (`home_assistant`): tell it everything again."""

    program: str


RunningEvent = (
    GatewayStarted | MinuteBegan | TimePassed | RegistryChanged | AdminActed | ProgramStarted
)
