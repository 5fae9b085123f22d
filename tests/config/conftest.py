"""A site file to try things on, whole or spoilt."""

from pathlib import Path

import pytest

from gateway.config import read_site

GOOD = """
[site]
id = "hq"
name = { zh = "客服中心", en = "Service centre" }

[[zones]]
id = "office"
opening = { mon-fri = "07:30-21:30" }
meter = "office-meter"
standby_w = 60
never_off = ["room-a.fridge"]

[[readers]]
id = "front-door"
kind = "pcsc"
match = "ACR122U"
zone = "office"

[[devices]]
id = "office-meter"
kind = "tasmota"

[[devices]]
id = "room-a-lights"
kind = "tasmota"
topic = "room-a/lights"

[[rooms]]
id = "room-a"
name = "Room A"
zone = "office"
channels = [
  { id = "spot-1", kind = "dimmer", device = "room-a-lights", channel = 1 },
  { id = "fridge", kind = "socket", device = "room-a-lights", channel = 2 },
]

[[contacts]]
id = "boss"
name = "Boss"

[alerts]
facilities = ["boss"]
"""


class SiteFile:
    """A site file in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "site.toml"
        self.environ: dict[str, str] = {}
        self.write(GOOD)

    def write(self, text: str) -> None:
        """Replace the whole file."""
        self.path.write_text(text, "utf-8")

    def swap(self, old: str, new: str) -> None:
        """Replace one piece of the good file; it has to be there."""
        text = self.path.read_text("utf-8")
        assert old in text
        self.write(text.replace(old, new, 1))

    def add(self, text: str) -> None:
        """Add tables at the end."""
        self.write(self.path.read_text("utf-8") + text)

    def secrets(self, text: str, mode: int = 0o600) -> None:
        """Write a secrets file beside it."""
        file = self.path.with_name("secrets.toml")
        file.write_text(text, "utf-8")
        file.chmod(mode)

    def problems(self, language: str = "en") -> list[str]:
        """Return every problem as a line."""
        return [p.line(language) for p in read_site(self.path, self.environ).problems]


@pytest.fixture
def site_file(tmp_path):
    """A good site file."""
    return SiteFile(tmp_path)
