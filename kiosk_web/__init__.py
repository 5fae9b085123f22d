"""The screens: a view parses, asks, renders. Given `ports.py`, it knows nothing else."""

import pkgutil
from datetime import timedelta
from importlib import import_module

from flask import Flask

from kiosk_web import api, health, i18n, limits, live, metrics, pages, problems, security
from kiosk_web.context import KEY, Web
from kiosk_web.ports import (
    Demo,
    Exports,
    Gateway,
    History,
    Links,
    PersonalData,
    Pins,
    Registry,
    Sheets,
)
from kiosk_web.proofs import Guard, Sessions
from kiosk_web.settings import WebSettings

__all__ = ["WebSettings", "create_app"]


def create_app(
    gateway: Gateway,
    history: History,
    registry: Registry,
    links: Links,
    sheets: Sheets,
    *,
    secret: bytes,
    demo: Demo | None = None,
    settings: WebSettings | None = None,
    pins: Pins | None = None,
    exports: Exports | None = None,
    personal: PersonalData | None = None,
) -> Flask:
    """Return the whole web part as a WSGI application.

    Args:
        gateway: The running office.
        history: Questions to the ledger.
        registry: What people maintain.
        links: Signed links in messages.
        sheets: Who worked when.
        secret: At least 32 random bytes, kept beside the data; signs cookies and
            peppers PINs, so a new one signs everybody out and needs new PINs.
        demo: The demo's strings; None in a real gateway.
        settings: What the installer decided; None = safe defaults on loopback.
        pins: The PINs of rooms' panels; None = no PIN opens anything.
        exports: Days of attendance as files; None = none but JSON.
        personal: Everything kept about one person, for them to take; None = not offered.
    """
    settings = settings or WebSettings()
    doors = Web(
        gateway=gateway,
        history=history,
        registry=registry,
        links=links,
        sheets=sheets,
        demo=demo,
        settings=settings,
        secret=secret,
        pins=pins,
        exports=exports,
        personal=personal,
    )
    app = api.make_app(__name__)
    app.extensions[KEY] = doors
    _configure(app, settings, secret)
    app.session_interface = Sessions()
    csrf = Guard(app)
    for part in (security, i18n, problems, health):
        part.init_app(app)
    limits.init_app(app, settings)
    live.init_app(app, doors)
    metrics.init_app(app)
    api.init_app(app, csrf)
    _add_pages(app)
    return app


def _configure(app: Flask, settings: WebSettings, secret: bytes) -> None:
    app.config.update(
        SECRET_KEY=secret,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        MAX_CONTENT_LENGTH=settings.most_body_bytes,
        MAX_FORM_MEMORY_SIZE=settings.most_body_bytes,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_NAME=settings.cookie_name,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(days=400),
        # A wall panel's page is weeks old when it is touched.
        WTF_CSRF_TIME_LIMIT=None,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _add_pages(app: Flask) -> None:
    """Register every module of `kiosk_web/pages`: its `blueprint` and its `LIVE` pages."""
    hub = app.extensions["live"]
    for found in pkgutil.iter_modules(pages.__path__):
        module = import_module(f"{pages.__name__}.{found.name}")
        app.register_blueprint(module.blueprint)
        for page in getattr(module, "LIVE", ()):
            hub.add(page)
