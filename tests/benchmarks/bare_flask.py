"""The floor of a request: Flask and waitress with nothing of ours, in a process of its own.

with BareFlask() as bare:
    bare.port        # POST /press answers {"ok": true}
"""

import subprocess
import sys
from types import TracebackType


class BareFlask:
    """The bench's end of it; a context manager."""

    def __enter__(self) -> "BareFlask":
        words = [sys.executable, "-m", "tests.benchmarks.bare_flask"]
        self._process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        self.port = int(self._process.stdout.readline())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(10)
        assert self._process.stdout
        self._process.stdout.close()


def _serve() -> None:
    from flask import Flask, jsonify, request
    from waitress.server import create_server

    app = Flask(__name__)

    @app.post("/press")
    def press():
        request.get_json()
        return jsonify(ok=True)

    server = create_server(app, host="127.0.0.1", port=0)
    print(server.effective_port, flush=True)
    server.run()


if __name__ == "__main__":
    _serve()
