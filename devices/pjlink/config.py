"""A projector's own keys in `[[devices]]` with `kind = "pjlink"`; the password is a secret."""

from dataclasses import dataclass

KIND = "pjlink"
PORT = 4352


@dataclass(frozen=True, slots=True, kw_only=True)
class PjlinkConfig:
    """Where a projector is.

    Attributes:
        host: Its address or name on the network.
        port: 4352, unless a router translates.
        poll_s: How often it is asked how it is; it says nothing by itself.

    Raises:
        ValueError: For an address or a time that cannot work.
    """

    host: str
    port: int = PORT
    poll_s: float = 10.0

    def __post_init__(self) -> None:
        if not self.host.strip() or " " in self.host or "/" in self.host:
            raise ValueError(f"host is an address such as 192.168.1.20, not {self.host!r}")
        if not 1 <= self.port <= 65_535:
            raise ValueError(f"port is from 1 to 65535, not {self.port}")
        if not 1.0 <= self.poll_s <= 600.0:
            raise ValueError(f"poll_s is from 1 to 600 seconds, not {self.poll_s:g}")
