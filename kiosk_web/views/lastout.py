"""The last-one-out check on a kiosk: what is on, the four choices, and how it ended."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from gateway.domain.devices import Known
from gateway.domain.effects import PromptItem
from gateway.domain.expected import expected_in
from gateway.domain.lastout import Check, Outcome, Stage
from gateway.domain.office import Office
from gateway.domain.rooms.controls import channel_now
from gateway.domain.rooms.survey import never_off
from gateway.domain.rules import Rules
from kiosk_web.ports import Snapshot
from kiosk_web.views.marks import ICONS, Mark, known_mark, meter_w, place_of, power_of, zone_name
from kiosk_web.views.words import Tongue, due_at_ms, epoch_ms, hhmm

MORNING = time(8, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that is on, or that nobody can say is off."""

    id: str
    icon: str
    name: str
    place: str
    watts: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """One thing that only a person can do: a window, a door."""

    id: str
    icon: str
    name: str
    place: str
    done: bool
    by_itself: bool


@dataclass(frozen=True, slots=True)
class Until:
    """One answer to "until when": the instant for the gateway, the words for the key."""

    iso: str
    words: str
    clock: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastOutView:
    """What the kiosk shows during a check.

    Attributes:
        stage: `ask`, `off` or `done`.
        tone: Colour of the head: `warn`, `ok` or `bad`.
        who: The leaver's line, folded away after 6 s; empty then.
        who_until_ms: When the browser folds it by itself.
        due_ms: End of the 60 s.
        answer_s: How long they are in all.
        waits: Why nothing goes off by itself at the end of them; empty: it does.
        progress_pct: How much of the load is gone, 0 to 100; None without a meter.
        untils: The keys of the "leave on" picker.
    """

    zone: str
    stage: str
    tone: str
    icon: str
    title: str
    sub: str
    who: str
    who_until_ms: int
    clock: str
    lines: tuple[Line, ...]
    by_hand: tuple[ByHand, ...]
    confirmed: int
    switchable: int
    due_ms: int
    answer_s: int
    waits: str
    watts: str
    watts_unit: str
    progress_pct: int | None
    power_words: str
    bye: str
    never: str
    untils: tuple[Until, ...]


def check_for(snapshot: Snapshot, reader: str) -> Check | None:
    """Return the check that a reader's kiosk has to show, or None.

    It is asked at the screens of its zone; a later tap at the same kiosk is
    shown first, for as long as it is shown at all.
    """
    for check in snapshot.office.lastout.checks.values():
        over = check.done_until_s is not None and snapshot.now.mono_s >= check.done_until_s
        if check.stage is Stage.DONE and over:
            continue
        if is_asked_at(snapshot.rules, check, reader):
            return check
    return None


def is_asked_at(rules: Rules, check: Check, reader: str) -> bool:
    """Tell whether a check is asked at a reader's screen: where it began, or in its zone."""
    here = rules.readers.get(reader)
    return check.reader == reader or (here is not None and check.zone in rules.zone_path(here.zone))


def lastout_view(snapshot: Snapshot, check: Check, tongue: Tongue) -> LastOutView:
    """Return what the kiosk shows of a check."""
    office, rules, now = snapshot.office, snapshot.rules, snapshot.now
    zone = rules.zones.get(check.zone)
    lines = tuple(
        _line(office, rules, check, item, tongue) for item in check.items if _ours(rules, item)
    )
    hands = tuple(
        _by_hand(office, rules, check, item, tongue)
        for item in check.items
        if not _ours(rules, item)
    )
    switchable = tuple(line for line in lines if line.id not in check.kept)
    confirmed = sum(1 for line in switchable if line.id in check.confirmed)
    now_w = check.now_w if check.now_w is not None else meter_w(office, rules, check.zone)
    standby_w = zone.standby_w if zone else 0.0
    stage, tone, icon, title, sub = _headline(rules, check, lines, tongue)
    folded = now.at >= check.asked_at + timedelta(seconds=rules.durations.name_shown_s)
    watts, _, unit = tongue.watts(now_w).partition(" ")
    return LastOutView(
        zone=check.zone,
        stage=stage,
        tone=tone,
        icon=icon,
        title=title,
        sub=sub,
        who="" if folded else _who(rules, check, tongue),
        who_until_ms=epoch_ms(check.asked_at + timedelta(seconds=rules.durations.name_shown_s)),
        clock=hhmm(check.asked_at if stage == "ask" else now.at),
        lines=lines,
        by_hand=hands,
        confirmed=confirmed,
        switchable=len(switchable),
        due_ms=due_at_ms(check.answer_due_s, now.mono_s, now.at),
        answer_s=round(rules.durations.lastout_answer_s),
        waits=_waits(snapshot, check, tongue),
        watts=watts,
        watts_unit=unit,
        progress_pct=_progress(check.start_w, now_w, standby_w),
        power_words=_power_words(check, standby_w, tongue),
        bye=_bye(check, tongue),
        never=_never(rules, check.zone, tongue),
        untils=_untils(now.at, tongue),
    )


