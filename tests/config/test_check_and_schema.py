"""`check` and `schema`, and the examples that people copy."""

import json
from pathlib import Path

import pytest

from gateway.cli import check, schema
from gateway.config import load_site

EXAMPLES = sorted((Path(__file__).parents[2] / "config").glob("*.toml"))


class Asked:
    """What argparse would hand over."""

    def __init__(self, **said):
        self.__dict__.update(said)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_good(example, capsys):
    """What people copy has no problem."""
    assert check.run(Asked(config=example, lang="en")) == 0
    assert ": good (" in capsys.readouterr().err


def test_check_counts_problems_and_exits_78(site_file, capsys):
    """Devices' own keys are checked too; data would go to stdout, so that stays empty."""
    site_file.swap('topic = "room-a/lights"', 'ful_topic = "x"')
    site_file.swap('kind = "tasmota"', 'kind = "tasmotta"')
    site_file.swap('match = "ACR122U"', 'macth = "ACR122U"')

    assert check.run(Asked(config=site_file.path, lang="en")) == 78

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "readers.front-door.macth: unknown key; did you mean 'match'?",
        "devices.office-meter.kind: no kind of device 'tasmotta'; did you mean 'tasmota'?",
        "devices.room-a-lights.ful_topic: unknown key; did you mean 'full_topic'?",
        f"{site_file.path}: 3 problems",
    ]


@pytest.mark.parametrize("what", ["config", "events", "effects"])
def test_each_schema_is_json_schema_2020_12(what, capsys):
    """A schema can be fed to any validator."""
    assert schema.run(Asked(what=what)) == 0

    printed = json.loads(capsys.readouterr().out)
    assert printed["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert printed["$defs"]


def test_the_schema_knows_every_table_of_the_site_file(site_file):
    """The schema and the models are the same thing."""
    tables = schema.schema_of("config")["properties"]

    assert set(tables) == set(type(load_site(site_file.path, {})).model_fields)
