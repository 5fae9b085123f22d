"""A place's week and the one before, and how they compare."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from kiosk_web.views.energy import series
from kiosk_web.views.energy.places import Place
from kiosk_web.views.energy.series import Bucket, ByWire
from kiosk_web.views.words import Tongue

WEEK = timedelta(days=7)
ENOUGH = 0.8
"""Two weeks are compared only if so much of both was measured."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """The hours of a place in a week and in the one before, and what they add up to.

    Attributes:
        today: The day that is looked at.
        week: The week so far.
        same_hours, before_hours: Its whole hours, and the same of the week before.
    """

    this: list[Bucket]
    before: list[Bucket]
    today: Bucket | None
    week: Bucket | None
    same_hours: Bucket | None
    before_hours: Bucket | None


def hours_of_weeks(monday: date, zone: tzinfo | None) -> list[Bucket]:
    """Return the hours of the week that begins on a Monday and of the one before, empty."""
    days = [monday - WEEK + timedelta(days=n) for n in range(14)]
    return [hour for day in days for hour in series.hours_of(day, zone)]


def weeks_of(
    used: ByWire, place: Place, hours: Sequence[Bucket], day: date, now: datetime
) -> Weeks:
    """Return a place's two weeks, filled from what was used, with what they add up to.

    Args:
        used: Rows by wire.
        place: Whose.
        hours: From `hours_of_weeks`.
        day: The day that is looked at.
        now: The present.
    """
    filled = series.buckets(used, place.sources, hours)
    begin = hours[0].at + WEEK
    this = [b for b in filled if b.at >= begin]
    before = [b for b in filled if b.at < begin]
    full = [b for b in this if b.until <= now]
    same = [b for b in before if b.until <= now - WEEK]
    return Weeks(
        this,
        before,
        series.total(b for b in this if b.at.date() == day and b.at <= now),
        series.total(b for b in this if b.at <= now),
        series.total(full),
        series.total(same),
    )


def change_of(weeks: Weeks, tongue: Tongue) -> tuple[str, str, str]:
    """Return how a week compares to the one before up to the same hour: figure, tone, note."""
    _ = tongue._
    this, before = weeks.same_hours, weeks.before_hours
    if this is None or before is None or this.wh is None:
        return "—", "", _("nothing to compare yet")
    if before.wh is None or before.share < ENOUGH or this.share < ENOUGH:
        share = min(this.share, before.share)
        return (
            "—",
            "",
            _("not compared: only %(share)s measured", share=tongue.percent(share * 100)),
        )
    if before.all_wh < 1.0:
        return "—", "", _("the week before used nothing")
    percent = (this.all_wh / before.all_wh - 1.0) * 100
    rounded = round(percent)
    sign = "±" if rounded == 0 else ("+" if rounded > 0 else "−")
    tone = "" if abs(rounded) < 3 else ("warn" if rounded > 0 else "ok")
    return f"{sign}{tongue.percent(abs(rounded))}", tone, _("against the week before, to this hour")
