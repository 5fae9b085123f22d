"""What the tests of the stores share: a key, a ledger in a fresh folder, taps to keep."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.keys import Keys
from gateway.ledger import Ledger, LedgerReader
from tests.stores.samples import KEY, SHANGHAI


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the ledger is."""
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    """A new ledger."""
    made = Ledger.open(path, KEY, "gw-1", SHANGHAI)
    yield made
    made.close()


@pytest.fixture
def reader(ledger: Ledger) -> Iterator[LedgerReader]:
    """Questions to the new ledger."""
    made = LedgerReader(ledger.path, SHANGHAI)
    yield made
    made.close()


@pytest.fixture
def keys() -> Keys:
    """Keys that are the same in every test."""
    return Keys(ledger=KEY, badge=b"b" * 32, web=b"w" * 32, link=b"l" * 32)
