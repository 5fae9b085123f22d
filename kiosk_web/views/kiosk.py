"""The entry kiosk: idle, the ten seconds after a tap, and the last-one-out check."""

from dataclasses import dataclass
from datetime import datetime

from gateway.domain.calendar import day_kind
from gateway.domain.effects import Result
from gateway.domain.events import Correction
from gateway.domain.lastout import Check, Stage
from gateway.domain.presence import TapShown, head_count
from gateway.domain.rules import DayKind, Room
from kiosk_web.ports import Snapshot
from kiosk_web.views.lastout import LastOutView, check_for, lastout_view
from kiosk_web.views.marks import Mark, lights_on, zone_name
from kiosk_web.views.service import CallCard, call_card
from kiosk_web.views.troubles import Trouble, troubles
from kiosk_web.views.words import Tongue, due_at_ms, hhmm

MOST_CALLS = 3
"""Open calls that stand on the idle kiosk; the oldest first."""

NAMED = frozenset({Result.ACCEPTED, Result.BOUNCE, Result.UNDO_OFFERED, Result.CLOCK_UNTRUSTED})
"""How a tap may end for the person's name to be shown large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomGlance:
    """One room on the kiosk's board."""

    plate: str
    name: str
    sub: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """What stands there when nobody has tapped."""

    site: str
    place: str
    clock: str
    date: str
    day: str
    in_count: int
    zone: str
    rooms: tuple[RoomGlance, ...]
    calls: tuple[CallCard, ...]
    notice: str
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class Offer:
    """One key under "not right?"."""

    correction: str
    icon: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """What stands there after a tap.

    Attributes:
        tone: `ok`, `warn`, `bad` or `plainv` (the name is folded away).
        name: Empty once it is folded away, and when nobody is known.
        headline: Instead of a name: what happened, in plain words.
        name_until_ms, until_ms: For the browser's own ring.
        sign_in: Whether signing in by number is the next thing to do.
    """

    tap_id: str
    tone: str
    icon: str
    word: str
    mark: Mark | None
    hello: str
    name: str
    headline: str
    lead: str
    at: str
    facts: tuple[tuple[str, str], ...]
    offers: tuple[Offer, ...]
    sign_in: bool
    name_until_ms: int
    until_ms: int
    shown_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """The kiosk's one fragment: exactly one of the three is there.

    `reader` says where its keys post to.
    """

    mode: str
    reader: str
    idle: Idle | None = None
    welcome: Welcome | None = None
    lastout: LastOutView | None = None


def screen_view(snapshot: Snapshot, reader: str, tongue: Tongue) -> Screen:
    """Return what the kiosk beside a reader shows now."""
    now = snapshot.now
    shown = snapshot.office.taps.shown.get(reader)
    if shown is not None and now.mono_s >= shown.until_s:
        shown = None
    check = check_for(snapshot, reader)
    if check is not None and (shown is None or _belongs(shown, check)):
        return Screen(mode="lastout", reader=reader, lastout=lastout_view(snapshot, check, tongue))
    if shown is not None:
        return Screen(mode="welcome", reader=reader, welcome=welcome_view(snapshot, shown, tongue))
    return Screen(mode="idle", reader=reader, idle=idle_view(snapshot, reader, tongue))


def _belongs(shown: TapShown, check: Check) -> bool:
    """Return whether a shown tap is the one that began the check, or an older one."""
    return shown.tap_id == check.tap_id or (
        check.stage is not Stage.DONE and shown.at <= check.asked_at
    )


def idle_view(snapshot: Snapshot, reader: str, tongue: Tongue) -> Idle:
    """Return the kiosk at rest."""
    office, rules, now = snapshot.office, snapshot.rules, snapshot.now
    here = rules.readers.get(reader)
    zone = here.zone if here else next(iter(rules.zones), "")
    found = troubles(office, tongue, reader)
    return Idle(
        site=rules.name.in_(tongue.language),
        place=here.name.in_(tongue.language) if here else reader,
        clock=hhmm(now.at),
        date=tongue.date(now.at.date()),
        day=tongue.dot.join(
            (_day_word(day_kind(rules, now.at.date()), tongue), greeting(now.at, tongue))
        ),
        in_count=head_count(office, rules, zone) if zone in rules.zones else 0,
        zone=zone_name(rules, zone, tongue),
        rooms=tuple(_glance(snapshot, room, tongue) for room in rules.rooms.values()),
        calls=tuple(
            call_card(snapshot, call, tongue)
            for call in tuple(office.service.calls.values())[:MOST_CALLS]
        ),
        notice=rules.notice.in_(tongue.language) if rules.notice else "",
        trouble=found[0] if found else None,
    )


