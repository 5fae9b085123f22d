"""A real Mosquitto for tests: a free loopback port, stopped and started at will.

    with Mosquitto() as broker:
        client.connect(broker.host, broker.port)
        broker.stop()      # SIGTERM, as `systemctl stop`: clients are told
        broker.start()     # the same port; sessions and retained messages are gone
        broker.kill()      # SIGKILL, as a crash
        broker.freeze()    # SIGSTOP, as a half-open line; `thaw()` undoes it

`conf` adds lines to its configuration, `acl` and `passwords` (user to password)
switch access control on. In a test module:

    @pytest.fixture
    def broker():
        with Mosquitto() as broker:
            yield broker
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from tests.patience import PATIENCE_S

PROGRAM = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    """Return a TCP port on loopback that nobody listens on now."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


class Mosquitto:
    """See the module; a context manager that starts on entry and ends with its test."""

    host = "127.0.0.1"

    def __init__(
        self, conf: str = "", acl: str | None = None, passwords: Mapping[str, str] | None = None
    ) -> None:
        self.port = free_port()
        self._folder = tempfile.TemporaryDirectory(prefix="mosquitto-")
        self._process: subprocess.Popen[bytes] | None = None
        folder = Path(self._folder.name)
        folder.chmod(0o755)
        lines = [
            f"listener {self.port} {self.host}",
            "set_tcp_nodelay true",
            "persistence false",
            f"allow_anonymous {'false' if passwords else 'true'}",
            f"log_dest file {folder / 'log'}",
            "log_type all",
            conf,
        ]
        if os.geteuid() == 0:
            lines.append("user root")
        if acl is not None:
            (folder / "acl").write_text(acl + "\n")
            lines.append(f"acl_file {folder / 'acl'}")
        if passwords:
            self._write_passwords(folder / "passwords", passwords)
            lines.append(f"password_file {folder / 'passwords'}")
        self._conf = folder / "mosquitto.conf"
        self._conf.write_text("\n".join(lines) + "\n")

    @property
    def url(self) -> str:
        """Return its address as the site file writes it."""
        return f"mqtt://{self.host}:{self.port}"

    @property
    def log(self) -> str:
        """Return what it has logged so far."""
        return (Path(self._folder.name) / "log").read_text(errors="replace")

    def start(self) -> None:
        """Start it and return once it takes connections."""
        assert PROGRAM, "mosquitto is not installed: apt install mosquitto"
        self._process = subprocess.Popen(
            [PROGRAM, "-c", str(self._conf)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        pause = threading.Event()
        for _ in range(500):
            try:
                socket.create_connection((self.host, self.port), timeout=PATIENCE_S).close()
                return
            except OSError:
                assert self._process.poll() is None, self.log
                pause.wait(0.01)
        raise AssertionError(f"mosquitto does not listen:\n{self.log}")

    def stop(self) -> None:
        """Stop it in good order; safe to call twice."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it, as a crash or a power cut would."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """Let it hang: connections stay open and nothing is answered."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen one go on."""
        self._signal(signal.SIGCONT)

    def __enter__(self) -> "Mosquitto":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self.thaw()
        self.stop()
        self._folder.cleanup()

    def _signal(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def _end(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(PATIENCE_S)
            self._process = None

    @staticmethod
    def _write_passwords(file: Path, passwords: Mapping[str, str]) -> None:
        file.touch()
        for user, password in passwords.items():
            subprocess.run(["mosquitto_passwd", "-b", str(file), user, password], check=True)
