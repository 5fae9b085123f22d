"""An alert's life: one key, one alert; told, escalated, taken, over."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain import alerts as subject
from gateway.domain.alerts import answers
from gateway.domain.effects import AlertChanged, Answer, Notify, Record
from gateway.domain.events import (
    AlertAnswered,
    ChannelWanted,
    GatewayStarted,
    MinuteBegan,
    NotificationFailed,
    NotificationSent,
    NotificationTaken,
    TimePassed,
    TroubleFound,
    TroubleGone,
)
from gateway.domain.text import Text
from tests.domain.scene import Scene, every, only

KEY = "offhours:room-b"


def trouble(**more) -> TroubleFound:
    told = TroubleFound(
        key=KEY,
        severity="warning",
        zone="office",
        title=Text("会议室 B 的空调还开着", "AC of room B is on"),
        body=Text("900 W", "900 W"),
        channels=("room-b.ac",),
    )
    return replace(told, **more)


def answer(choice: str, **more) -> AlertAnswered:
    return AlertAnswered(key=KEY, choice=choice, by="facilities", **more)


def changes(effects) -> list[str]:
    return [e.state for e in every(AlertChanged, effects)]


def deliver(scene: Scene, effects) -> list:
    """Let every channel take what was just sent; return what that brought about."""
    later = []
    for note in every(Notify, effects):
        later += scene.feed(NotificationSent(notification=note.notification))
    return later


@pytest.fixture
def wanted(monkeypatch):
    """Return what the alerts want of channels."""
    heard = []
    tell = answers.Turn.tell

    def listen(turn, event):
        if isinstance(event, ChannelWanted):
            heard.append(event)
        else:
            tell(turn, event)

    monkeypatch.setattr(answers.Turn, "tell", listen)
    return heard


def test_trouble_raises_one_alert_and_tells_the_first_contact(scene: Scene):
    """Raised, kept, one message to the first on the list."""
    effects = scene.feed(trouble())

    assert changes(effects) == ["raised"]
    note = only(Notify, effects)
    assert (note.to, note.alert, note.channels) == ("facilities", KEY, ("room-b.ac",))
    assert scene.office.alerts.open[KEY].state == "raised"
    assert list(scene.office.alerts.outbox) == [note.notification]


def test_no_row_of_an_alert_is_vital(scene: Scene):
    """The message that the disk is full must leave although nothing can be kept."""
    effects = scene.feed(trouble())

    assert [r.vital for r in every(Record, effects)] == [False, False]


def test_the_same_trouble_again_only_brings_the_words_up_to_date(scene: Scene):
    """No second message, no second alert; no row at all when nothing is new."""
    scene.feed(trouble())

    assert scene.feed(trouble()) == []
    effects = scene.feed(trouble(body=Text("1100 W", "1100 W")))

    assert every(Notify, effects) == []
    assert scene.office.alerts.open[KEY].body.en == "1100 W"


def test_a_graver_trouble_is_told_again_even_when_it_was_taken(scene: Scene):
    """Severity that grows opens it again; one that falls does not."""
    scene.feed(trouble())
    scene.feed(answer("acknowledge"))

    effects = scene.feed(trouble(severity="critical"))

    assert changes(effects) == ["raised"]
    assert only(Notify, effects).to == "facilities"
    scene.feed(trouble(severity="warning"))
    assert scene.office.alerts.open[KEY].severity == "critical"


def test_info_stands_on_the_page_and_is_sent_to_nobody(scene: Scene):
    """No message, no escalation."""
    effects = scene.feed(trouble(severity="info"))

    assert changes(effects) == ["raised"]
    assert every(Notify, effects) == []
    assert subject.next_due_s(scene.office) is None


def test_nobody_acknowledges_and_the_next_on_the_list_is_told(scene: Scene):
    """Every fifteen minutes, three levels, then no more."""
    scene.feed(trouble())
    assert scene.advance(899.5) == []

    to = []
    for _ in range(6):
        effects = scene.advance(900.0)
        to += [(c, n.to) for c, n in zip(changes(effects), every(Notify, effects), strict=True)]

    assert to == [("escalated", "manager"), ("escalated", "boss")]
    assert scene.office.alerts.open[KEY].level == 2


def test_when_nobody_is_left_to_tell_it_is_said_and_nobody_is_told_twice(scene: Scene):
    """A list of one: the page says that the list is at its end."""
    scene.rules = replace(scene.rules, facilities=("facilities",))
    scene.feed(trouble())

    effects = scene.advance(900.0)

    assert changes(effects) == ["escalated"]
    assert every(Notify, effects) == []
    assert scene.office.alerts.open[KEY].exhausted


def test_only_a_critical_alert_is_repeated_at_the_last_level(scene: Scene):
    """It must not be left alone; anything less is on the page."""
    scene.feed(trouble(severity="critical"))

    effects = scene.advance(5 * 900.0)

    to = [n.to for n in every(Notify, effects)]
    assert to == ["manager", "boss", "boss", "boss", "boss"]
    assert changes(effects) == ["escalated", "escalated"]
    scene.feed(answer("acknowledge"))
    assert scene.advance(7200.0) == []


def test_without_contacts_an_alert_still_stands_on_the_page(scene: Scene):
    """A site without mail sees it on the kiosk and the dashboard."""
    scene.rules = replace(scene.rules, facilities=())

    effects = scene.feed(trouble()) + scene.advance(2000.0)

    assert changes(effects) == ["raised", "escalated", "escalated"]
    assert every(Notify, effects) == []


def test_who_acknowledges_stops_the_escalation(scene: Scene):
    """Taken: who and when is kept; nobody else is woken."""
    scene.feed(trouble())
    effects = scene.feed(answer("acknowledge"))

    assert only(Answer, effects).ok
    assert changes(effects) == ["acknowledged"]
    assert scene.office.alerts.open[KEY].acknowledged_by == "facilities"
    assert scene.advance(7200.0) == []
    again = only(Answer, scene.feed(answer("acknowledge")))
    assert (again.ok, again.code, again.text.zh) == (True, "already", "物业已经在处理了")


def test_who_takes_an_alert_calls_back_what_still_waits_to_call_others(scene: Scene):
    """The manager's mail was down; when it is back nobody tells them that nobody answers."""
    deliver(scene, scene.feed(trouble()))
    note = only(Notify, scene.advance(900.0))
    scene.feed(NotificationFailed(notification=note.notification, why="down"))
    scene.feed(answer("acknowledge"))

    assert scene.office.alerts.outbox == {}
    assert scene.advance(7200.0) == []
    assert scene.office.alerts.undelivered == ()


