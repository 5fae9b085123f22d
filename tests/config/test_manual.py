"""The manual of the site file names every key there is."""

import re
from pathlib import Path

import pytest

from gateway.config import model

MANUAL = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text("utf-8")
TABLES = [
    getattr(model, name)
    for name in dir(model)
    if name.endswith(("Settings", "Source", "Tls")) and name not in ("Settings", "DurationSettings")
]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_key_is_in_the_manual(table):
    """A new key comes with its line in the manual."""
    written = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`[^`]+`", MANUAL))))

    assert set(table.model_fields) <= written
