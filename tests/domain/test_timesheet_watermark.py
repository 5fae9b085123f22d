"""When a day is final, and what is held back because a tap may have been lost (spec 02 §3)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from gateway.domain.attendance.day import Flag, Outage, Status
from gateway.domain.attendance.watermark import outages, watermark
from gateway.domain.rules import Reader
from gateway.domain.snapshot import Kept
from gateway.domain.text import Text
from tests.domain.judged import at, away, codes, judged, outage, taps
from tests.domain.scene import sample_rules

NOW = at("20:00")


def rows(*said: str) -> list[Kept]:
    """Return ledger rows: `09:00 reader:front-door gone`, `... back`, `10:00 started`."""
    found = []
    for seq, one in enumerate(said, start=1):
        local, part, *word = one.split()
        if part == "started":
            found.append(Kept(seq, at(local), "gateway.started", "hq", {}))
        else:
            body = {"part": part, "ok": word == ["back"], "detail": ""}
            found.append(Kept(seq, at(local), "part", part, body))
    return found


@pytest.fixture
def rules():
    """Return the sample office; `gate-in` is a satellite, `back-door` one on MQTT."""
    own = sample_rules()
    kinds = {"gate-in": "satellite", "back-door": "mqtt", "front-door": "pcsc"}
    readers = {
        id_: replace(reader, kind=kinds.get(id_, reader.kind))
        for id_, reader in own.readers.items()
    }
    panel = Reader(id="panel", kind="pcsc", zone="office", name=Text("屏", "Panel"), room="room-a")
    return replace(own, readers={**readers, "panel": panel})


@pytest.mark.parametrize(
    ("said", "mark"),
    [
        ([], "20:00"),
        (["08:00 reader:front-door back"], "20:00"),
        (["09:00 reader:front-door gone"], "09:00"),
        (["09:00 reader:front-door gone", "09:30 reader:front-door back"], "20:00"),
        (["09:00 reader:gate-in gone", "12:00 reader:front-door gone"], "09:00"),
        (["09:00 reader:gate-in gone", "10:00 reader:gate-in gone"], "09:00"),
        (["09:00 broker gone"], "09:00"),
        (["09:00 pcscd gone"], "09:00"),
        (["09:00 store gone"], "09:00"),
        (["09:00 reader:long-sold gone"], "20:00"),
        (["09:00 reader:panel gone"], "20:00"),
        (["09:00 reader:lab-door gone"], "20:00"),
        (["09:00 clock gone"], "20:00"),
    ],
)
def test_nothing_is_final_after_the_last_word_of_a_silent_reader(rules, said, mark):
    """Of the doors only: not of a panel, an inner door, or a reader that was taken out."""
    assert watermark(rules, rows(*said), NOW) == at(mark)


def test_what_a_reader_kept_comes_later_and_what_one_lost_never_does(rules):
    """A satellite that was away delivers; an USB reader that was unplugged read nothing."""
    kept = rows("09:00 reader:gate-in gone", "10:00 reader:gate-in back")
    lost = rows("09:00 reader:front-door gone", "10:00 reader:front-door back")

    assert outages(rules, kept, {}, NOW) == ()
    assert outages(rules, lost, {}, NOW) == (
        Outage(since=at("09:00"), until=at("10:00"), reader="front-door"),
    )


def test_a_reader_that_is_still_gone_is_an_outage_up_to_now(rules):
    """Also a satellite: nobody knows yet what it has."""
    [found] = outages(rules, rows("09:00 reader:gate-in gone"), {}, NOW)

    assert (found.since, found.until) == (at("09:00"), NOW)


def test_while_the_gateway_was_down_nothing_was_kept(rules):
    """From the row before its start to the start; the very first start lost nothing."""
    said = rows("07:00 started", "10:00 started")

    assert outages(rules, said, {2: at("09:30")}, NOW) == (
        Outage(since=at("09:30"), until=at("10:00")),
    )


def test_a_blip_holds_nobody_back(rules):
    """Whoever tapped in that minute tapped again: it is as long as a reader may be gone."""
    said = rows("09:00 reader:front-door gone", "09:01 reader:front-door back", "10:00 started")

    assert outages(rules, said, {3: at("09:59:30")}, NOW) == ()


def test_without_the_broker_the_readers_on_it_are_deaf(rules):
    """And no others: a card on the USB reader is read all the same."""
    found = outages(rules, rows("09:00 broker gone", "10:00 broker back"), {}, NOW)

    assert [o.reader for o in found] == ["back-door"]


def test_an_absence_in_a_gap_is_not_final_and_says_why():
    """A silent reader holds absences back, it does not create them."""
    late = at("20:00") + timedelta(days=9)
    gap = (outage("08:30-10:00", "front-door"),)
    day = judged([], outages=gap, watermark=late)

    assert judged([], watermark=late).final
    assert (day.status, day.flags, day.final) == (Status.ABSENT, (Flag.READER_DOWN,), False)
    assert "reader_down" in codes(day)
    said = next(why for why in day.why if why.code == "reader_down")
    assert "08:30–11-16 10:00" in said.text.zh


@pytest.mark.parametrize(
    ("said", "gap", "held"),
    [
        (["08:55"], "17:00-18:00", True),
        (["08:55"], "07:00-08:50", False),
        (["17:31 out"], "08:30-10:00", True),
        (["17:31 out"], "17:32-18:00", False),
        (["08:55", "17:31"], "12:00-13:00", False),
        ([], "18:30-19:00", False),
    ],
)
def test_only_where_the_tap_that_is_missed_may_have_been(said, gap, held):
    """Before coming or after leaving; a day with both taps does not care."""
    late = at("20:00") + timedelta(days=9)
    day = judged(taps(*said), outages=(outage(gap),), watermark=late)

    assert (Flag.READER_DOWN in day.flags) is held
    assert day.final is not held


def test_leave_beats_a_silent_reader():
    """Nobody waits for a tap that was never due."""

    late: datetime = at("20:00") + timedelta(days=9)
    free = (away("leave", "00:00-24:00", "annual"),)
    day = judged([], outages=(outage("08:30-10:00"),), watermark=late, aways=free)

    assert (day.status, day.final, day.flags) == (Status.ON_LEAVE, True, ())
