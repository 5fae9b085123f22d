"""What a page's script posts: one small JSON object, read without trusting it."""

from collections.abc import Mapping

from flask import abort, request

from gateway.domain.text import Json

MOST_TEXT = 200
MOST_ITEMS = 100


def posted() -> Mapping[str, Json]:
    """Return the JSON object of the request; anything else ends in 400."""
    found = request.get_json(silent=True)
    if not isinstance(found, dict):
        abort(400)
    return found


def word(body: Mapping[str, Json], name: str, *, most: int = MOST_TEXT, needed: bool = True) -> str:
    """Return a text of the body, stripped; 422 when it is missing, no text, or too long."""
    found = body.get(name, "")
    if not isinstance(found, str) or len(found) > most or (needed and not found.strip()):
        abort(422)
    return found.strip()


def words(body: Mapping[str, Json], name: str) -> tuple[str, ...]:
    """Return a list of texts of the body, empty when it is missing; 422 when it is no list."""
    found = body.get(name, [])
    if not isinstance(found, list) or len(found) > MOST_ITEMS:
        abort(422)
    texts = tuple(one for one in found if isinstance(one, str) and len(one) <= MOST_TEXT)
    if len(texts) != len(found):
        abort(422)
    return texts
