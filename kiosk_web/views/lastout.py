"""The last-one-out check on a kiosk: what is on, the four choices, and how it ended."""

from dataclasses import dataclass
from datetime import timedelta

from gateway.domain.expected import expected_in
from gateway.domain.forgotten.state import card_of
from gateway.domain.lastout import Check, Outcome, Stage
from gateway.domain.meters import fresh_w
from gateway.domain.presence import people_in
from gateway.domain.rooms.survey import never_off
from gateway.domain.rules import Rules
from kiosk_web.ports import Snapshot
from kiosk_web.views.lastout_head import headline
from kiosk_web.views.lastout_lines import ByHand, Line, by_hand_of, is_ours, line_of
from kiosk_web.views.lastout_untils import Until, untils
from kiosk_web.views.words import Tongue, due_at_ms, epoch_ms, hhmm


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
        card_back: The label of the lent card that the leaver may give back, or empty.
        tap_id: Of the leaver.
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
    card_back: str
    tap_id: str


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
        line_of(office, rules, check, item, tongue) for item in check.items if is_ours(rules, item)
    )
    hands = tuple(
        by_hand_of(office, rules, check, item, tongue)
        for item in check.items
        if not is_ours(rules, item)
    )
    switchable = tuple(line for line in lines if line.id not in check.kept)
    confirmed = sum(1 for line in switchable if line.id in check.confirmed)
    now_w = check.now_w if check.now_w is not None else fresh_w(office, rules, zone, now)
    standby_w = zone.standby_w if zone else 0.0
    head = headline(rules, check, len(lines), tongue)
    folded = now.at >= check.asked_at + timedelta(seconds=rules.durations.name_shown_s)
    watts, unit = tongue.watts_parts(now_w)
    return LastOutView(
        zone=check.zone,
        stage=head.stage,
        tone=head.tone,
        icon=head.icon,
        title=head.title,
        sub=head.sub,
        who="" if folded else _who(rules, check, tongue),
        who_until_ms=epoch_ms(check.asked_at + timedelta(seconds=rules.durations.name_shown_s)),
        clock=hhmm(check.asked_at if head.stage == "ask" else now.at),
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
        untils=untils(now.at, tongue),
        card_back=card_of(office, check.person) if has_left(snapshot, check) else "",
        tap_id=check.tap_id,
    )


def has_left(snapshot: Snapshot, check: Check) -> bool:
    """Tell whether who emptied the zone has not come back to it since."""
    inside = people_in(snapshot.office, snapshot.rules, check.zone)
    return all(session.person != check.person for session in inside)


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
