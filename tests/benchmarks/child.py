"""The gateway in a process of its own, composed as `office-gateway run` does it.

with Gateway(site, data) as gateway:
    gateway.port, gateway.pid
    gateway.tap("reader-00", uid)
    gateway.counts()       # what the loop counts of itself

Words on stdin: `tap <reader> <uid>`, `counts`, `gc`; the end of stdin ends it.
"""

import gc
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType

TICK_S = 1 / os.sysconf("SC_CLK_TCK")


class Gateway:
    """The bench's end of it; a context manager."""

    def __init__(self, site: Path, data: Path) -> None:
        self._words = [sys.executable, "-m", "tests.benchmarks.child", str(site), str(data)]

    def __enter__(self) -> "Gateway":
        self._process = subprocess.Popen(
            self._words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.pid = self._process.pid
        self.port = int(self._read()["port"])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def tap(self, reader: str, uid: bytes) -> None:
        """Lay a card on an imaginary reader; returns before it is decided."""
        self._say(f"tap {reader} {uid.hex()}")

    def counts(self) -> dict[str, int]:
        """Return `events` and `batches` decided, the `inbox`, and what the bus counts."""
        self._say("counts")
        return self._read()

    def collect(self) -> None:
        """Have it collect its garbage, so that memory is what is held."""
        self._say("gc")
        self._read()

    def cpu_s(self) -> float:
        """Return the processor time it has used so far, in seconds."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * TICK_S

    def rss_mb(self) -> float:
        """Return the memory it holds now, in megabytes."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise AssertionError("the gateway has gone")

    def _say(self, word: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()

    def _read(self) -> dict[str, int]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "the gateway has ended"
        found: dict[str, int] = json.loads(line)
        return found


def _serve(site: Path, data: Path) -> None:
    from gateway.app import App, Options
    from gateway.config import load
    from gateway.process import settle

    app = App(*load(site), Options(data=data, port=0))
    app.start()
    settle()
    try:
        _answer(port=app.web.port)
        threading.Thread(target=_listen, args=(app,), daemon=True).start()
        app.run()
    finally:
        app.close()


def _listen(app) -> None:
    try:
        for line in sys.stdin:
            _obey(app, line.split())
    finally:
        app.stop()


def _obey(app, words: list[str]) -> None:
    match words:
        case ["tap", reader, uid]:
            app.readers.sim[reader].tap(bytes.fromhex(uid))
        case ["counts"]:
            meter = app.loop.meter
            waiting = len(app.inbox)
            _answer(events=meter.events, batches=meter.batches, inbox=waiting, **app.bus.counts())
        case ["gc"]:
            gc.collect()
            _answer()


def _answer(**said: int) -> None:
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), Path(sys.argv[2]))
