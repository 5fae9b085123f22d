"""What the screens are given: a snapshot to read, a door to ask through, history, registry.

The shell implements these; a test may too, in a few lines.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from gateway.domain.alerts import LinkClaim
from gateway.domain.attendance.day import Day
from gateway.domain.closing import Difference
from gateway.domain.effects import Answer
from gateway.domain.events import Event
from gateway.domain.now import Now
from gateway.domain.people import PeopleTable
from gateway.domain.snapshot import Avoided, Kept, Snapshot, Used
from gateway.domain.text import Json
from gateway.errors import GatewayBusy, RegistryProblem

__all__ = [
    "Avoided",
    "Demo",
    "Exports",
    "Gateway",
    "GatewayBusy",
    "History",
    "Kept",
    "LinkClaim",
    "Links",
    "PeopleTable",
    "PersonalData",
    "Pins",
    "Registry",
    "RegistryProblem",
    "Sheets",
    "Snapshot",
    "Used",
]


class Gateway(Protocol):
    """The running gateway, as a view may use it."""

    def snapshot(self) -> Snapshot:
        """Return the latest snapshot; never blocks."""

    def wait_newer(self, version: int, timeout_s: float) -> Snapshot:
        """Return the latest snapshot once it is newer than `version`, or after the timeout."""

    def ask(self, event: Event, timeout_s: float = 3.0) -> Answer:
        """Put an event in the inbox and return the answer, after it is on disk.

        Raises:
            GatewayBusy: No answer within `timeout_s`.
        """

    def now(self) -> Now:
        """Return the gateway's clock (in the demo it can be moved)."""

    def vital_signs(self) -> Mapping[str, Json]:
        """Return what `/healthz` shows: `live`, `ready`, and each part's word."""


class History(Protocol):
    """Read-only, indexed questions to the ledger; safe from any thread."""

    def latest(
        self, *, kinds: Sequence[str] = (), subject: str | None = None, limit: int = 50
    ) -> Sequence[Kept]:
        """Return the newest rows first; a kind ending in `.` matches as a prefix."""

    def after(self, seq: int, *, limit: int = 200) -> Sequence[Kept]:
        """Return rows after a sequence number, oldest first."""

    def between(
        self, since: datetime, until: datetime, *, kinds: Sequence[str] = ()
    ) -> Sequence[Kept]:
        """Return rows of a half-open span of time, oldest first."""

    def energy_hours(
        self, since: datetime, until: datetime, wires: Sequence[str]
    ) -> Sequence[Used]:
        """Return what some wires used, by hours that begin in a half-open span, oldest first."""

    def energy_slots(
        self, since: datetime, until: datetime, wires: Sequence[str]
    ) -> Sequence[Used]:
        """Return the same by slots of at most a quarter of an hour; kept for 60 days."""

    def energy_avoided(self, since: datetime, until: datetime) -> Sequence[Avoided]:
        """Return what last-out checks have spared that ended in a half-open span."""


class Sheets(Protocol):
    """Timesheets of the running office; safe from any thread."""

    def days(self, first: date, last: date, person: str | None = None) -> Sequence[Day]:
        """Return the days of everybody (or one person) with a plan or a tap, by person, then time.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """

    def changes(self, first: date, last: date, person: str | None = None) -> Sequence[Difference]:
        """Return what days of closed months would be if they were worked out again today.

        Raises:
            StoreUnavailable: The ledger cannot be read.
        """


class Exports(Protocol):
    """Days of attendance as files."""

    def workbook(self, days: Sequence[Day], language: str) -> bytes:
        """Return an XLSX workbook of some days, its words in `zh` or `en`."""

    def csv_text(self, days: Sequence[Day], language: str) -> str:
        """Return the same as CSV, safe to open in a spreadsheet."""


class PersonalData(Protocol):
    """Everything kept about one person."""

    def of(self, person: str) -> Mapping[str, Json]:
        """Return it as JSON.

        Raises:
            KeyError: Nobody has this id.
            StoreUnavailable: The ledger cannot be read.
        """


class Registry(Protocol):
    """What people maintain; JSON documents by table and key."""

    def get(self, table: str, key: str) -> Mapping[str, Json] | None:
        """Return one document, or None."""

    def all(self, table: str) -> Mapping[str, Mapping[str, Json]]:
        """Return a table: key to document."""

    def save(self, table: str, key: str, document: Mapping[str, Json] | None, *, by: str) -> None:
        """Write (None deletes) and return when it is on disk and the rules know it.

        Raises:
            RegistryProblem: The document is not valid; nothing was changed.
        """

    def amend(
        self,
        table: str,
        key: str,
        change: Callable[[Mapping[str, Json] | None], Mapping[str, Json]],
        *,
        by: str,
    ) -> None:
        """Change a document by what it is at that moment: nobody else's change is lost.

        Raises:
            RegistryProblem: The new one is not valid, or `change` refused; nothing was changed.
        """

    def save_all(
        self, changes: Mapping[str, Mapping[str, Mapping[str, Json] | None]], *, by: str
    ) -> None:
        """Write documents by table and key (None deletes): all of them or none.

        Raises:
            RegistryProblem: One is not valid; nothing was changed.
        """

    def preview_people(
        self, content: bytes, *, may_give: frozenset[str] | None = None
    ) -> PeopleTable:
        """Return what a table of people (CSV) would change; nothing is changed.

        `may_give` names the roles that may be given by it; None: all.
        """

    def import_people(
        self,
        content: bytes,
        *,
        good_only: bool,
        by: str,
        may_give: frozenset[str] | None = None,
    ) -> PeopleTable:
        """Take a table of people: all of it, or the good lines when told so, or nothing."""


class Pins(Protocol):
    """The PINs of rooms' panels, compared where nobody sees them."""

    def is_right(self, room: str, level: int, pin: str) -> bool:
        """Tell whether a PIN opens a level (1 controls, 2 system) of a room's panel."""


class Links(Protocol):
    """Signed links in messages (spec 04 §4)."""

    def read(self, token: str) -> LinkClaim | None:
        """Return the claim of a link that is genuine and not expired, else None."""


class Demo(Protocol):
    """The demo office's strings to pull; absent in a real gateway."""

    def tap(self, reader: str, card: str) -> None:
        """Lay a sample card on a simulated reader; `card` is a name from `cards()`."""

    def cards(self) -> Sequence[Mapping[str, Json]]:
        """Return the sample cards: `card`, `person` (id or None), `name`, `note`."""

    def move_clock(self, to: str) -> None:
        """Move the office's clock forward to a local `HH:MM`, minute by minute."""

    def breakable(self) -> Sequence[Mapping[str, Json]]:
        """Return what can be broken: `id`, `zh`, `en`, `state`, `states` (each id, zh, en)."""

    def break_(self, thing: str, state: str) -> None:
        """Put a breakable thing into one of its states."""