def test_a_call_for_help_that_fails_after_somebody_took_it_is_not_tried_again(scene: Scene):
    """It was under way just then; one that a channel has is finished on the others."""
    deliver(scene, scene.feed(trouble()))
    note = only(Notify, scene.advance(900.0))
    scene.feed(answer("acknowledge"))
    scene.feed(NotificationFailed(notification=note.notification, why="down"))

    assert scene.office.alerts.outbox == {}
    assert scene.refolded().alerts == scene.office.alerts


def test_known_until_is_quiet_so_long_and_then_raised_again(scene: Scene):
    """What is still there at that time is told anew, from the first contact."""
    scene.feed(trouble())
    until = scene.clock.at + timedelta(hours=2)
    effects = scene.feed(answer("known_until", until=until.isoformat()))
    assert only(Answer, effects).ok

    assert scene.advance(7199.0) == []
    effects = scene.advance(1.0)

    assert changes(effects) == ["raised"]
    assert only(Notify, effects).to == "facilities"


@pytest.mark.parametrize("until", [None, "tomorrow", "2026-11-20T08:00:00+08:00", ""])
def test_known_until_needs_a_time_in_the_future(scene: Scene, until):
    """Refused in words; the alert stays as it was."""
    scene.feed(trouble())

    effects = scene.feed(answer("known_until", until=until))

    assert only(Answer, effects).code == "until_wrong"
    assert scene.office.alerts.open[KEY].state == "raised"


def test_a_time_without_an_offset_is_local(scene: Scene):
    """A form's `datetime-local` has none."""
    scene.feed(trouble())

    scene.feed(answer("known_until", until="2026-11-20T22:00"))

    assert scene.office.alerts.open[KEY].known_until.isoformat() == "2026-11-20T22:00:00+08:00"


