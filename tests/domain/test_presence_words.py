"""What is said: both languages, nothing but a name, never nonsense."""

from datetime import datetime
from itertools import product

import pytest

from gateway.domain import words
from gateway.domain.attendance import Verdict, Word
from tests.domain.scene import SHANGHAI


@pytest.mark.parametrize(
    ("hour", "zh"),
    [(3, "晚上好"), (4, "早上好"), (11, "早上好"), (12, "下午好"), (17, "下午好"), (18, "晚上好")],
)
def test_the_greeting_goes_by_the_hour(hour, zh):
    """Morning from four to noon, afternoon to six."""
    said = words.greeting("李伟", datetime(2026, 11, 20, hour, tzinfo=SHANGHAI))

    assert said.zh == f"{zh}，李伟"


def test_every_verdict_has_words_in_both_languages():
    """Nothing is empty, no code of ours is shown."""
    at = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)
    for word, worked_s in product([*Word, None], [None, 0, 59, 3600]):
        verdict = Verdict(word=word, late_s=61, early_s=59) if word else None
        for said in (
            words.signed_in("李伟", at, verdict),
            words.signed_out("李伟", verdict, worked_s, is_last=worked_s is None),
        ):
            assert "李伟" in said.zh
            assert "李伟" in said.en
            assert "_" not in said.zh + said.en


def test_less_than_a_minute_late_is_a_minute():
    """Never "0 min late"."""
    assert [words.minutes(s) for s in (1, 59, 60, 119, 183)] == [1, 1, 1, 1, 3]


def test_a_length_of_time_is_said_in_hours_and_minutes():
    """Hours only where there are some."""
    assert words.hours(30060).zh == "8 小时 21 分钟"
    assert words.hours(59).en == "0 min"
    assert words.hours(-5).en == "0 min"
