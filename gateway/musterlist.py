"""Who is in, as two small files that outlive the gateway: `musterlist.txt` and `.html`.

Written each minute, whole or not at all, readable by the gateway's own user. When
the program or the machine's screens are gone, the list of the last minute can
still be printed or copied. Both languages in one, nothing to load, no script.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from html import escape
from pathlib import Path

from gateway.clock import Clock
from gateway.domain.now import Now
from gateway.domain.rollcall import Choice, Doubt, Kind, Line, RollCall, who_is_in
from gateway.domain.rules import Rules
from gateway.domain.snapshot import Snapshot
from gateway.files import replace_synced

log = logging.getLogger(__name__)

TEXT, HTML = "musterlist.txt", "musterlist.html"
MINUTE_S = 60.0
AGAIN_S = 5.0
"""After a start it is looked so soon again: people tap before the first minute is over."""

DOUBTS = {
    Doubt.SHIFT_OVER: "可能忘了刷出 may have forgotten to tap out",
    Doubt.NOT_NOTICED: "久未察觉有人 nobody noticed for long",
    Doubt.CLOCK: "时间不准 clock was not set",
    Doubt.SAID: "有人说在里面 said to be inside",
}
CHOICES = {
    Choice.FOUND: "已找到 found",
    Choice.ELSEWHERE: "在别处 elsewhere",
    Choice.MISSING: "没找到 MISSING",
    Choice.OPEN: "未点到 not yet",
}


class MusterList:
    """Writes the list each minute; a `Running` of the shell.

    Args:
        look: Returns the newest snapshot.
        clock: Tells the time.
        folder: The data folder.
    """

    name = "musterlist"

    def __init__(self, look: Callable[[], Snapshot], clock: Clock, folder: Path) -> None:
        self._look = look
        self._clock = clock
        self._folder = folder
        self._stop = threading.Event()
        self._works = True
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)

    def start(self) -> None:
        """Start the thread, which writes the first list at once."""
        self._thread.start()

    def stop(self) -> None:
        """Stop and join; safe to call twice, and without `start`."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def is_alive(self) -> bool:
        """Return False when the thread has died."""
        return self._thread.is_alive()

    def write(self) -> None:
        """Write both files now; a disk that refuses is told once and tried again."""
        seen, now = self._look(), self._clock.now()
        try:
            replace_synced(self._folder / TEXT, muster_text(seen, now).encode())
            replace_synced(self._folder / HTML, muster_html(seen, now).encode())
        except OSError as trouble:
            if self._works:
                log.error("the muster list cannot be written: %s", trouble)
            self._works = False
        else:
            self._works = True

    def _run(self) -> None:
        self.write()
        wait_s = AGAIN_S
        while not self._stop.wait(wait_s):
            self.write()
            at = self._clock.now().at
            wait_s = MINUTE_S - at.second - at.microsecond / 1e6


def muster_text(seen: Snapshot, now: Now) -> str:
    """Return the list as plain text."""
    lines = _lines(seen, now)
    return "\n".join(
        f"\n## {cells[0]}" if len(cells) == 1 else f"[ ] {'  '.join(filter(None, cells))}"
        for cells in _rows(seen, lines)
    ).join((f"{_title(seen, now)}\n{_counts(seen, lines)}\n", "\n"))


def muster_html(seen: Snapshot, now: Now) -> str:
    """Return the list as a page that prints, with boxes to tick by hand."""
    lines = _lines(seen, now)
    body = "".join(_html_row(cells) for cells in _rows(seen, lines))
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(_title(seen, now))}</title>"
        "<style>body{font:16px/1.5 sans-serif;margin:1em}table{border-collapse:collapse}"
        "td,th{border:1px solid #777;padding:.3em .7em;text-align:left}th{background:#eee}</style>"
        f"</head><body><h1>{escape(_title(seen, now))}</h1><p>{escape(_counts(seen, lines))}</p>"
        f"<table>{body}</table></body></html>\n"
    )


def _html_row(cells: tuple[str, ...]) -> str:
    if len(cells) == 1:
        return f'<tr><th colspan="5">{escape(cells[0])}</th></tr>'
    return f"<tr><td>☐</td>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _title(seen: Snapshot, now: Now) -> str:
    at = now.at.astimezone(seen.rules.timezone)
    return f"{seen.rules.name.zh} 在内名单 / Who is in, {at:%Y-%m-%d %H:%M:%S}"


def _counts(seen: Snapshot, lines: Sequence[Line]) -> str:
    inside = sum(line.count for line in lines if not line.away)
    running = seen.office.rollcall.running
    said = f"{inside} 人 / people"
    if running is None:
        return said
    tally = running.tally()
    word = "演练 drill" if running.drill else "点名 ROLL-CALL"
    return (
        f"{said} · {word} {_clock(seen.rules, running.started_at)}: "
        f"{tally.found + tally.elsewhere}/{tally.total}"
    )


def _lines(seen: Snapshot, now: Now) -> tuple[Line, ...]:
    running = seen.office.rollcall.running
    return running.lines if running else who_is_in(seen.office, seen.rules, now)


def _rows(seen: Snapshot, lines: Sequence[Line]) -> Iterator[tuple[str, ...]]:
    """Yield a heading (one cell) for each zone, and a row for each line of it."""
    heading = None
    for line in lines:
        title = _place(seen.rules, line)
        if title != heading:
            heading = title
            yield (title,)
        yield _cells(seen.rules, line, seen.office.rollcall.running)


def _place(rules: Rules, line: Line) -> str:
    if line.away:
        return "外出 / Out on an errand"
    zone = rules.zones.get(line.zone)
    return f"{zone.name.zh} / {zone.name.en}" if zone else "其他 / Others"


def _cells(rules: Rules, line: Line, running: RollCall | None) -> tuple[str, ...]:
    doubt = DOUBTS.get(line.doubt, "")
    said = CHOICES[running.choice_of(line.key)] if running is not None else ""
    return (line_name(rules, line), f"{_clock(rules, line.since)} 起", doubt, said)


def line_name(rules: Rules, line: Line) -> str:
    """Return who a line is about; a visitor with the number of people and the host."""
    if line.kind is Kind.VISITOR:
        host = rules.people.get(line.host)
        many = f" ×{line.count}" if line.count > 1 else ""
        return f"{line.name}{many}（访客 visitor → {host.name if host else line.host}）"
    person = rules.people.get(line.key.removeprefix("p:"))
    return person.name if person else line.name or "没有卡的人 / somebody without a badge"


def _clock(rules: Rules, at: datetime) -> str:
    return f"{at.astimezone(rules.timezone):%H:%M}"
