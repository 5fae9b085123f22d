"""A real pcscd for tests: its own socket, its own virtual reader, nothing shared with the machine.

pcscd takes its listening socket from whoever starts it (systemd's socket
activation), so each test process gives it one of its own; libpcsclite finds it
by PCSCLITE_CSOCK_NAME, which it reads once per process. vpcd takes its TCP port
from the reader configuration. So no namespace is needed, only root (pcscd
makes /run/pcscd). vpcd can only listen on all addresses; the port is a free one.
"""

import os
import random
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.patience import PATIENCE_S

PCSCD = Path("/usr/sbin/pcscd")
DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
SOCKET = Path(tempfile.gettempdir()) / f"office-gateway-{os.getpid()}.pcscd"
os.environ["PCSCLITE_CSOCK_NAME"] = str(SOCKET)

HAND_OVER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[2], sys.argv[2:])
"""


def missing() -> str | None:
    """Return why no pcscd can be run here, or None."""
    if not PCSCD.exists() or not DRIVER.exists():
        return "needs the Debian packages pcscd and vsmartcard-vpcd"
    if os.geteuid() != 0:
        return "pcscd needs root to make /run/pcscd"
    return None


def free_pair() -> int:
    """Return a port that is free together with the next one (vpcd's two slots)."""
    while True:
        first_port = random.randrange(20_000, 32_000)
        try:
            for port in (first_port, first_port + 1):
                with socket.socket() as probe:
                    probe.bind(("", port))
        except OSError:
            continue
        return first_port


class Pcscd:
    """One pcscd with one virtual reader of two slots: "Virtual PCD 00 00" and "... 00 01"."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_pair()

    def start(self, *, readers: bool = True) -> None:
        """Start it; clients may connect at once and are served when it is ready."""
        conf = self._folder / "reader.conf"
        conf.write_text(self._reader_conf() if readers else "", "utf-8")
        SOCKET.unlink(missing_ok=True)
        with (
            socket.socket(socket.AF_UNIX) as listening,
            (self._folder / "pcscd.log").open("ab") as log,
        ):
            listening.bind(str(SOCKET))
            listening.listen(16)
            handed = listening.fileno()
            self._process = subprocess.Popen(
                [sys.executable, "-ISc", HAND_OVER, str(handed), *self._command(conf)],
                pass_fds=[handed],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def stop(self) -> None:
        """Stop it as systemd does, socket and all; safe to call twice."""
        if self._process is not None:
            self._process.terminate()
            self._end()
        SOCKET.unlink(missing_ok=True)

    def kill(self) -> None:
        """Kill it: the socket's file stays behind and leads nowhere."""
        assert self._process is not None
        self._process.kill()
        self._end()

    def _end(self) -> None:
        assert self._process is not None
        self._process.wait(timeout=PATIENCE_S)
        self._process = None

    def _command(self, conf: Path) -> list[str]:
        known = subprocess.run([PCSCD, "--help"], capture_output=True, text=True, check=False)
        polkit = ["--disable-polkit"] if "disable-polkit" in known.stdout + known.stderr else []
        return [str(PCSCD), "--foreground", "--info", *polkit, "--config", str(conf)]

    def _reader_conf(self) -> str:
        return (
            'FRIENDLYNAME "Virtual PCD"\n'
            f"DEVICENAME /dev/null:{self.port:#X}\n"
            f"LIBPATH {DRIVER}\n"
            f"CHANNELID {self.port:#X}\n"
        ).replace("0X", "0x")
