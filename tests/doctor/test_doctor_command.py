"""`office-gateway doctor` as people run it."""

import threading
from argparse import ArgumentParser
from pathlib import Path

import pytest

from devices.nfc import wire
from gateway.cli import doctor
from gateway.doctor import machine
from tests.parts import pcscd as parts_pcscd
from tests.parts.mosquitto import Mosquitto
from tests.parts.pcscd import Pcscd

SITE = """
[site]
id = "hq"
name = {{ zh = "总部", en = "HQ" }}

[broker]
url = "{broker}"

[gpio]
factory = "mock"

[[zones]]
id = "office"

[[readers]]
id = "front-door"
kind = "pcsc"
match = "{match}"
zone = "office"
lamp = {{ green = 17 }}
"""


@pytest.fixture
def report(tmp_path, capsys, monkeypatch):
    """Run the command; return its exit code and what it printed."""
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setattr(machine, "POLKIT_ACTIONS", "nowhere")  # not this machine's own rules

    def run(*words: str) -> tuple[int, str]:
        common = ArgumentParser(add_help=False)
        common.add_argument("--data", type=Path, default=tmp_path / "data")
        parser = ArgumentParser()
        doctor.add(parser.add_subparsers(), common)
        args = parser.parse_args(["doctor", *words])
        return args.run(args), capsys.readouterr().out

    return run


def line_of(text: str, topic: str) -> str:
    return next(line for line in text.splitlines() if topic in line)


@pytest.fixture
def pcscd(tmp_path):
    if why := parts_pcscd.missing():
        pytest.skip(why)
    daemon = Pcscd(tmp_path)
    daemon.start()
    yield daemon
    daemon.stop()


def test_a_site_whose_reader_and_broker_are_there_has_nothing_bad(report, tmp_path, pcscd):
    """Exit 0; warnings do not count."""
    site = tmp_path / "site.toml"
    with Mosquitto() as broker:
        site.write_text(SITE.format(broker=broker.url, match="Virtual PCD"))
        code, text = report("--config", str(site), "--lang", "en")

    assert code == 0, text
    assert "Virtual PCD 00 00" in line_of(text, "reader front-door")
    for topic in ("reader front-door", "GPIO", "broker", "pcscd", "site file"):
        assert line_of(text, topic).split()[0] == "ok"
    assert "0 bad" in text


def test_a_reader_that_is_not_plugged_in_is_bad_and_says_which_are(report, tmp_path, pcscd):
    """In the office's first language too."""
    site = tmp_path / "site.toml"
    with Mosquitto() as broker:
        site.write_text(SITE.format(broker=broker.url, match="ACR122U"))
        code, text = report("--config", str(site), "--lang", "zh")

    assert code == 1
    assert "故障" in line_of(text, "读卡器 front-door")
    assert "Virtual PCD 00 00" in text


def test_a_reader_that_types_and_is_not_there_is_bad(report, tmp_path):
    """Looked for as the gateway would, by path or by name."""
    site = tmp_path / "site.toml"
    text = SITE.format(broker="embedded", match="/dev/input/by-id/usb-none")
    site.write_text(text.replace('kind = "pcsc"', 'kind = "keyboard"'))

    code, said = report("--config", str(site), "--lang", "en")

    assert code == 1
    assert "usb-none is not there" in line_of(said, "reader front-door")
    assert line_of(said, "broker").split()[0] == "warn"
    assert "card readers" not in said


def test_a_wrong_site_file_is_bad_and_the_machine_is_looked_at_all_the_same(report, tmp_path):
    """`check` says what is wrong with it."""
    site = tmp_path / "site.toml"
    site.write_text("[site]\n")

    code, text = report("--config", str(site), "--lang", "en")

    assert code == 1
    assert "office-gateway check" in line_of(text, "site file")
    assert "Python" in text


def test_without_a_site_file_nothing_is_bad_that_may_not_be_needed(report, tmp_path, monkeypatch):
    """A laptop without pcscd is no fault."""
    monkeypatch.setattr(doctor, "USUAL_CONFIG", tmp_path / "none.toml")

    code, text = report("--lang", "en")

    assert code == 0, text
    assert "warn" in line_of(text, "site file")


def test_a_pcscd_that_hangs_does_not_hang_the_doctor(report, tmp_path, monkeypatch):
    """It is told instead."""
    let_go = threading.Event()

    def hanging():
        let_go.wait()
        raise wire.PcscGone("late")

    monkeypatch.setattr(wire, "connect", hanging)
    monkeypatch.setattr(doctor, "PCSCD_HANGS_S", 0.1)
    monkeypatch.setattr(doctor, "USUAL_CONFIG", tmp_path / "none.toml")

    _, text = report("--lang", "en")
    let_go.set()

    assert "has not answered" in line_of(text, "card readers")
