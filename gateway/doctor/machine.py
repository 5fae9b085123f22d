"""The system under the gateway: Python, pcscd, kernel, polkit, clock, disk, kiosk."""

import ctypes
import os
import shutil
import socket
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gateway.doctor.finding import Finding, Level, bad, ok, same, warn
from gateway.domain.text import Text
from gateway.ledger import DiskState, look_at_disk

OLDEST_PYTHON = (3, 11)
NFC_MODULES = ("pn533_usb", "pn533", "nfc")
SYNCED_WITHIN_S = 16.0
"""systemd's own limit: a clock further off counts as not set."""
POLKIT_ACTIONS = "usr/share/polkit-1/actions/org.debian.pcsc-lite.policy"
POLKIT_RULES = "etc/polkit-1/rules.d"
POLICIES = ("etc/chromium/policies/managed", "etc/chromium-browser/policies/managed")
CJK_FONTS = ("*CJK*", "wqy-*", "*SourceHan*", "*uming*", "*ukai*", "*DroidSansFallback*")

_ADJTIMEX_BYTES, _MAXERROR_AT, _TIME_ERROR = 512, 3 * ctypes.sizeof(ctypes.c_long), 5


def kernel_clock_error_s() -> float | None:
    """Return how far off the kernel thinks its clock may be; infinite = never set, None = no word.

    Any program that sets the clock (timesyncd, chrony, ntpd) tells the kernel.
    """
    buffer = ctypes.create_string_buffer(_ADJTIMEX_BYTES)
    try:
        state = ctypes.CDLL(None).adjtimex(buffer)
    except (OSError, AttributeError):
        return None
    if state < 0:
        return None
    if state == _TIME_ERROR:
        return float("inf")
    return ctypes.c_long.from_buffer(buffer, _MAXERROR_AT).value / 1e6


@dataclass(frozen=True, slots=True)
class Machine:
    """Where to look; a test looks at a folder instead of `/`."""

    root: Path = Path("/")
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    python: tuple[int, int] = sys.version_info[:2]
    find_program: Callable[[str], str | None] = shutil.which
    clock_error_s: Callable[[], float | None] = kernel_clock_error_s
    disk: Callable[[Path], DiskState] = look_at_disk


def look(machine: Machine, data: Path, *, cards: bool) -> Iterator[Finding]:
    """Yield what there is to say of the system.

    Args:
        machine: Where to look.
        data: The data folder, for its disk.
        cards: The site has PC/SC readers: without pcscd nobody can tap.
    """
    yield _python(machine)
    needed = Level.BAD if cards else Level.WARN
    yield _pcscd(machine, needed)
    yield _modules(machine)
    yield from _polkit(machine, needed)
    yield _clock(machine)
    yield from _disk(machine, data)
    yield from _kiosk(machine)


def _python(machine: Machine) -> Finding:
    topic, found = same("Python"), ".".join(map(str, machine.python))
    if machine.python >= OLDEST_PYTHON:
        return ok(topic, found, found)
    mend = Text("升级到 Debian 12 或更新的系统", "upgrade to Debian 12 or newer")
    return bad(topic, f"{found} 太旧，需要 3.11", f"{found} is too old, 3.11 is needed", mend)


def _pcscd(machine: Machine, level: Level) -> Finding:
    topic = same("pcscd")
    path = machine.environ.get("PCSCLITE_CSOCK_NAME") or machine.root / "run/pcscd/pcscd.comm"
    mend = same("sudo apt install pcscd && sudo systemctl enable --now pcscd.socket")
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(3)
            probe.connect(str(path))
    except FileNotFoundError:
        words = Text(f"没有运行（{path} 不存在）", f"does not run ({path} is not there)")
    except OSError as error:
        words = Text(f"{path} 不应答：{error}", f"{path} does not answer: {error}")
        mend = same("sudo systemctl restart pcscd.socket pcscd.service")
    else:
        return ok(topic, "在运行", "runs")
    return Finding(topic, level, words, mend)


def _modules(machine: Machine) -> Finding:
    topic = Text("内核 NFC 驱动", "kernel NFC drivers")
    try:
        loaded = {line.split()[0] for line in _lines(machine.root / "proc/modules")}
    except OSError:
        loaded = set()
    grabbing = [name for name in NFC_MODULES if name in loaded]
    if not grabbing:
        return ok(topic, "没有抢占读卡器", "leave the readers alone")
    names = " ".join(grabbing)
    return bad(
        topic,
        f"{names} 会抢占 ACR122U，pcscd 打不开它",
        f"{names} grab an ACR122U, so pcscd cannot open it",
        same(
            "sudo cp systemd/modprobe.d/office-nfc.conf /etc/modprobe.d/ && "
            f"sudo modprobe -r {names} && sudo systemctl restart pcscd"
        ),
    )