def greeting(at: datetime, tongue: Tongue) -> str:
    """Return what one says at this hour."""
    _ = tongue._
    if at.hour < 5:
        return _("Good evening")
    if at.hour < 11:
        return _("Good morning")
    if at.hour < 13:
        return _("Good day")
    if at.hour < 18:
        return _("Good afternoon")
    return _("Good evening")


def _day_word(kind: DayKind, tongue: Tongue) -> str:
    _ = tongue._
    return {
        DayKind.WORKDAY: _("Workday"),
        DayKind.MAKEUP: _("Make-up workday"),
        DayKind.REST: _("Rest day"),
        DayKind.HOLIDAY: _("Holiday"),
        DayKind.UNKNOWN: _("Calendar not set"),
    }[kind]


def _glance(snapshot: Snapshot, room: Room, tongue: Tongue) -> RoomGlance:
    _ = tongue._
    on, total, unknown = lights_on(snapshot.office, snapshot.rules, room.channels)
    if on:
        mark = Mark("light", _("Lights on"))
    elif unknown and unknown == total:
        mark = Mark("k-unknown", _("Unknown"), "")
    elif unknown:
        mark = Mark("k-noanswer", _("No answer"), "bad")
    else:
        mark = Mark("power", _("Lights off")) if total else Mark("free", "", "")
    seats = _("%(n)s seats", n=room.seats) if room.seats else ""
    return RoomGlance(plate=room.plate, name=room.name.in_(tongue.language), sub=seats, mark=mark)


def welcome_view(snapshot: Snapshot, shown: TapShown, tongue: Tongue) -> Welcome:
    """Return the ten seconds after a tap, whatever came of it."""
    now, rules = snapshot.now, snapshot.rules
    folded = now.mono_s >= shown.name_until_s
    person = rules.people.get(shown.person) if shown.person else None
    tone, icon, word, mark = _verdict(shown, tongue)
    named = person is not None and shown.result in NAMED
    return Welcome(
        tap_id=shown.tap_id,
        tone="plainv" if named and folded else tone,
        icon=icon,
        word=word,
        mark=mark,
        hello=""
        if not named
        else tongue._("This tap just now")
        if folded
        else _hello(shown, tongue),
        name=person.name if person and named and not folded else "",
        headline=_headline(shown, folded and named, tongue),
        lead=_lead(shown, tongue),
        at=hhmm(shown.at),
        facts=() if folded or not named else _facts(snapshot, shown, tongue),
        offers=_offers(shown, tongue),
        sign_in=shown.result is Result.UNKNOWN_BADGE,
        name_until_ms=due_at_ms(shown.name_until_s, now.mono_s, now.at),
        until_ms=due_at_ms(shown.until_s, now.mono_s, now.at),
        shown_s=round(rules.durations.shown_s),
    )


def _verdict(shown: TapShown, tongue: Tongue) -> tuple[str, str, str, Mark | None]:
    """Return tone, big icon, big word, and the small line under it."""
    _ = tongue._
    trouble = {
        Result.UNKNOWN_BADGE: ("warn", "badge", _("Not known"), Mark("warn", _("New badge?"))),
        Result.BLOCKED: ("bad", "lock", _("Blocked"), Mark("bad", _("This badge is not valid"))),
        Result.STORE_FAILED: ("bad", "bad", _("Not kept"), Mark("bad", _("Please write it down"))),
    }
    if shown.result in trouble:
        return trouble[shown.result]
    icon, word = {
        "in": ("in", _("In")),
        "out": ("out", _("Out")),
        "going_out": ("outing", _("Going out")),
        "back": ("in", _("Welcome back")),
    }.get(shown.direction or "", ("badge", _("Tapped")))
    if shown.result is Result.CLOCK_UNTRUSTED:
        return "warn", icon, word, Mark("clock", _("Clock not set"))
    if shown.result is Result.BOUNCE:
        return "ok", icon, word, Mark("ok", _("Already counted"))
    if shown.result is Result.UNDO_OFFERED:
        return "warn", icon, word, Mark("undo", _("Twice in two minutes"))
    return _accepted(shown, icon, word, tongue)


