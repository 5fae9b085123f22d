"""How this process is set for its work: many threads that each do little, and quickly."""

import gc
import sys

SWITCH_S = 0.0005
"""How soon a thread that waits for the interpreter gets it; Python's own 5 ms is a whole press."""

COLLECT_EVERY = 20_000
"""New objects between two looks for garbage: a press makes hundreds, and none in a circle."""


def settle() -> None:
    """Call once, when all is up: what lives as long as the process is not looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY, 20, 20)
    sys.setswitchinterval(SWITCH_S)
