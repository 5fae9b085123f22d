"""Where a broker is and as whom we go there."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

PORTS = {"mqtt": 1883, "mqtts": 8883}


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """A broker's address and our account on it.

    Attributes:
        url: `mqtt://host[:port]` or, with TLS, `mqtts://host[:port]`.
        username, password: From the secrets file; never shown, never in the url.
        ca, cert, key: PEM files for TLS; without `ca` the system's authorities.

    Raises:
        ValueError: The url is of another form; the message does not repeat it.
    """

    url: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: str | None = None
    cert: str | None = None
    key: str | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc:
            raise ValueError(
                "a broker's url is mqtt://host:port or mqtts://host:port, "
                "with user and password in the secrets file"
            )
        _ = parts.port  # ValueError for a port that is none

    @property
    def host(self) -> str:
        """Return its name or address."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """Return its port, the usual one if none was given."""
        parts = urlsplit(self.url)
        return parts.port or PORTS[parts.scheme]

    @property
    def tls(self) -> bool:
        """Return True for an encrypted connection."""
        return urlsplit(self.url).scheme == "mqtts"
