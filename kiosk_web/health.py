"""`/healthz`: does the gateway live, is it ready; nothing personal, for anybody."""

from flask import Blueprint, Flask, Response, jsonify

from kiosk_web.context import web
from kiosk_web.limits import unlimited

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@unlimited
def healthz() -> tuple[Response, int]:
    """Return `live`, `ready` and the word of each part; 503 unless both."""
    signs = web().gateway.vital_signs()
    live, ready = signs.get("live") is True, signs.get("ready") is True
    parts = signs.get("parts", {})
    return jsonify(live=live, ready=ready, parts=parts), 200 if live and ready else 503


@blueprint.get("/healthz/live")
@unlimited
def healthz_live() -> tuple[Response, int]:
    """Return only whether the deciding thread turns; 503 if it does not."""
    live = web().gateway.vital_signs().get("live") is True
    return jsonify(live=live), 200 if live else 503


def init_app(app: Flask) -> None:
    """Give the app `/healthz`."""
    app.register_blueprint(blueprint)