def _polkit(machine: Machine, level: Level) -> Iterator[Finding]:
    if not (machine.root / POLKIT_ACTIONS).exists():
        return
    topic = same("polkit")
    folder = machine.root / POLKIT_RULES
    mend = same("sudo cp systemd/polkit/50-office-gateway-pcscd.rules /etc/polkit-1/rules.d/")
    try:
        rules = [p.read_text(errors="replace") for p in folder.iterdir() if p.suffix == ".rules"]
    except PermissionError:
        yield warn(
            topic,
            "看不到规则，无法确定服务能否使用 pcscd",
            "its rules cannot be read, so whether a service may use pcscd is not known",
            Text("用 sudo 再运行一次 doctor", "run the doctor again with sudo"),
        )
        return
    except FileNotFoundError:
        rules = []
    if any("org.debian.pcsc-lite.access_card" in text for text in rules):
        yield ok(topic, "允许使用 pcscd", "lets the gateway use pcscd")
    else:
        words = Text(
            "没有规则允许服务使用 pcscd，读卡会被拒绝",
            "no rule lets a service use pcscd, so reading cards will be refused",
        )
        yield Finding(topic, level, words, mend)


def _clock(machine: Machine) -> Finding:
    topic = Text("时钟", "clock")
    mend = same("sudo timedatectl set-ntp true && timedatectl timesync-status")
    error_s = machine.clock_error_s()
    if error_s is None:
        return warn(topic, "无法得知是否已校准", "whether it is set cannot be told", mend)
    if error_s >= SYNCED_WITHIN_S:
        return warn(
            topic,
            "没有校准：刷卡会记下，校准后再定时间",
            "is not set: taps are kept, and dated once it is",
            mend,
        )
    return ok(topic, f"已校准（误差 {error_s:.2f} 秒以内）", f"is set (within {error_s:.2f} s)")


def _disk(machine: Machine, data: Path) -> Iterator[Finding]:
    if not data.is_dir():
        return
    topic, disk = Text("磁盘", "disk"), machine.disk(data)
    room = Text(
        "删去不要的文件，或换大一点的盘：du -xh / | sort -h | tail",
        "delete what is not needed, or use a larger disk: du -xh / | sort -h | tail",
    )
    if not disk.writable:
        yield bad(
            topic,
            f"{data} 写不进去：{disk.why}",
            f"{data} takes nothing: {disk.why}",
            Text(
                "满了就" + room.zh + "；只读就看 dmesg（存储卡可能已坏）",
                room.en + "; if it is read-only look at dmesg (the card may be worn out)",
            ),
        )
        return
    zh, en = f"还有 {disk.free_bytes >> 20} MB", f"{disk.free_bytes >> 20} MB free"
    yield warn(topic, zh, en, room) if disk.low else ok(topic, zh, en)


def _kiosk(machine: Machine) -> Iterator[Finding]:
    topic = Text("门口屏", "kiosk")
    browser = any(machine.find_program(name) for name in ("chromium", "chromium-browser"))
    missing = [] if browser else ["chromium"]
    missing += [] if machine.find_program("cage") else ["cage"]
    if missing:
        names = " ".join(missing)
        yield warn(
            topic,
            f"没有安装 {names}（只有本机接屏幕才需要）",
            f"{names} not installed (needed only where this machine has a screen)",
            same(f"sudo apt install {names}"),
        )
    elif not any(list((machine.root / folder).glob("*.json")) for folder in POLICIES):
        yield warn(
            topic,
            "浏览器没有限制：可以离开本系统的页面",
            "the browser has no policy: people can leave our pages",
            same(
                "sudo install -Dm644 config/chromium/office-kiosk.json "
                "/etc/chromium/policies/managed/office-kiosk.json"
            ),
        )
    else:
        yield ok(topic, "浏览器和限制都在", "browser and policy are there")
    yield _fonts(machine)


def _fonts(machine: Machine) -> Finding:
    topic = Text("中文字体", "Chinese fonts")
    folder = machine.root / "usr/share/fonts"
    if any(next(folder.rglob(pattern), None) for pattern in CJK_FONTS):
        return ok(topic, "有", "are there")
    return warn(
        topic,
        "没有：屏幕上的汉字会是方框",
        "are missing: Chinese on the screens will be boxes",
        same("sudo apt install fonts-noto-cjk"),
    )


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if line.strip()]


def mode_of(path: Path) -> int:
    """Return a file's permission bits."""
    return stat.S_IMODE(path.stat().st_mode)
