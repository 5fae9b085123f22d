"""A word to certain people: something waits for them, or has changed; no trouble of the office."""

from gateway.domain.events import TroubleFound
from gateway.domain.text import Text


def notice(
    key: str, title: Text, body: Text, *, first: tuple[str, ...], severity: str = "info"
) -> TroubleFound:
    """Return what is told once, and is over as soon as somebody has read it.

    Args:
        key: What + whom, so that the same word is one.
        title: One line.
        body: What, where, since when, what to do.
        first: People's ids; those of them who are contacts are told, else the first level.
        severity: `info`, `warning` or `critical`.
    """
    return TroubleFound(
        key=key,
        severity=severity,
        zone=None,
        title=title,
        body=body,
        passing=True,
        once=True,
        first=first,
    )