def _accepted(shown: TapShown, icon: str, word: str, tongue: Tongue) -> tuple[str, str, str, Mark]:
    _ = tongue._
    span = tongue.span(shown.late_s)
    marks = {
        "on_time": ("ok", Mark("ok", _("On time"))),
        "late": ("warn", Mark("clock", _("%(span)s late", span=span))),
        "half_day": ("ok", Mark("ok", _("Half day"))),
        "back": ("ok", Mark("ok", _("Welcome back"))),
        "early": ("warn", Mark("clock", _("%(span)s early", span=span))),
        "off_shift": ("ok", Mark("ok", _("No shift now"))),
        "rest_day": ("ok", Mark("ok", _("Rest day"))),
        "holiday": ("ok", Mark("ok", _("Holiday"))),
        "missing_in": ("warn", Mark("clock", _("Tap in is missing"))),
        "goodbye": ("ok", Mark("ok", _("Thank you"))),
    }
    tone, mark = marks.get(shown.verdict or "", ("ok", Mark("ok", _("Kept"))))
    return tone, icon, word, mark


def _hello(shown: TapShown, tongue: Tongue) -> str:
    if shown.direction == "out":
        return tongue._("See you tomorrow")
    if shown.direction == "going_out":
        return tongue._("Come back safely")
    return greeting(shown.at, tongue)


def _headline(shown: TapShown, folded: bool, tongue: Tongue) -> str:
    """Return the words in the place of a name: folded away, or never known."""
    if folded:
        return tongue._("The name is put away; you can still correct it")
    if shown.result in NAMED and shown.person:
        return ""
    return shown.message.in_(tongue.language)


def _lead(shown: TapShown, tongue: Tongue) -> str:
    """Return what to do next, in one sentence."""
    _ = tongue._
    return {
        Result.UNKNOWN_BADGE: _(
            "This tap is kept. Once the badge is registered it counts for you."
        ),
        Result.BLOCKED: _("Please see reception."),
        Result.STORE_FAILED: _("Nothing was kept. Write your name and the time on paper, please."),
        Result.CLOCK_UNTRUSTED: _("The time of this tap is put right once the clock is set."),
        Result.UNDO_OFFERED: _(
            "You tapped out again so soon. If that was a slip, take it back below."
        ),
    }.get(shown.result, "")


def _facts(snapshot: Snapshot, shown: TapShown, tongue: Tongue) -> tuple[tuple[str, str], ...]:
    """Return the two or three things worth knowing: shift, time in, who is left."""
    _ = tongue._
    rules, found = snapshot.rules, []
    shift = rules.shifts.get(shown.shift) if shown.shift else None
    if shift is not None:
        hours = f"{shift.start:%H:%M}–{shift.end:%H:%M}"
        found.append((_("Shift"), f"{shift.name.in_(tongue.language)} {hours}"))
    if shown.worked_s is not None:
        found.append((_("In today"), tongue.span(shown.worked_s)))
    reader = rules.readers.get(shown.reader)
    if shown.direction in ("out", "going_out") and reader is not None:
        left = head_count(snapshot.office, rules, reader.zone)
        word = tongue.n("%(n)s person is still in", "%(n)s people are still in", left)
        found.append((zone_name(rules, reader.zone, tongue), word if left else _("Nobody is left")))
    if shown.verdict == "late":
        found.append((_("A reason?"), _("Tell your lead; it can be added today")))
    return tuple(found)


def _offers(shown: TapShown, tongue: Tongue) -> tuple[Offer, ...]:
    _ = tongue._
    words = {
        Correction.LEAVING: ("out", _("I am leaving")),
        Correction.ARRIVED: ("in", _("I have just come")),
        Correction.GOING_OUT: ("outing", _("I am going out")),
        Correction.BACK: ("in", _("I am back")),
        Correction.UNDO: ("undo", _("Undo")),
    }
    return tuple(Offer(offer.value, *words[offer]) for offer in shown.offers)
