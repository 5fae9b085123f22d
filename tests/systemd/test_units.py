"""The systemd units, as systemd itself reads them; and what goes with them."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "systemd"
SERVICES = sorted(p.name for p in UNITS.glob("*.service"))
ALL_UNITS = sorted(p.name for p in UNITS.iterdir() if p.suffix in {".service", ".timer"})
SANDBOXED = ("office-gateway.service", "office-gateway-backup.service")
MOST_EXPOSED = 2.5
"""spec 06: `systemd-analyze security` at most this."""


def run(*command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(c) for c in command], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A root folder with the units in their places and programs that only exist."""
    units = tmp_path / "etc/systemd/system"
    units.mkdir(parents=True)
    for entry in UNITS.iterdir():
        if entry.suffix in {".service", ".timer"}:
            shutil.copy(entry, units)
    shutil.copytree(UNITS / "office-gateway.service.d", units / "office-gateway.service.d")
    stock = tmp_path / "usr/lib/systemd/system"
    stock.mkdir(parents=True)
    for target in Path("/lib/systemd/system").glob("*.target"):
        shutil.copy(target, stock)
    for service in SERVICES:
        for program in re.findall(r"^ExecStart=(\S+)", (UNITS / service).read_text(), re.M):
            stub = tmp_path / program.lstrip("/")
            stub.parent.mkdir(parents=True, exist_ok=True)
            stub.touch(mode=0o755)
    (tmp_path / "usr/bin/chromium").touch(mode=0o755)
    return tmp_path


def test_systemd_reads_every_unit_without_a_word(machine):
    """No unknown key, no program that is not there, no dependency that cannot be met."""
    found = run("systemd-analyze", "verify", f"--root={machine}", *ALL_UNITS)

    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")


def test_the_test_would_see_a_mistake(machine):
    """`verify` on a root folder really complains."""
    unit = machine / "etc/systemd/system/office-gateway.service"
    unit.write_text(unit.read_text().replace("WatchdogSec=30", "WatchdogSecs=30"))

    found = run("systemd-analyze", "verify", f"--root={machine}", "office-gateway.service")

    assert "WatchdogSecs" in found.stderr


@pytest.mark.parametrize("unit", SANDBOXED)
@pytest.mark.parametrize("with_keyboard", [False, True])
def test_the_sandbox_is_tight(tmp_path, unit, with_keyboard):
    """With and without the drop-in for readers that type."""
    shutil.copy(UNITS / unit, tmp_path)
    if with_keyboard:
        shutil.copytree(UNITS / "office-gateway.service.d", tmp_path / "office-gateway.service.d")

    limit = round(MOST_EXPOSED * 10)
    path = tmp_path / unit
    found = run("systemd-analyze", "security", "--offline=yes", f"--threshold={limit}", path)

    score = re.search(r"exposure level for \S+: ([\d.]+)", found.stdout)
    assert score is not None, found.stderr
    assert float(score[1]) <= MOST_EXPOSED
    assert found.returncode == 0


def test_a_wrong_site_file_is_not_tried_again_and_everything_else_is():
    """Exit code 78 waits for a person; a bug is started again in under two seconds."""
    text = (UNITS / "office-gateway.service").read_text()

    for line in (
        "Type=notify",
        "Restart=always",
        "RestartSec=500ms",
        "RestartPreventExitStatus=78",
        "StartLimitIntervalSec=0",
    ):
        assert f"\n{line}\n" in text
    assert re.search(r"^WatchdogSec=\d+$", text, re.M)


def test_users_and_folders_are_made_as_said(machine):
    """sysusers and tmpfiles take the files, and the gateway may use the pins."""
    users = run("systemd-sysusers", f"--root={machine}", UNITS / "sysusers.d/office-gateway.conf")
    assert users.returncode == 0, users.stderr
    folders = run(
        "systemd-tmpfiles",
        f"--root={machine}",
        "--create",
        UNITS / "tmpfiles.d/office-gateway.conf",
    )

    assert folders.returncode == 0, folders.stderr
    assert re.search(r"^gpio:x:\d+:office-gateway$", (machine / "etc/group").read_text(), re.M)
    assert (machine / "var/lib/office-gateway").stat().st_mode & 0o777 == 0o700
    assert (machine / "etc/office-gateway").stat().st_mode & 0o777 == 0o750


