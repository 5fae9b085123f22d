"""`/api/v1`: the same doors for programs, described by OpenAPI 3.1."""

from flask import Flask


def make_app(name: str) -> Flask:
    """Return the empty application."""
    return Flask(name)