def _ours(rules: Rules, item: PromptItem) -> bool:
    """Return whether the gateway can switch an item; a window it cannot."""
    return item.channel in rules.channels and item.state != "open"


def _line(office: Office, rules: Rules, check: Check, item: PromptItem, tongue: Tongue) -> Line:
    channel = rules.channels[item.channel]
    return Line(
        id=item.channel,
        icon=ICONS[channel.kind],
        name=channel.name.in_(tongue.language),
        place=place_of(channel, rules, tongue),
        watts=tongue.watts(item.watts),
        mark=_line_mark(office, rules, check, item, tongue),
    )


def _line_mark(
    office: Office, rules: Rules, check: Check, item: PromptItem, tongue: Tongue
) -> Mark:
    """Return the sign at the end of a line: how it is known, then how far off has come."""
    _ = tongue._
    now = channel_now(office, rules, item.channel)
    if item.channel in check.kept:
        return Mark("lock", _("Stays on"), "info")
    if check.stage is Stage.ASKED:
        if _is_left_on(office, item.channel):
            return Mark("lock", _("Left on"), "info")
        if item.state == "unknown":
            return Mark("k-unknown", _("Unknown"), "warn")
        if item.state == "unreachable":
            return Mark("k-noanswer", _("No answer"), "bad")
        return Mark(known_mark(now.known, None, tongue).icon, _("On"))
    if item.channel in check.failed:
        return Mark("bad", _("No answer"), "bad")
    if item.channel in check.confirmed:
        return Mark("ok", _("Off"), "ok")
    if check.stage is Stage.DONE and check.outcome is not Outcome.VERIFIED:
        if now.known is Known.CONFIRMED and power_of(now) is False:
            return Mark("ok", _("Off"), "ok")
        if power_of(now) is True:
            return Mark("power", _("Left on"), "info")
        return Mark("k-assumed", _("Asked only"), "warn")
    return Mark("queue", _("Asked"), "info")


def _is_left_on(office: Office, channel: str) -> bool:
    """Return whether a leaver of a zone inside chose to leave it on: the default spares it."""
    return channel in office.lastout.left_on


def _by_hand(
    office: Office, rules: Rules, check: Check, item: PromptItem, tongue: Tongue
) -> ByHand:
    sensor = rules.inputs.get(item.channel)
    name = sensor.name.in_(tongue.language) if sensor else item.channel
    closed = office.health.inputs.get(item.channel) is False
    return ByHand(
        id=item.channel,
        icon="window" if sensor is None or sensor.kind == "window" else "free",
        name=name,
        place=zone_name(rules, sensor.zone, tongue) if sensor else "",
        done=closed or item.channel in check.ticked,
        by_itself=closed,
    )


