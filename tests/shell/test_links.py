"""Links in messages: genuine, until a time, nothing else."""

import base64
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.clock import SetClock
from gateway.domain.alerts import LinkClaim
from gateway.domain.effects import Notify
from gateway.domain.text import Text
from gateway.links import Links, choices_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 23, 40, tzinfo=SHANGHAI)
CLAIM = LinkClaim("n-1", "offhours:room-b", "facilities", NOW + timedelta(hours=1))


@pytest.fixture
def clock():
    """Return a clock at 23:40."""
    return SetClock(NOW, SHANGHAI)


@pytest.fixture
def links(clock):
    """Return the links of one gateway."""
    return Links(b"k" * 32, clock)


def test_a_link_says_what_was_signed(links):
    """Alert, contact, id and time come back as they were."""
    assert links.read(links.sign(CLAIM)) == CLAIM


def test_a_token_goes_into_an_address_as_it_is(links):
    """No sign that a mail program or a chat would cut off."""
    assert re.fullmatch(r"[A-Za-z0-9_.-]+", links.sign(CLAIM))


def test_a_link_ends_at_its_time(links, clock):
    """Up to the second before; not at it."""
    token = links.sign(CLAIM)
    clock.set(CLAIM.expires_at - timedelta(seconds=1))
    assert links.read(token) is not None

    clock.set(CLAIM.expires_at)

    assert links.read(token) is None


def test_a_link_of_another_gateway_is_none(links, clock):
    """Each has its own key."""
    assert Links(b"x" * 32, clock).read(links.sign(CLAIM)) is None


def test_changing_one_character_anywhere_breaks_a_link(links):
    """Claim and signature hang together."""
    token = links.sign(CLAIM)
    for at, letter in enumerate(token):
        other = "A" if letter != "A" else "B"
        assert links.read(f"{token[:at]}{other}{token[at + 1 :]}") is None


@pytest.mark.parametrize(
    "token",
    ["", ".", "a.b", "....", "é.é", "=.=", "A" * 5000, base64.b64encode(b"[]").decode() + ".x"],
)
def test_nonsense_is_no_link_and_no_error(links, token):
    """Whatever somebody types after /a/."""
    assert links.read(token) is None


@given(st.text(max_size=200))
def test_no_text_is_a_link_by_chance(text):
    """Reading never raises."""
    assert Links(b"k" * 32, SetClock(NOW, SHANGHAI)).read(text) is None


def test_padding_or_another_spelling_is_refused(links):
    """One link, one spelling: else the same link would look like two."""
    said, _, mac = links.sign(CLAIM).partition(".")

    assert links.read(f"{said}=.{mac}") is None
    assert links.read(f"{said}.{mac}.") is None


def test_a_link_named_in_chinese_works(links):
    """Ids may hold any letters."""
    claim = LinkClaim("n-2", "非工作时间:会议室", "物业", CLAIM.expires_at)

    assert links.read(links.sign(claim)) == claim


def note(alert="offhours:room-b", **more):
    text = Text("空调还开着", "AC is on")
    return Notify(notification="n-3", to="facilities", alert=alert, title=text, body=text, **more)


@pytest.mark.parametrize(
    ("message", "choices"),
    [
        (note(channels=("room-b.ac",)), ("switch_off", "known_until")),
        (note(), ("acknowledge", "known_until")),
        (note(alert="lastout:office", channels=("room-b.ac",)), ("switch_off", "known_until")),
        (note(alert="part:broker"), ("",)),
    ],
)
def test_a_message_has_a_link_for_each_thing_to_do(message, choices):
    """Switch off only where there is something to switch."""
    assert choices_of(message) == choices


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "关掉（安全关机）"), ("en", "Switch off, safely")]
)
def test_links_say_what_they_do_and_are_spent_one_by_one(links, language, words):
    """Each has an id of its own; all end after a day."""
    said = links.in_message(note(channels=("room-b.ac",)), "https://gw.example", language)

    claims = [links.read(token) for token in re.findall(r"/a/(\S+)", said)]
    assert said.startswith(words)
    assert [c.id for c in claims] == ["n-3:switch_off", "n-3:known_until"]
    assert {c.expires_at for c in claims} == {NOW + timedelta(hours=24)}
    assert "11-21 23:40" in said
