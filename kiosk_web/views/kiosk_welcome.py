"""The kiosk's ten seconds after a tap: what came of it, and what can be put right."""

from dataclasses import dataclass
from datetime import datetime

from gateway.domain.attendance.shifts import shift_on
from gateway.domain.effects import Result
from gateway.domain.events import Correction
from gateway.domain.forgotten.state import card_of, offer_at
from gateway.domain.presence import TapShown, head_count
from gateway.domain.visitors import visits_of
from kiosk_web.ports import Snapshot
from kiosk_web.views.greeting import greeting
from kiosk_web.views.kiosk_next import next_today
from kiosk_web.views.marks import Mark, zone_name
from kiosk_web.views.words import Tongue, due_at_ms, hhmm

NAMED = frozenset(
    {
        *(Result.ACCEPTED, Result.BOUNCE, Result.UNDO_OFFERED),
        *(Result.CLOCK_UNTRUSTED, Result.CONFIRMED),
    }
)
"""How a tap may end for the person's name to be shown large."""


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
        witnessed: A colleague's badge was the witness; their own tap is still to come.
        card_offered: A card from the box, laid on the reader now, is theirs for the day.
        card_back: The label of the card that whoever goes may give back, or empty.
        visitors: How many visitors of whoever goes have not signed out: they are asked about.
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
    visitors: int = 0
    witnessed: bool = False
    card_offered: bool = False
    card_back: str = ""


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
        else _hello(snapshot, shown, tongue),
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
        visitors=_visitors(snapshot, shown),
        witnessed=shown.witnessed,
        card_offered=_is_card_offered(snapshot, shown),
        card_back=_card_back(snapshot, shown),
    )


def _visitors(snapshot: Snapshot, shown: TapShown) -> int:
    """Return how many visitors a host leaves behind with this tap."""
    if shown.person is None or shown.direction not in ("out", "going_out"):
        return 0
    return sum(v.count for v in visits_of(snapshot.office, shown.person) if v.host_left_at)


def _is_card_offered(snapshot: Snapshot, shown: TapShown) -> bool:
    offer = offer_at(snapshot.office, snapshot.now, shown.reader)
    return offer is not None and offer.tap_id == shown.tap_id


def _card_back(snapshot: Snapshot, shown: TapShown) -> str:
    if shown.person is None or shown.direction not in ("out", "going_out"):
        return ""
    return card_of(snapshot.office, shown.person)


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
    if shown.result is Result.CONFIRMED:
        until = _local(shown, shown.until) if shown.until else ""
        return "ok", "duty", _("On duty"), Mark("ok", _("Noted, until %(at)s", at=until))
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
        "on_leave": ("ok", Mark("calendar", _("On leave today"))),
        "missing_in": ("warn", Mark("clock", _("Tap in is missing"))),
        "goodbye": ("ok", Mark("ok", _("Thank you"))),
    }
    tone, mark = marks.get(shown.verdict or "", ("ok", Mark("ok", _("Kept"))))
    if shown.direction == "going_out" and shown.until is not None:
        mark = Mark("clock", _("Back by %(at)s", at=_local(shown, shown.until)))
    return tone, icon, word, mark


def _hello(snapshot: Snapshot, shown: TapShown, tongue: Tongue) -> str:
    if shown.direction == "out":
        again = next_today(snapshot, shown) is not None
        return tongue._("See you later") if again else tongue._("See you tomorrow")
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
        Result.CONFIRMED: _("You stay signed in. If you are leaving, say so below."),
        Result.UNDO_OFFERED: _(
            "You tapped out again so soon. If that was a slip, take it back below."
        ),
    }.get(shown.result, "")


def _facts(snapshot: Snapshot, shown: TapShown, tongue: Tongue) -> tuple[tuple[str, str], ...]:
    """Return the two or three things worth knowing: shift, time in, who is left."""
    _ = tongue._
    rules, found = snapshot.rules, []
    shift = rules.shifts.get(shown.shift) if shown.shift else None
    following = next_today(snapshot, shown)
    if shift is not None and (following is None or shown.direction == "in"):
        shift = shift_on(shift, shown.at.date())
        hours = f"{shift.start:%H:%M}–{shift.end:%H:%M}"
        found.append((_("Shift"), f"{shift.name.in_(tongue.language)} {hours}"))
    if shown.verdict == "on_leave" and shown.until is not None:
        found.append((_("On leave to"), _local(shown, shown.until)))
    if shown.worked_s is not None:
        found.append((_("In today"), tongue.span(shown.worked_s)))
    reader = rules.readers.get(shown.reader)
    if shown.direction in ("out", "going_out") and reader is not None:
        left = head_count(snapshot.office, rules, reader.zone)
        word = tongue.n("%(n)s person is still in", "%(n)s people are still in", left)
        found.append((zone_name(rules, reader.zone, tongue), word if left else _("Nobody is left")))
    if following is not None:
        what, at = following
        begins = f"{what.in_(tongue.language)} {_local(shown, at)}"
        found.append((_("Next today"), begins))
    if shown.verdict == "late":
        found.append((_("A reason?"), _("Tell your lead; it can be added today")))
    return tuple(found)


def _local(shown: TapShown, at: datetime) -> str:
    """Return a time of the same day, or a day and a time, in the site's zone."""
    local = at.astimezone(shown.at.tzinfo)
    return hhmm(local) if local.date() == shown.at.date() else f"{local:%m-%d %H:%M}"


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
