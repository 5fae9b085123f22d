"""The small signs beside a place, and all of it in one sentence."""

from typing import TYPE_CHECKING

from kiosk_web.views.marks import Mark
from kiosk_web.views.words import Tongue

if TYPE_CHECKING:
    from kiosk_web.views.facilities.seen import Seen

Badge = tuple[str, str, str, str]
"""Icon, a number or time, tone, and the same in words."""


def badges_of(found: "Seen", tongue: Tongue) -> list[Badge]:
    """Return what else there is, what needs somebody first."""
    n, _ = tongue.n, tongue._
    told: list[Badge] = []

    def count(icon: str, tone: str, many: int, words: str) -> None:
        if many:
            told.append((icon, str(many), tone, words))

    lost, unknown = found.things.lost, found.things.unknown
    count("k-noanswer", "bad", lost, _("%(n)s without answer", n=lost))
    count("window", "warn", len(found.open), tongue.comma.join(found.open) + " " + _("open"))
    calls, tickets = found.guests.calls, found.guests.tickets
    count("bell", "warn", calls, n("%(n)s call", "%(n)s calls", calls))
    count("doc", "", tickets, n("%(n)s reported fault", "%(n)s reported faults", tickets))
    if found.guests.quiet:
        told.append(("dnd", "", "", _("do not disturb")))
    if found.work is not None:
        until = tongue.when(found.work.until, found.now)
        told.append(("clock", until, "", _("until %(time)s", time=until)))
    people = found.people or 0
    counted = n("%(n)s person", "%(n)s people", people)
    if found.uncertain:
        uncertain = _("%(people)s, uncertain: not tapped out?", people=counted)
        told.append(("people", f"{people} ?", "warn", uncertain))
    else:
        count("people", "", people, counted)
    lights, others = found.things.lights, found.things.others
    count("light", "", lights, n("%(n)s light on", "%(n)s lights on", lights))
    count("bolt", "", others, n("%(n)s other thing on", "%(n)s other things on", others))
    count("k-unknown", "", unknown, _("%(n)s not known", n=unknown))
    return told


def sentence(found: "Seen", mark: Mark, watts: str, more: list[str], tongue: Tongue) -> str:
    """Return a place in one sentence."""
    parts = [mark.word, *([watts] if found.watts is not None else []), *more]
    colon = "：" if tongue.language == "zh" else ": "
    return f"{found.place.name}{colon}{tongue.pause.join(parts)}"
