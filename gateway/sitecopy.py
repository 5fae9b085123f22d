"""The site file a data folder was last used with, kept beside the data, for reports.

A copy of the site file alone: what is secret stands in a file of its own.
"""

from pathlib import Path

from gateway.errors import GatewayError
from gateway.files import replace_synced

NAME = "site.toml"


def keep_site(config: Path, data: Path) -> None:
    """Keep a copy of the site file in the data folder, if it changed.

    Raises:
        OSError: It cannot be read or written.
    """
    text, kept = config.read_bytes(), data / NAME
    if not kept.exists() or kept.read_bytes() != text:
        replace_synced(kept, text)


def site_of(data: Path) -> Path:
    """Return where the copy is.

    Raises:
        GatewayError: There is none: no gateway has run on this folder.
    """
    kept = data / NAME
    if not kept.exists():
        raise GatewayError(f"{data} has no site file of its own yet; name one with --config")
    return kept
