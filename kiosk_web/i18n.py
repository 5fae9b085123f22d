"""Language and look of a page: whose words, light or dark.

Languages are `zh` and `en` in code, `zh_CN` and `en` in the catalogues. The
sources of the catalogues are the English words in templates and Python. A
device keeps its own choice (one touch on the kiosk, `POST /language`), else the
language its screen was paired with, else what its browser asks for.
"""

from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import Babel

from gateway.domain.now import Now
from gateway.domain.text import Text
from kiosk_web.context import web
from kiosk_web.sessions import current_screen
from kiosk_web.settings import WebSettings

LANGUAGES = {"zh": "zh_CN", "en": "en"}
HTML_TAGS = {"zh": "zh-CN", "en": "en"}
THEMES = ("auto", "light", "dark")

blueprint = Blueprint("look", __name__)


def language() -> str:
    """Return the language of this request: `zh` or `en`."""
    if "language" not in g:
        g.language = _choose()
    return str(g.language)


def _choose() -> str:
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    screen = current_screen()
    if screen is not None and screen.language in LANGUAGES:
        return str(screen.language)
    asked = request.accept_languages.best_match(["zh", "zh-CN", "en"])
    return asked[:2] if asked else web().settings.default_language


def say(text: Text) -> str:
    """Return the words of a domain text in this request's language."""
    return text.in_(language())


def theme_at(now: Now, settings: WebSettings) -> str:
    """Return `dark` or `light` for an instant of the gateway's clock."""
    dark = now.at.hour >= settings.dark_from_hour or now.at.hour < settings.light_from_hour
    return "dark" if dark else "light"


def theme() -> str:
    """Return the theme of this request: the device's choice, else by time of day."""
    chosen = session.get("theme", "auto")
    if chosen in ("light", "dark"):
        return str(chosen)
    return theme_at(web().gateway.now(), web().settings)


def safe_next(default: str = "/") -> str:
    """Return where the form or query wants to go next, if that is a page of ours."""
    wanted = request.form.get("next") or request.args.get("next") or default
    parts = urlsplit(wanted)
    ours = not parts.scheme and not parts.netloc and wanted.startswith("/")
    return wanted if ours and not wanted.startswith(("//", "/\\")) else default


@blueprint.post("/language")
def change_language() -> ResponseReturnValue:
    """Keep the device's language (`language`: zh or en) and go back (`next`)."""
    wanted = request.form.get("language", "")
    if wanted not in LANGUAGES:
        abort(422)
    session.permanent = True
    session["language"] = wanted
    return redirect(safe_next(), 303)


@blueprint.post("/theme")
def change_theme() -> ResponseReturnValue:
    """Keep the device's theme (`theme`: auto, light or dark) and go back (`next`)."""
    wanted = request.form.get("theme", "")
    if wanted not in THEMES:
        abort(422)
    session.permanent = True
    session["theme"] = wanted
    return redirect(safe_next(), 303)


def init_app(app: Flask) -> None:
    """Set up Flask-Babel and what every template may use.

    Templates get: `language` (zh/en), `html_lang`, `theme`, `now` (aware, the
    gateway's), `say(text)`, `screen`, `person`, `is_demo`, `site_name`.
    """
    Babel(app, locale_selector=lambda: LANGUAGES[language()])
    app.register_blueprint(blueprint)

    @app.context_processor
    def _look() -> dict[str, object]:
        from kiosk_web.sessions import current_person

        doors = web()
        return {
            "language": language(),
            "html_lang": HTML_TAGS[language()],
            "theme": theme(),
            "now": doors.gateway.now().at,
            "say": say,
            "screen": current_screen(),
            "person": current_person(),
            "is_demo": doors.demo is not None,
            "site_name": doors.gateway.snapshot().rules.name.in_(language()),
        }
