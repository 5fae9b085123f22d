"""What a host sends on to who is expected: when, where and the code, in both languages. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from babel.dates import format_date

from gateway.domain.text import Text
from gateway.domain.visitors import Guest
from kiosk_web.ports import Snapshot
from kiosk_web.views.ical import escaped, folded, utc
from kiosk_web.views.words import Tongue

LASTS = timedelta(hours=1)
"""How long the entry in the visitor's calendar is, where a time was noted."""
DAY = {"zh": "y年M月d日 EEEE", "en": "EEEE d MMMM y"}
TONGUES = (Tongue("zh"), Tongue("en"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """The page of one who is expected.

    Attributes:
        code: As it is read aloud, `482 913`; empty where there is none.
        texts: Language and what to send in it.
    """

    guest: str
    name: str
    when: str
    count: int
    host: str
    code: str
    texts: tuple[tuple[str, str], ...]


def invitation(snapshot: Snapshot, guest: Guest, code: str, tongue: Tongue) -> Invitation:
    """Return what stands on the page."""
    return Invitation(
        guest=guest.id,
        name=guest.name,
        when=_when(guest, tongue),
        count=guest.count,
        host=_host(snapshot, guest),
        code=spaced(code),
        texts=tuple((each.language, text(snapshot, guest, code, each)) for each in TONGUES),
    )


def spaced(code: str) -> str:
    """Return a code in two groups."""
    middle = len(code) // 2
    return f"{code[:middle]} {code[middle:]}".strip()


def text(snapshot: Snapshot, guest: Guest, code: str, tongue: Tongue) -> str:
    """Return an invitation to send on; it names the host, and nobody who visits."""
    _, site = tongue._, snapshot.rules.name.in_(tongue.language)
    lines = [
        _("You are invited to %(site)s", site=site),
        _("When: %(when)s", when=_when(guest, tongue)),
        *_where(snapshot, tongue),
        _("Host: %(name)s", name=_host(snapshot, guest)),
    ]
    if guest.count > 1:
        lines.append(_("People: %(n)s", n=guest.count))
    if code:
        lines.append(_("Visitor code: %(code)s", code=spaced(code)))
        lines.append(
            _(
                'At the entrance screen press "I am visiting", then "I have a code". '
                "The code is good on that day."
            )
        )
    else:
        lines.append(_('At the entrance screen press "I am visiting" and give your name.'))
    return "\n".join(lines)


def _where(snapshot: Snapshot, tongue: Tongue) -> Iterator[str]:
    if snapshot.rules.address is not None:
        yield tongue._("Where: %(where)s", where=snapshot.rules.address.in_(tongue.language))


def calendar(snapshot: Snapshot, guest: Guest, code: str) -> str:
    """Return an entry for the visitor's calendar; all day where no time was noted."""
    return folded(_calendar(snapshot, guest, code))


def _calendar(snapshot: Snapshot, guest: Guest, code: str) -> Iterator[str]:
    site = snapshot.rules.name
    said = "\n\n".join(text(snapshot, guest, code, each) for each in TONGUES)
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//office-gateway//visit//EN"
    yield "METHOD:PUBLISH"
    yield "BEGIN:VEVENT"
    yield f"UID:visit-{guest.id}-{guest.on:%Y%m%d}@{snapshot.rules.site}"
    yield f"DTSTAMP:{utc(snapshot.now.at)}"
    if guest.at:
        start = datetime.combine(guest.on, time.fromisoformat(guest.at), snapshot.rules.timezone)
        yield f"DTSTART:{utc(start)}"
        yield f"DTEND:{utc(start + LASTS)}"
    else:
        yield f"DTSTART;VALUE=DATE:{guest.on:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{guest.on + timedelta(days=1):%Y%m%d}"
    place = snapshot.rules.address or site
    yield f"SUMMARY:{escaped(_both(site))}"
    yield f"LOCATION:{escaped(_both(place))}"
    yield f"DESCRIPTION:{escaped(said)}"
    yield "END:VEVENT"
    yield "END:VCALENDAR"


def _both(said: Text) -> str:
    return said.zh if said.zh == said.en else f"{said.zh} · {said.en}"


def _when(guest: Guest, tongue: Tongue) -> str:
    """Return the day with its year, and the time if one was noted."""
    day = format_date(guest.on, DAY[tongue.language], tongue.language)
    return f"{day} {guest.at}".strip()


def _host(snapshot: Snapshot, guest: Guest) -> str:
    found = snapshot.rules.people.get(guest.host)
    return found.name if found else guest.host
