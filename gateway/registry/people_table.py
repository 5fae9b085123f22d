"""A table of people (CSV) against the registry: what it would change, what is refused. Pure."""

from gateway.config.problems import Problem
from gateway.domain.people import PeopleTable
from gateway.domain.rules import Rules
from gateway.domain.text import Text
from gateway.registry.changing import with_changes
from gateway.registry.people_csv import PeopleFile, read_people, table_of, text_of
from gateway.registry.reading import HashUid, read_document
from gateway.registry.view import RegistryView


def look_at_people(
    content: bytes,
    view: RegistryView,
    site: Rules,
    hash_uid: HashUid,
    may_give: frozenset[str] | None,
) -> tuple[PeopleTable, PeopleFile]:
    """Return what a table of people holds, and the document that it is.

    Args:
        content: The file: UTF-8 or GB 18030.
        view: The registry now.
        site: The site's rules.
        hash_uid: Makes the keyed hash of a card's UID.
        may_give: Roles that may be given by it; None: all.
    """
    try:
        text = text_of(content)
    except ValueError:
        words = Text(
            "文件既不是 UTF-8 也不是 GB 18030 文本；请另存为 CSV",
            "the file is neither UTF-8 nor GB 18030 text; save it as CSV",
        )
        found = PeopleFile({}, (Problem("line 0", words),), 0)
    else:
        found = read_people(text, view, hash_uid, may_give)
    read = read_document(found.document, hash_uid)
    refused = [*read.problems, *with_changes(view, read.tables, read.broken, site)[1]]
    return table_of(found, refused=refused), found
