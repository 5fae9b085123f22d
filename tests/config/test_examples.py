"""The examples are found, and the demo's people are good."""

import json

import pytest

from gateway.config.examples import example
from gateway.keys import Keys
from gateway.registry import RegistryView, view_of_document
from gateway.registry.people_csv import read_people, text_of


def test_an_example_is_found_by_name():
    """The demo starts from a file that people can read and copy."""
    assert example("demo.toml").read_text("utf-8").startswith("# The demo office")

    with pytest.raises(FileNotFoundError):
        example("nothing.toml")


def test_the_demos_people_are_good():
    """Everybody in the demo has a badge and a plan; UIDs are hashed on the way in."""
    document = json.loads(example("demo-registry.json").read_text("utf-8"))

    view = view_of_document(document, Keys.new().hash_uid)

    assert len(view.people) == len(view.badges) == len(view.assignments) == 12
    assert {"admin", "facilities", "reception", "hr"} <= {
        role for person in view.people.values() for role in person.roles
    }


def test_the_example_list_of_people_is_good():
    """It is imported by the guide; some have a badge, some bring theirs later."""
    text = text_of(example("people.csv").read_bytes())

    found = read_people(text, RegistryView(), Keys.new().hash_uid)

    assert found.problems == ()
    assert (found.people, len(found.document["badges"])) == (3, 1)
