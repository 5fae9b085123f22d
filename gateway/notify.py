"""Messages to people, through Apprise: mail, chat, webhooks; one thread, one at a time.

The loop hands over a `Notify` and never waits. The answer comes back as an
event; trying again, and for how long, is a rule (`gateway/domain/alerts`). A
message taken by some of a contact's channels is sent only to the others next
time. When one of a contact's messages fails, those of the contact already
behind it are handed back untried, so that their order is kept; but only once
each, so that a message nobody takes does not stop the others.
"""

import hashlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from queue import SimpleQueue
from typing import TYPE_CHECKING

from gateway.config import Site
from gateway.domain.alerts import DIGEST, LinkClaim
from gateway.domain.effects import Notify
from gateway.domain.events import Event, NotificationFailed, NotificationSent
from gateway.domain.text import Text
from gateway.guard import guarded
from gateway.links import Links

if TYPE_CHECKING:
    from apprise import Apprise

log = logging.getLogger(__name__)

LINK_LASTS = timedelta(hours=24)
SLOWEST_S = 8.0
"""A channel has this long to connect and to answer each step; then it failed."""
PAUSE_S = 0.5
"""Between two messages to one channel; Apprise's 5.5 s are for floods, and hold up a stop."""
STOP_S = 3.0
DELIVERED_KEPT = 1_000

NO_CHANNEL = Text("没有可用的通知地址", "no usable address is set up")
BEHIND = Text("排在一条没发出去的消息后面", "behind a message that could not be sent")
ACT = Text(
    "查看和处理（只给您用，一次有效，{until} 前）：\n{url}",
    "See it and act (for you only, works once, until {until}):\n{url}",
)


BOARD = Text("看板：{url}", "Dashboard: {url}")


@dataclass(frozen=True, slots=True)
class Channel:
    """One address of a contact.

    Attributes:
        fingerprint: Names it without telling the address: kind and a hash.
        kind: What people call it (`E-Mail`).
        sender: Apprise, set to this one address.
    """

    fingerprint: str
    kind: str
    sender: "Apprise" = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Letter:
    number: int
    notify: Notify


def channel_of(url: str) -> Channel | None:
    """Return the channel of an Apprise address, or None when it is not one."""
    # Here and not above: it takes half a second, and a gateway without contacts needs none of it.
    from apprise import Apprise

    plugin = Apprise.instantiate(url, suppress_exceptions=True)
    if plugin is None:
        return None
    plugin.socket_connect_timeout = min(plugin.socket_connect_timeout or SLOWEST_S, SLOWEST_S)
    plugin.socket_read_timeout = min(plugin.socket_read_timeout or SLOWEST_S, SLOWEST_S)
    plugin.request_rate_per_sec = min(plugin.request_rate_per_sec, PAUSE_S)
    sender = Apprise()
    sender.add(plugin)
    kind = url.partition(":")[0].lower()
    digest = hashlib.sha256(url.encode()).hexdigest()[:8]
    return Channel(f"{kind}-{digest}", str(plugin.service_name), sender)


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
        emit: Puts `NotificationSent` and `NotificationFailed` in the inbox.
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
        self._letters: SimpleQueue[_Letter | None] = SimpleQueue()
        self._handed_over = 0
        self._channels: dict[str, tuple[Channel, ...]] = {}
        self._delivered: dict[str, None] = {}
        self._stuck: dict[str, int] = {}
        self._held_back: set[str] = set()
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
        self._handed_over += 1
        self._letters.put(_Letter(self._handed_over, notify))

    def _run(self) -> None:
        while (letter := self._letters.get()) is not None and not self._stopping:
            if not guarded("notifier", self._deliver, letter):
                self._fail(letter, Text("内部错误，见日志", "internal error, see the log"))

    def _deliver(self, letter: _Letter) -> None:
        notify = letter.notify
        if notify.notification in self._delivered:
            self._emit(NotificationSent(notification=notify.notification))
        elif self._is_held_back(letter):
            why = BEHIND.in_(self._language(notify.to))
            self._emit(NotificationFailed(notification=notify.notification, why=why))
        elif channels := self._channels_of(notify.to):
            self._deliver_to(letter, channels)
        else:
            self._fail(letter, NO_CHANNEL)

    def _is_held_back(self, letter: _Letter) -> bool:
        """Return whether a message goes back untried, behind one that failed; once for each."""
        id_ = letter.notify.notification
        if letter.number > self._stuck.get(letter.notify.to, 0) or id_ in self._held_back:
            self._held_back.discard(id_)
            return False
        self._held_back.add(id_)
        return True

    def _deliver_to(self, letter: _Letter, channels: Sequence[Channel]) -> None:
        notify = letter.notify
        title, body = self._words(notify)
        open_ = [c for c in channels if c.fingerprint not in notify.taken]
        refused = [c for c in open_ if not _sent(c, title, body)]
        if refused:
            names = ", ".join(dict.fromkeys(c.kind for c in refused))
            why = Text(f"{names} 没有收下", f"not taken by {names}")
            self._fail(letter, why, [c.fingerprint for c in open_ if c not in refused])
            return
        self._delivered[notify.notification] = None
        if len(self._delivered) > DELIVERED_KEPT:
            del self._delivered[next(iter(self._delivered))]
        self._emit(NotificationSent(notification=notify.notification))

    def _fail(self, letter: _Letter, why: Text, taken: Sequence[str] = ()) -> None:
        notify = letter.notify
        # What was handed over up to now waits behind this one and goes back with it.
        self._stuck[notify.to] = self._handed_over
        said = why.in_(self._language(notify.to))
        log.warning("message %s to %s: %s", notify.notification, notify.to, said)
        failed = NotificationFailed(
            notification=notify.notification, why=said, taken=(*notify.taken, *taken)
        )
        self._emit(failed)

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
            now = self._links.clock.now().at
            claim = LinkClaim(notify.notification, notify.alert, notify.to, now + LINK_LASTS)
            url = f"{self._address}/a/{self._links.sign(claim)}"
            until = f"{claim.expires_at:%m-%d %H:%M}"
            body = f"{body}\n\n{ACT.in_(language).format(until=until, url=url)}"
        return title, body


def _sent(channel: Channel, title: str, body: str) -> bool:
    """Return whether a channel took a message; a plug-in that raises did not."""
    took: list[bool] = []

    def send() -> None:
        took.append(bool(channel.sender.notify(title=title, body=body, body_format="text")))

    return guarded(f"channel {channel.fingerprint}", send) and took == [True]
