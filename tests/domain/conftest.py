"""The fixtures of the rules' tests."""

from tests.domain.scene import clock, rules, scene

__all__ = ["clock", "rules", "scene"]
