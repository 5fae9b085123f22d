"""What people and messengers say of an alert; what is known beforehand."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAnswered:
    """Somebody dealt with an alert.

    Attributes:
        key: The alert's key.
        choice: `acknowledge`, `known_until`, `switch_off`.
        by: A person's id or a contact's id.
        until: ISO time with offset, for `known_until`.
        link: The one-time link's id when it came through one.
    """

    key: str
    choice: str
    by: str
    until: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceAsked:
    """Somebody begins, prolongs or ends work on a zone, a room or a device.

    Attributes:
        scope: `zone:<id>`, `room:<id>` or `device:<id>`.
        until: ISO time; None ends the work.
        by: A person's id.
        reason: In the person's words.
    """

    scope: str
    until: str | None
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadsKnown:
    """Somebody knows of what will be on off-hours, ahead of time, or takes that back.

    Attributes:
        scope: `zone:<id>`, `room:<id>` or `device:<id>`.
        until: ISO time; None takes it back.
        by: A person's id.
        reason: In the person's words.
    """

    scope: str
    until: str | None
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationSent:
    """Every channel of a contact took a notification."""

    notification: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationTaken:
    """One of a contact's channels took a notification; others are still to be asked.

    Attributes:
        channel: Its fingerprint. Kept at once, so that a restart does not send there again.
    """

    notification: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationFailed:
    """Not all of a contact's channels took a notification.

    Attributes:
        why: For people; no address, no password.
        taken: Fingerprints of the channels that have it, so that they do not
            get it again.
    """

    notification: str
    why: str
    taken: tuple[str, ...] = ()


AlertEvent = (
    AlertAnswered
    | MaintenanceAsked
    | LoadsKnown
    | NotificationSent
    | NotificationTaken
    | NotificationFailed
)
