"""Words, dates and figures as a person says them, in the language of one screen.

Messages are written in English in the code and translated by the catalogues in
`kiosk_web/translations/`, the same ones that the templates use. No Flask here,
so that a view stays a function of its arguments.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

from babel.dates import format_date
from babel.support import NullTranslations, Translations

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"

MORNING = time(8, 0)
"""Until then is "until tomorrow morning"."""

MINUTE_S = 60
HOUR_S = 3600


@lru_cache(maxsize=4)
def _catalogue(locale: str) -> NullTranslations:
    """Return a catalogue, read once; a language without one gets the English of the code."""
    return Translations.load(str(CATALOGUES), [locale])


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language of the office: `zh` or `en`.

    Example:
        >>> Tongue.of("en-GB").span(8 * 3600 + 21 * 60)
        '8 h 21 min'
    """

    language: str

    @classmethod
    def of(cls, tag: str) -> "Tongue":
        """Return the tongue for a language tag; anything not Chinese is English."""
        return cls("zh" if tag.lower().startswith("zh") else "en")

    @property
    def locale(self) -> str:
        """The catalogue's name; Babel finds `zh` for `zh_CN`, which it calls `zh_Hans_CN`."""
        return self.language

    @property
    def dot(self) -> str:
        """What stands between two small facts on one line."""
        return "·" if self.language == "zh" else " · "

    @property
    def comma(self) -> str:
        """What stands between the names of a list."""
        return "、" if self.language == "zh" else ", "

    @property
    def pause(self) -> str:
        """What stands between the parts of a sentence."""
        return "，" if self.language == "zh" else ", "

    @property
    def stop(self) -> str:
        """What stands between two sentences on one line."""
        return "；" if self.language == "zh" else "; "

    def _(self, message: str, **values: object) -> str:
        """Return the message in this language, `%(name)s` filled in."""
        text = _catalogue(self.locale).ugettext(message)
        return text % values if values else text

    def n(self, one: str, many: str, count: int, **values: object) -> str:
        """Return the message for a count, which fills `%(n)s` too."""
        text = _catalogue(self.locale).ungettext(one, many, count)
        return text % {"n": count, **values}

    def date(self, day: date) -> str:
        """Return a day as the kiosk says it: `11 月 20 日　星期五`, `Friday 20 November`."""
        pattern = "M 月 d 日　EEEE" if self.language == "zh" else "EEEE d MMMM"
        return format_date(day, pattern, locale=self.locale)

    def span(self, seconds: float) -> str:
        """Return a length of time to the minute; under a minute it says so."""
        minutes = int(seconds // MINUTE_S)
        if minutes < 1:
            return self._("under a minute")
        hours, rest = divmod(minutes, 60)
        if not hours:
            return self._("%(m)s min", m=rest)
        if not rest:
            return self._("%(h)s h", h=hours)
        return self._("%(h)s h %(m)s min", h=hours, m=rest)

    def ago(self, then: datetime, now: datetime) -> str:
        """Return how long ago something was: `12 分钟前`, `just now`."""
        seconds = (now - then).total_seconds()
        if seconds < MINUTE_S:
            return self._("just now")
        return self._("%(span)s ago", span=self.span(seconds))

    def when(self, then: datetime, now: datetime) -> str:
        """Return a time of day, with the day in front when it is not today's."""
        day = then.astimezone(now.tzinfo).date()
        clock = hhmm(then.astimezone(now.tzinfo))
        if day == now.date():
            return clock
        if day == now.date() - timedelta(days=1):
            return self._("yesterday %(time)s", time=clock)
        if day == now.date() + timedelta(days=1):
            return self._("tomorrow %(time)s", time=clock)
        pattern = "M 月 d 日" if self.language == "zh" else "d MMM"
        return f"{format_date(day, pattern, locale=self.locale)} {clock}"

    def percent(self, value: float) -> str:
        """Return a percentage: `40%`, `40 %`."""
        return f"{round(value)} %" if self.language == "en" else f"{round(value)}%"

    def watts(self, power_w: float | None) -> str:
        """Return a power: `900 W`, `1.6 kW`, `—` when nobody measured it."""
        if power_w is None:
            return "—"
        if abs(power_w) >= 999.5:
            return f"{power_w / 1000:.1f} kW"
        return f"{round(power_w)} W"

    def watts_parts(self, power_w: float | None) -> tuple[str, str]:
        """Return a power for a large figure: number and unit."""
        number, _, unit = self.watts(power_w).partition(" ")
        return number, unit


def hhmm(at: datetime) -> str:
    """Return the time of day."""
    return at.strftime("%H:%M")


def next_morning(at: datetime) -> datetime:
    """Return the next 08:00."""
    morning = datetime.combine(at.date(), MORNING, at.tzinfo)
    return morning if morning > at else morning + timedelta(days=1)


def epoch_ms(at: datetime) -> int:
    """Return an instant for the browser's countdowns, to the tenth of a second.

    Rounded, so that two renderings of the same deadline give the same page.
    """
    return round(at.timestamp() * 10) * 100


def due_at_ms(due_s: float, mono_s: float, at: datetime) -> int:
    """Return a monotonic deadline as an instant for the browser's countdowns."""
    return epoch_ms(at + timedelta(seconds=due_s - mono_s))
