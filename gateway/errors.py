"""Expected troubles, as types. Anything else is a bug and ends the process.

Every message names the thing, the value and the limit, and says what to do.
"""

from collections.abc import Sequence


class GatewayError(Exception):
    """The root of all that we expect to go wrong."""


class ConfigError(GatewayError):
    """The site file has problems; all of them, each with its path (exit code 78)."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class StoreUnavailable(GatewayError):
    """The ledger cannot keep anything now (disk full, read-only); nothing was kept."""


class StoreDamaged(GatewayError):
    """A store cannot be read; the message says which file and what to restore."""


class DataNewer(GatewayError):
    """The data was written by a newer program; refused, nothing touched."""


class RegistryProblem(GatewayError):
    """A change was refused, nothing was changed; one sentence per problem."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


class DeviceUnavailable(GatewayError):
    """A device or broker is not there now; expected, tried again."""


class AddressTaken(GatewayError):
    """The screens cannot listen where they should; found before anything was written."""


class GatewayBusy(GatewayError):
    """No answer in time. What was asked may or may not have happened: say so."""
