"""The one place that catches everything: around code that is not the loop's own.

A driver, a callback or a sender that raises costs only the message at hand. It
is logged with its traceback and counted, never hidden.
"""

import logging
from collections import Counter
from collections.abc import Callable
from typing import ParamSpec

P = ParamSpec("P")

log = logging.getLogger(__name__)

caught: Counter[str] = Counter()
"""How often each guarded place raised, by name; shown in `/metrics`."""


def guarded(name: str, call: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Call it and return True; log, count and return False if it raised."""
    try:
        call(*args, **kwargs)
    except Exception:
        caught[name] += 1
        log.exception("%s failed; this one message is dropped", name)
        return False
    return True
