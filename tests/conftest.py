"""What every test gets: a leak check, logs as they were, steady property tests."""

import logging
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.leaks import left_behind, look

# The same examples for everybody, so that a red run belongs to the change that made it;
# `make explore` looks for new ones.
settings.register_profile(
    "office",
    deadline=None,
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough", parent=settings.get_profile("office"), derandomize=False, max_examples=1_000
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "office"))


@pytest.fixture(autouse=True)
def leaves_nothing_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread, a child process or a socket behind.

    Set up before and torn down after the test's own fixtures; what a module's
    or session's fixture keeps is there before and after, so it does not count.
    """
    before = look()
    yield
    if leaks := left_behind(before):
        pytest.fail("left behind:\n  " + "\n  ".join(leaks), pytrace=False)


@pytest.fixture(autouse=True)
def leaves_logs_as_they_were() -> Iterator[None]:
    """Undo what a command that ran in this process set up for its own logs."""
    level, handlers = logging.root.level, list(logging.root.handlers)
    yield
    logging.root.setLevel(level)
    for handler in list(logging.root.handlers):
        if handler not in handlers and not type(handler).__module__.startswith("_pytest"):
            logging.root.removeHandler(handler)