def _headline(
    rules: Rules, check: Check, lines: tuple[Line, ...], tongue: Tongue
) -> tuple[str, str, str, str, str]:
    """Return stage, tone, icon, title and the line under it."""
    _ = tongue._
    zone = zone_name(rules, check.zone, tongue)
    last = _("You are the last one out of %(zone)s", zone=zone)
    if check.stage is Stage.ASKED:
        return "ask", "warn", "out", last, _still_on(check, lines, tongue)
    if check.stage is not Stage.DONE:
        return (
            "off",
            "warn",
            "power",
            last,
            _("Switching off for you. You may go; the result is kept."),
        )
    names = tongue.comma.join(
        rules.channels[c].name.in_(tongue.language) for c in check.failed if c in rules.channels
    )
    endings = {
        Outcome.VERIFIED: (
            "ok",
            "check",
            _("All off, and verified"),
            _("Each device confirmed, and the meter stayed under its standby figure."),
        ),
        Outcome.COMMANDED_ONLY: (
            "warn",
            "warn",
            _("Switched off, not proven"),
            _("Not everything can report back, so somebody will have a look."),
        ),
        Outcome.FAILED: (
            "bad",
            "bad",
            _("Not off: %(names)s", names=names) if names else _("The power did not go down"),
            _("I have told facilities. You may go."),
        ),
        Outcome.LEFT_ON: (
            "ok",
            "check",
            _("Stays on, as you wish"),
            _("The reason is kept; the rest is off."),
        ),
        Outcome.STAYING: (
            "ok",
            "undo",
            _("You are staying"),
            _("Nothing was switched; you are signed in again."),
        ),
        Outcome.SOMEONE_INSIDE: (
            "ok",
            "people",
            _("Somebody is still inside"),
            _("Nothing was switched off."),
        ),
        Outcome.RETURNED: (
            "ok",
            "in",
            _("Welcome back"),
            _("I stopped, and the lights are on again."),
        ),
    }
    return "done", *endings[check.outcome or Outcome.COMMANDED_ONLY]


def _still_on(check: Check, lines: tuple[Line, ...], tongue: Tongue) -> str:
    if not lines:
        return tongue._("Nothing is on any more; please look at the list below.")
    total = sum(item.watts or 0 for item in check.items)
    on = tongue.n("%(n)s thing is still on", "%(n)s things are still on", len(lines))
    if total <= 0:
        return on
    return tongue._("%(things)s, about %(watts)s", things=on, watts=tongue.watts(total))


def _waits(snapshot: Snapshot, check: Check, tongue: Tongue) -> str:
    """Return why nothing goes off by itself, in words; empty if nothing holds it back."""
    if check.stage is not Stage.ASKED:
        return ""
    if check.evidence:
        return tongue._("Somebody was noticed: not by itself")
    reasons = expected_in(snapshot.office, snapshot.rules, check.zone, snapshot.now)
    if not reasons:
        return ""
    return tongue._("%(why)s: not by itself", why=reasons[0].words.in_(tongue.language))


def _who(rules: Rules, check: Check, tongue: Tongue) -> str:
    person = rules.people.get(check.person)
    name = f"{person.name}{tongue.dot}" if person else ""
    return name + tongue._("out at %(time)s", time=hhmm(check.asked_at))


def _progress(start_w: float | None, now_w: float | None, standby_w: float) -> int | None:
    """Return how much of the load above standby has gone, 0 to 100."""
    if start_w is None or now_w is None:
        return None
    span_w = max(1.0, start_w - standby_w)
    return max(0, min(100, round(100 * (start_w - now_w) / span_w)))


def _power_words(check: Check, standby_w: float, tongue: Tongue) -> str:
    if check.start_w is None:
        return tongue._("No meter here: the devices' own word must do")
    return tongue._(
        "%(start)s at first; under %(standby)s counts as off",
        start=tongue.watts(check.start_w),
        standby=tongue.watts(standby_w),
    )


def _bye(check: Check, tongue: Tongue) -> str:
    if check.outcome in (Outcome.STAYING, Outcome.SOMEONE_INSIDE, Outcome.RETURNED):
        return ""
    return tongue._("Good night, get home safely")


def _never(rules: Rules, zone: str, tongue: Tongue) -> str:
    """Return the names of what nothing automatic may switch, in a zone and below it."""
    spared = never_off(rules)
    names = (c.name.in_(tongue.language) for c in rules.channels_in(zone) if c.id in spared)
    return tongue.comma.join(dict.fromkeys(names))


def _untils(at: datetime, tongue: Tongue) -> tuple[Until, ...]:
    """Return the keys for "until when": in 1, 2, 4 hours, and the next morning."""
    at = at.replace(second=0, microsecond=0)
    found = [
        Until(
            (at + timedelta(hours=h)).isoformat(),
            tongue._("%(h)s h", h=h),
            hhmm(at + timedelta(hours=h)),
        )
        for h in (1, 2, 4)
    ]
    morning = datetime.combine(at.date(), MORNING, at.tzinfo)
    if morning <= at:
        morning += timedelta(days=1)
    word = tongue._("Tomorrow") if morning.date() > at.date() else tongue._("This morning")
    found.append(Until(morning.isoformat(), word, hhmm(morning)))
    return tuple(found)