def test_the_timer_runs_every_night_and_makes_good_a_missed_one():
    """systemd understands the calendar line."""
    text = (UNITS / "office-gateway-backup.timer").read_text()
    when = re.search(r"^OnCalendar=(.+)$", text, re.M)

    assert when is not None
    assert run("systemd-analyze", "calendar", when[1]).returncode == 0
    assert "Persistent=yes" in text


def test_all_three_kernel_drivers_are_kept_out():
    """Leaving one in was not enough in the field."""
    lines = (UNITS / "modprobe.d/office-nfc.conf").read_text().splitlines()

    for module in ("pn533_usb", "pn533", "nfc"):
        assert f"blacklist {module}" in lines
        assert f"install {module} /bin/false" in lines


def test_polkit_lets_the_gateway_and_nobody_else_use_pcscd():
    """Both actions are needed, for the daemon and for the card."""
    text = (UNITS / "polkit/50-office-gateway-pcscd.rules").read_text()

    assert '"org.debian.pcsc-lite.access_pcsc"' in text
    assert '"org.debian.pcsc-lite.access_card"' in text
    assert 'subject.user === "office-gateway"' in text
    assert text.count("polkit.Result.YES") == 1
    user = re.search(r"^User=(\S+)$", (UNITS / "office-gateway.service").read_text(), re.M)
    assert user is not None
    assert user[1] == "office-gateway"


def test_udev_rules_have_no_line_udev_would_skip():
    """Each rule matches on something and sets something."""
    text = (UNITS / "udev/70-office-readers.rules").read_text()
    rules = [line for line in text.splitlines() if line and not line.startswith("#")]

    assert len(rules) == 2
    word = re.compile(r'[A-Z]+(\{[^}]+\})?(==|=|\+=)"[^"]*"')
    for rule in rules:
        assert all(word.fullmatch(part) for part in rule.split(", ")), rule
        assert "==" in rule
        assert re.search(r'[^=]="', rule)


def test_the_kiosk_may_go_to_its_own_page_and_nowhere_else():
    """The policy is JSON that Chromium reads; the page it opens is on the list."""
    policy = json.loads((ROOT / "config/chromium/office-kiosk.json").read_text())
    kiosk = (UNITS / "office-kiosk.service").read_text()
    url = re.search(r"KIOSK_URL=(\S+)$", kiosk, re.M)

    assert policy["URLBlocklist"] == ["*"]
    assert url is not None
    assert any(url[1].startswith(allowed) for allowed in policy["URLAllowlist"])
    assert policy["DeveloperToolsAvailability"] == 2
    assert "--no-sandbox" not in kiosk


def test_paths_agree_between_the_files():
    """What installs, what runs and what backs up mean the same folders."""
    for unit in SANDBOXED:
        text = (UNITS / unit).read_text()
        assert "--data /var/lib/office-gateway" in text
        assert "ExecStart=/opt/office-gateway/.venv/bin/office-gateway " in text


def test_every_file_the_installation_guide_copies_is_there():
    """Its commands are run in `systemd/`; nothing that is shipped here is left out of it."""
    text = (ROOT / "docs/install.md").read_text("utf-8")
    copied = re.findall(
        r"(?<![/\w])((?:\.\./)?[\w./-]+\.(?:service|timer|conf|rules|json|toml))", text
    )
    ours = [p for p in copied if not p.startswith("/") and "/" in p]

    assert [p for p in ours if not (UNITS / p).exists() and not (ROOT / p).exists()] == []
    shipped = [p.name for p in UNITS.rglob("*") if p.is_file()]
    assert [name for name in shipped if name not in text] == []
