"""What `replay` needs of a gateway: rules, drivers' words, a place for the records."""

import json
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from gateway.config import Site, load_alone
from gateway.domain.effects import Effect
from gateway.domain.events import Event
from gateway.domain.text import Json
from gateway.errors import GatewayError
from gateway.files import why
from gateway.keys import Keys
from gateway.ledger import Ledger
from gateway.reading import Origin, mqtt_readers
from gateway.registry import FILE, DocumentProblems, Registry, RegistryView, view_of_document
from gateway.replay.lines_in import BadLine, Line, events_of, read_line
from gateway.replay.lines_out import lines_of
from gateway.replay.player import Keep, Player
from gateway.replay.span import Span, keep_span
from gateway.rules import build_rules
from gateway.sitecopy import keep_site
from gateway.wiring import direct_devices, router_of

COMMENT = "#"


class ReplayOffice:
    """A site's rules on a simulated clock, over the same drivers' words as live."""

    def __init__(self, site: Site, view: RegistryView, keys: Keys, keep: Keep | None) -> None:
        self._now_s = 0.0
        origin = Origin(
            emit=_nobody, hash_uid=keys.hash_uid, boot="mqtt", now_s=lambda: self._now_s
        )
        self._router = router_of(site, mqtt_readers(site, origin))
        self._direct = direct_devices(site)
        self._keys = keys
        self._player = Player(build_rules(site, view, 0), self._router, keep)

    def play_lines(self, lines: Iterable[str]) -> Iterator[dict[str, Json]]:
        """Yield the effects of a file's lines; empty lines and `#` comments are passed over.

        Raises:
            GatewayError: A line means nothing or goes back in time; its number is in the words.
        """
        for number, text in enumerate(lines, start=1):
            if not text.strip() or text.lstrip().startswith(COMMENT):
                continue
            for at, effect in self._play(read_line(number, text)):
                yield from lines_of(effect, at, self._router.publications, self._direct)

    def span(self) -> Span | None:
        """Return from when to when the lines told so far; None before the first."""
        return self._player.span()

    def _play(self, line: Line) -> Iterator[tuple[datetime, Effect]]:
        try:
            yield from self._player.until(line.at)
        except GatewayError as error:
            raise BadLine(f"line {line.number}: {error}") from error
        self._now_s = line.at.timestamp()
        events = events_of(
            line, mqtt=self._router.events, hash_uid=self._keys.hash_uid, now_s=self._now_s
        )
        yield from self._player.now(events)


@contextmanager
def open_replay(config: Path, registry: Path | None, into: Path | None) -> Iterator[ReplayOffice]:
    """Give an office to replay on; with `into` its records are kept in a fresh data folder.

    Raises:
        ConfigError: The site file has problems.
        RegistryProblem: The registry document has.
        GatewayError: `into` is not empty, or a file cannot be read.
    """
    site = load_alone(config)
    document = _document(registry)
    if into is None:
        keys = Keys(*(secrets.token_bytes(32) for _ in range(4)))
        yield ReplayOffice(site, view_of_document(document, keys.hash_uid), keys, None)
        return
    view_of_document(document, Keys.new().hash_uid)  # its problems, before a folder is begun
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise GatewayError(f"{into} is not empty: --into needs a fresh folder")
    into.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = Keys.load_or_create(into)
    keep_site(config, into)
    kept = Registry(into / FILE, keys)
    if problems := kept.import_document(document, by="replay"):
        raise DocumentProblems(problems)
    ledger = Ledger.open(into / "ledger.db", keys.ledger, site.site.id, site.site.timezone)
    office = ReplayOffice(site, kept.view, keys, ledger.append)
    try:
        yield office
    finally:
        ledger.close()
        if (span := office.span()) is not None:
            keep_span(into, span)


def _nobody(_event: Event) -> None:
    """Take what a reader says by itself: on a file's clock, nothing."""


def _document(path: Path | None) -> object:
    if path is None:
        return {}
    try:
        return json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise GatewayError(f"{path} can't be read: {why(error)}") from error
    except (ValueError, RecursionError) as error:
        raise GatewayError(f"{path} is not JSON: {why(error)}") from error
