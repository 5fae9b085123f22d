"""What the doctor says of a system, looked at in a folder instead of `/`."""

import socket
from pathlib import Path

import pytest

from gateway.doctor import Finding, Level
from gateway.doctor.machine import Machine, kernel_clock_error_s, look
from gateway.ledger import DiskState

ROOM = DiskState(free_bytes=5 << 30, writable=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A healthy machine's files."""
    for folder in ("proc", "usr/share/fonts/noto", "etc/chromium/policies/managed"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "proc/modules").write_text("bluetooth 1 0 - Live 0x0\n\n")
    (tmp_path / "usr/share/fonts/noto/NotoSansCJK-Regular.ttc").touch()
    (tmp_path / "etc/chromium/policies/managed/office-kiosk.json").write_text("{}")
    (tmp_path / "data").mkdir()
    return tmp_path


@pytest.fixture
def pcscd(root: Path):
    """Something that listens where pcscd does."""
    path = root / "pcscd.comm"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        yield path


@pytest.fixture
def see(root: Path, pcscd: Path):
    """Return what is found, by English topic."""

    def seen(*, cards: bool = True, **parts) -> dict[str, Finding]:
        healthy = {
            "environ": {"PCSCLITE_CSOCK_NAME": str(pcscd)},
            "find_program": lambda name: f"/usr/bin/{name}",
            "clock_error_s": lambda: 0.02,
            "disk": lambda path: ROOM,
        }
        machine = Machine(root=root, **{**healthy, **parts})
        return {f.topic.en: f for f in look(machine, root / "data", cards=cards)}

    return seen


def test_a_healthy_machine_needs_nothing(see):
    """Every line is ok, and none has a mend."""
    found = see()

    assert {f.level for f in found.values()} == {Level.OK}
    assert not any(f.mend for f in found.values())


def test_an_old_python_is_bad(see):
    """3.11 is the oldest we run on."""
    assert see(python=(3, 9))["Python"].level is Level.BAD


@pytest.mark.parametrize(("cards", "level"), [(True, Level.BAD), (False, Level.WARN)])
def test_pcscd_that_is_absent_is_bad_only_where_cards_need_it(see, root, cards, level):
    """An office with readers on MQTT has no use for it."""
    found = see(cards=cards, environ={})["pcscd"]

    assert found.level is level
    assert "systemctl enable --now pcscd.socket" in found.mend.en
    assert str(root / "run/pcscd/pcscd.comm") in found.says.en


def test_a_socket_that_leads_nowhere_is_told_from_none(see, tmp_path):
    """A crashed pcscd leaves it behind."""
    stale = tmp_path / "stale"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(stale))

    found = see(environ={"PCSCLITE_CSOCK_NAME": str(stale)})["pcscd"]

    assert found.level is Level.BAD
    assert "restart" in found.mend.en


def test_kernel_drivers_that_grab_the_reader_are_named_with_their_mend(see, root):
    """Only those that are loaded; blacklisting comes from our file."""
    (root / "proc/modules").write_text("pn533_usb 1 0 - Live\npn533 1 1 pn533_usb, Live\n")

    found = see()["kernel NFC drivers"]

    assert found.level is Level.BAD
    assert "modprobe -r pn533_usb pn533 &&" in found.mend.en
    assert "office-nfc.conf" in found.mend.en


def test_polkit_is_not_mentioned_where_pcscd_does_not_ask_it(see):
    """Debian 12's pcscd is built without."""
    assert "polkit" not in see()


def polkit(root: Path, rules: str | None) -> None:
    actions = root / "usr/share/polkit-1/actions"
    actions.mkdir(parents=True)
    (actions / "org.debian.pcsc-lite.policy").touch()
    if rules is not None:
        folder = root / "etc/polkit-1/rules.d"
        folder.mkdir(parents=True)
        (folder / "50-x.rules").write_text(rules)


@pytest.mark.parametrize("rules", [None, "polkit.addRule(function () {});"])
def test_polkit_without_our_rule_is_bad(see, root, rules):
    """Debian 13's pcscd refuses services otherwise."""
    polkit(root, rules)

    found = see()["polkit"]

    assert found.level is Level.BAD
    assert "50-office-gateway-pcscd.rules" in found.mend.en
    assert see(cards=False)["polkit"].level is Level.WARN


def test_our_own_polkit_rule_is_recognised(see, root):
    """The file we ship is what the doctor looks for."""
    ours = Path(__file__).parents[2] / "systemd/polkit/50-office-gateway-pcscd.rules"
    polkit(root, ours.read_text())

    assert see()["polkit"].level is Level.OK


@pytest.mark.parametrize("error_s", [None, 16.0, float("inf")])
def test_a_clock_that_nobody_set_is_a_warning(see, error_s):
    """Taps are kept all the same, and dated later."""
    assert see(clock_error_s=lambda: error_s)["clock"].level is Level.WARN


def test_the_kernels_word_on_its_clock_can_be_had():
    """None only where there is no Linux."""
    error_s = kernel_clock_error_s()

    assert error_s is not None
    assert error_s >= 0


@pytest.mark.parametrize(
    ("disk", "level"),
    [
        (DiskState(0, writable=False, why="Read-only file system"), Level.BAD),
        (DiskState(50_000_000, writable=True), Level.WARN),
    ],
)
def test_a_full_or_read_only_disk_is_told(see, disk, level):
    """Nothing can be kept, or soon cannot."""
    found = see(disk=lambda path: disk)["disk"]

    assert found.level is level
    assert disk.why in found.says.en


def test_what_the_kiosk_lacks_is_named(see, root):
    """Programs first, then the browser's policy, then fonts."""
    assert "chromium cage" in see(find_program=lambda name: None)["kiosk"].mend.en
    (root / "etc/chromium/policies/managed/office-kiosk.json").unlink()
    (root / "usr/share/fonts/noto/NotoSansCJK-Regular.ttc").unlink()

    found = see()

    assert "office-kiosk.json" in found["kiosk"].mend.en
    assert "fonts-noto-cjk" in found["Chinese fonts"].mend.en
    assert found["kiosk"].level is found["Chinese fonts"].level is Level.WARN


def test_every_word_is_there_in_both_languages(see, root):
    """Nobody is left with an empty line."""
    polkit(root, None)
    found = see(
        python=(3, 9), environ={}, find_program=lambda name: None, clock_error_s=lambda: None
    )

    for one in found.values():
        texts = [one.topic, one.says, *([one.mend] if one.mend else [])]
        assert all(text.zh and text.en for text in texts)
