"""What the doctor says of the broker, on a real Mosquitto."""

import socket
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway.doctor import Finding, Level
from gateway.doctor.broker import Account, look
from gateway.domain.now import Now
from tests.parts.mosquitto import Mosquitto, free_port

NOW = Now(0.0, datetime(2026, 11, 20, 12, tzinfo=UTC))


def see(broker: Mosquitto, **parts) -> list[Finding]:
    return list(
        look(Account(host=broker.host, port=broker.port, topic="office/hq/doctor", **parts), NOW)
    )


def test_a_broker_that_answers_is_ok_with_its_time():
    """Fast on loopback, with `set_tcp_nodelay true`."""
    with Mosquitto() as broker:
        [found] = see(broker)

    assert found.level is Level.OK
    assert "ms there and back" in found.says.en


def test_a_right_password_lets_in_and_a_wrong_one_is_told():
    """In words, not as a number."""
    with Mosquitto(passwords={"gateway": "right"}) as broker:
        [good] = see(broker, user="gateway", password="right")
        [wrong] = see(broker, user="gateway", password="wrong")

    assert good.level is Level.OK
    assert wrong.level is Level.BAD
    assert "may not connect" in wrong.says.en or "password is wrong" in wrong.says.en
    assert "wrong'" not in wrong.says.en


def test_a_list_of_rights_that_keeps_us_deaf_is_found():
    """Mosquitto grants the subscription and then delivers nothing."""
    with Mosquitto(acl="topic write office/#") as broker:
        [found] = see(broker)

    assert found.level is Level.BAD
    assert "office.acl" in found.mend.en


def test_nobody_there_is_told():
    """With what to look at."""
    account = Account(host="127.0.0.1", port=free_port(), topic="t")

    [found] = look(account, NOW)

    assert found.level is Level.BAD
    assert "systemctl status mosquitto" in found.mend.en


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"", b"\x20\xff\xff\xff\xff\x7f"]
)
def test_something_that_is_no_broker_is_told(answer):
    """A web server on that port, one that hangs up, nonsense."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            wire, _ = server.accept()
            with wire:
                wire.recv(1000)
                wire.sendall(answer)

        serving = threading.Thread(target=serve)
        serving.start()
        [found] = look(Account(host="127.0.0.1", port=server.getsockname()[1], topic="t"), NOW)
        serving.join()

    assert found.level is Level.BAD


def test_a_slow_way_is_a_warning_with_the_usual_cause(monkeypatch):
    """40 ms is Nagle waiting for a delayed ACK."""
    monkeypatch.setattr("gateway.doctor.broker.SLOW_S", 0.0)
    with Mosquitto() as broker:
        [found] = see(broker)

    assert found.level is Level.WARN
    assert "set_tcp_nodelay true" in found.mend.en


def certificate(path: Path, ends: datetime) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "broker")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(ends - timedelta(days=400))
        .not_valid_after(ends)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(("days", "level"), [(365, Level.OK), (10, Level.WARN), (-1, Level.BAD)])
def test_a_certificate_is_told_before_it_ends(tmp_path, days, level):
    """A month ahead."""
    ca = certificate(tmp_path / "ca.crt", NOW.at + timedelta(days=days, hours=1))

    with Mosquitto() as broker:
        first, *_ = see(broker, ca=str(ca))

    assert (first.topic.en, first.level) == ("certificate", level)


def test_certificates_that_are_not_there_or_not_pem_are_told(tmp_path):
    """Each by its path."""
    rubbish = tmp_path / "rubbish.crt"
    rubbish.write_text("x")

    with Mosquitto() as broker:
        found = see(broker, ca=str(rubbish), cert=str(tmp_path / "none.crt"))

    assert [f.level for f in found[:2]] == [Level.BAD, Level.BAD]
    assert "no PEM certificate" in found[0].says.en
    assert "No such file" in found[1].says.en
