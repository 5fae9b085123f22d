"""Messages to people, through Apprise: mail, chat, webhooks; one thread, one at a time.

The loop hands over a `Notify` and never waits. The answer comes back as an
event; trying again, and for how long, is a rule (`gateway/domain/alerts`). A
message taken by some of a contact's channels is sent only to the others next
time. When a channel refuses one of a contact's messages, those written after it
(`Notify.behind`) are not tried there, so that their order is kept; but only once
each, so that a message nobody takes does not stop the others. A channel that
works is never held up by one that does not.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from queue import SimpleQueue
from typing import TypeVar

from gateway.config import Site
from gateway.domain.alerts import DIGEST
from gateway.domain.effects import Notify
from gateway.domain.events import Event, NotificationFailed, NotificationSent, NotificationTaken
from gateway.domain.text import Text
from gateway.guard import guarded
from gateway.links import Links
from gateway.notify.channels import UNKNOWN, Channel, channel_of

K = TypeVar("K")
V = TypeVar("V")

log = logging.getLogger(__name__)

STOP_S = 3.0
DELIVERED_KEPT = 1_000
"""Messages whose channels are remembered, and channels' messages that wait for another try."""

NO_CHANNEL = Text("没有可用的通知地址", "no usable address is set up")
BEHIND = Text("排在一条没发出去的消息后面", "behind a message that could not be sent")
BOARD = Text("看板：{url}", "Dashboard: {url}")


def web_address(site: Site) -> str:
    """Return where people reach the screens, without a slash at the end."""
    if site.web.public_url is not None:
        return str(site.web.public_url).rstrip("/")
    return f"http://{site.web.host}:{site.web.port}"


class Notifier:
    """Sends messages; see the module. A `Running` of the shell.

    Args:
        site: Contacts and their languages, the office's name, the web address.
        urls: Apprise addresses by contact.
        emit: Puts `NotificationTaken`, `NotificationSent` and `NotificationFailed` in the inbox.
        links: Makes the one-time links.
        address: Where the screens are reached, if not as the site file says.
    """

    name = "notifier"

    def __init__(
        self,
        site: Site,
        urls: Mapping[str, Sequence[str]],
        *,
        emit: Callable[[Event], None],
        links: Links,
        address: str | None = None,
    ) -> None:
        self._languages = {contact.id: contact.language for contact in site.contacts}
        name = site.site.name
        self._office = Text(name.zh, name.en)
        self._address = address or web_address(site)
        self._urls = urls
        self._emit = emit
        self._links = links
        self._letters: SimpleQueue[Notify | None] = SimpleQueue()
        self._channels: dict[str, tuple[Channel, ...]] = {}
        # Who has a message: the rules may hand it over before they heard of it.
        self._taken: dict[str, tuple[str, ...]] = {}
        # What a channel has not taken yet, by message and channel, and why not.
        self._waits: dict[tuple[str, str], Text] = {}
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)

    def start(self) -> None:
        """Start the thread; nothing is opened before there is a message."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the message at hand, for which there are a few seconds.

        What was not sent is in the outbox of the rules and is sent after the
        next start. Safe to call twice, and without `start`.
        """
        self._stopping = True
        self._letters.put(None)
        if self._thread.ident is not None:
            self._thread.join(STOP_S)

    def is_alive(self) -> bool:
        """Return False when the thread has died."""
        return self._thread.is_alive()

    def send(self, notify: Notify) -> None:
        """Take a message and return at once."""
        self._letters.put(notify)

    def _run(self) -> None:
        while (notify := self._letters.get()) is not None and not self._stopping:
            if not guarded("notifier", self._deliver, notify):
                self._fail(notify, Text("内部错误，见日志", "internal error, see the log"))

    def _deliver(self, notify: Notify) -> None:
        channels = self._channels_of(notify.to)
        if channels:
            self._deliver_to(notify, channels)
        else:
            self._fail(notify, NO_CHANNEL)

    def _deliver_to(self, notify: Notify, channels: Sequence[Channel]) -> None:
        title, body = self._words(notify)
        taken = {*notify.taken, *self._taken.get(notify.notification, ())}
        refused: dict[Channel, Text] = {}
        for channel in channels:
            if channel.fingerprint in taken:
                continue
            why = self._hand_to(channel, notify, title, body)
            if why is None:
                taken.add(channel.fingerprint)
                _keep(self._taken, notify.notification, tuple(taken))
                if channel is not channels[-1]:
                    # Said at once: the next channel may hang, and the power go meanwhile.
                    self._emit(_taken_by(channel, notify))
            else:
                refused[channel] = why
        if refused:
            self._fail(notify, _why(refused), [c.fingerprint for c in channels if c not in refused])
        else:
            self._emit(NotificationSent(notification=notify.notification))

    def _hand_to(self, channel: Channel, notify: Notify, title: str, body: str) -> Text | None:
        """Send a message to one channel, or hold it there behind one that waits; say why not."""
        mark = (notify.notification, channel.fingerprint)
        waited = self._waits.pop(mark, None)
        is_behind = any((older, channel.fingerprint) in self._waits for older in notify.behind)
        why = BEHIND if is_behind and waited is not BEHIND else channel.send(title, body)
        if why is not None:
            _keep(self._waits, mark, why)
        return why

    def _fail(self, notify: Notify, why: Text, taken: Sequence[str] = ()) -> None:
        said = why.in_(self._language(notify.to))
        log.warning("message %s to %s: %s", notify.notification, notify.to, said)
        has = tuple(dict.fromkeys((*notify.taken, *taken)))
        self._emit(NotificationFailed(notification=notify.notification, why=said, taken=has))

    def _channels_of(self, contact: str) -> tuple[Channel, ...]:
        if contact not in self._channels:
            found = [channel_of(url) for url in self._urls.get(contact, ())]
            if None in found:
                log.error(
                    "contact %s: %s of its addresses cannot be used", contact, found.count(None)
                )
            self._channels[contact] = tuple(c for c in found if c is not None)
        return self._channels[contact]

    def _language(self, contact: str) -> str:
        return self._languages.get(contact, "zh")

    def _words(self, notify: Notify) -> tuple[str, str]:
        language = self._language(notify.to)
        title = f"[{self._office.in_(language)}] {notify.title.in_(language)}"
        body = notify.body.in_(language)
        if notify.alert == DIGEST:
            body = f"{body}\n\n{BOARD.in_(language).format(url=f'{self._address}/facilities')}"
        elif notify.link:
            body = f"{body}\n\n{self._links.in_message(notify, self._address, language)}"
        return title, body


def _keep(kept: dict[K, V], key: K, value: V) -> None:
    """Remember something as the newest; the oldest makes room."""
    kept.pop(key, None)
    kept[key] = value
    if len(kept) > DELIVERED_KEPT:
        del kept[next(iter(kept))]


def _taken_by(channel: Channel, notify: Notify) -> NotificationTaken:
    return NotificationTaken(notification=notify.notification, channel=channel.fingerprint)


def _why(refused: Mapping[Channel, Text]) -> Text:
    """Return why not all channels have a message; one that only waits is no reason of its own."""
    tried = {channel: why for channel, why in refused.items() if why is not BEHIND}
    if not tried:
        return BEHIND
    zh = [
        f"{c.kind} 没有收下{f'：{why.zh}' if why is not UNKNOWN else ''}"
        for c, why in tried.items()
    ]
    en = [
        f"not taken by {c.kind}{f': {why.en}' if why is not UNKNOWN else ''}"
        for c, why in tried.items()
    ]
    return Text("；".join(dict.fromkeys(zh)), "; ".join(dict.fromkeys(en)))
