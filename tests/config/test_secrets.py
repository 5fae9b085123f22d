"""Secrets: read from their own file, never shown."""

import pytest

from gateway.config import load
from gateway.config.problems import SiteProblems


def test_secrets_come_from_their_own_file(site_file):
    """Broker and contacts; nobody sees them by printing."""
    site_file.secrets(
        '[broker]\nuser = "gw"\npassword = "tulip"\n'
        '[contacts.boss]\nurls = ["mailto://a:violet@x.org"]\n'
    )

    _, secrets = load(site_file.path, {})

    assert secrets.broker.password.get_secret_value() == "tulip"
    assert secrets.urls_of("boss") == ("mailto://a:violet@x.org",)
    assert secrets.urls_of("nobody") == ()
    assert "tulip" not in repr(secrets) + str(secrets)
    assert "violet" not in repr(secrets) + str(secrets)


def test_a_secrets_file_others_can_read_is_refused(site_file):
    """The mend is in the message."""
    site_file.secrets("", mode=0o644)

    [line] = site_file.problems()

    assert line.startswith("secrets.toml: has mode 0644, so others may get at it; run chmod 600 ")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("[broker]\npassword = 20240\n", "secrets.toml: broker.password: "),
        ('[contacts.boss]\nurls = "mailto://20240@x"\n', "secrets.toml: contacts.boss.urls: "),
        ('[broker]\npassword = "20240\n', "secrets.toml: is not valid TOML"),
        ('[broker]\npasword = "20240"\n', "secrets.toml: broker.pasword: unknown key; "),
    ],
)
def test_a_wrong_secret_is_named_but_never_quoted(site_file, text, path):
    """Problems go to screens and logs."""
    site_file.secrets(text)

    [line] = site_file.problems()

    assert line.startswith(path)
    assert "20240" not in line


def test_addresses_of_an_unknown_contact_are_a_problem(site_file):
    """A message to a misspelt contact would go nowhere."""
    site_file.secrets('[contacts.bos]\nurls = ["json://localhost"]\n')

    assert site_file.problems() == [
        "secrets.toml: contacts.bos: no such contact in the site file; did you mean 'boss'?"
    ]


def test_systemd_credentials_win_over_the_file(site_file, tmp_path):
    """`LoadCredential=` hands over single values or the whole file."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "broker-password").write_text("rose\n")
    (folder / "contact-boss").write_text("json://localhost\n")
    site_file.secrets('[broker]\nuser = "gw"\npassword = "tulip"\n')

    _, secrets = load(site_file.path, {"CREDENTIALS_DIRECTORY": str(folder)})

    assert secrets.broker.user == "gw"
    assert secrets.broker.password.get_secret_value() == "rose"
    assert secrets.urls_of("boss") == ("json://localhost",)


def test_a_site_with_bad_secrets_does_not_start(site_file):
    """Both files are read before any hardware is touched."""
    site_file.secrets("[broker]\nport = 1\n")

    with pytest.raises(SiteProblems):
        load(site_file.path, {})
