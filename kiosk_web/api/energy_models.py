"""Energy, as it travels over the API."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from kiosk_web.api.models import Asked, Key, Out, Words


class Step(StrEnum):
    """How fine."""

    HOUR = "hour"
    DAY = "day"


class EnergyQuery(Asked):
    """What is asked for."""

    zone: Key | None = Field(None, description="A zone's id; left out: the whole site")
    from_: date = Field(alias="from", description="The first day, in the site's time")
    to: date = Field(description="The last day, itself included; the answer says where it ends")
    step: Step = Step.HOUR


class EnergyBucket(Out):
    """What was used in one hour or day."""

    at: datetime
    until: datetime
    wh: float | None = Field(description="Null: not measured")
    off_hours_wh: float | None = Field(
        description="The part outside opening hours; null where none are set"
    )
    late_wh: float = Field(description="Of a gap before; when it was drawn is not known")
    share: float = Field(description="How much of the time was measured, 0 to 1")
    peak_w: float | None


class EnergyPlace(Out):
    """A zone or a thing that measures itself."""

    id: str = Field(description="A zone's id, a channel's id, or empty for the site")
    name: Words
    power_w: float | None = Field(description="Drawn now")
    buckets: list[EnergyBucket]


class EnergyAvoided(Out):
    """Waste that a last-out check has spared."""

    zone: str
    since: datetime
    until: datetime
    wh: float
    measured: bool = Field(description="False: estimated")


class EnergyOut(Out):
    """Energy of a zone or the site, of what is in it, and what was not wasted."""

    first: date
    last: date = Field(description="At most 62 days (by days 1,100) after the first")
    places: list[EnergyPlace]
    avoided: list[EnergyAvoided]
