"""What people maintain: people, badges, shifts, plans, calendar, screens, settings.

Small, readable, edited by people: TinyDB in one crash-safe file. The only
package that knows TinyDB. Every change to it is also said to the ledger.
"""

from collections.abc import Sequence
from typing import Any

from pydantic import create_model

from gateway.registry.changing import DocumentProblems, view_of_document
from gateway.registry.documents import EXCHANGED, TABLES, BadgeRow, Document, VisitorCardRow
from gateway.registry.lock import FolderLock
from gateway.registry.registry import FILE, Registry
from gateway.registry.view import RegistryView

__all__ = [
    "FILE",
    "DocumentProblems",
    "FolderLock",
    "Registry",
    "RegistryView",
    "document_schema",
    "view_of_document",
]


def document_schema() -> dict[str, Any]:
    """Return the JSON Schema of the document that `registry import` takes."""
    rows = {**TABLES, "badges": BadgeRow, "visitor_cards": VisitorCardRow}
    tables: dict[str, Any] = {name: (Sequence[rows[name]], ()) for name in EXCHANGED}  # type: ignore[valid-type]
    shape = create_model("RegistryDocument", __base__=Document, **tables)
    return dict(shape.model_json_schema())
