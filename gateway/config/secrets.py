"""What must not be in the site file: the broker's password, addresses of messages.

Read from `secrets.toml` beside the site file (mode 0600 or 0640), or from the
folder systemd hands over (`$CREDENTIALS_DIRECTORY`), where single files named
`broker-user`, `broker-password`, `heartbeat-url`, `contact-<id>`, `device-<id>`, `room-pin` and
`room-system-pin` count as well.
No value ever appears in a problem, a log or a `repr`.
"""

import stat
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, SecretStr, Strict, ValidationError

from gateway.config.model import Settings
from gateway.config.problems import Problem, did_you_mean, problems_of
from gateway.config.words import Many, complain
from gateway.domain.text import Text

Secret = Annotated[SecretStr, Strict(False)]
FILE = "secrets.toml"
PIN_DIGITS = range(4, 11)


class BrokerSecrets(Settings):
    """`[broker]`: how the gateway logs in to the broker."""

    user: str | None = None
    password: Secret | None = None


class ContactSecrets(Settings):
    """`[contacts.<id>]`: where messages for one contact go."""

    urls: Many[Secret] = ()
    """Apprise addresses, such as `mailto://…`."""


class DeviceSecrets(Settings):
    """`[devices.<id>]`: what a device wants to know before it obeys."""

    password: Secret | None = None


def _web(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().lower().startswith(("http://", "https://")):
        complain("应为 http:// 或 https:// 地址", "must be an http:// or https:// address")
    return url


class HeartbeatSecrets(Settings):
    """`[heartbeat]`: what is called while the gateway is well; whoever knows it can fake that."""

    url: Annotated[Secret, AfterValidator(_web)] | None = None


def _pin(pin: SecretStr) -> SecretStr:
    digits = pin.get_secret_value()
    if not (digits.isascii() and digits.isdigit() and len(digits) in PIN_DIGITS):
        complain("应为 4 到 10 位数字", "must have 4 to 10 digits")
    if len(set(digits)) == 1:
        complain("不能全是同一个数字", "must not be one digit over and over")
    return pin


Pin = Annotated[Secret, AfterValidator(_pin)]


class PanelSecrets(Settings):
    """`[panels]`, for every room, or `[rooms.<id>]`: what is typed at a room's panel."""

    pin: Pin | None = None
    """Opens the controls."""
    system_pin: Pin | None = None
    """Opens rack and settings."""


class Secrets(Settings):
    """The whole secrets file; empty if there is none."""

    broker: BrokerSecrets = BrokerSecrets()
    contacts: Mapping[str, ContactSecrets] = {}
    devices: Mapping[str, DeviceSecrets] = {}
    heartbeat: HeartbeatSecrets = HeartbeatSecrets()
    panels: PanelSecrets = PanelSecrets()
    rooms: Mapping[str, PanelSecrets] = {}

    def pins_of(self, room: str) -> tuple[str | None, str | None]:
        """Return a room's PINs in clear, of the controls and of the system; else the house's."""
        own = self.rooms.get(room, PanelSecrets())
        pins = (own.pin or self.panels.pin, own.system_pin or self.panels.system_pin)
        clear = [pin.get_secret_value() if pin is not None else None for pin in pins]
        return clear[0], clear[1]

    def heartbeat_url(self) -> str | None:
        """Return the address to call while the gateway is well, in clear, None if there is none."""
        url = self.heartbeat.url
        return url.get_secret_value() if url is not None else None

    def urls_of(self, contact: str) -> tuple[str, ...]:
        """Return a contact's Apprise addresses in clear, empty if it has none."""
        kept = self.contacts.get(contact)
        return tuple(url.get_secret_value() for url in kept.urls) if kept else ()

    def password_of(self, device: str) -> str | None:
        """Return a device's password in clear, None if it has none."""
        kept = self.devices.get(device)
        return kept.password.get_secret_value() if kept and kept.password else None


def read_secrets(site_file: Path, environ: Mapping[str, str]) -> tuple[Secrets, list[Problem]]:
    """Return the secrets that go with a site file, and all that is wrong with them."""
    folder = environ.get("CREDENTIALS_DIRECTORY")
    places = [Path(folder) / FILE] if folder else []
    places.append(site_file.parent / FILE)
    raw: dict[str, Any] = {}
    found: list[Problem] = []
    path = next((place for place in places if place.exists()), None)
    if path is not None:
        raw, found = _read(path)
    if folder:
        _add_credentials(raw, Path(folder))
    try:
        return Secrets.model_validate(raw), found
    except ValidationError as error:
        found += [
            Problem(f"{FILE}: {problem.path}", problem.text)
            for problem in problems_of(error, Secrets, raw, secret=True)
        ]
        return Secrets(), found


def contact_problems(secrets: Secrets, contacts: list[str]) -> list[Problem]:
    """Return the contacts that have addresses but are not in the site file."""
    return _strangers("contacts", "联系人", "contact", secrets.contacts, contacts)


def device_problems(secrets: Secrets, devices: list[str]) -> list[Problem]:
    """Return the devices that have a password but are not in the site file."""
    return _strangers("devices", "设备", "device", secrets.devices, devices)


def room_problems(secrets: Secrets, rooms: list[str]) -> list[Problem]:
    """Return the rooms that have a PIN but are not in the site file."""
    return _strangers("rooms", "会议室", "room", secrets.rooms, rooms)


def _strangers(
    table: str, zh: str, en: str, kept: Iterable[str], known: list[str]
) -> list[Problem]:
    found = []
    for name in kept:
        if name not in known:
            hint = did_you_mean(name, known)
            text = Text(
                f"站点文件里没有这个{zh}{hint.zh}", f"no such {en} in the site file{hint.en}"
            )
            found.append(Problem(f"{FILE}: {table}.{name}", text))
    return found


def _read(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    try:
        mode = path.stat().st_mode
        raw = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        text = Text(f"无法读取：{error.strerror}", f"can't be read: {error.strerror}")
        return {}, [Problem(FILE, text)]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # The parser's own words may quote the line, and the line may be a password.
        text = Text("不是有效的 TOML 文件", "is not valid TOML")
        return {}, [Problem(FILE, text)]
    if mode & (stat.S_IRWXO | stat.S_IWGRP):
        shown = f"{stat.S_IMODE(mode):04o}"
        text = Text(
            f"权限为 {shown}，他人可以访问；请执行 chmod 600 {path}",
            f"has mode {shown}, so others may get at it; run chmod 600 {path}",
        )
        return raw, [Problem(FILE, text)]
    return raw, []


def _add_credentials(raw: dict[str, Any], folder: Path) -> None:
    """Lay single credential files over what `secrets.toml` said."""
    for key in ("user", "password"):
        if (value := _line(folder / f"broker-{key}")) is not None:
            raw.setdefault("broker", {})[key] = value
    for file in sorted(folder.glob("contact-*")):
        urls = (_line(file) or "").split()
        raw.setdefault("contacts", {})[file.name.removeprefix("contact-")] = {"urls": urls}
    if (url := _line(folder / "heartbeat-url")) is not None:
        raw["heartbeat"] = {"url": url}
    for key in ("pin", "system_pin"):
        if (value := _line(folder / f"room-{key.replace('_', '-')}")) is not None:
            raw.setdefault("panels", {})[key] = value
    for file in sorted(folder.glob("device-*")):
        password = {"password": _line(file)}
        raw.setdefault("devices", {})[file.name.removeprefix("device-")] = password


def _line(file: Path) -> str | None:
    return file.read_text("utf-8").strip() if file.is_file() else None