def test_switch_off_wants_its_channels_off_and_takes_the_alert(scene: Scene, wanted):
    """Through the room's safe controls, never straight at a relay."""
    scene.feed(trouble())

    effects = scene.feed(answer("switch_off"))

    assert wanted == [ChannelWanted(channel="room-b.ac", verb="off", why="alert")]
    assert changes(effects) == ["acknowledged"]


def test_switch_off_without_anything_to_switch_is_refused(scene: Scene, wanted):
    """A window can't be closed from afar."""
    scene.feed(trouble(channels=()))

    assert only(Answer, scene.feed(answer("switch_off"))).code == "nothing_to_switch"
    assert wanted == []


def test_a_one_time_link_works_once_also_over_a_restart(scene: Scene):
    """A forwarded message does not hand the switch on."""
    scene.feed(trouble())
    assert only(Answer, scene.feed(answer("acknowledge", link="L1"))).ok
    scene.restart()
    scene.feed(trouble(severity="critical"))

    assert only(Answer, scene.feed(answer("acknowledge", link="L1"))).code == "link_used"
    assert only(Answer, scene.feed(answer("acknowledge", link="L2"))).ok


@pytest.mark.parametrize(
    ("key", "choice", "code"),
    [("nothing", "acknowledge", "unknown_alert"), (KEY, "dance", "unknown_choice")],
)
def test_an_answer_that_cannot_be_is_refused(scene: Scene, key, choice, code):
    """Nothing changes."""
    scene.feed(trouble())

    effects = scene.feed(AlertAnswered(key=key, choice=choice, by="x"))

    assert (only(Answer, effects).ok, only(Answer, effects).code) == (False, code)
    assert scene.office.alerts.open[KEY].state == "raised"


def test_trouble_that_goes_away_resolves_its_alert_and_tells_who_was_told(scene: Scene):
    """The good news goes to those who had the bad, and to nobody else."""
    deliver(scene, scene.feed(trouble()))
    deliver(scene, scene.advance(900.0))

    effects = scene.feed(TroubleGone(key=KEY))

    assert changes(effects) == ["resolved"]
    assert [n.to for n in every(Notify, effects)] == ["facilities", "manager"]
    assert every(Notify, effects)[0].title.zh.startswith("已解除")
    assert scene.office.alerts.open == {}
    assert only(Answer, scene.feed(answer("acknowledge"))).code == "over"


def test_nobody_hears_of_an_end_whose_beginning_never_arrived(scene: Scene):
    """The message that waits for its next try is dropped instead."""
    note = only(Notify, scene.feed(trouble()))
    scene.feed(NotificationFailed(notification=note.notification, why="no route"))

    effects = scene.feed(TroubleGone(key=KEY))

    assert every(Notify, effects) == []
    assert scene.office.alerts.outbox == {}


def test_a_message_under_way_when_the_trouble_ends_is_followed_by_the_end(scene: Scene):
    """It arrives after all: so must the good news."""
    note = only(Notify, scene.feed(trouble()))
    scene.feed(TroubleGone(key=KEY))

    effects = scene.feed(NotificationSent(notification=note.notification))

    assert only(Notify, effects).title.zh.startswith("已解除")
    assert deliver(scene, effects)[-1:] != []
    assert scene.office.alerts.outbox == {}


def test_a_message_that_fails_after_the_end_is_not_tried_again(scene: Scene):
    """Nobody needs it any more."""
    note = only(Notify, scene.feed(trouble()))
    scene.feed(TroubleGone(key=KEY))

    effects = scene.feed(NotificationFailed(notification=note.notification, why="x"))

    assert every(Notify, effects) == []
    assert scene.office.alerts.outbox == {}
    assert scene.office.alerts.undelivered == ()


def test_the_end_is_told_where_one_of_two_channels_had_the_beginning(scene: Scene):
    """Half delivered is told."""
    note = only(Notify, scene.feed(trouble()))
    scene.feed(NotificationFailed(notification=note.notification, why="x", taken=("mail",)))

    effects = scene.feed(TroubleGone(key=KEY))

    assert [n.to for n in every(Notify, effects)] == ["facilities"]


