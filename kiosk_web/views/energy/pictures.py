"""A place's day and week as pictures, each with the same figures as a table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from babel.dates import format_date

from kiosk_web.views.energy import series
from kiosk_web.views.energy.chart import SOFT, Chart, Datum, bars
from kiosk_web.views.energy.figures import kwh
from kiosk_web.views.energy.series import Bucket
from kiosk_web.views.energy.weeks import Weeks
from kiosk_web.views.words import Tongue, hhmm

WIDE, NARROW = (640.0, 260.0), (340.0, 230.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One chart, drawn for a desk and for a phone, and the same as a table.

    `has_unset`: part of it is of places of which nobody said when they are open.
    """

    id: str
    title: str
    wide: Chart
    narrow: Chart
    rows: tuple[tuple[str, ...], ...]
    empty: bool
    has_off: bool
    has_unset: bool
    has_gap: bool
    has_late: bool
    has_before: bool


def day_picture(weeks: Weeks, day: date, now: datetime, tongue: Tongue) -> Picture:
    """Return a day by hours."""
    hours = [b for b in weeks.this if b.at.date() == day]
    data = [
        _datum(b, f"{b.at.hour}" if b.at.hour % 3 == 0 else "", _hour_words(b, now, tongue), now)
        for b in hours
    ]
    title = tongue._("Hour by hour, %(day)s", day=tongue.date(day))
    rows = [(f"{hhmm(b.at)}–{hhmm(b.until)}", *_figures(b, tongue)) for b in hours if b.at <= now]
    return _picture("day", title, data, rows, weeks)


def week_picture(weeks: Weeks, now: datetime, tongue: Tongue) -> Picture:
    """Return a week by days, each beside the same of the week before."""
    days = [series.total(g) for g in _by_day(weeks.this)]
    before = [series.total(g) for g in _by_day(weeks.before)]
    data, rows = [], []
    for this, last in zip(days, before, strict=True):
        if this is None or last is None:
            continue
        name = str(format_date(this.at.date(), "EEE", locale=tongue.locale))
        part = this
        if this.at <= now < this.until:  # a day under way is a gap only up to now
            gone_s = max(1.0, (now - this.at).total_seconds())
            part = replace(this, share=min(1.0, this.share * this.seconds / gone_s))
        datum = _datum(part, name, _day_words(part, last, now, tongue), now, day=True)
        before_wh = last.all_wh if last.wh is not None else None
        data.append(replace(datum, before_wh=before_wh))
        if this.at <= now:
            rows.append((tongue.date(this.at.date()), *_figures(part, tongue), kwh(last)))
    return _picture("week", tongue._("This week, and the week before"), data, rows, weeks)


def _by_day(hours: Sequence[Bucket]) -> list[list[Bucket]]:
    found: dict[date, list[Bucket]] = {}
    for each in hours:
        found.setdefault(each.at.date(), []).append(each)
    return list(found.values())


def _datum(bucket: Bucket, label: str, words: str, now: datetime, *, day: bool = False) -> Datum:
    wh = bucket.wh or 0.0
    off = min(wh, bucket.off_wh)
    share = bucket.share
    if not day and bucket.at <= now < bucket.until:
        share = 1.0  # still under way
    return Datum(
        label=label,
        words=words,
        open_wh=wh - off,
        off_wh=off,
        late_wh=bucket.late_wh if day else 0.0,
        known=bucket.wh is not None,
        share=share,
        future=bucket.at > now,
    )


def _hour_words(bucket: Bucket, now: datetime, tongue: Tongue) -> str:
    return f"{hhmm(bucket.at)}–{hhmm(bucket.until)}: {_sentence(bucket, now, tongue)}"


def _day_words(bucket: Bucket, before: Bucket, now: datetime, tongue: Tongue) -> str:
    words = f"{tongue.date(bucket.at.date())}: {_sentence(bucket, now, tongue)}"
    if before.wh is None:
        return words
    last = tongue._("the week before %(kwh)s kWh", kwh=kwh(before))
    return f"{words}{tongue.stop}{last}"


def _sentence(bucket: Bucket, now: datetime, tongue: Tongue) -> str:
    _ = tongue._
    if bucket.at > now:
        return _("not yet")
    if bucket.wh is None:
        return _("not measured")
    words = _("%(kwh)s kWh", kwh=kwh(bucket))
    if bucket.off_wh > 0:
        words += tongue.pause + _("%(kwh)s of it outside hours", kwh=f"{bucket.off_wh / 1000:.2f}")
    if bucket.share < SOFT and not bucket.at <= now < bucket.until:
        words += tongue.pause + _("%(share)s measured", share=tongue.percent(bucket.share * 100))
    return words


def _figures(bucket: Bucket, tongue: Tongue) -> tuple[str, str, str]:
    if bucket.wh is None:
        return "—", "—", tongue.percent(0)
    return kwh(bucket), f"{bucket.off_wh / 1000:.2f}", tongue.percent(bucket.share * 100)


def _picture(
    name: str,
    title: str,
    data: Sequence[Datum],
    rows: Sequence[tuple[str, ...]],
    weeks: Weeks,
) -> Picture:
    return Picture(
        id=name,
        title=title,
        wide=bars(data, *WIDE),
        narrow=bars(data, *NARROW),
        rows=tuple(rows),
        empty=not any(d.known for d in data),
        has_off=any(d.off_wh > 0 for d in data),
        has_unset=any((b.wh or 0.0) - b.hours_wh > 1.0 for b in weeks.this),
        has_gap=any(d.share < SOFT and not d.future for d in data),
        has_late=any(d.late_wh > 0 for d in data),
        has_before=any(d.before_wh is not None for d in data),
    )
