"""What happened: every event that may enter the office, frozen, in the past tense.

Foreign threads build these and put them in the inbox; nothing else crosses
the border. A new kind of thing in the world starts with a word here.

`by` says whose act it is; `via` through which program (`token:<id>`), where it was
not the person's own screen: every fact that the act makes keeps it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gateway.domain.text import NO_WORDS, Json, Text


class Correction(StrEnum):
    """What a person touches on the kiosk after a tap (spec 02 §1)."""

    LEAVING = "leaving"
    ARRIVED = "arrived"
    GOING_OUT = "going_out"
    BACK = "back"
    UNDO = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeTapped:
    """A card was read at a reader.

    Attributes:
        tap_id: Unique and idempotent: reader, boot and sequence in one string.
        reader: The reader's id in the site file.
        badge: Keyed HMAC-SHA-256 of the UID, hex; never the UID itself. Empty
            when the card gave no usable number.
        uid_tail: The last 2 bytes of the UID in hex, for people to compare.
        wanted: A direction the person chose beforehand, or None.
        random_id: The card (a phone, mostly) shows a new number each time: it
            can never be bound to a person.
    """

    tap_id: str
    reader: str
    badge: str
    uid_tail: str = ""
    wanted: Correction | None = None
    random_id: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Somebody signed in by number and PIN at a kiosk; the shell has checked the PIN.

    `tap_id` is unique as for a badge; `reader` is the kiosk's reader. `witness` is the
    colleague whose badge took the place of the PIN (never from outside), or empty.
    """

    tap_id: str
    reader: str
    person: str
    wanted: Correction | None = None
    witness: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeForgotten:
    """Somebody without their badge typed a number at a kiosk and waits for a witness.

    Attributes:
        wait: Made up by the screen, new each time.
        reader: The kiosk's reader, where the witness lays their badge.
        number: As it was typed; it may be nobody's.
    """

    wait: str
    reader: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessCancelled:
    """Whoever waited for a witness at a kiosk has ended that."""

    wait: str
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LentCardReturned:
    """Somebody gives back the card of the pool that was their badge.

    `tap_id` and `reader` are set when it was laid on a reader after its day.
    """

    person: str
    tap_id: str = ""
    reader: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TapCorrected:
    """A touch on "not right?" within the time the kiosk offers it."""

    tap_id: str
    correction: Correction
    reason: str = ""
    by: str = "kiosk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one message says of one channel; None = it did not say.

    Attributes:
        power: On or off.
        level_pct: Brightness, 0 to 100.
        position_pct: Cover position, 0 closed to 100 open.
        direction: 1 opening, -1 closing, 0 resting.
        power_w: Power drawn now, in watts.
        energy_wh: The device's own counter, in watt-hours.
        online: Reachable, by its last will.
        phase: What a projector does: `standby`, `warming`, `on`, `cooling`.
        source: The input it shows, as its maker numbers it (PJLink: `31`).
        muted: Picture or sound held back while it runs on.
        lamp_h: Hours its lamp has burnt.
        faults: What it complains of (`lamp`, `filter:warning`); empty for nothing.
        mode: What an air conditioner is set to: `cool`, `heat`, `dry`, `fan`, `auto`.
        target_c: Its set-point, in °C.
        fan: How it blows: `auto`, `low`, `medium`, `high`.
    """

    power: bool | None = None
    level_pct: float | None = None
    position_pct: float | None = None
    direction: int | None = None
    power_w: float | None = None
    energy_wh: float | None = None
    online: bool | None = None
    phase: str | None = None
    source: str | None = None
    muted: bool | None = None
    lamp_h: float | None = None
    faults: tuple[str, ...] | None = None
    mode: str | None = None
    target_c: float | None = None
    fan: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceReported:
    """A device on MQTT said something we use.

    Attributes:
        device: Its id in the site file.
        channel: As numbered on the wire; None for the whole device.
        reading: What it said.
        stale: True for a retained copy replayed by the broker: it may be old
            and never confirms a command.
    """

    device: str
    channel: int | None
    reading: Reading
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandNotSent:
    """A command did not leave: no broker, refused, or expired before it could."""

    device: str
    channel: int | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPressed:
    """Somebody pressed a control.

    Attributes:
        room: The room's (or zone's) id.
        control: `<channel>.<verb>` or `<group>.<verb>`: `spot-1.level`,
            `door-light.on`, `lights.all_off`.
        value: The verb's value, or None.
        by: Who or what pressed: `panel`, `kiosk`, a person's id, `ha`.
    """

    room: str
    control: str
    value: Json = None
    by: str = "panel"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptAnswered:
    """An answer to something a screen asked (`last-out`).

    Attributes:
        prompt: What was asked: `last-out`.
        zone: Of which zone.
        choice: `turn_all_off`, `leave_on`, `staying`, `someone_inside`,
            `stop`, `tick`.
        items: The channels (or things to tick) the choice is about; with
            `someone_inside` the ids of people, none for somebody without a badge.
        reason: In the person's words.
        until: ISO time with offset, for `leave_on`.
    """

    prompt: str
    zone: str
    choice: str
    items: tuple[str, ...] = ()
    reason: str = ""
    until: str | None = None
    by: str = "kiosk"


@dataclass(frozen=True, slots=True, kw_only=True)
class InputChanged:
    """A contact, motion sensor or button changed: `value` True = motion, open, pressed."""

    input: str
    value: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChanged:
    """A part the gateway leans on came or went.

    Attributes:
        part: `broker`, `reader:<id>`, `pcscd`, `store`, `clock`.
        ok: True when it works.
        detail: One plain sentence for logs and the facilities page.
    """

    part: str
    ok: bool
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAnswered:
    """Somebody dealt with an alert.

    Attributes:
        key: The alert's key.
        choice: `acknowledge`, `known_until`, `switch_off`.
        by: A person's id or a contact's id.
        until: ISO time with offset, for `known_until`.
        link: The one-time link's id when it came through one.
    """

    key: str
    choice: str
    by: str
    until: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceAsked:
    """Somebody begins, prolongs or ends work on a zone, a room or a device.

    Attributes:
        scope: `zone:<id>`, `room:<id>` or `device:<id>`.
        until: ISO time; None ends the work.
        by: A person's id.
        reason: In the person's words.
    """

    scope: str
    until: str | None
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadsKnown:
    """Somebody knows of what will be on off-hours, ahead of time, or takes that back.

    Attributes:
        scope: `zone:<id>`, `room:<id>` or `device:<id>`.
        until: ISO time; None takes it back.
        by: A person's id.
        reason: In the person's words.
    """

    scope: str
    until: str | None
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationSent:
    """Every channel of a contact took a notification."""

    notification: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationTaken:
    """One of a contact's channels took a notification; others are still to be asked.

    Attributes:
        channel: Its fingerprint. Kept at once, so that a restart does not send there again.
    """

    notification: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationFailed:
    """Not all of a contact's channels took a notification.

    Attributes:
        why: For people; no address, no password.
        taken: Fingerprints of the channels that have it, so that they do not
            get it again.
    """

    notification: str
    why: str
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryChanged:
    """What people maintain was changed and is on disk; the rules were swapped before.

    `table` and `key` name it, `by` who, `digest` the new content (SHA-256 hex).
    """

    table: str
    key: str
    by: str
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminActed:
    """An administrator did something worth keeping (login, pairing, revoke)."""

    action: str
    subject: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramStarted:
    """A program that shows the office began (`home_assistant`): tell it everything again."""

    program: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAsked:
    """Somebody in a room calls for something: `kind` is one of the site's services."""

    room: str
    kind: str
    by: str = "panel"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswered:
    """Somebody deals with a call.

    Attributes:
        call: The call's id.
        choice: `seen`, `coming`, `done`, or `withdraw` by who called.
        by: A person's id, or what screen it was.
    """

    call: str
    choice: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultReported:
    """Somebody in a room says that something is broken.

    Attributes:
        channel: Which thing, by its global id or its name in the room; None for
            what is no channel.
        text: In the person's words; may be empty when there is a channel.
    """

    room: str
    channel: str | None = None
    text: str = ""
    by: str = "panel"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAnswered:
    """Somebody deals with a reported fault: `choice` is `take`, `give_back` or `done`."""

    ticket: str
    choice: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFiled:
    """Somebody asks for leave, an outing, overtime, or declares a tap that is missing (S4, S5).

    Attributes:
        asked: `leave`, `outing`, `overtime` or `correction`.
        person: Whom it is about.
        by: Who files it.
        since, until: ISO 8601 with offset; the second not included, None for a correction.
        what: The leave's kind; the outing's place; of a correction `in` or `out`.
        reason: In their words.
        emergency: Told afterwards (within 24 h), regularised by this.
        via: Through which program, when it was not the person's own screen.
    """

    asked: str
    person: str
    by: str
    since: str
    until: str | None = None
    what: str = ""
    reason: str = ""
    emergency: bool = False
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAnswered:
    """Somebody decides about a request, withdraws it, or asks to cancel it.

    Attributes:
        choice: `approve`, `refuse` (both also of a cancellation that is asked for),
            `withdraw`, `cancel`.
        note: Why; a refusal needs one.
        via: Through which program, when it was not the person's own screen.
    """

    request: str
    choice: str
    by: str
    note: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSigned:
    """Somebody signs a person's month: the person, or who answers for them.

    Attributes:
        month: `2026-11`.
        digest: Of what was on the screen (`attendance.kept.digest_of`), so that nobody
            signs what they have not seen.
        days: The days as they are now, each a line (`attendance.kept.line_of`).
    """

    month: str
    person: str
    by: str
    digest: str
    days: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthClosed:
    """A month of one person is closed: from now on its days are what they are.

    Attributes:
        digest: Of what was on the screen; `days` the days as they are now: as `MonthSigned`.
        reason: Why it is closed without signatures (HR only).
    """

    month: str
    person: str
    by: str
    digest: str
    days: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReopened:
    """HR opens a closed month of one person again, and says why."""

    month: str
    person: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalSeen:
    """Somebody looked at or took away others' attendance: kept for the access log (S26).

    Attributes:
        what: `day`, `month`, `person`, `export`, ...
        about: A person's id, a team's, or `all`.
    """

    by: str
    what: str
    about: str
    span: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitExpected:
    """Somebody who works here says that a visitor will come (S10).

    Attributes:
        host: Whom they come to see: a person's id.
        on: The day, `2026-11-20`.
        at: Local time `HH:MM`, or empty: some time that day.
        by: Who says so.
        seed: Random, made by the screen, from which (and from a secret of its own) it
            works out the code that the visitor types; empty: there is no code.
    """

    host: str
    on: str
    name: str
    by: str
    at: str = ""
    company: str = ""
    count: int = 1
    seed: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCalledOff:
    """An expected visitor will not come after all."""

    expected: str
    by: str
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitArrived:
    """A visitor registered at a kiosk, or on a phone that its code was read with.

    Attributes:
        arrival: Made up by the screen, once for each registration: pressed twice or
            sent again, it is the same visit.
        host: A person's id.
        count: How many people they are, themselves included.
        consents: They were told what is kept, and agreed.
        expected: The id of who was expected, when they are that; of another day or
            another host's it counts for nothing.
    """

    arrival: str
    reader: str
    name: str
    host: str
    company: str = ""
    count: int = 1
    consents: bool = False
    expected: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitAnswered:
    """The host answers: `choice` is `coming`, `wait` (five minutes) or `away`."""

    visit: str
    choice: str
    by: str
    note: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitNoteLeft:
    """A visitor leaves a message for a host who cannot come."""

    visit: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitNoteRead:
    """The host has read a visitor's message."""

    visit: str
    by: str
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitBadgeTaken:
    """A visitor has taken a card of the pool; `label` is what is printed on it."""

    visit: str
    label: str
    by: str = "kiosk"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitEnded:
    """A visitor has gone: `by` is `kiosk`, or the id of the host or of reception."""

    visit: str
    by: str = "kiosk"
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorsLeftBehind:
    """A host who went before their visitors says how it is: `gone` (they too), or `here`."""

    host: str
    choice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallStarted:
    """Somebody begins a roll-call of the whole office; `drill`: it is practised."""

    by: str
    drill: bool = False
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallTicked:
    """Somebody says of a line of the list how it is.

    Attributes:
        line: The line's key: `p:<person>`, `v:<visit>`, `x:<number>`.
        choice: `found`, `missing`, `elsewhere`, or `open` to take that back.
        by: A person's id, or what screen it was.
        rollcall: Which roll-call it is of; empty: the one that runs.
        touch: The phone's own mark of this touch: sent twice, it counts once. May be empty.
        age_s: How long ago it was touched, in seconds, by the phone's clock alone: a
            phone without a network waits with it.
    """

    line: str
    choice: str
    by: str
    rollcall: str = ""
    touch: str = ""
    age_s: float = 0.0
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallAdded:
    """Somebody says who is inside besides those on the list, in their words."""

    text: str
    by: str
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallEnded:
    """Somebody ends a roll-call; a reason is needed while anybody is missing."""

    by: str
    reason: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyPublished:
    """A plan of duties is published (spec 02 §5).

    Attributes:
        places: By slot id (`<day>.<kind>.<post>`) the ids of who is on it.
        by: A person's id.
    """

    places: tuple[tuple[str, tuple[str, ...]], ...]
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyGiven:
    """A leader puts somebody on a published duty: for somebody, or where one is missing.

    Attributes:
        out: Whose place it was; empty: nobody's.
        in_: Who takes it.
    """

    slot: str
    in_: str
    by: str
    out: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyTakenOff:
    """A leader takes somebody off a published duty, with a reason; nobody comes in their place.

    Attributes:
        out: Whose place it was.
        reason: In the leader's words; kept, and told to whom it concerns.
        leaves_empty: The leader knows that nobody is left on the duty.
    """

    slot: str
    out: str
    by: str
    reason: str
    leaves_empty: bool = False
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapAsked:
    """Somebody asks a colleague to take their duty; `other` is the one they take instead."""

    slot: str
    by: str
    with_: str
    other: str = ""
    reason: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapAnswered:
    """Somebody decides about a swap: `agree`, `refuse`, `approve` (the leader) or `withdraw`."""

    swap: str
    choice: str
    by: str
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverOpened:
    """A kiosk shows the page of a duty that ends: badges at its reader sign it now.

    `close` puts it away.
    """

    slot: str
    reader: str
    close: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverSigned:
    """Somebody signs the page of a duty that ends, by badge or number at the post's kiosk.

    Attributes:
        slot: The duty that ends.
        by: Who signs: one of it, one of the next, or the leader as witness.
        note: Special requests and what is to be known, in their words.
    """

    slot: str
    by: str
    note: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyNoted:
    """A line for the duty log, or something that stays open until somebody closes it.

    Attributes:
        kind: For the log `call`, `visitor`, `incident`, `instruction`, `note`.
        is_open: It is handed on until it is done.
    """

    post: str
    kind: str
    text: str
    by: str
    is_open: bool = False
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyItemClosed:
    """Somebody has done what was handed on; `note` says how."""

    item: str
    by: str
    note: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointPassed:
    """Somebody on a round is at a checkpoint; `note` is what is amiss there."""

    checkpoint: str
    by: str
    note: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyMarkLifted:
    """A leader takes back a mark that was contested, with a reason."""

    mark: str
    by: str
    reason: str
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinTried:
    """A PIN was typed at a room's panel; the shell has compared it, nobody else ever sees it.

    Attributes:
        level: What it shall open: 1 the controls, 2 the system pages.
        right: Whether it is the one of that level.
    """

    room: str
    level: int
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelTouched:
    """A finger is on a room's panel: it stays open; `lock`: it shall be locked now."""

    room: str
    lock: bool = False


