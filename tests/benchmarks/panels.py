"""Panels as browsers are: a page with its CSRF token, presses, an open `/events`."""

import http.client
import json
import queue
import re
import selectors
import socket
import threading
import time

from tests.benchmarks.scene import SECRET

HOST = "127.0.0.1"
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
LIVE = re.compile(r'"(/events\?[^"]+)"')


class Panel:
    """One paired panel with a connection that stays open between presses."""

    def __init__(self, port: int, number: int, room: str) -> None:
        self._room = room
        self._http = http.client.HTTPConnection(HOST, port, timeout=10)
        self._cookie = f"office_screen=panel-{number}.{SECRET}"
        page = self._open()
        found = TOKEN.search(page)
        live = LIVE.search(page)
        assert found, page[:500]
        assert live, page[:500]
        self._token = found[1]
        self._live = live[1].replace("&amp;", "&")

    def _open(self) -> str:
        self._http.request("GET", f"/room/{self._room}", headers={"Cookie": self._cookie})
        answer = self._http.getresponse()
        page = answer.read().decode()
        assert answer.status == 200, (answer.status, page[:500])
        for line in answer.headers.get_all("Set-Cookie") or ():
            self._cookie += "; " + line.partition(";")[0]
        return page

    def press(self, control: str, value: object = None) -> dict[str, object]:
        """Press a control and return the answer."""
        self._http.request(
            "POST",
            f"/room/{self._room}/press",
            json.dumps({"control": control, "value": value}),
            {
                "Cookie": self._cookie,
                "Content-Type": "application/json",
                "Accept": "application/json",
                "X-CSRFToken": self._token,
                "X-Requested-With": "fetch",
            },
        )
        answer = self._http.getresponse()
        said: dict[str, object] = json.loads(answer.read())
        assert answer.status == 200, said
        return said

    def listen(self) -> socket.socket:
        """Return a socket on which the page's changes come."""
        sock = socket.create_connection((HOST, self._http.port), timeout=10)
        words = [f"GET {self._live} HTTP/1.1", f"Host: {HOST}", f"Cookie: {self._cookie}", "", ""]
        sock.sendall("\r\n".join(words).encode())
        return sock

    def close(self) -> None:
        """Hang up."""
        self._http.close()


class Watch:
    """Reads many open pages in one thread; `seen` gets (when, which page) of each patch."""

    def __init__(self, sockets: list[socket.socket]) -> None:
        self.seen: queue.SimpleQueue[tuple[float, int]] = queue.SimpleQueue()
        self._sockets = sockets
        self._selector = selectors.DefaultSelector()
        self._rest = [b""] * len(sockets)
        self._began = 0
        self._all_began = threading.Event()
        for number, sock in enumerate(sockets):
            self._selector.register(sock, selectors.EVENT_READ, number)
        self._stopping = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._all_began.wait(30), "not every page answers"

    def _run(self) -> None:
        while not self._stopping:
            for key, _ in self._selector.select(0.2):
                data = self._sockets[key.data].recv(65536)
                if not data:
                    self._selector.unregister(self._sockets[key.data])
                self._take(key.data, data)

    def _take(self, number: int, data: bytes) -> None:
        was_new = not self._rest[number]
        *events, self._rest[number] = (self._rest[number] + data).split(b"\n\n")
        self._rest[number] = self._rest[number] or b"\n"
        if was_new:
            assert data.startswith(b"HTTP/1.1 200"), data[:200]
            self._began += 1
            if self._began == len(self._sockets):
                self._all_began.set()
            return
        for event in events:
            if b"event: patch" in event:
                self.seen.put((time.perf_counter(), number))

    def forget(self) -> None:
        """Drop what was seen so far."""
        while not self.seen.empty():
            self.seen.get()

    def close(self) -> None:
        """Stop reading and hang up."""
        self._stopping = True
        self._thread.join()
        self._selector.close()
        for sock in self._sockets:
            sock.close()
