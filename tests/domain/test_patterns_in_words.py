"""A pattern is said as people say it, in both languages (spec 02 §3: a verdict explains itself)."""

import pytest

from gateway.domain.attendance.patterns import words_of


@pytest.mark.parametrize(
    ("pattern", "zh", "en"),
    [
        ("weekdays", "日历上的工作日", "working days of the calendar"),
        ("daily", "每天", "every day"),
        ("every:2", "隔天", "every second day"),
        ("every:3", "每 3 天一次", "every 3 days"),
        ("cycle:4/1/2/1", "上 4 休 1、上 2 休 1", "4 on, 1 off, 2 on, 1 off"),
        ("mon-fri,sun", "周一至周五、周日", "Mon to Fri, Sun"),
        ("sometimes", "sometimes", "sometimes"),
    ],
)
def test_a_pattern_is_said_in_words(pattern: str, zh: str, en: str) -> None:
    """One that means nothing is shown as it was typed."""
    assert (words_of(pattern).zh, words_of(pattern).en) == (zh, en)
