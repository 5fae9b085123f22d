"""`office-gateway alerts test`: an installer knows before the first night what works."""

import json
import threading

import pytest

from gateway.cli import main
from tests.patience import PATIENCE_S
from tests.shell.test_notify import free_port, hook_url, mail_server, mail_url, webhook

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
"""Apprise's mail plug-in asks for a module that Python 3.13 drops, and can do without."""

SITE = """
[site]
id = "hq"
name = { zh = "客服中心", en = "Service centre" }
timezone = "Asia/Shanghai"

[[zones]]
id = "office"
name = { zh = "办公区", en = "Office" }

[[contacts]]
id = "facilities"
name = { zh = "物业", en = "Facilities" }

[[contacts]]
id = "manager"
name = { zh = "经理", en = "Manager" }
language = "en"

[[groups]]
id = "all"
contacts = ["facilities", "manager"]
"""


@pytest.fixture
def trial(tmp_path, capsys):
    """Return a function: the exit code and what was printed, with addresses by contact."""
    site = tmp_path / "site.toml"
    site.write_text(SITE, "utf-8")

    def run(addresses, *words):
        lines = [
            f"[contacts.{who}]\nurls = {json.dumps(urls)}\n" for who, urls in addresses.items()
        ]
        secrets = tmp_path / "secrets.toml"
        secrets.write_text("\n".join(lines), "utf-8")
        secrets.chmod(0o600)
        codes = []
        argv = ["alerts", "test", *words, "--config", str(site), "--lang", "en"]
        # In a daemon, as the gateway's own: Apprise keeps a worker for the life of the process.
        program = threading.Thread(target=lambda: codes.append(main(argv)), daemon=True)
        program.start()
        program.join(PATIENCE_S)
        said = capsys.readouterr()
        return codes[0], said.out + said.err

    return run


def test_every_address_of_a_contact_gets_a_message_in_its_language(trial):
    """Real mail, real webhook; exit 0."""
    port = free_port()
    with mail_server(port) as mails, webhook() as (hook, hooked):
        code, said = trial({"manager": [mail_url(port), hook_url(hook)]}, "manager")

    assert (code, said.count(" took it")) == (0, 2)
    assert mails[0]["Subject"] == hooked[0]["title"] == "[Service centre] Test message"


def test_a_group_is_its_contacts_and_no_name_is_everybody(trial):
    """Each once."""
    with webhook() as (hook, hooked):
        addresses = {"facilities": [hook_url(hook)], "manager": [hook_url(hook)]}
        assert trial(addresses, "all", "manager")[0] == 0
        assert trial(addresses)[0] == 0

    assert len(hooked) == 4


def test_one_address_that_fails_is_said_and_the_others_are_tried(trial):
    """Exit 1; a port nobody listens on is named, with what to look at."""
    dead = free_port()
    with webhook() as (hook, hooked):
        code, said = trial({"manager": [mail_url(dead), hook_url(hook)]}, "manager")

    assert (code, len(hooked)) == (1, 1)
    assert f"127.0.0.1:{dead} does not answer; check the port" in said
    assert "who@example.com" not in said


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "wrong account, password or token"), (404, "no such address"), (500, "trouble at the")],
)
def test_a_service_that_refuses_is_read_by_its_status(trial, status, words):
    """In the words of somebody who has to mend it."""
    with webhook(status=status) as (hook, _):
        code, said = trial({"manager": [hook_url(hook)]}, "manager")

    assert (code, words in said) == (1, True), said


def test_an_address_that_is_none_is_named_by_its_place(trial):
    """Never by itself: it may hold a password."""
    code, said = trial({"manager": ["nonsense://geheim@x"]}, "manager")

    assert code == 1
    assert "manager: no. 1 FAILED: this address is not understood" in said
    assert "geheim" not in said


def test_a_contact_without_an_address_and_one_that_does_not_exist(trial):
    """1 and 2; with the place to write it, and what was meant."""
    code, said = trial({}, "manager")
    assert (code, "[contacts.manager] urls in secrets.toml" in said) == (1, True)

    code, said = trial({}, "manger")
    assert (code, "did you mean 'manager'?" in said) == (2, True)