def test_what_only_happened_is_over_once_acknowledged(scene: Scene):
    """A lost badge that was tried does not last."""
    scene.feed(trouble(passing=True))

    effects = scene.feed(answer("acknowledge"))

    assert changes(effects) == ["acknowledged", "resolved"]
    assert scene.office.alerts.open == {}


def test_an_end_without_an_alert_is_nothing(scene: Scene):
    """Rules may say "gone" as often as they like."""
    assert scene.feed(TroubleGone(key=KEY)) == []


# Messages


def test_a_failed_message_is_tried_again_later_and_later(scene: Scene):
    """1, 2, 5, 10, 30 minutes, then every 30."""
    scene.rules = replace(scene.rules, facilities=("facilities",))
    effects = scene.feed(trouble())
    scene.feed(answer("acknowledge"))
    waits = []
    for _ in range(7):
        note = only(Notify, effects)
        scene.feed(NotificationFailed(notification=note.notification, why="refused"))
        began_s = scene.clock.mono_s
        effects = scene.advance(subject.next_due_s(scene.office) - began_s)
        waits.append((scene.clock.mono_s - began_s) / 60)

    assert waits == [1, 2, 5, 10, 30, 30, 30]
    assert next(iter(scene.office.alerts.outbox.values())).why == "refused"


def test_after_a_day_a_message_is_given_up_and_shown_as_undelivered(scene: Scene):
    """Somebody at the dashboard has to know that nobody was told."""
    note = only(Notify, scene.feed(trouble()))
    scene.feed(answer("acknowledge"))
    scene.advance(24 * 3600.0)

    scene.feed(NotificationFailed(notification=note.notification, why="refused"))

    assert scene.office.alerts.outbox == {}
    assert [o.why for o in scene.office.alerts.undelivered] == ["refused"]
    assert scene.advance(7200.0) == []


def test_what_is_given_up_is_told_in_the_next_summary(scene: Scene):
    """The phone was off for a day; what it missed is not lost."""
    scene.until("07:00")
    note = only(Notify, scene.feed(trouble()))
    scene.feed(answer("acknowledge"))
    scene.advance(24 * 3600.0 + 1.0)
    scene.feed(NotificationFailed(notification=note.notification, why="refused"))
    scene.until("08:00")

    summary = next(n for n in every(Notify, scene.feed(MinuteBegan())) if n.to == "facilities")

    assert "AC of room B is on" in summary.body.en.split("Not sent to you one by one")[1]
    assert scene.refolded().alerts == scene.office.alerts


def test_a_screen_says_what_does_not_get_through_until_it_does(scene: Scene):
    """Not at the first failure, not what waits for the morning; over once a message is taken."""
    note = only(Notify, scene.feed(trouble()))
    scene.feed(answer("acknowledge"))
    for tries in range(4):
        assert subject.undeliverable(scene.office) == (), tries
        scene.feed(NotificationFailed(notification=note.notification, why="refused"))
        scene.advance(subject.next_due_s(scene.office) - scene.clock.mono_s)
    assert [o.to for o in subject.undeliverable(scene.office)] == ["facilities"]
    scene.advance(24 * 3600.0)
    scene.feed(NotificationFailed(notification=note.notification, why="refused"))
    assert [o.why for o in subject.undeliverable(scene.office)] == ["refused"]

    other = only(Notify, scene.feed(trouble(key="offhours:room-a")))
    scene.feed(NotificationSent(notification=other.notification))

    assert subject.undeliverable(scene.office) == ()


def test_each_step_is_in_the_ledger_with_who(scene: Scene):
    """Raised, written to whom, taken by whom, up to whom, acknowledged by whom, over by itself."""
    deliver(scene, scene.feed(trouble()))
    deliver(scene, scene.advance(900.0))
    scene.feed(answer("acknowledge"))
    deliver(scene, scene.feed(TroubleGone(key=KEY)))

    rows = [r for r in scene.kept if r.kind.startswith(("alert.", "notify."))]
    who = {"notify.queued": "to", "notify.sent": "to", "alert.escalated": "to"}
    who |= {"alert.acknowledged": "by", "alert.resolved": "by"}
    assert [(r.kind, r.body[who[r.kind]] if r.kind in who else None) for r in rows] == [
        ("alert.raised", None),
        ("notify.queued", "facilities"),
        ("notify.sent", "facilities"),
        ("alert.escalated", ("manager",)),
        ("notify.queued", "manager"),
        ("notify.sent", "manager"),
        ("alert.acknowledged", "facilities"),
        ("alert.resolved", ""),
        ("notify.queued", "facilities"),
        ("notify.queued", "manager"),
        ("notify.sent", "facilities"),
        ("notify.sent", "manager"),
    ]