@dataclass(frozen=True, slots=True)
class MinuteBegan:
    """A minute of the wall clock began; calendar rules look at `now.at`."""


@dataclass(frozen=True, slots=True)
class TimePassed:
    """A deadline in the state is due; every subject looks at its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayStarted:
    """The program started; `version` and `boot` go into the ledger."""

    version: str
    boot: str


# Said by one subject to another inside the same decision (never from outside):


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneEmptied:
    """The last signed-in person left a zone, by this tap."""

    zone: str
    tap_id: str
    person: str
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneEntered:
    """Somebody signed in to a zone."""

    zone: str
    tap_id: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft:
    """Somebody signed out of a zone, or went out; others may still be there."""

    zone: str
    tap_id: str
    person: str
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorCardTapped:
    """A card of the visitors' pool was laid on a reader."""

    tap_id: str
    reader: str
    badge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeShown:
    """Somebody known laid a badge on a reader, and nobody comes or goes by it.

    The reader belongs to a room, or (`room` empty) is a checkpoint, or its kiosk shows a page
    to sign.
    """

    room: str
    reader: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessCame:
    """Somebody known laid a badge on a reader where a colleague waits for a witness.

    Nobody comes or goes by it but that colleague: `tap_id` becomes their tap's.
    """

    tap_id: str
    reader: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCardLaid:
    """A card of the pool was laid on a reader where one is offered to who signed in there."""

    tap_id: str
    reader: str
    badge: str
    uid_tail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingBegan:
    """A meeting is checked in in a room, or is longer or shorter now: it ends at `until`."""

    room: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingEnded:
    """The meeting in a room is over."""

    room: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastOutEnded:
    """A last-out check is over.

    Attributes:
        outcome: As the ledger says it: `verified`, `commanded_only` ...
        start_w, end_w: The zone's meter when it was asked and now; None without one.
        off_w: What all that is confirmed off drew before, as far as it is known; or None.
    """

    zone: str
    outcome: str
    start_w: float | None = None
    end_w: float | None = None
    off_w: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSeen:
    """Something says that a zone is not empty: motion, a panel touched, a door."""

    zone: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelWanted:
    """A rule wants a channel off or on, through the room's safe controls.

    Attributes:
        channel: Global id, `<room or zone>.<channel>`.
        verb: As in `ControlPressed` without the channel: `off`, `on`, `level`.
        why: For the ledger: `last-out`, `alert`, `scene:break`.
    """

    channel: str
    verb: str
    value: Json = None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleFound:
    """A rule found something that facilities must know; the alert engine decides how.

    Attributes:
        key: What + where, so that the same trouble is one alert: `offhours:room-b`.
        severity: `info`, `warning` or `critical`.
        zone: Where, or None for the gateway itself.
        title: One line.
        body: What, where, since when, how much, what to do.
        channels: What "switch off" would switch.
        passing: True for something that happened and does not last (a lost
            badge was tried): over as soon as somebody acknowledged it.
        once: True for what waits for somebody to take it (a reported fault): the
            first contacts are told, whatever the severity, and nobody after them.
        first: People's ids: those of them who are contacts too (of the same id) are told
            in the place of the first level.
    """

    key: str
    severity: str
    zone: str | None
    title: Text
    body: Text = NO_WORDS
    channels: tuple[str, ...] = ()
    passing: bool = False
    once: bool = False
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleGone:
    """The trouble behind an alert's key is over."""

    key: str


