"""What a screen must say of the gateway's own parts: one bar for each that does not work."""

from collections.abc import Callable
from dataclasses import dataclass

from gateway.domain.alerts import undeliverable
from gateway.domain.office import Office
from kiosk_web.views.words import Tongue, hhmm


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What a screen must say of the gateway's own parts, in one bar.

    `key` is stable, so that a style or a test can name it.
    """

    key: str
    tone: str
    icon: str
    title: str
    what_to_do: str


def troubles(office: Office, tongue: Tongue, reader: str | None) -> tuple[Trouble, ...]:
    """Return what is wrong with the gateway's parts, the worst first, for one screen.

    `reader` is that of an entry kiosk; None for a panel, which has none.
    """
    found = (told(office, tongue, reader) for told in KINDS)
    return tuple(trouble for trouble in found if trouble is not None)


def _is_gone(office: Office, part: str) -> bool:
    known = office.health.parts.get(part)
    return known is not None and not known.ok


def _store(office: Office, tongue: Tongue, _reader: str | None) -> Trouble | None:
    if not _is_gone(office, "store"):
        return None
    _ = tongue._
    return Trouble(
        key="store",
        tone="bad",
        icon="bad",
        title=_("Taps cannot be kept now"),
        what_to_do=_("Please write your name and the time on paper. I have told facilities."),
    )


def _reader(office: Office, tongue: Tongue, reader: str | None) -> Trouble | None:
    gone = _is_gone(office, f"reader:{reader}") or _is_gone(office, "pcscd")
    if reader is None or not gone:
        return None
    _ = tongue._
    return Trouble(
        key="reader",
        tone="warn",
        icon="warn",
        title=_("The reader is not answering"),
        what_to_do=_("Please sign in with your number. It comes back by itself."),
    )


def _clock(office: Office, tongue: Tongue, reader: str | None) -> Trouble | None:
    if reader is None or not _is_gone(office, "clock"):
        return None
    _ = tongue._
    return Trouble(
        key="clock",
        tone="warn",
        icon="clock",
        title=_("The clock is not set yet"),
        what_to_do=_("Taps are kept; their time is put right later."),
    )


def _broker(office: Office, tongue: Tongue, reader: str | None) -> Trouble | None:
    if not _is_gone(office, "broker"):
        return None
    _, since = tongue._, hhmm(office.health.parts["broker"].since)
    return Trouble(
        key="broker",
        tone="bad" if reader is None else "warn",
        icon="k-noanswer",
        title=_("No connection to lights and devices since %(time)s", time=since),
        what_to_do=_("Keys cannot reach them now; nothing is sent later by surprise."),
    )


def _undelivered(office: Office, tongue: Tongue, reader: str | None) -> Trouble | None:
    if reader is None or not undeliverable(office):
        return None
    _ = tongue._
    return Trouble(
        key="undelivered",
        tone="warn",
        icon="bell",
        title=_("Messages to facilities do not get through"),
        what_to_do=_("Tapping works. If something is wrong here, please tell them."),
    )


Kind = Callable[[Office, Tongue, str | None], Trouble | None]

KINDS: tuple[Kind, ...] = (_store, _reader, _clock, _broker, _undelivered)
"""The worst first."""