def test_messages_of_a_contact_keep_their_order_over_failures(scene: Scene):
    """The older one that waits goes before the newer one."""
    first = only(Notify, scene.feed(trouble()))
    scene.feed(NotificationFailed(notification=first.notification, why="x"))
    scene.advance(10.0)

    effects = scene.feed(trouble(key="offhours:room-a"))

    assert [n.alert for n in every(Notify, effects)] == [KEY, "offhours:room-a"]
    assert every(Notify, effects)[0].notification == first.notification


def test_what_waits_behind_a_message_goes_as_soon_as_that_is_taken(scene: Scene):
    """The server is back: no waiting for each one's own time."""
    first = only(Notify, scene.feed(trouble()))
    second = only(Notify, scene.feed(trouble(key="offhours:room-a")))
    for note in (first, second):
        scene.feed(NotificationFailed(notification=note.notification, why="x"))

    both = scene.advance(60.0)
    assert [n.notification for n in every(Notify, both)] == [
        first.notification,
        second.notification,
    ]
    scene.feed(NotificationFailed(notification=second.notification, why="x"))
    effects = scene.feed(NotificationSent(notification=first.notification))
    assert [n.notification for n in every(Notify, effects)] == [second.notification]


def test_a_channel_that_has_a_message_is_named_at_the_next_try(scene: Scene):
    """Not more than once per channel."""
    note = only(Notify, scene.feed(trouble()))
    failed = NotificationFailed(notification=note.notification, why="x", taken=("mail",))
    scene.feed(failed)

    assert only(Notify, scene.advance(60.0)).taken == ("mail",)


def test_a_channel_that_took_a_message_before_the_power_went_is_named_after_the_restart(
    scene: Scene,
):
    """The other one hung meanwhile: there was no answer about the whole message yet."""
    note = only(Notify, scene.feed(trouble()))
    took = NotificationTaken(notification=note.notification, channel="hook")
    assert [r.kind for r in every(Record, scene.feed(took))] == ["notify.taken"]
    assert scene.feed(took) == []
    scene.restart()

    effects = scene.feed(GatewayStarted(version="1", boot="b"))

    assert only(Notify, effects).taken == ("hook",)
    failed = NotificationFailed(notification=note.notification, why="x", taken=("hook",))
    scene.feed(failed)
    assert only(Notify, scene.advance(60.0)).taken == ("hook",)


def test_after_a_restart_the_outbox_is_sent_once_more(scene: Scene):
    """At least once: what was under way when the power went is handed over again."""
    note = only(Notify, scene.feed(trouble()))
    scene.restart()

    effects = scene.feed(GatewayStarted(version="1", boot="b"))

    assert only(Notify, effects) == note
    assert scene.feed(TimePassed()) == []


@pytest.mark.parametrize("kind", [NotificationSent, NotificationFailed])
def test_an_answer_about_an_unknown_message_is_nothing(scene: Scene, kind):
    """Late answers of an earlier life do no harm."""
    more = {"why": "x"} if kind is NotificationFailed else {}

    assert scene.feed(kind(notification="n0", **more)) == []


def test_a_restart_at_any_point_gives_the_same_alerts(scene: Scene):
    """All of it is folded from rows."""
    first = only(Notify, scene.feed(trouble()))
    scene.feed(NotificationFailed(notification=first.notification, why="x", taken=("m",)))
    scene.advance(30.0)
    scene.feed(trouble(key="k2"))
    scene.advance(900.0)
    scene.feed(answer("known_until", until="2026-11-20T22:00:00+08:00", link="L1"))
    assert scene.refolded().alerts == scene.office.alerts
    scene.feed(TroubleGone(key=KEY))
    scene.advance(3600.0)

    assert scene.refolded().alerts == scene.office.alerts
