"""The demo shows our own pages inside its own: only there, and only our own."""

from flask import Response

from kiosk_web.context import web
from kiosk_web.security import POLICY


def allow_in_demo(response: Response) -> Response:
    """Let our own pages frame this answer, in the demo; elsewhere nobody may."""
    if web().demo is None:
        return response
    policy = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'; frame-src 'self'")
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
