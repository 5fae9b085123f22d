"""Cards that are lent to visitors: kept by their hash, one label each, nobody's own badge."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.keys import Keys
from gateway.registry import Registry, RegistryView, document_schema
from gateway.registry.as_rules import with_registry
from tests.domain.scene import sample_rules
from tests.stores.samples import DOCUMENT

CARDS = [{"uid": "04E001A1B2C301", "label": "V-01"}, {"uid": "04E002A1B2C302", "label": "V-02"}]


@pytest.fixture(name="registry")
def _registry(tmp_path: Path, keys: Keys) -> Iterator[Registry]:
    made = Registry(tmp_path / "registry.json", keys, lambda _event: None)
    made.start()
    assert made.import_document(DOCUMENT) == ()
    yield made
    made.stop()


def test_cards_are_imported_by_uid_and_kept_by_hash(registry, keys, tmp_path):
    """No number is on disk; the rules know each card by the hash that a reader's tap has."""
    assert registry.import_document({"visitor_cards": CARDS}, by="test") == ()
    assert "04E001" not in (tmp_path / "registry.json").read_text()

    rules = with_registry(sample_rules(), registry.view, 1)
    card = rules.visitor_cards[keys.hash_uid(bytes.fromhex("04E001A1B2C301"))]
    assert (card.label, card.active) == ("V-01", True)


@pytest.mark.parametrize(
    ("cards", "said"),
    [
        ([CARDS[0], {**CARDS[1], "label": "V-01"}], "used twice"),
        ([{**CARDS[0], "uid": DOCUMENT["badges"][0]["uid"]}], "the badge of"),
        ([{**CARDS[0], "lost": True}], "write active: false with it"),
        ([{**CARDS[0], "uid": "junk"}], "uid"),
        ([{"uid": "04E001A1B2C301"}], "label"),
    ],
)
def test_what_does_not_fit_is_refused_as_a_whole(registry, cards, said):
    """One label a card; a card is either somebody's badge or in the pool; no number is said."""
    problems = registry.import_document({"visitor_cards": cards}, by="test")
    told = "; ".join(problem.line("en") for problem in problems)
    assert said in told
    assert "04E001" not in told
    assert registry.view.visitor_cards == {}


def test_a_card_of_the_pool_is_given_to_nobody(registry):
    """The other way round: the refusal names the card by its label."""
    assert registry.import_document({"visitor_cards": CARDS}, by="test") == ()
    badge = {"uid": CARDS[0]["uid"], "person": DOCUMENT["people"][0]["id"]}
    (problem,) = registry.import_document({"badges": [badge]}, by="test")
    assert "the visitors' card V-01" in problem.line("en")
    assert "访客卡 V-01" in problem.line("zh")


def test_an_export_holds_them_and_the_schema_knows_both_ways():
    """By hash or by UID."""
    row = document_schema()["$defs"]["VisitorCardRow"]["properties"]
    assert {"uid", "badge", "label", "active"} <= set(row)
    assert RegistryView().visitor_cards == {}