Event = (
    BadgeTapped
    | SignedIn
    | BadgeForgotten
    | WitnessCancelled
    | LentCardReturned
    | TapCorrected
    | DeviceReported
    | CommandNotSent
    | ControlPressed
    | PromptAnswered
    | InputChanged
    | PartChanged
    | AlertAnswered
    | MaintenanceAsked
    | LoadsKnown
    | NotificationSent
    | NotificationTaken
    | NotificationFailed
    | RegistryChanged
    | AdminActed
    | ProgramStarted
    | ServiceAsked
    | CallAnswered
    | FaultReported
    | TicketAnswered
    | RequestFiled
    | RequestAnswered
    | MonthSigned
    | MonthClosed
    | MonthReopened
    | PersonalSeen
    | VisitExpected
    | VisitCalledOff
    | VisitArrived
    | VisitAnswered
    | VisitNoteLeft
    | VisitNoteRead
    | VisitBadgeTaken
    | VisitEnded
    | VisitorsLeftBehind
    | RollCallStarted
    | RollCallTicked
    | RollCallAdded
    | RollCallEnded
    | DutyPublished
    | DutyGiven
    | DutyTakenOff
    | SwapAsked
    | SwapAnswered
    | HandoverOpened
    | HandoverSigned
    | DutyNoted
    | DutyItemClosed
    | CheckpointPassed
    | DutyMarkLifted
    | PinTried
    | PanelTouched
    | MinuteBegan
    | TimePassed
    | GatewayStarted
    | ZoneEmptied
    | ZoneEntered
    | PersonLeft
    | VisitorCardTapped
    | BadgeShown
    | WitnessCame
    | StaffCardLaid
    | MeetingBegan
    | MeetingEnded
    | LastOutEnded
    | EvidenceSeen
    | ChannelWanted
    | TroubleFound
    | TroubleGone
)
