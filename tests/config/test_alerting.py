"""Routes, groups, quiet hours and limits: from the site file to the rules, and what is wrong."""

from datetime import time

from gateway.config import load, load_site
from gateway.rules import site_rules

SITE = """
[[contacts]]
id = "it"
name = "IT"
quiet = { daily = "20:00-08:00" }
per_hour = 2

[[groups]]
id = "all"
contacts = ["boss", "it"]

[[alerts.routes]]
zones = ["office"]
severities = ["critical"]
hours = { mon-fri = "18:00-08:00" }
to = ["all", "boss"]
"""


def test_routes_groups_and_limits_become_rules(site_file):
    """Everything with its default."""
    before = site_rules(load_site(site_file.path, {})).alerting
    site_file.add(SITE)
    rules = site_rules(load_site(site_file.path, {}))

    assert (before.quiet, before.digest, before.per_hour) == (None, time(8), 6)
    (route,) = rules.alerting.routes
    assert (route.to, route.zones, route.severities) == (("all", "boss"), {"office"}, {"critical"})
    assert route.hours.spans[1] == ((time(0), time(8)), (time(18), time.max))
    assert rules.alerting.groups == {"all": ("boss", "it")}
    assert (rules.contacts["it"].per_hour, rules.contacts["boss"].per_hour) == (2, None)
    assert rules.contacts["it"].quiet.spans[6] == ((time(0), time(8)), (time(20), time.max))


def test_the_summary_and_the_limit_may_be_the_sites(site_file):
    """In `[alerts]`."""
    site_file.swap("[alerts]", '[alerts]\ndigest = "07:15"\nper_hour = 20\n')

    alerting = site_rules(load_site(site_file.path, {})).alerting

    assert (alerting.digest, alerting.per_hour) == (time(7, 15), 20)


def test_whoever_is_not_known_is_named_with_a_hint(site_file):
    """In routes, groups and the list; zones as well."""
    site_file.add(SITE)
    site_file.swap('["boss", "it"]', '["bos", "it"]')
    site_file.swap('["all", "boss"]', '["al", "boss"]')
    site_file.swap('zones = ["office"]', 'zones = ["offise"]')

    found = "\n".join(site_file.problems())

    assert "groups" in found
    assert "no contact 'bos'; did you mean 'boss'?" in found
    assert "no contact 'al'; did you mean 'all'?" in found
    assert "no zone 'offise'; did you mean 'office'?" in found


def test_a_group_may_not_be_called_like_a_contact(site_file):
    """Nobody could say who is meant."""
    site_file.add('[[groups]]\nid = "boss"\ncontacts = ["boss"]\n')

    assert any("double id" in line for line in site_file.problems())


def test_values_that_make_no_sense_are_refused(site_file):
    """A route to nobody, an hour that is none, a limit of nothing."""
    site_file.add("[[alerts.routes]]\nto = []\n")
    site_file.swap("[alerts]", '[alerts]\ndigest = "8 Uhr"\nper_hour = 0\n')

    found = "\n".join(site_file.problems())

    assert "alerts.digest" in found
    assert "08:00" in found
    assert "alerts.per_hour" in found
    assert "alerts.routes" in found


def test_the_heartbeat_address_is_a_secret(site_file, tmp_path):
    """In the secrets file, or handed over by systemd, which wins."""
    site_file.secrets('[heartbeat]\nurl = "https://hc.example/1"\n')
    _, secrets = load(site_file.path, {})
    assert secrets.heartbeat_url() == "https://hc.example/1"
    assert "hc.example" not in repr(secrets)

    site_file.secrets('[heartbeat]\nurl = "ftp://hc.example/1"\n')
    assert site_file.problems() == [
        "secrets.toml: heartbeat.url: must be an http:// or https:// address"
    ]

    (tmp_path / "cred").mkdir()
    (tmp_path / "cred" / "heartbeat-url").write_text("https://hc.example/2\n")
    _, secrets = load(site_file.path, {"CREDENTIALS_DIRECTORY": str(tmp_path / "cred")})
    assert secrets.heartbeat_url() == "https://hc.example/2"
