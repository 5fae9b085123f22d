"""The server of the browser tests: werkzeug's, with files that are read whole."""

from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server


def server_of(app: Flask) -> BaseWSGIServer:
    """Return a server of the app on a free port; `serve_forever` serves."""
    server = make_server("127.0.0.1", 0, _whole_files(app), threaded=True)
    server.daemon_threads = True
    return server


def _whole_files(app: WSGIApplication) -> WSGIApplication:
    """Read each file to its end: werkzeug leaves one open when a browser hangs up in the middle."""

    def answer(environ: WSGIEnvironment, start: StartResponse):
        parts = app(environ, start)
        if not environ["PATH_INFO"].startswith("/static/"):
            return parts
        try:
            return [b"".join(parts)]
        finally:
            if hasattr(parts, "close"):
                parts.close()

    return answer
